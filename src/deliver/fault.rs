//! Say why a run cannot go on, with the path and the cause.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::cause;
use crate::finding::{Lang, Words};

/// Why the output folder cannot be used, or not any longer; what was made so far is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: Words,
    /// What to do about it.
    pub hints: Vec<Words>,
}

impl Fault {
    /// A fault without hints.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { message: Words::new(en, zh), hints: Vec::new() }
    }

    /// Adds a way to mend it.
    #[must_use]
    pub fn hint(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.hints.push(Words::new(en, zh));
        self
    }

    /// The system's refusal to read or write `path`.
    pub fn io(path: &Path, error: &io::Error) -> Self {
        let Words { en, zh } = cause(error);
        let shown = path.display();
        let fault = Self::new(format!("`{shown}`: {en}"), format!("`{shown}`：{zh}"));
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                fault.hint("make room first", "请先腾出空间")
            }
            _ => fault,
        }
    }

    /// The message in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        self.message.get(lang)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Fault {}
