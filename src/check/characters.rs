//! Tell which characters cannot be what somebody is called, where somebody lives, or words of a document.

use super::{Case, Findings, Rule, Said, said};
use crate::finding::Words;
use crate::fonts::Fonts;
use crate::private_use::is_private;
use crate::unseen::Unseen;

const LOST: Said = said(
    "GB 18030-2022; a character the data lost cannot be printed",
    "GB 18030-2022；数据中已丢失的字无法打印",
);
const SEEN: Said =
    said("house rule: what a document says is what can be seen on it", "内部规则：文书所载即其可见内容");

/// The rules on characters.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "G03",
        said(
            "no text holds a private-use character that no table maps",
            "文字不得含有码表未载明的自造字（PUA）",
        ),
        LOST,
        |case, findings| tell(case, findings, Kind::PrivateUse),
    ),
    Rule::always(
        "G04",
        said(
            "no name or address holds a sign that stands for a lost character, and no text U+FFFD",
            "姓名和地址不得含有代替丢失字符的占位符，任何文字不得含有 U+FFFD",
        ),
        LOST,
        |case, findings| tell(case, findings, Kind::Placeholder),
    ),
    Rule::always(
        "G05",
        said(
            "no text holds control, invisible or writing-direction characters",
            "文字不得含有控制字符、不可见字符或书写方向控制符",
        ),
        SEEN,
        |case, findings| tell(case, findings, Kind::Hidden),
    ),
    Rule::always(
        "G06",
        said(
            "no text holds variation selectors, which the typesetter would drop",
            "文字不得含有异体字选择符：排版时会被忽略",
        ),
        SEEN,
        |case, findings| tell(case, findings, Kind::Selector),
    ),
    Rule::always(
        "G07",
        said("no name or address holds emoji or pictographs", "姓名和地址不得含有表情或图形符号"),
        said(
            "house rule: a name is that of the identity document, an address the one registered",
            "内部规则：姓名以证件所载为准，地址以登记为准",
        ),
        |case, findings| tell(case, findings, Kind::Emoji),
    ),
];

/// The fields in which a sign can only stand for a character that was lost.
const PERSONAL: &[&str] = &[
    "debtor.name",
    "debtor.address",
    "addressee.name",
    "guarantee.name",
    "addressee.address",
    "handler.name",
    "issuer.name",
    "issuer.address",
    "issuer.hotline",
    "issuer.complaints",
    "issuer.seal_name",
    "issuer.payee.name",
    "issuer.payee.bank",
    "issuer.agent.name",
    "agency.client",
    "lawyer.client",
    "lawyer.name",
    "assignee.assignor",
];

/// Whether a field of an account or of the issuer file names somebody or says where somebody is.
pub(super) fn is_personal(path: &str) -> bool {
    PERSONAL.contains(&path)
}

/// Which rule tells a flaw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    PrivateUse,
    Placeholder,
    Hidden,
    Selector,
    Emoji,
}

impl Kind {
    const fn rule(self) -> &'static str {
        match self {
            Self::PrivateUse => "G03",
            Self::Placeholder => "G04",
            Self::Hidden => "G05",
            Self::Selector => "G06",
            Self::Emoji => "G07",
        }
    }
}

/// What is wrong with a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    PrivateUse,
    Replacement,
    Placeholder,
    Description,
    Control,
    Direction,
    Invisible,
    Selector,
    Emoji,
}

impl Flaw {
    /// The flaw of a character in a field; Han characters and middle dots have none anywhere.
    pub(super) fn of(c: char, path: &str, fonts: &Fonts) -> Option<Self> {
        let flaw = Self::anywhere(c)?;
        if path.starts_with("extra") && matches!(c, '\t' | '\n' | '\r') {
            return None; // a free text may have lines
        }
        let personal = is_personal(path);
        let counts = match flaw {
            Self::Placeholder | Self::Description => personal,
            Self::Emoji => personal || !fonts.prints(c),
            _ => true,
        };
        counts.then_some(flaw)
    }

