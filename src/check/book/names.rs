//! The entries on characters: what cannot be printed, what must not be, what is replaced.

use super::super::{Said, said};
use super::{Entry, Example, closed, doubt, of};
use Example::{Account, Words};

/// Why nobody accepts a warning on a name or address for all accounts at once.
const ONE_BY_ONE: Said = said(
    "a name or address that may be wrong is looked at account by account",
    "姓名或地址可能有误，须逐户核对",
);

/// A notice whose debtor's name differs.
const fn named(name: &'static [super::Set]) -> Example {
    Account("overdue-notice", name)
}

pub(super) const ENTRIES: &[Entry] = &[
    of(
        "G01",
        said("check the character against the identity document", "请核对证件原字"),
        named(&[("debtor.name", r#""王ก""#)]),
        named(&[("debtor.name", r#""欧阳䶮""#)]),
    ),
    of(
        "G02",
        said(
            "set data in the serif stack of `shared/theme.typ`, which covers every character that was checked",
            "数据请使用 `shared/theme.typ` 中的宋体字体组，其覆盖所有已检查的字符",
        ),
        Words("𮧵（字体设为 Noto Sans SC）"),
        Words("𮧵（字体设为 song）"),
    ),
    of(
        "G03",
        said(
            "give the position's character under `[pua]` of the issuer file, or write it in Unicode at its source",
            "请在发行方文件的 `[pua]` 中登记该码位对应的字，或在数据源中改用 Unicode 编码",
        ),
        named(&[("debtor.name", r#""王\uE000""#)]),
        named(&[("debtor.name", r#""王㛃""#)]),
    ),
    of(
        "G04",
        said(
            "look the character up on the identity document and write it in Unicode",
            "请核对证件原字并以 Unicode 编码填写",
        ),
        named(&[("debtor.name", r#""王□""#)]),
        named(&[("debtor.name", r#""王囗""#)]),
    ),
    of(
        "G05",
        said("take the character out at its source", "请在数据源中删除该字符"),
        named(&[("debtor.name", r#""王\u202E示""#)]),
        named(&[("debtor.name", r#""王示""#)]),
    ),
    of(
        "G06",
        said(
            "take the selector out; where the form of the identity document has a code of its own, write that",
            "请删除选择符；证件字形有独立编码的，请使用该编码",
        ),
        named(&[("debtor.name", r#""葛\uDB40\uDD00示""#)]),
        named(&[("debtor.name", r#""葛示""#)]),
    ),
    of(
        "G07",
        said("write the name of the identity document", "请填写证件所载姓名"),
        named(&[("debtor.name", r#""王☺""#)]),
        named(&[("debtor.name", r#""王示""#)]),
    ),
    closed(
        ONE_BY_ONE,
        doubt(
            "G08",
            said(
                "compare it with the identity document, then write it in Unicode at the source",
                "请与证件核对，并在数据源中改用 Unicode 编码",
            ),
            named(&[("debtor.name", r#""王\uE863""#)]),
            named(&[("debtor.name", r#""王䶮""#)]),
        ),
    ),
    closed(
        ONE_BY_ONE,
        doubt(
            "G09",
            said("write U+00B7 at the source", "请在数据源中使用间隔号 U+00B7"),
            named(&[("debtor.name", r#""古丽巴哈尔•买买提艾力""#)]),
            named(&[("debtor.name", r#""古丽巴哈尔·买买提艾力""#)]),
        ),
    ),
    closed(
        ONE_BY_ONE,
        doubt(
            "G10",
            said(
                "compare it with the identity document, then write the unified ideograph at the source",
                "请与证件核对，并在数据源中改用统一汉字",
            ),
            named(&[("debtor.name", r#""王\uF9D1""#)]),
            named(&[("debtor.name", r#""王六""#)]),
        ),
    ),
    closed(
        ONE_BY_ONE,
        doubt(
            "G11",
            said(
                "compare it with the identity document, then write the ideograph at the source",
                "请与证件核对，并在数据源中改用汉字本身的编码",
            ),
            named(&[("debtor.name", r#""王\u2F00""#)]),
            named(&[("debtor.name", r#""王一""#)]),
        ),
    ),
    of(
        "D11",
        said(
            "give what the register says; a text that is right may stand in `allow` under `[names]` of the issuer file",
            "请填写登记的内容；确无误的，可列入发行方文件 `[names]` 的 `allow`",
        ),
        named(&[("debtor.name", r#""王*示""#)]),
        named(&[("debtor.name", r#""王示""#)]),
    ),
    closed(
        ONE_BY_ONE,
        doubt(
            "W13",
            said(
                "compare it with the identity document or the register; a text that is right may stand in `allow` under `[names]` of the issuer file",
                "请与证件或登记核对；确无误的，可列入发行方文件 `[names]` 的 `allow`",
            ),
            named(&[("debtor.name", r#""王先生""#)]),
            named(&[("debtor.name", r#""王先""#)]),
        ),
    ),
    closed(
        ONE_BY_ONE,
        doubt(
            "G12",
            said("write the name without blanks at the source", "请在数据源中去掉姓名中的空格"),
            named(&[("debtor.name", r#""王　示""#)]),
            named(&[("debtor.name", r#""王示""#)]),
        ),
    ),
    of(
        "G30",
        said(
            "shorten the address, name the envelope under `[window]` of the issuer file, or let the letter's words begin at `paper.body`",
            "请精简地址，在发行方文件 `[window]` 中写明信封，或使正文从 `paper.body` 以下开始",
        ),
        Words("信用卡逾期还款通知书（距纸张上边 79 mm，信封为 C5）"),
        Words("信用卡逾期还款通知书（距纸张上边 93 mm，信封为 C5）"),
    ),
];
