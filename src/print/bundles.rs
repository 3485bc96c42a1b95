//! Say which bundle and which tray each letter goes in.

use super::options::PrintOptions;
use super::plan::Planned;

/// Where a letter goes, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Goes {
    pub(super) bundle: u32,
    pub(super) tray: u32,
}

/// Counts bundles and trays as letters go by in their order. A bundle holds letters of one way of sending and of one postal
/// district (the first three digits of postcodes); a tray holds whole bundles of one way of sending.
#[derive(Debug, Default)]
pub(super) struct Bundles {
    goes: Goes,
    before: Option<(u8, Option<u16>)>,
    in_bundle: u32,
    in_tray: u32,
}

impl Bundles {
    /// Where the next letter goes.
    pub(super) fn next(&mut self, letter: &Planned, options: &PrintOptions) -> Goes {
        let district = (letter.service(), letter.post.map(|post| post / 10));
        let other_way = self.before.is_none_or(|(service, _)| service != letter.service());
        if self.before != Some(district) || self.in_bundle >= options.bundle {
            self.goes.bundle += 1;
            self.in_bundle = 0;
            // A bundle is as large as it may be, so that there must be room for a whole one.
            if other_way || self.in_tray + options.bundle.min(options.tray) > options.tray {
                self.goes.tray += 1;
                self.in_tray = 0;
            }
        }
        self.before = Some(district);
        self.in_bundle += 1;
        self.in_tray += 1;
        self.goes
    }
}
