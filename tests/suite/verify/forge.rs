//! Builds what somebody without the key could make of a signed file.

/// A further revision, as anybody may append one: objects, and what its trailer says beside the usual.
pub(super) struct Revision<'a> {
    pub(super) objects: &'a [(u32, &'a str)],
    pub(super) trailer: &'a str,
}

/// Where the last cross-reference section stands.
pub(super) fn last_table(bytes: &[u8]) -> usize {
    let at = position(bytes, b"startxref", true) + "startxref".len();
    let digits: String = bytes[at..].iter().map(|b| char::from(*b)).collect();
    digits.split_whitespace().next().unwrap().parse().unwrap()
}

/// The first or last place of some bytes.
pub(super) fn position(bytes: &[u8], wanted: &[u8], last: bool) -> usize {
    let mut places = bytes.windows(wanted.len()).enumerate().filter(|(_, window)| *window == wanted);
    if last { places.next_back().unwrap().0 } else { places.next().unwrap().0 }
}

/// Appends a revision; a trailer without `/Root` keeps the catalog.
pub(super) fn append(bytes: &[u8], revision: &Revision<'_>) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.push(b'\n');
    let mut rows = String::new();
    for (number, text) in revision.objects {
        rows.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
        out.extend(format!("{number} 0 obj\n{text}\nendobj\n").bytes());
    }
    finish(bytes, out, &rows, revision.trailer)
}

/// Writes the table and the end of a revision whose rows are known.
pub(super) fn finish(before: &[u8], mut out: Vec<u8>, rows: &str, trailer: &str) -> Vec<u8> {
    let table = out.len();
    let root = if trailer.contains("/Root") { "" } else { "/Root 1 0 R" };
    let info = if trailer.contains("/Info") { "" } else { "/Info 13 0 R" };
    let id = if trailer.contains("/ID") { String::new() } else { id(before) };
    out.extend(
        format!("xref\n{rows}trailer\n<</Size 100/Prev {}{root}{info}{id}{trailer}>>\n", last_table(before))
            .bytes(),
    );
    out.extend(format!("startxref\n{table}\n%%EOF\n").bytes());
    out
}

/// The identifiers of the last trailer.
fn id(bytes: &[u8]) -> String {
    let from = position(bytes, b"/ID", true);
    let to = from + bytes[from..].iter().position(|byte| *byte == b']').unwrap() + 1;
    String::from_utf8(bytes[from..to].to_vec()).unwrap()
}

/// A stream with its length.
pub(super) fn stream(dict: &str, body: &str) -> String {
    format!("<<{dict}/Length {}>>\nstream\n{body}\nendstream", body.len())
}

/// Writes other bytes of the same length over the last occurrence of some.
pub(super) fn overwrite(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let at = position(bytes, old.as_bytes(), true);
    [&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]].concat()
}
