//! Keep the outlines of glyphs out of the export, and put them into the finished PDF.
//!
//! Making font programs is the dearest part of an export: the glyphs' subroutines are resolved, their
//! boxes measured and all of it compressed anew for every letter, although most glyphs are those of the
//! letter before. So the exporter gets a [`Hollow`] twin of each face: its names and measures are the
//! face's own, but a glyph's program only says which glyph it is. [`graft`] then puts the true
//! programs in the place of the hollow ones; those of a letter's fixed words are remembered
//! ready compressed, and so are single glyphs for the others. Layout always sees the true face.
//!
//! - [`cff`]: what a CFF table holds;
//! - [`charstring`]: a glyph's program with its subroutines resolved;
//! - [`hollow`]: the twin;
//! - [`known`]: what is remembered from letter to letter;
//! - [`mod@graft`]: putting the programs into a PDF.

mod cff;
mod charstring;
mod graft;
mod hollow;

pub(crate) use charstring::Words;
pub(crate) use graft::graft;
pub(crate) use hollow::Hollow;
