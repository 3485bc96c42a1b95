//! Tell which characters of a name or an address cannot be what somebody is called or where somebody lives.

use super::{Case, Findings, Rule, said};
use crate::finding::Words;
use crate::masked::Masked;

/// The rules on characters.
pub(super) const RULES: &[Rule] = &[Rule::always(
    "R17",
    said(
        "names and addresses hold no private-use, replacement, placeholder, invisible, control or emoji characters",
        "姓名和地址不得含有自造字、替换符、占位符、不可见字符、控制字符或表情符号",
    ),
    said(
        "GB 18030-2022; a character the data lost cannot be printed",
        "GB 18030-2022；数据中已丢失的字无法打印",
    ),
    names_and_addresses_are_legible,
)];

/// What is wrong with a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    PrivateUse,
    Placeholder,
    Control,
    Direction,
    Invisible,
    Emoji,
}

impl Flaw {
    /// The flaw of a character; middle dots, variation selectors and every Han character have none.
    pub(super) fn of(c: char) -> Option<Self> {
        Some(match c {
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => Self::PrivateUse,
            '?' | '？' | '□' | '▢' | '■' | '〓' | '\u{FFFC}' | '\u{FFFD}' => Self::Placeholder,
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' => {
                Self::Direction
            }
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180E}' => Self::Invisible,
            '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' => Self::Invisible,
            '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E007F}' => Self::Invisible,
            '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}' => Self::Control,
            _ if c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE => Self::Control,
            '\u{20E3}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FBFF}' => {
                Self::Emoji
            }
            _ => return None,
        })
    }

    const fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::PrivateUse => ("a private-use character", "自造字（PUA）"),
            Self::Placeholder => ("a placeholder for a lost character", "代替丢失字符的占位符"),
            Self::Control => ("a control character", "控制字符"),
            Self::Direction => ("a writing-direction character", "书写方向控制符"),
            Self::Invisible => ("an invisible character", "不可见字符"),
            Self::Emoji => ("an emoji or pictograph", "表情或图形符号"),
        }
    }

    fn hint(self) -> Words {
        match self {
            Self::PrivateUse | Self::Placeholder => Words::new(
                "look the character up on the identity document and write it in Unicode",
                "请核对证件原字并以 Unicode 编码填写",
            ),
            _ => Words::new("take the character out at its source", "请在数据源中删除该字符"),
        }
    }
}

/// R17: no character of a name or address stands for one that was lost, hides, or is a picture
/// (handbook 7). Each kind of flaw is told once a field, at its first place, without the text.
fn names_and_addresses_are_legible(case: &Case<'_>, findings: &mut Findings) {
    let (to, debtor) = (&case.account.addressee, &case.account.debtor);
    let fields = [
        ("debtor.name", Some(&debtor.name)),
        ("debtor.address", debtor.address.as_ref()),
        ("addressee.name", to.name.as_ref()),
        ("addressee.address", to.address.as_ref()),
    ];
    for (path, text) in fields.into_iter().filter_map(|(path, text)| Some((path, text?))) {
        for (place, c, flaw) in flaws(text) {
            let ((en, zh), code) = (flaw.named(), format!("U+{:04X}", u32::from(c)));
            findings
                .tell(
                    path,
                    format!("character {place} is {en} (`{code}`)"),
                    format!("第 {place} 个字符是{zh}（`{code}`）"),
                )
                .hints
                .push(flaw.hint());
        }
    }
}

/// The first character of each flaw, with its place counted from 1.
fn flaws(text: &Masked<String>) -> Vec<(usize, char, Flaw)> {
    let mut found: Vec<(usize, char, Flaw)> = Vec::new();
    for (at, c) in text.reveal().chars().enumerate() {
        if let Some(flaw) = Flaw::of(c).filter(|flaw| found.iter().all(|(_, _, told)| told != flaw)) {
            found.push((at + 1, c, flaw));
        }
    }
    found
}
