//! Why the run itself cannot go on.

mod stop_code;

use std::io::{self, ErrorKind};
use std::path::Path;

pub use stop_code::StopCode;

use crate::finding::{Finding, Lang, Words};

/// Something that stops the run, told once, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// What is wrong.
    pub message: Words,
    /// What to do about it.
    pub hints: Vec<Words>,
    /// What kind of stop it is, once that is known.
    pub code: Option<StopCode>,
}

impl Stop {
    /// A reason to stop.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Words::new(en, zh).into()
    }

    /// Says what kind of stop it is, unless that was said nearer to the cause.
    #[must_use]
    pub fn coded(mut self, code: StopCode) -> Self {
        self.code.get_or_insert(code);
        self
    }

    /// Adds a way to mend it.
    #[must_use]
    pub fn hint(self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.hinted(Words::new(en, zh))
    }

    /// The same in words that are there already.
    #[must_use]
    pub fn hinted(mut self, hint: Words) -> Self {
        self.hints.push(hint);
        self
    }

    /// The same for a run that ends before its input does: it can be gone on with, which is said unless
    /// a hint says already how.
    #[must_use]
    pub fn unfinished(self) -> Self {
        let Words { en, zh } = Self::go_on();
        if self.hints.iter().any(|hint| hint.en == en || hint.en.starts_with("go on with")) {
            return self;
        }
        self.hint(en, zh)
    }

    /// The same for a run that is added to others, which is gone on with as such.
    #[must_use]
    pub fn of_added(mut self) -> Self {
        let go_on = Self::go_on();
        for hint in self.hints.iter_mut().filter(|hint| **hint == go_on) {
            *hint = Words::new(
                "what was made is kept: go on with `--add --resume`",
                "已生成的文书均已保留：请用 `--add --resume` 继续",
            );
        }
        self
    }

    /// How a run that did not come to its end is gone on with.
    pub fn go_on() -> Words {
        Words::new(
            "what was made is kept: go on with `--resume`",
            "已生成的文书均已保留：请用 `--resume` 继续",
        )
    }

    /// A file that cannot be read.
    pub fn unreadable(path: &Path, error: &io::Error) -> Self {
        if error.kind() == ErrorKind::InvalidData {
            return Self::no_text(&path.display().to_string());
        }
        let (shown, Words { en, zh }) = (path.display(), cause(error));
        Self::new(format!("cannot read `{shown}`: {en}"), format!("无法读取 `{shown}`：{zh}"))
    }

    /// A file that should hold words and does not.
    pub fn no_text(shown: &str) -> Self {
        Self::new(
            format!("cannot read `{shown}`: it is not UTF-8"),
            format!("无法读取 `{shown}`：不是 UTF-8 文本"),
        )
        .hint(
            "it may be GBK or UTF-16, which Notepad calls ANSI and Unicode: save it as UTF-8",
            "可能是 GBK 或 UTF-16（记事本中的“ANSI”和“Unicode”）：请另存为 UTF-8",
        )
    }

    /// A file that cannot be written.
    pub fn unwritten(path: &Path, error: &io::Error) -> Self {
        let (shown, Words { en, zh }) = (path.display(), cause(error));
        Self::new(format!("cannot write `{shown}`: {en}"), format!("无法写入 `{shown}`：{zh}"))
            .coded(StopCode::File)
    }

    /// The system's refusal to read or write `path`.
    pub fn io(path: &Path, error: &io::Error) -> Self {
        Self::at(&path.display().to_string(), error)
    }

    /// A refusal to read or write what messages show as `shown`; where a place gave its own reason to stop, that.
    pub fn at(shown: &str, error: &io::Error) -> Self {
        if let Some(own) = error.get_ref().and_then(|own| own.downcast_ref::<Self>()) {
            return own.clone();
        }
        let Words { en, zh } = cause(error);
        let stop = Self::new(format!("`{shown}`: {en}"), format!("`{shown}`：{zh}")).coded(StopCode::File);
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                stop.hint("make room first", "请先腾出空间")
            }
            _ => stop,
        }
    }

    /// The message in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        self.message.get(lang)
    }

    /// The findings of a settings file.
    pub fn of_file(path: &str, findings: &[Finding]) -> Self {
        let told = |lang: Lang| {
            let one = |finding: &Finding| {
                let hints =
                    finding.hints.iter().map(|hint| format!(" ({})", hint.get(lang))).collect::<String>();
                let at = if finding.path.is_empty() { String::new() } else { format!("{}: ", finding.path) };
                format!("\n  {at}{}{hints}", finding.message.get(lang))
            };
            findings.iter().map(one).collect::<String>()
        };
        Self::new(
            format!("`{path}` cannot be used:{}", told(Lang::En)),
            format!("`{path}` 无法使用：{}", told(Lang::Zh)),
        )
        .coded(StopCode::Settings)
    }
}

/// The system's reason in both languages; its own words where it is a rare one.
pub fn cause(error: &io::Error) -> Words {
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
        ErrorKind::InvalidFilename => ("this name is too long, or none", "文件名过长或无效"),
        ErrorKind::BrokenPipe => ("whoever reads this has gone away", "接收输出的程序已关闭"),
        ErrorKind::AlreadyExists => ("something stands here already", "此处已有文件"),
        _ => return Words::foreign("系统", error),
    };
    Words::new(known.0, known.1)
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Stop {}

/// So that what implements [`Place`](crate::place::Place) can give its own words and remedies.
impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        Self::other(stop)
    }
}

impl From<Words> for Stop {
    fn from(message: Words) -> Self {
        Self { message, hints: Vec::new(), code: None }
    }
}
