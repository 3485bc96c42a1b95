//! Read finished pages: their words and how they look, and glyphs that are missing.

use std::ops::Range;

use typst::foundations::{Content, StyleChain};
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::pdf::{ArtifactElem, ArtifactKind};
use typst::text::TextItem;
use typst::visualize::Paint;
use typst_layout::PagedDocument;

use super::part::JOINER;
use crate::finding::{Finding, Words, in_order};

/// The words of finished pages, run by run as they were set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Printed {
    text: String,
    runs: Vec<(Range<usize>, Look)>,
}

/// How a run of words looks.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Look {
    /// Its size in points.
    pub size: f64,
    /// Its weight, 100 to 900; regular is 400, bold 700.
    pub weight: u16,
    /// Whether it is printed in red.
    pub red: bool,
}

impl Look {
    /// Whether it is larger or bolder.
    pub fn outdoes(self, other: Self) -> bool {
        self.size > other.size || self.weight > other.weight
    }
}

impl Printed {
    /// The words of all pages in reading order, a line for each baseline, pages parted by a form feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every run with its look.
    pub fn runs(&self) -> impl Iterator<Item = (&str, Look)> {
        self.runs.iter().map(|(at, look)| (&self.text[at.clone()], *look))
    }

    /// The runs of each line with their looks.
    pub fn lines(&self) -> impl Iterator<Item = Vec<(&str, Look)>> {
        let lines = self.runs.chunk_by(|(one, _), (next, _)| one.end == next.start);
        lines.map(|line| line.iter().map(|(at, look)| (&self.text[at.clone()], *look)).collect())
    }

    /// The size in points in which most of the text is set; nothing where there is none.
    pub fn usual_size(&self) -> f64 {
        let mut sizes: Vec<(f64, usize)> = Vec::new();
        for (at, Look { size, .. }) in &self.runs {
            match sizes.iter_mut().find(|(other, _)| (*other - size).abs() < 0.01) {
                Some((_, bytes)) => *bytes += at.len(),
                None => sizes.push((*size, at.len())),
            }
        }
        sizes.into_iter().max_by_key(|(_, bytes)| *bytes).map_or(0.0, |(size, _)| size)
    }

    /// How the words at a byte of the text look.
    pub fn look(&self, byte: usize) -> Look {
        let after = self.runs.partition_point(|(at, _)| at.end <= byte);
        self.runs.get(after).map(|(_, look)| *look).unwrap_or_default()
    }
}

/// Reads the words of all pages.
#[cfg(feature = "inner")]
pub(super) fn printed(document: &PagedDocument) -> Printed {
    let mut reader = Reader::default();
    for (index, page) in document.pages().iter().enumerate() {
        reader.turn(index);
        walk(&page.frame, 0.0, 0.0, &mut |run, _, y| reader.read(run, y));
        reader.printed.text.push('\n');
    }
    reader.printed
}

/// Reads the words of all pages as a person reads on: what stands at the edges of every page comes behind all of them, so
/// that nothing stands within a sentence that goes over the end of a page.
pub(super) fn read_on(document: &PagedDocument) -> Printed {
    let (mut body, mut edges) = (Reader::default(), Reader::default());
    for (index, page) in document.pages().iter().enumerate() {
        body.turn(index);
        edges.turn(index);
        let mut edge = None;
        walk_marked(&page.frame, (0.0, 0.0), &mut edge, &mut |run, y, at_the_edge| {
            if at_the_edge { &mut edges } else { &mut body }.read(run, y);
        });
        body.printed.text.push('\n');
        edges.printed.text.push('\n');
    }
    let Printed { mut text, mut runs } = body.printed;
    let behind = text.len();
    text.push_str(&edges.printed.text);
    runs.extend(edges.printed.runs.into_iter().map(|(at, look)| (at.start + behind..at.end + behind, look)));
    Printed { text, runs }
}

