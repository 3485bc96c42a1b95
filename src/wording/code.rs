//! Tell the words of a Typst source from its code: of `#block(width: 100%)[请通过]` a reader sees 请通过 and no `100%`.
//!
//! Code stays as long as it was, so that places and distances hold; only its names and numbers become letters that say
//! nothing (`zzz`). What a string holds may print and is taken for words, and so is whatever is in doubt: better a word
//! too many is looked at than one too few.

/// Stands for each byte of a name or number of code: a letter, as most of code is, and doubled in no list.
const BLANK: &str = "z";

/// What a place of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Words, until a bracket closes.
    Words,
    /// Behind `#name`: code as long as more names, arguments or content follow at once.
    Call,
    /// Behind `#if`, `#for` or `#while`: code up to the body; with the body behind it, up to where no `else` follows.
    Branch { has_body: bool },
    /// Behind `#let` and its like: code up to the end of the line.
    Line,
    /// Code in parentheses or braces, until they close.
    Inside,
    /// A string, until its quotation mark.
    Text,
}

/// Goes through a source. `aside` looks at what begins with `{`, `#` or `/`: of a tag, a value or a comment it writes what is
/// to be read in its place, and tells what is behind it. It is given what stands before, too.
pub(super) fn words<'a>(
    source: &'a str,
    aside: impl Fn(&'a str, &'a str, &mut String) -> Option<&'a str>,
) -> String {
    let mut reader = Reader { out: String::with_capacity(source.len()), modes: vec![Mode::Words] };
    let mut rest = source;
    while !rest.is_empty() {
        let (plain, from) = rest.split_at(reader.plain(rest));
        reader.out.push_str(plain);
        let before = &source[..source.len() - from.len()];
        let behind = if reader.looks_aside(from) { aside(before, from, &mut reader.out) } else { None };
        rest = behind.unwrap_or_else(|| reader.step(from));
    }
    reader.out
}

struct Reader {
    out: String,
    /// Where we are, from the outermost; never empty.
    modes: Vec<Mode>,
}

impl Reader {
    fn mode(&self) -> Mode {
        self.modes.last().copied().unwrap_or(Mode::Words)
    }

    /// Ends what we are in; the source itself never ends before its end.
    fn end(&mut self) {
        if self.modes.len() > 1 {
            self.modes.pop();
        }
    }

    /// How many bytes are words without anything to look at.
    fn plain(&self, rest: &str) -> usize {
        let marks: &[u8] = match self.mode() {
            Mode::Words => b"#/{[]\\",
            Mode::Text => b"\"{\\",
            _ => return 0,
        };
        rest.bytes().position(|byte| marks.contains(&byte)).unwrap_or(rest.len())
    }

    /// Whether a tag, value or comment may begin here.
    fn looks_aside(&self, from: &str) -> bool {
        match from.as_bytes().first() {
            Some(b'{') => true,
            Some(b'#' | b'/') => self.mode() != Mode::Text,
            _ => false,
        }
    }

    /// Goes past at least a character, or ends what we are in.
    fn step<'a>(&mut self, from: &'a str) -> &'a str {
        let Some(c) = from.chars().next() else { return "" };
        match self.mode() {
            Mode::Words => self.word(c, from),
            Mode::Text => self.text(c, from),
            Mode::Call => self.call(c, from),
            Mode::Branch { has_body: true } => self.otherwise(from),
            Mode::Branch { has_body: false } if c == '[' || c == '{' => {
                self.end();
                self.modes.push(Mode::Branch { has_body: true });
                self.open(c, from)
            }
            Mode::Branch { .. } | Mode::Line if c == ']' => {
                self.end();
                from
            }
            Mode::Line if c == '\n' || c == ';' => {
                self.end();
                self.keep(c, from)
            }
            Mode::Inside if c == ')' || c == '}' => {
                self.end();
                self.keep(c, from)
            }
            Mode::Branch { .. } | Mode::Line | Mode::Inside => self.open(c, from),
        }
    }

    fn word<'a>(&mut self, c: char, from: &'a str) -> &'a str {
        match c {
            '#' => {
                let behind = self.keep(c, from);
                self.begin(behind)
            }
            '\\' => self.escaped(from),
            '[' => {
                self.modes.push(Mode::Words);
                self.keep(c, from)
            }
            ']' => {
                self.end();
                self.keep(c, from)
            }
            _ => self.keep(c, from),
        }
    }

    fn text<'a>(&mut self, c: char, from: &'a str) -> &'a str {
        match c {
            '\\' => return self.escaped(from),
            '"' => self.end(),
            _ => {}
        }
        self.keep(c, from)
    }

    /// What follows the `#` that begins code among words.
    fn begin<'a>(&mut self, from: &'a str) -> &'a str {
        let name = name(from);
        match name {
            "" if from.starts_with(['(', '{', '[', '"']) => {
                self.modes.push(Mode::Call);
                let c = from.chars().next().unwrap_or_default();
                return self.open(c, from);
            }
            "" => return from,
            "context" => {
                let behind = self.blank(name, from);
                let start = behind.trim_start_matches(' ');
                self.out.push_str(&behind[..behind.len() - start.len()]);
                return self.begin(start);
            }
            "let" | "set" | "show" | "import" | "include" | "return" => self.modes.push(Mode::Line),
            "if" | "for" | "while" => self.modes.push(Mode::Branch { has_body: false }),
            _ => self.modes.push(Mode::Call),
        }
        self.blank(name, from)
    }

    fn call<'a>(&mut self, c: char, from: &'a str) -> &'a str {
        match c {
            '(' | '[' => self.open(c, from),
            '.' if !name(&from[1..]).is_empty() => {
                let behind = self.keep(c, from);
                self.blank(name(behind), behind)
            }
            _ => {
                self.end();
                from
            }
        }
    }

    /// Behind the body of a branch: on with `else`, or back among words.
    fn otherwise<'a>(&mut self, from: &'a str) -> &'a str {
        self.end();
        let start = from.trim_start();
        if name(start) != "else" {
            return from;
        }
        self.modes.push(Mode::Branch { has_body: false });
        self.out.push_str(&from[..from.len() - start.len()]);
        self.blank("else", start)
    }

    /// A character of code, which may open something.
    fn open<'a>(&mut self, c: char, from: &'a str) -> &'a str {
        match c {
            '(' | '{' => self.modes.push(Mode::Inside),
            '[' => self.modes.push(Mode::Words),
            '"' => self.modes.push(Mode::Text),
            c if c.is_alphanumeric() || c == '%' => return self.blank(&from[..c.len_utf8()], from),
            _ => {}
        }
        self.keep(c, from)
    }

    /// A backslash and what it makes an ordinary character.
    fn escaped<'a>(&mut self, from: &'a str) -> &'a str {
        let end = from.char_indices().nth(2).map_or(from.len(), |(end, _)| end);
        self.out.push_str(&from[..end]);
        &from[end..]
    }

    fn keep<'a>(&mut self, c: char, from: &'a str) -> &'a str {
        self.out.push(c);
        &from[c.len_utf8()..]
    }

    fn blank<'a>(&mut self, code: &str, from: &'a str) -> &'a str {
        self.out.extend(std::iter::repeat_n(BLANK, code.len()));
        &from[code.len()..]
    }
}

/// The name of Latin letters that something begins with; those of other letters are taken for words.
fn name(from: &str) -> &str {
    let is_first = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let starts = from.bytes().next().is_some_and(is_first);
    &from[..if starts { from.bytes().take_while(|byte| is_part(byte)).count() } else { 0 }]
}
