//! Read whole numbers and answers of yes and no.

use serde_json::{Value, json};

use super::damage::damage;
use super::width::{half_width, unguarded};
use super::{At, Field, Node};
use crate::finding::Words;

/// What means yes and what no: words, letters and marks of lists that have one meaning.
const YES: &[&str] = &["true", "yes", "y", "1", "是", "√", "✓", "✔"];
const NO: &[&str] = &["false", "no", "n", "0", "否", "×", "✗", "✘"];

impl Field for u32 {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        let folded = half_width(text);
        let count = unguarded(&folded);
        let plain = count.len() <= 9 && count.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(read) = plain.then(|| count.parse().ok()).flatten() {
            return at.settled(node, text, count.to_string()).then_some(read);
        }
        let (code, hint) = count_fault(count);
        let finding = at.unlike(node, "a whole number", "整数");
        finding.code = code;
        finding.hints.extend(hint);
        None
    }

    fn schema() -> Value {
        json!({ "type": ["integer", "string"], "minimum": 0 })
    }
}

/// Why words are no whole number.
fn count_fault(text: &str) -> (&'static str, Option<Words>) {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let zeros = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'0');
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit()).trim();
    if let Some(hint) = damage(text) {
        ("D07", Some(hint))
    } else if text.split_once('.').is_some_and(|(whole, fraction)| digits(whole) && zeros(fraction)) {
        ("D07", Some(Words::new("write it without the point: `36`", "请去掉小数点，如 `36`")))
    } else if text.contains(',') {
        ("D04", Some(Words::new("write it without separators", "请去掉分隔符")))
    } else if text.starts_with('-') && text.contains(|c: char| c.is_ascii_digit()) {
        ("D04", Some(Words::new("a count cannot be below nothing", "数量不得为负")))
    } else if ["期", "天", "日", "个", "次", "个月", "月", "笔"].contains(&behind)
        && !text.starts_with(behind)
    {
        ("D04", Some(Words::new("write the number alone, without a unit behind it", "请只写数字，不带单位")))
    } else {
        ("D04", None)
    }
}

/// Whether a word means yes or no, if it means one of them.
pub(crate) fn yes_or_no(word: &str) -> Option<bool> {
    let word = half_width(word.trim()).to_lowercase();
    match word.as_str() {
        yes if YES.contains(&yes) => Some(true),
        no if NO.contains(&no) => Some(false),
        _ => None,
    }
}

impl Field for bool {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        if let Node::Bool(value) = node {
            return Some(*value);
        }
        let text = node.text().map(str::trim).unwrap_or_default();
        let Some(value) = yes_or_no(text) else {
            at.unlike(node, "`true` or `false`", "“是”或“否”（`true` 或 `false`）");
            return None;
        };
        if matches!(text.to_lowercase().as_str(), "true" | "false" | "是" | "否") {
            at.alias(text, value.to_string());
            return Some(value);
        }
        at.settled(node, text, value.to_string()).then_some(value)
    }

    fn schema() -> Value {
        json!({ "type": "boolean" })
    }
}
