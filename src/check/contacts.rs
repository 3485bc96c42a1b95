//! Tell which postcodes, telephone numbers and e-mail addresses reach nobody; those of the sender are judged with the
//! issuer file.

use super::{Case, Findings, Rule, said};
use crate::country::{Country, Postcodes};
use crate::digits::{is_international, is_mobile};
use crate::finding::Words;
use crate::record::{is_nothing, nothing_hint};

/// The rules on what a document is sent to.
pub(super) const RULES: &[Rule] = &[Rule::always(
    "R17",
    said(
        "postcodes have six digits, mobile numbers eleven, e-mail addresses one `@`",
        "邮政编码六位，手机号码十一位，电子邮箱含一个 `@`",
    ),
    said("house rule: what a document is sent to must exist", "内部规则：送达所依据的信息须真实可用"),
    contacts_are_well_formed,
)];

/// R17: postcodes, mobile number and e-mail address are such (handbook 4.2; ITU-T E.164).
fn contacts_are_well_formed(case: &Case<'_>, findings: &mut Findings) {
    let (debtor, to) = (&case.account.debtor, &case.account.addressee);
    let postcodes = [
        ("debtor.postcode", debtor.postcode.as_ref(), debtor.country),
        ("addressee.postcode", to.postcode.as_ref(), case.account.addressed_country()),
    ];
    for (path, postcode, country) in postcodes {
        if let Some(code) = postcode.filter(|code| !country.is_postcode(code)) {
            tell_postcode(path, code, country, findings);
        }
    }
    let wrong = |mobile: &str| !is_mobile(mobile) && !is_international(mobile);
    if let Some(mobile) = debtor.mobile.as_ref().map(|mobile| mobile.reveal()).filter(|mobile| wrong(mobile))
    {
        let finding = findings.tell(
            "debtor.mobile",
            "a mobile number has 11 digits and begins with 13 to 19",
            "手机号码应为 11 位数字且以 13 至 19 开头",
        );
        finding.hints.push(if is_nothing(mobile) {
            nothing_hint(mobile)
        } else if is_landline(mobile) {
            Words::new(
                "this is a landline, which takes no short message: give a mobile number or leave it blank",
                "这是固定电话，不能接收短信：请填写手机号码或者留空",
            )
        } else {
            Words::new(
                "write one of another country or region with `+` and its number: `+852…`",
                "境外号码请以 `+` 和国家或地区代码开头，如 `+852…`",
            )
        });
    }
    if let Some(email) = debtor.email.as_ref().map(|email| email.reveal()).filter(|email| !is_email(email)) {
        let finding = findings.tell("debtor.email", "this is no e-mail address", "不是有效的电子邮箱地址");
        finding.hints.push(if is_nothing(email) {
            nothing_hint(email)
        } else {
            Words::new(
                "write the address alone, as `name@example.com`, in half-width letters and without stars",
                "请只写邮箱地址本身（如 `name@example.com`），用半角字符，不含星号",
            )
        });
    }
}

/// Whether it is a landline of the mainland: an area code of three or four digits that begins with 0, then seven or
/// eight digits, perhaps an extension.
fn is_landline(number: &str) -> bool {
    let main = number.split(['转', 'x', 'X', '#']).next().unwrap_or_default();
    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
    let marks = main.chars().all(|c| c.is_ascii_digit() || "-－—() （）".contains(c));
    marks && digits.starts_with('0') && !digits.starts_with("00") && (10..=12).contains(&digits.len())
}

fn tell_postcode(path: &str, code: &str, country: Country, findings: &mut Findings) {
    let (en, zh) = match (country.code(), country.postcodes()) {
        ("CN", _) => ("a postcode has six digits".to_string(), "邮政编码应为六位数字".to_string()),
        ("TW", _) => (
            "a postcode of Taiwan has 3, 5 or 6 digits".into(),
            "台湾地区邮政编码应为 3、5 或 6 位数字".into(),
        ),
        (_, Postcodes::None) => {
            (format!("`{}` has no postcodes", country.code()), format!("{}没有邮政编码", country.chinese()))
        }
        _ => (
            "a postcode abroad has 2 to 12 letters, digits, blanks and hyphens, with a digit".into(),
            "境外邮政编码应为 2 至 12 位字母、数字、空格或连字符，且含数字".into(),
        ),
    };
    let finding = findings.tell(path, en, zh);
    let digits = code.bytes().all(|b| b.is_ascii_digit());
    if is_nothing(code) {
        finding.hints.push(nothing_hint(code));
    } else if country.postcodes() == Postcodes::None {
        finding.hints.push(Words::new("leave the postcode blank", "请将邮政编码留空"));
    } else if country.is_mainland() && digits && code.len() == 5 {
        finding.hints.push(Words::new(
            "a spreadsheet drops leading zeros; format the column as text and export again",
            "电子表格会丢失前导零；请将该列设为文本后重新导出",
        ));
    } else if country.is_mainland() && !code.is_empty() && code.is_ascii() {
        let field = path.replace("postcode", "country");
        finding.hints.push(Words::new(
            format!("name the country or region of an address elsewhere in `{field}`, such as `HK` or `GB`"),
            format!("境外地址请在 `{field}` 中填写国家或地区，如 `HK`、`GB`"),
        ));
    }
}

/// One `@` between two parts of letters, digits and the marks that mailboxes have, the second with a point inside;
/// letters are those of any script, but not the wide forms of ASCII (RFC 5321, RFC 6531).
fn is_email(address: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() && !('\u{FF00}'..='\u{FFEF}').contains(&c);
    let parts = |part: &str, marks: &str| {
        !part.is_empty()
            && !part.contains("..")
            && !part.starts_with('.')
            && part.chars().all(|c| letter(c) || marks.contains(c))
    };
    address.split_once('@').is_some_and(|(local, domain)| {
        parts(local, ".!#$%&'+-/=?^_`{|}~")
            && !local.ends_with('.')
            && parts(domain, ".-")
            && domain.trim_matches('.').contains('.')
    })
}
