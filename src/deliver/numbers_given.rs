//! Remember which account has which document number and file, in a few bytes each.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::made::Made;
use crate::digest::half;

/// Document numbers and files, and whose they are; of each only the first half of its SHA-256 is held.
#[derive(Debug, Default)]
pub(super) struct NumbersGiven(HashMap<[u8; 16], u64>);

/// What a document cannot have, since another has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Its number is that of account so-and-so.
    Number(u64),
    /// Its file has the name of that account's.
    File(u64),
}

impl NumbersGiven {
    /// Gives what was made of an account its number and its files.
    pub(super) fn give(&mut self, made: &Made) {
        self.0.insert(short(made.number()), made.seq());
        for file in made.files().filter(|file| !file.contains(made.number())) {
            self.0.insert(short(&lower(file)), made.seq());
        }
    }

    /// What it cannot have.
    pub(super) fn taken(&self, made: &Made) -> Option<Taken> {
        let owner = |text: &str| self.0.get(&short(text)).copied();
        // Where a file's name holds the number, that alone keeps it apart from others.
        let mut files = made.files().filter(|file| !file.contains(made.number()));
        owner(made.number())
            .map(Taken::Number)
            .or_else(|| files.find_map(|file| owner(&lower(file))).map(Taken::File))
    }
}

/// There are file systems to which small and capital letters are one.
fn lower(file: &str) -> String {
    file.to_lowercase()
}

fn short(number: &str) -> [u8; 16] {
    half(&Sha256::digest(number).into())
}
