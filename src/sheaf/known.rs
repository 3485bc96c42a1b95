//! Remember bytes that letter after letter has alike, so that they are known again by being equal: to compare takes a tenth
//! of what it takes to hash.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How much is remembered, in bytes; then it begins anew.
const ROOM: usize = 32 << 20;

/// Bytes, part by part.
type Parts = Box<[Box<[u8]>]>;

/// Bytes that were met, each with the object that stands for them.
#[derive(Default)]
pub(super) struct Known {
    all: HashMap<u64, (Parts, u32)>,
    weight: usize,
}

impl Known {
    /// The object that stands for these bytes, part by part.
    pub(super) fn find(&self, parts: &[&[u8]]) -> Option<u32> {
        let (known, number) = self.all.get(&glance(parts))?;
        let same = known.len() == parts.len() && known.iter().zip(parts).all(|(one, other)| **one == **other);
        same.then_some(*number)
    }

    /// Remembers the object of these bytes.
    pub(super) fn remember(&mut self, parts: &[&[u8]], number: u32) {
        let weight: usize = parts.iter().map(|part| part.len()).sum();
        if self.weight + weight > ROOM {
            self.all.clear();
            self.weight = 0;
        }
        self.weight += weight;
        self.all.insert(glance(parts), (parts.iter().map(|part| Box::from(*part)).collect(), number));
    }
}

/// What these bytes have in common with few others: the length of each part, and its end, where what is packed has its
/// checksum.
pub(super) fn glance(parts: &[&[u8]]) -> u64 {
    let mut hash = DefaultHasher::new();
    for part in parts {
        (part.len(), part.last_chunk::<8>()).hash(&mut hash);
    }
    hash.finish()
}
