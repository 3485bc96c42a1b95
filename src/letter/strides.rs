//! Several documents at once, stage by stage, on one worker: as a run makes them, for other programs.

use std::slice::from_ref;
use std::sync::Arc;

use super::message::{has_pages, makes_letters};
use super::{Letter, Refused, letter_of, too_long};
use crate::account::read::Entry;
use crate::batch::{BATCH, JobError};
use crate::desk::{Desk, Fixed};
use crate::produce::{self, Finished, Prepared};
use crate::quiet::quietly;

/// How many entries are best made together at a desk. Templates of one's own may take any time: then no document waits
/// for another.
pub fn stride(desk: &Desk) -> usize {
    if desk.fixed().templates.set().has_own() { 1 } else { BATCH }
}

/// Makes the documents of several entries as [`make_entry`](super::make_entry) makes each: all of them go through each
/// stage together, which keeps what a stage needs in the processor's caches. Outcomes come in the entries' order.
pub fn make_entries(desk: &Desk, entries: &[Arc<Entry>]) -> Vec<Result<Letter, Refused>> {
    through(desk, entries, |_, prepared, finished, _| Ok(letter_of(prepared, finished)))
}

/// What is made of a finished document.
pub(super) type Last<T> = fn(&Entry, Prepared, Finished, &Fixed) -> Result<T, Refused>;

/// Puts entries through all stages and hands each finished document to `last`. Where all together take longer than
/// the desk allows for them, each is made anew by itself, so that only the slow one is not made.
pub(super) fn through<T: Send + 'static>(
    desk: &Desk,
    entries: &[Arc<Entry>],
    last: Last<T>,
) -> Vec<Result<T, Refused>> {
    let (fixed, own, count) = (Arc::clone(desk.fixed()), entries.to_vec(), entries.len());
    let limit = desk.time_limit() * u32::try_from(count).unwrap_or(u32::MAX);
    let broken = move || (0..count).map(|_| Err(Refused::of(vec![produce::broken()]))).collect();
    let done = desk.pool().run(limit, move || stage_by_stage(&own, &fixed, last), broken);
    done.unwrap_or_else(|error| match error {
        JobError::TooLong if count > 1 => {
            entries.iter().flat_map(|entry| through(desk, from_ref(entry), last)).collect()
        }
        JobError::TooLong => vec![Err(too_long(desk).into())],
        JobError::NoWorker(stop) => entries.iter().map(|_| Err(stop.clone().into())).collect(),
    })
}

fn stage_by_stage<T>(entries: &[Arc<Entry>], fixed: &Fixed, last: Last<T>) -> Vec<Result<T, Refused>> {
    let begin = |entry: &Arc<Entry>| {
        caught(|| {
            makes_letters(fixed)?;
            let prepared = produce::prepare_entry(entry, fixed).map_err(Refused::of)?;
            has_pages(&prepared).map(|()| prepared)
        })
    };
    let begun = entries.iter().map(begin);
    let begun: Vec<_> = begun.collect();
    let set = begun.into_iter().map(|begun| {
        let mut prepared = begun?;
        caught(|| {
            let typeset = produce::set(&mut prepared, fixed).map_err(Refused::of)?;
            Ok((prepared, typeset))
        })
    });
    let set: Vec<_> = set.collect();
    let ended = entries.iter().zip(set).map(|(entry, set)| {
        let (mut prepared, typeset) = set?;
        caught(|| {
            let finished = produce::finish(&mut prepared, Some(typeset), fixed)?;
            last(entry, prepared, finished, fixed)
        })
    });
    ended.collect()
}

/// The program itself may fail on an account, and the others are made for all that.
fn caught<T>(work: impl FnOnce() -> Result<T, Refused>) -> Result<T, Refused> {
    quietly(work).unwrap_or_else(|| Err(Refused::of(vec![produce::broken()])))
}
