//! Folders of part files.

use std::fs;
use std::path::Path;

use hanpress::inner::account::read::{Entry, Input, ReadFault, read};
use serde_json::json;
use tempfile::TempDir;

use super::{entries, fault, fixture, hashes, reading};
use crate::workshop::file;

/// A folder of copies: where each lies, and of what.
fn folder(parts: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (to, from) in parts {
        let to = folder.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        match *from {
            "" => fs::write(to, "").unwrap(),
            from => drop(fs::copy(file(from), to).unwrap()),
        }
    }
    folder
}

#[test]
fn part_files_are_read_in_the_order_of_their_names() {
    let folder = folder(&[
        ("part-00001.jsonl", "examples/accounts.jsonl"),
        ("part-00000.jsonl", "tests/suite/parquet/first.jsonl"),
        ("_SUCCESS", ""),
        (".part-00000.jsonl.crc", ""),
        ("_metadata", ""),
    ]);
    let entries = entries(folder.path());
    assert_eq!((entries[0].id.as_deref(), entries.len()), (Some("A0000900"), 13));
    assert!(
        entries[0].source.ends_with("part-00000.jsonl") && entries[1].source.ends_with("part-00001.jsonl")
    );
    assert_eq!((entries[1].seq, entries[1].line), (2, 1));
}

#[test]
fn part_files_need_no_ending() {
    let folder = folder(&[("000000_0", "examples/accounts.csv"), ("000001_0", "")]);
    assert_eq!(hashes(&entries(folder.path())), hashes(&entries(&file("examples/accounts.csv"))));
}

/// The records of a folder where `[columns]` says these lines, too.
fn with_columns(path: &Path, columns: &[(&str, &str)]) -> Result<Vec<Entry>, ReadFault> {
    let mut reading = reading();
    let more = columns.iter().map(|(heading, field)| (heading.to_string(), field.to_string()));
    reading.columns.extend(more);
    Ok(read(vec![Input::File(path.into())], reading)?.collect())
}

#[test]
fn what_partitions_say_is_a_column() {
    let folder = fixture("spark-partitions");
    let fault = fault(&folder);
    assert!(fault.message.en.contains("`dt` is no field"), "{}", fault.message.en);
    assert!(fault.source.ends_with("part-00000.snappy.parquet"), "{}", fault.source);

    let csv = hashes(&entries(&file("examples/accounts.csv")));
    assert_eq!(hashes(&with_columns(&folder, &[("dt", "")]).unwrap()), csv);
    let entries = with_columns(&folder, &[("dt", "extra.dt")]).unwrap();
    let extra = |entry: &Entry| serde_json::to_value(&entry.account.as_ref().unwrap().extra).unwrap();
    assert!(entries.iter().all(|entry| extra(entry) == json!({"dt": "2026-11-22"})));
}

#[test]
fn names_of_partitions_are_written_out_and_a_null_is_nothing() {
    let entries = with_columns(
        &fixture("duckdb-partitions"),
        &[("dt", "as_of"), ("截止日", ""), ("分组", "extra.group")],
    )
    .unwrap();
    let extra = |entry: &Entry| serde_json::to_value(&entry.account.as_ref().unwrap().extra).unwrap();
    let groups: Vec<_> = entries.iter().map(extra).collect();
    assert!(groups.contains(&json!({"group": "金卡 A/B"})) && groups.contains(&json!({})), "{groups:?}");
    assert!(entries.iter().all(|entry| entry.account.as_ref().unwrap().as_of.to_string() == "2026-11-22"));
}

#[test]
fn records_and_rows_of_text_have_the_columns_of_partitions_too() {
    for (part, from) in [
        ("dt=2026-11-22/part-0", "examples/accounts.csv"),
        ("dt=2026-11-22/part-0.jsonl", "tests/suite/parquet/first.jsonl"),
    ] {
        let folder = folder(&[(part, from)]);
        let entries = with_columns(folder.path(), &[("dt", "extra.dt")]).unwrap();
        let extra = serde_json::to_value(&entries[0].account.as_ref().unwrap().extra).unwrap();
        assert_eq!(extra, json!({"dt": "2026-11-22"}), "{part}");
    }
}

#[test]
fn more_part_files_than_may_be_open_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let one = fs::read_to_string(file("tests/suite/parquet/first.jsonl")).unwrap();
    for part in 0..1500 {
        let account = one.replace("A0000900", &format!("B{part:07}"));
        fs::write(folder.path().join(format!("part-{part:05}.jsonl")), account).unwrap();
    }
    let entries = entries(folder.path());
    assert_eq!(entries.len(), 1500);
    assert!(entries.iter().all(|entry| entry.account.is_ok()));
}

#[test]
fn a_folder_that_cannot_be_read_whole_is_refused() {
    const CSV: &str = "examples/accounts.csv";
    let folders: [(&[(&str, &str)], &str); 8] = [
        (&[("_SUCCESS", "")], "this folder holds no file of accounts"),
        (
            &[("a.csv", CSV), ("b.jsonl", CSV)],
            "this folder holds files of several formats: `a.csv` and `b.jsonl`",
        ),
        (&[("a.csv", CSV), ("b.orc", "")], "this is no format of accounts"),
        (&[("a.csv", CSV), ("old/a.csv", CSV)], "this folder stands in a folder of accounts"),
        (
            &[("a.parquet", CSV), ("_delta_log/0.json", "")],
            "this is a Delta Lake table: some of its files are not in force",
        ),
        (
            &[("a.parquet", CSV), (".hoodie/x", "")],
            "this is a Hudi table: some of its files are not in force",
        ),
        (&[("a.csv", CSV), ("_temporary/0/x", "")], "the job that writes this folder has not ended"),
        (
            &[("dt=1/a.csv", CSV), ("dt=2/b.xls", "")],
            "this folder holds files of several formats: `a.csv` and `b.xls`",
        ),
    ];
    for (parts, expected) in folders {
        let folder = folder(parts);
        let fault = fault(folder.path());
        assert_eq!(fault.message.en, expected);
        assert!(!fault.hints.is_empty(), "{expected}");
        assert!(Path::new(&fault.source).starts_with(folder.path()), "{}", fault.source);
    }
}

#[test]
fn a_column_of_a_file_and_of_its_folder_is_refused() {
    for (part, from) in [
        ("币种=USD/part-0.parquet", "tests/tables/parquet/duckdb-flat-v2.parquet"),
        ("币种=USD/part-0.csv", "examples/accounts.csv"),
    ] {
        let folder = folder(&[(part, from), ("币种=USD/~$b.xlsx", ""), ("币种=USD/a.tmp", "")]);
        let fault = with_columns(folder.path(), &[]).unwrap_err();
        assert!(fault.message.en.contains("folder's name gives"), "{}", fault.message.en);
    }
}
