//! Prove finished pages before they are exported: what no careful typographer would let pass is a finding, never a page.
//!
//! The proof reads the frames that are exported, so that nothing of the templates has to be believed. Each rule has a
//! file: what lies on what ([`overlap`], `G21`), what leaves its area ([`edges`], `G22`), how lines begin and end
//! ([`lines`], `G23` and `G24`), what stands alone on a page ([`alone`] and [`tables`], `G25`).
//!
//! It must cost next to nothing, since every letter passes it. So boxes are first compared as the face's line has
//! them, and the outlines of glyphs are asked only where those boxes meet, which on a good page they hardly do.
//!
//! Not proven are words that a template turns or scales (`rotate`, `scale`): they are ornaments, as a slanting 副本 across
//! the page is, and are meant to lie on others. What is drawn and scaled, as the codes for machines are, is a picture.

mod alone;
mod edges;
mod fault;
mod lines;
mod marks;
mod overlap;
mod sheet;
mod tables;

use typst_layout::PagedDocument;

use self::fault::Faults;
use self::marks::{Margins, fields};
use self::sheet::Sheet;
use crate::finding::Finding;

/// What a proof says of a document.
#[derive(Debug)]
pub(super) struct Proof {
    /// What is wrong with its pages, page by page; nothing where they are well set.
    pub(super) faults: Vec<Finding>,
    /// Whether it may be the better for being set closer, though nothing is wrong.
    pub(super) is_loose: bool,
}

/// Proves the pages of a document.
pub(super) fn proof(document: &PagedDocument) -> Proof {
    let mut faults = Faults::default();
    let margins = Margins::of(document);
    let sheets: Vec<Sheet<'_>> =
        (1..).zip(document.pages()).map(|(number, page)| Sheet::of(number, page)).collect();
    let fields = fields(document);
    for sheet in &sheets {
        overlap::look(sheet, &fields, &mut faults);
        edges::look(sheet, margins.as_ref(), &fields, &mut faults);
        lines::look(sheet, &mut faults);
    }
    tables::look(&sheets, &mut faults);
    // Where a page's body ends is known where the template states it.
    let is_loose = margins.is_some_and(|margins| alone::look(&sheets, &margins, &fields, &mut faults));
    Proof { faults: faults.told(), is_loose }
}
