//! Turn a cross-reference section into its entries, whether it is a table or a stream.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lex::{Lexer, Malformed};
use super::object::{Dict, Object};
use super::stream::decode;

/// How many objects a file may have.
const MOST: usize = 1 << 20;

/// A cross-reference entry: where an object stands (ISO 32000-2, 7.5.4 and 7.5.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::verify) enum XrefEntry {
    /// It is not there.
    Free,
    /// In the file at an offset, with its generation.
    InUse(usize, u16),
    /// In an object stream, at an index.
    Compressed(u32, u32),
}

/// One cross-reference section with its trailer.
#[derive(Debug)]
pub(in crate::verify) struct Section {
    /// Where it stands, up to the end of its trailer.
    pub(in crate::verify) span: Range<usize>,
    pub(in crate::verify) entries: BTreeMap<u32, XrefEntry>,
    pub(in crate::verify) trailer: Dict,
    /// Whether an object is listed twice.
    pub(in crate::verify) twice: bool,
}

impl Section {
    /// The section before it, if it names one; `Err` when it names it in a way that is none.
    pub(in crate::verify) fn before(&self) -> Result<Option<usize>, Malformed> {
        let prev = self.trailer.get(b"Prev".as_slice());
        let offset = |prev: &Object| prev.integer().and_then(|at| usize::try_from(at).ok()).ok_or(Malformed);
        prev.map(offset).transpose()
    }

    fn insert(&mut self, number: u64, entry: XrefEntry) -> Result<(), Malformed> {
        let number = u32::try_from(number).map_err(|_| Malformed)?;
        self.twice |= self.entries.insert(number, entry).is_some();
        if self.entries.len() > MOST { Err(Malformed) } else { Ok(()) }
    }
}

/// Reads the section at an offset.
pub(in crate::verify) fn section(bytes: &[u8], at: usize) -> Result<Section, Malformed> {
    let mut lexer = Lexer::of_file(bytes, at);
    if bytes.get(at..).is_some_and(|rest| rest.starts_with(b"xref")) {
        lexer.keyword(b"xref");
        xref_table(lexer, at)
    } else {
        xref_stream(bytes, at)
    }
}

fn xref_table(mut lexer: Lexer<'_>, at: usize) -> Result<Section, Malformed> {
    let mut section = Section { span: at..at, entries: BTreeMap::new(), trailer: Dict::new(), twice: false };
    while !lexer.keyword(b"trailer") {
        let first = lexer.unsigned().ok_or(Malformed)?;
        let many = lexer.unsigned().ok_or(Malformed)?;
        for number in first..first.checked_add(many).ok_or(Malformed)? {
            let offset = lexer.unsigned().ok_or(Malformed)?;
            let generation = lexer.unsigned().ok_or(Malformed)?;
            let entry = if lexer.keyword(b"n") {
                let generation = u16::try_from(generation).map_err(|_| Malformed)?;
                XrefEntry::InUse(usize::try_from(offset).map_err(|_| Malformed)?, generation)
            } else if lexer.keyword(b"f") {
                XrefEntry::Free
            } else {
                return Err(Malformed);
            };
            section.insert(number, entry)?;
        }
    }
    let Object::Dict(trailer) = lexer.object()? else { return Err(Malformed) };
    section.span = at..lexer.at();
    section.trailer = trailer;
    Ok(section)
}

fn xref_stream(bytes: &[u8], at: usize) -> Result<Section, Malformed> {
    let mut lexer = Lexer::of_file(bytes, at);
    object_header(&mut lexer)?;
    let Object::Dict(trailer) = lexer.object()? else { return Err(Malformed) };
    let length = trailer.get(b"Length".as_slice()).and_then(Object::integer).ok_or(Malformed)?;
    let body = stream_body(bytes, &mut lexer, usize::try_from(length).map_err(|_| Malformed)?)?;
    if !trailer.get(b"Type".as_slice()).is_some_and(|kind| kind.is("XRef")) {
        return Err(Malformed);
    }
    let plain = decode(&trailer, &bytes[body])?;
    let span = at..lexer.at();
    let entries = BTreeMap::new();
    let mut section = Section { span, entries, trailer, twice: false };
    let rows = xref_rows(&section.trailer, &plain)?;
    for (number, entry) in rows {
        section.insert(number, entry)?;
    }
    Ok(section)
}

