//! The corpus of the fuzzers, replayed: every file keeps the law of its folder.

use std::fs;

use super::workshop::{desk, example, file};

#[path = "../fuzz/laws.rs"]
mod kept;

/// Tries every file of a folder of the corpus.
fn each(folder: &str, least: usize, law: impl Fn(&[u8])) {
    let mut files: Vec<_> = fs::read_dir(file("tests/fuzz/corpus").join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= least, "the corpus of {folder} has only {} files", files.len());
    for path in files {
        let bytes = fs::read(&path).unwrap();
        let kept = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| law(&bytes)));
        assert!(kept.is_ok(), "{} breaks the law", path.display());
    }
}

#[test]
fn records_of_the_corpus_keep_their_law() {
    each("records", 10, |bytes| kept::records(bytes, desk()));
}

#[test]
fn tables_of_the_corpus_keep_their_law() {
    each("table", 10, kept::table);
}

#[test]
fn letters_of_the_corpus_keep_their_law() {
    let plain = example("notice-m1");
    each("letter", 10, |bytes| kept::letter(bytes, desk(), &plain));
}

#[test]
fn sources_of_the_corpus_keep_their_law() {
    each("source", 10, kept::source);
}

#[test]
fn signed_samples_keep_their_law() {
    each("../../signed", 20, kept::signed);
    each("../../signed-kinds", 15, kept::signed);
}
