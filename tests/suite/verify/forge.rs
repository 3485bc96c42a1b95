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
    let objects = revision.objects.iter().map(|(number, text)| (*number, text.as_bytes().to_vec()));
    append_bytes(bytes, &objects.collect::<Vec<_>>(), revision.trailer)
}

/// Appends a revision whose objects are bytes.
fn append_bytes(bytes: &[u8], objects: &[(u32, Vec<u8>)], trailer: &str) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.push(b'\n');
    let mut rows = String::new();
    for (number, object) in objects {
        rows.push_str(&format!("{number} 1\n{:010} 00000 n \n", out.len()));
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    finish(bytes, out, &rows, trailer)
}

/// Appends a revision with a store of revocation lists, as any program may behind a signature.
pub(crate) fn with_lists(bytes: &[u8], lists: &[Vec<u8>]) -> Vec<u8> {
    with_store(bytes, &[], lists)
}

/// The same with certificates.
pub(crate) fn with_store(bytes: &[u8], certificates: &[Vec<u8>], lists: &[Vec<u8>]) -> Vec<u8> {
    let at = position(bytes, b"/Root ", true) + "/Root ".len();
    let root: String = bytes[at..].iter().map(|b| char::from(*b)).take_while(char::is_ascii_digit).collect();
    let root: u32 = root.parse().unwrap();
    let (_, from, to) = objects(bytes).into_iter().rfind(|(number, ..)| *number == root).unwrap();
    let catalog = String::from_utf8_lossy(&bytes[from..to]).into_owned();
    let (begin, end) = (catalog.find("<<").unwrap(), catalog.rfind(">>").unwrap());
    let mut catalog = catalog[begin..end].to_string();
    // The one that it names already is replaced.
    if let Some(at) = catalog.find("/DSS ") {
        let length = catalog[at..].find('R').unwrap() + 1;
        catalog.replace_range(at..at + length, "");
    }
    let numbers: Vec<u32> = (951..).take(lists.len() + certificates.len()).collect();
    let named = |numbers: &[u32]| numbers.iter().map(|number| format!("{number} 0 R ")).collect::<String>();
    let (crls, certs) = numbers.split_at(lists.len());
    let store = format!("<</Type/DSS/CRLs[{}]/Certs[{}]>>", named(crls), named(certs));
    let mut objects =
        vec![(root, format!("{catalog}/DSS 950 0 R>>").into_bytes()), (950, store.into_bytes())];
    objects.extend(numbers.into_iter().zip(lists.iter().chain(certificates)).map(|(number, list)| {
        let head = format!("<</Length {}>>\nstream\n", list.len());
        (number, [head.as_bytes(), list, b"\nendstream"].concat())
    }));
    objects.sort_by_key(|(number, _)| *number);
    append_bytes(bytes, &objects, "")
}

/// Writes the table and the end of a revision whose rows are known.
pub(super) fn finish(before: &[u8], mut out: Vec<u8>, rows: &str, trailer: &str) -> Vec<u8> {
    let (table, prev) = (out.len(), last_table(before));
    out.extend(format!("xref\n{rows}trailer\n<</Size 1000").bytes());
    out.extend(kept(before, trailer));
    out.extend(format!("/Prev {prev}{trailer}>>\n").bytes());
    out.extend(format!("startxref\n{table}\n%%EOF\n").bytes());
    out
}

/// What a trailer keeps of the last one, unless it says otherwise.
fn kept(before: &[u8], trailer: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for (key, end) in [("/Root", &b"R"[..]), ("/Info", b"R"), ("/ID", b"]")] {
        let ends = |window: &[u8]| window.starts_with(end) && matches!(window[1], b'/' | b'>' | b'\n');
        if !trailer.contains(key) {
            let from = position(before, key.as_bytes(), true);
            let to = from + before[from..].windows(2).position(ends).unwrap() + 1;
            out.extend_from_slice(&before[from..to]);
        }
    }
    out
}

/// The objects of a file: number, where each begins, and where it ends.
pub(super) fn objects(bytes: &[u8]) -> Vec<(u32, usize, usize)> {
    let ends =
        |from: usize| bytes[from..].windows(6).position(|window| window == b"endobj").map(|at| from + at);
    let begins =
        (1..bytes.len() - 6).filter(|at| &bytes[*at..at + 6] == b" 0 obj" && bytes[at - 1].is_ascii_digit());
    let object = |at: usize| {
        let digits = bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&bytes[at - digits..at]).unwrap().parse().unwrap();
        Some((number, at - digits, ends(at)? + 6))
    };
    begins.filter_map(object).collect()
}

/// Appends a revision with one object that stands packed in a stream, and its table in a stream, too.
pub(super) fn append_packed(bytes: &[u8], number: u32, text: &str) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let head = format!("{number} 0 ");
    let (holder, table) = (out.len(), 900_u32);
    let dict = format!("/Type/ObjStm/N 1/First {}", head.len());
    out.extend(format!("{} 0 obj\n{}\nendobj\n", table + 1, stream(&dict, &format!("{head}{text}"))).bytes());
    let at = out.len();
    let row =
        |kind: u8, one: usize| [&[kind][..], &u32::try_from(one).unwrap().to_be_bytes(), &[0, 0]].concat();
    let rows = [row(2, 901), row(1, at), row(1, holder)].concat();
    let dict = format!(
        "<</Type/XRef/Size 1000/W[1 4 2]/Index[{number} 1 {table} 2]/Prev {}/Length {}",
        last_table(bytes),
        rows.len()
    );
    out.extend(format!("{table} 0 obj\n{dict}").bytes());
    out.extend(kept(bytes, ""));
    out.extend(b">>\nstream\n");
    out.extend(rows);
    out.extend(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").bytes());
    out
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
