//! Read a page's frame as what is printed on it: words, rules and pictures, each with its place in points.

use typst::foundations::{Content, Label, Smart, StyleChain};
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, GroupItem, Transform};
use typst::model::{EmphElem, HeadingElem, LinkElem, StrongElem, TableCell, TableElem};
use typst::pdf::{TableCellKind, TableHeaderScope};
use typst::text::{Glyph, TextItem};
use typst::utils::PicoStr;
use typst::visualize::{Geometry, Shape};
use typst_layout::Page;

/// Millimetres in points.
pub(super) const MM: f64 = 72.0 / 25.4;

/// A rectangle that is filled and no thicker than this is a rule, in points.
const THIN: f64 = 1.5;

/// The label of the block that holds the address: `G30` proves its place, and its lines break where the window ends.
const ADDRESS: &str = "window-address";

/// The part of an alternative text by which the picture of a seal is known: text is meant to stand on it.
const SEAL: &str = "印章";

/// A rectangle on a page, in points from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// Whether two have more than `least` points in common, along and across.
    pub(super) fn meets(&self, other: &Self, least: f64) -> bool {
        self.left.max(other.left) + least < self.right.min(other.right)
            && self.top.max(other.top) + least < self.bottom.min(other.bottom)
    }

    /// What two have in common.
    fn common(&self, other: &Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// Whether another lies within it, give or take `slack` points.
    pub(super) fn holds(&self, other: &Self, slack: f64) -> bool {
        self.left <= other.left + slack
            && self.top <= other.top + slack
            && self.right >= other.right - slack
            && self.bottom >= other.bottom - slack
    }
}

/// Words set in one go.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) item: &'a TextItem,
    /// Its left edge and its baseline.
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) right: f64,
    pub(super) size: f64,
    /// Whether an element begins or ends between it and the run that was set before it, so that they belong to two
    /// paragraphs, cells or places.
    pub(super) apart: bool,
    /// Whether it is part of a heading.
    pub(super) heads: bool,
    /// Whether it is part of the address in the envelope's window.
    pub(super) in_window: bool,
    /// Whether a box cuts a part of it off.
    pub(super) cut: bool,
}

impl Run<'_> {
    /// The most that its glyphs may reach: no face here rises above 0.95 em or falls below 0.25 em.
    pub(super) fn area(&self) -> Area {
        Area {
            left: self.x,
            top: self.y - 0.95 * self.size,
            right: self.right,
            bottom: self.y + 0.25 * self.size,
        }
    }

    /// What its characters cover in all likelihood: Chinese ones rise 0.86 em above the line and fall 0.12 em below.
    pub(super) fn body(&self) -> Area {
        Area {
            left: self.x,
            top: self.y - 0.72 * self.size,
            right: self.right,
            bottom: self.y + 0.08 * self.size,
        }
    }

    /// The ink of its glyphs, by their outlines: exact, and dear.
    pub(super) fn ink(&self) -> impl Iterator<Item = Area> {
        let mut x = self.x;
        let font = &self.item.font;
        let ink = move |glyph: &Glyph| {
            let from = x + glyph.x_offset.at(self.item.size).to_pt();
            let up = glyph.y_offset.at(self.item.size).to_pt();
            x += glyph.x_advance.at(self.item.size).to_pt();
            let bounds = font.ttf().glyph_bounding_box(ttf_parser::GlyphId(glyph.id))?;
            let points = |units: i16| font.to_em(units).at(self.item.size).to_pt();
            Some(Area {
                left: from + points(bounds.x_min),
                top: self.y - up - points(bounds.y_max),
                right: from + points(bounds.x_max),
                bottom: self.y - up - points(bounds.y_min),
            })
        };
        self.item.glyphs.iter().filter_map(ink)
    }

    /// Whether nothing of it is seen.
    pub(super) fn is_blank(&self) -> bool {
        self.item.text.chars().all(char::is_whitespace)
    }
}

/// A picture.
#[derive(Debug)]
pub(super) struct Picture {
    /// What is seen of it.
    pub(super) area: Area,
    /// Whether it is a whole seal; a slice of one at the paper's edge is a picture as others are.
    pub(super) is_seal: bool,
}

