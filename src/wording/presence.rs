//! Turn a document's text into the disclosures that are missing from it.
//!
//! A kind owes disclosures; a disclosure has needs; a need is met by phrases. A phrase may have parts with a gap
//! between them, and may name values of the account. Phrases without values (nearly all) are the same for every
//! document, so they are searched for all at once, and a sentence that was searched before is not searched again.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use memchr::memmem::Finder;

use super::entry::{Disclosure, LookedFor, Need, PresenceFile};
use super::fold::{fold, occurrences};
use super::sentences::{STOP, Sentence, SentenceCache};
use super::values::Values;
use super::{code, fault};
use crate::finding::{Finding, Words};
use crate::kind::KindFacts;

/// How many bytes of folded text may lie between two parts of a phrase, where it has `…`.
const MOST_BETWEEN: usize = 40 * '字'.len_utf8();

/// The presence list.
#[derive(Debug)]
pub struct PresenceList {
    disclosures: Vec<Disclosure>,
    /// The phrases of each disclosure's needs.
    phrases: Vec<Vec<Phrases>>,
    /// The phrases without values, which are the same for every document.
    fixed: Vec<PhraseParts>,
    /// Finds their first parts, all in one pass.
    firsts: AhoCorasick,
    cache: SentenceCache<Box<[usize]>>,
}

/// A folded text, and which of the fixed phrases were found in it.
#[derive(Debug)]
pub(super) struct SearchedText<'t> {
    folded: Cow<'t, str>,
    /// For each fixed phrase, whether the text has it.
    found: Vec<bool>,
}

/// A need that a document does not meet.
#[derive(Debug)]
pub struct Missing<'b> {
    /// The disclosure.
    pub disclosure: &'b Disclosure,
    /// The need of it that is not met.
    pub need: &'b Need,
    /// The code of the rule that demands it.
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
        let list =
            Self { disclosures: file.disclosure, phrases, fixed, firsts, cache: SentenceCache::empty() };
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    /// Every disclosure, in order.
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// Searches a folded text for the fixed phrases; `parted` is the text in sentences.
    pub(super) fn search<'t>(
        &self,
        folded: impl Into<Cow<'t, str>>,
        parted: &[Sentence<'_>],
    ) -> SearchedText<'t> {
        let mut found_phrases = vec![false; self.fixed.len()];
        for sentence in parted {
            let found = self.cache.of(sentence, |words| self.fixed_phrases_in(words));
            found.iter().for_each(|at| found_phrases[*at] = true);
        }
        SearchedText { folded: folded.into(), found: found_phrases }
    }

    /// Which of the fixed phrases are in a sentence, by their indices.
    fn fixed_phrases_in(&self, words: &str) -> Box<[usize]> {
        let begun = self.firsts.find_overlapping_iter(words).map(|first| first.pattern().as_usize());
        begun.filter(|at| self.fixed[*at].occur_in(words)).collect()
    }

    /// The needs of those disclosures of a kind's that are owed and the texts do not meet: a phrase may be in any of them. Needs that only
    /// finished pages can show are left out before the pages are `finished`.
    pub(super) fn missing(
        &self,
        kind: &KindFacts,
        owed: &[String],
        texts: &[&SearchedText<'_>],
        values: Values<'_>,
        finished: bool,
    ) -> Vec<Missing<'_>> {
        let listed = self.disclosures.iter().zip(&self.phrases);
        let owed = listed.filter(|(disclosure, _)| owed.contains(&disclosure.id));
        let needs = owed.flat_map(|(disclosure, phrases)| {
            disclosure.needs.iter().zip(phrases).map(move |(need, phrases)| (disclosure, need, phrases))
        });
        needs
            .filter(|(_, need, _)| finished || need.on != LookedFor::Pages)
            .filter(|(_, need, phrases)| need.applies(kind, values) && !phrases.are_found(texts, values))
            .map(|(disclosure, need, _)| {
                let named = need.code.as_ref().unwrap_or(&disclosure.code);
                Missing { disclosure, need, code: code(named).unwrap_or("R01") }
            })
            .collect()
    }
}

