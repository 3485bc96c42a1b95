//! Keep the letters that somebody looks at, so that their pages are drawn without setting them anew.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use crate::letter::Looked;

/// How many letters are kept.
const MOST: usize = 24;

/// By what a letter is known: file, record, its revision, how it is wanted, day.
pub(super) type Key = (String, u64, u64, String, NaiveDate);

/// The letters that were looked at last.
#[derive(Default)]
pub(super) struct Kept(Mutex<VecDeque<(Key, Arc<Looked>)>>);

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("letters that are looked at")
    }
}

impl Kept {
    /// A letter that is kept.
    pub(super) fn get(&self, key: &Key) -> Option<Arc<Looked>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(own, _)| own == key)?;
        let found = kept.remove(at)?;
        let looked = Arc::clone(&found.1);
        kept.push_front(found);
        Some(looked)
    }

    /// Keeps a letter, and lets go of the one that was looked at longest ago.
    pub(super) fn put(&self, key: Key, looked: &Arc<Looked>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((key, Arc::clone(looked)));
        kept.truncate(MOST);
    }

    /// Lets go of all letters of a file, or of all there are.
    pub(super) fn forget(&self, file: Option<&str>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|((own, ..), _)| file.is_some_and(|file| own != file));
    }
}
