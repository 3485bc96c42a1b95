//! Why the run itself cannot go on.

use std::path::Path;

use crate::account::read::ReadFault;
use crate::deliver::Fault;
use crate::fill::TemplateFault;
use crate::finding::{Finding, Lang, Words};

/// Something that stops the run, told once, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// What is wrong.
    pub message: Words,
    /// What to do about it.
    pub hints: Vec<Words>,
}

impl Stop {
    /// A reason to stop.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { message: Words::new(en, zh), hints: Vec::new() }
    }

    /// Adds a way to mend it.
    #[must_use]
    pub fn hint(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.hints.push(Words::new(en, zh));
        self
    }

    /// The same for a run that ends before its input does: it can be gone on with, which is said unless
    /// a hint says already how.
    #[must_use]
    pub fn unfinished(self) -> Self {
        if self.hints.iter().any(|hint| hint.en.starts_with("go on with")) {
            return self;
        }
        let Words { en, zh } = Self::go_on();
        self.hint(en, zh)
    }

    /// How a run that did not come to its end is gone on with.
    pub fn go_on() -> Words {
        Words::new(
            "what was made is kept: go on with `--resume`",
            "已生成的文书均已保留：请用 `--resume` 继续",
        )
    }

    /// A file that cannot be read.
    pub fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::new(
            format!("cannot read `{}`: {error}", path.display()),
            format!("无法读取 `{}`：{error}", path.display()),
        )
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
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Stop {}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self { message: fault.message, hints: fault.hints }
    }
}

impl From<ReadFault> for Stop {
    fn from(fault: ReadFault) -> Self {
        let ReadFault { source, message, hints } = fault;
        let message =
            Words::new(format!("`{source}`: {}", message.en), format!("`{source}`：{}", message.zh));
        Self { message, hints }
    }
}

impl From<Vec<TemplateFault>> for Stop {
    fn from(faults: Vec<TemplateFault>) -> Self {
        let told = |lang: Lang| {
            let one = |fault: &TemplateFault| {
                let at = fault.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
                format!("\n  {at}{}", fault.message.get(lang))
            };
            faults.iter().map(one).collect::<String>()
        };
        Self::new(
            format!("the templates cannot be used:{}", told(Lang::En)),
            format!("模板无法使用：{}", told(Lang::Zh)),
        )
    }
}
