//! One run: what was asked for, how far it is, and what stands of it on the disk.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::clock::Watch;
use crate::deliver::manifest::day;
use crate::error::Stop;
use crate::finding::Lang;
use crate::run::Halt;
use crate::serve::problem::Problem;
use crate::serve::state;

/// What stands in a run's folder.
pub(super) const ABOUT: &str = "run.json";
pub(in crate::serve) const INPUT: &str = "input";
pub(super) const EVENTS: &str = "events.jsonl";
pub(super) const OUT: &str = "out";

/// What was asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::serve) struct Spec {
    /// Whose it is.
    pub(in crate::serve) owner: String,
    /// The file it is of, where a browser brought that.
    pub(in crate::serve) file: Option<String>,
    /// How the input is called.
    pub(in crate::serve) name: String,
    /// Whether the input is a table that this program wrote.
    pub(in crate::serve) rewritten: bool,
    /// Whether anything was mended in it.
    pub(in crate::serve) corrected: bool,
    pub(in crate::serve) kind: Option<String>,
    #[serde(with = "day")]
    pub(in crate::serve) issue_date: NaiveDate,
    pub(in crate::serve) lang: Lang,
    /// Where the input stands, where it was not sent.
    pub(in crate::serve) source: Option<PathBuf>,
    /// Where the result goes, where it is not to be fetched.
    pub(in crate::serve) place: Option<PathBuf>,
    /// By what a request that is sent again is known, and what was sent with it.
    pub(in crate::serve) key: Option<String>,
    pub(in crate::serve) sent: Option<String>,
    /// When it was asked for.
    pub(in crate::serve) at: String,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::serve) enum Phase {
    /// Others come first.
    Waiting,
    /// Letters are made.
    Running,
    /// Letters in hand are finished.
    Pausing,
    /// It can be gone on with.
    Paused,
    /// All letters are made that can be.
    Finished,
    /// It was ended before that.
    Stopped,
    /// It cannot go on.
    Failed,
}

impl Phase {
    /// Whether something is still being done.
    pub(in crate::serve) const fn is_busy(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Pausing)
    }
}

/// What is known of a run while it goes.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    pub(super) phase: Phase,
    pub(super) made: u64,
    /// How many of those an earlier server, or an earlier turn, had made.
    pub(super) kept: u64,
    pub(super) refused: u64,
    pub(super) total: Option<u64>,
    pub(super) since: Option<Watch>,
    pub(super) stop: Option<Problem>,
    /// How many bytes of events are written.
    pub(super) told: u64,
}

/// What halts it, and what for.
#[derive(Debug, Default)]
pub(super) struct Wish {
    pub(super) halt: Halt,
    /// What it is to be then.
    pub(super) then: Option<Phase>,
}

/// A run.
pub(in crate::serve) struct Job {
    pub(in crate::serve) id: String,
    pub(in crate::serve) spec: Spec,
    pub(super) folder: PathBuf,
    pub(super) progress: watch::Sender<Progress>,
    /// Held through every change of its phase: a request and the one who makes its letters may both come to change it.
    wish: Mutex<Wish>,
    fetched: Mutex<bool>,
    /// Held by who packs its result: one at a time.
    pub(in crate::serve) packing: tokio::sync::Mutex<()>,
}

/// Names it only.
impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a run")
    }
}

/// What is kept of it on the disk.
#[derive(Serialize, Deserialize)]
struct Kept {
    spec: Spec,
    phase: Phase,
    made: u64,
    refused: u64,
    total: Option<u64>,
    fetched: bool,
}

impl Job {
    pub(in crate::serve) fn new(id: String, spec: Spec, folder: &Path) -> Self {
        let progress = Progress {
            phase: Phase::Waiting,
            made: 0,
            kept: 0,
            refused: 0,
            total: None,
            since: None,
            stop: None,
            told: 0,
        };
        let progress = watch::Sender::new(progress);
        Self {
            id,
            spec,
            folder: folder.to_path_buf(),
            progress,
            wish: Mutex::default(),
            fetched: Mutex::default(),
            packing: tokio::sync::Mutex::default(),
        }
    }

    /// A run of an earlier server: what was under way waits again, what was paused stays so.
    pub(super) fn found(id: &str, folder: &Path) -> Option<Self> {
        let Kept { spec, phase, made, refused, total, fetched } =
            serde_json::from_slice(&state::get(&folder.join(ABOUT))?).ok()?;
        let job = Self::new(id.to_string(), spec, folder);
        let phase = if phase.is_busy() { Phase::Waiting } else { phase };
        let told = std::fs::metadata(folder.join(EVENTS)).map_or(0, |about| about.len());
        job.progress.send_modify(|progress| {
            *progress = Progress { phase, made, refused, total, told, ..progress.clone() };
        });
        *job.fetched.lock().unwrap_or_else(PoisonError::into_inner) = fetched;
        Some(job)
    }

