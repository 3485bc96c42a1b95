//! Split folded text into sentences, and cache what was found in each: most are the same in every letter.

use std::sync::Arc;

use typst::utils::hash128;

use crate::known::Known;

/// What ends a sentence. Nothing that the lists look for reaches over it.
pub(super) const STOP: char = '。';

/// How many sentences are remembered.
const MOST: usize = 4096;

/// A sentence of a folded text, or what stands between two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'t> {
    /// Its words.
    pub(super) words: &'t str,
    /// Where it begins in the text, in bytes.
    pub(super) at: usize,
    hash: u128,
}

/// The sentences of a folded text, in order, without what ends them.
pub(super) fn sentences(folded: &str) -> Vec<Sentence<'_>> {
    let mut next = 0;
    let sentences = folded.split(STOP).map(|words| {
        let at = next;
        next += words.len() + STOP.len_utf8();
        Sentence { words, at, hash: hash128(words) }
    });
    sentences.collect()
}

/// A cache of what was found in sentences that were read before.
///
/// Its keys are hashes of the sentences, so that nobody's data stay behind in it.
#[derive(Debug)]
pub(super) struct SentenceCache<T>(Known<u128, Arc<T>>);

impl<T> SentenceCache<T> {
    /// Nothing yet.
    pub(super) fn empty() -> Self {
        Self(Known::of(MOST))
    }

    /// What was found in a sentence; `read` looks for it where the sentence is new.
    pub(super) fn of(&self, sentence: &Sentence<'_>, read: impl FnOnce(&str) -> T) -> Arc<T> {
        self.0.get(&sentence.hash).unwrap_or_else(|| {
            let found = Arc::new(read(sentence.words));
            self.0.keep(sentence.hash, &found);
            found
        })
    }
}
