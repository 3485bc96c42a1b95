//! Part a template into its fixed words, each with the values that decide whether it is printed.
//!
//! `{% if first_letter %}本函即为事先告知{% endif %}` has words that `first_letter` governs; in the branch behind
//! `{% else %}` the same value governs them the other way round. A loop governs what it repeats, and a value stands for
//! itself. Names that `set` and `for` give are followed back to the values they stand for; what a template includes is
//! governed by what governs the place of each `include`, as far as these agree.

mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::TemplateSet;
use super::built_in::OfBuiltIn;
use super::guard::tags;
use uses::{Names, condition, flipped, paths};
pub use uses::{Sense, Use};

/// Written where a template prints a value.
pub const VALUE: char = '\u{FFFC}';

/// Written between two branches of which one is printed.
const BRANCH: char = '\u{1}';

/// How deep includes are followed to what governs them.
const DEPTH: usize = 8;

/// A template's fixed words with a mark for each value, and what governs each piece of them.
#[derive(Debug, Default)]
pub struct Governed {
    /// The words.
    pub words: String,
    pieces: Vec<Piece>,
    includes: Vec<(String, Vec<Use>)>,
}

#[derive(Debug)]
struct Piece {
    /// Where it stands in the words.
    at: Range<usize>,
    /// Where it began in the template.
    origin: usize,
    uses: Vec<Use>,
}

impl Governed {
    /// What governs any of these bytes of the words.
    pub fn uses(&self, at: &Range<usize>) -> impl Iterator<Item = &Use> {
        let within = |piece: &&Piece| piece.at.start < at.end && at.start < piece.at.end;
        self.pieces.iter().filter(within).flat_map(|piece| &piece.uses)
    }

    /// The byte of the template that a byte of the words came from.
    pub fn origin(&self, byte: usize) -> usize {
        let piece = self.pieces.iter().rfind(|piece| piece.at.start <= byte);
        piece.map_or(0, |piece| piece.origin + (byte - piece.at.start))
    }

    fn put(&mut self, words: &str, origin: usize, uses: Vec<Use>) {
        let start = self.words.len();
        self.words.push_str(words);
        self.pieces.push(Piece { at: start..self.words.len(), origin, uses });
    }
}

/// A statement that stands open.
#[derive(Default)]
struct Open {
    /// The conditions of its earlier branches, any of which keeps this one from being printed.
    before: Vec<Use>,
    /// What governs the branch that stands open.
    now: Vec<Use>,
}

/// Parts a template.
fn governed(text: &str) -> Governed {
    let mut out = Governed::default();
    let (mut open, mut names, mut done): (Vec<Open>, Names, usize) = (Vec::new(), Names::default(), 0);
    for (at, tag) in marked(text) {
        let uses = |open: &[Open]| open.iter().flat_map(|one| one.now.iter().cloned()).collect::<Vec<_>>();
        raw(text, done..at, &uses(&open), &mut out);
        done = (at + tag.len() + 2).min(text.len());
        let inner = tag.get(2..).unwrap_or_default().trim_matches(['-', '+']).trim();
        if tag.starts_with("{{") {
            let mut all = uses(&open);
            all.extend(paths(inner, &names).into_iter().map(|path| Use { path, sense: Sense::Holds }));
            out.put(VALUE.encode_utf8(&mut [0; 4]), at, all);
            literals(inner, at, &uses(&open), &mut out);
        } else if tag.starts_with("{%") {
            if inner.starts_with("set ") {
                out.put("\n", at, Vec::new());
                literals(inner, at, &uses(&open), &mut out);
            }
            statement(inner, &mut open, &mut names, &mut out);
        }
    }
    let uses: Vec<_> = open.iter().flat_map(|one| one.now.iter().cloned()).collect();
    raw(text, done..text.len(), &uses, &mut out);
    out
}

/// Puts the words that stand between quotes in an expression: they are printed like any others.
fn literals(inner: &str, origin: usize, uses: &[Use], out: &mut Governed) {
    let sign = |c: char| matches!(c, '"' | '\'');
    for words in inner.split(sign).skip(1).step_by(2).filter(|words| !words.is_ascii()) {
        out.put(words, origin, uses.to_vec());
        out.put("\n", origin, Vec::new());
    }
}

/// The tags of a template and its comments, in order: each with the byte it begins at, without the two signs that
/// close it.
pub fn marked(text: &str) -> Vec<(usize, &str)> {
    let comments = text.match_indices("{#").map(|(at, _)| {
        let end = text[at..].find("#}").unwrap_or(text.len() - at);
        (at, &text[at..at + end])
    });
    let mut all: Vec<_> = tags(text).chain(comments).collect();
    all.sort_by_key(|(at, _)| *at);
    let mut done = 0;
    // What looks like a tag within another is a part of it.
    all.retain(|(at, tag)| {
        let is_outer = *at >= done;
        if is_outer {
            done = at + tag.len() + 2;
        }
        is_outer
    });
    all
}