    fn anywhere(c: char) -> Option<Self> {
        Some(match c {
            '0'..='9' | 'A'..='Z' | 'a'..='z' | '\u{4E00}'..='\u{9FFF}' => return None, // nearly all
            _ if is_private(c) => Self::PrivateUse,
            '\u{FFFC}' | '\u{FFFD}' => Self::Replacement,
            '?' | '？' | '□' | '▢' | '■' | '〓' | '\u{25AF}' | '\u{2395}' => Self::Placeholder,
            '\u{2FF0}'..='\u{2FFF}' | '\u{31EF}' | '\u{303E}' => Self::Description,
            '\u{20E3}' | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FBFF}' => {
                Self::Emoji
            }
            _ => match Unseen::of(c)? {
                Unseen::Control => Self::Control,
                Unseen::Direction => Self::Direction,
                Unseen::Invisible => Self::Invisible,
                Unseen::Selector => Self::Selector,
            },
        })
    }

    const fn kind(self) -> Kind {
        match self {
            Self::PrivateUse => Kind::PrivateUse,
            Self::Replacement | Self::Placeholder | Self::Description => Kind::Placeholder,
            Self::Control | Self::Direction | Self::Invisible => Kind::Hidden,
            Self::Selector => Kind::Selector,
            Self::Emoji => Kind::Emoji,
        }
    }

    const fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::PrivateUse => ("a private-use character", "自造字（PUA）"),
            Self::Replacement => ("what stands for bytes that were no text", "无法解码的字节的替换符"),
            Self::Placeholder => ("a placeholder for a lost character", "代替丢失字符的占位符"),
            Self::Description => ("a description in place of a character", "以部件描述代替的字"),
            Self::Control => ("a control character", "控制字符"),
            Self::Direction => ("a writing-direction character", "书写方向控制符"),
            Self::Invisible => ("an invisible character", "不可见字符"),
            Self::Selector => ("a variation selector", "异体字选择符"),
            Self::Emoji => ("an emoji or pictograph", "表情或图形符号"),
        }
    }

    fn hint(self) -> Words {
        match self {
            Self::PrivateUse => Words::new(
                "give the position's character under `[pua]` of the issuer file, or write it in Unicode",
                "请在发行方文件的 `[pua]` 中登记该码位对应的字，或改用 Unicode 编码",
            ),
            Self::Replacement | Self::Placeholder | Self::Description => Words::new(
                "look the character up on the identity document and write it in Unicode",
                "请核对证件原字并以 Unicode 编码填写",
            ),
            Self::Selector => Words::new(
                "take it out; where the form of the identity document has a code of its own, write that",
                "请删除；证件字形有独立编码的，请使用该编码",
            ),
            _ => Words::new("take the character out at its source", "请在数据源中删除该字符"),
        }
    }
}

/// Reports each character of a kind once a field, by code point and first place, without the text: it is a person's.
fn tell(case: &Case<'_>, findings: &mut Findings, kind: Kind) {
    for (path, text) in &case.texts {
        let mut reported = Vec::new();
        for (at, c) in text.chars().enumerate() {
            let Some(flaw) = Flaw::of(c, path, case.context.fonts) else { continue };
            if flaw.kind() != kind || reported.contains(&c) {
                continue;
            }
            reported.push(c);
            let (_, said, hint) = flaw_finding(flaw, c, at + 1);
            findings.tell(path.clone(), said.en, said.zh).hints.push(hint);
        }
    }
}

/// The finding of a flaw at a place: its rule's code, what it is, and what to do about it.
pub(super) fn flaw_finding(flaw: Flaw, c: char, place: usize) -> (&'static str, Words, Words) {
    let ((en, zh), code) = (flaw.named(), format!("U+{:04X}", u32::from(c)));
    let said = Words::new(
        format!("character {place} is {en} (`{code}`)"),
        format!("第 {place} 个字符是{zh}（`{code}`）"),
    );
    (flaw.kind().rule(), said, flaw.hint())
}