fn integers(dict: &Dict, key: &str) -> Result<Option<Vec<u64>>, Malformed> {
    let Some(found) = dict.get(key.as_bytes()) else { return Ok(None) };
    let number =
        |item: &Object| item.integer().and_then(|number| u64::try_from(number).ok()).ok_or(Malformed);
    found.array().ok_or(Malformed)?.iter().map(number).collect::<Result<_, _>>().map(Some)
}

fn xref_rows(dict: &Dict, plain: &[u8]) -> Result<Vec<(u64, XrefEntry)>, Malformed> {
    let size = dict.get(b"Size".as_slice()).and_then(Object::integer).ok_or(Malformed)?;
    let index = integers(dict, "Index")?.unwrap_or_else(|| vec![0, size.unsigned_abs()]);
    let widths: [usize; 3] = match integers(dict, "W")?.as_deref() {
        Some([a, b, c]) if *a <= 8 && *b <= 8 && *c <= 8 && *b > 0 => [*a as usize, *b as usize, *c as usize],
        _ => return Err(Malformed),
    };
    let mut rows = plain.chunks_exact(widths.iter().sum());
    let mut found = Vec::new();
    for pair in index.chunks(2) {
        let [first, many] = pair else { return Err(Malformed) };
        for number in *first..first.checked_add(*many).ok_or(Malformed)? {
            let row = rows.next().ok_or(Malformed)?;
            found.push((number, entry(row, widths)?));
        }
    }
    Ok(found)
}

fn entry(row: &[u8], widths: [usize; 3]) -> Result<XrefEntry, Malformed> {
    let value = |bytes: &[u8]| bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let (kind, rest) = row.split_at(widths[0]);
    let (second, third) = rest.split_at(widths[1]);
    let kind = if kind.is_empty() { 1 } else { value(kind) };
    let (second, third) = (value(second), value(third));
    Ok(match kind {
        0 => XrefEntry::Free,
        1 => XrefEntry::InUse(
            usize::try_from(second).map_err(|_| Malformed)?,
            u16::try_from(third).map_err(|_| Malformed)?,
        ),
        2 => XrefEntry::Compressed(
            u32::try_from(second).map_err(|_| Malformed)?,
            u32::try_from(third).map_err(|_| Malformed)?,
        ),
        _ => return Err(Malformed),
    })
}

/// `12 0 obj`: the number and generation of the object that begins here.
pub(super) fn object_header(lexer: &mut Lexer<'_>) -> Result<(u32, u16), Malformed> {
    let number = lexer.unsigned().and_then(|number| u32::try_from(number).ok()).ok_or(Malformed)?;
    let generation = lexer.unsigned().and_then(|number| u16::try_from(number).ok()).ok_or(Malformed)?;
    if lexer.keyword(b"obj") { Ok((number, generation)) } else { Err(Malformed) }
}

/// The bytes of a stream whose dictionary was read: exactly `length` of them, up to `endstream` and `endobj`.
pub(super) fn stream_body<'a>(
    bytes: &'a [u8],
    lexer: &mut Lexer<'a>,
    length: usize,
) -> Result<Range<usize>, Malformed> {
    if !lexer.keyword(b"stream") || !(lexer.take(b"\r\n") || lexer.take(b"\n")) {
        return Err(Malformed);
    }
    let start = lexer.at();
    let end = start.checked_add(length).filter(|end| *end <= bytes.len()).ok_or(Malformed)?;
    *lexer = Lexer::of_file(bytes, end);
    lexer.skip_whitespace();
    if lexer.take(b"endstream") && lexer.keyword(b"endobj") { Ok(start..end) } else { Err(Malformed) }
}
