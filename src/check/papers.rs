//! Tell which numbers of identity papers cannot be right, and who by them is not of age.

use chrono::{Datelike, NaiveDate};

use super::{Case, Findings, Rule, said};
use crate::account::IdType;
use crate::digits::{is_resident_id_checked, resident_id_birth};
use crate::finding::Words;
use crate::record::{is_nothing, nothing_hint};

/// The rules on identity papers.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R17",
        said(
            "an identity number has the shape, birth date and check digit of its kind",
            "证件号码的格式、出生日期和校验码须符合其种类",
        ),
        said(
            "GB 11643-1999; 港澳台居民居住证申领发放办法 art. 3; GA 2102-2023",
            "GB 11643-1999；《港澳台居民居住证申领发放办法》第三条；GA 2102-2023",
        ),
        identity_number_is_valid,
    ),
    Rule::warning(
        "W06",
        said("the debtor is of age", "债务人已成年"),
        said("民法典 art. 17; GB 11643-1999", "《中华人民共和国民法典》第十七条；GB 11643-1999"),
        debtor_is_of_age,
    ),
];

/// The first two digits of a place in the mainland, by which a foreigner's card says where it was applied for
/// (GB/T 2260).
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
];

/// China's own number among the nationalities (ISO 3166-1): nobody of it holds a foreigner's card.
const CHINA: &str = "156";

/// The most years that lie between the year of birth in a number and that of a document: nobody in China grew older.
const OLDEST: i32 = 120;

/// R17: what has eighteen characters has a date and a check digit (GB 11643-1999); each other kind its own shape.
fn identity_number_is_valid(case: &Case<'_>, findings: &mut Findings) {
    let debtor = &case.account.debtor;
    let Some(number) = debtor.id_number.as_ref().map(|number| number.reveal().as_str()) else {
        return;
    };
    let issue_date = case.context.issue_date;
    let fault = match debtor.id_type {
        kind if is_numbered_like_residents(kind, number) => {
            eighteen_fault(kind, number, issue_date).or_else(|| kind_fault(kind, number))
        }
        kind => shape_fault(kind, number),
    };
    let Some(words) = fault else { return };
    let finding = findings.tell("debtor.id_number", words.en, words.zh);
    if is_nothing(number) {
        finding.hints.push(nothing_hint(number));
    }
    if number.len() == 18 && number.ends_with("000") && number.bytes().all(|b| b.is_ascii_digit()) {
        finding.hints.push(Words::new(
            "a spreadsheet keeps fifteen digits and writes 0 for the others; export the column as text",
            "电子表格只保留十五位数字，其余改为 0；请将该列作为文本重新导出",
        ));
    }
}

/// Whether a number is built like a resident's: a birth date from the seventh character on, a check digit at the end.
fn is_numbered_like_residents(kind: IdType, number: &str) -> bool {
    match kind {
        IdType::ResidentId
        | IdType::TemporaryResidentId
        | IdType::HouseholdRegister
        | IdType::HkMacaoPermit
        | IdType::TaiwanPermit => true,
        IdType::ForeignerPermit => !is_older_foreigners(number),
        _ => false,
    }
}

/// Whether it is a foreigner's number of before 2023: 3 letters, 12 digits.
fn is_older_foreigners(number: &str) -> bool {
    number.len() == 15
        && number
            .bytes()
            .enumerate()
            .all(|(at, b)| if at < 3 { b.is_ascii_alphabetic() } else { b.is_ascii_digit() })
}

