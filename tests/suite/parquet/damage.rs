//! Parquet files that are cut off, damaged, or lie about their sizes.

use std::fs;

use hanpress::inner::account::read::Input;

use super::{entries, fault, fixture, reading};

/// What is said of a file of these bytes: why it cannot be opened, or the last thing its records say.
fn said(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    fs::write(&path, bytes).unwrap();
    match hanpress::inner::account::read::read(vec![Input::File(path)], reading()) {
        Err(fault) => fault.message.en,
        Ok(entries) => match entries.last() {
            Some(entry) => entry.account.map_or_else(
                |findings| {
                    findings.iter().map(|finding| finding.message.en.as_str()).collect::<Vec<_>>().join("; ")
                },
                |_| "an account".into(),
            ),
            None => "nothing".into(),
        },
    }
}

fn whole() -> Vec<u8> {
    fs::read(fixture("pyarrow-groups.parquet")).unwrap()
}

#[test]
fn a_file_without_its_end_or_beginning_is_named_so() {
    let whole = whole();
    assert!(said(&[]).contains("empty"), "{}", said(&[]));
    assert!(said(&whole[..8]).contains("cut off"), "{}", said(&whole[..8]));
    assert!(said(&whole[..whole.len() - 1]).contains("cut off"));
    assert!(said(&whole[..whole.len() / 2]).contains("cut off"));
    assert!(said(&whole[1..]).contains("does not begin with `PAR1`"), "{}", said(&whole[1..]));
}

#[test]
fn an_encrypted_file_and_a_rare_compression_are_named_with_the_remedy() {
    let mut bytes = whole();
    let end = bytes.len() - 4;
    bytes[end..].copy_from_slice(b"PARE");
    assert!(said(&bytes).contains("encrypted"));
    let fault = fault(&fixture("pyarrow-brotli.parquet"));
    assert_eq!(fault.message.en, "column `客户编号` is compressed by BROTLI, which is not read");
    assert_eq!(fault.hints[0].en, "write it with `snappy` or `zstd` compression");
}

#[test]
fn a_footer_that_lies_about_its_length_is_told() {
    let mut bytes = whole();
    let end = bytes.len() - 8;
    bytes[end..end + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(said(&bytes).contains("longer than the file"), "{}", said(&bytes));
    bytes[end..end + 4].copy_from_slice(&5u32.to_le_bytes());
    assert!(said(&bytes).contains("footer"), "{}", said(&bytes));
}

#[test]
fn rows_before_the_damage_are_read_and_the_rest_is_told() {
    let mut bytes = whole();
    // The pages of the second row group: from its first column on.
    let middle = bytes.len() / 3;
    bytes[middle..middle + 400].fill(0xff);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    fs::write(&path, &bytes).unwrap();
    let entries = entries(&path);
    let last = entries.last().unwrap().account.as_ref().unwrap_err();
    assert!(last[0].message.en.contains("the file is damaged behind row"), "{}", last[0].message.en);
    assert!(!last[0].hints.is_empty());
}

/// Bytes of small files changed in turn: each gives an answer, and none stops the program.
#[test]
fn no_changed_byte_stops_the_program() {
    for name in ["pyarrow-decimal-int64.parquet", "pyarrow-nested.parquet", "duckdb-nested.parquet"] {
        let whole = fs::read(fixture(name)).unwrap();
        for at in (0..whole.len()).step_by(29) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            said(&bytes);
        }
    }
}