    pub(super) fn wish(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it is.
    pub(in crate::serve) fn phase(&self) -> Phase {
        self.progress.borrow().phase
    }

    /// Where its letters are.
    pub(in crate::serve) fn place(&self) -> PathBuf {
        self.spec.place.clone().unwrap_or_else(|| self.folder.join(OUT))
    }

    /// Ends its turn in what was asked for meanwhile, or else in this phase, and writes it down: a server after this one
    /// goes on from there.
    pub(super) fn end_turn(&self, reached: impl FnOnce(Option<Phase>) -> Phase) -> Result<(), Stop> {
        let wish = self.wish();
        let phase = reached(wish.then);
        self.progress.send_modify(|progress| progress.phase = phase);
        drop(wish);
        self.keep()
    }

    /// Lets go of it where it is neither under way nor waits: nobody can go on with it any more.
    pub(super) fn retire(&self) -> bool {
        let _wish = self.wish();
        if self.phase().is_busy() {
            return false;
        }
        self.progress.send_modify(|progress| progress.phase = Phase::Stopped);
        true
    }

    /// Writes down how far it is.
    pub(super) fn keep(&self) -> Result<(), Stop> {
        // Held until it is written: a request and the one who makes the letters may both come to write, and the last to
        // write is to know the most.
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let Progress { phase, made, refused, total, .. } = self.progress.borrow().clone();
        let kept = json!(Kept { spec: self.spec.clone(), phase, made, refused, total, fetched: *fetched });
        state::put(&self.folder.join(ABOUT), kept.to_string().as_bytes())
    }

    /// Notes that its result was fetched.
    pub(in crate::serve) fn was_fetched(&self) {
        *self.fetched.lock().unwrap_or_else(PoisonError::into_inner) = true;
        // Where this cannot be written the run is kept longer than it need be.
        let _ = self.keep();
    }

    /// Whether nobody needs it any more: its result was fetched, or stands elsewhere, or there is none.
    pub(super) fn is_done_with(&self) -> bool {
        let fetched = *self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        match self.phase() {
            Phase::Finished => fetched || self.spec.place.is_some(),
            Phase::Stopped | Phase::Failed => true,
            Phase::Waiting | Phase::Running | Phase::Pausing | Phase::Paused => false,
        }
    }

    /// Ends the turn of the run so that another server goes on with it.
    pub(super) fn interrupt(&self) {
        self.wish().halt.halt();
    }

    /// Asks it to pause, or to stop for good.
    pub(in crate::serve) fn halt(&self, then: Phase) -> Result<(), Problem> {
        let mut wish = self.wish();
        match self.phase() {
            Phase::Running | Phase::Pausing => {
                wish.then = Some(then);
                wish.halt.halt();
                self.progress.send_modify(|progress| progress.phase = Phase::Pausing);
            }
            Phase::Waiting | Phase::Paused => {
                wish.then = Some(then);
                self.progress.send_modify(|progress| progress.phase = then);
                drop(wish);
                self.keep()?;
            }
            phase if phase == then => {}
            Phase::Finished | Phase::Stopped | Phase::Failed => return Err(over()),
        }
        Ok(())
    }

    /// Readies a paused run to have its turn again; `false` where it has it already.
    pub(in crate::serve) fn resume(&self) -> Result<bool, Problem> {
        let mut wish = self.wish();
        match self.phase() {
            Phase::Paused | Phase::Failed => {
                *wish = Wish::default();
                self.progress.send_modify(|progress| {
                    (progress.phase, progress.stop) = (Phase::Waiting, None);
                });
                drop(wish);
                // Where this cannot be written its turn will tell.
                let _ = self.keep();
                Ok(true)
            }
            Phase::Waiting | Phase::Running => Ok(false),
            Phase::Pausing => Err(Problem::new(
                StatusCode::CONFLICT,
                "conflict",
                "letters in hand are still being finished",
                "正在完成手头的文书",
            )
            .again_in(1)),
            Phase::Finished | Phase::Stopped => Err(over()),
        }
    }

    /// What the page and programs see of it.
    pub(in crate::serve) fn told(&self, lang: Lang, request: &str) -> Value {
        let Progress { phase, made, kept, refused, total, since, stop, .. } = self.progress.borrow().clone();
        let taken = since.map(|since| since.elapsed().as_secs_f64()).filter(|_| phase == Phase::Running);
        let rate = taken.filter(|taken| *taken > 0.2).map(|taken| (made - kept) as f64 / taken);
        let left = rate
            .filter(|rate| *rate > 0.0)
            .and_then(|rate| Some((total?.saturating_sub(made + refused) as f64 / rate).ceil()));
        json!({
            "id": self.id, "file": self.spec.file, "name": self.spec.name, "state": phase, "made": made,
            "refused": refused, "total": total, "per_second": rate.map(|rate| (rate * 10.0).round() / 10.0),
            "seconds_left": left, "issue_date": self.spec.issue_date.to_string(), "kind": self.spec.kind,
            "corrected": self.spec.corrected, "exit": exit(phase, refused),
            "stop": stop.map(|stop| stop.told(lang, request)),
        })
    }

    /// Removes what stands of it on the disk.
    pub(super) fn leave(&self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The exit code that `make` would have, once it has come to an end.
fn exit(phase: Phase, refused: u64) -> Option<u8> {
    match phase {
        Phase::Finished => Some(u8::from(refused > 0)),
        Phase::Stopped => Some(130),
        Phase::Failed => Some(2),
        Phase::Waiting | Phase::Running | Phase::Pausing | Phase::Paused => None,
    }
}

fn over() -> Problem {
    Problem::new(StatusCode::CONFLICT, "conflict", "the run has come to its end", "批次已结束")
}
