//! Tell which card numbers cannot be right, and which a program has spoilt on the way.

use super::{Case, Findings, Rule, said};
use crate::digits::is_luhn;
use crate::finding::Words;
use crate::record::{is_nothing, nothing_hint};

/// The rules on card numbers.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R17",
        said("a card number has 13 to 19 digits", "卡号须为 13 至 19 位数字"),
        said("ISO/IEC 7812-1", "ISO/IEC 7812-1"),
        card_number_is_digits,
    ),
    Rule::always(
        "R17",
        said(
            "a card number is the one on the card: a spreadsheet keeps fifteen digits and writes 0 for the others",
            "卡号须与卡面一致：电子表格只保留十五位数字，其余改为 0",
        ),
        said(
            "ISO/IEC 7812-1 annex B; IEEE 754 for what programs do to long numbers",
            "ISO/IEC 7812-1 附录 B；程序对长数字的改动见 IEEE 754",
        ),
        card_number_is_unspoilt,
    ),
    Rule::warning(
        "W05",
        said("a card number ends in its Luhn digit", "卡号末位符合 Luhn 校验"),
        said(
            "ISO/IEC 7812-1 annex B; some early cards have none, so it only warns",
            "ISO/IEC 7812-1 附录 B；部分早期卡不符合，故仅作提示",
        ),
        card_number_has_its_luhn_digit,
    ),
];

/// How many digits a spreadsheet keeps of a number.
const KEPT: usize = 15;

/// Whether it is 13 to 19 ASCII digits.
fn is_card_shaped(number: &str) -> bool {
    (13..=19).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// R17: a card number is 13 to 19 digits, so that its last four are what the holder knows (ISO/IEC 7812-1).
fn card_number_is_digits(case: &Case<'_>, findings: &mut Findings) {
    for (path, number) in case.account.card_numbers() {
        if is_card_shaped(number) {
            if number.bytes().all(|digit| number.as_bytes().first() == Some(&digit)) {
                findings.tell(
                    path,
                    "one digit repeated is a filler and no card number",
                    "同一数字重复，是占位内容，不是有效的卡号",
                );
            }
            continue;
        }
        let finding = findings.tell(
            path,
            "a card number has 13 to 19 digits and nothing else",
            "卡号应为 13 至 19 位数字，不含其他字符",
        );
        if is_nothing(number) {
            finding.hints.push(nothing_hint(number));
        } else if number.contains(['*', '＊', ' ', '-']) {
            finding.hints.push(Words::new(
                "write the whole number without blanks or stars; documents print its last four digits only",
                "请填写完整卡号，不加空格或星号；文书仅打印末四位",
            ));
        }
    }
}

/// What a program did to a card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spoilt {
    /// The digits from the sixteenth on are 0: a spreadsheet's work.
    Cut,
    /// Rounded to a number that a double holds; by chance one number in five hundred is such at the most.
    Rounded,
    /// Perhaps rounded so: among shorter numbers too many are such by chance.
    PerhapsRounded,
}

/// What a program did to a number whose check digit is wrong, if its digits tell; one whose check digit is right is
/// as it was.
fn spoilt(number: &str) -> Option<Spoilt> {
    if !is_card_shaped(number) || is_luhn(number) || number.len() <= KEPT {
        return None;
    }
    if number[KEPT..].bytes().all(|digit| digit == b'0') {
        return Some(Spoilt::Cut);
    }
    if number.len() == KEPT + 1 {
        return None;
    }
    let value: u64 = number.parse().ok()?;
    #[expect(clippy::cast_precision_loss, reason = "the loss is what is looked for")]
    let double = value as f64;
    // Some programs write all digits of a double, others the fewest that name it with zeros behind.
    let whole = format!("{double:.0}") == number || format!("{double}") == number;
    whole.then_some(if number.len() == 19 { Spoilt::Rounded } else { Spoilt::PerhapsRounded })
}

/// R17, told as D07: the last digits are those of the card, not what a program made of them, since a letter names
/// the card by them.
fn card_number_is_unspoilt(case: &Case<'_>, findings: &mut Findings) {
    for (path, number) in case.account.card_numbers() {
        let (en, zh) = match spoilt(number) {
            Some(Spoilt::Cut) => (
                "the card number does not end in its Luhn digit, and all from its sixteenth digit on are 0: \
                 a spreadsheet cut it off",
                "卡号末位不符合 Luhn 校验，且第 16 位起全为 0：已被电子表格截断",
            ),
            Some(Spoilt::Rounded) => (
                "the card number does not end in its Luhn digit, and is one to which programs round long numbers",
                "卡号末位不符合 Luhn 校验，且恰为程序对长数字取整后的数：末几位已被改动",
            ),
            _ => continue,
        };
        let finding = findings.tell(path, en, zh);
        finding.code = "D07";
        finding.hints.push(export_anew());
    }
}

/// W05: the Luhn digit fits (ISO/IEC 7812-1 annex B).
fn card_number_has_its_luhn_digit(case: &Case<'_>, findings: &mut Findings) {
    for (path, number) in case.account.card_numbers() {
        let spoilt = spoilt(number);
        if !is_card_shaped(number) || is_luhn(number) || matches!(spoilt, Some(Spoilt::Cut | Spoilt::Rounded))
        {
            continue;
        }
        let finding =
            findings.tell(path, "the card number does not end in its Luhn digit", "卡号末位不符合 Luhn 校验");
        if spoilt.is_some() {
            finding.hints.push(Words::new(
                "programs round long numbers to such as this: compare its last digits with the bank's system",
                "程序对长数字取整会得到这样的数：请与系统中的卡号核对末几位",
            ));
        }
    }
}

fn export_anew() -> Words {
    Words::new(
        "the last digits are lost and cannot be guessed: export the column as text and do not save it in a spreadsheet",
        "末几位已丢失，无法推算；请将该列作为文本重新导出，不要用电子表格另存",
    )
}
