//! Measure how long each stage of one document takes.

use std::time::Duration;

use crate::clock::Watch;

/// A stage of the way of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading its record.
    Read,
    /// Checking its account against the rules.
    Check,
    /// Drafting it, filling its template and drawing its codes.
    Fill,
    /// Laying its pages out.
    Compile,
    /// Exporting them as PDF.
    Export,
    /// Signing it, and locking and signing its copy.
    Sign,
    /// Hashing it and writing its file beside its place.
    Write,
    /// Syncing it and giving it its name: its share of its group's time.
    Sync,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 8] = [
        Self::Read,
        Self::Check,
        Self::Fill,
        Self::Compile,
        Self::Export,
        Self::Sign,
        Self::Write,
        Self::Sync,
    ];

    /// Its name in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Check => "check",
            Self::Fill => "fill",
            Self::Compile => "compile",
            Self::Export => "export",
            Self::Sign => "sign",
            Self::Write => "write",
            Self::Sync => "sync",
        }
    }
}

/// How long each stage of one document took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Laps([Duration; Stage::ALL.len()]);

impl Laps {
    /// Does some work and adds the time it takes to a stage.
    pub fn time<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let watch = Watch::start();
        let done = work();
        self.add(stage, watch.elapsed());
        done
    }

    /// Adds time to a stage.
    pub fn add(&mut self, stage: Stage, took: Duration) {
        self.0[stage as usize] += took;
    }

    /// Adds the times of another part of the way.
    pub fn join(&mut self, other: &Self) {
        Stage::ALL.iter().for_each(|stage| self.add(*stage, other.of(*stage)));
    }

    /// How long a stage took.
    pub fn of(&self, stage: Stage) -> Duration {
        self.0[stage as usize]
    }

    /// How long all stages took.
    pub fn total(&self) -> Duration {
        self.0.iter().sum()
    }
}
