//! Turn finished pages into pages for the export: with stub fonts, and data parted from fixed words.
//!
//! Font programs are remembered for a set of glyphs in the order of their first use. Fixed words are
//! the same from letter to letter, names and amounts are not: set apart, the fixed words' programs are
//! made once, and the data's hold a few dozen glyphs. This happens after layout, so that no line and
//! no squeeze of punctuation moves.

use std::borrow::Cow;
use std::ops::Range;

use typst::diag::EcoString;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point};
use typst::model::Document;
use typst::syntax::FileId;
use typst::text::{FontInstance, Glyph, TextItem};
use typst_layout::{Page, PagedDocument};

use crate::fonts::Fonts;
use crate::fonts::outline::{StubFont, TextKind};

/// Sets all words in the stubs of their faces, and data, whose text comes from the module `values`,
/// apart from all other words; with how many stub fonts that takes.
pub(super) fn part(document: &PagedDocument, fonts: &Fonts, values: FileId) -> (PagedDocument, usize) {
    let mut parts = Parts { fonts, values, used: Vec::new() };
    let page = |page: &Page| Page { frame: parts.frame(&page.frame), ..page.clone() };
    let pages = document.pages().iter().map(page).collect();
    (PagedDocument::new(pages, document.info().clone()), parts.used.len())
}

/// The pages as they are, but without joiners: for the export that needs no parts.
pub(super) fn whole(document: &PagedDocument) -> PagedDocument {
    let page = |page: &Page| Page { frame: without_joiners_within(&page.frame), ..page.clone() };
    PagedDocument::new(document.pages().iter().map(page).collect(), document.info().clone())
}

fn without_joiners_within(frame: &Frame) -> Frame {
    let mut plain = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        plain.set_baseline(frame.baseline());
    }
    for (at, item) in frame.items() {
        let item = match item {
            FrameItem::Group(group) => {
                let frame = without_joiners_within(&group.frame);
                FrameItem::Group(GroupItem { frame, ..group.clone() })
            }
            FrameItem::Text(text) => FrameItem::Text(without_joiners(text).into_owned()),
            _ => item.clone(),
        };
        plain.push(*at, item);
    }
    plain
}

struct Parts<'a> {
    fonts: &'a Fonts,
    values: FileId,
    /// The stub fonts that some run is set in.
    used: Vec<&'a FontInstance>,
}

impl<'a> Parts<'a> {
    /// The frame in stub fonts and parted.
    fn frame(&mut self, frame: &Frame) -> Frame {
        let mut parted = Frame::new(frame.size(), frame.kind());
        if frame.has_baseline() {
            parted.set_baseline(frame.baseline());
        }
        for (at, item) in frame.items() {
            match item {
                FrameItem::Group(group) => {
                    let mut group = group.clone();
                    group.frame = self.frame(&group.frame);
                    parted.push(*at, FrameItem::Group(group));
                }
                FrameItem::Text(text) => match self.fonts.stub(&text.font) {
                    Some(stub) => self.text(*at, text, stub, &mut parted),
                    None => parted.push(*at, item.clone()),
                },
                _ => parted.push(*at, item.clone()),
            }
        }
        parted
    }

    /// Adds a run of text as runs of data and of fixed words in the stubs of its face.
    fn text(&mut self, at: Point, text: &TextItem, stub: &'a StubFont, to: &mut Frame) {
        let text = without_joiners(text);
        let text = text.as_ref();
        // In text that runs backwards nothing is cut; no letter has any.
        let forward = text.glyphs.is_sorted_by_key(|glyph| glyph.range.start);
        let values = self.values;
        let kind = |glyph: &Glyph| {
            let variant = || text.text[glyph.range()].chars().any(is_variant);
            match glyph.span.0.id() == Some(values) {
                _ if !forward => TextKind::Fixed,
                _ if variant() => TextKind::Variant,
                true => TextKind::Data,
                false => TextKind::Fixed,
            }
        };
        let (mut x, mut from) = (Abs::zero(), 0);
        let mut runs = text.glyphs.chunk_by(|a, b| kind(a) == kind(b)).peekable();
        while let Some(glyphs) = runs.next() {
            let end = runs.peek().map_or(text.text.len(), |next| next[0].range().start);
            let font = stub.instance(kind(&glyphs[0]));
            if !self.used.iter().any(|used| std::ptr::eq(*used, font)) {
                self.used.push(font);
            }
            let part = cut(text, font, glyphs, from..end);
            let width = part.width();
            to.push(Point::new(at.x + x, at.y), FrameItem::Text(part));
            (x, from) = (x + width, end);
        }
    }
}

/// Whether a character is a radical or a compatibility ideograph, which faces draw by the glyph of another one.
fn is_variant(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

/// The part of a run with these glyphs and this range of its text, set in a stub of its face.
fn cut(text: &TextItem, font: &FontInstance, glyphs: &[Glyph], range: Range<usize>) -> TextItem {
    let start = u16::try_from(range.start).unwrap_or_default();
    let moved =
        |glyph: &Glyph| Glyph { range: glyph.range.start - start..glyph.range.end - start, ..glyph.clone() };
    let whole = range.len() == text.text.len();
    TextItem {
        font: font.clone(),
        size: text.size,
        fill: text.fill.clone(),
        stroke: text.stroke.clone(),
        lang: text.lang,
        region: text.region,
        text: if whole { text.text.clone() } else { EcoString::from(&text.text[range]) },
        glyphs: glyphs.iter().map(moved).collect(),
    }
}

/// The sign by which templates keep characters on one line, where a box could not stretch with it. It is no part of
/// what is said: who searches or copies the text must not come upon it.
pub(super) const JOINER: char = '\u{2060}';

/// A run without the joiners in its text. They have no glyph, and those after them move up.
fn without_joiners(text: &TextItem) -> Cow<'_, TextItem> {
    if !text.text.contains(JOINER) {
        return Cow::Borrowed(text);
    }
    let joiners: Vec<usize> = text.text.match_indices(JOINER).map(|(at, _)| at).collect();
    let moved = |at: u16| {
        let before = joiners.partition_point(|joiner| *joiner < usize::from(at));
        at - u16::try_from(before * JOINER.len_utf8()).unwrap_or_default()
    };
    let glyph =
        |glyph: &Glyph| Glyph { range: moved(glyph.range.start)..moved(glyph.range.end), ..glyph.clone() };
    Cow::Owned(TextItem {
        glyphs: text.glyphs.iter().map(glyph).collect(),
        text: text.text.chars().filter(|c| *c != JOINER).collect(),
        ..text.clone()
    })
}
