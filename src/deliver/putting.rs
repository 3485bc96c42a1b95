//! Put a group of documents while others are made.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::made::Made;
use super::stood;
use crate::clock::Watch;
use crate::error::Stop;
use crate::laps::Laps;
use crate::place::{New, Place, TemporaryFile};

/// What was made of an account, whose lines, and files that have a temporary name still, are not on the disk yet.
#[derive(Debug)]
pub(super) struct Pending {
    document: Option<TemporaryFile>,
    /// E-mails and locked copies.
    others: Vec<TemporaryFile>,
    /// The line of its short message.
    pub(super) text: Vec<u8>,
    pub(super) made: Arc<Made>,
    pub(super) laps: Laps,
    /// Whether its files are put by this run.
    pub(super) is_new: bool,
}

impl Pending {
    /// One that has files to be put: the document's first, where there is one.
    pub(super) fn new(
        mut temporaries: Vec<TemporaryFile>,
        text: Vec<u8>,
        made: Arc<Made>,
        laps: Laps,
    ) -> Self {
        let others = temporaries.split_off(usize::from(made.document.is_some()).min(temporaries.len()));
        Self { document: temporaries.pop(), others, text, made, laps, is_new: true }
    }

    /// One whose files stand: only its lines are written anew.
    pub(super) fn standing(made: Arc<Made>) -> Self {
        let (others, text, laps) = (Vec::new(), Vec::new(), Laps::default());
        Self { document: None, others, text, made, laps, is_new: false }
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
        let new = group.iter_mut().filter(|pending| pending.is_new && pending.made.document.is_some());
        for (pending, became) in new.zip(became) {
            if let (New::Other { theirs, ours }, Some(own)) = (became, &pending.made.document) {
                let document = Some(stood::told(place, own, &theirs, &ours)?);
                pending.made = Arc::new(Made { document, messages: pending.made.messages.clone() });
            }
        }
        Ok((group, took))
    }
}

fn put(place: &dyn Place, mut group: Vec<Pending>) -> Result<Put, Stop> {
    let watch = Watch::start();
    if !place.is_far() {
        let files =
            group.iter_mut().flat_map(|one| one.document.take().into_iter().chain(one.others.drain(..)));
        TemporaryFile::put_all(place, files.collect())?;
        return Ok(Put { group, became: Vec::new(), took: watch.elapsed() });
    }
    let documents = group.iter_mut().filter_map(|pending| pending.document.take()).collect();
    let became = TemporaryFile::put_all_new(place, documents)?;
    // No two copies of a document are alike, since each is locked with random numbers: the last one stays.
    let others: Vec<_> = group.iter_mut().flat_map(|pending| pending.others.drain(..)).collect();
    if !others.is_empty() {
        TemporaryFile::put_all(place, others)?;
    }
    Ok(Put { group, became, took: watch.elapsed() })
}
