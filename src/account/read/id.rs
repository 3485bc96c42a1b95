//! Tell whether an account's id may stand in lists and messages.

use super::VALUE;
use crate::digits::{is_luhn, is_mobile, is_resident_id};
use crate::finding::{Finding, Words};
use crate::record::{Node, is_nothing};

/// The longest id, in characters.
const LONGEST: usize = 64;

/// What people write in the place of an id: that it is the one above, or that the row is a total.
const NO_ACCOUNT: &[&str] = &[
    "同上",
    "合计",
    "总计",
    "小计",
    "共计",
    "总数",
    "汇总",
    "Total",
    "TOTAL",
    "total",
    "合計",
    "本页合计",
    "页合计",
];

/// What is wrong with an id, which is never shown here.
pub(super) fn fault(id: &str) -> Option<Finding> {
    if is_nothing(id) || NO_ACCOUNT.contains(&id) {
        let message = Words::new(
            "this word stands in many rows and names no account",
            "该值不是账户编号，而是表示“空”“同上”或合计的字样",
        );
        let hint = Words::new(
            "give each account an id of its own; leave out rows of totals",
            "请为每个账户填写各自的编号；合计行请删除",
        );
        return Some(Finding::error(VALUE, "id", message).hint(hint.en, hint.zh));
    }
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.chars().count() > LONGEST || !id.chars().all(plain) || !id.contains(char::is_alphanumeric) {
        let message = Words::new(
            format!("an id has at most {LONGEST} letters, digits, `-`, `_` and `.`"),
            format!("编号最多 {LONGEST} 个字符，只能用文字、数字、`-`、`_`、`.`"),
        );
        return Some(Finding::error(VALUE, "id", message));
    }
    let digits: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let what = if is_card_number(&digits) {
        ("a card number", "银行卡号")
    } else if is_resident_id(&digits) {
        ("a resident id number", "居民身份证号")
    } else if is_mobile_number(&digits) {
        ("a mobile telephone number", "手机号码")
    } else {
        return None;
    };
    Some(personal(what.0, what.1))
}

/// What is wrong with an id that holds a name, telephone or card number of its own record.
pub(super) fn of_person(id: &str, record: &Node) -> Option<Finding> {
    let own = [
        ("debtor", "name"),
        ("debtor", "mobile"),
        ("debtor", "id_number"),
        ("addressee", "name"),
        ("card", "number"),
    ];
    let own = own.into_iter().filter_map(|(above, name)| record.get(above)?.get(name)?.text());
    let mut own = own.map(str::trim).filter(|own| own.chars().count() > 1);
    own.any(|own| id.contains(own)).then(|| personal("something of the person's", "个人信息"))
}

fn personal(en: &str, zh: &str) -> Finding {
    let message = Words::new(format!("this id looks like {en}"), format!("该编号像是{zh}"));
    Finding::error(VALUE, "id", message).hint(
        "an id is shown in lists and messages; use a number of your own that names nobody",
        "编号会出现在清单和提示中，请使用不含个人信息的内部编号",
    )
}

/// Whether it is 13 to 19 digits with their check digit, in a range that cards use (ISO/IEC 7812-1):
/// one number in ten has the check digit by chance, so numbers that begin with a year are let through.
fn is_card_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let range = match bytes.first() {
        Some(b'3'..=b'6' | b'9') => (13..=19).contains(&bytes.len()),
        Some(b'2') => bytes.len() == 16 && ("2221".."2721").contains(&&text[..4]),
        _ => false,
    };
    range && is_luhn(text)
}

/// Whether it is a mobile telephone number, with or without 86 before it.
fn is_mobile_number(text: &str) -> bool {
    is_mobile(text) || text.strip_prefix("86").is_some_and(is_mobile)
}
