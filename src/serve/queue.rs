//! Make a bounded number of letters at once and let a bounded number wait, so that more work is refused and not piled up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use super::problem::Problem;
use crate::account::read::Entry;
use crate::desk::Desk;
use crate::letter::{Letter, Refused, begin_entry, too_long};

/// Who works, and who waits for it.
#[derive(Debug)]
pub(super) struct Queue {
    hands: Arc<Semaphore>,
    waiting: AtomicUsize,
    most: usize,
}

/// Somebody who waits, until this is dropped: whoever goes away does not wait any longer.
struct Waiting<'q>(&'q Queue);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Queue {
    /// So many work at once, and so many may wait.
    pub(super) fn new(hands: usize, most: usize) -> Self {
        Self { hands: Arc::new(Semaphore::new(hands.max(1))), waiting: AtomicUsize::new(0), most }
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// A hand that is free, once its turn has come: first come, first served.
    async fn hand(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(hand) = Arc::clone(&self.hands).try_acquire_owned() {
            return Ok(hand);
        }
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.most {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(busy());
        }
        let _waiting = Waiting(self);
        Arc::clone(&self.hands).acquire_owned().await.map_err(|_| busy())
    }

    /// Makes the letter of an entry, once its turn has come. No thread waits for it: each further one would have to be
    /// woken in between, and on a machine whose processors all make letters every waking takes its time.
    pub(super) async fn letter(&self, desk: &Desk, entry: Entry) -> Result<Result<Letter, Refused>, Problem> {
        let hand = Arc::new(Mutex::new(Some(self.hand().await?)));
        let ((tell, told), held) = (oneshot::channel(), Arc::clone(&hand));
        begin_entry(desk, &Arc::new(entry), move |made| {
            free(&held);
            // Whoever asked may have gone.
            let _ = tell.send(made);
        })?;
        let desk = desk.clone();
        // Of its own, for a client may go away before the time is over.
        let waited = tokio::spawn(async move {
            let limit = desk.time_limit();
            let limit = if limit.is_zero() { Duration::MAX } else { limit };
            let Ok(made) = timeout(limit, told).await else {
                // What does not come to an end holds up no other.
                free(&hand);
                return Ok(Err(too_long(&desk).into()));
            };
            made.map_err(|_| broken())
        });
        waited.await.map_err(|_| broken())?
    }

    /// Does something that takes a processor for a while, once its turn has come.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let hand = self.hand().await?;
        let done = tokio::task::spawn_blocking(move || {
            let _hand = hand;
            work()
        });
        done.await.map_err(|_| broken())
    }
}

/// Lets another have its turn.
fn free(hand: &Mutex<Option<OwnedSemaphorePermit>>) {
    drop(hand.lock().unwrap_or_else(PoisonError::into_inner).take());
}

/// Does something that waits for a disk or a thread, beside the letters.
pub(super) async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| broken())
}

pub(super) fn busy() -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "busy",
        "more is asked for than can be made at once",
        "请求过多，暂时无法处理",
    )
    .again_in(1)
    .hint("ask again in a second, with fewer requests at once", "请一秒后重试，并减少同时发出的请求")
}

fn broken() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "program",
        "the program itself failed on this request",
        "程序处理该请求时发生内部错误",
    )
}
