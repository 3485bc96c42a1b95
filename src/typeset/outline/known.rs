//! Remember byte strings that are dear to make, up to a number of them.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Byte strings by what they were made of. When there are too many, all are forgotten: those that are needed
/// come back at once.
pub(super) struct Known<K> {
    most: usize,
    strings: Mutex<HashMap<K, Arc<[u8]>>>,
}

impl<K: Eq + Hash> Known<K> {
    /// Remembers at most so many.
    pub(super) fn of(most: usize) -> Self {
        Self { most, strings: Mutex::default() }
    }

    /// The one made of this.
    pub(super) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<Arc<[u8]>>
    where
        K: Borrow<Q>,
    {
        self.strings().get(key).cloned()
    }

    /// Remembers one.
    pub(super) fn keep(&self, key: K, string: &Arc<[u8]>) {
        let mut strings = self.strings();
        if strings.len() >= self.most {
            strings.clear();
        }
        strings.insert(key, string.clone());
    }

    fn strings(&self) -> MutexGuard<'_, HashMap<K, Arc<[u8]>>> {
        self.strings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
