//! Folders of part files.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{entries, fault, fixture, hashes};
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

#[test]
fn what_partitions_say_is_a_column() {
    let fault = fault(&fixture("spark-partitions"));
    assert!(fault.message.en.contains("`dt`"), "{}", fault.message.en);
    assert!(fault.source.ends_with("part-00000.snappy.parquet"), "{}", fault.source);
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
