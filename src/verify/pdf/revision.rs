//! Turn the chain of cross-reference sections into revisions, each with the bytes it added.

use super::lex::{Lexer, Malformed};
use super::object::Object;
use super::table::{Section, XrefEntry, section};
use crate::verify::budget::Budget;

/// How many revisions a file may have.
const MOST: usize = 128;

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
    /// The stream beside its table, where it has one. What the table lists counts, then what stands here, then what
    /// earlier revisions list.
    pub(in crate::verify) beside: Option<Section>,
}

impl Revision {
    /// The section whose trailer counts.
    pub(in crate::verify) fn last(&self) -> Option<&Section> {
        self.sections.last()
    }

    /// All that it lists, what counts first.
    pub(in crate::verify) fn listed(&self) -> impl Iterator<Item = (u32, XrefEntry)> + '_ {
        self.sections.iter().rev().chain(&self.beside).flat_map(|section| section.entries.iter().copied())
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
    /// The sections lead in a circle or out of order.
    Chain,
    /// A stream stands beside the tables of a file that is laid out for the web, too.
    Hybrid,
    /// There are too many sections.
    Many,
    /// Reading it costs more than a file of its size may.
    Costly,
    /// Encrypted, and no password given opens it.
    Locked,
    /// Encrypted in a way that is not read here.
    Cipher,
}

/// The revisions of a file, the first one first.
pub(super) fn revisions(bytes: &[u8], budget: &Budget) -> Result<Vec<Revision>, Fault> {
    let found = chained(bytes, budget);
    if budget.is_over() { Err(Fault::Costly) } else { found }
}

fn chained(bytes: &[u8], budget: &Budget) -> Result<Vec<Revision>, Fault> {
    if !bytes.starts_with(b"%PDF-") {
        return Err(Fault::NotPdf);
    }
    let mut at = Some(last_start(bytes, budget).ok_or(Fault::NoEnd)?);
    let mut sections: Vec<Section> = Vec::new();
    while let Some(offset) = at {
        if sections.len() == MOST {
            return Err(Fault::Many);
        }
        let found = section(bytes, offset, budget).map_err(|Malformed| Fault::Table)?;
        if sections.iter().any(|section| section.span.start == found.span.start) {
            return Err(Fault::Chain);
        }
        at = found.before().map_err(|Malformed| Fault::Table)?;
        sections.push(found);
    }
    sections.reverse();
    grouped(bytes, sections, budget)
}

/// The offset that the last `startxref` names.
fn last_start(bytes: &[u8], budget: &Budget) -> Option<usize> {
    let word = b"startxref";
    let at = memchr::memmem::rfind(bytes, word)?;
    let mut lexer = Lexer::of_file(bytes, at, budget);
    lexer.keyword(word);
    let offset = usize::try_from(lexer.unsigned()?).ok()?;
    (offset < bytes.len()).then_some(offset)
}

/// Puts sections into revisions: each its own, but for a file laid out for the web, whose first two are one.
fn grouped(bytes: &[u8], sections: Vec<Section>, budget: &Budget) -> Result<Vec<Revision>, Fault> {
    let mut revisions: Vec<Revision> = Vec::new();
    let mut sections = sections.into_iter().peekable();
    let mut start = 0;
    while let Some(section) = sections.next() {
        let mut group = vec![section];
        let first = revisions.is_empty();
        if first && sections.peek().is_some_and(|next| next.span.start < group[0].span.start) {
            if !is_linear(bytes, budget) {
                return Err(Fault::Chain);
            }
            group.extend(sections.next());
        }
        let last = group.iter().max_by_key(|section| section.span.end).ok_or(Fault::Chain)?;
        if last.span.start < start {
            return Err(Fault::Chain);
        }
        let (bare_end, end) = footer(bytes, last, group.len() == 1, budget).ok_or(Fault::NoEnd)?;
        let beside = beside(bytes, &group, budget)?;
        revisions.push(Revision { start, bare_end, end, sections: group, beside });
        start = bare_end;
    }
    Ok(revisions)
}

/// The stream beside the table that counts; it stands before it. Where the section is itself a stream nobody looks
/// for another.
fn beside(bytes: &[u8], group: &[Section], budget: &Budget) -> Result<Option<Section>, Fault> {
    let is_table = |section: &&Section| bytes.get(section.span.start) == Some(&b'x');
    let mut named = Vec::new();
    for table in group.iter().filter(is_table) {
        named.extend(table.beside().map_err(|Malformed| Fault::Table)?.map(|at| (at, table.span.start)));
    }
    match named[..] {
        [] => Ok(None),
        [(at, table)] if group.len() == 1 => {
            let found = section(bytes, at, budget).map_err(|Malformed| Fault::Table)?;
            let is_stream = bytes.get(found.span.start).is_some_and(u8::is_ascii_digit);
            if is_stream && found.span.end <= table { Ok(Some(found)) } else { Err(Fault::Table) }
        }
        _ => Err(Fault::Hybrid),
    }
}

/// Whether the first object says that the file is laid out for the web.
fn is_linear(bytes: &[u8], budget: &Budget) -> bool {
    let mut lexer = Lexer::of_file(bytes, 0, budget);
    super::table::object_header(&mut lexer).is_ok()
        && matches!(lexer.object(), Ok(Object::Dict(dict)) if dict.contains_key(b"Linearized".as_slice()))
}

/// Where a revision ends: after the `startxref`, number and `%%EOF` that must follow its section at once.
fn footer(bytes: &[u8], section: &Section, own: bool, budget: &Budget) -> Option<(usize, usize)> {
    let mut lexer = Lexer::of_file(bytes, section.span.end, budget);
    if !lexer.keyword(b"startxref") {
        return None;
    }
    let named = usize::try_from(lexer.unsigned()?).ok()?;
    // Some programs name the end of the line before.
    let before = bytes.get(named..section.span.start);
    if own && !matches!(before, Some(b"" | b"\n" | b"\r" | b"\r\n")) {
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
