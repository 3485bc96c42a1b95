//! Keep an eye on documents that take too long.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use crate::clock::Watch;
use crate::error::{Stop, StopCode};

/// The accounts that workers have in hand, and since when.
#[derive(Debug, Default)]
pub(super) struct InHand(Mutex<BTreeMap<u64, Watch>>);

/// An account in hand, until this is dropped.
pub(super) struct Hold<'a> {
    all: &'a InHand,
    seq: u64,
}

impl InHand {
    /// Takes an account in hand.
    pub(super) fn hold(&self, seq: u64) -> Hold<'_> {
        if let Ok(mut held) = self.0.lock() {
            held.insert(seq, Watch::start());
        }
        Hold { all: self, seq }
    }

    /// The first account that has been in hand for longer than `limit`; nothing is no limit.
    pub(super) fn overdue(&self, limit: Duration) -> Option<TooLong> {
        let held = self.0.lock().ok().filter(|_| !limit.is_zero())?;
        let overdue = held.iter().find(|(_, since)| since.elapsed() > limit);
        overdue.map(|(seq, _)| TooLong { seq: *seq, limit })
    }
}

/// An account that takes too long.
#[derive(Debug, Clone, Copy)]
pub(super) struct TooLong {
    seq: u64,
    limit: Duration,
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        if let Ok(mut held) = self.all.0.lock() {
            held.remove(&self.seq);
        }
    }
}

impl From<TooLong> for Stop {
    fn from(TooLong { seq, limit }: TooLong) -> Self {
        let limit = limit.as_secs_f64();
        Self::new(
            format!(
                "account {seq} of the input has been in hand for more than {limit} s: the run stops here"
            ),
            format!("输入中的第 {seq} 户处理超过 {limit} 秒，运行在此停止"),
        )
        .coded(StopCode::TimeLimit)
        .hint(
            "mend the account or its template, or allow more with `--time-limit`",
            "请修正该户数据或模板，或用 `--time-limit` 放宽时限",
        )
        .unfinished()
    }
}
