//! Remember which account has which document number and file, in a few bytes each.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::manifest::Document;
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
    /// Gives a document its number and its file.
    pub(super) fn give(&mut self, document: &Document) {
        self.0.insert(short(&document.number), document.seq);
        if !holds_number(document) {
            self.0.insert(short(&lower(&document.file)), document.seq);
        }
    }

    /// What a document cannot have.
    pub(super) fn taken(&self, document: &Document) -> Option<Taken> {
        let owner = |text: &str| self.0.get(&short(text)).copied();
        let file = || if holds_number(document) { None } else { owner(&lower(&document.file)) };
        owner(&document.number).map(Taken::Number).or_else(|| file().map(Taken::File))
    }
}

/// Whether its number alone keeps its file apart from those of others.
fn holds_number(document: &Document) -> bool {
    document.file.contains(&document.number)
}

/// There are file systems to which small and capital letters are one.
fn lower(file: &str) -> String {
    file.to_lowercase()
}

fn short(number: &str) -> [u8; 16] {
    half(&Sha256::digest(number).into())
}
