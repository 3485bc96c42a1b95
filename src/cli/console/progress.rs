//! Show how far a run is: a bar on a terminal, elsewhere a line every few seconds.

use std::cell::Cell;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::Console;
use super::log::Level;
use crate::clock::Watch;
use crate::finding::Lang;
use crate::money::grouped;

/// Progress where no person watches a terminal: a line every few seconds.
#[derive(Debug)]
pub(super) struct Plain {
    total: Option<u64>,
    done: Cell<u64>,
    told: Cell<Duration>,
    watch: Watch,
}

/// How far plain lines of progress are apart.
const APART: Duration = Duration::from_secs(5);

impl Console {
    /// Shows progress towards `total` records, where a person watches.
    pub(crate) fn begin(&mut self, total: Option<u64>) {
        if self.quiet {
            return;
        }
        if self.logs || !std::io::stderr().is_terminal() {
            let (done, told) = (Cell::new(0), Cell::new(Duration::ZERO));
            self.plain = Some(Plain { total, done, told, watch: Watch::start() });
            return;
        }
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(8));
        let template = match total {
            Some(_) => "{bar:32} {human_pos}/{human_len}  {per_sec}  {eta}",
            None => "{spinner} {human_pos}  {per_sec}  {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        self.bar = Some(bar);
    }

    /// One record more is done.
    pub(crate) fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
        let Some(Plain { total, done, told, watch }) = &self.plain else { return };
        done.set(done.get() + 1);
        let now = watch.elapsed();
        if now.saturating_sub(told.get()) >= APART {
            told.set(now);
            let told = progress(done.get(), *total, now, self.lang);
            self.say(Level::Progress, &told, json!({ "done": done.get(), "total": total }), &told);
        }
    }

    /// Progress is over.
    pub(crate) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.plain = None;
    }
}

/// `1,200 of 5,000 accounts, 45.2 a second, 84 s left`.
fn progress(done: u64, total: Option<u64>, took: Duration, lang: Lang) -> String {
    let rate = done as f64 / took.as_secs_f64().max(0.001);
    let left = total.map(|total| (total.saturating_sub(done) as f64 / rate.max(0.001)).ceil());
    let count = |count: u64| grouped(&count.to_string());
    let done = count(done);
    match (lang, total.zip(left)) {
        (Lang::En, Some((total, left))) => {
            format!("{done} of {} accounts, {rate:.1} a second, {left:.0} s left", count(total))
        }
        (Lang::En, None) => format!("{done} accounts, {rate:.1} a second"),
        (Lang::Zh, Some((total, left))) => {
            format!("{done}/{} 户，每秒 {rate:.1} 户，剩余约 {left:.0} 秒", count(total))
        }
        (Lang::Zh, None) => format!("{done} 户，每秒 {rate:.1} 户"),
    }
}
