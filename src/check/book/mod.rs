//! Say of every code how to mend what it finds, what breaks it and what does not, and whether anybody can answer for it.

mod debts;
mod demands;
mod doubts;
mod names;
mod people;

use sha2::{Digest, Sha256};

use super::{Rule, Said, rules};
use crate::finding::{Lang, Severity, Words, said};
use crate::issuer::IssuerFile;

/// What the book says of one code, beside its rules' demands and basis.
#[derive(Debug)]
pub struct Entry {
    /// The code, such as `R05`.
    pub code: &'static str,
    /// What it is about in a few words, where its rules have too many.
    pub title: Option<Said>,
    /// How to mend what it finds.
    pub mend: Said,
    /// What breaks it.
    pub breaks: Example,
    /// What just does not.
    pub keeps: Example,
    /// Whether somebody can answer for it in the issuer file.
    pub waivable: Waivable,
    /// Whether the issuer may accept what it warns of, for all accounts at once.
    pub acceptance: Acceptance,
}

/// Whether a warning can be accepted under `[severity]` of the issuer file.
#[derive(Debug, Clone, Copy)]
pub enum Acceptance {
    /// The law leaves it to the issuer.
    Open,
    /// It must be looked at account by account, for this reason.
    Closed(Said),
}

/// Whether an override is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waivable {
    /// Never: the law demands it, or the document would be false.
    Never,
    /// For the whole code.
    Code,
    /// For one entry of its list at a time, where the list allows it.
    Entry,
}

/// A field of an account or issuer file with a value as JSON has it.
pub type Set = (&'static str, &'static str);

/// An example: what differs from an account that is in order, issued on [`Example::ISSUED`].
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// Fields of an account of that kind.
    Account(&'static str, &'static [Set]),
    /// Fields of the issuer file, for an account of that kind.
    Issuer(&'static str, &'static [Set]),
    /// Fields of an account of that kind, issued on another day.
    Issued(&'static str, &'static str, &'static [Set]),
    /// Words of a document.
    Words(&'static str),
}

impl Example {
    /// The issue date of examples that name none.
    pub const ISSUED: &'static str = "2026-11-22";

    /// The issue date of this one.
    pub const fn issued(&self) -> &'static str {
        match self {
            Self::Issued(_, day, _) => day,
            _ => Self::ISSUED,
        }
    }
}

impl Entry {
    /// The rules of this code.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        let code = self.code;
        rules().filter(move |rule| rule.code == code)
    }

    /// What it is about: its title, or else what its rules demand, each told once.
    pub fn about(&self) -> Words {
        if let Some(title) = self.title {
            return title.words();
        }
        let mut demands: Vec<Said> = Vec::new();
        for rule in self.rules() {
            if demands.iter().all(|told| told.en != rule.demands.en) {
                demands.push(rule.demands);
            }
        }
        let joined = |lang, mark| demands.iter().map(|said| said.get(lang)).collect::<Vec<_>>().join(mark);
        Words::new(joined(Lang::En, "; "), joined(Lang::Zh, "；"))
    }

    /// The severity of its rules.
    pub fn severity(&self) -> Severity {
        self.rules().map(|rule| rule.severity).min().unwrap_or(Severity::Error)
    }
}

/// An entry of a warning: an issuer who makes it refuse may also answer for it.
const fn doubt(code: &'static str, mend: Said, breaks: Example, keeps: Example) -> Entry {
    Entry { waivable: Waivable::Code, acceptance: Acceptance::Open, ..of(code, mend, breaks, keeps) }
}

/// An entry whose warnings nobody can accept for all accounts at once, and why.
const fn closed(why: Said, entry: Entry) -> Entry {
    Entry { acceptance: Acceptance::Closed(why), ..entry }
}

/// An entry with a title.
const fn titled(title: Said, entry: Entry) -> Entry {
    Entry { title: Some(title), ..entry }
}

const fn of(code: &'static str, mend: Said, breaks: Example, keeps: Example) -> Entry {
    let why = said(
        "what it tells of is one account's, and is looked at there",
        "所提示的是单个账户的情况，须逐户核对",
    );
    let acceptance = Acceptance::Closed(why);
    Entry { code, title: None, mend, breaks, keeps, waivable: Waivable::Never, acceptance }
}

/// The whole book, ordered by code: `R`, `W`, `D`, `G`.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    let topics = [people::ENTRIES, demands::ENTRIES, debts::ENTRIES, doubts::ENTRIES, names::ENTRIES];
    let mut all: Vec<&Entry> = topics.into_iter().flatten().collect();
    let rank = |code: &str| ["R", "W", "D", "G"].iter().position(|first| code.starts_with(first));
    all.sort_by_key(|entry| (rank(entry.code), entry.code));
    all.into_iter()
}

/// What the book says of a code.
pub fn entry(code: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.code == code)
}

/// The entries that somebody can answer for.
pub fn waivable() -> impl Iterator<Item = &'static Entry> {
    entries().filter(|entry| entry.waivable != Waivable::Never)
}

/// SHA-256 of the rules: every demand and basis, what can be waived, the lists of words
/// by their hash, and the issuer's thresholds, severities and overrides.
///
/// The names of [`Scope`](super::Scope) and [`Waivable`], and those of the issuer file's types, are part of what is
/// hashed: who renames one changes the hash in every manifest.
pub fn hash(issuer: &IssuerFile, words: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for rule in rules() {
        let Rule { code, severity, scope, demands, basis, .. } = rule;
        hash.update(format!(
            "{code} {severity} {scope:?} {} {} {} {}\n",
            demands.en, demands.zh, basis.en, basis.zh
        ));
    }
    for entry in entries() {
        let is_open = matches!(entry.acceptance, Acceptance::Open);
        hash.update(format!("{} {:?} {is_open}\n", entry.code, entry.waivable));
    }
    hash.update(words);
    hash.update(super::stand_ins::file());
    hash.update(crate::law::file());
    // `Debug` shows thresholds exactly as they were read: decimals, days, words.
    let IssuerFile { contract, severity, overrides, names, .. } = issuer;
    hash.update(format!("{contract:?}\n{severity:?}\n{overrides:?}\n{names:?}\n"));
    hash.finalize().into()
}
