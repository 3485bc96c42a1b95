//! Whose steps are counted.

use std::collections::BTreeSet;

use typst::foundations::Bytes;

use super::tally::Meter;
use crate::fill::{Counted, Forbidden, SHARED, TemplateSet, counted};

/// Whose steps are counted: the folders, of kinds or the shared one, with Typst source that is not built in. A kind's
/// letters come upon its own folder and the shared one, and no other.
pub(super) struct Metered(BTreeSet<String>);

impl Metered {
    /// Those of a run's templates.
    pub(super) fn of(templates: &TemplateSet) -> Self {
        let own = templates.typst().filter(|(name, _)| templates.is_own(name));
        Self(own.filter_map(|(name, _)| Some(name.split_once('/')?.0.to_string())).collect())
    }

    /// How the steps of pages with this source are counted, if they are: those of a kind, or without one of the program's own.
    pub(super) fn counting(&self, kind: Option<&str>, source: &str) -> Result<Option<Counting>, Forbidden> {
        if !kind.into_iter().chain([SHARED]).any(|folder| self.0.contains(folder)) {
            return Ok(None);
        }
        Ok(Some(Counting { length: source.len(), source: counted(source)?, meter: Meter::new(source.len()) }))
    }
}

/// How a letter's steps are counted.
pub(super) struct Counting {
    length: usize,
    source: Counted,
    meter: Meter,
}

impl Counting {
    /// The source with its counting calls.
    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    /// Where a byte of that source stood in the letter's own.
    pub(super) fn original(&self, byte: usize) -> usize {
        self.source.original(byte)
    }

    /// What the world holds for the counting calls to find the letter's tally by.
    pub(super) fn key(&self) -> Bytes {
        self.meter.key()
    }

    /// Whether a face's number is a probe that was read before.
    pub(super) fn was_probed(&self, face: usize) -> bool {
        self.meter.was_probed(face)
    }

    /// Begins anew, with all steps.
    pub(super) fn begin_anew(&mut self) {
        self.meter = Meter::new(self.length);
    }
}
