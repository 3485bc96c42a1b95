//! Turn a kind's templates into the sentences that they can print.

use std::collections::BTreeMap;

use crate::fill::{TemplateSet, marked};

/// How deep templates may include each other here.
const DEEPEST: usize = 8;

/// A part of a template.
#[derive(Debug)]
enum Part {
    /// Fixed words, with the Typst code around them.
    Text(String),
    /// A value, by its expression.
    Value(String),
    /// Wordings of which one is printed: each with its condition, which is none for all other cases.
    Choice(Vec<(Option<String>, Vec<Part>)>),
    /// What is printed for each item of a list, or is a macro's: the tag and what it holds.
    Block(String, Vec<Part>),
    /// Another template, put in here.
    Include(String),
}

/// A sentence, in the order in which the templates have it.
pub(super) struct Printed {
    pub(super) file: String,
    pub(super) when: Vec<String>,
    pub(super) words: String,
}

/// The sentences of a kind's letter.
pub(super) fn printed(set: &TemplateSet, kind: &str) -> Vec<Printed> {
    let files: BTreeMap<&str, &str> = set.templates().chain(set.modules()).collect();
    let mut walk =
        Walk { files: &files, file: String::new(), when: Vec::new(), open: String::new(), out: Vec::new() };
    walk.enter(&format!("{kind}/letter.typ.jinja"), 0);
    walk.out
}

/// What of a template is not read yet.
struct Unread<'t> {
    text: &'t str,
    /// The byte up to which it is read.
    done: usize,
    marks: std::vec::IntoIter<(usize, &'t str)>,
}

impl<'t> Unread<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, done: 0, marks: marked(text).into_iter() }
    }

    /// Reads on behind the next tag or comment: the fixed text before it, and itself.
    fn read(&mut self) -> Option<(&'t str, &'t str)> {
        let (at, mark) = self.marks.next()?;
        let before = &self.text[self.done..at];
        self.done = (at + mark.len() + 2).min(self.text.len());
        Some((before, mark))
    }

    /// Reads the fixed text that no tag follows.
    fn last(&mut self) -> &'t str {
        let from = std::mem::replace(&mut self.done, self.text.len());
        &self.text[from..]
    }
}

/// The parts of a template's text up to a tag that ends or divides the block it is in; with that tag.
fn parts<'t>(rest: &mut Unread<'t>) -> (Vec<Part>, &'t str) {
    let mut found = Vec::new();
    while let Some((before, mark)) = rest.read() {
        found.push(Part::Text(before.to_string()));
        let inside = mark.get(2..).unwrap_or_default().trim_matches(['-', '+', ' ', '\n']);
        if mark.starts_with("{{") {
            found.push(Part::Value(inside.to_string()));
        }
        if !mark.starts_with("{%") {
            continue;
        }
        match inside.split([' ', '(']).next().unwrap_or_default() {
            "if" => found.push(choice(&inside[2..], rest)),
            "for" | "macro" | "with" => {
                let (within, _) = parts(rest);
                found.push(Part::Block(inside.to_string(), within));
            }
            "include" => {
                let name = inside.split('"').nth(1).unwrap_or_default();
                found.push(Part::Include(name.to_string()));
            }
            "elif" | "else" => return (found, inside),
            word if word.starts_with("end") => return (found, inside),
            _ => {}
        }
    }
    found.push(Part::Text(rest.last().to_string()));
    (found, "")
}

fn choice(condition: &str, rest: &mut Unread<'_>) -> Part {
    let mut branches = Vec::new();
    let mut condition = Some(condition.trim().to_string());
    loop {
        let (within, end) = parts(rest);
        branches.push((condition.take(), within));
        match end.strip_prefix("elif") {
            Some(next) => condition = Some(next.trim().to_string()),
            None if end.starts_with("else") => {}
            None => return Part::Choice(branches),
        }
    }
}

/// Where a walk over templates has come to.
struct Walk<'s> {
    files: &'s BTreeMap<&'s str, &'s str>,
    file: String,
    when: Vec<String>,
    /// The sentence that is begun.
    open: String,
    out: Vec<Printed>,
}

