//! Count overdue days, and tell the bucket and the stage of dunning they fall into.

use std::fmt;

use chrono::NaiveDate;

/// Days from the due date to the date of the figures: 0 on the due date itself, 1 the day after
/// (民法典 201: the first day is not counted), below zero before it. A grace period once passed
/// does not shorten the count.
pub fn overdue_days(as_of: NaiveDate, due_date: NaiveDate) -> i64 {
    as_of.signed_duration_since(due_date).num_days()
}

/// A bucket of overdue days in steps of thirty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// Not overdue.
    M0,
    /// 1 to 30 days.
    M1,
    /// 31 to 60 days.
    M2,
    /// 61 to 90 days.
    M3,
    /// 91 to 120 days.
    M4,
    /// 121 to 150 days.
    M5,
    /// 151 to 180 days.
    M6,
    /// 181 days and more.
    M7Plus,
}

impl Bucket {
    /// Every bucket, from the first.
    pub const ALL: [Self; 8] =
        [Self::M0, Self::M1, Self::M2, Self::M3, Self::M4, Self::M5, Self::M6, Self::M7Plus];

    /// The bucket of so many overdue days.
    pub const fn of(days: i64) -> Self {
        match days {
            ..=0 => Self::M0,
            1..=30 => Self::M1,
            31..=60 => Self::M2,
            61..=90 => Self::M3,
            91..=120 => Self::M4,
            121..=150 => Self::M5,
            151..=180 => Self::M6,
            181.. => Self::M7Plus,
        }
    }

    /// The bucket of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.to_string() == name)
    }

    /// The stage of dunning; `None` where nothing is overdue.
    pub const fn stage(self) -> Option<Stage> {
        match self {
            Self::M0 => None,
            Self::M1 => Some(Stage::M1),
            Self::M2 => Some(Stage::M2),
            _ => Some(Stage::M3Plus),
        }
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::M0 => "M0",
            Self::M1 => "M1",
            Self::M2 => "M2",
            Self::M3 => "M3",
            Self::M4 => "M4",
            Self::M5 => "M5",
            Self::M6 => "M6",
            Self::M7Plus => "M7+",
        })
    }
}

/// How far dunning has come: the three tones of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The first notice: up to 30 days.
    M1,
    /// Firmer, and offers a plan: up to 60 days.
    M2,
    /// The demand letter: 61 days and more.
    M3Plus,
}

impl Stage {
    /// All of them, the mildest first.
    pub const ALL: [Self; 3] = [Self::M1, Self::M2, Self::M3Plus];

    /// The stage of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.to_string() == name)
    }

    /// How many days overdue are meant by it, in Chinese.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::M1 => "M1（1–30 天）",
            Self::M2 => "M2（31–60 天）",
            Self::M3Plus => "M3+（61 天起）",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::M1 => "M1",
            Self::M2 => "M2",
            Self::M3Plus => "M3+",
        })
    }
}
