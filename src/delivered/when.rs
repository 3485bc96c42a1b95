//! Tell when something became of a document: a day, and the time of day where that is told, in China's time.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::clock;
use crate::finding::Words;
use crate::record::{half_width, read_day};

/// A day, with the time of day where that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When {
    /// The day.
    pub day: NaiveDate,
    /// The time, to the second; midnight is none, as programs write it behind a day.
    pub time: Option<NaiveTime>,
}

impl When {
    /// Reads a day as people and programs write it, with a time of day behind it or without: `2026-11-26`,
    /// `2026/11/26 10:20`, `2026年11月26日 10时20分`, `20261126102030`, `2026-11-26T02:20:30Z`.
    pub fn read(text: &str) -> Result<Self, Option<Words>> {
        let text = half_width(text);
        let text = text.as_ref();
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            let moment = clock::shanghai(moment.timestamp()).ok_or(None)?;
            return Ok(Self::of(moment.naive_local()));
        }
        if text.len() == 14
            && let Ok(moment) = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S")
        {
            return Ok(Self::of(moment));
        }
        let (day, time) = apart(text);
        let time = time.map(|time| self::time(&time).ok_or(None)).transpose()?;
        let day = read_day(day).map_err(|fault| fault.hint(false))?;
        Ok(Self { day, time: time.filter(|time| *time != NaiveTime::MIN) })
    }

    fn of(moment: NaiveDateTime) -> Self {
        let (day, time) = (moment.date(), moment.time());
        Self { day, time: Some(time).filter(|time| *time != NaiveTime::MIN) }
    }

    /// Whether it is surely before another: of two on one day only where both tell their time.
    pub fn is_before(self, other: Self) -> bool {
        match (self.time, other.time) {
            (Some(own), Some(others)) => (self.day, own) < (other.day, others),
            _ => self.day < other.day,
        }
    }

    /// As documents have it: `2026年11月26日 10:20`.
    pub fn chinese(self) -> String {
        let day = self.day.format("%Y年%-m月%-d日");
        self.time.map_or_else(|| day.to_string(), |time| format!("{day} {}", time.format("%H:%M")))
    }
}

/// The day's part of a text, and the time's in figures and colons.
fn apart(text: &str) -> (&str, Option<String>) {
    let Some(colon) = text.find([':', '时', '点']) else { return (text, None) };
    let before = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit());
    let day = before.trim_end_matches(['T', 't', ' ']);
    let time = text[before.len()..].replace(['时', '点', '分'], ":").replace('秒', "");
    (day, Some(time.trim_end_matches(':').trim().to_string()))
}

/// A time of day; parts of a second do not count.
fn time(text: &str) -> Option<NaiveTime> {
    let text = text.split_once('.').map_or(text, |(whole, _)| whole);
    let text = if text.contains(':') { text.to_string() } else { format!("{text}:00") };
    ["%H:%M:%S", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(&text, form).ok())
}

/// As it stands in data files: `2026-11-26`, `2026-11-26T10:20:30+08:00`.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.time {
            None => write!(f, "{}", self.day),
            Some(time) => write!(f, "{}T{}+08:00", self.day, time.format("%H:%M:%S")),
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let read = Self::read(&text).ok().filter(|read| read.to_string() == text);
        read.ok_or_else(|| serde::de::Error::custom("no day"))
    }
}
