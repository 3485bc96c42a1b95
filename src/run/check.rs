//! Look at every account as a run would, and make nothing.

use std::sync::Arc;

use super::{RunOptions, fed, shown_id};
use crate::account::read::{Entries, Entry};
use crate::batch::{Flow, OneStage, drive_stages};
use crate::desk::{Desk, Fixed};
use crate::error::Stop;
use crate::finding::Finding;
use crate::produce;

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
}

/// What a check came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CheckSummary {
    /// How many accounts' documents could be made.
    pub sound: u64,
    /// How many could not.
    pub refused: u64,
}

/// Does everything that a run does before typesetting, and tells what was found of each account in the order of
/// the input. Nothing is written.
pub fn check_all(
    desk: &Desk,
    accounts: Entries,
    options: &RunOptions,
    on: &mut dyn FnMut(Checked<'_>) -> Result<(), Stop>,
) -> Result<CheckSummary, Stop> {
    let mut summary = CheckSummary::default();
    let fixed = Arc::clone(desk.fixed());
    let checked = drive_stages(
        fed(accounts, options, &Arc::default()),
        options.workers,
        options.halt.raised(),
        OneStage(move |entry: &Entry| found(entry, &fixed), || Err(vec![produce::broken()])),
        |entry, done| {
            let sound = done.is_ok();
            let (Ok(findings) | Err(findings)) = done;
            let id = shown_id(&entry, &findings);
            on(Checked { entry: &entry, id, sound, findings: &findings })?;
            let count = if sound { &mut summary.sound } else { &mut summary.refused };
            *count += 1;
            Ok(if options.fail_fast && !sound { Flow::End } else { Flow::On })
        },
        || {
            if options.halt.is_urgent() {
                Err(Stop::new("the check was left", "检查已离开"))
            } else {
                Ok(())
            }
        },
    );
    match checked {
        Err(_) if options.halt.is_urgent() => Ok(summary),
        Err(stop) => Err(stop),
        Ok(()) => Ok(summary),
    }
}

/// The warnings of a sound account, or all findings of a refused one.
fn found(entry: &Entry, fixed: &Fixed) -> Result<Vec<Finding>, Vec<Finding>> {
    let account = produce::account(entry, fixed)?;
    let sha256 = entry.sha256.ok_or_else(|| vec![produce::broken()])?;
    let prepared = produce::prepare(account, &sha256, fixed);
    Ok(produce::with_warnings(prepared, &entry.warnings, fixed)?.warnings)
}
