//! Reading: every fault with its whole list of findings, and no person's data in any of them.

mod beside;
mod csv;
mod fields;
mod forms;
mod headings;
mod json;
mod looking;
mod mended;
mod reading;
mod record;
mod renamed;
mod repeated;
mod shown;
mod twice;

use std::fs;
use std::path::PathBuf;

use hanpress::inner::account::read::{Encoding, Entry, Format, Input, ReadFault, Reading, read};
use hanpress::inner::finding::Finding;
use tempfile::TempDir;

const NAME: &str = "欧阳䶮";
const ID_NUMBER: &str = "11010519491231002X";
const CARD: &str = "9900001234565679";
const MOBILE: &str = "13800005678";

const HEADER: &str = "id,debtor.name,debtor.id_number,card.number,ledgers.0.currency,ledgers.0.principal,\
                      ledgers.0.interest,ledgers.0.penalty,ledgers.0.fees,ledgers.0.total,due_date,as_of";

/// A sound account on one line.
fn account(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","debtor":{{"name":"{NAME}","id_number":"{ID_NUMBER}"}},"card":{{"number":"{CARD}"}},"ledgers":[{{"currency":"CNY","principal":"8376.25","interest":"125.64","penalty":"41.88","fees":"0.00","total":"8543.77"}}],"due_date":"2026-10-25","as_of":"2026-11-22"}}"#
    )
}

/// The same account as a row under [`HEADER`].
fn row(id: &str) -> String {
    format!("{id},{NAME},{ID_NUMBER},{CARD},CNY,8376.25,125.64,41.88,0.00,8543.77,2026-10-25,2026-11-22")
}

/// A folder of inputs, removed at the end.
struct Inputs {
    folder: TempDir,
    reading: Reading,
}

impl Inputs {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), reading: Reading::default() }
    }

    fn gb18030() -> Self {
        Self { reading: Reading { encoding: Some(Encoding::Gb18030), ..Reading::default() }, ..Self::new() }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> Input {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        Input::File(path)
    }

    fn entries(&self, name: &str, bytes: impl AsRef<[u8]>) -> Vec<Entry> {
        read(vec![self.file(name, bytes)], self.reading.clone()).unwrap().collect()
    }

    /// What is told of an input beside its findings.
    fn noted(&self, name: &str, bytes: impl AsRef<[u8]>) -> (Vec<Entry>, Vec<String>) {
        let mut entries = read(vec![self.file(name, bytes)], self.reading.clone()).unwrap();
        let read = entries.by_ref().collect();
        (read, entries.notes().take().into_iter().map(|note| note.words.en).collect())
    }

    fn fault(&self, name: &str, bytes: impl AsRef<[u8]>) -> ReadFault {
        read(vec![self.file(name, bytes)], self.reading.clone()).unwrap_err()
    }
}

fn json(text: impl AsRef<[u8]>) -> Vec<Entry> {
    Inputs::new().entries("accounts.jsonl", text)
}

fn csv(text: impl AsRef<[u8]>) -> Vec<Entry> {
    Inputs::new().entries("accounts.csv", text)
}

fn csv_rows(rows: &[String]) -> Vec<Entry> {
    csv(format!("{HEADER}\n{}\n", rows.join("\n")))
}

fn findings(entry: &Entry) -> &[Finding] {
    entry.account.as_ref().err().map_or(&[], Vec::as_slice)
}

/// Every word of an entry's findings; none of a person's may be among them.
fn words(entry: &Entry) -> String {
    let mut all = String::new();
    for finding in findings(entry) {
        all += &format!("{} {} {}\n", finding.path, finding.message.en, finding.message.zh);
        for hint in &finding.hints {
            all += &format!("hint: {} {}\n", hint.en, hint.zh);
        }
    }
    for personal in [NAME, ID_NUMBER, CARD, MOBILE, "东城区"] {
        assert!(!all.contains(personal), "{personal} is shown: {all}");
        assert!(
            entry.account.is_ok() || !format!("{entry:?}").contains(personal),
            "{personal} is in the debug output"
        );
    }
    all
}

/// An entry as `line id code path, …`, or `line id ok`.
fn told(entry: &Entry) -> String {
    words(entry);
    let faults: Vec<_> =
        findings(entry).iter().map(|f| format!("{} {}", f.code, f.path).trim().to_string()).collect();
    let faults = if faults.is_empty() { "ok".to_string() } else { faults.join(", ") };
    format!("{} {} {faults}", entry.line, entry.id.as_deref().unwrap_or("-"))
}

fn all_told(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(told).collect()
}

/// What is told of the account with one piece replaced.
fn changed(from: &str, to: &str) -> (String, String) {
    let text = account("A1");
    assert!(text.contains(from), "{from}");
    let entries = json(text.replace(from, to));
    (told(&entries[0]), words(&entries[0]))
}

