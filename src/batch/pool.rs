//! Work given to a worker from any thread, and waited for no longer than one wants to.

use std::fmt;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::worker::WorkerThread;
use crate::error::Stop;
use crate::quiet::quietly;

/// Some work, which leaves what hands over its result: by then its worker can be given other work.
type Job = Box<dyn FnOnce() -> HandOver + Send>;
type HandOver = Box<dyn FnOnce() + Send>;

/// Workers that wait for work: as many as were ever needed at once.
#[derive(Clone, Default)]
pub struct WorkerPool {
    idle: Arc<Mutex<Vec<SyncSender<Job>>>>,
}

impl fmt::Debug for WorkerPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        write!(f, "a pool with {} idle workers", idle.len())
    }
}

/// Why some work came to nothing.
#[derive(Debug)]
pub enum JobError {
    /// It did not come to an end in time; its worker goes on with it alone.
    TooLong,
    /// No worker can be had.
    NoWorker(Stop),
}

impl WorkerPool {
    /// Has a worker do some work, `broken` being what it comes to when it panics. A `limit` of nothing is none.
    pub fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce() -> T + Send + 'static,
        broken: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JobError> {
        let (send, done) = sync_channel(1);
        let job = move || -> HandOver {
            let result = quietly(work).unwrap_or_else(broken);
            Box::new(move || drop(send.send(result)))
        };
        self.give(Box::new(job)).map_err(JobError::NoWorker)?;
        if limit.is_zero() {
            return done.recv().map_err(|_| JobError::TooLong);
        }
        done.recv_timeout(limit).map_err(|_| JobError::TooLong)
    }

    /// Gives a job to an idle worker, or to a new one.
    fn give(&self, mut job: Job) -> Result<(), Stop> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(worker) = idle else { return self.hire(job) };
            match worker.send(job) {
                Ok(()) => return Ok(()),
                // That worker is gone: another takes the job.
                Err(unsent) => job = unsent.0,
            }
        }
    }

    /// Starts a worker with its first job. It ends when no pool is left that could give it another.
    fn hire(&self, first: Job) -> Result<(), Stop> {
        let idle = Arc::downgrade(&self.idle);
        let body = move |thread: &WorkerThread| {
            let mut job = first;
            loop {
                let hand_over = thread.run(job);
                let Some(idle) = idle.upgrade() else { return hand_over() };
                let (send, jobs) = sync_channel(1);
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(send);
                // Only the pool holds the other end now, so that waiting ends with it.
                drop(idle);
                hand_over();
                let Ok(next) = jobs.recv() else { return };
                job = next;
            }
        };
        let worker = WorkerThread::spawn("hanpress-letter".to_string(), body);
        worker.map(drop).map_err(|error| super::no_worker(&error))
    }
}
