//! Turn an account's texts into the characters that are printed, remembering what was replaced.
//!
//! Private-use positions become the characters of the issuer's or the public table, compatibility
//! ideographs their unified forms, middle dots of names U+00B7; then NFC, never NFKC, which would change names. The
//! letters of an identity number become capital ones, and a telephone number loses its blanks and hyphens.
//! The account's hash remains that of the data as they were read; the document prints what is normalised here.

use unicode_normalization::char::decompose_canonical;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{Case, Findings, Rule, said};
use crate::account::Account;
use crate::digits::plain_mobile;
use crate::finding::Words;
use crate::private_use::{PrivateUse, is_private, public};
use crate::record::Field;

/// The fields whose middle dots are the marks between the parts of a name.
const NAMES: &[&str] = &["debtor.name", "addressee.name", "handler.name"];

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
];

/// Why a character was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Issuer,
    Public,
    Compatibility,
    Dot,
}

/// One character that was replaced by another.
#[derive(Debug)]
pub(super) struct Replacement {
    path: String,
    /// Where it stood, counted from 1.
    place: usize,
    from: char,
    to: char,
    reason: Reason,
}

/// Normalises every text of an account.
pub(super) fn normalise(account: &mut Account, own: &PrivateUse) -> Vec<Replacement> {
    let mut replacements = Vec::new();
    account.rewrite("", &mut |path, text| {
        // The check character `X` is written small as well (GB 11643-1999), and so are the letters of other papers:
        // one writing serves the page, the rules and the password of a locked copy.
        if path == "debtor.id_number" {
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
                to,
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
        let normal: String = chars.into_iter().collect();
        if replacements.len() > before || !is_nfc(&normal) {
            *text = normal.nfc().collect();
        }
    });
    replacements
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
/// another use of their own (a full stop after an initial, the dot between kana) between ideographs only.
pub(super) fn is_dot(chars: &[char], at: usize) -> bool {
    let han = |at: usize| chars.get(at).is_some_and(|c| is_han(*c));
    match chars[at] {
        '•' | '‧' | '∙' | '⋅' | '⸱' | '᛫' | 'ㆍ' | '\u{0387}' => true,
        '.' | '．' | '・' | '･' | '﹒' | '●' => at > 0 && han(at - 1) && han(at + 1),
        _ => false,
    }
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
        let (from, to) = (format!("U+{:04X}", u32::from(*from)), format!("U+{:04X}", u32::from(*to)));
        let (en, zh) = match reason {
            Reason::Issuer => (" by the issuer's table", "（依发行方码表）"),
            Reason::Public => (" by the table of GB 18030-2022", "（依 GB 18030-2022 码位变更表）"),
            Reason::Compatibility | Reason::Dot => ("", ""),
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
        _ => Words::new(
            "compare it with the identity document, then write it so at the source",
            "请与证件核对，并在数据源中更正编码",
        ),
    }
}
