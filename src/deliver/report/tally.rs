//! Count documents, refusals and amounts as they come.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::sum::Amounts;
use crate::deliver::Made;
use crate::deliver::manifest::{Counts, Document, LedgerTotal, Message};
use crate::finding::AppliedOverride;
use crate::plan::Bucket;

/// The running totals of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Made (with those an earlier run had made), refused, warnings.
    #[serde(flatten)]
    pub counts: Counts,
    /// How many of the documents an earlier run had made.
    pub kept: u64,
    /// Documents by kind.
    pub by_kind: BTreeMap<String, u64>,
    /// Documents by stage of the debt, where one is overdue.
    pub by_stage: BTreeMap<String, u64>,
    /// Documents by bucket of overdue days, `M0` to `M7+`.
    pub by_bucket: BTreeMap<String, u64>,
    /// What the documents' ledgers come to, by the currency's ISO 4217 code; currencies are never added up.
    pub amounts: BTreeMap<String, Amounts>,
    /// Errors on refused accounts, by code.
    pub errors_by_code: BTreeMap<String, u64>,
    /// Refused accounts by code; one with errors of several codes counts under each.
    pub refused_by_code: BTreeMap<String, u64>,
    /// Signed documents by the level of their signatures.
    #[serde(default)]
    pub signed_by_level: BTreeMap<String, u64>,
    /// How many of them lack a time stamp that was asked for.
    #[serde(default)]
    pub unstamped: u64,
    /// How many of them do not reach the level that was asked for, or whose copies do not.
    #[serde(default)]
    pub below_level: u64,
    /// Warnings on documents, by code.
    pub warnings_by_code: BTreeMap<String, u64>,
    /// Documents on paper; the others are messages alone.
    #[serde(default)]
    pub letters: u64,
    /// Messages by channel.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub messages: BTreeMap<String, u64>,
    /// How many parts the short messages come to.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub parts: u64,
    /// What overrides let through, by rule and the override's id.
    #[serde(default)]
    pub overrides: BTreeMap<String, BTreeMap<String, Overridden>>,
}

/// Whether a count is left out.
fn is_nothing(count: &u64) -> bool {
    *count == 0
}

/// How many accounts an override keeps the ids of: the manifest has them all.
const IDS: usize = 100;

/// What one override let through of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overridden {
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub approver: String,
    /// How many documents.
    pub documents: u64,
    /// The ids of their accounts, in the order of the input: the first hundred.
    pub accounts: Vec<String>,
}

impl Tally {
    /// Counts what was made of an account, whose lines stand in the manifest.
    pub(in crate::deliver) fn made(&mut self, made: &Made) {
        self.counts.made += 1;
        self.counts.warnings += made.findings().count() as u64;
        add(&mut self.by_kind, made.kind());
        match (&made.document, made.messages.first()) {
            (Some(Document { bucket, owed, .. }), _) | (None, Some(Message { bucket, owed, .. })) => {
                self.debt(bucket, owed);
            }
            (None, None) => {}
        }
        self.letters += u64::from(made.document.is_some());
        for message in &made.messages {
            add(&mut self.messages, &message.channel);
            self.parts += u64::from(message.parts.unwrap_or_default());
        }
        if let Some((document, signature)) =
            made.document.as_ref().and_then(|document| Some((document, document.signature.as_ref()?)))
        {
            add(&mut self.signed_by_level, &signature.level);
            self.unstamped += u64::from(signature.asked.is_some() && signature.time.is_none());
            self.below_level += u64::from(signature.asked.is_some() || document.copy_level.is_some());
        }
        for finding in made.findings() {
            add(&mut self.warnings_by_code, &finding.code);
        }
        let answered = made.findings().filter_map(|told| Some((&told.code, told.overridden_by.as_ref()?)));
        let answered: BTreeMap<_, _> = answered.map(|(code, answer)| ((code, &answer.id), answer)).collect();
        for ((code, _), answer) in answered {
            self.overridden(code, answer, made.id());
        }
    }

    fn overridden(&mut self, code: &str, answer: &AppliedOverride, account: &str) {
        let AppliedOverride { id, reason, approver } = answer.clone();
        let by_id = self.overrides.entry(code.to_string()).or_default();
        let entry =
            by_id.entry(id).or_insert(Overridden { reason, approver, documents: 0, accounts: Vec::new() });
        entry.documents += 1;
        if entry.accounts.len() < IDS {
            entry.accounts.push(account.to_string());
        }
    }

    /// Counts what a document is about.
    fn debt(&mut self, bucket: &str, owed: &[LedgerTotal]) {
        add(&mut self.by_bucket, bucket);
        if let Some(stage) = Bucket::named(bucket).and_then(Bucket::stage) {
            add(&mut self.by_stage, &stage.to_string());
        }
        for LedgerTotal { currency, amount } in owed {
            match self.amounts.get_mut(currency) {
                Some(amounts) => amounts.add(bucket, *amount),
                None => {
                    self.amounts
                        .entry(currency.clone())
                        .or_insert(Amounts::none(*amount))
                        .add(bucket, *amount);
                }
            }
        }
    }

    /// Counts a refused account by the codes of its errors.
    pub(in crate::deliver) fn refused<'a>(&mut self, errors: impl Iterator<Item = &'a str>) {
        self.counts.refused += 1;
        let mut codes = BTreeSet::new();
        for code in errors {
            add(&mut self.errors_by_code, code);
            codes.insert(code);
        }
        codes.into_iter().for_each(|code| add(&mut self.refused_by_code, code));
    }
}

fn add(to: &mut BTreeMap<String, u64>, name: &str) {
    match to.get_mut(name) {
        Some(count) => *count += 1,
        None => drop(to.insert(name.to_string(), 1)),
    }
}
