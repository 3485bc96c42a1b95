//! Tell the words that systems and people write where there is nothing.

use super::width::half_width;
use crate::finding::Words;

/// Words for nothing beside dashes; letters are small.
const NOTHING: &[&str] = &[
    "null",
    "(null)",
    "<null>",
    "[null]",
    "\\n",
    "n/a",
    "na",
    "<na>",
    "none",
    "nil",
    "nan",
    "nat",
    "undefined",
    "(blank)",
    "(空)",
    "(空白)",
    "/",
    "无",
    "空",
    "空值",
    "暂无",
    "没有",
    "未知",
    "不详",
];

/// Whether the whole is a word or a dash that stands for nothing.
pub(crate) fn is_nothing(text: &str) -> bool {
    let word = half_width(text).to_lowercase();
    NOTHING.contains(&&*word) || is_dash(&word)
}

/// Whether the whole is dashes, of half-width text.
pub(super) fn is_dash(text: &str) -> bool {
    (1..=6).contains(&text.chars().count()) && text.chars().all(|c| matches!(c, '-' | '_'))
}

/// How such a word is made a blank.
pub(crate) fn nothing_hint(text: &str) -> Words {
    let word = text.trim().replace('\\', "\\\\");
    Words::new(
        format!(
            "if this word stands for nothing, `[reading] nothing = [\"{word}\"]` of the issuer file makes it a blank"
        ),
        format!("如该值表示“空”，请在发行方文件的 `[reading]` 中写 `nothing = [\"{word}\"]`，即按空白读取"),
    )
}
