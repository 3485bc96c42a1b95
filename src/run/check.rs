//! Look at every account as a run would, and make nothing.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::streak::{Fared, Streak, Verdict};
use super::{RunOptions, fed, shown_id};
use crate::account::read::{Entries, Entry};
use crate::batch::{Flow, OneStage, drive_stages};
use crate::course::Awaited;
use crate::desk::{Desk, Fixed};
use crate::error::Stop;
use crate::finding::Finding;
use crate::produce;
use crate::prove::prove;

/// What was found of an account.
#[derive(Debug)]
pub struct Checked<'a> {
    /// The account, as it was read.
    pub entry: &'a Entry,
    /// Its id, where messages may show it.
    pub id: Option<&'a str>,
    /// Whether its document could be made, as far as can be told without finished pages.
    pub sound: bool,
    /// What was found: warnings, or everything that refuses it.
    pub findings: &'a [Finding],
    /// Why no letter is due for it, where documents are those of the course and none is.
    pub awaited: Option<&'a Awaited>,
}

/// What a check came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckSummary {
    /// How many accounts' documents could be made.
    pub sound: u64,
    /// How many could not.
    pub refused: u64,
    /// For how many no letter of the course is due yet.
    pub not_yet: u64,
    /// What was wrong with the input as a whole: it was cut off, or held another number of accounts than was said.
    pub stop: Option<Stop>,
}

/// Tries templates that are not built in with samples, does everything that a run does before typesetting, and tells
/// what was found of each account in the order of the input. Nothing is written.
pub fn check_all(
    desk: &Desk,
    accounts: Entries,
    options: &RunOptions,
    on: &mut dyn FnMut(Checked<'_>) -> Result<(), Stop>,
) -> Result<CheckSummary, Stop> {
    prove(desk)?;
    let (fixed, read_so_far) = (Arc::clone(desk.fixed()), Arc::default());
    let mut summary = CheckSummary::default();
    let mut streak = Streak::default();
    let mut cut = None;
    let mut tell = |entry: &Entry, done: Looked| {
        let (sound, findings, awaited) = match done {
            Looked::Sound(findings) => (true, findings, None),
            Looked::Refused(findings) => (false, findings, None),
            Looked::NotYet(awaited) => (false, Vec::new(), Some(awaited)),
        };
        let id = shown_id(entry, &findings);
        on(Checked { entry, id, sound, findings: &findings, awaited: awaited.as_deref() })?;
        *match (sound, &awaited) {
            (true, _) => &mut summary.sound,
            (false, None) => &mut summary.refused,
            (false, Some(_)) => &mut summary.not_yet,
        } += 1;
        Ok(if options.fail_fast && !sound && awaited.is_none() { Flow::End } else { Flow::On })
    };
    let checked = drive_stages(
        fed(accounts, options, &read_so_far),
        options.workers,
        options.halt.raised(),
        OneStage(move |entry: &Entry| found(entry, &fixed), || Looked::Refused(vec![produce::broken()])),
        |entry, done| {
            if let Some(stop) = entry.cut_off() {
                cut = Some(stop);
                return Ok(Flow::End);
            }
            if let Looked::Refused(findings) = &done
                && let Some(stop) = entry.cut_off_where_refused(findings)
            {
                cut = Some(stop);
                return Ok(Flow::End);
            }
            let fared = match &done {
                Looked::Refused(findings) if !options.fail_fast => Fared::of(findings),
                Looked::NotYet(_) => Fared::Never,
                _ => Fared::Otherwise,
            };
            match streak.weigh((entry, done), fared) {
                Verdict::Stop(stop) => Err(stop),
                Verdict::Record(all) => {
                    all.into_iter().try_fold(Flow::On, |_, (entry, done)| tell(&entry, done))
                }
            }
        },
        || {
            if options.halt.is_urgent() {
                Err(Stop::new("the check was left", "检查已离开"))
            } else {
                Ok(())
            }
        },
    );
    let checked = checked
        .and_then(|()| streak.take().into_iter().try_for_each(|(entry, done)| tell(&entry, done).map(drop)));
    match checked {
        Err(_) if options.halt.is_urgent() => {}
        Err(stop) => return Err(stop),
        Ok(()) => {}
    }
    let whole = !(options.halt.is_halted() || options.fail_fast && summary.refused > 0);
    let miscounted = || options.miscounted(read_so_far.load(Ordering::Relaxed));
    Ok(CheckSummary { stop: cut.or_else(|| miscounted().filter(|_| whole)), ..summary })
}

/// What a look at an account came to.
enum Looked {
    /// It could be made; these are its warnings.
    Sound(Vec<Finding>),
    /// It could not, for all of these.
    Refused(Vec<Finding>),
    /// No letter of the course is due for it.
    NotYet(Box<Awaited>),
}

/// The warnings of a sound account, or all findings of a refused one, or why none is due yet.
fn found(entry: &Entry, fixed: &Fixed) -> Looked {
    if let Some(awaited) = entry.account.as_ref().ok().and_then(|account| fixed.awaited(account)) {
        return Looked::NotYet(Box::new(awaited));
    }
    match produce::prepare_entry(entry, fixed) {
        Ok(prepared) => Looked::Sound(prepared.warnings),
        Err(findings) => Looked::Refused(findings),
    }
}