impl Walk<'_> {
    fn enter(&mut self, name: &str, depth: usize) {
        let Some(text) = self.files.get(name).filter(|_| depth < DEEPEST) else { return };
        let before = std::mem::replace(&mut self.file, name.to_string());
        let (parts, _) = parts(&mut Unread::of(text));
        self.all(&parts, depth);
        self.file = before;
    }

    fn all(&mut self, parts: &[Part], depth: usize) {
        for part in parts {
            match part {
                Part::Text(text) => self.text(text),
                Part::Value(name) => self.open.push_str(&format!("〔{name}〕")),
                Part::Include(name) => match self.inline(part, depth) {
                    Some(words) => self.open.push_str(&words),
                    None => self.enter(name, depth + 1),
                },
                Part::Block(tag, _) if tag.starts_with("macro") => {}
                Part::Block(tag, within) => match self.inline(part, depth) {
                    Some(words) => self.open.push_str(&words),
                    None => self.under(tag.clone(), within, depth),
                },
                Part::Choice(branches) => match self.inline(part, depth) {
                    Some(words) => self.open.push_str(&words),
                    None => {
                        let begun = std::mem::take(&mut self.open);
                        for (condition, within) in branches {
                            self.open.clone_from(&begun);
                            self.under(condition_or_else(condition.as_deref(), branches), within, depth);
                        }
                    }
                },
            }
        }
    }

    fn under(&mut self, condition: String, within: &[Part], depth: usize) {
        self.when.push(condition);
        self.all(within, depth);
        self.when.pop();
    }

    /// The words of a part that holds no end of a sentence, as they stand within one.
    fn inline(&self, part: &Part, depth: usize) -> Option<String> {
        let all = |parts: &[Part]| -> Option<String> {
            parts.iter().map(|part| self.inline(part, depth)).collect()
        };
        match part {
            Part::Text(text) => {
                let (words, ends) = words(text);
                (!ends).then_some(words)
            }
            Part::Value(name) => Some(format!("〔{name}〕")),
            Part::Include(name) => {
                let text = self.files.get(name.as_str()).filter(|_| depth < DEEPEST)?;
                let (parts, _) = parts(&mut Unread::of(text));
                parts.iter().map(|part| self.inline(part, depth + 1)).collect()
            }
            Part::Block(tag, within) if tag.starts_with("for") => all(within),
            Part::Block(..) => None,
            Part::Choice(branches) => {
                let one = |(condition, within): &(Option<String>, Vec<Part>)| {
                    let words = all(within)?;
                    Some(match condition {
                        Some(condition) => format!("{condition}：{words}"),
                        None => format!("否则：{words}"),
                    })
                };
                let wordings: Option<Vec<_>> = branches.iter().map(one).collect();
                let wordings = wordings?;
                let blank = wordings.iter().all(|wording| wording.ends_with('：'));
                Some(if blank { String::new() } else { format!("［{}］", wordings.join("｜")) })
            }
        }
    }

    /// Takes the words out of a text, sentence by sentence.
    fn text(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        for (at, &c) in chars.iter().enumerate() {
            match c {
                '[' | ']' | '\n' => self.end(),
                '。' => {
                    self.open.push(c);
                    self.end();
                }
                c if is_word(&chars, at) => self.open.push(c),
                _ => {}
            }
        }
    }

    fn end(&mut self) {
        let words = std::mem::take(&mut self.open);
        let words = words.trim_matches(['　', ' ']);
        if words.chars().any(is_han) {
            self.out.push(Printed {
                file: self.file.clone(),
                when: self.when.clone(),
                words: words.to_string(),
            });
        }
    }
}

/// The condition of a branch; of the last one, that none of the others holds.
fn condition_or_else(condition: Option<&str>, branches: &[(Option<String>, Vec<Part>)]) -> String {
    match condition {
        Some(condition) => condition.to_string(),
        None => {
            let others: Vec<_> = branches.iter().filter_map(|(other, _)| other.as_deref()).collect();
            format!("非（{}）", others.join("；"))
        }
    }
}

/// The words of a text, and whether a sentence or a box of the page ends in it.
fn words(text: &str) -> (String, bool) {
    let chars: Vec<char> = text.chars().collect();
    let mut found = String::new();
    for (at, &c) in chars.iter().enumerate() {
        if is_word(&chars, at) {
            found.push(c);
        }
    }
    (found, chars.iter().any(|c| matches!(c, '[' | ']' | '\n' | '。')))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Whether a character belongs to what is printed: Chinese words and marks, and figures and names beside them. All else
/// is Typst's.
fn is_word(chars: &[char], at: usize) -> bool {
    let printed = |c: char| is_han(c) || "，、；：（）《》“”〈〉〔〕！？％×＝—·　".contains(c);
    let c = chars[at];
    if printed(c) {
        return true;
    }
    if !c.is_ascii_digit() && c != '%' && c != '.' {
        return false;
    }
    // Figures belong to words that stand right beside them.
    let figure = |c: &char| c.is_ascii_digit() || *c == '.' || *c == '%';
    let behind = chars[at..].iter().find(|c| !figure(c));
    let before = chars[..at].iter().rev().find(|c| !figure(c));
    behind.is_some_and(|c| printed(*c) && *c != '　') || before.is_some_and(|c| printed(*c) && *c != '　')
}
