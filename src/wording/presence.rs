//! Tell which of the things a document must say it does not say.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use memchr::memmem::Finder;

use super::entry::{Disclosure, LookedFor, Need, PresenceFile};
use super::fold::{fold, places};
use super::sentences::{Found, STOP, Sentence};
use super::values::Values;
use super::{code, fault};
use crate::finding::{Finding, Words};
use crate::kind::KindFacts;

/// How many bytes of folded text `…` may stand for.
const GAP: usize = 40 * '字'.len_utf8();

/// The presence list.
#[derive(Debug)]
pub struct PresenceList {
    disclosures: Vec<Disclosure>,
    /// The phrases of each disclosure's needs.
    phrases: Vec<Vec<Phrases>>,
    /// The phrases that are the same for every document.
    fixed: Vec<Parts>,
    /// Their first parts, all at once.
    firsts: AhoCorasick,
    read: Found<Box<[usize]>>,
}

/// A folded text in which phrases are looked for.
#[derive(Debug)]
pub(super) struct Searched<'t> {
    folded: Cow<'t, str>,
    /// Of each fixed phrase, whether it stands in it.
    standing: Vec<bool>,
}

/// Something a document does not say.
#[derive(Debug)]
pub struct Missing<'b> {
    /// The disclosure.
    pub disclosure: &'b Disclosure,
    /// Its part that was not found.
    pub need: &'b Need,
    /// The rule it is told under.
    pub code: &'static str,
}

impl PresenceList {
    /// The list of a file; every rule it names must exist.
    pub(super) fn of(file: PresenceFile) -> Result<Self, Vec<Finding>> {
        let mut faults = Vec::new();
        for disclosure in &file.disclosure {
            let codes = disclosure.needs.iter().filter_map(|need| need.code.as_ref());
            for named in codes.chain([&disclosure.code]).filter(|named| code(named).is_none()) {
                faults.push(fault(&disclosure.id, &format!("no rule `{named}`")));
            }
        }
        let mut fixed = Vec::new();
        let mut of_needs = |needs: &[Need]| needs.iter().map(|need| Phrases::of(need, &mut fixed)).collect();
        let phrases = file.disclosure.iter().map(|disclosure| of_needs(&disclosure.needs)).collect();
        let firsts = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(fixed.iter().map(|parts| parts.first.needle()));
        let firsts = firsts.map_err(|error| vec![fault("disclosure", &error)])?;
        let list = Self { disclosures: file.disclosure, phrases, fixed, firsts, read: Found::nothing() };
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    /// Every disclosure, in order.
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// Looks for the fixed phrases in a folded text.
    pub(super) fn searched<'t>(
        &self,
        folded: impl Into<Cow<'t, str>>,
        parted: &[Sentence<'_>],
    ) -> Searched<'t> {
        let mut standing = vec![false; self.fixed.len()];
        for sentence in parted {
            let found = self.read.of(sentence, |words| self.standing(words));
            found.iter().for_each(|at| standing[*at] = true);
        }
        Searched { folded: folded.into(), standing }
    }

    /// The places of the fixed phrases that stand in a sentence.
    fn standing(&self, words: &str) -> Box<[usize]> {
        let begun = self.firsts.find_overlapping_iter(words).map(|first| first.pattern().as_usize());
        begun.filter(|at| self.fixed[*at].stand(words)).collect()
    }

    /// What of the disclosures a kind owes does not stand in any of the texts. On finished
    /// pages everything is judged, before them what can be.
    pub(super) fn missing(
        &self,
        kind: &KindFacts,
        texts: &[&Searched<'_>],
        values: Values<'_>,
        finished: bool,
    ) -> Vec<Missing<'_>> {
        let listed = self.disclosures.iter().zip(&self.phrases);
        let owed = listed.filter(|(disclosure, _)| kind.blocks.contains(&disclosure.id));
        let needs = owed.flat_map(|(disclosure, phrases)| {
            disclosure.needs.iter().zip(phrases).map(move |(need, phrases)| (disclosure, need, phrases))
        });
        needs
            .filter(|(_, need, _)| finished || need.on != LookedFor::Pages)
            .filter(|(_, need, phrases)| need.applies(kind, values) && !phrases.stand(texts, values))
            .map(|(disclosure, need, _)| {
                let named = need.code.as_ref().unwrap_or(&disclosure.code);
                Missing { disclosure, need, code: code(named).unwrap_or("R01") }
            })
            .collect()
    }
}

impl Missing<'_> {
    /// What is missing, as a finding of the whole document.
    pub fn finding(&self) -> Finding {
        let (id, name, says) = (&self.disclosure.id, &self.disclosure.name, &self.need.says);
        let message = Words::new(
            format!("the text does not say {} (`{id}`, {})", says.en, name.en),
            format!("正文缺少{}（`{id}`，{}）", says.zh, name.zh),
        );
        let basis = &self.disclosure.basis;
        Finding::error(self.code, "", message).basis(&basis.en, &basis.zh).hint(
            format!("the kind lists `{id}` under `blocks`; add the words to its template"),
            format!("该文书种类的 `blocks` 列有 `{id}`；请在模板中补充"),
        )
    }
}

impl Need {
    fn applies(&self, kind: &KindFacts, values: Values<'_>) -> bool {
        (self.kinds.is_empty() || self.kinds.contains(&kind.name))
            && (self.stages.is_empty() || self.stages.contains(&values.words("stage").concat()))
            && self.when.as_ref().is_none_or(|path| values.is_true(path))
            && !self.unless.as_ref().is_some_and(|path| values.is_true(path))
    }
}

