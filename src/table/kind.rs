//! What the values of a typed column are, whichever format it stands in.

use super::Holds;

/// The most places after the point that a decimal may have: more are no amount, and each costs a digit.
pub(super) const MOST_PLACES: i32 = 76;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// True or false.
    Flag,
    /// A whole number.
    Whole,
    /// A whole number that has no minus.
    Unsigned,
    /// A number whose digits are whole, with so many places after the point.
    Decimal(usize),
    /// A binary fraction.
    Float,
    /// A binary fraction of two bytes.
    Half,
    /// Days since 1970.
    Day,
    /// A point in time, in so many parts of a second, since 1970.
    Moment {
        /// How many parts a day has.
        per_day: i64,
        /// Whether it is counted in universal time; otherwise it is the time of the place.
        universal: bool,
    },
    /// A point in time as Hive and Spark wrote it before there was a type for it.
    OldMoment {
        /// Whether the writer is known to count it in universal time.
        universal: bool,
    },
    /// Words.
    Words,
    /// A number of 128 bits that is written in hexadecimal digits with hyphens.
    Uuid,
    /// What no field of an account can hold.
    Unfit,
}

/// How many parts a day has, by what is counted.
#[cfg(feature = "arrow")]
pub(super) const SECONDS: i64 = 86_400;
pub(super) const MILLIS: i64 = 86_400_000;
pub(super) const MICROS: i64 = MILLIS * 1000;
pub(super) const NANOS: i64 = MICROS * 1000;

impl Kind {
    /// A number of so many places after the point, if it may have those.
    pub(super) fn decimal(places: i32) -> Self {
        usize::try_from(places).map_or(Self::Unfit, Self::Decimal)
    }

    /// What fields values of this kind may be of.
    pub(super) fn holds(self) -> Holds {
        match self {
            Self::Flag => Holds::Flags,
            Self::Whole | Self::Unsigned | Self::Decimal(_) => Holds::Exact,
            Self::Float | Self::Half => Holds::Float,
            Self::Day | Self::Moment { .. } | Self::OldMoment { .. } => Holds::Days,
            Self::Words | Self::Uuid => Holds::Words,
            Self::Unfit => Holds::Unfit,
        }
    }
}
