//! Turn a typeset file into a sparse one that holds only what a signature touches: catalog, pages, the top of its
//! structure tree, and what in it has alternative words, which is where fields are read aloud.
//!
//! A file of one revision, as it comes from the typesetter, has hundreds of objects, of which a signature
//! changes a few. The others are found by their places and left as bytes. Any other file is read whole.

use std::collections::BTreeSet;

use lopdf::Document;

/// Bytes of one entry of a cross-reference table.
const ENTRY: usize = 20;

/// A file's one cross-reference table.
struct XrefTable<'a> {
    bytes: &'a [u8],
    entries: &'a [u8],
    trailer: &'a [u8],
    start: usize,
}

/// The part of a file that a signature touches, under the numbers of the whole; `None` for a file of
/// several revisions or another shape.
pub(super) fn sparse(bytes: &[u8]) -> Option<Document> {
    let table = XrefTable::of(bytes)?;
    let mut kept = Vec::new();
    for id in table.needed()? {
        kept.push((id, table.object(id)?));
    }
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut sections = b"xref\n0 1\n0000000000 65535 f\r\n".to_vec();
    for (id, object) in kept {
        sections.extend(format!("{id} 1\n{:010} 00000 n\r\n", file.len()).bytes());
        file.extend(object);
    }
    let start = file.len();
    file.extend(sections);
    file.extend(table.trailer);
    file.extend(format!("\nstartxref\n{start}\n%%EOF\n").bytes());
    let mut document = Document::load_mem(&file).ok()?;
    document.xref_start = table.start;
    document.max_id = u32::try_from(table.entries.len() / ENTRY).ok()?.checked_sub(1)?;
    Some(document)
}

impl<'a> XrefTable<'a> {
    /// Reads the one table of a file.
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let tail = bytes.len().saturating_sub(64);
        let at = tail + find(&bytes[tail..], b"startxref\n")? + 10;
        let start = number(&bytes[at..])?;
        let head = bytes.get(start..)?.strip_prefix(b"xref\n0 ")?;
        let count = number(head)?;
        let line = find(head, b"\n")? + 1;
        let entries = head.get(line..line + count.checked_mul(ENTRY)?)?;
        let rest = head.get(line + entries.len()..)?.strip_prefix(b"trailer\n")?;
        let trailer = &head[line + entries.len()..][..8 + find(rest, b"\nstartxref")?];
        (find(trailer, b"/Prev").is_none()).then_some(Self { bytes, entries, trailer, start })
    }

    /// An object as it stands in the file.
    fn object(&self, id: usize) -> Option<&'a [u8]> {
        let place = number(self.entries.get(id * ENTRY..(id + 1) * ENTRY)?)?;
        let object = self.bytes.get(place..)?;
        let whole = &object[..find(object, b"endobj")? + 7];
        (number(whole)? == id).then_some(whole)
    }

    /// The numbers of what a signature touches.
    fn needed(&self) -> Option<BTreeSet<usize>> {
        let root = reference(self.trailer, b"/Root ")?;
        let catalog = self.object(root)?;
        let mut needed = BTreeSet::from([root]);
        let mut nodes = vec![reference(catalog, b"/Pages ")?];
        while let Some(node) = nodes.pop() {
            if !needed.insert(node) {
                return None;
            }
            let object = self.object(node)?;
            if let Some(kids) = find(object, b"/Kids[") {
                let list = &object[kids + 6..];
                nodes.extend(references(&list[..find(list, b"]")?])?);
            }
        }
        if let Some(tree) = reference(catalog, b"/StructTreeRoot ") {
            let top = self.object(tree)?;
            let first = reference(top, b"/K[").or_else(|| reference(top, b"/K "))?;
            needed.extend([tree, first]);
            needed.extend(reference(top, b"/ParentTree "));
            needed.extend(self.spoken());
        }
        Some(needed)
    }
}

impl XrefTable<'_> {
    /// The elements of the structure tree that have alternative words, and their parents.
    fn spoken(&self) -> BTreeSet<usize> {
        let objects = (1..self.entries.len() / ENTRY).filter_map(|id| Some((id, self.object(id)?)));
        let elements = objects.filter(|(_, object)| {
            find(object, b"/Type/StructElem").is_some() && find(object, b"/Alt").is_some()
        });
        elements.flat_map(|(id, object)| [Some(id), reference(object, b"/P ")]).flatten().collect()
    }
}

/// The number an object is referred to by, behind a key.
fn reference(object: &[u8], key: &[u8]) -> Option<usize> {
    number(&object[find(object, key)? + key.len()..])
}

/// The numbers of a list of references, such as `531 0 R 532 0 R`.
fn references(list: &[u8]) -> Option<Vec<usize>> {
    let words: Vec<&[u8]> = list.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).collect();
    words.chunks(3).map(|one| number(one[0])).collect()
}

/// The number that bytes begin with.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[..digits]).ok()?.parse().ok()
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, what)
}
