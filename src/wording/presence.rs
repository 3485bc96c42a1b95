//! Tell which of the things a document must say it does not say.

use super::entry::{Disclosure, LookedFor, Need, PresenceFile};
use super::fold::fold;
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
        if faults.is_empty() { Ok(Self { disclosures: file.disclosure }) } else { Err(faults) }
    }

    /// Every disclosure, in order.
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// What of the disclosures a kind owes does not stand in any of the folded texts. On finished
    /// pages everything is judged, before them what can be.
    pub fn missing(
        &self,
        kind: &KindFacts,
        texts: &[&str],
        values: Values<'_>,
        finished: bool,
    ) -> Vec<Missing<'_>> {
        let owed = self.disclosures.iter().filter(|disclosure| kind.blocks.contains(&disclosure.id));
        let needs = owed.flat_map(|disclosure| disclosure.needs.iter().map(move |need| (disclosure, need)));
        needs
            .filter(|(_, need)| finished || need.on != LookedFor::Pages)
            .filter(|(_, need)| need.applies(kind, values) && !need.is_met(texts, values))
            .map(|(disclosure, need)| {
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

    fn is_met(&self, texts: &[&str], values: Values<'_>) -> bool {
        let stands = |phrase: &String| stands(phrase, texts, values);
        self.all.iter().all(stands) && (self.any.is_empty() || self.any.iter().any(stands))
    }
}

/// Whether a phrase, with every value it names, stands in one of the texts; a phrase with a value
/// that is blank does not.
fn stands(phrase: &str, texts: &[&str], values: Values<'_>) -> bool {
    let wordings = wordings(phrase, values);
    !wordings.is_empty()
        && wordings.iter().all(|wording| {
            let parts: Vec<String> = wording.split('…').map(fold).collect();
            texts.iter().any(|text| follow(text, &parts))
        })
}

/// A phrase with its values put in: one wording for each value of a list, none where a value is blank.
fn wordings(phrase: &str, values: Values<'_>) -> Vec<String> {
    let Some((before, path, after)) = value_in(phrase) else {
        return vec![phrase.to_string()];
    };
    let found = values.words(path);
    if found.iter().any(|value| value.trim().is_empty()) {
        return Vec::new();
    }
    // An ellipsis in a value is a character of its own.
    let put = |value: &String| format!("{before}{}{after}", value.replace('…', ""));
    found.iter().flat_map(|value| wordings(&put(value), values)).collect()
}

/// The first value a phrase names, between what stands before and after it.
pub(super) fn value_in(phrase: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = phrase.split_once('{')?;
    let (path, after) = rest.split_once('}')?;
    let is_path = path.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte));
    (is_path && !path.is_empty()).then_some((before, path, after))
}

/// Whether the parts follow each other within one sentence.
fn follow(text: &str, parts: &[String]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
    text.match_indices(first.as_str()).any(|(at, found)| {
        let mut at = at + found.len();
        rest.iter().all(|part| {
            let near = &text[at..text.floor_char_boundary(at + GAP + part.len())];
            let sentence = near.split('。').next().unwrap_or_default();
            let next = sentence.find(part.as_str());
            at += next.unwrap_or_default() + part.len();
            next.is_some()
        })
    })
}
