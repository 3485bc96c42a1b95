//! Gather what is wrong with a run's letters, so that all of it is told at once.

use crate::error::{Stop, StopCode};
use crate::place::Place;

/// How many letters are named.
const NAMED: usize = 20;

/// What is wrong with a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bad {
    /// It is not there.
    Missing,
    /// It has other bytes than its line says.
    Changed,
    /// An encrypted file stands in its place.
    Encrypted,
}

impl Bad {
    /// What stands where a letter should, and is not what its line says.
    pub(super) fn changed(bytes: &[u8]) -> Self {
        let tail = &bytes[bytes.len().saturating_sub(4096)..];
        if memchr::memmem::find(tail, b"/Encrypt").is_some() { Self::Encrypted } else { Self::Changed }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Missing => ("missing", "缺失"),
            Self::Changed => ("changed", "被更改"),
            Self::Encrypted => ("an encrypted copy stands here", "此处是加密的副本"),
        }
    }
}

/// The letters that cannot be printed.
#[derive(Debug, Default)]
pub(super) struct Faults {
    named: Vec<(Box<str>, Bad)>,
    count: u64,
}

impl Faults {
    pub(super) fn add(&mut self, file: &str, bad: Bad) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push((file.into(), bad));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Fails where there are any.
    pub(super) fn told(&self, place: &dyn Place) -> Result<(), Stop> {
        if self.is_empty() {
            return Ok(());
        }
        let (mut en, mut zh) = (
            format!("letters that are not what the run made: {}; nothing was written", self.count),
            format!("与批次生成时不一致的文书：{} 份；未写入任何内容", self.count),
        );
        for (file, bad) in &self.named {
            let (shown, (english, chinese)) = (place.shown(file), bad.words());
            en.push_str(&format!("\n  `{shown}`: {english}"));
            zh.push_str(&format!("\n  `{shown}`：{chinese}"));
        }
        if self.count > self.named.len() as u64 {
            en.push_str("\n  …");
            zh.push_str("\n  …");
        }
        Err(Stop::new(en, zh).coded(StopCode::Unfinished).hint(
            "`hanpress make` with the same input and `--resume` makes them again",
            "使用相同输入再次运行 `hanpress make` 并加 `--resume` 可重新生成",
        ))
    }
}