/// The text as GB 18030.
fn encoding(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    let entries = json(format!("\u{feff}{}\r\n\r\n{}\r\n", account("A1"), account("A2")));
    assert_eq!(all_told(&entries), ["1 A1 ok", "3 A2 ok"]);
    let entries = csv(format!("\u{feff}{HEADER}\r\n{}\r\n", row("A1")));
    assert_eq!(all_told(&entries), ["2 A1 ok"]);
    assert_eq!(entries[0].row.as_ref().unwrap().header.headings[0], "id");
}

#[test]
fn a_line_too_long_is_refused_and_the_next_is_read() {
    let long = account("L1").replace("CNY", &"x".repeat(10 << 20));
    let entries = json(format!("{}\n{long}\n{}\n{long}", account("A1"), account("A2")));
    assert_eq!(all_told(&entries), ["1 A1 ok", "2 - D06", "3 A2 ok", "4 - D06"]);
    let entries = csv_rows(&[row("A1"), row("L1").replace("CNY", &"x".repeat(3 << 20)), row("A2")]);
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 - D06", "4 A2 ok"]);
}

#[test]
fn bytes_that_are_no_utf8_are_refused_with_what_they_look_like() {
    let gb = |text: &str| encoding(text);
    let mut text = gb(&account("G1"));
    text.push(b'\n');
    text.extend(account("A1").bytes());
    text.extend(b"\n{\"id\":\"\xff\xff\"}\n{\"id\":\"N\0\"}\n");
    let entries = json(text);
    let told = all_told(&entries);
    assert_eq!((&*told[0], &*told[1], &*told[3]), ("1 G1 D05 debtor.name", "2 A1 ok", "4 - D05"));
    assert!(told[2].starts_with("3 - D02 as_of") && told[2].contains("D05 id"), "{}", told[2]);
    assert!(words(&entries[0]).contains("`debtor.name` holds bytes that are no text, from character"));
    assert!(words(&entries[0]).contains("write the whole file in one encoding, such as UTF-8"));
    assert!(words(&entries[3]).contains("NUL"));
}

#[test]
fn gb18030_is_read_when_asked_for() {
    let inputs = Inputs::gb18030();
    let rows = format!("{HEADER}\n{}\n{}\n", row("A1").replace(NAME, "𬱖㛃"), row("A2"));
    let entries = inputs.entries("a.csv", encoding(&rows));
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 A2 ok"]);
    assert_eq!(entries[0].account.as_ref().unwrap().debtor.name.reveal(), "𬱖㛃");
    assert_eq!(entries[1].account.as_ref().unwrap().debtor.name.reveal(), NAME);
    let lines = inputs.entries("a.jsonl", encoding(&account("A2")));
    assert_eq!(lines[0].sha256, entries[1].sha256);
    assert_eq!(
        all_told(&inputs.entries("b.csv", format!("\u{feff}{rows}"))),
        ["2 A1 ok", "3 A2 ok"],
        "a mark prevails"
    );
}

#[test]
fn gb18030_characters_on_the_border_of_two_reads_stay_whole() {
    let rows: Vec<String> = (0..5000).map(|at| row(&format!("A{at}"))).collect();
    let entries = Inputs::gb18030().entries("a.csv", encoding(&format!("{HEADER}\n{}", rows.join("\n"))));
    assert_eq!(entries.len(), 5000);
    assert!(entries.iter().all(|entry| entry.account.as_ref().unwrap().debtor.name.reveal() == NAME));
}

