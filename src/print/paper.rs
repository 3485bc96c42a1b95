//! Turn sheets into grams, an envelope, and a weight class of the post.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// An A4 sheet in mm² (ISO 216: 210 × 297 mm).
const SHEET: u64 = 210 * 297;

/// How much paper an envelope takes, in hundredths of its two sides: flaps and seams add a fifth. A figure of this house,
/// as no standard gives one: what an envelope weighs more than its sides. The window takes nothing off, to be safe.
const FLAPS: u64 = 120;

const ENVELOPES: &str = include_str!("envelopes.tsv");

/// A weight in millionths of a gram: exact for any paper, since g/m² are µg/mm².
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight(u64);

/// What letters are printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its weight in g/m² (ISO 536).
    pub grammage: u32,
}

/// An envelope, by the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Envelope {
    pub(super) name: &'static str,
    /// Width times height, in mm².
    face: u64,
    most: u32,
    grammage: u64,
}

/// All envelopes, from the smallest.
static ALL: LazyLock<Vec<Envelope>> = LazyLock::new(|| {
    let lines = ENVELOPES.lines().filter(|line| !line.starts_with('#'));
    let one = |line: &'static str| {
        let cells: Vec<&'static str> = line.split('\t').collect();
        let [name, width, height, most, grammage] = cells[..] else { return None };
        let number = |cell: &str| cell.parse::<u64>().ok();
        Some(Envelope {
            name,
            face: number(width)? * number(height)?,
            most: most.parse().ok()?,
            grammage: number(grammage)?,
        })
    };
    lines.filter_map(one).collect()
});

/// The names of the envelopes, from the smallest.
pub(super) fn envelope_names() -> Vec<&'static str> {
    ALL.iter().map(|envelope| envelope.name).collect()
}

/// The envelope for so many sheets: the one that is wanted, or the next larger one that takes them; the largest for more
/// than any takes.
pub(super) fn envelope(wanted: &str, sheets: u32) -> Option<Envelope> {
    let from = ALL.get(ALL.iter().position(|envelope| envelope.name == wanted)?..)?;
    from.iter().find(|envelope| sheets <= envelope.most).or(from.last()).copied()
}

impl Weight {
    /// The weight of a letter: its sheets, and its envelope.
    pub(super) fn of(sheets: u32, paper: Paper, envelope: Envelope) -> Self {
        let sheets = u64::from(sheets) * SHEET * u64::from(paper.grammage);
        Self(sheets + 2 * envelope.face * envelope.grammage * FLAPS / 100)
    }

    /// In grams with one decimal, rounded up: `14.5`.
    pub(super) fn grams(self) -> String {
        let tenths = self.0.div_ceil(100_000);
        format!("{}.{}", tenths / 10, tenths % 10)
    }

    /// The class by which letters are paid for (国内信函资费): steps of 20 g up to 100 g, of 100 g beyond; from 1.
    pub(super) fn class(self) -> u32 {
        let grams = self.0.div_ceil(1_000_000);
        let class = if grams <= 100 { grams.div_ceil(20) } else { 5 + (grams - 100).div_ceil(100) };
        class as u32
    }
}
