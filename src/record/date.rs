//! Turn a day as people and programs write it into a date, where it has one reading.

use std::borrow::Cow;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::width::{half_width, unguarded};
use super::{At, Field, Node};
use crate::finding::Words;

/// Years that are written without separators or in Chinese numerals; what lies beyond is no day but a number.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2999;

/// Why words are no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DayFault {
    /// The day count of a spreadsheet, and the day it means.
    Count(NaiveDate),
    /// No such day is in the calendar.
    NoDay,
    /// A time of day stands behind it, and perhaps a zone; with the day that it is in China, where that can be told.
    Time(Option<NaiveDate>),
    /// The year has two digits, or stands last: either way there are two readings.
    Year,
    /// Year and month, and no day.
    NoMonthDay,
    /// It is no day at all.
    Other,
}

impl Field for NaiveDate {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        if let Some(date) = standard(text) {
            return Some(date);
        }
        match read_day(text) {
            Ok(date) => at.settled(node, text, date.to_string()).then_some(date),
            Err(fault) => {
                let private = at.is_private();
                let finding = at.unlike(node, "a date as `2026-11-22`", "日期（如 `2026-11-22`）");
                if matches!(fault, DayFault::Count(_)) {
                    finding.code = "D07";
                }
                finding.hints.extend(fault.hint(private));
                None
            }
        }
    }

    fn schema() -> Value {
        json!({ "type": "string", "format": "date" })
    }
}

impl DayFault {
    /// What to do about it; of a person's the day itself is not told.
    pub(crate) fn hint(&self, private: bool) -> Option<Words> {
        let (of, zh) = match self {
            Self::Count(day) | Self::Time(Some(day)) if !private => {
                (format!(", of `{day}`"), format!("，即 `{day}`"))
            }
            _ => (String::new(), String::new()),
        };
        Some(match self {
            Self::Count(_) => Words::new(
                format!("this is a spreadsheet's day count{of}; format the column as text and export again"),
                format!("这是电子表格的日期序号{zh}；请将该列设为文本格式后重新导出"),
            ),
            Self::Time(_) => Words::new(
                format!("a time of day or a zone stands behind the date{of}; write the day in China alone"),
                format!("日期后带有时刻或时区{zh}；请只写日期（北京时间）"),
            ),
            Self::NoDay => Words::new("no calendar has this day", "日历上没有这一天"),
            Self::Year => Words::new(
                "write the year first, with four digits: `2026-11-22`",
                "请先写四位年份：`2026-11-22`",
            ),
            Self::NoMonthDay => Words::new("the day of the month is missing", "缺少日"),
            Self::Other => return None,
        })
    }
}

/// The day as data files have it, `2026-11-22`.
fn standard(text: &str) -> Option<NaiveDate> {
    let bytes: [u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |part: &[u8]| {
        part.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
    };
    let (year, month, day) = (number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?);
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Reads a day in any of the ways that have one reading: `2026/10/5`, `2026.10.5`, `2026年10月5日`, `20261005`,
/// `二〇二六年十月五日`, each with full-width digits too and with a midnight behind it.
pub(crate) fn read_day(text: &str) -> Result<NaiveDate, DayFault> {
    let folded = half_width(text);
    let text = in_digits(unguarded(&folded));
    let (day, time) = apart(&text);
    let date = in_order(day).map_err(|_| of_words(&text))?;
    match time {
        Some(time) if !is_midnight(time) => Err(DayFault::Time(day_in_china(date, time))),
        _ => Ok(date),
    }
}

/// The day's part of a text and the time's, where one is there.
fn apart(text: &str) -> (&str, Option<&str>) {
    let Some(colon) = text.find(':') else {
        // `T` and a zone may stand without a time.
        return match text.strip_suffix('Z') {
            Some(day) => (day, Some("Z")),
            None => (text, None),
        };
    };
    let start = text[..colon]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let day = text[..start].trim_end();
    (day.strip_suffix('T').unwrap_or(day), Some(text[start..].trim()))
}

/// Whether a time is no more than the first moment of the day: `0:00`, `00:00:00.000`.
fn is_midnight(time: &str) -> bool {
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let zeros = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b == b'0');
    let parts: Vec<&str> = clock.split(':').collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|part| zeros(part, 2)) && zeros(fraction, 9)
}

/// The day in China at a time of day with a zone behind it; `None` where the zone is not known for sure.
fn day_in_china(date: NaiveDate, time: &str) -> Option<NaiveDate> {
    let end = time.find(|c: char| !c.is_ascii_digit() && !":.,".contains(c)).unwrap_or(time.len());
    let (clock, zone) = time.split_at(end);
    let zone = zone.trim().to_ascii_uppercase();
    if matches!(&*zone, "" | "AM" | "PM" | "ASIA/SHANGHAI" | "[ASIA/SHANGHAI]" | "北京时间") {
        return Some(date);
    }
    let zone = zone.trim_end_matches("[ASIA/SHANGHAI]");
    let offset = match zone.trim_start_matches("UTC").trim_start_matches("GMT") {
        "" | "Z" => 0,
        offset => minutes(offset)?,
    };
    let mut parts = clock.split([':', '.']);
    let hour: i64 = parts.next()?.parse().ok().filter(|hour| *hour < 24)?;
    let minute: i64 = parts.next()?.parse().ok().filter(|minute| *minute < 60)?;
    let in_china = hour * 60 + minute - offset + 8 * 60;
    date.checked_add_signed(chrono::Duration::days(in_china.div_euclid(24 * 60)))
}

