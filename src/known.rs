//! Remember what is dear to find out, up to a number of things.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Values by what they were made of. When there are too many, all are forgotten: those that are needed
/// come back at once.
#[derive(Debug)]
pub(crate) struct Known<K, V> {
    most: usize,
    values: Mutex<HashMap<K, V>>,
}

impl<K: Eq + Hash, V: Clone> Known<K, V> {
    /// Remembers at most so many.
    pub(crate) fn of(most: usize) -> Self {
        Self { most, values: Mutex::default() }
    }

    /// The one made of this.
    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.values().get(key).cloned()
    }

    /// Remembers one.
    pub(crate) fn keep(&self, key: K, value: &V) {
        let mut values = self.values();
        if values.len() >= self.most {
            values.clear();
        }
        values.insert(key, value.clone());
    }

    fn values(&self) -> MutexGuard<'_, HashMap<K, V>> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
