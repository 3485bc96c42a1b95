//! Say what is wrong with a finished folder, and where.

use crate::deliver::manifest;
use crate::finding::Words;

/// Every code of a flaw, with what it stands for.
pub const CODES: [(&str, &str, &str); 17] = [
    (UNREADABLE, "a line that cannot be read", "无法读取的行"),
    (CHANGED_LINE, "a line that was changed", "被更改的行"),
    (MISSING_LINE, "a line that is missing", "缺失的行"),
    (ADDED_LINE, "a line that was added", "多出的行"),
    (MOVED_LINE, "a line that stands elsewhere than it belongs", "位置不对的行"),
    (UNFINISHED, "a run that is not finished, or cut off", "未完成或被截断的批次"),
    (AT_ODDS, "a line that contradicts others", "与其他行矛盾的行"),
    (COUNTS, "counts that are not right", "计数不符"),
    (MISSING_FILE, "a file that is missing", "缺失的文件"),
    (CHANGED_FILE, "a file that was changed", "被更改的文件"),
    (ADDED_FILE, "a file that belongs to no line", "不属于任何行的文件"),
    (MISPLACED_FILE, "a file that stands under another's name", "名称对调或被改名的文件"),
    (LISTS, "a list of refused accounts that is not whole", "拒绝清单不完整"),
    (BROKEN_SIGNATURE, "a signature that does not hold", "不成立的签名"),
    (UNTRUSTED, "a signature by nobody who is trusted", "签名者不受信任"),
    (OTHER_SIGNER, "a signature other than its line says", "与清单所记不符的签名"),
    (UNSIGNED_CHAIN, "a closing line that is not signed", "未签名的末行"),
];

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
