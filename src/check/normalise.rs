//! Turn an account's texts into the characters that are printed, remembering what was replaced.
//!
//! Private-use positions become the characters of the issuer's or the public table, compatibility
//! ideographs their unified forms, middle dots of names U+00B7; blanks that pad a name go; then NFC, never NFKC,
//! which would change names. The letters of an identity number become capital ones, and it and a telephone
//! number lose their blanks and hyphens.
//! The account's hash remains that of the data as they were read; the document prints what is normalised here.

use unicode_normalization::char::decompose_canonical;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::stand_ins::{is_compound_surname, is_remark_after_blank};
use super::{Case, Findings, Rule, said};
use crate::account::Account;
use crate::digits::plain_mobile;
use crate::finding::Words;
use crate::private_use::{PrivateUse, is_private, public};
use crate::record::{Field, half_width};

/// The fields whose middle dots are the marks between the parts of a name.
const NAMES: &[&str] = &["debtor.name", "addressee.name", "guarantee.name", "handler.name"];

/// The rules on what is replaced.
pub(super) const RULES: &[Rule] = &[
    Rule::warning(
        "G08",
        said(
            "a private-use position that a table knows is printed as its character",
            "码表载明的自造字（PUA）码位按对应的字打印",
        ),
        said(
            "GB 18030-2022, its list of changed positions; `[pua]` of the issuer file",
            "GB 18030-2022 码位变更表；发行方文件的 `[pua]`",
        ),
        |case, findings| tell(case, findings, &[Reason::Public, Reason::Issuer]),
    ),
    Rule::warning(
        "G09",
        said(
            "the mark between the parts of a name is U+00B7; what stands for it is printed so",
            "姓名间隔号为 U+00B7；其他圆点按间隔号打印",
        ),
        said("GB 18030-2022, A1A4; GB/T 15834-2011, 4.14", "GB 18030-2022 A1A4；GB/T 15834-2011 第 4.14 条"),
        |case, findings| tell(case, findings, &[Reason::Dot]),
    ),
    Rule::warning(
        "G10",
        said(
            "a compatibility ideograph is printed as the ideograph it stands for",
            "兼容汉字按其对应的统一汉字打印",
        ),
        said("Unicode Standard Annex #15 (NFC)", "Unicode 标准附录第 15 号（NFC）"),
        |case, findings| tell(case, findings, &[Reason::Compatibility]),
    ),
    Rule::warning(
        "G12",
        said(
            "a blank that pads a name of Han characters, or stands beside its mark, is left out",
            "汉字姓名中用于对齐的空格和间隔号旁的空格不打印",
        ),
        said("house rule: a name is that of the identity document", "内部规则：姓名以证件所载为准"),
        |case, findings| tell(case, findings, &[Reason::Blank]),
    ),
];

/// Why a character was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Issuer,
    Public,
    Compatibility,
    Dot,
    Blank,
}

/// One character that was replaced by another.
#[derive(Debug)]
pub(super) struct Replacement {
    path: String,
    /// Where it stood, counted from 1.
    place: usize,
    from: char,
    /// `None` where nothing is printed instead.
    to: Option<char>,
    reason: Reason,
}

/// Normalises every text of an account.
pub(super) fn normalise(account: &mut Account, own: &PrivateUse) -> Vec<Replacement> {
    let mut replacements = Vec::new();
    account.rewrite("", &mut |path, text| {
        // The check character `X` is written small as well (GB 11643-1999), and so are the letters of other papers:
        // one writing serves the page, the rules and the password of a locked copy.
        if path == "debtor.id_number" {
            if let Some(plain) = unparted(text) {
                *text = plain;
            }
            text.make_ascii_uppercase();
        }
        if path == "debtor.mobile"
            && let Some(plain) = plain_mobile(text)
        {
            *text = plain;
        }
        if text.is_ascii() && !NAMES.contains(&path) {
            return;
        }
        let before = replacements.len();
        let mut chars: Vec<char> = text.chars().collect();
        let mut put = |at: usize, to: char, reason: Reason, chars: &mut Vec<char>| {
            replacements.push(Replacement {
                path: path.to_string(),
                place: at + 1,
                from: chars[at],
                to: Some(to),
                reason,
            });
            chars[at] = to;
        };
        for at in 0..chars.len() {
            if let Some((to, reason)) = normal_form(chars[at], own) {
                put(at, to, reason, &mut chars);
            }
        }
        for at in (0..chars.len()).filter(|_| NAMES.contains(&path)) {
            if is_dot(&chars, at) {
                put(at, '·', Reason::Dot, &mut chars);
            }
        }
        if NAMES.contains(&path) {
            for at in blanks(&chars) {
                let from = chars[at];
                let path = path.to_string();
                replacements.push(Replacement { path, place: at + 1, from, to: None, reason: Reason::Blank });
            }
            let left_out = replacements[before..].iter().filter(|change| change.to.is_none());
            let left_out: Vec<_> = left_out.map(|change| change.place - 1).collect();
            let mut at = 0..;
            chars.retain(|_| at.next().is_none_or(|at| !left_out.contains(&at)));
        }
        let normal: String = chars.into_iter().collect();
        if replacements.len() > before || !is_nfc(&normal) {
            *text = normal.nfc().collect();
        }
    });
    replacements
}

/// A number of eighteen characters without the blanks and hyphens that part its digits; `None` where there are none, or
/// it is another number: a hyphen may belong to a passport's.
fn unparted(number: &str) -> Option<String> {
    let half = half_width(number);
    let kept: String = half.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let of_number = kept.len() == 18 && kept.bytes().all(|b| b.is_ascii_alphanumeric());
    (of_number && kept.len() < number.len()).then_some(kept)
}

