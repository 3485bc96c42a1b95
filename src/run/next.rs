//! Tell of every account which step of the course is due, what comes next, when and why; make nothing.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{RunOptions, fed, shown_id};
use crate::account::read::{Entries, Entry};
use crate::batch::{Flow, OneStage, drive_stages};
use crate::course::Awaited;
use crate::desk::{Desk, Fixed};
use crate::error::Stop;
use crate::finding::Finding;
use crate::produce;

/// What the course says of an account.
#[derive(Debug)]
pub struct Advised<'a> {
    /// The account, as it was read.
    pub entry: &'a Entry,
    /// Its id, where messages may show it.
    pub id: Option<&'a str>,
    /// What is due, and why; what is wrong with a record that cannot be read.
    pub said: Result<&'a Awaited, &'a [Finding]>,
}

/// What all advices came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AdviceSummary {
    /// How many accounts a step is due for.
    pub due: u64,
    /// How many wait, rest, or lack data for it.
    pub others: u64,
    /// How many records could not be read.
    pub refused: u64,
    /// What was wrong with the input as a whole.
    pub stop: Option<Stop>,
}

/// Tells what the desk's course says of each account, in the order of the input. Records are read and not judged: a
/// step that is due may still be refused when its letter is made.
pub fn advise_all(
    desk: &Desk,
    accounts: Entries,
    options: &RunOptions,
    on: &mut dyn FnMut(Advised<'_>) -> Result<(), Stop>,
) -> Result<AdviceSummary, Stop> {
    let (fixed, read_so_far) = (Arc::clone(desk.fixed()), Arc::default());
    let mut summary = AdviceSummary::default();
    let mut cut = None;
    let driven = drive_stages(
        fed(accounts, options, &read_so_far),
        options.workers,
        options.halt.raised(),
        OneStage(move |entry: &Entry| said(entry, &fixed), || Err(vec![produce::broken()])),
        |entry, said| {
            if let Some(stop) = entry.cut_off() {
                cut = Some(stop);
                return Ok(Flow::End);
            }
            let findings = said.as_ref().err().map_or(&[][..], Vec::as_slice);
            let id = shown_id(&entry, findings);
            let told = said.as_ref().map_err(Vec::as_slice);
            on(Advised { entry: &entry, id, said: told })?;
            *match &said {
                Ok(awaited) if awaited.now == "due" => &mut summary.due,
                Ok(_) => &mut summary.others,
                Err(_) => &mut summary.refused,
            } += 1;
            Ok(if options.fail_fast && said.is_err() { Flow::End } else { Flow::On })
        },
        || {
            if options.halt.is_urgent() { Err(Stop::new("left", "已离开")) } else { Ok(()) }
        },
    );
    match driven {
        Err(_) if options.halt.is_urgent() => {}
        Err(stop) => return Err(stop),
        Ok(()) => {}
    }
    let whole = !(options.halt.is_halted() || options.fail_fast && summary.refused > 0);
    let miscounted = || options.miscounted(read_so_far.load(Ordering::Relaxed));
    Ok(AdviceSummary { stop: cut.or_else(|| miscounted().filter(|_| whole)), ..summary })
}

/// What the course says of an entry, or what is wrong with it.
fn said(entry: &Entry, fixed: &Fixed) -> Result<Awaited, Vec<Finding>> {
    match &entry.account {
        Ok(account) => Ok(Awaited::of(&fixed.advise(account), fixed.issue_date)),
        Err(findings) => Err(findings.clone()),
    }
}