/// Words that were read, and the baseline of the last.
#[derive(Default)]
struct Reader {
    printed: Printed,
    line: Option<f64>,
}

impl Reader {
    /// Turns to a page, counted from 0.
    fn turn(&mut self, page: usize) {
        if page > 0 {
            self.printed.text.push('\u{c}');
        }
        self.line = None;
    }

    fn read(&mut self, run: &TextItem, y: f64) {
        let Printed { text, runs } = &mut self.printed;
        if self.line.is_some_and(|line| (line - y).abs() > 1.0) {
            text.push('\n');
        }
        self.line = Some(y);
        let start = text.len();
        text.extend(run.text.chars().filter(|c| *c != JOINER));
        let weight = run.font.info().variant.weight.to_number();
        let look = Look { size: run.size.to_pt(), weight, red: is_red(&run.fill) };
        runs.push((start..text.len(), look));
    }
}

/// Visits every run of text with its baseline, and with whether it stands at the edge of its page: in a head, in a foot, or
/// behind the text. `edge` is the element of such words that is open.
fn walk_marked(
    frame: &Frame,
    (x, y): (f64, f64),
    edge: &mut Option<Location>,
    visit: &mut dyn FnMut(&TextItem, f64, bool),
) {
    for (at, item) in frame.items() {
        let (x, y) = (x + at.x.to_pt(), y + at.y.to_pt());
        match item {
            FrameItem::Group(group) => walk_marked(&group.frame, (x, y), edge, visit),
            FrameItem::Text(text) => visit(text, y, edge.is_some()),
            FrameItem::Tag(Tag::Start(element, _)) if edge.is_none() && is_of_the_edge(element) => {
                *edge = element.location();
            }
            FrameItem::Tag(Tag::End(location, ..)) if *edge == Some(*location) => *edge = None,
            _ => {}
        }
    }
}

fn is_of_the_edge(element: &Content) -> bool {
    element.to_packed::<ArtifactElem>().is_some_and(|artifact| {
        let kind = artifact.kind.get(StyleChain::default());
        matches!(kind, ArtifactKind::Header | ArtifactKind::Footer | ArtifactKind::Background)
    })
}

/// Whether ink is red: much more of it than of green and blue.
fn is_red(ink: &Paint) -> bool {
    let Paint::Solid(color) = ink else { return false };
    let (red, green, blue, _) = color.to_rgb().into_components();
    red > 0.5 && green < 0.4 && blue < 0.4 && red > 2.0 * green.max(blue)
}

/// A finding for each character that no face printed.
pub(super) fn missing_glyphs(document: &PagedDocument) -> Vec<Finding> {
    let mut findings = Vec::new();
    for page in document.pages() {
        walk(&page.frame, 0.0, 0.0, &mut |text, _, _| {
            for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                for c in text.text[glyph.range()].chars() {
                    findings.push(missing_glyph(c));
                }
            }
        });
    }
    in_order(&mut findings);
    findings
}

fn missing_glyph(c: char) -> Finding {
    let code = u32::from(c);
    Finding::error(
        "G02",
        "",
        Words::new(format!("no face in use prints U+{code:04X}"), format!("所用字体不含 U+{code:04X}")),
    )
    .hint(
        "set data in the serif stack of `shared/theme.typ`, which covers every character that was checked",
        "数据请使用 `shared/theme.typ` 中的宋体字体组，其覆盖所有已检查的字符",
    )
}

/// Visits every run of text in a frame that lies at `x` and `y` of a page, with its own place, in points.
pub fn walk(frame: &Frame, x: f64, y: f64, visit: &mut dyn FnMut(&TextItem, f64, f64)) {
    for (at, item) in frame.items() {
        let (x, y) = (x + at.x.to_pt(), y + at.y.to_pt());
        match item {
            FrameItem::Group(group) => walk(&group.frame, x, y, visit),
            FrameItem::Text(text) => visit(text, x, y),
            _ => {}
        }
    }
}
