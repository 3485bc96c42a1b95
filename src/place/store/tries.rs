//! Try a request again: after pauses that grow and differ, so that many who failed at once do not come back at once.

use std::time::Duration;

use aws_lc_rs::rand;
use object_store::Error;

use super::fault::is_unsure;
use crate::clock::Watch;

/// The first pause, and the longest.
const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(10);

/// The tries of one request.
pub(super) struct Tries {
    since: Watch,
    patience: Duration,
    pause: Duration,
}

impl Tries {
    /// Tries that begin now; after `patience` none is begun.
    pub(super) fn within(patience: Duration) -> Self {
        Self { since: Watch::start(), patience, pause: FIRST }
    }

    /// Waits before the next try; fails where there is to be none, because the store's answer is final or time is up.
    pub(super) async fn after(&mut self, error: &Error) -> Result<(), ()> {
        let taken = matches!(error, Error::AlreadyExists { .. });
        if !(taken || is_unsure(error)) || self.since.elapsed() >= self.patience {
            return Err(());
        }
        tokio::time::sleep(share_of(self.pause)).await;
        self.pause = LONGEST.min(2 * self.pause);
        Ok(())
    }
}

/// A random share of a pause: between half of it and all of it.
fn share_of(pause: Duration) -> Duration {
    let mut random = [0];
    // Without random numbers, all of it.
    let share = rand::fill(&mut random).map_or(1.0, |()| 0.5 + f64::from(random[0]) / 512.0);
    pause.mul_f64(share)
}
