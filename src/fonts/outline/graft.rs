//! Put the true font programs in the place of the hollow ones in a finished PDF.

use std::io::{Read, Write};
use std::ops::Range;
use std::sync::Arc;

use flate2::bufread::ZlibDecoder;

use super::Hollow;

/// How the exporter begins a font program, after its length.
const PROGRAM: &[u8] = b"/Filter/FlateDecode/Subtype/CIDFontType0C>>\nstream\n";

/// The PDF with true font programs; `None` where it is not built as the exporter builds it.
pub(crate) fn graft(pdf: &[u8], faces: &[&Hollow]) -> Option<Vec<u8>> {
    let table = Table::read(pdf)?;
    let mut out = Vec::with_capacity(pdf.len() * 2);
    let mut offsets = table.offsets.clone();
    let mut copied = 0;
    for &number in &table.order {
        let at = table.offsets[number];
        offsets[number] = out.len() + at.checked_sub(copied)?;
        let Some(stream) = Stream::at(pdf, at) else { continue };
        let Some(program) = true_program(&pdf[stream.body.clone()], faces)? else { continue };
        out.extend(&pdf[copied..stream.length.start]);
        out.extend(program.len().to_string().as_bytes());
        out.extend(&pdf[stream.length.end..stream.body.start]);
        out.extend(program.iter());
        copied = stream.body.end;
    }
    out.extend(&pdf[copied..table.at]);
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
        let lines = behind + 1..behind + 1 + count * LINE;
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

/// A number in digits and where it ends.
fn digits(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = bytes.get(at..)?;
    let length = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    let number = std::str::from_utf8(&rest[..length]).ok()?.parse().ok()?;
    Some((number, at + length))
}

/// The compressed true program for a compressed hollow one; `Some(None)` for one that is true already.
fn true_program(hollow: &[u8], faces: &[&Hollow]) -> Option<Option<Arc<[u8]>>> {
    if let Some(ready) = faces.iter().find_map(|face| face.ready(hollow)) {
        return Some(Some(ready));
    }
    let mut told = Vec::new();
    ZlibDecoder::new(hollow).read_to_end(&mut told).ok()?;
    match faces.iter().find_map(|face| Some((face, face.words(&told)?))) {
        Some((face, words)) => face.filled(hollow, &told, words).map(Some),
        None => Some(None),
    }
}
