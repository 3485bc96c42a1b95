//! Parquet files as other programs write them, and folders of part files.

mod damage;
mod folders;

use std::collections::BTreeMap;
use std::path::Path;

use hanpress::inner::account::read::{Entry, Input, ReadFault, Reading, columns, read};
use hanpress::inner::finding::Lang;

use regex::Regex;

use crate::workshop::{desk, file};

/// A file of other programs.
fn fixture(name: &str) -> std::path::PathBuf {
    file("tests/tables/parquet").join(name)
}

fn reading() -> Reading {
    Reading { columns: desk().columns().clone(), ..Reading::default() }
}

/// The records of a file or folder, read with the columns of the example's issuer.
fn entries(path: &Path) -> Vec<Entry> {
    read(vec![Input::File(path.into())], reading()).unwrap().collect()
}

fn fault(path: &Path) -> ReadFault {
    read(vec![Input::File(path.into())], reading()).unwrap_err()
}

/// The hash of each record by its id; a faulty one shows why.
fn hashes(entries: &[Entry]) -> BTreeMap<String, [u8; 32]> {
    let hash = |entry: &Entry| {
        assert!(entry.account.is_ok(), "{}:{}: {:?}", entry.source, entry.line, entry.account.as_ref().err());
        (entry.id.clone().unwrap(), entry.sha256.unwrap())
    };
    entries.iter().map(hash).collect()
}

/// The codes and places of what is wrong with a record.
fn faults(entry: &Entry) -> Vec<(&str, &str)> {
    let findings = entry.account.as_ref().err().unwrap();
    findings.iter().map(|finding| (finding.code, finding.path.as_str())).collect()
}

#[test]
fn every_flat_file_gives_the_records_of_the_csv_it_was_made_from() {
    let expected = hashes(&entries(&file("examples/accounts.csv")));
    for name in [
        "pyarrow-plain.parquet",
        "pyarrow-decimal-fixed.parquet",
        "pyarrow-decimal-wide.parquet",
        "pyarrow-decimal-huge.parquet",
        "pyarrow-decimal-int32.parquet",
        "pyarrow-decimal-int64.parquet",
        "pyarrow-date64.parquet",
        "pyarrow-millis.parquet",
        "pyarrow-micros.parquet",
        "pyarrow-nanos.parquet",
        "pyarrow-zone.parquet",
        "pyarrow-utc.parquet",
        "pyarrow-int96.parquet",
        "pyarrow-binary.parquet",
        "pyarrow-groups.parquet",
        "duckdb-flat.parquet",
        "duckdb-flat-v2.parquet",
        "spark-flat",
        "spark-legacy",
        "spark-times",
        "spark-int96",
        "spark-local-times",
    ] {
        assert_eq!(hashes(&entries(&fixture(name))), expected, "{name}");
    }
}

#[test]
fn sums_stored_as_binary_fractions_are_the_same_sums() {
    let (csv, double) =
        (entries(&file("examples/accounts.csv")), entries(&fixture("pyarrow-double.parquet")));
    let noughts = Regex::new(r"(?:Amount|Balance)\((\d+)\.?(\d*?)0*\)").unwrap();
    let said = |entry: &Entry| noughts.replace_all(&format!("{:?}", entry.account), "$1.$2").into_owned();
    for (csv, double) in csv.iter().zip(&double) {
        assert_eq!(said(csv), said(double));
    }
    assert_eq!(csv.len(), double.len());
}

#[test]
fn every_nested_file_gives_the_records_of_the_json_it_was_made_from() {
    let json = hashes(&entries(&fixture("nested.jsonl")));
    for name in [
        "pyarrow-nested.parquet",
        "pyarrow-nested-v2.parquet",
        "duckdb-nested.parquet",
        "spark-nested",
        "spark-nested-legacy",
        "spark-nested-two-levels",
    ] {
        assert_eq!(hashes(&entries(&fixture(name))), json, "{name}");
    }
}

#[test]
fn a_map_gives_free_values() {
    let entries = entries(&fixture("pyarrow-nested-map.parquet"));
    let account = entries[0].account.as_ref().unwrap();
    let extra = serde_json::to_value(&account.extra).unwrap();
    assert_eq!(extra, serde_json::json!({"分行": "示例分行", "柜号": "17"}));
}

#[test]
fn the_rows_of_a_file_are_counted_over_its_row_groups() {
    let entries = entries(&fixture("pyarrow-groups.parquet"));
    assert_eq!(entries.iter().map(|entry| entry.line).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn a_file_without_rows_has_no_records() {
    assert!(entries(&fixture("pyarrow-empty.parquet")).is_empty());
}

#[test]
fn what_cannot_be_read_is_told_by_its_field() {
    let entries = entries(&fixture("pyarrow-odd.parquet"));
    let mut findings = entries[0].account.as_ref().unwrap_err().iter();
    let principal = findings.find(|finding| finding.path == "ledgers[0].principal").unwrap();
    assert!(principal.message.en.contains("binary fraction") && !principal.hints.is_empty());
    let faults = faults(&entries[0]);
    for expected in [
        ("D07", "as_of"),
        ("D05", "debtor.address"),
        ("D07", "ledgers[0].interest"),
        ("D07", "ledgers[0].principal"),
        ("D07", "ledgers[0].total"),
    ] {
        assert!(faults.contains(&expected), "{expected:?} is not among {faults:?}");
    }
}

#[test]
fn nested_columns_may_have_the_issuers_names_and_all_unknown_ones_are_told_at_once() {
    let fault = fault(&fixture("pyarrow-nested-named.parquet"));
    assert_eq!(fault.message.en, "2 columns are no fields of an account: column 3 `cust`, column 9 `row_no`");
    let mut reading = reading();
    reading.columns.extend([("cust".to_string(), "debtor".to_string()), ("row_no".into(), String::new())]);
    let named = Input::File(fixture("pyarrow-nested-named.parquet"));
    let entries: Vec<Entry> = read(vec![named], reading).unwrap().collect();
    assert_eq!(hashes(&entries), hashes(&self::entries(&fixture("nested.jsonl"))));
}

#[test]
fn columns_of_the_wrong_type_are_told_once_and_all_at_once() {
    let fault = fault(&fixture("pyarrow-types.parquet"));
    assert_eq!(
        fault.message.en.split("; ").collect::<Vec<_>>(),
        [
            "column 3 `客户姓名` is of type DOUBLE, which `debtor.name` cannot be",
            "column 12 `卡产品` is of type TIME_MICROS, which `card.product` cannot be",
            "column 14 `本金` is of type BOOLEAN, which `ledgers[0].principal` cannot be",
            "column 21 `到期还款日` is of type FLOAT, which `due_date` cannot be",
        ]
    );
    let mut reading = reading();
    let left_out = ["客户姓名", "卡产品", "本金", "到期还款日"].map(|name| (name.to_string(), String::new()));
    reading.columns.extend(left_out);
    assert!(read(vec![Input::File(fixture("pyarrow-types.parquet"))], reading).is_ok());
}

#[test]
fn the_proposed_mapping_has_the_unknown_columns_of_nested_files_and_of_partitions() {
    for (name, expected) in [
        ("pyarrow-nested-named.parquet", &["# \"cust\" = \"\"", "# \"row_no\" = \"\""][..]),
        ("spark-partitions", &["\"客户编号\" = \"id\"", "# \"dt\" = \"\""]),
    ] {
        let told = columns(&[Input::File(fixture(name))], &reading(), Lang::En).unwrap();
        for line in expected {
            assert!(told.lines().any(|told| told == *line), "{line} is not in\n{told}");
        }
    }
}
