//! What level of PAdES a signature reached (ETSI EN 319 142-1).

use chrono::{DateTime, FixedOffset};

use crate::issuer::Level;

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
    /// A signature without a time stamp, where none was asked for.
    pub(super) fn signature_alone() -> Self {
        Self { level: Level::B, asked: Level::B, time: None, authority: None }
    }
}
