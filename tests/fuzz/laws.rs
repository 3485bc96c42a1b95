//! The laws that any bytes must keep: the fuzzers try them, the suite replays them on the kept corpus.

use std::collections::BTreeSet;

use hanpress::inner::account::read::{Entry, Input, Reading, read};
use hanpress::inner::desk::Desk;
use hanpress::inner::fill::{counted, literal};
use hanpress::inner::produce::prepare;
use hanpress::inner::verify::{Terms, Verdict, cost, verify};
use serde_json::Value;
use typst::syntax::{SyntaxKind, SyntaxNode, ast, parse, parse_code};

/// The entries of a file that holds these bytes; `None` where the file as a whole is refused.
fn entries(bytes: &[u8], name: &str) -> Option<Vec<Entry>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Some(read(vec![Input::File(path)], Reading::default()).ok()?.collect())
}

/// What came of an entry, without its place.
fn outcome(entry: &Entry) -> (Option<[u8; 32]>, Vec<(&str, &str)>) {
    let findings = entry.account.as_ref().err().into_iter().flatten();
    (entry.sha256, findings.map(|finding| (finding.code, finding.path.as_str())).collect())
}

/// What holds of any entries: they are counted, in order, and an account or told why not, in words
/// that show no long number.
fn orderly(entries: &[Entry]) {
    let mut last = 0;
    for (at, entry) in entries.iter().enumerate() {
        assert_eq!(entry.seq, at as u64 + 1);
        assert!(entry.line > last, "lines go on");
        last = entry.line;
        match &entry.account {
            Ok(_) => assert!(entry.sha256.is_some()),
            Err(findings) => {
                assert!(!findings.is_empty());
                for finding in findings {
                    assert!(!finding.code.is_empty() && !finding.message.en.is_empty());
                    for words in [&finding.message.en, &finding.message.zh, &finding.path] {
                        let runs = words.split(|c: char| !c.is_ascii_digit());
                        assert!(runs.map(str::len).max() < Some(11), "a long number shows");
                    }
                }
            }
        }
    }
}

/// JSON Lines: whatever the ends of lines, and read again, the same comes of them.
pub(crate) fn records(bytes: &[u8], desk: &Desk) {
    let Some(read) = entries(bytes, "records.jsonl") else { return };
    orderly(&read);
    if !bytes.contains(&b'\r') && !bytes.starts_with(b"\xEF\xBB\xBF") && bytes.len() < 1 << 19 {
        let mut windows = b"\xEF\xBB\xBF".to_vec();
        for byte in bytes {
            windows.extend(if *byte == b'\n' { &b"\r\n"[..] } else { std::slice::from_ref(byte) });
        }
        if let Some(again) = entries(&windows, "records.jsonl") {
            assert_eq!(again.len(), read.len());
            for (one, other) in read.iter().zip(&again) {
                assert_eq!(one.sha256.is_some(), other.sha256.is_some());
                if one.sha256.is_some() {
                    assert_eq!(outcome(one), outcome(other));
                }
            }
        }
    }
    for entry in &read {
        if let (Ok(account), Some(sha256)) = (&entry.account, &entry.sha256) {
            let once = || prepare(account.clone(), sha256, desk).map(|it| it.filled.source().to_string());
            assert_eq!(once(), once(), "checks and filling give the same again");
        }
    }
}

/// Tables: a row that was read and is written anew reads the same.
pub(crate) fn table(bytes: &[u8]) {
    let Some(read) = entries(bytes, "table.csv") else { return };
    orderly(&read);
    for entry in read.iter().filter(|entry| entry.sha256.is_some()) {
        let Some(row) = &entry.row else { continue };
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for cells in [&row.header.headings, &row.cells] {
            writer.write_record(cells.iter().map(|cell| harmless(cell))).unwrap();
        }
        let written = writer.into_inner().unwrap();
        let again = entries(&written, "table.csv").expect("the heading was good before");
        let [again] = &again[..] else { panic!("one row became {}", again.len()) };
        let of_id = |entry: &Entry| outcome(entry).1.iter().any(|(code, _)| *code == "D08");
        assert_eq!(again.sha256, entry.sha256);
        if !of_id(entry) {
            assert_eq!(outcome(again), outcome(entry));
        }
    }
}

