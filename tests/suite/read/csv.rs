//! Reading rows: headings, cells, quotes, and many of them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};

use super::*;

#[test]
fn chinese_headings_are_mapped() {
    let mut inputs = Inputs::new();
    let columns = [("客户姓名", "debtor.name"), ("编号", "id"), ("卡号", "card.number")];
    inputs.reading.columns =
        BTreeMap::from(columns.map(|(heading, path)| (heading.to_string(), path.to_string())));
    let header = HEADER
        .replace("debtor.name", " 客户姓名 ")
        .replacen("id", "\u{feff}编号", 1)
        .replace("card.number", "\"卡号\"");
    let entries = inputs.entries("a.csv", format!("{header}\n{}\n", row("A1")));
    assert_eq!(all_told(&entries), ["2 A1 ok"]);
    let original = entries[0].row.as_ref().unwrap();
    assert_eq!(original.header.headings[..2], ["编号", " 客户姓名 "]);
    assert_eq!(original.cells[1], NAME);
    assert_eq!(entries[0].sha256, json(account("A1"))[0].sha256);
}

#[test]
fn a_heading_that_is_no_field_stops_the_run_with_its_column() {
    let fault = |header: &str| {
        let fault = Inputs::new().fault("a.csv", format!("{header}\n1,2,3\n"));
        assert!(fault.source.ends_with("a.csv"));
        (fault.message.en, fault.hints.first().map(|hint| hint.en.clone()).unwrap_or_default())
    };
    let (message, hint) = fault("id,debtor.nmae");
    assert_eq!(message, "column 2 `debtor.nmae` is no field of an account");
    assert_eq!(hint, "did you mean `debtor.name`?");
    assert_eq!(fault("id,ledgers.1.principle").1, "did you mean `ledgers.1.principal`?");
    assert_eq!(fault("id,id_number").1, "did you mean `debtor.id_number`?");
    assert_eq!(fault("id,Due Date").1, "did you mean `due_date`?");
    assert!(fault("id,支行").1.contains("under `[columns]`: `\"支行\" = \"…\"`"));
    assert!(fault("id,debtor").1.contains("give each its own column"));
    assert!(fault("id,ledgers.principal").0.contains("is no field"));
    assert!(fault("id,extra").0.contains("is no field"));
    assert!(fault("id；debtor.name").1.contains("`--delimiter`"));
    assert_eq!(
        fault("id,card.number,card.number").0,
        "columns 2 `card.number` and 3 `card.number` both stand for `card.number`"
    );
    assert!(fault("id,extra.a,extra.a.b").0.contains("another column"));
    assert_eq!(fault("id,ledgers.1.fees").0, "there is no column for `ledgers[0]`, but one for a later item");
    assert_eq!(fault("id,\"debtor.name").0, "a quote is opened in this row and not closed");
    assert_eq!(fault("id\rdebtor.name").0, "its lines end in a bare carriage return");
}

#[test]
fn a_file_without_a_header_row_shows_nobody() {
    let fault = Inputs::new().fault("a.csv", format!("{}\n", row("A1")));
    assert_eq!(fault.message.en, "the heading row holds figures, not headings");
    assert!(!format!("{fault:?}").contains(NAME));
}

#[test]
fn a_mapping_to_no_field_is_told_with_the_nearest() {
    let mut inputs = Inputs::new();
    inputs.reading.columns = BTreeMap::from([("客户姓名".to_string(), "debtor.nam".to_string())]);
    let fault = inputs.fault("a.csv", "id,客户姓名\n");
    assert_eq!(
        fault.message.en,
        "column 2 `客户姓名` stands for `debtor.nam` in `[columns]`, which is no field"
    );
    assert_eq!(fault.hints[0].en, "did you mean `debtor.name`?");
}

#[test]
fn a_row_with_the_wrong_number_of_cells_is_refused_alone() {
    let entries =
        csv_rows(&[row("A1"), row("A2") + ",more", "A3,x".into(), row("A4"), ",,,".into(), row("A5")]);
    let told = all_told(&entries);
    assert_eq!((&*told[0], &*told[1], &*told[3], &*told[4]), ("2 A1 ok", "3 - D01", "5 A4 ok", "7 A5 ok"));
    assert!(told[2].starts_with("4 A3 D02 as_of"), "what is left out at the end is blank: {}", told[2]);
    assert!(words(&entries[1]).contains("this row has 13 cells, the header row 12"));
    assert_eq!(entries[2].row.as_ref().unwrap().cells, ["A3", "x"]);
    let cut = csv(format!("{HEADER}\n{}\nA2,x", row("A1")));
    assert!(words(&cut[1]).contains("the file may have been cut off"));
}

#[test]
fn quotes_commas_and_line_breaks_stand_inside_cells() {
    let entries =
        csv_rows(&[row("A1").replace(NAME, "\"a \"\"b\"\", c\nd\""), row("A2").replace(NAME, "a \"b\" c")]);
    assert_eq!(all_told(&entries), ["2 A1 ok", "4 A2 ok"]);
    assert_eq!(entries[0].account.as_ref().unwrap().debtor.name.reveal(), "a \"b\", c d");
    assert_eq!(entries[1].account.as_ref().unwrap().debtor.name.reveal(), "a \"b\" c");
}

