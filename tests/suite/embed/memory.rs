//! Files in memory, as a wire brings them: read as the same files on the disk are.

use std::sync::Arc;

use hanpress::parts::{Entry, FieldNames, InMemory, Reading, check_entry, make_entry, read, source};
use hanpress::{Desk, Entries, Input, Record, make};
use serde_json::json;

use super::{parts, text};
use crate::workshop::{desk, example, file, with};

fn reading() -> Reading {
    desk().reading()
}

/// What came of a record: its line, its id, its hash, and whether it is an account.
type Came = (u64, Option<String>, Option<[u8; 32]>, bool);

/// What came of each record, whatever its file is called.
fn came(input: Input) -> Vec<Came> {
    let entries = read(vec![input], reading()).unwrap();
    entries.map(|entry| (entry.line, entry.id.clone(), entry.sha256, entry.account.is_ok())).collect()
}

fn held(name: &str) -> Input {
    Input::Memory(InMemory::new(name, std::fs::read(file(name)).unwrap()))
}

#[test]
fn a_file_in_memory_gives_the_records_of_the_file() {
    for name in [
        "examples/accounts.csv",
        "examples/accounts.jsonl",
        "tests/tables/parquet/pyarrow-plain.parquet",
        "tests/tables/parquet/pyarrow-nested.parquet",
        "tests/tables/parquet/duckdb-flat-v2.parquet",
    ] {
        let here = came(held(name));
        assert!(here.iter().any(|(.., sound)| *sound), "{name} has no account");
        assert_eq!(here, came(Input::File(file(name))), "{name}");
    }
}

#[test]
fn a_parquet_file_in_memory_that_is_cut_is_told_as_one_on_the_disk_is() {
    let bytes = std::fs::read(file("tests/tables/parquet/pyarrow-plain.parquet")).unwrap();
    for end in [0, 3, 11, bytes.len() / 2, bytes.len() - 1] {
        let input = Input::Memory(InMemory::new("cut.parquet", &bytes[..end]));
        let fault = read(vec![input], reading()).unwrap_err();
        assert_eq!(fault.source, "cut.parquet");
    }
    // One whose middle is gone and whose ends stand tells of it while it is read.
    let mut holed = bytes.clone();
    holed.drain(40..bytes.len() / 3);
    if let Ok(entries) = read(vec![Input::Memory(InMemory::new("holed.parquet", holed))], reading()) {
        assert!(
            entries.into_iter().any(|entry| entry.account.is_err()),
            "a holed file reads as if it were whole"
        );
    }
}

#[test]
fn a_name_tells_what_bytes_do_not_and_nobodys_data_is_shown() {
    let tabs = text("examples/accounts.jsonl").lines().next().unwrap().to_string();
    let input = Input::Memory(InMemory::new("one.jsonl", tabs.into_bytes()));
    assert_eq!(came(input.clone()).len(), 1);
    let shown = format!("{input:?} {input}");
    assert!(shown.contains("one.jsonl") && !shown.contains("欧阳"), "{shown}");
}

#[test]
fn an_entry_of_a_source_of_ones_own_makes_the_letter_of_its_account() {
    let desk = Desk::new(parts()).unwrap();
    let value = example("notice-m1");
    let record = FieldNames::of(&desk.reading()).told(Record::from_value(1, &value));
    let entry = Arc::new(Entries::single(record));
    assert!(check_entry(&desk, &entry).is_ok());
    let letter = make_entry(&desk, &entry).unwrap();
    let account = hanpress::Account::from_value(&value).unwrap();
    assert_eq!(letter.number, make(&desk, account).unwrap().number);

    let wrong = with(with(value, "/ledgers/0/total", "1.00"), "/due_date", json!("2026-02-30"));
    let entry = Arc::new(Entries::single(Record::from_value(1, &wrong)));
    let refused = make_entry(&desk, &entry).unwrap_err();
    let codes: Vec<_> = refused.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&"D04") && codes.contains(&"R04"), "{codes:?}");
    assert_eq!(check_entry(&desk, &entry).unwrap_err(), refused);
}

#[test]
fn one_file_is_a_source_to_hand_on() {
    let opened = source(held("examples/accounts.jsonl"), reading()).unwrap().unwrap();
    let all: Vec<Entry> = Entries::of([opened]).collect();
    assert_eq!(all.len(), text("examples/accounts.jsonl").lines().count());
    assert!(
        source(Input::Memory(InMemory::new("none.csv", Vec::new())), reading())
            .is_ok_and(|none| none.is_none())
    );
}
