//! Say what is wrong with a finished folder, and where.

use crate::deliver::manifest;
use crate::finding::Words;
use crate::place::is_temporary;

// What each code stands for is told in `codes`.

pub(super) const UNREADABLE: &str = "A01";
pub(super) const CHANGED_LINE: &str = "A02";
pub(super) const MISSING_LINE: &str = "A03";
pub(super) const ADDED_LINE: &str = "A04";
pub(super) const MOVED_LINE: &str = "A05";
pub(super) const UNFINISHED: &str = "A06";
pub(super) const AT_ODDS: &str = "A07";
pub(super) const COUNTS: &str = "A08";
pub(super) const MISSING_FILE: &str = "A09";
pub(super) const CHANGED_FILE: &str = "A10";
pub(super) const ADDED_FILE: &str = "A11";
pub(super) const MISPLACED_FILE: &str = "A12";
pub(super) const LISTS: &str = "A13";
pub(super) const BROKEN_SIGNATURE: &str = "A14";
pub(super) const UNTRUSTED: &str = "A15";
pub(super) const OTHER_SIGNER: &str = "A16";
pub(super) const UNSIGNED_CHAIN: &str = "A17";
pub(super) const OTHER_RUN: &str = "A18";
pub(super) const UNSIGNED_DOCUMENT: &str = "A19";
pub(super) const OTHER_THAN_ASKED: &str = "A20";

/// One thing that is wrong with a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The stable code, such as `A10`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Words,
    /// The file it was found in, relative to the folder.
    pub file: String,
    /// The line of that file, from 1.
    pub line: Option<u64>,
    /// The id of the account whose document it is.
    pub id: Option<String>,
    /// What to do about it.
    pub hint: Option<Words>,
}

impl Flaw {
    /// A flaw of a file.
    pub(super) fn new(code: &'static str, file: &str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { code, message: Words::new(en, zh), file: file.to_string(), line: None, id: None, hint: None }
    }

    /// A flaw of a line of the manifest.
    pub(super) fn line(code: &'static str, line: u64, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::new(code, manifest::NAME, en, zh).at(line)
    }

    /// The same, at a line of its file.
    #[must_use]
    pub(super) fn at(self, line: u64) -> Self {
        Self { line: Some(line), ..self }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub(super) fn hinted(self, hint: Option<Words>) -> Self {
        Self { hint, ..self }
    }

    /// A file that does not belong in the folder; what a run was writing when it was killed is told from anything else.
    pub(super) fn stranger(file: &str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let name = file.rsplit('/').next().unwrap_or(file);
        if !is_temporary(name) {
            return Self::new(ADDED_FILE, file, en, zh);
        }
        let (en, zh) = (
            "a run that was killed left this: a file that it was writing, and that nothing needs",
            "这是被强行终止的运行留下的未写完的文件，没有用处",
        );
        Self::new(ADDED_FILE, file, en, zh).hinted(Some(Words::new(
            "`hanpress make` into this folder with the same input and `--resume` clears it away",
            "使用相同输入对该文件夹再次运行 `hanpress make` 并加 `--resume` 即会清除",
        )))
    }

    /// Something that stands under a list's name and is no file; it is not opened.
    pub(super) fn no_file(file: &str) -> Self {
        Self::new(CHANGED_FILE, file, "this is no file", "这不是文件")
    }

    /// The same, which `make --add --resume` mends: it is of a run that was added to others.
    #[must_use]
    pub(super) fn resumable_by_adding(self) -> Self {
        let hint = Words::new(
            "`hanpress make` with the input of that run and `--add --resume` makes it whole again",
            "使用该批次的输入再次运行 `hanpress make` 并加 `--add --resume` 可以补全",
        );
        self.hinted(Some(hint))
    }

    /// The same, which `make --resume` mends.
    #[must_use]
    pub(super) fn resumable(self) -> Self {
        let hint = Words::new(
            "`hanpress make` with the same input and `--resume` makes it whole again",
            "使用相同输入再次运行 `hanpress make` 并加 `--resume` 可以补全",
        );
        self.hinted(Some(hint))
    }
}
