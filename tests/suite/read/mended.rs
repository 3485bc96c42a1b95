//! A workbook of refused rows that a clerk mended is read as the table that was meant. The workbooks, and what made
//! them, are in `tests/tables/refused`; `.ci/roundtrip` makes them anew.

use std::collections::BTreeMap;

use crate::workshop::file;

use super::*;

/// The hash of an account's record, and what is wrong with it.
type Came = (Option<[u8; 32]>, Result<(), Vec<String>>);

/// What comes of the accounts of a file, each by its id.
fn accounts(path: PathBuf) -> BTreeMap<String, Came> {
    let columns = [("合计", "ledgers.0.total"), ("已还金额", "ledgers.0.paid")];
    let columns = columns.map(|(heading, field)| (heading.to_string(), field.to_string())).into();
    let entries = read(vec![Input::File(path)], Reading { columns, ..Reading::default() }).unwrap();
    let told = |findings: Vec<Finding>| {
        findings.iter().map(|finding| format!("{} {}", finding.code, finding.path)).collect()
    };
    let pairs = entries
        .map(|entry| (entry.id.unwrap_or_default(), (entry.sha256, entry.account.map(drop).map_err(told))));
    pairs.collect()
}

#[test]
fn refused_rows_mended_by_a_spreadsheet_are_the_rows_that_were_meant() {
    let mut meant = accounts(file("examples/accounts.csv"));
    meant.retain(|id, _| ["A0000101", "A0000103"].contains(&id.as_str()));
    assert_eq!(meant.len(), 2);
    assert!(meant.values().all(|(hash, account)| hash.is_some() && account.is_ok()));
    for name in ["openpyxl.xlsx", "libreoffice.xlsx", "libreoffice.ods"] {
        assert_eq!(accounts(file(&format!("tests/tables/refused/{name}"))), meant, "{name}");
    }
    let unmended = accounts(file("tests/tables/refused/refused.xlsx"));
    let why: Vec<_> = unmended.into_values().map(|(_, account)| account.unwrap_err()).collect();
    assert_eq!(why, [["D04 due_date"], ["D04 ledgers[0].currency"]]);
}
