//! Write changed objects behind a file, with their table and trailer, for files with a table of the classic kind.
//!
//! The bytes are those that `lopdf` would write; but it copies the file first, and writes the region that is reserved
//! for a signature digit by digit, which together take longer than signing.

use std::io::Write;
use std::ops::Range;

use lopdf::{Dictionary, Document, Object, Writer};

use super::reserved::RESERVED;

/// Where in a file the string lies that is reserved for a signature, with its `<` and `>`.
pub(super) type Reserved = Option<Range<usize>>;

/// Appends the objects of `new` to a file; `/Prev` and `/Size` are in its trailer or made from it.
pub(super) fn append(bytes: &mut Vec<u8>, new: &Document) -> std::io::Result<Reserved> {
    if bytes.last() != Some(&b'\n') {
        bytes.push(b'\n');
    }
    let (mut reserved, mut places) = (None, Vec::with_capacity(new.objects.len()));
    for (&(number, generation), object) in &new.objects {
        places.push((number, generation, bytes.len()));
        let blank = |needed: bool| if needed { " " } else { "" };
        write!(bytes, "{number} {generation} obj\n{}", blank(Writer::need_separator(object)))?;
        match object {
            Object::Dictionary(dictionary) if holds_reserved(dictionary) => {
                reserved = Some(with_reserved(bytes, dictionary)?);
            }
            other => Writer::write_object(bytes, other)?,
        }
        write!(bytes, "{}\nendobj\n", blank(Writer::need_end_separator(object)))?;
    }
    let start = bytes.len();
    table(bytes, &places)?;
    let mut trailer = new.trailer.clone();
    trailer.set("Size", i64::from(new.max_id) + 1);
    bytes.extend_from_slice(b"trailer\n");
    Writer::write_object(bytes, &Object::Dictionary(trailer))?;
    write!(bytes, "\nstartxref\n{start}\n%%EOF")?;
    Ok(reserved)
}

/// The table of what was written: a section for each run of numbers, after one for the number 0, which is never used.
fn table(bytes: &mut Vec<u8>, places: &[(u32, u16, usize)]) -> std::io::Result<()> {
    const NEVER: &[u8] = b"0000000000 65535 f \n";
    bytes.extend_from_slice(b"xref\n");
    let runs = places.chunk_by(|(one, ..), (next, ..)| next - one == 1);
    let first = places.first().map(|(number, ..)| *number);
    if first != Some(1) {
        bytes.extend_from_slice(b"0 1\n");
        bytes.extend_from_slice(NEVER);
    }
    for run in runs {
        match run[0].0 {
            1 => {
                writeln!(bytes, "0 {}", run.len() + 1)?;
                bytes.extend_from_slice(NEVER);
            }
            from => writeln!(bytes, "{from} {}", run.len())?,
        }
        for (_, generation, place) in run {
            writeln!(bytes, "{place:010} {generation:05} n ")?;
        }
    }
    Ok(())
}

fn holds_reserved(dictionary: &Dictionary) -> bool {
    matches!(dictionary.get(b"Contents"), Ok(Object::String(text, _)) if text.len() == RESERVED)
}

/// Writes a dictionary whose `/Contents` is the reserved string, and tells where that lies. Its keys are plain words.
fn with_reserved(bytes: &mut Vec<u8>, dictionary: &Dictionary) -> std::io::Result<Range<usize>> {
    let mut reserved = 0..0;
    bytes.extend_from_slice(b"<<");
    for (key, value) in dictionary {
        bytes.push(b'/');
        bytes.extend_from_slice(key);
        if key == b"Contents" {
            let from = bytes.len();
            bytes.push(b'<');
            bytes.resize(bytes.len() + 2 * RESERVED, b'0');
            bytes.push(b'>');
            reserved = from..bytes.len();
        } else {
            if Writer::need_separator(value) {
                bytes.push(b' ');
            }
            Writer::write_object(bytes, value)?;
        }
    }
    bytes.extend_from_slice(b">>");
    Ok(reserved)
}