#[test]
fn bytes_that_are_no_gb18030_are_refused_with_their_field() {
    let mut bytes = encoding(&format!("{HEADER}\n{}\n{}\n", row("A1"), row("A2")));
    let name = encoding(NAME);
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
    bytes[at + 1] = 0x20;
    let entries = Inputs::gb18030().entries("a.csv", bytes);
    assert_eq!(all_told(&entries), ["2 A1 D05 debtor.name", "3 A2 ok"]);
    assert!(words(&entries[0]).contains("`debtor.name` holds bytes that are no text, from character 1 on"));
    assert!(entries[0].sha256.is_none());

    let mut line = encoding(&account("A1").replace(r#""as_of":"2026-11-22""#, r#""as_of":"soon""#));
    let at = line.windows(name.len()).position(|window| window == name).unwrap();
    line[at] = 0xff;
    let entries = Inputs::gb18030().entries("a.jsonl", line);
    assert_eq!(all_told(&entries), ["1 A1 D04 as_of, D05 debtor.name"]);
}

#[test]
fn a_row_in_the_wrong_encoding_names_its_fields_and_the_way_out() {
    let mut bytes = format!("{HEADER}\n{}\n", row("A1")).into_bytes();
    bytes.extend(encoding(&row("A2")));
    let entries = csv(bytes);
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 A2 D05 debtor.name"]);
    assert!(words(&entries[1]).contains("write the whole file in one encoding"));
}

#[test]
fn a_record_hashes_alike_from_csv_and_json() {
    let header = format!(
        "{HEADER},flags.deceased,notices[0].number,extra.note,extra.list.0,ledgers[1].currency,plan.method"
    );
    let cells = "false,N1,hello,one,,";
    let entries = csv(format!("{header}\n{},{cells}\n", row("A1")));
    let more = r#""flags":{"deceased":false,"bureau_prenotified_on":null},"plan":{"rows":null},"notices":[{"number":"N1"}],"extra":{"list":["one"],"note":" hello"},"#;
    let same = json(account("A1").replacen('{', &format!("{{{more}"), 1));
    assert_eq!(entries[0].sha256.unwrap(), same[0].sha256.unwrap());
}

#[test]
fn an_id_seen_before_is_refused_in_any_input() {
    let inputs = Inputs::new();
    let first =
        inputs.file("a.jsonl", format!("{}\n{}\n", account("A1"), account("A2").replace("CNY", "XYZ")));
    let second = inputs.file("b.csv", format!("{HEADER}\n{}\n{}\n{}\n", row("A1"), row("A2"), row("A3")));
    let entries: Vec<Entry> = read(vec![first, second], Reading::default()).unwrap().collect();
    assert_eq!(
        all_told(&entries),
        ["1 A1 ok", "2 A2 D04 ledgers[0].currency", "2 A1 D08 id", "3 A2 D08 id", "4 A3 ok"]
    );
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

#[test]
fn inputs_are_all_opened_before_the_first_record() {
    let inputs = Inputs::new();
    let good = inputs.file("a.jsonl", account("A1"));
    let missing = Input::File(PathBuf::from("no/such.jsonl"));
    let fault = read(vec![good, missing], Reading::default()).unwrap_err();
    assert_eq!(
        (fault.source.as_str(), fault.message.en.as_str()),
        ("no/such.jsonl", "there is no such file")
    );
    assert!(read(vec![Input::Stdin, Input::Stdin], Reading::default()).is_err());
}

#[test]
fn a_file_that_is_not_what_was_said_is_named_for_what_it_is() {
    for (from, start, expected) in [
        (Format::Csv, &b"PK\x03\x04...."[..], "a workbook or a zip archive"),
        (Format::JsonLines, b"\xd0\xcf\x11\xe0....", "a workbook or a zip archive"),
        (Format::Csv, b"PAR1....", "a Parquet file"),
    ] {
        let mut inputs = Inputs::new();
        inputs.reading.from = Some(from);
        let fault = inputs.fault("a.csv", start);
        assert!(fault.message.en.contains(expected), "{}", fault.message.en);
        assert!(fault.hints[0].en.starts_with("leave `--from` out"));
    }
    for (start, expected) in
        [(&b"\x28\xB5\x2F\xFD......"[..], "a zstd file"), (b"%PDF-1.7\n....", "a PDF file")]
    {
        let fault = Inputs::new().fault("a.csv", start);
        assert!(fault.message.en.contains(expected) && fault.hints.len() == 1, "{}", fault.message.en);
    }
}

#[test]
fn empty_inputs_hold_no_accounts() {
    for (name, text) in [
        ("a.jsonl", ""),
        ("a.jsonl", "\n\n"),
        ("a.csv", ""),
        ("a.csv", &format!("{HEADER}\n")),
        ("a.csv", "\u{feff}"),
    ] {
        assert!(Inputs::new().entries(name, text).is_empty(), "{name}");
    }
}

/// Puts every byte of `line` in turn to something else; the lines around it must not notice.
fn no_byte_harms_the_neighbours(name: &str, before: &str, line: &str, after: &str) {
    let inputs = Inputs::new();
    for at in 0..line.len() {
        for byte in [b'"', b',', b'\n', b'\r', b'\\', b'{', 0, 0xff, b'x'] {
            let mut bytes = format!("{before}\n{line}\n{after}\n").into_bytes();
            bytes[before.len() + 1 + at] = byte;
            let entries = inputs.entries(name, &bytes);
            let first = told(&entries[0]);
            let last = told(entries.last().unwrap());
            assert!(first.ends_with(" A1 ok") && last.ends_with(" A3 ok"), "{byte} at {at}: {first}; {last}");
            entries.iter().for_each(|entry| drop(words(entry)));
        }
    }
}

#[test]
fn no_byte_of_a_record_harms_its_neighbours() {
    no_byte_harms_the_neighbours("a.jsonl", &account("A1"), &account("A2"), &account("A3"));
    no_byte_harms_the_neighbours("a.csv", &format!("{HEADER}\n{}", row("A1")), &row("A2"), &row("A3"));
    let quoted = |id: &str| format!("\"{}\"", row(id).replace(',', "\",\""));
    no_byte_harms_the_neighbours(
        "a.csv",
        &format!("{HEADER}\n{}", quoted("A1")),
        &quoted("A2"),
        &quoted("A3"),
    );
}
