//! Turn counts into a bar chart: where each bar begins and how long it is.

use serde::Serialize;

/// How wide a chart is, in its own units.
const WIDTH: u64 = 460;

/// Where bars begin: to the left of them stand their names.
const LEFT: u64 = 56;

/// The longest bar; to the right of it there is room for its number.
const LONGEST: u64 = WIDTH - LEFT - 84;

/// How far apart bars are, and how thick.
const PITCH: u64 = 36;
const THICK: u64 = 20;

/// A chart of horizontal bars.
#[derive(Debug, Serialize)]
pub(super) struct Chart {
    width: u64,
    height: u64,
    left: u64,
    thick: u64,
    bars: Vec<Bar>,
    /// What all bars come to.
    total: u64,
}

/// One bar.
#[derive(Debug, Serialize)]
struct Bar {
    name: String,
    /// The class that gives it its colour.
    shade: &'static str,
    count: u64,
    top: u64,
    length: u64,
    /// Where its number stands.
    after: u64,
    /// The base line of its name and number.
    base: u64,
}

/// A count with its name and the class of its colour.
pub(super) type Counted = (String, u64, &'static str);

impl Chart {
    /// A chart of these counts, in their order, the greatest of which fills the width.
    pub(super) fn of(counts: Vec<Counted>) -> Self {
        let most = counts.iter().map(|(_, count, _)| *count).max().unwrap_or(0);
        let total = counts.iter().map(|(_, count, _)| count).sum();
        let height = PITCH * counts.len() as u64;
        let bars = (0..).zip(counts).map(|(at, counted)| Bar::of(at, counted, most)).collect();
        Self { width: WIDTH, height, left: LEFT, thick: THICK, bars, total }
    }
}

/// How high columns are.
const HIGH: u64 = 120;

impl Chart {
    /// A chart of columns side by side from left to right, the greatest of which fills the height; a
    /// column's `after` is where it begins, its `length` its height.
    pub(super) fn columns(counts: &[u64]) -> Self {
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        let thick = ((WIDTH * 10 - LEFT * 10) / counts.len().max(1) as u64).clamp(1, 400);
        let column = |(at, count): (u64, &u64)| {
            let length = count * HIGH / most;
            let (top, after) = (HIGH - length, LEFT * 10 + at * thick);
            Bar { name: String::new(), shade: "firm", count: *count, top, length, after, base: HIGH }
        };
        let bars = (0..).zip(counts).map(column).collect();
        Self { width: WIDTH * 10, height: HIGH, left: LEFT * 10, thick, bars, total: counts.iter().sum() }
    }
}

impl Bar {
    /// The bar at place `at`; what was counted at all is never too short to be seen.
    fn of(at: u64, (name, count, shade): Counted, most: u64) -> Self {
        let exact = u128::from(count) * u128::from(LONGEST) / u128::from(most.max(1));
        let length = u64::try_from(exact).unwrap_or(LONGEST).max(if count > 0 { 2 } else { 0 });
        let top = at * PITCH + (PITCH - THICK) / 2;
        Self { name, shade, count, top, length, after: LEFT + length + 8, base: top + THICK - 4 }
    }
}
