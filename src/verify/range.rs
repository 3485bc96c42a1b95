//! Hold a signature's byte range against the file: what it covers, and what its hole is.

use super::pdf::{Dict, File, Object};
use super::words;
use crate::finding::Finding;

/// The bytes a signature covers, as it says, where that is sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cover {
    /// Length of the first range, which begins with the file.
    pub(super) before: usize,
    /// Where the second range begins.
    pub(super) after: usize,
    /// Where the second range ends.
    pub(super) end: usize,
    /// The index of the revision that ends there.
    pub(super) revision: usize,
}

impl Cover {
    /// The covered bytes in two pieces.
    pub(super) fn pieces<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 2] {
        [&bytes[..self.before], &bytes[self.after..self.end]]
    }
}

/// The range of a signature dictionary that stands in the file, or what is wrong with it.
pub(super) fn cover(file: &File<'_>, value: &Dict) -> Result<Cover, Finding> {
    let [first, before, after, length] = numbers(value).ok_or_else(words::no_range)?;
    let end = after.checked_add(length).filter(|end| *end <= file.bytes.len());
    let end = end.ok_or_else(words::range_beyond)?;
    if first != 0 || before == 0 || before >= after || length == 0 {
        return Err(words::range_odd());
    }
    let contents = value.get(b"Contents".as_slice()).and_then(Object::text);
    let contents = contents.filter(|text| !text.bytes.is_empty()).ok_or_else(words::no_contents)?;
    if contents.span != Some(before..after) {
        return Err(words::hole_odd());
    }
    let hole = &file.bytes[before..after];
    let digits = hole.strip_prefix(b"<").and_then(|hole| hole.strip_suffix(b">"));
    if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
        return Err(words::hole_odd());
    }
    let ends = |at: usize| file.revisions[at].bare_end == end || file.revisions[at].end == end;
    let revision = (0..file.revisions.len()).find(|at| ends(*at)).ok_or_else(words::range_short)?;
    if before < file.revisions[revision].start || after > end {
        return Err(words::range_foreign());
    }
    Ok(Cover { before, after, end, revision })
}

/// Four numbers, none below zero.
fn numbers(value: &Dict) -> Option<[usize; 4]> {
    let list = value.get(b"ByteRange".as_slice())?.array()?;
    let number = |item: &Object| item.whole().and_then(|number| usize::try_from(number).ok());
    list.iter().map(number).collect::<Option<Vec<_>>>()?.try_into().ok()
}
