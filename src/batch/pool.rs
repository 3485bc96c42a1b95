//! Work given to a worker from any thread, and waited for no longer than one wants to.

use std::fmt;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rayon::ThreadPool;

use super::worker::deep_pool;
use crate::error::Stop;
use crate::quiet::quietly;

/// Some work, which leaves what hands over its result: by then its worker can be given other work.
type Job = Box<dyn FnOnce() -> HandOver + Send>;
type HandOver = Box<dyn FnOnce() + Send>;

/// Workers that wait for work: as many as were ever needed at once. Each is a pool of one thread, which ends when nobody
/// holds it any more.
#[derive(Clone, Default)]
pub struct WorkerPool {
    idle: Arc<Mutex<Vec<Arc<ThreadPool>>>>,
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
        self.begin(work, broken, move |result| drop(send.send(result))).map_err(JobError::NoWorker)?;
        if limit.is_zero() {
            return done.recv().map_err(|_| JobError::TooLong);
        }
        done.recv_timeout(limit).map_err(|_| JobError::TooLong)
    }

    /// The same for who does not wait: `then` is told what the work came to, on its worker's thread.
    pub fn begin<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
        broken: impl FnOnce() -> T + Send + 'static,
        then: impl FnOnce(T) + Send + 'static,
    ) -> Result<(), Stop> {
        let job = move || -> HandOver {
            let result = quietly(work).unwrap_or_else(broken);
            Box::new(move || {
                let _ = quietly(|| then(result));
            })
        };
        self.give(Box::new(job))
    }

    /// Gives a job to an idle worker, or to a new one. A worker ends when no pool is left that could give it another.
    fn give(&self, job: Job) -> Result<(), Stop> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let worker = match idle {
            Some(worker) => worker,
            None => deep_pool("hanpress-letter").map(Arc::new).map_err(|error| super::no_worker(&error))?,
        };
        let (own, idle) = (Arc::clone(&worker), Arc::downgrade(&self.idle));
        worker.spawn(move || {
            let hand_over = job();
            if let Some(idle) = idle.upgrade() {
                idle.lock().unwrap_or_else(PoisonError::into_inner).push(own);
            }
            hand_over();
        });
        Ok(())
    }
}
