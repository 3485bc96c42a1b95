//! Turn a PDF with stub fonts into one with the true font programs.

use std::io::{Read, Write};
use std::ops::Range;
use std::sync::Arc;

use flate2::bufread::ZlibDecoder;

use super::StubFont;

/// How the exporter begins a font program, after its length.
const PROGRAM: &[u8] = b"/Filter/FlateDecode/Subtype/CIDFontType0C>>\nstream\n";

/// The PDF with true font programs in the place of those of `expected` stub fonts; `None` where it is not
/// built as the exporter builds it, or where another number of stub fonts is found: a letter in which one
/// stayed would be blank.
pub fn substitute(pdf: &[u8], stubs: &[&StubFont], expected: usize) -> Option<Vec<u8>> {
    let table = Table::read(pdf)?;
    let mut out = Vec::with_capacity(pdf.len() * 2);
    let mut offsets = table.offsets.clone();
    let (mut copied, mut found) = (0, 0);
    for &number in &table.order {
        let at = table.offsets[number];
        starts(pdf, at, number).then_some(())?;
        offsets[number] = out.len() + at.checked_sub(copied)?;
        let Some(stream) = Stream::at(pdf, at) else { continue };
        let Some(program) = true_program(&pdf[stream.body.clone()], stubs)? else { continue };
        out.extend(&pdf[copied..stream.length.start]);
        out.extend(program.len().to_string().as_bytes());
        out.extend(&pdf[stream.length.end..stream.body.start]);
        out.extend(program.iter());
        copied = stream.body.end;
        found += 1;
    }
    (found == expected).then_some(())?;
    out.extend(pdf.get(copied..table.at)?);
    let start = out.len();
    table.write(&offsets, pdf, &mut out)?;
    out.extend(START);
    write!(out, "{start}\n%%EOF").ok()?;
    Some(out)
}

/// The table of a PDF's objects, as the exporter writes it: one section, in order of number.
struct Table {
    at: usize,
    /// Where the lines of the table begin and where they end.
    lines: Range<usize>,
    /// Where the trailer ends.
    end: usize,
    offsets: Vec<usize>,
    /// The numbers of objects in use, in order of place.
    order: Vec<usize>,
}

/// The length of a line of the table, and what stands before the table's place.
const LINE: usize = 20;
const START: &[u8] = b"startxref\n";

impl Table {
    fn read(pdf: &[u8]) -> Option<Self> {
        let end = memchr::memmem::rfind(pdf, START)?;
        let (at, _) = digits(pdf, end + START.len())?;
        let first = b"xref\n0 ".len() + at;
        (pdf.get(at..first)? == b"xref\n0 ").then_some(())?;
        let (count, behind) = digits(pdf, first)?;
        let lines = behind + 1..count.checked_mul(LINE)?.checked_add(behind + 1)?;
        (lines.end <= end).then_some(())?;
        let mut offsets = Vec::with_capacity(count);
        let mut order = Vec::with_capacity(count);
        for (number, line) in pdf.get(lines.clone())?.chunks_exact(LINE).enumerate() {
            offsets.push(digits(line, 0)?.0);
            if line[17] == b'n' {
                order.push(number);
            }
        }
        order.sort_unstable_by_key(|number| offsets[*number]);
        Some(Self { at, lines, end, offsets, order })
    }

    /// Writes the table with other offsets, and the trailer.
    fn write(&self, offsets: &[usize], pdf: &[u8], out: &mut Vec<u8>) -> Option<()> {
        out.extend(&pdf[self.at..self.lines.start]);
        for (line, offset) in pdf[self.lines.clone()].chunks_exact(LINE).zip(offsets) {
            write!(out, "{offset:010}").ok()?;
            out.extend(&line[10..]);
        }
        out.extend(&pdf[self.lines.end..self.end]);
        Some(())
    }
}

/// A font program in a PDF: the digits of its length, and its bytes.
struct Stream {
    length: Range<usize>,
    body: Range<usize>,
}

impl Stream {
    /// The font program that is the object at this place.
    fn at(pdf: &[u8], at: usize) -> Option<Self> {
        let (_, at) = digits(pdf, at)?;
        let head = b" 0 obj\n<</Length ";
        let rest = pdf.get(at..)?.strip_prefix(head)?;
        let start = pdf.len() - rest.len();
        let (length, end) = digits(pdf, start)?;
        let body = pdf.get(end..)?.strip_prefix(PROGRAM)?;
        let from = pdf.len() - body.len();
        (length <= body.len()).then_some(Self { length: start..end, body: from..from + length })
    }
}

/// Whether the object of this number begins at this place.
fn starts(pdf: &[u8], at: usize, number: usize) -> bool {
    digits(pdf, at).is_some_and(|(found, end)| found == number && pdf[end..].starts_with(b" 0 obj"))
}

/// A number in digits and where it ends.
fn digits(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = bytes.get(at..)?;
    let length = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    let number = std::str::from_utf8(&rest[..length]).ok()?.parse().ok()?;
    Some((number, at + length))
}

/// The compressed true program for that of a stub font; `Some(None)` for one that is true already.
fn true_program(deflated: &[u8], stubs: &[&StubFont]) -> Option<Option<Arc<[u8]>>> {
    if let Some(ready) = stubs.iter().find_map(|stub| stub.ready(deflated)) {
        return Some(Some(ready));
    }
    let mut inflated = Vec::new();
    ZlibDecoder::new(deflated).read_to_end(&mut inflated).ok()?;
    match stubs.iter().find_map(|stub| Some((stub, stub.kind(&inflated)?))) {
        Some((stub, kind)) => stub.filled(deflated, &inflated, kind).map(Some),
        None => Some(None),
    }
}
