//! Reckon where an address must stand to show in an envelope's window, and what else could, wherever the sheet
//! slides to.
//!
//! Envelopes are data (`envelopes.toml`). A sheet folded to a height `h` in an envelope of height `H` slides `H - h` up
//! and down, and `W - 210` to and fro. What is drawn at a point of the sheet comes to lie anywhere in between, so that,
//! seen from the sheet, the window moves by as much to the left and up: what the window leaves open at all of its
//! places always shows, what it leaves open at any may show. The standard's tolerances count against us both times.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[cfg(feature = "inner")]
use crate::finding::Lang;
use crate::finding::Words;

const FILE: &str = include_str!("envelopes.toml");

/// The sheet: A4, in millimetres.
pub const SHEET: (f64, f64) = (210.0, 297.0);

/// The least room an address can be set in: a line for the postcode, two for the address, one for the name, in type
/// of eight points, twenty characters wide. Width and height in millimetres.
pub const LEAST: (f64, f64) = (60.0, 18.0);

/// The head above the address: its lower edge where there is room for it, and where there is less, in millimetres.
const HEADS: [f64; 2] = [29.0, 22.5];

/// How far words keep off what may show, in millimetres: their strokes can stand a little out of their lines.
const AIR: f64 = 0.5;

/// Where everything is below all windows of all envelopes, the sheet folded as is usual, if no envelope is named.
const ADDRESS: Rect = Rect { left: 29.0, top: 47.0, right: 102.5, bottom: 75.0 };

/// A window, and the sheet that slides behind it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    title: Both,
    /// The standard, and where its figures were read.
    #[cfg_attr(not(feature = "inner"), allow(dead_code, reason = "for who reads the file, held by a test"))]
    pub source: String,
    /// The day on which somebody last looked.
    #[cfg_attr(not(feature = "inner"), allow(dead_code, reason = "for who reads the file, held by a test"))]
    pub checked: String,
    size: (f64, f64),
    left: Edge,
    top: Edge,
    width: f64,
    heights: Heights,
    radius: f64,
    /// Where the sheet is folded, in millimetres from its upper edge.
    pub folds: Vec<f64>,
}

#[derive(Debug, Deserialize)]
struct Both {
    zh: String,
    en: String,
}

/// Where an edge is, give or take.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edge {
    at: f64,
    within: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heights {
    lowest: f64,
    highest: f64,
    within: f64,
}

/// A rectangle on the sheet, in millimetres from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its right edge.
    pub right: f64,
    /// Its lower edge.
    pub bottom: f64,
}

impl Rect {
    /// From edge to edge; below zero where there is nothing.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// From edge to edge; below zero where there is nothing.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether some part of another lies in it.
    pub fn touches(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether all of another lies in it.
    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// What is left of it so far within its edges, in millimetres.
    fn within(&self, x: f64, y: f64) -> Self {
        Self { left: self.left + x, top: self.top + y, right: self.right - x, bottom: self.bottom - y }
    }

    /// How far within its edges the largest rectangle is that its round corners do not cut, sideways and up and down:
    /// that of all whose corners stand on the arcs, found by degrees. A wide window gives up little of its width for
    /// almost all of its height.
    fn corner(&self, radius: f64) -> (f64, f64) {
        let insets = (0..=90).map(|degrees| {
            let (sine, cosine) = f64::from(degrees).to_radians().sin_cos();
            (radius * (1.0 - cosine), radius * (1.0 - sine))
        });
        let area = |(x, y): &(f64, f64)| {
            let inner = self.within(*x, *y);
            inner.width().max(0.0) * inner.height().max(0.0)
        };
        insets.max_by(|one, other| area(one).total_cmp(&area(other))).unwrap_or((radius, radius))
    }

    /// Both, and what lies between them.
    fn with(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// Where things stand on the first page of a letter, so that the window shows the address and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// Where the address stands.
    pub address: Rect,
    /// What the window may show: nothing else may touch it.
    pub may_show: Rect,
    /// The lower edge of the head.
    pub head: f64,
    /// Where what stands beside the address begins.
    pub beside: f64,
    /// Where the letter itself begins.
    pub body: f64,
    /// Where the sheet is folded, from its upper edge.
    pub folds: Vec<f64>,
}

impl Layout {
    /// For envelopes that nobody named: the letter begins below every window of every envelope there is, so that no
    /// one can read of a debt through it; the address stands where most windows are.
    pub fn cautious() -> Self {
        let all = envelopes().values().map(Envelope::may_show);
        let all = all.reduce(|one, other| one.with(&other)).unwrap_or(ADDRESS);
        // The sender's name may show: it says nothing of a debt.
        let may_show = Rect { top: HEADS[0] + AIR, ..all };
        Self { folds: vec![99.0, 198.0], head: HEADS[0], ..Self::around(ADDRESS, may_show) }
    }

    fn around(address: Rect, may_show: Rect) -> Self {
        let (beside, body) = (may_show.right + AIR, may_show.bottom + AIR);
        Self { address, may_show, head: 0.0, beside, body, folds: Vec::new() }
    }
}

/// An envelope in which nothing can be placed: how far the sheet slides, and what is left.
#[derive(Debug, Clone, PartialEq)]
pub struct NoPlace {
    title: (String, String),
    slack: (f64, f64),
    room: (f64, f64),
    window: (f64, f64),
    head: bool,
}

impl NoPlace {
    /// How far the sheet slides, sideways and up and down, in millimetres.
    #[cfg(feature = "inner")]
    pub fn slack(&self) -> (f64, f64) {
        self.slack
    }

    /// Why, in both languages.
    pub fn words(&self) -> Words {
        let [across, down] = [self.slack.0, self.slack.1].map(millimetres);
        let [wide, high] = [self.window.0, self.window.1].map(millimetres);
        let (en, zh) = (&self.title.1, &self.title.0);
        if self.head {
            return Words::new(
                format!(
                    "{en}: the sheet slides {across} mm sideways and {down} mm up and down, so that the letterhead shows"
                ),
                format!("{zh}：信纸可左右移动 {across} 毫米、上下移动 {down} 毫米，信头会露出"),
            );
        }
        let [room_wide, room_high] = [self.room.0, self.room.1].map(|room| millimetres(room.max(0.0)));
        let [least_wide, least_high] = [LEAST.0, LEAST.1].map(millimetres);
        Words::new(
            format!(
                "{en}: the sheet slides {across} mm sideways and {down} mm up and down; of the window of {wide} × {high} mm \
                 {room_wide} × {room_high} mm always show the same place, and an address needs {least_wide} × {least_high} mm"
            ),
            format!(
                "{zh}：信纸可左右移动 {across} 毫米、上下移动 {down} 毫米；{wide} × {high} 毫米的窗口始终露出的只有 \
                 {room_wide} × {room_high} 毫米，而地址至少需要 {least_wide} × {least_high} 毫米"
            ),
        )
    }
}

/// Millimetres with at most one decimal.
fn millimetres(length: f64) -> String {
    let tenths = (length * 10.0).round() / 10.0;
    tenths.to_string()
}

/// What pictures of envelopes are drawn by.
#[cfg(feature = "inner")]
impl Envelope {
    /// What it is called.
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.title.en,
            Lang::Zh => &self.title.zh,
        }
    }