impl Missing<'_> {
    /// The unmet need as a finding of the whole document.
    ///
    /// `list` is that of `kind.toml` which names the disclosure.
    pub fn finding(&self, list: &str) -> Finding {
        let (id, name, says) = (&self.disclosure.id, &self.disclosure.name, &self.need.says);
        let message = Words::new(
            format!("the text does not say {} (`{id}`, {})", says.en, name.en),
            format!("正文缺少{}（`{id}`，{}）", says.zh, name.zh),
        );
        let basis = &self.disclosure.basis;
        Finding::error(self.code, "", message).basis(&basis.en, &basis.zh).hint(
            format!("the kind lists `{id}` under `{list}`; add the words to its template"),
            format!("该文书种类的 `{list}` 列有 `{id}`；请在模板中补充"),
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
    /// The phrases of a need; fixed ones are added to `fixed` and kept here by index.
    fn of(need: &Need, fixed: &mut Vec<PhraseParts>) -> Self {
        let mut phrases = |list: &[String]| list.iter().map(|phrase| Phrase::of(phrase, fixed)).collect();
        Self { all: phrases(&need.all), any: phrases(&need.any) }
    }

    /// Whether every phrase of `all` is in one of the texts, and at least one of `any`, if there are any.
    fn are_found(&self, texts: &[&SearchedText<'_>], values: Values<'_>) -> bool {
        let is_found = |phrase: &Phrase| phrase.is_found(texts, values);
        self.all.iter().all(is_found) && (self.any.is_empty() || self.any.iter().any(is_found))
    }
}

/// A folded phrase: its parts must follow each other within one sentence.
#[derive(Debug)]
enum Phrase {
    /// A phrase without values, by its index among those.
    Fixed(usize),
    /// A phrase that names values: the pieces of each of its parts.
    WithValues(Vec<Vec<Piece>>),
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
    /// Reads a phrase of the file: `…` separates its parts, and a path in braces names a value.
    fn of(phrase: &str, fixed: &mut Vec<PhraseParts>) -> Self {
        let parts: Vec<Vec<Piece>> = phrase.split('…').map(pieces).collect();
        let words = |pieces: &Vec<Piece>| match pieces.as_slice() {
            [Piece::Words(words)] => Some(words.clone()),
            _ => None,
        };
        match parts.iter().map(words).collect::<Option<_>>() {
            Some(words) => {
                fixed.push(PhraseParts::of(words));
                Self::Fixed(fixed.len() - 1)
            }
            None => Self::WithValues(parts),
        }
    }

    /// Whether one of the texts has the phrase. Where it names a list, each item must be found; where a value is
    /// blank, the phrase counts as not found.
    fn is_found(&self, texts: &[&SearchedText<'_>], values: Values<'_>) -> bool {
        match self {
            Self::Fixed(at) => texts.iter().any(|text| text.found[*at]),
            Self::WithValues(pieces) => {
                let wordings = wordings(pieces, values);
                !wordings.is_empty()
                    && wordings.iter().all(|parts| {
                        let Some((first, rest)) = parts.split_first() else { return true };
                        let first = Finder::new(first);
                        texts.iter().any(|text| occur(&first, rest, &text.folded))
                    })
            }
        }
    }
}

/// The wordings of a phrase with its values put in: one for each item of a list, none where a value is blank.
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

/// Splits a part of a phrase into words and values.
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

/// Each wording with each value appended; none where a value is blank.
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

/// Splits a phrase at the first value it names: what is before, the value's path, what is after.
fn value_in(phrase: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = phrase.split_once('{')?;
    let (path, after) = rest.split_once('}')?;
    let is_path = path.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte));
    (is_path && !path.is_empty()).then_some((before, path, after))
}

/// The parts of a phrase, ready to be looked for.
#[derive(Debug)]
struct PhraseParts {
    first: Finder<'static>,
    rest: Vec<String>,
}

impl PhraseParts {
    fn of(parts: Vec<String>) -> Self {
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_default();
        Self { first: Finder::new(&first).into_owned(), rest: parts.collect() }
    }

    /// Whether they are in a text.
    fn occur_in(&self, text: &str) -> bool {
        occur(&self.first, &self.rest, text)
    }
}

/// Whether the parts of a phrase are in a text, one after the other within one sentence.
fn occur(first: &Finder<'_>, rest: &[String], text: &str) -> bool {
    occurrences(text, first).any(|at| {
        let mut at = at + first.needle().len();
        rest.iter().all(|part| {
            let near = &text[at..text.floor_char_boundary(at + MOST_BETWEEN + part.len())];
            let sentence = near.split(STOP).next().unwrap_or_default();
            let next = sentence.find(part.as_str());
            at += next.unwrap_or_default() + part.len();
            next.is_some()
        })
    })
}
