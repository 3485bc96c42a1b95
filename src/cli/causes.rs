//! Keep a screen readable: the first findings are told in full, all are counted by cause.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::account::read::{Column, Entry};
use crate::finding::{Finding, Lang, Severity, any_item};
use crate::money::grouped;

/// The most causes that are told; what names fields of its own in every record has no end of them.
const MOST: usize = 100;

/// What is wrong: how severe it is, its code, and the column or field it is about.
type Cause = (Severity, &'static str, String);

/// How many records have a cause, and where the first stands.
#[derive(Debug)]
struct Count {
    records: u64,
    source: Arc<str>,
    line: u64,
}

/// The findings of a run so far.
#[derive(Debug, Default)]
pub(crate) struct Causes {
    /// How many findings of each severity are told in full; all where it is 0.
    pub(crate) most: usize,
    counts: BTreeMap<Cause, Count>,
    /// How many records have causes that are one too many to be counted.
    uncounted: u64,
    errors: usize,
    warnings: usize,
    /// How many findings were not told in full.
    pub(crate) left_out: u64,
    sources: BTreeSet<Arc<str>>,
}

impl Causes {
    /// Counts the findings of a record; it counts once for each cause.
    pub(crate) fn add(&mut self, entry: &Entry, findings: &[&Finding]) {
        let cause = |finding: &&Finding| {
            let column = entry.row.as_ref().and_then(|row| row.header.column(&finding.path));
            (
                finding.severity,
                finding.code,
                column.map_or_else(|| any_item(&finding.path), |found| found.heading),
            )
        };
        let causes: BTreeSet<Cause> = findings.iter().map(cause).collect();
        if !causes.is_empty() {
            self.sources.insert(Arc::clone(&entry.source));
        }
        for cause in causes {
            if self.counts.len() == MOST && !self.counts.contains_key(&cause) {
                self.uncounted += 1;
                continue;
            }
            let first = || Count { records: 0, source: Arc::clone(&entry.source), line: entry.line };
            self.counts.entry(cause).or_insert_with(first).records += 1;
        }
    }

    /// Whether a finding is among the first, and to be told in full.
    pub(crate) fn is_early(&mut self, severity: Severity) -> bool {
        let told = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *told += 1;
        let early = self.most == 0 || *told <= self.most;
        self.left_out += u64::from(!early);
        early
    }

    /// A line for each cause, errors first and the commonest first, with the severity it is of: `D07 到期还款日：
    /// 5,000 行，如第 2 行`.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<(Severity, &'static str, String)> {
        let mut all: Vec<_> = self.counts.iter().collect();
        all.sort_by_key(|((severity, ..), count)| (*severity, std::cmp::Reverse(count.records)));
        let line = |((severity, code, field), count): (&Cause, &Count)| {
            let gap = if field.is_empty() { "" } else { " " };
            let records = grouped(&count.records.to_string());
            let at = match (self.sources.len(), lang) {
                (1, Lang::En) => format!("line {}", count.line),
                (1, Lang::Zh) => format!("第 {} 行", count.line),
                _ => format!("{}:{}", count.source, count.line),
            };
            let told = match (lang, count.records) {
                (Lang::En, 1) => format!("{gap}{field}: 1 row, {at}"),
                (Lang::En, _) => format!("{gap}{field}: {records} rows, such as {at}"),
                (Lang::Zh, 1) => format!("{gap}{field}：1 行，即{at}"),
                (Lang::Zh, _) => format!("{gap}{field}：{records} 行，如{at}"),
            };
            (*severity, *code, told)
        };
        all.into_iter().map(line).collect()
    }

    /// How many records have further causes.
    pub(crate) fn further(&self) -> Option<u64> {
        Some(self.uncounted).filter(|count| *count > 0)
    }
}

/// Where in its table a field stands: ` 到期还款日（L 列，due_date）`; its path alone where its heading says the same.
pub(crate) fn place(finding: &Finding, column: Option<&Column>, lang: Lang) -> String {
    match (column.filter(|column| !column.is_path), lang) {
        _ if finding.path.is_empty() => String::new(),
        (None, _) => format!(" {}", finding.path),
        (Some(found), Lang::En) => {
            format!(" {} (column {}, {})", found.heading, found.letters(), finding.path)
        }
        (Some(found), Lang::Zh) => format!(" {}（{} 列，{}）", found.heading, found.letters(), finding.path),
    }
}
