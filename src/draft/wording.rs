//! Turn dates and numbers into the words of documents.
//!
//! Business text takes Arabic dates without leading zeros (GB/T 9704 7.3.5.4), certificates the
//! Chinese ones (GB/T 15835). One document keeps to one style.

use chrono::{Datelike, NaiveDate};

/// The digits of Chinese numerals by value; a lone zero is 零.
const NUMERALS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const PLACES: [&str; 4] = ["", "十", "百", "千"];
const GROUPS: [&str; 3] = ["", "万", "亿"];

/// A date in running text: `2026年11月22日`, `2026年1月1日`.
pub fn date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// A date, or nothing where there is none.
pub(super) fn date_or_blank(date: Option<NaiveDate>) -> String {
    date.map(self::date).unwrap_or_default()
}

/// A date in a certificate: `二〇二六年十一月二十二日`, its zero the sign U+3007.
#[cfg_attr(not(feature = "inner"), expect(dead_code, reason = "certificates are dated so (issue 20)"))]
pub fn chinese_date(date: NaiveDate) -> String {
    let mut digits = NUMERALS;
    digits[0] = "〇";
    format!("{}年{}月{}日", spelled(date.year(), digits), numeral(date.month()), numeral(date.day()))
}

/// A number in Chinese numerals: `十二`, `二十`, `一百零五`, `一千零一十`, `零` for zero.
pub fn numeral(number: u32) -> String {
    if number == 0 {
        return NUMERALS[0].to_string();
    }
    let mut out = String::new();
    for (group, name) in GROUPS.into_iter().enumerate().rev() {
        let higher = number / 10_000_u32.pow(group as u32);
        let (digits, before) = (higher % 10_000, higher / 10_000 % 10_000);
        if digits == 0 {
            continue;
        }
        if !out.is_empty() && (digits < 1000 || before == 0) {
            out.push_str(NUMERALS[0]);
        }
        write_group(digits, &mut out);
        out.push_str(name);
    }
    match out.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => out,
    }
}

/// Writes up to four digits with their places, one 零 for the zeros between two digits.
fn write_group(digits: u32, out: &mut String) {
    let (mut begun, mut zero) = (false, false);
    for (place, name) in PLACES.into_iter().enumerate().rev() {
        let digit = digits / 10_u32.pow(place as u32) % 10;
        if digit == 0 {
            zero = begun;
            continue;
        }
        if zero {
            out.push_str(NUMERALS[0]);
        }
        (begun, zero) = (true, false);
        out.push_str(NUMERALS[digit as usize]);
        out.push_str(name);
    }
}

/// A year digit by digit.
fn spelled(year: i32, digits: [&str; 10]) -> String {
    let figures = year.to_string();
    figures.chars().filter_map(|figure| figure.to_digit(10)).map(|value| digits[value as usize]).collect()
}