/// The character that a private-use position or compatibility ideograph stands for, and why.
pub(super) fn normal_form(c: char, own: &PrivateUse) -> Option<(char, Reason)> {
    if is_private(c) {
        let known = own.get(c).map(|to| (to, Reason::Issuer));
        return known.or_else(|| public(c).map(|to| (to, Reason::Public)));
    }
    if !matches!(c, '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}') {
        return None;
    }
    let mut to = None;
    decompose_canonical(c, |part| to = Some(part));
    to.filter(|to| *to != c).map(|to| (to, Reason::Compatibility))
}

/// Whether a character stands for the middle dot of a name: a look-alike wherever it is, marks with
/// another use of their own (a full stop after an initial, the dot between kana) between ideographs only. Circles
/// mask single characters, too, so that they are a dot only between longer parts.
pub(super) fn is_dot(chars: &[char], at: usize) -> bool {
    let before = chars[..at].iter().rev().skip_while(|c| is_blank(**c)).take_while(|c| is_han(**c));
    let after = chars[at + 1..].iter().skip_while(|c| is_blank(**c)).take_while(|c| is_han(**c));
    let between = |least: usize| before.take(least).count() == least && after.take(least).count() == least;
    match chars[at] {
        '•' | '‧' | '∙' | '⋅' | '⸱' | '᛫' | 'ㆍ' | '\u{0387}' | '․' | '∘' | '⸳' | 'ꞏ' | '˙' | '⦁' => {
            true
        }
        '.' | '．' | '・' | '･' | '﹒' => between(1),
        '●' | '◦' => between(2),
        _ => false,
    }
}

/// The places of blanks in a name of Han characters that are no part of it: those beside a middle dot, and those
/// that pad it. A blank that may part two names stays.
fn blanks(chars: &[char]) -> Vec<usize> {
    let named = |c: &char| is_han(*c) || *c == '·';
    if !chars.iter().any(|c| is_blank(*c)) || !chars.iter().all(|c| named(c) || is_blank(*c)) {
        return Vec::new();
    }
    let all = || (0..chars.len()).filter(|at| is_blank(chars[*at]));
    let text: String = chars.iter().map(|c| if is_blank(*c) { ' ' } else { *c }).collect();
    let parts: Vec<&str> = text.split_whitespace().collect();
    if is_padded(&parts) {
        return all().collect();
    }
    let beside_a_dot = |at: &usize| {
        let before = chars[..*at].iter().rfind(|c| !is_blank(**c));
        let after = chars[*at..].iter().find(|c| !is_blank(**c));
        before == Some(&'·') || after == Some(&'·')
    };
    all().filter(beside_a_dot).collect()
}

/// Whether blanks only pad a name: at most four characters, of which the first or the first two are its surname, or
/// each of which stands alone; no remark stands at its end.
fn is_padded(parts: &[&str]) -> bool {
    let length = |part: &str| part.chars().count();
    let all: usize = parts.iter().map(|part| length(part)).sum();
    let padded = match parts {
        [surname, given] => length(surname) == 1 || length(given) == 1 || is_compound_surname(surname),
        _ => parts.iter().all(|part| length(part) == 1),
    };
    let remark = parts.last().is_some_and(|last| is_remark_after_blank(last));
    padded && all <= 4 && !remark && !parts.concat().contains('·')
}

/// Whether a character is a blank of any width.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a character is an ideograph.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// Reports every character that was replaced, each once a field at its first place.
fn tell(case: &Case<'_>, findings: &mut Findings, wanted: &[Reason]) {
    let mut reported: Vec<(&str, char)> = Vec::new();
    for change in case.replacements.iter().filter(|change| wanted.contains(&change.reason)) {
        let Replacement { path, place, from, to, reason } = change;
        if reported.contains(&(path, *from)) {
            continue;
        }
        reported.push((path, *from));
        let from = format!("U+{:04X}", u32::from(*from));
        let Some(to) = to.map(|to| format!("U+{:04X}", u32::from(to))) else {
            let said = findings.tell(
                path.clone(),
                format!("character {place} is a blank within the name (`{from}`) and is left out"),
                format!("第 {place} 个字符是姓名中的空格（`{from}`），不打印"),
            );
            said.hints.push(hint(*reason));
            continue;
        };
        let (en, zh) = match reason {
            Reason::Issuer => (" by the issuer's table", "（依发行方码表）"),
            Reason::Public => (" by the table of GB 18030-2022", "（依 GB 18030-2022 码位变更表）"),
            Reason::Compatibility | Reason::Dot | Reason::Blank => ("", ""),
        };
        findings
            .tell(
                path.clone(),
                format!("character {place} is `{from}` and is printed as `{to}`{en}"),
                format!("第 {place} 个字符 `{from}` 按 `{to}` 打印{zh}"),
            )
            .hints
            .push(hint(*reason));
    }
}

fn hint(reason: Reason) -> Words {
    match reason {
        Reason::Dot => Words::new("write U+00B7 at the source", "请在数据源中使用间隔号 U+00B7"),
        Reason::Blank => {
            Words::new("write the name without it at the source", "请在数据源中去掉姓名中的空格")
        }
        _ => Words::new(
            "compare it with the identity document, then write it so at the source",
            "请与证件核对，并在数据源中更正编码",
        ),
    }
}
