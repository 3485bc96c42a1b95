//! Turn the values of typed columns into cells: digits exactly, days as days, and what is neither told apart.

use chrono::{Datelike, NaiveDate};
use num_bigint::BigInt;

use super::kind::Kind;
use super::{Cell, CellKind, Spoilt};

/// The day that both `DATE` and the moments are counted from, as chrono counts days.
const EPOCH: i32 = 719_163;

/// How far Chinese time is ahead of universal time, as a part of a day.
const AHEAD: (i64, i64) = (8, 24);

/// The day of 1970-01-01 by the count of `INT96`.
const JULIAN_EPOCH: i64 = 2_440_588;

/// How many digits a binary fraction of 2, 4 and 8 bytes keeps whatever they are.
const HALF_DIGITS: usize = 3;
const SINGLE_DIGITS: usize = 6;
const DOUBLE_DIGITS: usize = 15;

/// A flag.
pub(super) fn flag(value: bool, kind: Kind) -> Cell {
    match kind {
        Kind::Flag => Cell { text: value.to_string(), kind: CellKind::Flag },
        _ => unfit(),
    }
}

/// A value of 4 bytes.
pub(super) fn of_i32(value: i32, kind: Kind) -> Cell {
    match kind {
        Kind::Unsigned => number(u32::from_ne_bytes(value.to_ne_bytes()).to_string()),
        Kind::Day => day(i64::from(value)),
        kind => of_i64(i64::from(value), kind),
    }
}

/// A value of 8 bytes.
pub(super) fn of_i64(value: i64, kind: Kind) -> Cell {
    match kind {
        Kind::Whole => number(value.to_string()),
        Kind::Unsigned => number(u64::from_ne_bytes(value.to_ne_bytes()).to_string()),
        Kind::Decimal(places) => number(with_point(value.to_string(), places)),
        Kind::Moment { per_day, universal } => {
            moment(value.div_euclid(per_day), value.rem_euclid(per_day), per_day, universal)
        }
        _ => unfit(),
    }
}

/// A value of 12 bytes: nanoseconds of the day, and the day.
pub(super) fn of_i96(words: &[u32], kind: Kind) -> Cell {
    let (Kind::OldMoment { universal }, [low, high, day]) = (kind, words) else { return unfit() };
    const NANOS: i64 = 86_400_000_000_000;
    let nanos = i64::from_ne_bytes(((u64::from(*high) << 32) | u64::from(*low)).to_ne_bytes());
    let day = i64::from(*day) - JULIAN_EPOCH;
    moment(day.saturating_add(nanos.div_euclid(NANOS)), nanos.rem_euclid(NANOS), NANOS, universal)
}

/// A binary fraction of 4 bytes.
pub(super) fn of_f32(value: f32, kind: Kind) -> Cell {
    if kind == Kind::Float { float(value.to_string(), SINGLE_DIGITS) } else { unfit() }
}

/// A binary fraction of 8 bytes.
pub(super) fn of_f64(value: f64, kind: Kind) -> Cell {
    if kind == Kind::Float { float(value.to_string(), DOUBLE_DIGITS) } else { unfit() }
}

/// A value of any number of bytes.
pub(super) fn of_bytes(bytes: &[u8], kind: Kind) -> Cell {
    match (kind, bytes) {
        (Kind::Words, _) => match std::str::from_utf8(bytes) {
            Ok(text) => Cell::words(text),
            Err(_) => spoilt(String::from_utf8_lossy(bytes).into_owned(), Spoilt::Encoding),
        },
        (Kind::Decimal(places), _) => number(with_point(digits(bytes), places)),
        (Kind::Half, [low, high]) => float(half(u16::from_le_bytes([*low, *high])), HALF_DIGITS),
        (Kind::Uuid, [_, ..]) if bytes.len() == 16 => {
            let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let parts = [&hex[..4], &hex[4..6], &hex[6..8], &hex[8..10], &hex[10..]];
            Cell::words(parts.map(|part| part.concat()).join("-"))
        }
        _ => unfit(),
    }
}

