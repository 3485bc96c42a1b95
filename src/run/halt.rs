//! Ask a run to end before its input does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What halts a run from any thread; clones are one.
#[derive(Debug, Clone, Default)]
pub struct Halt {
    raised: Arc<AtomicBool>,
    urgent: Arc<AtomicBool>,
}

impl Halt {
    /// Documents in hand are finished, no others begun.
    pub fn halt(&self) {
        self.raised.store(true, Ordering::Relaxed);
    }

    /// Nothing is waited for any longer: what is made is recorded, and what is in hand is left. Workers that have
    /// something in hand hold the place until they come to their end, so a folder may stay locked meanwhile.
    pub fn leave(&self) {
        self.halt();
        self.urgent.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked for.
    pub fn is_halted(&self) -> bool {
        self.raised.load(Ordering::Relaxed)
    }

    /// Whether nothing is to be waited for.
    pub(crate) fn is_urgent(&self) -> bool {
        self.urgent.load(Ordering::Relaxed)
    }

    /// What a feed looks at.
    pub fn raised(&self) -> &Arc<AtomicBool> {
        &self.raised
    }
}