/// A cell of a table that is set here for the first time: the head that a table repeats on each page is none.
#[derive(Debug)]
pub(super) struct Cell {
    /// Whether it is the first of its table.
    pub(super) begins: bool,
    /// Whether it is the head of a column.
    pub(super) heads: bool,
    pub(super) row: usize,
    pub(super) place: (f64, f64),
}

/// What is printed on a page.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// Its number, from 1.
    pub(super) number: usize,
    pub(super) area: Area,
    /// The area with what the printer trims.
    pub(super) bled: Area,
    /// Its words in the order in which they were set.
    pub(super) runs: Vec<Run<'a>>,
    pub(super) rules: Vec<Area>,
    pub(super) pictures: Vec<Picture>,
    pub(super) cells: Vec<Cell>,
}

impl<'a> Sheet<'a> {
    /// Reads a page.
    pub(super) fn of(number: usize, page: &'a Page) -> Self {
        let (size, bleed) = (page.frame.size(), &page.bleed);
        let area = Area { left: 0.0, top: 0.0, right: size.x.to_pt(), bottom: size.y.to_pt() };
        let bled = Area {
            left: -bleed.left.to_pt(),
            top: -bleed.top.to_pt(),
            right: area.right + bleed.right.to_pt(),
            bottom: area.bottom + bleed.bottom.to_pt(),
        };
        let sheet = Self {
            number,
            area,
            bled,
            runs: Vec::new(),
            rules: Vec::new(),
            pictures: Vec::new(),
            cells: Vec::new(),
        };
        let mut reader = Reader {
            sheet,
            apart: true,
            heading: None,
            inline: Vec::new(),
            table_begins: false,
            address: Label::new(PicoStr::intern(ADDRESS)),
            in_window: false,
        };
        reader.frame(&page.frame, 0.0, 0.0, None);
        reader.sheet
    }
}

struct Reader<'a> {
    sheet: Sheet<'a>,
    /// Whether an element began or ended since the last run.
    apart: bool,
    /// The heading that has begun and not ended.
    heading: Option<Location>,
    /// The elements within a line that have begun and not ended.
    inline: Vec<Location>,
    /// Whether a table began since the last cell.
    table_begins: bool,
    /// The label of the address, and whether what is read belongs to it.
    address: Option<Label>,
    in_window: bool,
}

impl<'a> Reader<'a> {
    fn frame(&mut self, frame: &'a Frame, x: f64, y: f64, seen: Option<Area>) {
        for (at, item) in frame.items() {
            let (x, y) = (x + at.x.to_pt(), y + at.y.to_pt());
            match item {
                FrameItem::Group(group) => self.group(group, x, y, seen),
                FrameItem::Text(text) => self.text(text, x, y, seen),
                FrameItem::Shape(shape, _) => self.sheet.rules.extend(rule(shape, x, y)),
                FrameItem::Image(image, size, _) => {
                    let whole =
                        Area { left: x, top: y, right: x + size.x.to_pt(), bottom: y + size.y.to_pt() };
                    let area = seen.map_or(whole, |seen| seen.common(&whole));
                    let is_seal = area == whole && image.alt().is_some_and(|alt| alt.contains(SEAL));
                    self.sheet.pictures.push(Picture { area, is_seal });
                }
                FrameItem::Tag(Tag::Start(element, _)) => self.begins(element, (x, y)),
                FrameItem::Tag(Tag::End(location, ..)) => self.ends(*location),
                FrameItem::Link(..) => {}
            }
        }
    }

    fn begins(&mut self, element: &Content, place: (f64, f64)) {
        let within_a_line =
            element.is::<StrongElem>() || element.is::<EmphElem>() || element.is::<LinkElem>();
        if let (true, Some(location)) = (within_a_line, element.location()) {
            self.inline.push(location);
            return;
        }
        self.apart = true;
        if let Some(cell) = element.to_packed::<TableCell>() {
            let plain = StyleChain::default();
            if cell.is_repeated.get(plain) {
                return;
            }
            let heads = match cell.kind.get(plain) {
                Smart::Custom(TableCellKind::Header(_, scope)) => !matches!(scope, TableHeaderScope::Row),
                _ => false,
            };
            let row = cell.y.get(plain).unwrap_or_default();
            let begins = std::mem::take(&mut self.table_begins);
            self.sheet.cells.push(Cell { begins, heads, row, place });
        } else if element.is::<TableElem>() {
            self.table_begins = true;
        } else if element.is::<HeadingElem>() {
            self.heading = element.location();
        }
    }

