//! A value of a workbook as a cell: what a clerk sees in it, and what is wrong with it.

use calamine::{Data, DataRef, ExcelDateTime};
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::super::{Cell, CellKind, Spoilt};

/// How many digits of a number a spreadsheet keeps and shows.
const DIGITS: usize = 15;

/// The first whole number of more digits than that.
const BEYOND: f64 = 1e15;

/// The milliseconds of a day; spreadsheets know no finer time.
const DAY: f64 = 86_400_000.0;

/// From which day a workbook counts its days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Epoch {
    /// 1 is 1900-01-01, and 60 the day 1900-02-29 that never was.
    #[default]
    Of1900,
    /// 0 is 1904-01-01.
    Of1904,
    /// 0 is 1899-12-30, without the day that never was: OpenDocument.
    Of1899,
}

impl Epoch {
    /// The day of a count; `None` where no calendar has it.
    pub(super) fn day(self, count: u64) -> Option<NaiveDate> {
        let (year, month, day) = match self {
            Self::Of1900 if count == 0 || count == 60 => return None,
            Self::Of1900 if count < 60 => (1899, 12, 31),
            Self::Of1900 | Self::Of1899 => (1899, 12, 30),
            Self::Of1904 => (1904, 1, 1),
        };
        let day = NaiveDate::from_ymd_opt(year, month, day)?.checked_add_days(Days::new(count))?;
        (day <= NaiveDate::from_ymd_opt(9999, 12, 31)?).then_some(day)
    }
}

/// The cell of a value of an xlsx sheet.
pub(super) fn of_xlsx(value: &DataRef<'_>, epoch: Epoch) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::SharedString(text) => Cell::words(lines(text)),
        DataRef::String(text) => Cell::words(lines(text)),
        DataRef::Float(number) => of_number(*number),
        DataRef::Int(number) => of_whole(*number),
        DataRef::Bool(flag) => of_flag(*flag),
        DataRef::DateTime(moment) => of_moment(moment, epoch),
        DataRef::DateTimeIso(text) => of_iso(text),
        DataRef::DurationIso(text) => spoilt(text.clone(), Spoilt::Unfit),
        DataRef::Error(mark) => spoilt(mark.to_string(), Spoilt::ErrorMark),
    }
}

/// The cell of a value of an xls or ods sheet.
pub(super) fn of_held(value: &Data, epoch: Epoch) -> Cell {
    match value {
        Data::Empty => Cell::default(),
        Data::String(text) => Cell::words(lines(text)),
        Data::Float(number) => of_number(*number),
        Data::Int(number) => of_whole(*number),
        Data::Bool(flag) => of_flag(*flag),
        Data::DateTime(moment) => of_moment(moment, epoch),
        Data::DateTimeIso(text) => of_iso(text),
        Data::DurationIso(text) => spoilt(text.clone(), Spoilt::Unfit),
        Data::Error(mark) => spoilt(mark.to_string(), Spoilt::ErrorMark),
    }
}

/// A cell of a formula whose value was never reckoned.
pub(super) fn without_value() -> Cell {
    spoilt(String::new(), Spoilt::Formula)
}

/// Whether a text is an error mark as spreadsheets write it, where the file does not say that it is one.
pub(super) fn is_error_mark(text: &str) -> bool {
    let code = text.strip_prefix("Err:").filter(|code| code.len() == 3);
    code.is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
        || ["#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"].contains(&text)
}

/// A cell that holds an error mark.
pub(super) fn error_mark(text: &str) -> Cell {
    spoilt(text.to_string(), Spoilt::ErrorMark)
}

/// A whole number with noughts before it, up to a width.
pub(super) fn padded(cell: Cell, width: usize) -> Cell {
    if cell.kind == CellKind::Number && cell.text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Cell { text: format!("{:0>width$}", cell.text), kind: cell.kind };
    }
    cell
}

fn spoilt(text: String, why: Spoilt) -> Cell {
    Cell { text, kind: CellKind::Spoilt(why) }
}

/// Text with one kind of line break.
fn lines(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_string() }
}

fn of_flag(flag: bool) -> Cell {
    Cell { text: flag.to_string(), kind: CellKind::Flag }
}

fn of_whole(number: i64) -> Cell {
    let text = number.to_string();
    if number.unsigned_abs() >= BEYOND as u64 {
        return spoilt(text, Spoilt::Digits);
    }
    Cell { text, kind: CellKind::Number }
}

/// A number as a spreadsheet shows it: fifteen digits, no exponent. A fraction of more digits is what binary
/// arithmetic leaves (`0.1 + 0.2`), so it is rounded as the spreadsheet itself does; a whole number of more digits
/// is a card or identity number of which it has lost the last ones.
fn of_number(number: f64) -> Cell {
    if !number.is_finite() {
        return spoilt(number.to_string(), Spoilt::Unfit);
    }
    let mut text = number.to_string();
    if number.abs() >= BEYOND {
        return spoilt(text, Spoilt::Digits);
    }
    if text.len() > DIGITS && significant(&text) > DIGITS {
        text = format!("{number:.*e}", DIGITS - 1).parse::<f64>().map_or(text, |rounded| rounded.to_string());
    }
    if text == "-0" {
        text.remove(0);
    }
    Cell { text, kind: CellKind::Number }
}

/// How many digits count in a decimal number without exponent.
fn significant(text: &str) -> usize {
    let digits = |byte: &u8| byte.is_ascii_digit();
    text.bytes().filter(digits).skip_while(|byte| *byte == b'0').count()
}

/// A number that is formatted as a date, a time of day or a duration.
fn of_moment(moment: &ExcelDateTime, epoch: Epoch) -> Cell {
    let number = moment.as_f64();
    let digits = || spoilt(number.to_string(), Spoilt::Moment);
    if moment.is_duration() {
        return spoilt(number.to_string(), Spoilt::Unfit);
    }
    if !(0.0..1e9).contains(&number) {
        return digits();
    }
    let milliseconds = (number * DAY).round();
    let (count, rest) = ((milliseconds / DAY).floor(), milliseconds % DAY);
    match (epoch, count as u64) {
        (Epoch::Of1900, 0) => spoilt(with_time("1900-01-00", rest), Spoilt::Moment),
        (Epoch::Of1900, 60) => spoilt(with_time("1900-02-29", rest), Spoilt::Moment),
        (_, count) => match epoch.day(count) {
            None => digits(),
            Some(day) if rest == 0.0 => of_day(day),
            Some(day) => spoilt(with_time(&day.to_string(), rest), Spoilt::Moment),
        },
    }
}

/// A day and how many milliseconds of it have passed.
fn with_time(day: &str, milliseconds: f64) -> String {
    let seconds = (milliseconds / 1000.0).floor() as u32;
    if milliseconds == 0.0 {
        return day.to_string();
    }
    match NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0) {
        Some(time) => format!("{day} {time}"),
        None => day.to_string(),
    }
}

fn of_day(day: NaiveDate) -> Cell {
    Cell { text: day.to_string(), kind: CellKind::Day }
}

/// A day in words of ISO 8601, with or without a time of day.
fn of_iso(text: &str) -> Cell {
    let plain = text.trim_end_matches('Z');
    if let Ok(day) = plain.parse::<NaiveDate>() {
        return of_day(day);
    }
    match plain.parse::<NaiveDateTime>() {
        Ok(moment) if moment.time() == NaiveTime::MIN => of_day(moment.date()),
        Ok(moment) => spoilt(moment.to_string(), Spoilt::Moment),
        Err(_) => spoilt(text.to_string(), Spoilt::Moment),
    }
}
