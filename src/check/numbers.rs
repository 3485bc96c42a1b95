//! Tell which numbers of a person or a card cannot be right; those of the sender are judged with the issuer file.

use chrono::{Datelike, NaiveDate};

use super::{Case, Findings, Rule, Said, said};
use crate::account::IdType;
use crate::digits::{is_luhn, is_mobile, is_postcode, is_resident_id_checked, resident_id_birth};
use crate::finding::Words;

const GB_11643: Said = said("GB 11643-1999", "GB 11643-1999");

/// The rules on numbers.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R17",
        said(
            "an identity number has the shape, birth date and check digit of its kind",
            "证件号码的格式、出生日期和校验码须符合其种类",
        ),
        GB_11643,
        identity_number_is_valid,
    ),
    Rule::always(
        "R17",
        said("a card number has 13 to 19 digits", "卡号须为 13 至 19 位数字"),
        said("ISO/IEC 7812-1", "ISO/IEC 7812-1"),
        card_number_is_digits,
    ),
    Rule::always(
        "R17",
        said(
            "postcodes have six digits, mobile numbers eleven, e-mail addresses one `@`",
            "邮政编码六位，手机号码十一位，电子邮箱含一个 `@`",
        ),
        said("house rule: what a document is sent to must exist", "内部规则：送达所依据的信息须真实可用"),
        contacts_are_well_formed,
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
    Rule::warning(
        "W06",
        said("the debtor is of age", "债务人已成年"),
        said("民法典 art. 17; GB 11643-1999", "《中华人民共和国民法典》第十七条；GB 11643-1999"),
        debtor_is_of_age,
    ),
];

/// R17: a resident ID number has its date and check digit (GB 11643-1999); another document's
/// number is made of 5 to 20 letters and digits.
fn identity_number_is_valid(case: &Case<'_>, findings: &mut Findings) {
    let debtor = &case.account.debtor;
    let Some(number) = debtor.id_number.as_ref().map(|number| number.reveal()) else {
        return;
    };
    let fault = match debtor.id_type {
        IdType::ResidentId => resident_id_fault(number, case.context.issue_date),
        _ if (5..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric()) => None,
        other => Some(Words::new(
            format!("this is no number of a `{}`: 5 to 20 letters and digits", other.word()),
            format!("不是有效的{}号码（5 至 20 位字母和数字）", other.chinese()),
        )),
    };
    if let Some(words) = fault {
        findings.tell("debtor.id_number", words.en, words.zh);
    }
}

fn resident_id_fault(number: &str, issue_date: NaiveDate) -> Option<Words> {
    let count = number.chars().count();
    if count != 18 {
        return Some(Words::new(
            format!("a resident ID number has 18 characters, this has {count}"),
            format!("居民身份证号码应为 18 位，此处为 {count} 位"),
        ));
    }
    match resident_id_birth(number) {
        None => Some(Words::new(
            "characters 7 to 14 of the resident ID number are no date",
            "居民身份证号码第 7 至 14 位不是有效日期",
        )),
        Some(birth) if birth > issue_date => Some(Words::new(
            "the birth date in the resident ID number is after the issue date",
            "居民身份证号码中的出生日期晚于出具日期",
        )),
        Some(_) if !is_resident_id_checked(number) => Some(Words::new(
            "the check digit of the resident ID number is wrong",
            "居民身份证号码的校验码不正确",
        )),
        Some(_) => None,
    }
}

/// Whether it is 13 to 19 ASCII digits.
fn is_card_shaped(number: &str) -> bool {
    (13..=19).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// R17: a card number is 13 to 19 digits, so that its last four are what the holder knows (ISO/IEC 7812-1).
fn card_number_is_digits(case: &Case<'_>, findings: &mut Findings) {
    let number = case.account.card.number.reveal();
    if is_card_shaped(number) {
        return;
    }
    let finding = findings.tell(
        "card.number",
        "a card number has 13 to 19 digits and nothing else",
        "卡号应为 13 至 19 位数字，不含其他字符",
    );
    if number.contains(['*', '＊', ' ', '-']) {
        finding.hints.push(Words::new(
            "write the whole number without blanks or stars; documents print its last four digits only",
            "请填写完整卡号，不加空格或星号；文书仅打印末四位",
        ));
    }
}

/// W05: the Luhn digit fits (ISO/IEC 7812-1 annex B).
fn card_number_has_its_luhn_digit(case: &Case<'_>, findings: &mut Findings) {
    let number = case.account.card.number.reveal();
    if is_card_shaped(number) && !is_luhn(number) {
        findings.tell(
            "card.number",
            "the card number does not end in its Luhn digit",
            "卡号末位不符合 Luhn 校验",
        );
    }
}

/// R17: postcodes, mobile number and e-mail address are such (handbook 4.2).
fn contacts_are_well_formed(case: &Case<'_>, findings: &mut Findings) {
    let (debtor, to) = (&case.account.debtor, &case.account.addressee);
    let postcodes =
        [("debtor.postcode", debtor.postcode.as_ref()), ("addressee.postcode", to.postcode.as_ref())];
    for (path, postcode) in postcodes.into_iter().filter_map(|(path, text)| Some((path, text?))) {
        if !is_postcode(postcode) {
            let finding = findings.tell(path, "a postcode has six digits", "邮政编码应为六位数字");
            if postcode.len() == 5 && postcode.bytes().all(|b| b.is_ascii_digit()) {
                finding.hints.push(Words::new(
                    "a spreadsheet drops leading zeros; format the column as text and export again",
                    "电子表格会丢失前导零；请将该列设为文本后重新导出",
                ));
            }
        }
    }
    if debtor.mobile.as_ref().is_some_and(|mobile| !is_mobile(mobile.reveal())) {
        findings.tell(
            "debtor.mobile",
            "a mobile number has 11 digits and begins with 13 to 19",
            "手机号码应为 11 位数字且以 13 至 19 开头",
        );
    }
    if debtor.email.as_ref().is_some_and(|email| !is_email(email.reveal())) {
        findings.tell("debtor.email", "this is no e-mail address", "不是有效的电子邮箱地址");
    }
}

/// One `@` between two parts without blanks, the second with a point inside.
fn is_email(address: &str) -> bool {
    let clean =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control());
    address.split_once('@').is_some_and(|(local, domain)| {
        clean(local) && clean(domain) && !domain.contains('@') && domain.trim_matches('.').contains('.')
    })
}

/// W06: nobody recorded the debtor as a minor, and eighteen years have passed since the day of birth
/// in the resident ID number (民法典 17).
fn debtor_is_of_age(case: &Case<'_>, findings: &mut Findings) {
    if case.account.flags.minor {
        findings.tell("flags.minor", "the debtor is recorded as a minor", "债务人登记为未成年人");
    }
    let debtor = &case.account.debtor;
    let number = debtor.id_number.as_ref().filter(|_| debtor.id_type == IdType::ResidentId);
    let Some(birth) = number.and_then(|number| resident_id_birth(number.reveal())) else {
        return;
    };
    let today = case.context.issue_date;
    let of_age =
        (birth.year() + 18, birth.month(), birth.day()) <= (today.year(), today.month(), today.day());
    if !of_age && birth <= today {
        findings.tell(
            "debtor.id_number",
            "by the resident ID number the debtor is not yet eighteen",
            "按居民身份证号码，债务人未满十八周岁",
        );
    }
}
