//! Keep a screen readable: the first findings are told in full, all are counted by cause.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::account::read::{Column, Entry};
use crate::finding::{Finding, Lang, Severity, any_item};
use crate::money::grouped;

/// The most causes that are told; what names fields of its own in every record has no end of them.
const MOST: usize = 100;

/// How often the same words are told in full; further accounts with them are counted.
const SAME: u8 = 3;

/// How many places of a cause are named.
const PLACES: usize = 3;

/// What is wrong: how severe it is, its code, and the column or field it is about.
type Cause = (Severity, &'static str, String);

/// How many records have a cause, and where the first stand.
#[derive(Debug, Default)]
struct Count {
    records: u64,
    places: Vec<(Arc<str>, u64)>,
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
    /// How often the same words were told.
    same: BTreeMap<String, u8>,
    /// How many warnings the issuer accepts, by code.
    accepted: BTreeMap<&'static str, u64>,
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
            let count = self.counts.entry(cause).or_default();
            count.records += 1;
            if count.places.len() < PLACES {
                count.places.push((Arc::clone(&entry.source), entry.line));
            }
        }
    }

    /// Whether a finding is among the first, and to be told in full; the same words are told a few times only.
    pub(crate) fn is_early(&mut self, finding: &Finding) -> bool {
        let told = match finding.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        let early = self.most == 0 || (*told < self.most && is_new(&mut self.same, finding));
        *told += usize::from(early);
        self.left_out += u64::from(!early);
        early
    }

    /// Counts a warning that the issuer accepts.
    pub(crate) fn accept(&mut self, code: &'static str) {
        *self.accepted.entry(code).or_default() += 1;
    }

    /// The accepted warnings by code: `W01 4, W12 1`.
    pub(crate) fn accepted(&self) -> Option<String> {
        let told: Vec<_> = self
            .accepted
            .iter()
            .map(|(code, count)| format!("{code} × {}", grouped(&count.to_string())))
            .collect();
        (!told.is_empty()).then(|| told.join(", "))
    }

    /// A line for each cause, errors first and the commonest first, with the severity it is of: `D07 到期还款日：
    /// 5,000 行，如第 2 行`.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<(Severity, &'static str, String)> {
        let mut all: Vec<_> = self.counts.iter().collect();
        all.sort_by_key(|((severity, ..), count)| (*severity, std::cmp::Reverse(count.records)));
        let line = |((severity, code, field), count): (&Cause, &Count)| {
            let gap = if field.is_empty() { "" } else { " " };
            let records = grouped(&count.records.to_string());
            let at = places(&count.places, self.sources.len() == 1, lang);
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

/// Whether words were not yet told as often as they are.
fn is_new(same: &mut BTreeMap<String, u8>, finding: &Finding) -> bool {
    let words = format!("{} {}", finding.code, finding.message.en);
    if same.len() == MOST && !same.contains_key(&words) {
        return true;
    }
    let told = same.entry(words).or_default();
    *told = told.saturating_add(1);
    *told <= SAME
}

/// `lines 2, 3, 4`; with the files where there are several.
fn places(places: &[(Arc<str>, u64)], one_file: bool, lang: Lang) -> String {
    let comma = if lang == Lang::En { ", " } else { "、" };
    if !one_file {
        let named: Vec<_> = places.iter().map(|(source, line)| format!("{source}:{line}")).collect();
        return named.join(comma);
    }
    let lines = places.iter().map(|(_, line)| line.to_string()).collect::<Vec<_>>().join(comma);
    match lang {
        Lang::En if places.len() == 1 => format!("line {lines}"),
        Lang::En => format!("lines {lines}"),
        Lang::Zh => format!("第 {lines} 行"),
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
