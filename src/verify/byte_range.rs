//! Turn a signature's `/ByteRange` into the bytes it covers, and refuse one that leaves out more than the signature.

use super::findings;
use super::pdf::{Dict, File, Object};
use crate::finding::Finding;

/// The bytes a signature covers, where its `/ByteRange` is sound: all of the file up to the end of a revision,
/// but for the gap in which `/Contents` holds the signature itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ByteRange {
    /// Length of the first range, which begins with the file.
    pub(super) before: usize,
    /// Where the second range begins.
    pub(super) after: usize,
    /// Where the second range ends.
    pub(super) end: usize,
    /// The index of the revision that ends there.
    pub(super) revision: usize,
}

impl ByteRange {
    /// The covered bytes in two pieces.
    pub(super) fn pieces<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 2] {
        [&bytes[..self.before], &bytes[self.after..self.end]]
    }
}

/// The byte range of a signature dictionary, or what is wrong with it.
///
/// The gap must be the string `/Contents` to the byte: whatever else stood in it could be changed without the
/// signature breaking (signature wrapping).
pub(super) fn byte_range(file: &File<'_>, value: &Dict) -> Result<ByteRange, Finding> {
    let [first, before, after, length] = four_integers(value).ok_or_else(findings::no_range)?;
    let end = after.checked_add(length).filter(|end| *end <= file.bytes.len());
    let end = end.ok_or_else(findings::range_beyond)?;
    if first != 0 || before == 0 || before >= after || length == 0 {
        return Err(findings::range_not_from_start());
    }
    let contents = value.get(b"Contents".as_slice()).and_then(Object::string);
    let contents = contents.filter(|text| !text.bytes.is_empty()).ok_or_else(findings::no_contents)?;
    if contents.span != Some(before..after) {
        return Err(findings::contents_mismatch());
    }
    let gap = &file.bytes[before..after];
    let digits = gap.strip_prefix(b"<").and_then(|gap| gap.strip_suffix(b">"));
    if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
        return Err(findings::contents_mismatch());
    }
    let ends = |at: usize| file.revisions[at].bare_end == end || file.revisions[at].end == end;
    let revision =
        (0..file.revisions.len()).find(|at| ends(*at)).ok_or_else(findings::range_not_to_revision_end)?;
    if before < file.revisions[revision].start || after > end {
        return Err(findings::range_of_other_revision());
    }
    Ok(ByteRange { before, after, end, revision })
}

/// Four numbers, none below zero.
fn four_integers(value: &Dict) -> Option<[usize; 4]> {
    let list = value.get(b"ByteRange".as_slice())?.array()?;
    let number = |item: &Object| item.integer().and_then(|number| usize::try_from(number).ok());
    list.iter().map(number).collect::<Option<Vec<_>>>()?.try_into().ok()
}