fn eighteen_fault(kind: IdType, number: &str, issue_date: NaiveDate) -> Option<Words> {
    let (en, zh) = (named(kind), kind.chinese());
    let count = number.chars().count();
    if count != 18 {
        return Some(match kind {
            IdType::ForeignerPermit => Words::new(
                format!("a {en} has 18 characters, or 3 letters and 12 digits; this has {count}"),
                format!("{zh}号码应为 18 位，旧证为 3 位字母加 12 位数字；此处为 {count} 位"),
            ),
            _ => Words::new(
                format!("a {en} has 18 characters, this has {count}"),
                format!("{zh}号码应为 18 位，此处为 {count} 位"),
            ),
        });
    }
    match resident_id_birth(number) {
        None => Some(Words::new(
            format!("characters 7 to 14 of the {en} are no date"),
            format!("{zh}号码第 7 至 14 位不是有效日期"),
        )),
        Some(birth) if birth > issue_date => Some(Words::new(
            format!("the birth date in the {en} is after the issue date"),
            format!("{zh}号码中的出生日期晚于出具日期"),
        )),
        Some(birth) if birth.year() + OLDEST < issue_date.year() => Some(Words::new(
            format!("by the birth date in the {en} the debtor would be older than {OLDEST} years"),
            format!("按{zh}号码中的出生日期，债务人已超过 {OLDEST} 岁"),
        )),
        Some(_) if !is_resident_id_checked(number) => Some(Words::new(
            format!("the check digit of the {en} is wrong"),
            format!("{zh}号码的校验码不正确"),
        )),
        Some(_) => None,
    }
}

/// How an English sentence names the number of a kind.
fn named(kind: IdType) -> &'static str {
    match kind {
        IdType::HkMacaoPermit | IdType::TaiwanPermit => "residence permit number",
        IdType::ForeignerPermit => "foreigner's card number",
        _ => "resident ID number",
    }
}

/// Where a sound number of eighteen characters is that of another kind of paper than the record says.
fn kind_fault(kind: IdType, number: &str) -> Option<Words> {
    let own = match number.get(..2)? {
        "81" | "82" => IdType::HkMacaoPermit,
        "83" => IdType::TaiwanPermit,
        _ if number.starts_with('9') && PROVINCES.contains(&&number[1..3]) => IdType::ForeignerPermit,
        _ => IdType::ResidentId,
    };
    let (fits, en, zh) = match kind {
        IdType::HkMacaoPermit => (own == kind, "begins with 81 or 82", "应以 81 或 82 开头"),
        IdType::TaiwanPermit => (own == kind, "begins with 83", "应以 83 开头"),
        IdType::ForeignerPermit => (
            number.starts_with('9') && &number[3..6] != CHINA,
            "begins with 9 and names a nationality other than 156 (China)",
            "应以 9 开头，第 4 至 6 位为国籍代码，不得为 156（中国）",
        ),
        _ => (
            own == IdType::ResidentId,
            "does not begin with 81, 82, 83 or, before a province's number, with 9",
            "不以 81、82、83 开头，也不以 9 加省级代码开头",
        ),
    };
    (!fits).then(|| {
        Words::new(
            format!("a {} {en}; by its digits this is that of a `{}`", named(kind), own.word()),
            format!("{}号码{zh}；按号码，该证件为{}", kind.chinese(), own.chinese()),
        )
    })
}

