//! Keep the outlines of glyphs out of the export, and substitute the fonts of the finished PDF.
//!
//! Making font programs is the dearest part of an export: the glyphs' subroutines are resolved, their
//! boxes measured and all of it compressed anew for every letter, although most glyphs are those of the
//! letter before. So the exporter gets a [`StubFont`] in the place of each face: its names and measures are
//! the face's own, but a glyph's program only says which glyph it is. [`substitute()`] then puts the true
//! programs in the place of the stubs' in the finished file; those of a letter's fixed words are remembered
//! ready compressed, and so are single glyphs for the others. Layout always sees the true face.
//!
//! - [`cff`]: what a CFF table holds;
//! - [`charstring`]: a glyph's program with its subroutines resolved;
//! - [`stub`]: the stub font, with the programs it remembers ([`crate::known`]);
//! - [`mod@substitute`]: the substitution in a PDF.
//!
//! # When the exporter changes
//!
//! The substitution knows how this release of the exporter writes a file: an uncompressed table of objects,
//! the first words of a font program's stream, one program for each font. The specification allows other
//! ways, so an update of the exporter may take them. Whatever is not as expected makes [`substitute()`] say
//! `None`, a font that it did not find included; the document is then exported with its true faces, which
//! costs more time and prints the same (`typeset::export`), and the run says so at its end. To mend it,
//! bring [`mod@substitute`] up to what the exporter writes now; the tests of outlines tell when it is.

pub(crate) mod cff;
mod charstring;
mod stub;
mod substitute;

pub use charstring::TextKind;
pub use stub::StubFont;
pub use substitute::substitute;
