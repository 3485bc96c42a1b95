//! Count documents, refusals and amounts as they come.

use std::collections::{BTreeMap, BTreeSet};

use super::sum::Amounts;
use crate::deliver::debt::Debt;
use crate::deliver::manifest::{Counts, Document};
use crate::finding::Finding;

/// The running totals of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Made, refused, warnings.
    pub counts: Counts,
    /// How many of the documents an earlier run had made.
    pub kept: u64,
    /// Documents by kind.
    pub by_kind: BTreeMap<String, u64>,
    /// Documents by stage of the debt.
    pub by_stage: BTreeMap<String, u64>,
    /// Documents by bucket of overdue days.
    pub by_bucket: BTreeMap<String, u64>,
    /// What the documents' ledgers come to, by the currency's ISO 4217 code.
    pub amounts: BTreeMap<&'static str, Amounts>,
    /// Errors on refused accounts, by code.
    pub errors_by_code: BTreeMap<String, u64>,
    /// Refused accounts, by code.
    pub refused_by_code: BTreeMap<String, u64>,
    /// Warnings on documents, by code.
    pub warnings_by_code: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a document whose line stands in the manifest.
    pub(in crate::deliver) fn made(&mut self, document: &Document) {
        self.counts.made += 1;
        self.counts.warnings += document.findings.len() as u64;
        add(&mut self.by_kind, &document.kind);
        for finding in &document.findings {
            add(&mut self.warnings_by_code, &finding.code);
        }
    }

    /// Counts the debt of a document, once its account has been met.
    pub(in crate::deliver) fn debt(&mut self, debt: Option<&Debt>) {
        let Some(Debt { bucket, owed }) = debt else { return };
        add(&mut self.by_bucket, &bucket.to_string());
        if let Some(stage) = bucket.stage() {
            add(&mut self.by_stage, &stage.to_string());
        }
        for total in owed {
            let currency = total.currency();
            let amounts = self.amounts.entry(currency.code()).or_insert_with(|| Amounts::none(currency));
            amounts.add(*bucket, *total);
        }
    }

    /// Counts a refused account.
    pub(in crate::deliver) fn refused(&mut self, findings: &[Finding]) {
        self.counts.refused += 1;
        let codes = || findings.iter().filter(|finding| finding.refuses()).map(|finding| finding.code);
        codes().for_each(|code| add(&mut self.errors_by_code, code));
        codes().collect::<BTreeSet<_>>().into_iter().for_each(|code| add(&mut self.refused_by_code, code));
    }
}

fn add(to: &mut BTreeMap<String, u64>, name: &str) {
    match to.get_mut(name) {
        Some(count) => *count += 1,
        None => drop(to.insert(name.to_string(), 1)),
    }
}
