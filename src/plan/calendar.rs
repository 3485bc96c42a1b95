//! Turn a holiday file into a calendar that moves a last day off a holiday (民法典 203).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

use crate::finding::{Finding, Words, in_order};
use crate::record::{record, words};

record! {
    /// A holiday file: the published arrangements of some years.
    pub struct CalendarFile {
        /// Who published it, and when.
        pub source: String,
        /// The years it covers.
        pub years: Vec<u32>,
        /// Every holiday of these years.
        pub holidays: Vec<Holiday>,
    }
}

record! {
    /// One holiday.
    pub struct Holiday {
        /// Its name, such as 春节.
        pub name: String,
        /// The first day off.
        pub from: NaiveDate,
        /// The last day off; the first when left out.
        pub to: Option<NaiveDate>,
        /// The weekend days worked in exchange (调休上班).
        pub working: Vec<NaiveDate> = Vec::new(),
    }
}

/// Holidays and exchanged working days of the years it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    source: String,
    years: BTreeSet<i32>,
    off: BTreeMap<NaiveDate, String>,
    working: BTreeSet<NaiveDate>,
}

words! {
    /// What an ordinary weekend does to the last day of a period, on which 民法典 203 is silent.
    pub enum Weekends {
        /// It moves the day like a holiday.
        Roll = "roll" / "顺延",
        /// It leaves the day where it is; only a published holiday moves it.
        Stay = "stay" / "不顺延",
    }
}

/// Where a last day comes to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rolled {
    /// The day; the nominal one where the calendar does not know.
    pub on: NaiveDate,
    /// Whether the calendar covers the day and every day it passed on the way.
    pub known: bool,
}

/// How the last day of a period moves: by a calendar, as the contract has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// The holidays.
    pub calendar: Calendar,
    /// What ordinary weekends do.
    pub weekends: Weekends,
    /// Whether days move at all.
    pub moves: bool,
}

impl Shift {
    /// Where a last day comes to lie; where days do not move, the day itself.
    pub fn rolled(&self, day: NaiveDate) -> Rolled {
        if self.moves { self.calendar.rolled(day, self.weekends) } else { Rolled { on: day, known: true } }
    }

    /// The last day of a period that the law sets and no contract moves, such as limitation (民法典 203);
    /// the nominal day where the calendar does not know.
    pub fn by_law(&self, day: NaiveDate) -> NaiveDate {
        self.calendar.rolled(day, self.weekends).on
    }
}

impl Calendar {
    /// The text of the calendar in the binary.
    pub const BUILT_IN: &str = include_str!("holidays.toml");

    /// The calendar in the binary; it covers what the State Council had published when it was built.
    #[cfg(feature = "inner")]
    pub fn built_in() -> Result<Self, Vec<Finding>> {
        Self::read(Self::BUILT_IN)
    }

    /// Reads a holiday file's text, telling everything that is wrong with it: beside what cannot be
    /// read, days outside its years, ranges that end before they begin, days off that are listed
    /// twice or worked, and exchanged working days that are no weekend.
    pub fn read(text: &str) -> Result<Self, Vec<Finding>> {
        let file: CalendarFile = crate::record::table::read(text)?;
        let years = file.years.iter().filter_map(|year| i32::try_from(*year).ok()).collect();
        let mut calendar =
            Self { source: file.source, years, off: BTreeMap::new(), working: BTreeSet::new() };
        let mut faults = Vec::new();
        for (at, holiday) in file.holidays.iter().enumerate() {
            calendar.add(holiday, &format!("holidays[{at}]"), &mut faults);
        }
        for (day, name) in calendar.off.iter().filter(|(day, _)| calendar.working.contains(day)) {
            let en = format!("`{day}` is a working day, and a day off of `{name}`");
            faults.push(contradiction("holidays", en, format!("`{day}` 既为上班日又为 `{name}` 放假日")));
        }
        in_order(&mut faults);
        if faults.is_empty() { Ok(calendar) } else { Err(faults) }
    }

    /// Who published it, and when.
    #[cfg(feature = "inner")]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The years it covers, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }

    /// Whether it covers the year of a day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.years.contains(&day.year())
    }

    /// The name of the holiday a day belongs to.
    #[cfg(feature = "inner")]
    pub fn holiday(&self, day: NaiveDate) -> Option<&str> {
        self.off.get(&day).map(String::as_str)
    }

    /// Whether people work on a day; `None` for a year it does not cover.
    #[cfg(feature = "inner")]
    pub fn working_day(&self, day: NaiveDate) -> Option<bool> {
        self.rests(day, Weekends::Roll).map(|rests| !rests)
    }

    /// The last day of a period that ends on `day`: that day, or where it is a holiday (or, as asked,
    /// an ordinary weekend) the day after it (民法典 203). Days off in exchange count as holidays,
    /// weekend days worked in exchange as working days.
    ///
    /// Where a year on the way is not covered, the nominal day stands and is not `known`.
    pub fn rolled(&self, day: NaiveDate, weekends: Weekends) -> Rolled {
        let mut on = Some(day);
        while let Some(candidate) = on {
            match self.rests(candidate, weekends) {
                Some(true) => on = candidate.succ_opt(),
                Some(false) => return Rolled { on: candidate, known: true },
                None => break,
            }
        }
        Rolled { on: day, known: false }
    }

    /// Whether a period cannot end on a day; `None` for a year it does not cover.
    fn rests(&self, day: NaiveDate, weekends: Weekends) -> Option<bool> {
        let weekend = weekends == Weekends::Roll && is_weekend(day) && !self.working.contains(&day);
        self.covers(day).then(|| weekend || self.off.contains_key(&day))
    }

    /// Adds one holiday, telling what cannot be.
    fn add(&mut self, holiday: &Holiday, path: &str, faults: &mut Vec<Finding>) {
        let (from, to) = (holiday.from, holiday.to.unwrap_or(holiday.from));
        let mut fault = |name: &str, en: String, zh: String| {
            faults.push(contradiction(&format!("{path}.{name}"), en, zh));
        };
        if to < from {
            let en = format!("the last day off `{to}` is before the first, `{from}`");
            fault("to", en, format!("放假末日 `{to}` 早于首日 `{from}`"));
        }
        for day in from.iter_days().take_while(|day| *day <= to) {
            if !self.covers(day) {
                let en = format!("`{day}` is in no year listed under `years`");
                fault("from", en, format!("`{day}` 不在 `years` 所列年份内"));
                break;
            }
            if let Some(other) = self.off.insert(day, holiday.name.clone()) {
                let en = format!("`{day}` is a day off of `{other}` already");
                fault("from", en, format!("`{day}` 已是 `{other}` 放假日"));
            }
        }
        for (at, &day) in holiday.working.iter().enumerate() {
            let name = format!("working[{at}]");
            if !self.covers(day) {
                let en = format!("`{day}` is in no year listed under `years`");
                fault(&name, en, format!("`{day}` 不在 `years` 所列年份内"));
            } else if !is_weekend(day) {
                let en = format!("`{day}` is no Saturday or Sunday, so it is worked anyhow");
                fault(&name, en, format!("`{day}` 不是周六或周日，本为上班日"));
            }
            self.working.insert(day);
        }
    }
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

fn contradiction(path: &str, en: String, zh: String) -> Finding {
    Finding::error("D09", path, Words::new(en, zh))
}