#[test]
fn a_stray_quote_swallows_no_other_row() {
    let stray = row("B1").replace(NAME, "\"欧阳䶮");
    let quoted = row("A3").replace(NAME, "\"欧阳䶮\"");
    let entries = csv_rows(&[row("A1"), stray.clone(), row("A2"), quoted, row("A4")]);
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 - D01", "4 A2 ok", "5 A3 ok", "6 A4 ok"]);
    assert_eq!(entries[1].row.as_ref().unwrap().cells[0], "B1");

    let closed = row("B2").replace(NAME, "欧阳䶮\"");
    let entries = csv_rows(&[row("A1"), stray.clone(), closed, row("A2")]);
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 - D01", "4 B2 ok", "5 A2 ok"]);

    let entries = csv_rows(&[stray.clone(), "a,b".into(), "c".into(), row("A1")]);
    assert_eq!(all_told(&entries), ["2 - D01", "5 A1 ok"]);
    assert!(words(&entries[0]).contains("lines 3 to 4 were taken for parts of it and not read"));

    let many: Vec<String> = (0..3000).map(|at| row(&format!("C{at}"))).collect();
    let entries = csv_rows(&[vec![row("A1"), stray.clone()], many].concat());
    assert_eq!(entries.len(), 3002);
    assert_eq!(told(&entries[1]), "3 - D06");
    assert!(entries.iter().enumerate().all(|(at, entry)| at == 1 || entry.account.is_ok()));

    let entries = csv_rows(&[row("A1"), stray, row("A2")]);
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 - D01", "4 A2 ok"]);
    assert!(words(&entries[1]).contains("not closed"));
}

#[test]
fn blank_items_at_a_lists_end_vanish_and_gaps_are_faults() {
    let header = format!(
        "{HEADER},notices.0.number,notices.0.date,notices.0.channel,notices.0.result,notices.1.number,notices.1.date,notices.1.channel,notices.1.result"
    );
    let first = "N1,2026-10-28,短信,delivered";
    let entries = csv(format!(
        "{header}\n{},{first},,,,\n{},,,,,{first}\n{},,,,,,,,\n",
        row("A1"),
        row("A2"),
        row("A3")
    ));
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 A2 D04 notices[0]", "4 A3 ok"]);
    let notices = |at: usize| entries[at].account.as_ref().unwrap().notices.len();
    assert_eq!((notices(0), notices(2)), (1, 0));
}

#[test]
fn a_column_without_heading_must_be_blank() {
    let entries = csv(format!("{HEADER},,\n{}, ,\n{},,note\n", row("A1"), row("A2")));
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 A2 D01"]);
    assert!(words(&entries[1]).contains("cell 14 has no heading"));
}

#[test]
fn fifty_thousand_rows_are_read_one_by_one() {
    let inputs = Inputs::new();
    let path = inputs.folder.path().join("many.csv");
    let mut file = BufWriter::new(File::create(&path).unwrap());
    writeln!(file, "{HEADER}").unwrap();
    for at in 0..50_000 {
        writeln!(file, "{}", row(&format!("A{at}"))).unwrap();
    }
    file.flush().unwrap();
    let mut entries = read(vec![Input::File(path.clone())], Reading::default()).unwrap();
    assert_eq!(told(&entries.next().unwrap()), "2 A0 ok");
    File::options().write(true).open(&path).unwrap().set_len(1 << 20).unwrap();
    let rest: Vec<Entry> = entries.collect();
    assert!((5_000..15_000).contains(&rest.len()), "what was cut off while reading had not been read ahead");

    let mut file = File::create(&path).unwrap();
    for at in 0..50_000 {
        writeln!(file, "{}", row(&format!("A{at}"))).unwrap();
    }
    drop(file);
    let body = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{HEADER}\n{body}")).unwrap();
    let read_all = read(vec![Input::File(path)], Reading::default()).unwrap();
    assert_eq!(read_all.filter(|entry| entry.account.is_ok()).count(), 50_000);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_broken_off_behind_its_last_row() {
    for (name, text) in [("a.csv", format!("{HEADER}\n{}\n", row("A1"))), ("a.jsonl", account("A1") + "\n")] {
        let inputs = Inputs::new();
        let input = inputs.file(name, &text);
        let Input::File(path) = &input else { panic!("a file") };
        let mut entries = read(vec![input.clone()], Reading::default()).unwrap();
        assert!(entries.next().unwrap().account.is_ok(), "{name}");
        fs::write(path, format!("{text}{text}")).unwrap();
        let last = entries.last().unwrap();
        assert!(words(&last).contains("the file changed while it was read"), "{name}: {}", words(&last));
        assert!(words(&last).contains("wait until it is written whole"), "{name}");
    }
}
