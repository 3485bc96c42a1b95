//! Say what a run came to, and how fast: once as JSON, once as a page to look at.

mod chart;
mod codes;
mod escape;
mod listed;
mod pace;
mod page;
mod sum;
mod tally;
mod waiting;

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

pub(super) use self::codes::about;
pub(crate) use self::escape::html;
use super::manifest::{Counts, Header, Versions};
use crate::clock::{self, Watch};
use crate::digest;
use crate::error::Stop;
use crate::place::{Place, write};

pub(super) use pace::Pace;
pub use pace::{Spread, Throughput, Times};
pub use page::NAME as PAGE;
pub use sum::{Amounts, Owed, Sum};
pub use tally::Tally;

/// The file's name.
pub const NAME: &str = "report.json";

/// The page that shows times, too.
pub const TIMES: &str = "times.html";

/// When a run began and with how many workers: the things two equal runs may differ in.
#[derive(Debug, Clone)]
pub struct Session {
    /// When it began.
    pub started: DateTime<FixedOffset>,
    /// Runs since then.
    pub watch: Watch,
    /// How many documents are made at a time.
    pub workers: usize,
    /// How many accounts the whole input held, once its end was met.
    pub accounts: Option<u64>,
    /// Whether there is a second page, which shows times.
    pub pictured: bool,
}

impl Session {
    /// A run that begins now.
    pub fn start(workers: usize) -> Self {
        Self { started: clock::now(), watch: Watch::start(), workers, accounts: None, pictured: false }
    }
}

/// What a run came to, as `report.json` holds it, the one file in which two equal runs may differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Whether it went through to the end of its input.
    pub finished: bool,
    /// Counts and sums.
    #[serde(flatten)]
    pub tally: Tally,
    /// How many accounts the whole input held, those of other shards too; absent where its end was not met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<u64>,
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
    /// How long documents took, stage by stage, and how many were made when.
    pub times: Times,
    /// What the last run came to; the counts above are of all runs of the folder.
    #[serde(skip)]
    pub run: Counts,
}

impl Report {
    /// The report of a run that stands at `tally` now.
    pub(super) fn new(
        tally: &Tally,
        pace: &Pace,
        header: &Header,
        session: &Session,
        finished: bool,
        run: Counts,
    ) -> Self {
        let seconds = session.watch.elapsed();
        let made = tally.counts.made.saturating_sub(tally.kept);
        Self {
            finished,
            tally: tally.clone(),
            accounts: session.accounts,
            issue_date: header.issue_date.to_string(),
            versions: header.versions.clone(),
            workers: session.workers,
            started: session.started.to_rfc3339(),
            ended: clock::now().to_rfc3339(),
            seconds: rounded(seconds.as_secs_f64()),
            documents_per_second: rate(made, seconds),
            peak_memory_bytes: peak_memory(),
            times: pace.times(),
            run,
        }
    }

    /// Writes `report.json` and `report.html`, which shows the refused if their list is in its place, and returns
    /// the page's hash. Where it is `pictured`, a second page shows the times too, in which equal runs differ.
    pub(super) fn write(
        &self,
        place: &Arc<dyn Place>,
        header: &Header,
        pictured: bool,
    ) -> Result<String, Stop> {
        self.write_json(place)?;
        let shown = self.shown(place, header)?;
        if pictured {
            write(place, TIMES, self.page_of(place, header, &shown, TIMES)?.as_bytes())?;
        }
        let page = self.page_of(place, header, &shown, PAGE)?;
        write(place, PAGE, page.as_bytes())?;
        Ok(digest::sha256(page.as_bytes()))
    }

    /// Writes `report.json`.
    pub(super) fn write_json(&self, place: &Arc<dyn Place>) -> Result<(), Stop> {
        let text = serde_json::to_string_pretty(self);
        let text = text.map_err(|error| Stop::at(&place.shown(NAME), &error.into()))?;
        write(place, NAME, format!("{text}\n").as_bytes())
    }

    /// What `report.html` holds.
    pub(super) fn page(&self, place: &Arc<dyn Place>, header: &Header) -> Result<String, Stop> {
        self.page_of(place, header, &self.shown(place, header)?, PAGE)
    }

    /// What a page shows of the lists beside it.
    fn shown(&self, place: &Arc<dyn Place>, header: &Header) -> Result<Shown, Stop> {
        let refused = listed::first_of(&**place, self.tally.counts.refused)?;
        let waiting = match self.tally.counts.not_yet {
            0 => waiting::Waiting::default(),
            _ => waiting::of(&**place, header.lang)?,
        };
        Ok(Shown { refused, waiting })
    }

    /// One of the two pages.
    fn page_of(
        &self,
        place: &Arc<dyn Place>,
        header: &Header,
        shown: &Shown,
        name: &str,
    ) -> Result<String, Stop> {
        let page = page::page(self, header, shown, name == TIMES);
        page.map_err(|error| Stop::at(&place.shown(name), &std::io::Error::other(error)))
    }
}

/// What a page shows of lists.
struct Shown {
    refused: listed::Listed,
    waiting: waiting::Waiting,
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
