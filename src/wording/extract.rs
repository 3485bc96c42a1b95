//! Turn template and source text into its words: what a reader would see of it, and little else.

/// Written where a template prints a value.
const VALUE: char = '\u{FFFC}';

/// How the source begins and ends a value (see `fill::escape`).
const BEGIN: &str = "#v(\"";
const END: &str = ");";

/// The fixed words of a template, line by line as they stand: without comments and tags, a mark for each value.
pub(super) fn template_text(template: &str) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '/']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let tag =
            ["{{", "{%", "{#"].into_iter().zip(["}}", "%}", "#}"]).find(|(open, _)| from.starts_with(open));
        let Some((open, close)) = tag else {
            rest = past_comment(before, from, &mut out);
            continue;
        };
        let end = from.find(close).map_or(from.len(), |end| end + close.len());
        let (tag, after) = from.split_at(end);
        if open == "{{" || is_branch(tag) {
            out.push(VALUE);
        }
        out.extend(tag.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether a tag parts two wordings of which one is printed.
fn is_branch(tag: &str) -> bool {
    let inside = tag.trim_start_matches(['{', '%', '-', '+', ' ', '\n', '\t']);
    inside.starts_with("el")
}

/// The words of a filled source: without comments, values as they print.
pub(super) fn source_text(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = memchr::memchr2(b'#', b'/', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match from.strip_prefix(BEGIN) {
            Some(literal) => rest = past_literal(literal, &mut out),
            None => rest = past_comment(before, from, &mut out),
        }
    }
    out.push_str(rest);
    out
}

/// Goes past a comment, keeping its line ends, or past the one character it might have begun with.
fn past_comment<'a>(before: &str, from: &'a str, out: &mut String) -> &'a str {
    let end = if from.starts_with("//") && !before.ends_with(':') {
        from.find('\n').unwrap_or(from.len())
    } else if from.starts_with("/*") {
        from.find("*/").map_or(from.len(), |end| end + 2)
    } else {
        let first = from.chars().next().map_or(0, char::len_utf8);
        out.push_str(&from[..first]);
        return &from[first..];
    };
    out.extend(from[..end].chars().filter(|c| *c == '\n'));
    &from[end..]
}

/// Writes what a Typst string literal holds, from after its first quotation mark, and goes past the call around it.
fn past_literal<'a>(literal: &'a str, out: &mut String) -> &'a str {
    let mut chars = literal.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                let after = &literal[at + 1..];
                return after.strip_prefix(END).unwrap_or(after);
            }
            '\\' => match chars.next() {
                Some((_, 'u')) => {
                    let code: String =
                        chars.by_ref().map(|(_, c)| c).skip(1).take_while(|c| *c != '}').collect();
                    out.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
                }
                Some((_, 'n' | 'r')) => out.push('\n'),
                Some((_, 't')) => out.push('\t'),
                Some((_, escaped)) => out.push(escaped),
                None => {}
            },
            c => out.push(c),
        }
    }
    ""
}
