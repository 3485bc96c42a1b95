//! Turn a cross-reference section into the places of objects, whether it is a table or a stream.

use std::collections::BTreeMap;
use std::ops::Range;

use super::lex::{Broken, Lexer};
use super::object::{Dict, Object};
use super::stream::unpacked;

/// How many objects a file may have.
const MOST: usize = 1 << 20;

/// Where one object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::verify) enum Place {
    /// It is not there.
    Free,
    /// In the file at an offset, with its generation.
    At(usize, u16),
    /// In an object stream, at an index.
    In(u32, u32),
}

/// One cross-reference section with its trailer.
#[derive(Debug)]
pub(in crate::verify) struct Section {
    /// Where it stands, up to the end of its trailer.
    pub(in crate::verify) span: Range<usize>,
    pub(in crate::verify) places: BTreeMap<u32, Place>,
    pub(in crate::verify) trailer: Dict,
    /// Whether an object is listed twice.
    pub(in crate::verify) twice: bool,
}

impl Section {
    /// The section before it, if it names one; `Err` when it names it in a way that is none.
    pub(in crate::verify) fn before(&self) -> Result<Option<usize>, Broken> {
        let prev = self.trailer.get(b"Prev".as_slice());
        let offset = |prev: &Object| prev.whole().and_then(|at| usize::try_from(at).ok()).ok_or(Broken);
        prev.map(offset).transpose()
    }

    fn insert(&mut self, number: u64, place: Place) -> Result<(), Broken> {
        let number = u32::try_from(number).map_err(|_| Broken)?;
        self.twice |= self.places.insert(number, place).is_some();
        if self.places.len() > MOST { Err(Broken) } else { Ok(()) }
    }
}

/// Reads the section at an offset.
pub(in crate::verify) fn section(bytes: &[u8], at: usize) -> Result<Section, Broken> {
    let mut lexer = Lexer::of_file(bytes, at);
    if bytes.get(at..).is_some_and(|rest| rest.starts_with(b"xref")) {
        lexer.keyword(b"xref");
        table(lexer, at)
    } else {
        stream(bytes, at)
    }
}

fn table(mut lexer: Lexer<'_>, at: usize) -> Result<Section, Broken> {
    let mut section = Section { span: at..at, places: BTreeMap::new(), trailer: Dict::new(), twice: false };
    while !lexer.keyword(b"trailer") {
        let first = lexer.count().ok_or(Broken)?;
        let many = lexer.count().ok_or(Broken)?;
        for number in first..first.checked_add(many).ok_or(Broken)? {
            let offset = lexer.count().ok_or(Broken)?;
            let generation = lexer.count().ok_or(Broken)?;
            let place = if lexer.keyword(b"n") {
                let generation = u16::try_from(generation).map_err(|_| Broken)?;
                Place::At(usize::try_from(offset).map_err(|_| Broken)?, generation)
            } else if lexer.keyword(b"f") {
                Place::Free
            } else {
                return Err(Broken);
            };
            section.insert(number, place)?;
        }
    }
    let Object::Dict(trailer) = lexer.object()? else { return Err(Broken) };
    section.span = at..lexer.at();
    section.trailer = trailer;
    Ok(section)
}

fn stream(bytes: &[u8], at: usize) -> Result<Section, Broken> {
    let mut lexer = Lexer::of_file(bytes, at);
    head(&mut lexer)?;
    let Object::Dict(trailer) = lexer.object()? else { return Err(Broken) };
    let length = trailer.get(b"Length".as_slice()).and_then(Object::whole).ok_or(Broken)?;
    let body = body(bytes, &mut lexer, usize::try_from(length).map_err(|_| Broken)?)?;
    if !trailer.get(b"Type".as_slice()).is_some_and(|kind| kind.is("XRef")) {
        return Err(Broken);
    }
    let plain = unpacked(&trailer, &bytes[body])?;
    let span = at..lexer.at();
    let places = BTreeMap::new();
    let mut section = Section { span, places, trailer, twice: false };
    let rows = rows(&section.trailer, &plain)?;
    for (number, place) in rows {
        section.insert(number, place)?;
    }
    Ok(section)
}

fn wholes(dict: &Dict, key: &str) -> Result<Option<Vec<u64>>, Broken> {
    let Some(found) = dict.get(key.as_bytes()) else { return Ok(None) };
    let number = |item: &Object| item.whole().and_then(|number| u64::try_from(number).ok()).ok_or(Broken);
    found.array().ok_or(Broken)?.iter().map(number).collect::<Result<_, _>>().map(Some)
}

fn rows(dict: &Dict, plain: &[u8]) -> Result<Vec<(u64, Place)>, Broken> {
    let size = dict.get(b"Size".as_slice()).and_then(Object::whole).ok_or(Broken)?;
    let index = wholes(dict, "Index")?.unwrap_or_else(|| vec![0, size.unsigned_abs()]);
    let widths: [usize; 3] = match wholes(dict, "W")?.as_deref() {
        Some([a, b, c]) if *a <= 8 && *b <= 8 && *c <= 8 && *b > 0 => [*a as usize, *b as usize, *c as usize],
        _ => return Err(Broken),
    };
    let mut rows = plain.chunks_exact(widths.iter().sum());
    let mut found = Vec::new();
    for pair in index.chunks(2) {
        let [first, many] = pair else { return Err(Broken) };
        for number in *first..first.checked_add(*many).ok_or(Broken)? {
            let row = rows.next().ok_or(Broken)?;
            found.push((number, place(row, widths)?));
        }
    }
    Ok(found)
}

fn place(row: &[u8], widths: [usize; 3]) -> Result<Place, Broken> {
    let value = |bytes: &[u8]| bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let (kind, rest) = row.split_at(widths[0]);
    let (second, third) = rest.split_at(widths[1]);
    let kind = if kind.is_empty() { 1 } else { value(kind) };
    let (second, third) = (value(second), value(third));
    Ok(match kind {
        0 => Place::Free,
        1 => {
            Place::At(usize::try_from(second).map_err(|_| Broken)?, u16::try_from(third).map_err(|_| Broken)?)
        }
        2 => Place::In(u32::try_from(second).map_err(|_| Broken)?, u32::try_from(third).map_err(|_| Broken)?),
        _ => return Err(Broken),
    })
}

/// `12 0 obj`: the number and generation of the object that begins here.
pub(super) fn head(lexer: &mut Lexer<'_>) -> Result<(u32, u16), Broken> {
    let number = lexer.count().and_then(|number| u32::try_from(number).ok()).ok_or(Broken)?;
    let generation = lexer.count().and_then(|number| u16::try_from(number).ok()).ok_or(Broken)?;
    if lexer.keyword(b"obj") { Ok((number, generation)) } else { Err(Broken) }
}

/// The bytes of a stream whose dictionary was read: exactly `length` of them, up to `endstream` and `endobj`.
pub(super) fn body<'a>(
    bytes: &'a [u8],
    lexer: &mut Lexer<'a>,
    length: usize,
) -> Result<Range<usize>, Broken> {
    if !lexer.keyword(b"stream") || !(lexer.take(b"\r\n") || lexer.take(b"\n")) {
        return Err(Broken);
    }
    let start = lexer.at();
    let end = start.checked_add(length).filter(|end| *end <= bytes.len()).ok_or(Broken)?;
    *lexer = Lexer::of_file(bytes, end);
    lexer.blanks();
    if lexer.take(b"endstream") && lexer.keyword(b"endobj") { Ok(start..end) } else { Err(Broken) }
}
