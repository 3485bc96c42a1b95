//! Put a group of documents while others are made.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::manifest::Document;
use super::stood;
use crate::clock::Watch;
use crate::error::Stop;
use crate::laps::Laps;
use crate::place::{New, Place, TemporaryFile};

/// A document whose line, and file if it still has a temporary name, are not on the disk yet.
#[derive(Debug)]
pub(super) struct Pending {
    temporary: Option<TemporaryFile>,
    copy: Option<TemporaryFile>,
    pub(super) document: Arc<Document>,
    pub(super) laps: Laps,
    /// Whether its file is put by this run.
    pub(super) is_new: bool,
}

impl Pending {
    /// One that has files to be put.
    pub(super) fn new(
        temporary: TemporaryFile,
        copy: Option<TemporaryFile>,
        document: Arc<Document>,
        laps: Laps,
    ) -> Self {
        Self { temporary: Some(temporary), copy, document, laps, is_new: true }
    }

    /// One whose files stand: only its line is written anew.
    pub(super) fn standing(document: Arc<Document>) -> Self {
        Self { temporary: None, copy: None, document, laps: Laps::default(), is_new: false }
    }
}

/// A group that is being put.
#[derive(Debug)]
pub(super) struct Putting(Under);

#[derive(Debug)]
enum Under {
    Way(JoinHandle<Result<Put, Stop>>),
    Done(Result<Put, Stop>),
}

#[derive(Debug)]
struct Put {
    group: Vec<Pending>,
    /// What became of each of the group that is new, in order, where the place is far.
    became: Vec<New>,
    took: Duration,
}

impl Putting {
    /// Begins to put a group: by a thread of its own where the place is far; it is done otherwise.
    pub(super) fn begin(place: &Arc<dyn Place>, group: Vec<Pending>) -> Self {
        if !place.is_far() {
            return Self(Under::Done(put(&**place, group)));
        }
        let place = Arc::clone(place);
        Self(Under::Way(thread::spawn(move || put(&*place, group))))
    }

    /// Whether nothing is left to wait for.
    pub(super) fn is_done(&self) -> bool {
        match &self.0 {
            Under::Way(thread) => thread.is_finished(),
            Under::Done(_) => true,
        }
    }

    /// Waits until all of a group stands, and returns it with how long that took. A document in whose place an equal one
    /// was found that is signed at another time has the bytes of that one.
    pub(super) fn end(self, place: &dyn Place) -> Result<(Vec<Pending>, Duration), Stop> {
        let put = match self.0 {
            Under::Way(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Under::Done(put) => put,
        };
        let Put { mut group, became, took } = put?;
        for (pending, became) in group.iter_mut().filter(|pending| pending.is_new).zip(became) {
            if let New::Other { theirs, ours } = became {
                pending.document = Arc::new(stood::told(place, &pending.document, &theirs, &ours)?);
            }
        }
        Ok((group, took))
    }
}

fn put(place: &dyn Place, mut group: Vec<Pending>) -> Result<Put, Stop> {
    let watch = Watch::start();
    if !place.is_far() {
        let files = group.iter_mut().flat_map(|pending| [pending.temporary.take(), pending.copy.take()]);
        TemporaryFile::put_all(place, files.flatten().collect())?;
        return Ok(Put { group, became: Vec::new(), took: watch.elapsed() });
    }
    let documents = group.iter_mut().filter_map(|pending| pending.temporary.take()).collect();
    let became = TemporaryFile::put_all_new(place, documents)?;
    // No two copies of a document are alike, since each is locked with random numbers: the last one stays.
    let copies: Vec<_> = group.iter_mut().filter_map(|pending| pending.copy.take()).collect();
    if !copies.is_empty() {
        TemporaryFile::put_all(place, copies)?;
    }
    Ok(Put { group, became, took: watch.elapsed() })
}
