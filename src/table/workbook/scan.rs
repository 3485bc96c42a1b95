//! The tags of an XML part, one after the other, with nothing of it held.
//!
//! It looks at a part before the reader does, because the reader holds each text whole, however long it is.

use std::io::{BufRead, BufReader, Read};

use memchr::memchr;

use super::{Fault, guard};

/// How much is read at once.
const CHUNK: usize = 1 << 16;

/// How long one tag, one comment or one text may be. A cell holds 32,767 characters at the most, and no
/// spreadsheet program writes longer ones.
const LONGEST: usize = 1 << 22;

/// Calls `on` with each tag, without its brackets, and the length of the text before it. It ends at the end of the
/// part, or where the part is damaged: the reader comes there, too, and tells it with its place.
pub(super) fn each_tag(
    part: impl Read,
    mut on: impl FnMut(usize, &[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut part = BufReader::with_capacity(CHUNK, part);
    let mut straddling = Vec::new();
    loop {
        let mut text = 0;
        loop {
            let Ok(buffer) = part.fill_buf() else { return Ok(()) };
            if buffer.is_empty() {
                return Ok(());
            }
            let found = memchr(b'<', buffer);
            let length = found.unwrap_or(buffer.len());
            text += length;
            part.consume(length + usize::from(found.is_some()));
            if text > LONGEST {
                return Err(guard::too_much());
            }
            if found.is_some() {
                break;
            }
        }
        let Ok(buffer) = part.fill_buf() else { return Ok(()) };
        let whole = memchr(b'>', buffer).filter(|_| !is_special(buffer));
        if let Some(end) = whole {
            on(text, &buffer[..end])?;
            part.consume(end + 1);
            continue;
        }
        straddling.clear();
        loop {
            let Ok(buffer) = part.fill_buf() else { return Ok(()) };
            if buffer.is_empty() {
                return Ok(());
            }
            let found = memchr(b'>', buffer);
            let length = found.unwrap_or(buffer.len());
            straddling.extend_from_slice(&buffer[..length]);
            part.consume(length + usize::from(found.is_some()));
            if straddling.len() > LONGEST {
                return Err(guard::too_much());
            }
            if found.is_some() {
                if is_closed(&straddling) {
                    break;
                }
                straddling.push(b'>');
            }
        }
        on(text, &straddling)?;
    }
}

/// Whether it is a comment, a CDATA section or an instruction, in which brackets are text.
fn is_special(tag: &[u8]) -> bool {
    matches!(tag.first(), Some(b'!' | b'?') | None)
}

/// Whether the bracket that follows ends it.
fn is_closed(tag: &[u8]) -> bool {
    if tag.starts_with(b"!--") {
        return tag.len() >= 5 && tag.ends_with(b"--");
    }
    !tag.starts_with(b"![CDATA[") || tag.ends_with(b"]]")
}

/// The name of a tag without its prefix; that of an end begins with `/`.
pub(super) fn name(tag: &[u8]) -> (bool, &[u8]) {
    let (end, tag) = tag.strip_prefix(b"/").map_or((false, tag), |rest| (true, rest));
    let length = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/').unwrap_or(tag.len());
    let name = &tag[..length];
    let prefix = name.iter().position(|byte| *byte == b':').map_or(0, |at| at + 1);
    (end, &name[prefix..])
}

/// What stands in an attribute of a tag, as it is written; its name is given with the blank before it and the
/// sign of equality: ` ref=`.
pub(super) fn attribute<'a>(tag: &'a [u8], name: &str) -> Option<&'a str> {
    let at = memchr::memmem::find(tag, name.as_bytes())? + name.len();
    let (quote, rest) = tag.get(at..)?.split_first()?;
    let length = memchr(*quote, rest)?;
    std::str::from_utf8(&rest[..length]).ok()
}
