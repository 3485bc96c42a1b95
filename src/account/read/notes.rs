//! What is told of an input beside what is wrong with its records.

use std::sync::{Arc, Mutex, PoisonError};

use crate::finding::Words;

/// The most notes of one run; an input tells few.
const MOST: usize = 1000;

/// Something that the reader of an input should know and that refuses nothing, such as its encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The input as it was given.
    pub source: Arc<str>,
    /// What is told.
    pub words: Words,
}

/// The notes of all inputs of a run, to which clones add, too.
#[derive(Debug, Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<Note>>>);

impl Notes {
    /// Tells something of an input.
    pub fn tell(&self, source: &Arc<str>, words: Words) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if notes.len() < MOST {
            notes.push(Note { source: Arc::clone(source), words });
        }
    }

    /// Takes what was told since the last time.
    pub fn take(&self) -> Vec<Note> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