/// The minutes of an offset from UTC: `+08:00`, `-0500`, `+8`.
fn minutes(offset: &str) -> Option<i64> {
    let ahead = match offset.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match &offset[1..] {
        both if both.contains(':') => both.split_once(':')?,
        both if both.len() == 4 && both.is_ascii() => both.split_at(2),
        hours => (hours, "0"),
    };
    let hours: i64 = hours.parse().ok().filter(|hours| (0..=14).contains(hours))?;
    let minutes: i64 = minutes.parse().ok().filter(|minutes| (0..60).contains(minutes))?;
    Some(ahead * (hours * 60 + minutes))
}

/// A day whose year stands first.
fn in_order(text: &str) -> Result<NaiveDate, DayFault> {
    let text = text.trim_end();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: u32 = text.parse().map_err(|_| DayFault::Other)?;
        let year = number / 10_000;
        return if YEARS.contains(&year) {
            of(year, number / 100 % 100, number % 100)
        } else {
            Err(DayFault::Other)
        };
    }
    let (year, rest) = digits(text).ok_or(DayFault::Other)?;
    let (first, rest) = separator(rest).ok_or(DayFault::Other)?;
    let (month, rest) = digits(rest).ok_or(DayFault::Other)?;
    let (second, rest) = separator(rest).ok_or(DayFault::Other)?;
    let (day, rest) = digits(rest).ok_or(DayFault::Other)?;
    let closed = match (first, second) {
        ('年', '月') => matches!(rest.trim(), "日" | "号" | "號" | ""),
        ('-' | '/' | '.', same) => first == same && rest.trim().is_empty(),
        _ => false,
    };
    if !closed || year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return Err(DayFault::Other);
    }
    let number = |digits: &str| digits.parse().map_err(|_| DayFault::Other);
    of(number(year)?, number(month)?, number(day)?)
}

fn of(year: u32, month: u32, day: u32) -> Result<NaiveDate, DayFault> {
    let year = i32::try_from(year).map_err(|_| DayFault::NoDay)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DayFault::NoDay)
}

/// The digits a text begins with, blanks before them passed over, and what follows.
fn digits(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn separator(text: &str) -> Option<(char, &str)> {
    let text = text.trim_start();
    let mark = text.chars().next().filter(|c| "-/.年月".contains(*c))?;
    Some((mark, &text[mark.len_utf8()..]))
}

/// Why words that are not read are no day.
fn of_words(text: &str) -> DayFault {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let count = whole.split_once('.').map_or(whole, |(days, _)| days).parse().unwrap_or(0);
    if whole.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && (20_000..=80_000).contains(&count) {
        let day =
            NaiveDate::from_ymd_opt(1899, 12, 30).and_then(|first| first.checked_add_days(Days::new(count)));
        return day.map_or(DayFault::Other, DayFault::Count);
    }
    let marks = |c: char| "-/.年月日号 ".contains(c);
    let (day, _) = apart(text);
    let parts: Vec<&str> = day.split(marks).filter(|part| !part.is_empty()).collect();
    if parts.iter().any(|part| !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return DayFault::Other;
    }
    match parts.iter().map(|part| part.len()).collect::<Vec<_>>()[..] {
        [4, 1..=2, 1..=2] | [8] if in_order(day) == Err(DayFault::NoDay) => DayFault::NoDay,
        [4, 1..=2] => DayFault::NoMonthDay,
        [1..=2, 1..=2, 4] | [1..=2, 1..=2, 1..=2] => DayFault::Year,
        _ => DayFault::Other,
    }
}

/// A date in Chinese numerals as one in digits: `二〇二六年十月二十五日`.
fn in_digits(text: &str) -> Cow<'_, str> {
    let is_numeral = |c: char| "〇零○一二三四五六七八九十".contains(c);
    if !text.starts_with(is_numeral) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !is_numeral(c)).unwrap_or(rest.len());
        let (numerals, behind) = rest.split_at(end);
        out.push_str(&number(numerals));
        let mark = behind.chars().next();
        out.extend(mark);
        rest = &behind[mark.map_or(0, char::len_utf8)..];
    }
    Cow::Owned(out)
}

/// Numerals one after the other, or with a ten: `二〇二六` is 2026, `二十五` 25, `十` 10.
fn number(numerals: &str) -> String {
    let digit = |c: char| match c {
        '○' | '零' | '〇' => 0,
        _ => 1 + "一二三四五六七八九".chars().position(|one| one == c).unwrap_or(0),
    };
    let joined = |part: &str| part.chars().map(|c| digit(c).to_string()).collect::<String>();
    match numerals.split_once('十') {
        Some((tens, ones)) if tens.chars().count() <= 1 && ones.chars().count() <= 1 => {
            let tens = if tens.is_empty() { "1".to_string() } else { joined(tens) };
            tens + &if ones.is_empty() { "0".to_string() } else { joined(ones) }
        }
        _ => joined(numerals),
    }
}
