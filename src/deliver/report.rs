//! Add up what a run came to, and how fast.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::manifest::{Counts, Document, Header, Versions};
use crate::clock::{self, Watch};
use crate::finding::Finding;

/// The file's name.
pub const NAME: &str = "report.json";

/// When a run began and with how many workers: the things two equal runs may differ in.
#[derive(Debug, Clone)]
pub struct Session {
    /// When it began.
    pub started: DateTime<FixedOffset>,
    /// Runs since then.
    pub watch: Watch,
    /// How many documents are made at a time.
    pub workers: usize,
}

impl Session {
    /// A run that begins now.
    pub fn start(workers: usize) -> Self {
        Self { started: clock::now(), watch: Watch::start(), workers }
    }
}

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
    /// Errors on refused accounts, by code.
    pub errors_by_code: BTreeMap<String, u64>,
    /// Warnings on documents, by code.
    pub warnings_by_code: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a document whose line stands in the manifest.
    pub(super) fn made(&mut self, document: &Document) {
        self.counts.made += 1;
        self.counts.warnings += document.findings.len() as u64;
        add(&mut self.by_kind, &document.kind);
        for finding in &document.findings {
            add(&mut self.warnings_by_code, &finding.code);
        }
    }

    /// Counts a document's stage.
    pub(super) fn stage(&mut self, stage: Option<&str>) {
        if let Some(stage) = stage {
            add(&mut self.by_stage, stage);
        }
    }

    /// Counts a refused account.
    pub(super) fn refused(&mut self, findings: &[Finding]) {
        self.counts.refused += 1;
        for finding in findings.iter().filter(|finding| finding.refuses()) {
            add(&mut self.errors_by_code, finding.code);
        }
    }
}

fn add(to: &mut BTreeMap<String, u64>, name: &str) {
    match to.get_mut(name) {
        Some(count) => *count += 1,
        None => drop(to.insert(name.to_string(), 1)),
    }
}

/// What a run came to, as `report.json` holds it; the only file that may differ between two equal runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Whether it went through to the end of its input.
    pub finished: bool,
    /// Made (with those an earlier run had made), refused, warnings.
    #[serde(flatten)]
    pub counts: Counts,
    /// How many of the documents an earlier run had made.
    pub kept: u64,
    /// Documents by kind.
    pub by_kind: BTreeMap<String, u64>,
    /// Documents by stage of the debt, where it is known.
    pub by_stage: BTreeMap<String, u64>,
    /// Errors on refused accounts, by code.
    pub errors_by_code: BTreeMap<String, u64>,
    /// Warnings on documents, by code.
    pub warnings_by_code: BTreeMap<String, u64>,
    /// The date on every document.
    pub issue_date: String,
    /// What made the documents.
    pub versions: Versions,
    /// How many documents were made at a time.
    pub workers: usize,
    /// When the run began, as RFC 3339.
    pub started: String,
    /// When it ended, as RFC 3339.
    pub ended: String,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// Documents made by this run, a second.
    pub documents_per_second: f64,
    /// The most memory the program held, in bytes, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}

impl Report {
    /// The report of a run that stands at `tally` now.
    pub fn new(tally: &Tally, header: &Header, session: &Session, finished: bool) -> Self {
        let Tally { counts, kept, by_kind, by_stage, errors_by_code, warnings_by_code } = tally.clone();
        let seconds = session.watch.elapsed();
        Self {
            finished,
            counts,
            kept,
            by_kind,
            by_stage,
            errors_by_code,
            warnings_by_code,
            issue_date: header.issue_date.to_string(),
            versions: header.versions.clone(),
            workers: session.workers,
            started: session.started.to_rfc3339(),
            ended: clock::now().to_rfc3339(),
            seconds: rounded(seconds.as_secs_f64()),
            documents_per_second: rate(counts.made.saturating_sub(kept), seconds),
            peak_memory_bytes: peak_memory(),
        }
    }
}

/// Documents a second, to three decimals; 0 where no time went by.
fn rate(documents: u64, took: Duration) -> f64 {
    let seconds = took.as_secs_f64();
    if seconds > 0.0 { rounded(documents as f64 / seconds) } else { 0.0 }
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

/// The peak of resident memory in bytes, from `/proc/self/status`; `None` where there is no such file.
pub fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
