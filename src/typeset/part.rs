//! Turn finished pages into pages whose data is printed from instances of its own.
//!
//! Making a subset of a face is the dearest part of the export, and it is remembered for a set of
//! glyphs in the order of their first use. Fixed words are the same from letter to letter, names and
//! amounts are not: set apart, the fixed words' subsets are made once, and the data's hold a few
//! dozen glyphs. This happens after layout, so that no line and no squeeze of punctuation moves.

use std::ops::Range;

use typst::diag::EcoString;
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::model::Document;
use typst::syntax::FileId;
use typst::text::{AxisValue, FontInstance, FontVariations, Glyph, Tag, TextItem};
use typst_layout::{Page, PagedDocument};

/// The axis that sets an instance for data apart. No face has it, so that it changes no outline.
const DATA: Tag = Tag::from_bytes(b"DATA");

/// Parts data, whose text comes from the module `values`, from all other words.
pub(super) fn part(document: &PagedDocument, values: FileId) -> PagedDocument {
    let page = |page: &Page| Page {
        frame: part_frame(&page.frame, values).unwrap_or_else(|| page.frame.clone()),
        ..page.clone()
    };
    PagedDocument::new(document.pages().iter().map(page).collect(), document.info().clone())
}

/// The frame with its data parted; `None` where there is nothing to part.
fn part_frame(frame: &Frame, values: FileId) -> Option<Frame> {
    let mut items: Option<Vec<(Point, FrameItem)>> = None;
    for (index, (at, item)) in frame.items().enumerate() {
        let parted = match item {
            FrameItem::Group(group) => part_frame(&group.frame, values).map(|frame| {
                let mut group = group.clone();
                group.frame = frame;
                vec![(*at, FrameItem::Group(group))]
            }),
            FrameItem::Text(text) => part_text(*at, text, values),
            _ => None,
        };
        match (&mut items, parted) {
            (None, None) => {}
            (Some(items), None) => items.push((*at, item.clone())),
            (items, Some(parted)) => {
                items.get_or_insert_with(|| frame.items().take(index).cloned().collect()).extend(parted);
            }
        }
    }
    let mut parted = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        parted.set_baseline(frame.baseline());
    }
    parted.push_multiple(items?);
    Some(parted)
}

/// A run of text as runs of data and of fixed words; `None` where it holds no data, or its face is
/// so small that parting it saves nothing.
fn part_text(at: Point, text: &TextItem, values: FileId) -> Option<Vec<(Point, FrameItem)>> {
    let is_data = |glyph: &Glyph| glyph.span.0.id() == Some(values);
    let forward = text.glyphs.is_sorted_by_key(|glyph| glyph.range.start);
    if !forward || text.font.ttf().tables().cff.is_none() || !text.glyphs.iter().any(is_data) {
        return None;
    }
    let (mut x, mut from) = (Abs::zero(), 0);
    let mut parts = Vec::new();
    let runs: Vec<&[Glyph]> = text.glyphs.chunk_by(|a, b| is_data(a) == is_data(b)).collect();
    for (index, glyphs) in runs.iter().enumerate() {
        let to = runs.get(index + 1).map_or(text.text.len(), |next| next[0].range().start);
        let mut part = cut(text, glyphs, from..to);
        if is_data(&glyphs[0]) {
            part.font = for_data(&text.font);
        }
        let width = part.width();
        parts.push((Point::new(at.x + x, at.y), FrameItem::Text(part)));
        (x, from) = (x + width, to);
    }
    Some(parts)
}

/// The part of a run with these glyphs and this range of its text.
fn cut(text: &TextItem, glyphs: &[Glyph], range: Range<usize>) -> TextItem {
    let start = u16::try_from(range.start).unwrap_or_default();
    let moved =
        |glyph: &Glyph| Glyph { range: glyph.range.start - start..glyph.range.end - start, ..glyph.clone() };
    TextItem {
        text: EcoString::from(&text.text[range]),
        glyphs: glyphs.iter().map(moved).collect(),
        ..text.clone()
    }
}

/// The instance of a face that prints data.
fn for_data(font: &FontInstance) -> FontInstance {
    let mut variations = FontVariations::default();
    variations.0.push((DATA, AxisValue(1.0)));
    font.font().clone().instantiate(font.info().variant, Abs::zero(), &variations)
}
