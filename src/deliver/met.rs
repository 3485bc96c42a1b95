//! Remember, in a run that is added to others, which accounts it met: what those refused may be resolved by it.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::Origin;
use super::manifest::{Added, Header};
use super::past::FinishedRun;
use crate::account::read::is_added;
use crate::digest;

/// What a run met of those that it is added to.
#[derive(Debug)]
pub(super) struct Met {
    /// Accounts whose documents they had made.
    pub(super) stood: u64,
    /// The accounts that came: of each id only half of its SHA-256 is held.
    ids: HashSet<[u8; 16]>,
    /// Whether rows of a list of refused accounts came: those without an id are then taken to be among them.
    of_a_list: bool,
    runs: Vec<FinishedRun>,
}

impl Met {
    /// Nothing yet.
    pub(super) fn of(runs: Vec<FinishedRun>) -> Self {
        Self { stood: 0, ids: HashSet::new(), of_a_list: false, runs }
    }

    /// An account comes.
    pub(super) fn add(&mut self, origin: &Origin) {
        if let Some(id) = &origin.id {
            self.ids.insert(short(id));
        }
        if let Some(row) = &origin.row {
            self.of_a_list |= row.header.headings.iter().any(|heading| is_added(heading));
        }
    }

    /// Whether an account came that an earlier run refused.
    pub(super) fn has(&self, id: Option<&str>) -> bool {
        id.map_or(self.of_a_list, |id| self.ids.contains(&short(id)))
    }

    /// The added run that was made of the same input, and as this one is: of another date, kind or template it is
    /// another.
    pub(super) fn repeated(&self, header: &Header, input: &InputHash) -> Option<FinishedRun> {
        let input = input.hex();
        let same = |run: &&FinishedRun| {
            run.added.is_some() && run.input.as_ref() == Some(&input) && header.is_of_same_run(&run.header)
        };
        self.runs.iter().find(same).cloned()
    }

    /// What the closing line tells.
    pub(super) fn told(&self, unresolved: u64) -> Added {
        Added { stood: self.stood, unresolved }
    }
}

/// What tells the input of a run from every other input.
#[derive(Debug, Clone, Default)]
pub struct InputHash(Sha256);

impl InputHash {
    /// A record comes, with what it is known by.
    pub fn add(&mut self, seq: u64, sha256: [u8; 32]) {
        self.0.update(seq.to_be_bytes());
        self.0.update(sha256);
    }

    /// SHA-256 over all records that came, in hex.
    pub fn hex(&self) -> String {
        digest::hex(&self.0.clone().finalize())
    }
}

fn short(id: &str) -> [u8; 16] {
    digest::half(&Sha256::digest(id).into())
}
