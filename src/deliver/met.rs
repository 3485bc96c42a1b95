//! Remember, in a run that is added to others, which accounts it met: what those refused may be resolved by it.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::Origin;
use super::manifest::Added;
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
    /// Over all records that came.
    input: Sha256,
    runs: Vec<FinishedRun>,
}

impl Met {
    /// Nothing yet.
    pub(super) fn of(runs: Vec<FinishedRun>) -> Self {
        Self { stood: 0, ids: HashSet::new(), of_a_list: false, input: Sha256::new(), runs }
    }

    /// An account comes.
    pub(super) fn add(&mut self, origin: &Origin) {
        self.input.update(origin.seq.to_be_bytes());
        self.input.update(origin.sha256.unwrap_or_default());
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

    /// The run that was made of the same input.
    pub(super) fn repeated(&self) -> Option<FinishedRun> {
        let input = self.input();
        let same = |run: &&FinishedRun| run.added.as_ref().is_some_and(|added| added.input == input);
        self.runs.iter().find(same).cloned()
    }

    /// What the closing line tells.
    pub(super) fn told(&self, unresolved: u64) -> Added {
        Added { stood: self.stood, unresolved, input: self.input() }
    }

    fn input(&self) -> String {
        digest::hex(&self.input.clone().finalize())
    }
}

fn short(id: &str) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&Sha256::digest(id)[..16]);
    short
}
