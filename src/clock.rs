//! Tell the time: the only place that reads it.

use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};

use crate::finding::Words;

/// The clock of Asia/Shanghai: eight hours before UTC all year, since summer time ended in 1991.
const SHANGHAI: Option<FixedOffset> = FixedOffset::east_opt(8 * 60 * 60);

/// The moment it is, in Asia/Shanghai.
#[allow(clippy::disallowed_methods, reason = "this is where the time is read")]
pub fn now() -> DateTime<FixedOffset> {
    in_shanghai(Utc::now())
}

/// The moment it is as log lines have it: RFC 3339 with milliseconds.
pub fn stamp() -> String {
    now().to_rfc3339_opts(SecondsFormat::Millis, false)
}

/// The issue date where none is given: the day of `SOURCE_DATE_EPOCH`, or today, in Asia/Shanghai.
///
/// Fails when `SOURCE_DATE_EPOCH` is set to something other than whole seconds since 1970.
pub fn issue_date() -> Result<NaiveDate, Words> {
    let epoch = std::env::var_os("SOURCE_DATE_EPOCH").map(|value| value.to_string_lossy().into_owned());
    day_of(epoch.as_deref(), now())
}

/// The moment of signing by hand: that of `SOURCE_DATE_EPOCH`, or now, in Asia/Shanghai.
pub fn moment() -> Result<DateTime<FixedOffset>, Words> {
    let epoch = std::env::var_os("SOURCE_DATE_EPOCH").map(|value| value.to_string_lossy().into_owned());
    moment_of(epoch.as_deref(), now())
}

/// The day in Asia/Shanghai of `epoch` (seconds since 1970-01-01T00:00:00Z), or of `now` without one.
///
/// An empty `epoch` counts as none; anything else that is not whole seconds is an error.
pub fn day_of(epoch: Option<&str>, now: DateTime<FixedOffset>) -> Result<NaiveDate, Words> {
    moment_of(epoch, now).map(|moment| moment.date_naive())
}

fn moment_of(epoch: Option<&str>, now: DateTime<FixedOffset>) -> Result<DateTime<FixedOffset>, Words> {
    let Some(text) = epoch.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(now);
    };
    let moment = text.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    moment.map(in_shanghai).ok_or_else(|| {
        Words::new(
            "`SOURCE_DATE_EPOCH` is not a number of whole seconds since 1970",
            "`SOURCE_DATE_EPOCH` 不是自 1970 年起的整秒数",
        )
    })
}

fn in_shanghai(moment: DateTime<Utc>) -> DateTime<FixedOffset> {
    match SHANGHAI {
        Some(offset) => moment.with_timezone(&offset),
        None => moment.fixed_offset(),
    }
}

/// A moment given in seconds since 1970, in Asia/Shanghai; `None` where it is beyond the calendar.
pub fn shanghai(seconds: i64) -> Option<DateTime<FixedOffset>> {
    DateTime::from_timestamp(seconds, 0).map(in_shanghai)
}

/// The first moment of a day in Asia/Shanghai.
pub fn midnight(day: NaiveDate) -> DateTime<FixedOffset> {
    let offset = SHANGHAI.map_or(0, |offset| i64::from(offset.local_minus_utc()));
    in_shanghai((day.and_time(NaiveTime::MIN) - TimeDelta::seconds(offset)).and_utc())
}

/// A watch that runs from the moment it is made; setting the system's clock does not disturb it.
#[derive(Debug, Clone, Copy)]
pub struct Watch(Instant);

impl Watch {
    /// Starts a watch.
    #[allow(clippy::disallowed_methods, reason = "this is where the time is read")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has been running.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