/// A cell as lists of refused rows hold it.
fn harmless(cell: &str) -> String {
    let formula = cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{cell}") } else { cell.to_string() }
}

/// Signed files: whatever the bytes, they are judged, the same again, and never good with something behind the end.
pub(crate) fn signed(bytes: &[u8]) {
    let mut terms = Terms::at(1_796_083_200);
    terms.trust(include_bytes!("../signed/ca.pem")).unwrap();
    terms.open_with("借款人");
    let (report, cost) = cost(bytes, &terms);
    assert_eq!(verify(bytes, &terms), report);
    assert!(cost.memory <= cost.most_memory, "{cost:?}");
    // The step that is one too many may be a long one.
    assert!(cost.steps <= cost.most_steps + (32 << 20), "{cost:?}");
    assert!(!cost.over || report.verdict == Verdict::NotJudged, "{cost:?}");
    if report.verdict == Verdict::Good {
        let more = [bytes, b"\n1 0 obj\n"].concat();
        assert_ne!(verify(&more, &terms).verdict, Verdict::Good);
    }
}

/// Letters: a value is one string of the tree, whatever it holds.
pub(crate) fn letter(bytes: &[u8], desk: &Desk, plain: &Value) {
    let words = String::from_utf8_lossy(bytes);
    let tree = parse_code(&literal(&words));
    let strings: Vec<_> = tree.children().filter_map(|node| node.cast::<ast::Str<'_>>()).collect();
    let [string] = &strings[..] else { panic!("one value became {} strings", strings.len()) };
    assert_eq!((string.get().as_str(), tree.children().len()), (&*words, 1));
    let filled = |account: &Value| {
        let entries = entries(account.to_string().as_bytes(), "letter.jsonl").unwrap();
        let [Entry { account: Ok(account), sha256: Some(sha256), .. }] = &entries[..] else { return None };
        Some(parse(prepare(account.clone(), sha256, desk).ok()?.filled.source()))
    };
    let mut known = code(&filled(plain).expect("the plain letter is good"));
    // A long name of a card stands among the contacts, too, whatever it says.
    let mut long = plain.clone();
    *long.pointer_mut("/card/product").unwrap() = "示例".repeat(15).into();
    known.extend(code(&filled(&long).expect("so is one of a card with a long name")));
    for field in ["/debtor/name", "/debtor/address", "/card/product"] {
        let mut account = plain.clone();
        *account.pointer_mut(field).unwrap() = (&*words).into();
        if let Some(tree) = filled(&account) {
            assert!(tree.errors_and_warnings().0.is_empty());
            let more: Vec<_> = code(&tree).difference(&known).cloned().collect();
            assert!(more.is_empty(), "{field} is code: {more:?}");
        }
    }
}

/// What a tree is made of beside strings: kinds, and the names that are called or asked for.
fn code(node: &SyntaxNode) -> BTreeSet<String> {
    let own = match node.kind() {
        SyntaxKind::Ident | SyntaxKind::MathIdent => node.leaf_text().to_string(),
        kind => format!("{kind:?}"),
    };
    node.children().flat_map(code).chain([own]).collect()
}

/// Templates: counting adds calls to source, and neither lines nor faults.
pub(crate) fn source(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(counted) = counted(&text) else { return };
    let lines = |text: &str| text.matches('\n').count();
    assert_eq!(lines(counted.text()), lines(&text));
    // Calls within calls may be nested deeper than the parser goes.
    let depth = text.matches(['(', '[', '{', '$', '.', '+', '*', '-', '=', ':', ' ']).count();
    if depth < 60 && parse(&text).errors_and_warnings().0.is_empty() {
        assert!(parse(counted.text()).errors_and_warnings().0.is_empty(), "{}", counted.text());
    }
    let mut next = 0;
    for (at, byte) in counted.text().bytes().enumerate() {
        if counted.original(at) == next && text.as_bytes().get(next) == Some(&byte) {
            next += 1;
        }
    }
    assert_eq!(next, text.len(), "every byte is found again");
}
