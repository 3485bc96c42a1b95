//! From when a message may be sent: between two hours by the clock of the addressee's place, and not more than so many a day.
//!
//! The clock of a place is known by its country only, and some have several: a message waits until the hour has come in
//! the last of them, and stops before it is over in the first. Xinjiang lives by a clock two hours behind Beijing's, which
//! no law makes its own; who sends there keeps to both. Offsets are those of the IANA time zone database for 2026, summer
//! time in.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta};

use crate::country::Country;

/// Code of the country, and its least and greatest offset from UTC in minutes, over all its zones and the year.
const OFFSETS: &str = include_str!("offsets.tsv");

/// Beijing's offset in minutes.
const BEIJING: i64 = 480;

/// What people in Xinjiang live by.
const XINJIANG: i64 = 360;

/// When messages go out.
#[derive(Debug, Clone, Copy)]
pub struct Hours {
    /// The day of the run.
    pub day: NaiveDate,
    /// When the run means to send them that day, by Beijing's clock.
    pub planned: NaiveTime,
    /// The first moment of a day at which they may be sent, by the addressee's clock.
    pub from: NaiveTime,
    /// The first at which they may not any more.
    pub to: NaiveTime,
}

/// The clock of a place: its least and greatest offset from UTC in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    least: i64,
    greatest: i64,
}

impl Clock {
    /// That of an address: a country, and in the mainland of China a postcode or an address of Xinjiang.
    pub fn of(country: Country, postcode: Option<&str>, address: Option<&str>) -> Self {
        if country.is_mainland() {
            let west = postcode.is_some_and(|code| code.starts_with("83") || code.starts_with("84"))
                || address.is_some_and(|address| address.trim_start().starts_with("新疆"));
            return Self { least: if west { XINJIANG } else { BEIJING }, greatest: BEIJING };
        }
        let of = |line: &str| {
            let mut cells = line.split('\t');
            let mut next = || cells.next();
            (next()? == country.code()).then_some(())?;
            Some(Self { least: next()?.parse().ok()?, greatest: next()?.parse().ok()? })
        };
        OFFSETS.lines().find_map(of).unwrap_or(Self { least: BEIJING, greatest: BEIJING })
    }
}

impl Hours {
    /// From when a message may be sent, by Beijing's clock; `None` where it may be at the hour that is planned. `used_up`
    /// says that the day holds no more of its kind.
    pub fn not_before(&self, clock: Clock, used_up: bool) -> Option<DateTime<FixedOffset>> {
        let planned = self.day.and_time(self.planned) - TimeDelta::minutes(BEIJING);
        let earliest = if used_up {
            self.day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN) - TimeDelta::minutes(BEIJING)
        } else {
            planned
        };
        // The window of a day in UTC may begin a day before and end a day after it.
        let days = self.day.pred_opt()?.iter_days().take(5);
        let open = days.map(|day| {
            let begins = day.and_time(self.from) - TimeDelta::minutes(clock.least);
            let ends = day.and_time(self.to) - TimeDelta::minutes(clock.greatest);
            (begins, ends)
        });
        let moment = open.filter(|(begins, ends)| begins < ends && earliest < *ends);
        let moment = moment.map(|(begins, _)| begins.max(earliest)).next()?;
        let beijing = FixedOffset::east_opt(BEIJING as i32 * 60)?;
        (moment != planned).then(|| moment.and_utc().with_timezone(&beijing))
    }
}
