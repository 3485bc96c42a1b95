//! Turn the first digits of an identity, card or credit code number into its check digit, and tell a whole number's.

use chrono::NaiveDate;

/// The alphabet of the 统一社会信用代码: no I, O, S, V, Z (GB 32100-2015).
const USCC_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The weights of the first seventeen digits of a resident ID number: 2^(17 − i) mod 11 (GB 11643-1999).
const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The check characters of a resident ID number, by the weighted sum modulo 11 (GB 11643-1999).
const ID_CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The eighteenth character of a resident ID number, from its first seventeen digits
/// (GB 11643-1999, ISO 7064 MOD 11-2); `None` where they are not seventeen digits.
pub fn resident_id_check_digit(first17: &str) -> Option<char> {
    let digits = decimal_digits(first17).filter(|digits| digits.len() == ID_WEIGHTS.len())?;
    let sum: u32 = digits.iter().zip(ID_WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    ID_CHECKS.get(sum as usize % ID_CHECKS.len()).copied()
}

/// Whether it has the shape and the check character of a resident ID number; the date is
/// [`resident_id_birth`]'s. A small `x` counts as `X` (GB 11643-1999).
pub fn is_resident_id_checked(number: &str) -> bool {
    number.split_at_checked(17).is_some_and(|(first, last)| {
        resident_id_check_digit(first)
            .is_some_and(|check| last.eq_ignore_ascii_case(check.encode_utf8(&mut [0; 4])))
    })
}

/// The day of birth in a resident ID number, digits 7 to 14; `None` where there is no such day (GB 11643-1999).
pub fn resident_id_birth(number: &str) -> Option<NaiveDate> {
    let day = number.get(6..14)?;
    let ordinal: u32 = decimal_digits(day).map(|_| day.parse().ok())??;
    NaiveDate::from_ymd_opt(i32::try_from(ordinal / 10_000).ok()?, ordinal / 100 % 100, ordinal % 100)
}

/// Whether it is a resident ID number: eighteen characters, a day that exists, the right check
/// character (GB 11643-1999).
pub fn is_resident_id(number: &str) -> bool {
    is_resident_id_checked(number) && resident_id_birth(number).is_some()
}

/// The last digit of a card number, from those before it (Luhn, ISO/IEC 7812-1 annex B);
/// `None` where they are not digits.
pub fn luhn_check_digit(first: &str) -> Option<char> {
    let digits = decimal_digits(first).filter(|digits| !digits.is_empty())?;
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, &digit)| if at % 2 == 0 { doubled(digit) } else { digit })
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10)
}

/// Whether digits end in their own Luhn check digit (ISO/IEC 7812-1 annex B); any length of two digits or more.
pub fn is_luhn(number: &str) -> bool {
    number
        .char_indices()
        .next_back()
        .is_some_and(|(at, last)| number.get(..at).and_then(luhn_check_digit) == Some(last))
}

/// The eighteenth character of a 统一社会信用代码, from its first seventeen: weights 3^i modulo 31
/// (GB 32100-2015); `None` where one is not of its alphabet.
pub fn uscc_check_digit(first17: &str) -> Option<char> {
    let values: Option<Vec<usize>> = first17.chars().map(|c| USCC_ALPHABET.find(c)).collect();
    let values = values.filter(|values| values.len() == 17)?;
    let (sum, _) = values.iter().fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    USCC_ALPHABET.chars().nth((31 - sum % 31) % 31)
}

/// Whether it is a 统一社会信用代码: eighteen characters of its alphabet, the right check character (GB 32100-2015).
pub fn is_uscc(code: &str) -> bool {
    code.split_at_checked(17).is_some_and(|(first, last)| {
        uscc_check_digit(first).is_some_and(|check| last == check.encode_utf8(&mut [0; 4]))
    })
}

/// The values of ASCII digits; `None` where something else stands among them.
fn decimal_digits(text: &str) -> Option<Vec<u32>> {
    text.bytes().map(|byte| byte.is_ascii_digit().then(|| u32::from(byte - b'0'))).collect()
}

/// Whether it is a mobile telephone number of mainland China: `^1[3-9]\d{9}$`.
pub fn is_mobile(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == 11 && bytes.iter().all(u8::is_ascii_digit) && bytes[0] == b'1' && bytes[1] >= b'3'
}

/// Whether it is a telephone number with the number of its country: `+` and 7 to 15 digits (ITU-T E.164); one of
/// mainland China is a mobile number.
pub fn is_international(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
            && !digits.starts_with("86")
    })
}

/// A telephone number without blanks, hyphens and brackets, `00` written as `+`, and a mobile number of mainland China
/// as its eleven digits; `None` where something else stands in it.
pub fn plain_mobile(number: &str) -> Option<String> {
    let kept: String = number
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '(' | ')' | '（' | '）'))
        .collect();
    let digits = kept.strip_prefix('+').or_else(|| kept.strip_prefix("00")).unwrap_or(&kept);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match digits.strip_prefix("86").filter(|rest| is_mobile(rest)) {
        Some(mobile) => Some(mobile.to_string()),
        None if digits.len() < kept.len() => Some(format!("+{digits}")),
        None => Some(digits.to_string()),
    }
}

/// Whether it is a postcode of mainland China: six digits, of which the first two name a province; none has `00`.
pub fn is_postcode(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()) && !code.starts_with("00")
}
