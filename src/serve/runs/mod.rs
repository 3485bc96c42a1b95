//! Make the letters of whole files, one run after the other: each in a folder of its own, with what is told of it.
//!
//! - [`mod@self`]: which runs there are; [`job`]: one of them; [`work`]: how it is made; [`events`]: what is told of it;
//! - [`result`]: what can be fetched of it.

mod events;
mod job;
mod result;
mod work;

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use tokio::sync::Semaphore;

pub(super) use events::{all_events, progress_events};
pub(super) use job::{INPUT, Job, Phase, Spec};
pub(super) use result::{fetched, streamed};

use super::app::App;
use super::guard::Owner;
use super::problem::Problem;
use super::queue::busy;
use super::state::{Incoming, RUNS, State};

/// The runs there are.
#[derive(Debug)]
pub(super) struct Runs {
    held: Mutex<BTreeMap<String, Arc<Job>>>,
    queue: Sender<Option<Arc<Job>>>,
    most: usize,
    /// Room for what is coming in.
    coming: Arc<Semaphore>,
}

/// What waits to be made.
pub(super) type Waiting = Receiver<Option<Arc<Job>>>;

impl Runs {
    /// So many runs may be under way or wait; those of an earlier server are taken over, and unfinished ones go on.
    pub(super) fn new(most: usize, state: &State) -> (Self, Waiting) {
        let (queue, waiting) = channel();
        let mut held = BTreeMap::new();
        for id in state.ids(RUNS) {
            let folder = state.folder(RUNS, &id);
            let Some(job) = Job::found(&id, &folder).map(Arc::new) else {
                // One that did not come whole.
                let _ = std::fs::remove_dir_all(&folder);
                continue;
            };
            if job.phase() == Phase::Waiting {
                // The one who takes it lives as long as the queue.
                let _ = queue.send(Some(Arc::clone(&job)));
            }
            held.insert(id, job);
        }
        (Self { held: Mutex::new(held), queue, most, coming: Arc::new(Semaphore::new(most)) }, waiting)
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Job>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many are under way or wait.
    pub(super) fn busy(&self) -> usize {
        self.held().values().filter(|job| job.phase().is_busy()).count()
    }

    /// A folder for a new run, where there is room for one.
    pub(super) fn begin(&self, state: &State) -> Result<(String, Incoming), Problem> {
        if self.busy() >= self.most {
            return Err(full());
        }
        state.incoming(RUNS, &self.coming)?.ok_or_else(full)
    }

    /// Takes on a run whose input stands in its folder; an earlier one in its place where that has its key.
    pub(super) fn put(&self, job: Job) -> Result<Arc<Job>, Problem> {
        let job = Arc::new(job);
        let mut held = self.held();
        let same = |other: &&Arc<Job>| {
            job.spec.key.is_some() && other.spec.key == job.spec.key && other.spec.owner == job.spec.owner
        };
        if let Some(earlier) = held.values().find(same).cloned() {
            drop(held);
            job.leave();
            return Ok(earlier);
        }
        // Many may have begun at once while there was room for one.
        if held.values().filter(|job| job.phase().is_busy()).count() >= self.most {
            drop(held);
            job.leave();
            return Err(full());
        }
        held.insert(job.id.clone(), Arc::clone(&job));
        drop(held);
        // What cannot be written down is not taken on: it would wait for ever.
        job.keep().inspect_err(|_| {
            self.held().remove(&job.id);
            job.leave();
        })?;
        self.go(&job);
        Ok(job)
    }

    /// Lets a run have its turn.
    pub(super) fn go(&self, job: &Arc<Job>) {
        // Where nobody takes it any more the server ends, and another goes on with it.
        let _ = self.queue.send(Some(Arc::clone(job)));
    }

    /// A run of an owner; nobody else's is there.
    pub(super) fn get(&self, id: &str, owner: &Owner) -> Result<Arc<Job>, Problem> {
        let found = self.held().get(id).filter(|job| job.spec.owner == owner.0).cloned();
        found.ok_or_else(Problem::not_found)
    }

    /// All runs of an owner, the oldest first.
    pub(super) fn of(&self, owner: &Owner) -> Vec<Arc<Job>> {
        let mut all: Vec<_> = self.held().values().filter(|job| job.spec.owner == owner.0).cloned().collect();
        all.sort_by(|a, b| a.spec.at.cmp(&b.spec.at));
        all
    }

    /// Removes a run that is neither under way nor waits.
    pub(super) fn remove(&self, job: &Job) -> Result<(), Problem> {
        if !job.retire() {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "conflict",
                "the run is still under way",
                "批次仍在进行中",
            )
            .hint("stop it first", "请先停止"));
        }
        self.held().remove(&job.id);
        job.leave();
        Ok(())
    }

    /// Asks every run to come to its end, and lets no other begin.
    pub(super) fn end(&self) {
        self.held().values().for_each(|job| job.interrupt());
        let _ = self.queue.send(None);
    }

    /// Removes the runs that nobody needs any more.
    pub(super) fn clear(&self) {
        for job in self.held().values().filter(|job| job.is_done_with()) {
            job.leave();
        }
    }
}

fn full() -> Problem {
    busy().again_in(30)
}

/// Makes what waits, until the server ends.
pub(super) fn make(app: &App, waiting: &Waiting) {
    while let Ok(Some(job)) = waiting.recv() {
        app.metrics.runs(app.runs.busy());
        job.make(app);
        app.metrics.runs(app.runs.busy());
    }
}
