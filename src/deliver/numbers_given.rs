//! Remember which account has which document number, in a few bytes each.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// Document numbers and whose they are; of a number only the first half of its SHA-256 is held.
#[derive(Debug, Default)]
pub(super) struct NumbersGiven(HashMap<[u8; 16], u64>);

impl NumbersGiven {
    /// Gives a number to account `seq`.
    pub(super) fn give(&mut self, number: &str, seq: u64) {
        self.0.insert(short(number), seq);
    }

    /// The account that has a number.
    pub(super) fn owner(&self, number: &str) -> Option<u64> {
        self.0.get(&short(number)).copied()
    }
}

fn short(number: &str) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&Sha256::digest(number)[..16]);
    short
}