/// The whole number that bytes are in two's complement, the highest first.
fn digits(bytes: &[u8]) -> String {
    if bytes.len() > 16 {
        return BigInt::from_signed_bytes_be(bytes).to_string();
    }
    let fill = if bytes.first().is_some_and(|byte| *byte >= 0x80) { 0xff } else { 0 };
    let mut wide = [fill; 16];
    wide[16 - bytes.len()..].copy_from_slice(bytes);
    i128::from_be_bytes(wide).to_string()
}

/// Puts the point before the last `places` digits. Noughts behind the second place are left out: a sum that a
/// database reckoned with ten places is the same sum.
fn with_point(mut digits: String, places: usize) -> String {
    if places == 0 {
        return digits;
    }
    let minus = usize::from(digits.starts_with('-'));
    while digits.len() - minus <= places {
        digits.insert(minus, '0');
    }
    let point = digits.len() - places;
    digits.insert(point, '.');
    while digits.len() > point + 3 && digits.ends_with('0') {
        digits.pop();
    }
    digits
}

/// A binary fraction by its shortest digits, unless they are more than it surely keeps.
fn float(text: String, sure: usize) -> Cell {
    let text = if text == "-0" { "0".to_string() } else { text };
    if !text.ends_with(|last: char| last.is_ascii_digit()) {
        return spoilt(text, Spoilt::Unfit);
    }
    let whole = text.split('.').next().unwrap_or_default().trim_start_matches(['-', '0']).len();
    let digits = text.bytes().skip_while(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if whole > sure || digits.filter(u8::is_ascii_digit).count() > sure {
        return spoilt(text, Spoilt::Fraction);
    }
    number(text)
}

/// The shortest digits of a binary fraction of two bytes.
fn half(bits: u16) -> String {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    let value = match exponent {
        0x1f if fraction == 0.0 => sign * f32::INFINITY,
        0x1f => f32::NAN,
        0 => sign * fraction * 2f32.powi(-24),
        _ => sign * (1024.0 + fraction) * 2f32.powi(exponent - 25),
    };
    value.to_string()
}

/// A day, counted from 1970.
fn day(count: i64) -> Cell {
    let date = i32::try_from(count).ok().and_then(|count| count.checked_add(EPOCH));
    match date.and_then(NaiveDate::from_num_days_from_ce_opt) {
        Some(date) if (1..=9999).contains(&date.year()) => Cell { text: written(date), kind: CellKind::Day },
        _ => spoilt(count.to_string(), Spoilt::Moment),
    }
}

/// A day as `2026-11-22`; by far quicker than a library that knows every way to write one.
fn written(date: NaiveDate) -> String {
    let digit = |number: u32| char::from_digit(number % 10, 10).unwrap_or('0');
    let (year, month, day) = (date.year().unsigned_abs(), date.month(), date.day());
    let year = [year / 1000, year / 100, year / 10, year].map(digit);
    let mut text = String::with_capacity(10);
    text.extend(year);
    text.extend(['-', digit(month / 10), digit(month), '-', digit(day / 10), digit(day)]);
    text
}

/// A point in time: a day where it is a midnight.
///
/// Universal time is Chinese time, eight hours behind. A midnight of universal time is a day too, since it is the
/// same day in China.
fn moment(count: i64, rest: i64, per_day: i64, universal: bool) -> Cell {
    if rest == 0 {
        return day(count);
    }
    let chinese_midnight = per_day - per_day / AHEAD.1 * AHEAD.0;
    if universal && rest == chinese_midnight {
        return day(count.saturating_add(1));
    }
    let seconds = i128::from(rest) * 86_400 / i128::from(per_day);
    let time = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    spoilt(format!("{} {time}{}", day(count).text, if universal { "Z" } else { "" }), Spoilt::Moment)
}

fn number(text: String) -> Cell {
    Cell { text, kind: CellKind::Number }
}

fn spoilt(text: String, why: Spoilt) -> Cell {
    Cell { text, kind: CellKind::Spoilt(why) }
}

/// What no field of an account can hold.
pub(super) fn unfit() -> Cell {
    spoilt(String::new(), Spoilt::Unfit)
}
