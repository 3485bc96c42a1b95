//! What a file is, by looking: its format, its encoding, what parts its cells, how it begins and ends.

use std::io::Write;

use encoding_rs::{Encoding as Web, UTF_16BE, UTF_16LE};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

/// The table of these rows with another sign between its cells.
fn table(sign: &str, rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n")).replace(',', sign)
}

fn utf16(text: &str, web: &'static Web) -> Vec<u8> {
    let bytes = |unit: u16| if web == UTF_16BE { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn the_sign_between_cells_is_found_or_said() {
    for (name, sign) in
        [("a.csv", ";"), ("a.csv", "|"), ("a.csv", "\t"), ("a.txt", "\t"), ("a.tsv", "\t"), ("a", ",")]
    {
        let entries = Inputs::new().entries(name, table(sign, &[row("A1"), row("A2")]));
        assert_eq!(all_told(&entries), ["2 A1 ok", "3 A2 ok"], "{name} {sign}");
    }
    let mut inputs = Inputs::new();
    inputs.reading.delimiter = Some(b'^');
    assert_eq!(all_told(&inputs.entries("a.csv", table("^", &[row("A1")]))), ["2 A1 ok"]);
}

#[test]
fn commas_in_cells_or_titles_do_not_mislead() {
    let semicolons = row("A1").replace(',', ";").replace(NAME, "a, b, c");
    let text = format!("Liste, November\n{}\n{semicolons}\n", HEADER.replace(',', ";"));
    let (entries, notes) = Inputs::new().noted("a.csv", text);
    assert_eq!(all_told(&entries), ["3 A1 ok"]);
    assert_eq!(notes, ["row 1 above the headings passed over"]);
    let text = "id,extra.a\nA1,x;y;z\nA2,u;v;w\n";
    assert_eq!(Inputs::new().entries("a.csv", text)[1].row.as_ref().unwrap().cells, ["A2", "u;v;w"]);
}

#[test]
fn a_row_with_another_sign_is_told_with_its_line() {
    let mixed = [row("A1"), row("A2").replace(',', ";"), row("A3").replacen(',', ";", 1), row("A4")];
    let entries = csv_rows(&mixed);
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 - D01", "4 - D01", "5 A4 ok"]);
    for entry in &entries[1..3] {
        assert!(words(entry).contains("cells of this row are parted by `;`, those of the header row by `,`"));
    }
}

#[test]
fn the_first_line_that_excel_writes_for_itself_is_obeyed() {
    for (line, sign) in [("sep=;", ";"), ("SEP=,", ","), ("sep=\t", "\t"), ("\"sep=|\"", "|")] {
        let text = format!("\u{feff}{line}\r\n{}", table(sign, &[row("A1")]));
        assert_eq!(all_told(&Inputs::new().entries("a.csv", text)), ["3 A1 ok"], "{line}");
    }
}

#[test]
fn an_end_mark_of_dos_ends_the_file() {
    for end in ["\n\u{1a}", "\r\n\u{1a}\r\n", "\u{1a}"] {
        let entries = csv(format!("{HEADER}\n{}{end}", row("A1")));
        assert_eq!(all_told(&entries), ["2 A1 ok"], "{end:?}");
        assert_eq!(all_told(&json(format!("{}{end}", account("A1")))), ["1 A1 ok"], "{end:?}");
    }
}

#[test]
fn line_ends_that_were_written_twice_over_do_no_harm() {
    assert_eq!(all_told(&csv(table(",", &[row("A1")]).replace('\n', "\r\r\n"))), ["2 A1 ok"]);
}

#[test]
fn a_remedy_fits_what_is_seen() {
    let said = |name: &str, text: String| format!("{:?}", Inputs::new().fault(name, text).hints);
    assert!(said("a.csv", account("A1")).contains("`--from jsonl`"));
    let entries = csv_rows(&[row("A1") + ","]);
    assert!(words(&entries[0]).contains("if every row ends with `,`, let the heading row do so, too"));
}

#[test]
fn rows_of_blanks_of_any_width_are_passed_over() {
    let blanks = "\u{3000},\u{a0}, ,,,,,,,,,".to_string();
    let entries =
        csv_rows(&[row("A1"), blanks, "\u{3000}\u{3000}".into(), ",,,,,,,,,,,,,,".into(), row("A2")]);
    assert_eq!(all_told(&entries), ["2 A1 ok", "6 A2 ok"]);
}

#[test]
fn joined_files_are_read_on() {
    let one = format!("\u{feff}{HEADER}\n{}\n", row("A1"));
    let (entries, notes) = Inputs::new().noted("a.csv", format!("{one}{}", one.replace("A1", "A2")));
    assert_eq!(all_told(&entries), ["2 A1 ok", "4 A2 ok"]);
    assert_eq!(notes, ["row 3 with the headings once more passed over"]);
    let line = |id| format!("\u{feff}{}\n", account(id));
    assert_eq!(all_told(&json(line("A1") + &line("A2"))), ["1 A1 ok", "2 A2 ok"]);
    let windows = format!("{}\r\n\u{1a}", one.trim_end().replace('\n', "\r\n"));
    let (entries, _) = Inputs::new().noted("a.csv", format!("{windows}{}", windows.replace("A1", "A2")));
    assert_eq!(all_told(&entries), ["2 A1 ok", "4 A2 ok"]);
}

#[test]
fn every_encoding_is_read_and_only_a_guess_is_told() {
    let text = table(",", &[row("A1"), row("A2")]);
    let expected = csv(&text)[1].sha256;
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    for (bytes, told) in [
        (text.clone().into_bytes(), false),
        (marked(b"\xef\xbb\xbf", text.clone().into_bytes()), false),
        (encoding(&text), true),
        (marked(b"\xff\xfe", utf16(&text, UTF_16LE)), false),
        (marked(b"\xfe\xff", utf16(&text, UTF_16BE)), false),
    ] {
        let (entries, notes) = Inputs::new().noted("a.csv", bytes);
        assert_eq!(all_told(&entries), ["2 A1 ok", "3 A2 ok"]);
        assert_eq!(entries[1].sha256, expected);
        let guess = "read as GB18030, which it is by its looks".to_string();
        assert_eq!(notes, if told { vec![guess] } else { vec![] });
    }
    let mut inputs = Inputs::new();
    inputs.reading.encoding = Some(Encoding::Utf16);
    for web in [UTF_16LE, UTF_16BE] {
        assert_eq!(all_told(&inputs.entries("a.csv", utf16(&text, web))), ["2 A1 ok", "3 A2 ok"]);
    }
    for web in [UTF_16LE, UTF_16BE] {
        let (entries, notes) = Inputs::new().noted("a.csv", utf16(&text, web));
        assert_eq!(all_told(&entries), ["2 A1 ok", "3 A2 ok"]);
        assert_eq!(notes, ["read as UTF-16, which it is by its looks"]);
    }
    let lines = format!("{}\n{}\n", account("A1"), account("A2"));
    let (entries, notes) = Inputs::new().noted("a.jsonl", encoding(&lines));
    assert_eq!((all_told(&entries), notes.len()), (vec!["1 A1 ok".to_string(), "2 A2 ok".into()], 1));
}

#[test]
fn inputs_of_different_encodings_are_one_run() {
    let inputs = Inputs::new();
    let given = vec![
        inputs.file("a.csv", table(",", &[row("A1")])),
        inputs.file("b.csv", encoding(&table(";", &[row("A2")]))),
        inputs.file("c.jsonl", encoding(&account("A3"))),
    ];
    let entries: Vec<_> = read(given, Reading::default()).unwrap().collect();
    assert_eq!(all_told(&entries), ["2 A1 ok", "2 A2 ok", "1 A3 ok"]);
}

#[test]
fn gb18030_is_found_though_ascii_goes_before_for_long() {
    let mut rows: Vec<_> = (0..3000).map(|at| row(&format!("A{at}")).replace(NAME, "Mary Smith")).collect();
    rows.push(row("B1"));
    let (entries, notes) = Inputs::new().noted("a.csv", encoding(&table(",", &rows)));
    assert_eq!(entries.last().unwrap().account.as_ref().unwrap().debtor.name.reveal(), NAME);
    assert_eq!((entries.len(), notes.len()), (3001, 1));
}

#[test]
fn a_utf8_file_is_not_read_as_gb18030_though_that_was_said() {
    let fault = Inputs::gb18030().fault("a.csv", "客户编号,客户姓名\n1,2\n");
    assert_eq!(fault.message.en, "this file is UTF-8, not GB18030");
    assert_eq!(fault.message.zh, "该文件是 UTF-8，不是 GB18030");
    assert_eq!(fault.hints.len(), 1);
}

#[test]
fn a_file_put_together_from_two_encodings_shows_nobody_and_is_not_guessed_at() {
    let mut bytes = encoding(&table(",", &(0..2000).map(|at| row(&format!("A{at}"))).collect::<Vec<_>>()));
    bytes.extend(table(",", &[row("B1"), row("B2")]).into_bytes());
    let entries = Inputs::new().entries("a.csv", bytes);
    let last = entries.last().unwrap();
    assert_eq!(findings(last)[0].code, "D01");
    assert!(words(last).contains("begins in GB18030 and goes on in UTF-8"));
    assert!(entries.iter().all(|entry| entry.account.as_ref().is_ok_and(|a| a.debtor.name.reveal() == NAME)
        || entry.account.is_err()));
}

#[test]
fn a_packed_text_is_unpacked_as_it_is_read() {
    let packed = |text: &str| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let text = table(",", &[row("A1"), row("A2")]);
    assert_eq!(all_told(&Inputs::new().entries("a.csv.gz", packed(&text))), ["2 A1 ok", "3 A2 ok"]);
    assert_eq!(all_told(&Inputs::new().entries("part-0", packed(&account("A1")))), ["1 A1 ok"]);
    let two = [packed(&text), packed(&row("A3"))].concat();
    assert_eq!(Inputs::new().entries("a.csv.gz", two).len(), 3, "packed files may be joined, too");
    let many = table(",", &(0..5000).map(|at| row(&format!("A{at}"))).collect::<Vec<_>>());
    let mut cut = packed(&many);
    cut.truncate(cut.len() / 2);
    let entries = Inputs::new().entries("a.csv.gz", cut);
    assert_eq!(findings(entries.last().unwrap())[0].code, "D01");
    let bomb = packed(&format!("{HEADER}\n{}\n{}", "x".repeat(50 << 20), row("A1")));
    assert_eq!(all_told(&Inputs::new().entries("a.csv.gz", bomb)), ["2 - D06", "3 A1 ok"]);
    let twice = {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(&packed(&text)).unwrap();
        packer.finish().unwrap()
    };
    assert_eq!(Inputs::new().fault("a.csv.gz", twice).message.en, "this is packed twice");
}

#[test]
fn what_was_said_goes_before_what_is_seen() {
    let mut inputs = Inputs::new();
    inputs.reading.from = Some(Format::Csv);
    assert_eq!(all_told(&inputs.entries("a.jsonl", table(",", &[row("A1")]))), ["2 A1 ok"]);
    inputs.reading.from = Some(Format::JsonLines);
    assert_eq!(all_told(&inputs.entries("a.csv", account("A1"))), ["1 A1 ok"]);
    assert_eq!(all_told(&Inputs::new().entries("a.txt", account("A1"))), ["1 A1 ok"]);
}

#[test]
fn the_names_of_folders_are_columns_of_text_files_too() {
    let mut inputs = Inputs::new();
    let folder = inputs.folder.path().join("kind=overdue-notice/dt=2026-11-22");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("part-0.csv"), table(",", &[row("A1")])).unwrap();
    let whole = || vec![Input::File(inputs.folder.path().to_path_buf())];
    let fault = read(whole(), Reading::default()).unwrap_err();
    assert_eq!(fault.message.en, "`dt` in the folder's name is no field of an account");
    inputs.reading.columns = [("dt".to_string(), String::new())].into();
    let kinds = |entries: Vec<Entry>| {
        entries.iter().map(|entry| entry.account.as_ref().unwrap().kind.clone().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(read(whole(), inputs.reading.clone()).unwrap().collect()), ["overdue-notice"]);
    fs::remove_file(folder.join("part-0.csv")).unwrap();
    fs::write(folder.join("part-0.jsonl.gz"), account("A1")).unwrap();
    assert_eq!(kinds(read(whole(), inputs.reading.clone()).unwrap().collect()), ["overdue-notice"]);
}