/// What is wrong with a number that has no check digit.
fn shape_fault(kind: IdType, number: &str) -> Option<Words> {
    let (fits, en, zh) = match kind {
        IdType::HkMacaoTravelPermit => {
            let digits = number.strip_prefix(['H', 'M', 'h', 'm']).unwrap_or_default();
            (is_digits(digits, &[8, 10]), "H or M and 8 or 10 digits", "H 或 M 加 8 位或 10 位数字")
        }
        IdType::TaiwanTravelPermit => {
            let digits =
                number.strip_suffix(|c: char| c.is_ascii_alphabetic()).filter(|digits| digits.len() == 10);
            let fits = is_digits(digits.unwrap_or(number), &[8, 10]);
            (fits, "8 digits, or 10 with a letter", "8 位数字，旧证为 10 位数字加字母")
        }
        IdType::ForeignerPermit => (
            is_date(number),
            "3 letters and 12 digits with a birth date",
            "3 位字母加 12 位数字，第 8 至 13 位为出生日期",
        ),
        IdType::OfficerCard | IdType::SoldierCard | IdType::ArmedPoliceCard => {
            let fits = is_alphanumeric(bare_service_number(number), 4..=18);
            (
                fits,
                "4 to 18 letters and digits, as in `军字第1234567号`",
                "4 至 18 位字母和数字，如 `军字第1234567号`",
            )
        }
        _ => (is_alphanumeric(number, 5..=20), "5 to 20 letters and digits", "5 至 20 位字母和数字"),
    };
    if fits && is_filler(number) {
        return Some(Words::new(
            "one digit repeated is a filler and no number of a paper",
            "同一数字重复，是占位内容，不是有效的证件号码",
        ));
    }
    (!fits).then(|| {
        Words::new(
            format!("this is no number of a `{}`: {en}", kind.word()),
            format!("不是有效的{}号码（{zh}）", kind.chinese()),
        )
    })
}

/// Whether the digits of a number are one digit, repeated.
fn is_filler(number: &str) -> bool {
    let mut digits = number.bytes().filter(u8::is_ascii_digit);
    let letters = number.bytes().filter(u8::is_ascii_alphabetic).count();
    let first = digits.next();
    letters <= 1 && digits.clone().count() >= 3 && digits.all(|digit| Some(digit) == first)
}

/// What stands between 字第 and 号 of a serviceman's number, or all of it.
fn bare_service_number(number: &str) -> &str {
    let rest = number.split_once("字第").map_or(number, |(before, rest)| {
        if before.chars().count() <= 3 && !before.is_ascii() { rest } else { number }
    });
    rest.strip_suffix('号').unwrap_or(rest)
}

fn is_digits(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_alphanumeric(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Whether digits 8 to 13 of a foreigner's older number are a day of some century.
fn is_date(number: &str) -> bool {
    older_birth(number, NaiveDate::MAX).is_some()
}

/// The day of birth in a foreigner's older number, whose year has two digits: of the latest century before a day.
fn older_birth(number: &str, before: NaiveDate) -> Option<NaiveDate> {
    let two = |from: usize| number.get(from..from + 2)?.parse::<u32>().ok();
    let (year, month, day) = (i32::try_from(two(7)?).ok()?, two(9)?, two(11)?);
    let of = |century: i32| NaiveDate::from_ymd_opt(century + year, month, day);
    [2000, 1900].into_iter().filter_map(of).find(|birth| *birth <= before)
}

/// W06: nobody recorded the debtor as a minor, and eighteen years have passed since the day of birth
/// in the identity number (民法典 17).
fn debtor_is_of_age(case: &Case<'_>, findings: &mut Findings) {
    // A minor's agreement on instalments is refused by the rules on plans (R05).
    if case.account.flags.minor && !case.context.kind.follows("R05") {
        findings.tell("flags.minor", "the debtor is recorded as a minor", "债务人登记为未成年人");
    }
    let (debtor, today) = (&case.account.debtor, case.context.issue_date);
    let Some(number) = debtor.id_number.as_ref().map(|number| number.reveal().as_str()) else { return };
    let birth = match debtor.id_type {
        kind if is_numbered_like_residents(kind, number) => resident_id_birth(number),
        IdType::ForeignerPermit => older_birth(number, today),
        _ => None,
    };
    let Some(birth) = birth else { return };
    let of_age =
        (birth.year() + 18, birth.month(), birth.day()) <= (today.year(), today.month(), today.day());
    if !of_age && birth <= today {
        let (en, zh) = match debtor.id_type {
            IdType::ResidentId => ("resident ID number", "居民身份证号码"),
            _ => ("identity number", "证件号码"),
        };
        findings.tell(
            "debtor.id_number",
            format!("by the {en} the debtor is not yet eighteen"),
            format!("按{zh}，债务人未满十八周岁"),
        );
    }
}
