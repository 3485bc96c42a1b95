//! Say why a run cannot go on, with the path and the cause.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

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
        let (en, zh) = cause(error);
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

/// The system's reason in both languages; its own words where it is a rare one.
fn cause(error: &io::Error) -> (String, String) {
    let known = match error.kind() {
        ErrorKind::StorageFull => ("the disk is full", "磁盘已满"),
        ErrorKind::QuotaExceeded => ("the disk quota is used up", "磁盘配额已用尽"),
        ErrorKind::FileTooLarge => {
            ("this file grew too long for this disk or its limits", "文件超出磁盘或系统允许的大小")
        }
        ErrorKind::PermissionDenied => ("no permission", "没有权限"),
        ErrorKind::ReadOnlyFilesystem => ("the file system is read-only", "文件系统为只读"),
        ErrorKind::NotFound => ("there is no such file or folder", "文件或文件夹不存在"),
        ErrorKind::NotADirectory => ("a part of this path is not a folder", "路径中有一段不是文件夹"),
        ErrorKind::IsADirectory => ("this is a folder", "这是一个文件夹"),
        ErrorKind::AlreadyExists => ("something stands here already", "此处已有文件"),
        _ => return (error.to_string(), error.to_string()),
    };
    (known.0.to_string(), known.1.to_string())
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Fault {}
