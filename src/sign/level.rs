//! Name how long a signature lasts: the levels of PAdES (ETSI EN 319 142-1).

use chrono::{DateTime, FixedOffset};

use crate::account::record::words;

words! {
    /// A level of PAdES; each holds those before it.
    pub enum Level {
        /// The signature alone: good as long as its certificate can be checked.
        B = "B-B" / "B-B",
        /// With a time stamp, which proves when it was there.
        T = "B-T" / "B-T",
        /// With all that is needed to check it later, when nobody answers any more.
        LongTerm = "B-LT" / "B-LT",
        /// With a time stamp over all that, which can be renewed.
        Archive = "B-LTA" / "B-LTA",
    }
}

/// What a signature came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The level.
    pub level: Level,
    /// The level that was asked for.
    pub asked: Level,
    /// The time its time stamp proves.
    pub time: Option<DateTime<FixedOffset>>,
    /// SHA-256 of the certificate of who stamped the time, in hex.
    pub authority: Option<String>,
}

impl Reached {
    /// A signature alone, where no more was asked for.
    pub(super) fn bare() -> Self {
        Self { level: Level::B, asked: Level::B, time: None, authority: None }
    }
}