/// Puts fixed words, without Typst's comments.
fn raw(text: &str, at: Range<usize>, uses: &[Use], out: &mut Governed) {
    let mut from = at.start;
    for line in text[at].split_inclusive('\n') {
        let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
        let words = comment.map_or(line, |(at, _)| &line[..at]);
        out.put(words, from, uses.to_vec());
        if words.len() < line.len() {
            out.put("\n", from + words.len(), Vec::new());
        }
        from += line.len();
    }
}

/// Takes in what a statement opens, closes, names or includes.
fn statement(inner: &str, open: &mut Vec<Open>, names: &mut Names, out: &mut Governed) {
    let (word, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    match word {
        "if" => open.push(Open { before: Vec::new(), now: condition(rest, names) }),
        "elif" | "else" => {
            out.put(BRANCH.encode_utf8(&mut [0; 4]), 0, Vec::new());
            if let Some(top) = open.last_mut() {
                let passed = flipped(&top.now[top.before.len()..]);
                top.before.extend(passed);
                top.now = top.before.clone();
                if word == "elif" {
                    top.now.extend(condition(rest, names));
                }
            }
        }
        "for" => {
            let (name, list) = rest.split_once(" in ").unwrap_or((rest, ""));
            let (list, kept) = list.split_once(" if ").unwrap_or((list, ""));
            let listed = paths(list, names);
            names.give(name.trim(), listed.clone());
            let mut now: Vec<_> = listed.into_iter().map(|path| Use { path, sense: Sense::Holds }).collect();
            now.extend(condition(kept, names));
            open.push(Open { before: Vec::new(), now });
        }
        "set" => match rest.split_once('=') {
            Some((name, value)) => names.give(name.trim(), paths(value, names)),
            None => open.push(Open::default()),
        },
        "macro" | "call" | "filter" | "block" | "with" => open.push(Open::default()),
        "include" => {
            let uses = open.iter().flat_map(|one| one.now.iter().cloned()).collect();
            let file = rest.split(['"', '\'']).nth(1).unwrap_or_default();
            out.includes.push((file.to_string(), uses));
        }
        _ if word.starts_with("end") => drop(open.pop()),
        _ => {}
    }
}

/// The templates of a set, each with what governs its words, by name.
#[derive(Debug)]
pub struct GovernedSet {
    files: BTreeMap<String, Arc<Governed>>,
}

impl GovernedSet {
    /// Parts all templates of a set, and its modules, whose words nothing governs. The built-in ones are parted once.
    pub fn of(set: &TemplateSet) -> Self {
        static PARTED: OfBuiltIn<Arc<Governed>> = OfBuiltIn::new();
        let parted = |name: &str, text: &str| PARTED.of(set, name, || Arc::new(governed(text)));
        let files = set.templates().chain(set.modules());
        Self { files: files.map(|(name, text)| (name.to_string(), parted(name, text))).collect() }
    }

    /// The files that some of them come to: these, and what they include, and so on.
    pub fn reached(&self, from: impl Fn(&str) -> bool) -> BTreeSet<&str> {
        let mut next: Vec<&str> = self.files.keys().map(String::as_str).filter(|name| from(name)).collect();
        let mut seen: BTreeSet<&str> = next.iter().copied().collect();
        while let Some(name) = next.pop() {
            let includes = self.files.get(name).map(|governed| governed.includes.as_slice());
            let included = includes.into_iter().flatten().map(|(file, _)| file.as_str());
            next.extend(included.filter(|file| seen.insert(file)));
        }
        seen
    }

    /// Each file.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Governed)> {
        self.files.iter().map(|(name, governed)| (name.as_str(), &**governed))
    }

    /// What governs every place where a file is included.
    pub fn inherited(&self, name: &str) -> Vec<Use> {
        self.inherited_within(name, DEPTH)
    }

    fn inherited_within(&self, name: &str, depth: usize) -> Vec<Use> {
        let mut common: Option<Vec<Use>> = None;
        for (above, governed) in self.files.iter().filter(|_| depth > 0) {
            for (_, uses) in governed.includes.iter().filter(|(file, _)| file == name) {
                let mut here = uses.clone();
                here.extend(self.inherited_within(above, depth - 1));
                common = Some(match common {
                    None => here,
                    Some(kept) => kept.into_iter().filter(|one| here.contains(one)).collect(),
                });
            }
        }
        common.unwrap_or_default()
    }
}