    fn ends(&mut self, location: Location) {
        if self.inline.last() == Some(&location) {
            self.inline.pop();
            return;
        }
        self.apart = true;
        if self.heading == Some(location) {
            self.heading = None;
        }
    }

    fn group(&mut self, group: &'a GroupItem, x: f64, y: f64, seen: Option<Area>) {
        if !group.transform.is_identity() && !group.transform.is_only_translate() {
            return self.drawn(&group.frame, group.transform, x, y);
        }
        let (x, y) = (x + group.transform.tx.to_pt(), y + group.transform.ty.to_pt());
        let size = group.frame.size();
        let own = Area { left: x, top: y, right: x + size.x.to_pt(), bottom: y + size.y.to_pt() };
        let seen = match (&group.clip, seen) {
            (Some(_), Some(seen)) => Some(seen.common(&own)),
            (Some(_), None) => Some(own),
            (None, seen) => seen,
        };
        let outside = self.in_window;
        self.in_window |= group.label.is_some() && group.label == self.address;
        self.frame(&group.frame, x, y, seen);
        self.in_window = outside;
    }

    /// What is drawn at another size than it has on the page, as the codes for machines are: a picture.
    fn drawn(&mut self, frame: &Frame, by: Transform, x: f64, y: f64) {
        if by.kx.get() != 0.0 || by.ky.get() != 0.0 {
            return;
        }
        let (x, y) = (x + by.tx.to_pt(), y + by.ty.to_pt());
        for (at, item) in frame.items() {
            let (left, top, right, bottom) = match item {
                FrameItem::Shape(shape, _) if shape.fill.is_some() => {
                    let bounds = shape.bbox(false);
                    (bounds.min.x.to_pt(), bounds.min.y.to_pt(), bounds.max.x.to_pt(), bounds.max.y.to_pt())
                }
                FrameItem::Image(_, size, _) => (0.0, 0.0, size.x.to_pt(), size.y.to_pt()),
                _ => continue,
            };
            let across = |own: f64| x + by.sx.get() * (at.x.to_pt() + own);
            let down = |own: f64| y + by.sy.get() * (at.y.to_pt() + own);
            let area = Area {
                left: across(left).min(across(right)),
                top: down(top).min(down(bottom)),
                right: across(left).max(across(right)),
                bottom: down(top).max(down(bottom)),
            };
            self.sheet.pictures.push(Picture { area, is_seal: false });
        }
    }

    fn text(&mut self, item: &'a TextItem, x: f64, y: f64, seen: Option<Area>) {
        let apart = std::mem::take(&mut self.apart);
        let (right, size) = (x + item.width().to_pt(), item.size.to_pt());
        let mut run = Run {
            item,
            x,
            y,
            right,
            size,
            apart,
            heads: self.heading.is_some(),
            in_window: self.in_window,
            cut: false,
        };
        run.cut = seen.is_some_and(|seen| !seen.holds(&run.body(), 0.5));
        self.sheet.runs.push(run);
    }
}

/// A shape as a rule, where it is one: a level or upright line, or a rectangle as thin.
fn rule(shape: &Shape, x: f64, y: f64) -> Option<Area> {
    let thick = shape.stroke.as_ref().map_or(0.0, |stroke| stroke.thickness.to_pt()) / 2.0;
    let (left, top, right, bottom) = match &shape.geometry {
        Geometry::Line(to) if shape.stroke.is_some() => {
            let (to_x, to_y) = (x + to.x.to_pt(), y + to.y.to_pt());
            (x.min(to_x), y.min(to_y), x.max(to_x), y.max(to_y))
        }
        Geometry::Rect(size) if shape.fill.is_some() => (x, y, x + size.x.to_pt(), y + size.y.to_pt()),
        _ => return None,
    };
    let is_thin = right - left <= THIN || bottom - top <= THIN;
    is_thin.then_some(Area {
        left: left - thick,
        top: top - thick,
        right: right + thick,
        bottom: bottom + thick,
    })
}
