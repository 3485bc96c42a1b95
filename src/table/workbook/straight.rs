//! An ods without the blanks between its cells.
//!
//! Some programs indent the XML of an ods, SheetJS among them; its reader takes blanks between cells for a fault.

use std::io::{Cursor, Write};

use memchr::memchr;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Fault;
use super::guard::Parts;
use super::scan::name;
use super::source::Source;

/// The workbook once more, with nothing but what its reader needs; `None` where a part is missing.
pub(super) fn straightened(source: &mut Source) -> Result<Option<Source>, Fault> {
    let mut parts = Parts::open(source)?;
    let Some(content) = parts.content() else { return Ok(None) };
    let content = without_blanks(&content);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in ["mimetype", "META-INF/manifest.xml", "content.xml"] {
        let small = if part == "content.xml" { None } else { parts.text(part) };
        let bytes = small.as_deref().map_or(content.as_slice(), str::as_bytes);
        let written = archive.start_file(part, stored).is_ok() && archive.write_all(bytes).is_ok();
        if !written {
            return Ok(None);
        }
    }
    Ok(archive.finish().ok().map(|archive| Source::memory(archive.into_inner())))
}

/// The XML without texts of blanks alone, where they stand outside a paragraph.
fn without_blanks(xml: &[u8]) -> Vec<u8> {
    let (mut out, mut rest, mut paragraphs) = (Vec::with_capacity(xml.len()), xml, 0_usize);
    while let Some(start) = memchr(b'<', rest) {
        let (text, tag) = rest.split_at(start);
        if paragraphs > 0 || !text.iter().all(u8::is_ascii_whitespace) {
            out.extend_from_slice(text);
        }
        let end = memchr(b'>', tag).map_or(tag.len(), |end| end + 1);
        let (tag, behind) = tag.split_at(end);
        let within = tag.strip_prefix(b"<").and_then(|tag| tag.strip_suffix(b">")).unwrap_or_default();
        match name(within) {
            (false, b"p" | b"h") if !within.ends_with(b"/") => paragraphs += 1,
            (true, b"p" | b"h") => paragraphs = paragraphs.saturating_sub(1),
            _ => {}
        }
        out.extend_from_slice(tag);
        rest = behind;
    }
    out.extend_from_slice(rest);
    out
}
