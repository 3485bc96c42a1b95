//! What is looked after while documents are made: signals, and documents that take too long.

use std::collections::BTreeMap;
use std::process::exit;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hanpress::clock::Watch;
use hanpress::error::Stop;

use super::Ending;

/// Signals that came: SIGINT, SIGTERM, SIGHUP.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    /// Raised by the first: documents in hand are finished, no others begun.
    pub(crate) halt: AtomicBool,
    count: AtomicUsize,
}

impl Signals {
    /// Begins to listen.
    pub(crate) fn listen() -> Result<Arc<Self>, Stop> {
        let signals = Arc::new(Self::default());
        let heard = Arc::clone(&signals);
        let handler = move || {
            heard.halt.store(true, Ordering::Relaxed);
            // The third ends the program as it stands; what is half-written is cleared by `--resume`.
            if heard.count.fetch_add(1, Ordering::Relaxed) >= 2 {
                exit(i32::from(Ending::Signal.code()));
            }
        };
        ctrlc::set_handler(handler).map_err(|error| {
            Stop::new(format!("cannot watch for signals: {error}"), format!("无法监听信号：{error}"))
        })?;
        Ok(signals)
    }

    /// Whether a first one came.
    pub(crate) fn came(&self) -> bool {
        self.halt.load(Ordering::Relaxed)
    }

    /// Whether a second one came: nothing is waited for any longer.
    pub(crate) fn urge(&self) -> bool {
        self.count.load(Ordering::Relaxed) > 1
    }
}

/// The accounts that workers have in hand, and since when.
#[derive(Debug, Default)]
pub(crate) struct Hands(Mutex<BTreeMap<u64, Watch>>);

/// An account in hand, until this is dropped.
pub(crate) struct Hold<'a> {
    hands: &'a Hands,
    seq: u64,
}

impl Hands {
    /// Takes an account in hand.
    pub(crate) fn hold(&self, seq: u64) -> Hold<'_> {
        if let Ok(mut held) = self.0.lock() {
            held.insert(seq, Watch::start());
        }
        Hold { hands: self, seq }
    }

    /// The first account that has been in hand for longer than `limit` seconds; 0 is no limit.
    pub(crate) fn overdue(&self, limit: u64) -> Option<TooLong> {
        let held = self.0.lock().ok().filter(|_| limit > 0)?;
        let overdue = held.iter().find(|(_, since)| since.elapsed() > Duration::from_secs(limit));
        overdue.map(|(seq, _)| TooLong { seq: *seq, limit })
    }
}

/// An account that takes too long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TooLong {
    seq: u64,
    limit: u64,
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        if let Ok(mut held) = self.hands.0.lock() {
            held.remove(&self.seq);
        }
    }
}

impl From<TooLong> for Stop {
    fn from(TooLong { seq, limit }: TooLong) -> Self {
        Self::new(
            format!(
                "account {seq} of the input has been in hand for more than {limit} s: the run stops here"
            ),
            format!("输入中的第 {seq} 户处理超过 {limit} 秒，运行在此停止"),
        )
        .hint(
            "mend the account or its template, or allow more with `--time-limit`",
            "请修正该户数据或模板，或用 `--time-limit` 放宽时限",
        )
        .unfinished()
    }
}
