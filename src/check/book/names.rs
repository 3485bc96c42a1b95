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
        "G21",
        said(
            "shorten what stands there, or give it a line, a column or a page of its own in the template",
            "请缩短该处内容，或在模板中为其另起一行、一栏或一页",
        ),
        Words("#place[金额]（叠印在正文上）"),
        Words("金额另起一行"),
    ),
    of(
        "G22",
        said(
            "shorten what stands there, or let it break: a box (`box`) in the template does not",
            "请缩短该处内容或允许其换行：模板中的 `box` 不会换行",
        ),
        Words("#box[比一行还长的文字]"),
        Words("比一行还长的文字，可以换行"),
    ),
    of(
        "G23",
        said(
            "put the mark into the same box as the character beside it, as `figures` of `shared/text.typ` does",
            "请将该标点与相邻的字放入同一 `box`，`shared/text.typ` 的 `figures` 即如此处理",
        ),
        Words("#box[第35期]；第36期（分号落到行首）"),
        Words("第35期；第36期（以 `figures` 排出）"),
    ),
    of(
        "G24",
        said(
            "set the paragraph by `figures` of `shared/text.typ`, which keeps numbers, dates and articles whole",
            "请用 `shared/text.typ` 的 `figures` 排该段，数字、日期和条文序号即不拆行",
        ),
        Words("2026年|12月8日（在竖线处换行）"),
        Words("2026年12月8日（以 `figures` 排出）"),
    ),
    of(
        "G25",
        said(
            "tie it to what stands before it with `block(breakable: false)`, or let the page before hold it",
            "请用 `block(breakable: false)` 使其与前文连排，或使前一页容纳得下",
        ),
        Words("末页只有合计一行"),
        Words("末页有表头、两行以上和合计"),
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