/// The phrases of a need.
#[derive(Debug)]
struct Phrases {
    all: Vec<Phrase>,
    any: Vec<Phrase>,
}

impl Phrases {
    /// The phrases of a need; those that are fixed join the others of the list.
    fn of(need: &Need, fixed: &mut Vec<Parts>) -> Self {
        let mut phrases = |list: &[String]| list.iter().map(|phrase| Phrase::of(phrase, fixed)).collect();
        Self { all: phrases(&need.all), any: phrases(&need.any) }
    }

    /// Whether all that must stand in the texts do, and one of those of which one must.
    fn stand(&self, texts: &[&Searched<'_>], values: Values<'_>) -> bool {
        let stands = |phrase: &Phrase| phrase.stands(texts, values);
        self.all.iter().all(stands) && (self.any.is_empty() || self.any.iter().any(stands))
    }
}

/// A phrase as it is looked for, folded: its parts follow each other within one sentence.
#[derive(Debug)]
enum Phrase {
    /// One that is the same for every document, by its place among those.
    Fixed(usize),
    /// The pieces of each part of one that names values.
    Valued(Vec<Vec<Piece>>),
}

/// A piece of a phrase's part.
#[derive(Debug)]
enum Piece {
    /// These folded words.
    Words(String),
    /// The value under this path.
    Value(String),
}

impl Phrase {
    /// A phrase as the file has it: `…` parts it, and a path in braces names a value.
    fn of(phrase: &str, fixed: &mut Vec<Parts>) -> Self {
        let parts: Vec<Vec<Piece>> = phrase.split('…').map(pieces).collect();
        let words = |pieces: &Vec<Piece>| match pieces.as_slice() {
            [Piece::Words(words)] => Some(words.clone()),
            _ => None,
        };
        match parts.iter().map(words).collect::<Option<_>>() {
            Some(words) => {
                fixed.push(Parts::of(words));
                Self::Fixed(fixed.len() - 1)
            }
            None => Self::Valued(parts),
        }
    }

    /// Whether it stands, with every value it names, in one of the texts; with a value that is blank
    /// it does not.
    fn stands(&self, texts: &[&Searched<'_>], values: Values<'_>) -> bool {
        match self {
            Self::Fixed(at) => texts.iter().any(|text| text.standing[*at]),
            Self::Valued(pieces) => {
                let stands = |parts: &Parts| texts.iter().any(|text| parts.stand(&text.folded));
                let wordings = wordings(pieces, values);
                !wordings.is_empty() && wordings.into_iter().map(Parts::of).all(|parts| stands(&parts))
            }
        }
    }
}

/// The parts of a phrase with the values put in: one wording for each value of a list, none where a value is
/// blank.
fn wordings(parts: &[Vec<Piece>], values: Values<'_>) -> Vec<Vec<String>> {
    let mut wordings = vec![Vec::new()];
    for pieces in parts {
        wordings.iter_mut().for_each(|parts: &mut Vec<String>| parts.push(String::new()));
        for piece in pieces {
            match piece {
                Piece::Words(words) => wordings.iter_mut().for_each(|parts| add(parts, words)),
                Piece::Value(path) => wordings = with_each(&wordings, &values.words(path)),
            }
        }
    }
    wordings
}

/// A part of a phrase: words and values.
fn pieces(part: &str) -> Vec<Piece> {
    let Some((before, path, after)) = value_in(part) else {
        return vec![Piece::Words(fold(part))];
    };
    let mut found = vec![Piece::Words(fold(before)), Piece::Value(path.to_string())];
    found.extend(pieces(after));
    found
}

/// Adds words to the last part.
fn add(parts: &mut [String], words: &str) {
    if let Some(last) = parts.last_mut() {
        last.push_str(words);
    }
}

/// Every wording with every value at its end; none where a value is blank.
fn with_each(wordings: &[Vec<String>], found: &[String]) -> Vec<Vec<String>> {
    if found.iter().any(|value| value.trim().is_empty()) {
        return Vec::new();
    }
    let put = |parts: &Vec<String>, value: &String| {
        let mut parts = parts.clone();
        add(&mut parts, &fold(value));
        parts
    };
    wordings.iter().flat_map(|parts| found.iter().map(move |value| put(parts, value))).collect()
}

/// The first value a phrase names, between what stands before and after it.
fn value_in(phrase: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = phrase.split_once('{')?;
    let (path, after) = rest.split_once('}')?;
    let is_path = path.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte));
    (is_path && !path.is_empty()).then_some((before, path, after))
}

/// The parts of a phrase, ready to be looked for.
#[derive(Debug)]
struct Parts {
    first: Finder<'static>,
    rest: Vec<String>,
}

impl Parts {
    fn of(parts: Vec<String>) -> Self {
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        Self { first: Finder::new(&first).into_owned(), rest: parts.collect() }
    }

    /// Whether they follow each other within one sentence.
    fn stand(&self, text: &str) -> bool {
        places(text, &self.first).any(|at| {
            let mut at = at + self.first.needle().len();
            self.rest.iter().all(|part| {
                let near = &text[at..text.floor_char_boundary(at + GAP + part.len())];
                let sentence = near.split(STOP).next().unwrap_or_default();
                let next = sentence.find(part.as_str());
                at += next.unwrap_or_default() + part.len();
                next.is_some()
            })
        })
    }
}