    /// The envelope's width and height in millimetres.
    pub fn size(&self) -> (f64, f64) {
        self.size
    }

    /// The window on the envelope as it is meant, the lower of those there are.
    pub fn window(&self) -> Rect {
        let (left, top) = (self.left.at, self.top.at);
        Rect { left, top, right: left + self.width, bottom: top + self.heights.lowest }
    }
}

impl Envelope {
    /// How far the sheet slides, sideways and up and down, in millimetres.
    pub fn slack(&self) -> (f64, f64) {
        let folded = self.folds.first().copied().unwrap_or(SHEET.1);
        (self.size.0 - SHEET.0, self.size.1 - folded)
    }

    /// What of the sheet the window shows wherever the sheet lies: a rectangle within its round corners, and within the
    /// strokes that stand out of their lines.
    fn always_shows(&self) -> Rect {
        let (Edge { at: left, within: aside }, Edge { at: top, within: up }) = (&self.left, &self.top);
        let Heights { lowest, within, .. } = self.heights;
        let (across, down) = self.slack();
        let open = Rect {
            left: left + aside,
            top: top + up,
            right: left - aside + self.width - within - across,
            bottom: top - up + lowest - within - down,
        };
        let (x, y) = open.corner(self.radius);
        open.within(x + AIR, y + AIR)
    }

    /// What of the sheet the window shows at some place of the sheet.
    fn may_show(&self) -> Rect {
        let (Edge { at: left, within: aside }, Edge { at: top, within: up }) = (&self.left, &self.top);
        let Heights { highest, within, .. } = self.heights;
        let (across, down) = self.slack();
        Rect {
            left: left - aside - across,
            top: top - up - down,
            right: left + aside + self.width + within,
            bottom: top + up + highest + within,
        }
    }

    /// Where things stand on the first page so that its window shows the address, all of it, and nothing else; why
    /// not, where there is no such place.
    pub fn layout(&self) -> Result<Layout, NoPlace> {
        let (address, may_show) = (self.always_shows(), self.may_show());
        let no_place = |head| NoPlace {
            title: (self.title.zh.clone(), self.title.en.clone()),
            slack: self.slack(),
            room: (address.width(), address.height()),
            window: (self.width, self.heights.lowest),
            head,
        };
        if address.width() < LEAST.0 || address.height() < LEAST.1 {
            return Err(no_place(false));
        }
        let head = HEADS.into_iter().find(|head| head + AIR <= may_show.top).ok_or_else(|| no_place(true))?;
        Ok(Layout { head, folds: self.folds.clone(), ..Layout::around(address, may_show) })
    }
}

/// The envelopes there are, by the names the issuer file has for them.
pub fn envelopes() -> &'static BTreeMap<String, Envelope> {
    static ENVELOPES: LazyLock<BTreeMap<String, Envelope>> = LazyLock::new(|| match toml::from_str(FILE) {
        Ok(envelopes) => envelopes,
        // The file is part of the program, and a test reads it.
        Err(fault) => unreachable!("envelopes.toml: {fault}"),
    });
    &ENVELOPES
}
