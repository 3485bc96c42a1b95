//! Turn a cross-reference section into its entries, whether it is a table or a stream.

use std::ops::Range;

use super::lex::{Lexer, Malformed};
use super::object::{Dict, Object};
use super::stream::decode;
use crate::verify::budget::Budget;

/// How many steps an entry takes, and how many bytes of memory: it stands in its section and in the index of all.
const COST: (usize, usize) = (24, 4 * size_of::<(u32, XrefEntry)>());

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
    /// What it lists, in the order of numbers.
    pub(in crate::verify) entries: Vec<(u32, XrefEntry)>,
    pub(in crate::verify) trailer: Dict,
    /// Whether an object is listed twice.
    pub(in crate::verify) twice: bool,
}

impl Section {
    /// The section before it, if it names one; `Err` when it names it in a way that is none.
    pub(in crate::verify) fn before(&self) -> Result<Option<usize>, Malformed> {
        self.offset("Prev")
    }

    /// The stream beside this table that lists what older programs shall not see (ISO 32000-2, 7.5.8.4).
    pub(in crate::verify) fn beside(&self) -> Result<Option<usize>, Malformed> {
        self.offset("XRefStm")
    }

    fn offset(&self, key: &str) -> Result<Option<usize>, Malformed> {
        let given = self.trailer.get(key.as_bytes());
        let offset =
            |given: &Object| given.integer().and_then(|at| usize::try_from(at).ok()).ok_or(Malformed);
        given.map(offset).transpose()
    }

    /// What it lists of an object.
    pub(in crate::verify) fn entry(&self, number: u32) -> Option<XrefEntry> {
        let at = self.entries.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        self.entries.get(at).map(|(_, entry)| *entry)
    }
}

/// The rows of a section as they are read.
struct Rows<'b> {
    entries: Vec<(u32, XrefEntry)>,
    budget: &'b Budget,
}

impl Rows<'_> {
    /// Keeps a row, and pays for it first: rows can be packed a thousand to the byte.
    fn push(&mut self, number: u64, entry: XrefEntry) -> Result<(), Malformed> {
        self.budget.spend(COST.0)?;
        self.budget.hold(COST.1)?;
        self.entries.push((u32::try_from(number).map_err(|_| Malformed)?, entry));
        Ok(())
    }

    /// The rows in order, of those of one number the last, and whether there were such.
    fn sorted(mut self) -> (Vec<(u32, XrefEntry)>, bool) {
        let before = self.entries.len();
        self.entries.reverse();
        self.entries.sort_by_key(|(number, _)| *number);
        self.entries.dedup_by_key(|(number, _)| *number);
        let twice = self.entries.len() < before;
        self.entries.shrink_to_fit();
        (self.entries, twice)
    }
}

/// Reads the section at an offset, or behind the one end of a line that stands there: some programs name that.
pub(in crate::verify) fn section(bytes: &[u8], offset: usize, budget: &Budget) -> Result<Section, Malformed> {
    let mut lexer = Lexer::of_file(bytes, offset, budget);
    let _ = lexer.take(b"\r\n") || lexer.take(b"\n") || lexer.take(b"\r");
    let at = lexer.at();
    let mut rows = Rows { entries: Vec::new(), budget };
    let trailer = match bytes.get(at..) {
        Some([b'x', ..]) => xref_table(&mut lexer, &mut rows)?,
        Some([b'0'..=b'9', ..]) => xref_stream(bytes, &mut lexer, &mut rows)?,
        _ => return Err(Malformed),
    };
    budget.hold(lexer.weight())?;
    let (entries, twice) = rows.sorted();
    Ok(Section { span: at..lexer.at(), entries, trailer, twice })
}

fn xref_table(lexer: &mut Lexer<'_>, rows: &mut Rows<'_>) -> Result<Dict, Malformed> {
    if !lexer.keyword(b"xref") {
        return Err(Malformed);
    }
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
            rows.push(number, entry)?;
        }
    }
    match lexer.object()? {
        Object::Dict(trailer) => Ok(trailer),
        _ => Err(Malformed),
    }
}

fn xref_stream<'a>(bytes: &'a [u8], lexer: &mut Lexer<'a>, rows: &mut Rows<'_>) -> Result<Dict, Malformed> {
    object_header(lexer)?;
    let Object::Dict(trailer) = lexer.object()? else { return Err(Malformed) };
    let length = trailer.get(b"Length".as_slice()).and_then(Object::integer).ok_or(Malformed)?;
    let body = stream_body(bytes, lexer, usize::try_from(length).map_err(|_| Malformed)?)?;
    if !trailer.get(b"Type".as_slice()).is_some_and(|kind| kind.is("XRef")) {
        return Err(Malformed);
    }
    let plain = decode(&trailer, &bytes[body], rows.budget)?;
    xref_rows(&trailer, &plain, rows)?;
    Ok(trailer)
}

fn integers(dict: &Dict, key: &str) -> Result<Option<Vec<u64>>, Malformed> {
    let Some(found) = dict.get(key.as_bytes()) else { return Ok(None) };
    let number =
        |item: &Object| item.integer().and_then(|number| u64::try_from(number).ok()).ok_or(Malformed);
    found.array().ok_or(Malformed)?.iter().map(number).collect::<Result<_, _>>().map(Some)
}

fn xref_rows(dict: &Dict, plain: &[u8], found: &mut Rows<'_>) -> Result<(), Malformed> {
    let size = dict.get(b"Size".as_slice()).and_then(Object::integer).ok_or(Malformed)?;
    let index = integers(dict, "Index")?.unwrap_or_else(|| vec![0, size.unsigned_abs()]);
    let widths: [usize; 3] = match integers(dict, "W")?.as_deref() {
        Some([a, b, c]) if *a <= 8 && *b <= 8 && *c <= 8 && *b > 0 => [*a as usize, *b as usize, *c as usize],
        _ => return Err(Malformed),
    };
    let mut rows = plain.chunks_exact(widths.iter().sum());
    for pair in index.chunks(2) {
        let [first, many] = pair else { return Err(Malformed) };
        for number in *first..first.checked_add(*many).ok_or(Malformed)? {
            let row = rows.next().ok_or(Malformed)?;
            found.push(number, entry(row, widths)?)?;
        }
    }
    Ok(())
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
pub(super) fn stream_body(
    bytes: &[u8],
    lexer: &mut Lexer<'_>,
    length: usize,
) -> Result<Range<usize>, Malformed> {
    if !lexer.keyword(b"stream") || !(lexer.take(b"\r\n") || lexer.take(b"\n")) {
        return Err(Malformed);
    }
    let start = lexer.at();
    let end = start.checked_add(length).filter(|end| *end <= bytes.len()).ok_or(Malformed)?;
    lexer.go_to(end);
    lexer.skip_whitespace();
    if lexer.take(b"endstream") && lexer.keyword(b"endobj") { Ok(start..end) } else { Err(Malformed) }
}
