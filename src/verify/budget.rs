//! Count what judging a file costs, so that no file costs more than one of its size may.
//!
//! Files come from strangers, and a few bytes can ask for a great deal: packed zeros, tables that list an object a
//! million times, lists that hang in a thousand places. So whatever is done for a file is paid for here, and where
//! its budget is spent the file is not judged. Costs are counted, not timed: the same file ends the same way on
//! every machine.

use std::cell::Cell;

/// Steps that any file may take, and further ones for each of its bytes. A step is about the work on one byte that
/// is read as a value, some nanoseconds.
const STEPS: (u64, u64) = (64 << 20, 64);
/// Bytes of memory that any file may hold, further ones for each of its bytes, and the most of all.
const MEMORY: (usize, usize, usize) = (64 << 20, 24, 4 << 30);
/// Which part of the memory one value, one unpacked stream and the values kept at hand may take.
const PARTS: (usize, usize, usize) = (8, 6, 4);

/// The budget of a file is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spent;

/// What a file cost: see [`Budget`].
#[cfg(feature = "inner")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Steps taken.
    pub steps: u64,
    /// The most bytes of memory held at once, but for the file itself.
    pub memory: usize,
    /// How many steps a file of its length may take.
    pub most_steps: u64,
    /// How many bytes a file of its length may hold.
    pub most_memory: usize,
    /// Whether it was given up.
    pub over: bool,
}

/// What is left for a file.
#[derive(Debug)]
pub(super) struct Budget {
    most_steps: u64,
    most_memory: usize,
    steps: Cell<u64>,
    held: Cell<usize>,
    peak: Cell<usize>,
    over: Cell<bool>,
}

impl Budget {
    /// The budget of a file of so many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        let most_steps = (bytes as u64).saturating_mul(STEPS.1).saturating_add(STEPS.0);
        let most_memory = bytes.saturating_mul(MEMORY.1).saturating_add(MEMORY.0).min(MEMORY.2);
        let (held, peak) = (Cell::new(0), Cell::new(0));
        Self { most_steps, most_memory, steps: Cell::new(0), held, peak, over: Cell::new(false) }
    }

    /// Pays for so many steps.
    pub(super) fn spend(&self, steps: usize) -> Result<(), Spent> {
        let taken = self.steps.get().saturating_add(steps as u64);
        self.steps.set(taken);
        if taken > self.most_steps { Err(self.overrun()) } else { self.still() }
    }

    /// Holds so many bytes of memory more.
    pub(super) fn hold(&self, bytes: usize) -> Result<(), Spent> {
        let held = self.held.get().saturating_add(bytes);
        if held > self.most_memory {
            return Err(self.overrun());
        }
        self.held.set(held);
        self.peak.set(self.peak.get().max(held));
        self.still()
    }

    /// Lets go of memory that was held.
    pub(super) fn release(&self, bytes: usize) {
        self.held.set(self.held.get().saturating_sub(bytes));
    }

    /// Gives the file up.
    pub(super) fn overrun(&self) -> Spent {
        self.over.set(true);
        Spent
    }

    fn still(&self) -> Result<(), Spent> {
        if self.over.get() { Err(Spent) } else { Ok(()) }
    }

    /// Whether the file was given up.
    pub(super) fn is_over(&self) -> bool {
        self.over.get()
    }

    /// How many bytes may be held at once.
    pub(super) fn most_at_once(&self) -> usize {
        self.most_memory
    }

    /// How many bytes one value may take in memory.
    pub(super) fn largest_value(&self) -> usize {
        self.most_memory / PARTS.0
    }

    /// How many bytes one stream may be unpacked to.
    pub(super) fn largest_stream(&self) -> usize {
        self.most_memory / PARTS.1
    }

    /// How many bytes of values are kept at hand.
    pub(super) fn at_hand(&self) -> usize {
        self.most_memory / PARTS.2
    }

    /// What the file has cost so far.
    #[cfg(feature = "inner")]
    pub(super) fn cost(&self) -> Cost {
        Cost {
            steps: self.steps.get(),
            memory: self.peak.get(),
            most_steps: self.most_steps,
            most_memory: self.most_memory,
            over: self.over.get(),
        }
    }
}
