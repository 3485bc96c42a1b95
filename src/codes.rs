//! Say what the codes stand for that no rule has: data that cannot be read, templates that fail, signatures
//! that do not hold, folders that are not as they were.
//!
//! Rules word themselves where they stand, in `check`, and so do the lists of words, in `wording`. What a
//! command prints under any other code is told here, once.

mod course;
mod data;
mod folders;
mod messages;
mod results;
mod signatures;
mod templates;

use crate::finding::Said;

/// What one code stands for.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// The code, such as `D04`.
    pub code: &'static str,
    /// What is wrong.
    pub says: Said,
    /// Where it comes from: what was looked at, and held against what.
    pub from: Said,
    /// How to mend it.
    pub mend: Said,
}

const fn code(code: &'static str, says: Said, from: Said, mend: Said) -> Code {
    Code { code, says, from, mend }
}

/// Every code that no rule has, in order: `C`, `D`, `W`, `T`, `M`, `V`, `A`, `E`.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    [
        course::CODES,
        data::CODES,
        templates::CODES,
        messages::CODES,
        signatures::CODES,
        folders::CODES,
        results::CODES,
    ]
    .into_iter()
    .flatten()
}

/// What a code stands for, where no rule has it.
pub fn named(code: &str) -> Option<&'static Code> {
    codes().find(|one| one.code == code)
}
