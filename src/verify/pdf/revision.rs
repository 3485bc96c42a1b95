//! Turn the chain of cross-reference sections into revisions, each with the bytes it added.

use super::lex::{Lexer, Malformed};
use super::object::Object;
use super::table::{Section, XrefEntry, section};

/// How many revisions a file may have.
const MOST: usize = 128;

/// How many objects all tables together may list.
const LISTED: usize = 1 << 20;

/// What one saving of the file added.
#[derive(Debug)]
pub(in crate::verify) struct Revision {
    /// Where its bytes begin: where those of the revision before end.
    pub(in crate::verify) start: usize,
    /// After its `%%EOF`, without the end of line that may follow.
    pub(in crate::verify) bare_end: usize,
    /// After its `%%EOF` with the end of line.
    pub(in crate::verify) end: usize,
    /// Its cross-references: one section, or two where a first revision was laid out for the web.
    pub(in crate::verify) sections: Vec<Section>,
}

impl Revision {
    /// The section whose trailer counts.
    pub(in crate::verify) fn last(&self) -> Option<&Section> {
        self.sections.last()
    }
}

/// Why a file has no revisions that could be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verify) enum Fault {
    /// There is no `%PDF-` at its beginning.
    NotPdf,
    /// No `startxref` with a number and `%%EOF` at its end.
    NoEnd,
    /// A cross-reference section cannot be read.
    Table,
    /// The sections lead in a circle, out of order, or are too many.
    Chain,
    /// A table and a stream stand side by side, so that two programs may see two documents.
    Hybrid,
    /// Encrypted, and no password given opens it.
    Locked,
    /// Encrypted in a way that is not read here.
    Cipher,
}

/// The revisions of a file, the first one first.
pub(super) fn revisions(bytes: &[u8]) -> Result<Vec<Revision>, Fault> {
    if !bytes.starts_with(b"%PDF-") {
        return Err(Fault::NotPdf);
    }
    let mut at = Some(last_start(bytes).ok_or(Fault::NoEnd)?);
    let mut sections: Vec<Section> = Vec::new();
    let mut listed = 0;
    while let Some(offset) = at {
        let seen = sections.iter().any(|section| section.span.start == offset);
        if seen || sections.len() == MOST {
            return Err(Fault::Chain);
        }
        let found = section(bytes, offset).map_err(|Malformed| Fault::Table)?;
        if found.trailer.contains_key(b"XRefStm".as_slice()) {
            return Err(Fault::Hybrid);
        }
        listed += found.entries.len();
        if listed > LISTED {
            return Err(Fault::Chain);
        }
        at = found.before().map_err(|Malformed| Fault::Table)?;
        sections.push(found);
    }
    sections.reverse();
    grouped(bytes, sections)
}

/// The offset that the last `startxref` names.
fn last_start(bytes: &[u8]) -> Option<usize> {
    let word = b"startxref";
    let at = bytes.windows(word.len()).rposition(|window| window == word)?;
    let mut lexer = Lexer::of_file(bytes, at);
    lexer.keyword(word);
    let offset = usize::try_from(lexer.unsigned()?).ok()?;
    (offset < bytes.len()).then_some(offset)
}

/// Puts sections into revisions: each its own, but for a file laid out for the web, whose first two are one.
fn grouped(bytes: &[u8], sections: Vec<Section>) -> Result<Vec<Revision>, Fault> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut sections = sections.into_iter().peekable();
    let mut start = 0;
    while let Some(section) = sections.next() {
        let mut group = vec![section];
        let first = revisions.is_empty();
        if first && sections.peek().is_some_and(|next| next.span.start < group[0].span.start) {
            if !is_linear(bytes) {
                return Err(Fault::Chain);
            }
            group.extend(sections.next());
        }
        let last = group.iter().max_by_key(|section| section.span.end).ok_or(Fault::Chain)?;
        if last.span.start < start {
            return Err(Fault::Chain);
        }
        let (bare_end, end) = footer(bytes, last, group.len() == 1).ok_or(Fault::NoEnd)?;
        revisions.push(Revision { start, bare_end, end, sections: group });
        start = bare_end;
    }
    Ok(revisions)
}

/// Whether the first object says that the file is laid out for the web.
fn is_linear(bytes: &[u8]) -> bool {
    let mut lexer = Lexer::of_file(bytes, 0);
    super::table::object_header(&mut lexer).is_ok()
        && matches!(lexer.object(), Ok(Object::Dict(dict)) if dict.contains_key(b"Linearized".as_slice()))
}

/// Where a revision ends: after the `startxref`, number and `%%EOF` that must follow its section at once.
fn footer(bytes: &[u8], section: &Section, own: bool) -> Option<(usize, usize)> {
    let mut lexer = Lexer::of_file(bytes, section.span.end);
    if !lexer.keyword(b"startxref") {
        return None;
    }
    let named = lexer.unsigned()?;
    if own && named != section.span.start as u64 {
        return None;
    }
    lexer.skip_whitespace();
    if !lexer.take(b"%%EOF") {
        return None;
    }
    let bare = lexer.at();
    let _ = lexer.take(b"\r\n") || lexer.take(b"\n") || lexer.take(b"\r");
    Some((bare, lexer.at()))
}

impl Revision {
    /// Where it puts an object, if it says so.
    pub(super) fn xref_entry(&self, number: u32) -> Option<XrefEntry> {
        self.sections.iter().rev().find_map(|section| section.entries.get(&number).copied())
    }
}
