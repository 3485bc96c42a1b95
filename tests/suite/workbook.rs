//! Sheets of workbooks: the same cells whoever wrote them, and a word for what cannot be read.

mod cells;
mod harm;
pub(crate) mod made;
mod sheets;

use std::path::PathBuf;

use hanpress::inner::table::workbook::{Fault, Workbook, open, open_bytes};
use hanpress::inner::table::{CellKind, Table, TableRow};

use super::workshop;

/// A workbook of `tests/tables/workbook/`.
fn written(name: &str) -> PathBuf {
    workshop::file(&format!("tests/tables/workbook/{name}"))
}

/// All rows of a table.
fn rows(mut table: Box<dyn Table>) -> Vec<TableRow> {
    std::iter::from_fn(|| table.next_row().unwrap()).collect()
}

/// What stands in a row.
fn texts(row: &TableRow) -> Vec<&str> {
    let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
    let last = texts.iter().rposition(|text| !text.is_empty()).map_or(0, |at| at + 1);
    texts[..last].to_vec()
}

fn of_name(name: &str) -> Workbook {
    match name.rsplit('.').next() {
        Some("xls") => Workbook::Xls,
        Some("ods") => Workbook::Ods,
        _ => Workbook::Xlsx,
    }
}

/// Why a workbook in memory cannot be opened.
fn refused(bytes: &[u8]) -> Fault {
    open_bytes(bytes.to_vec(), Workbook::Xlsx, None).err().expect("it was opened")
}

/// The first fault or broken end of a workbook in memory, and how many rows came before it.
fn broken(bytes: &[u8]) -> (usize, String) {
    let mut table = open_bytes(bytes.to_vec(), Workbook::Xlsx, None).expect("it was refused");
    let mut count = 0;
    loop {
        match table.next_row() {
            Ok(Some(_)) => count += 1,
            Ok(None) => panic!("it came to its end after {count} rows"),
            Err(error) => return (count, error.to_string()),
        }
    }
}

/// A day as a spreadsheet counts it, which [`Table::day`] reads. SheetJS writes the days of an ods so, and gives the
/// formats of an xls numbers that calamine takes for none (60 and on).
fn count_of(day: &str) -> String {
    let first: chrono::NaiveDate = "1899-12-30".parse().unwrap();
    (day.parse::<chrono::NaiveDate>().unwrap() - first).num_days().to_string()
}

#[test]
fn every_program_writes_the_same_cells() {
    let csv = std::fs::read_to_string(workshop::file("examples/accounts.csv")).unwrap();
    let accounts: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let sums = ["本金", "利息", "违约金", "费用", "合计", "最低还款额", "已还金额"];
    let days = ["到期还款日", "截止日", "最晚还款日", "上次通知日期", "征信告知日"];
    for name in [
        "openpyxl.xlsx",
        "xlsxwriter.xlsx",
        "xlsxwriter-1904.xlsx",
        "libreoffice.xlsx",
        "libreoffice.xls",
        "libreoffice.ods",
        "sheetjs.xlsx",
        "sheetjs.xls",
        "sheetjs.ods",
    ] {
        // SheetJS does not hide a sheet of an ods.
        let sheet = (name == "sheetjs.ods").then_some("逾期账户");
        let found =
            rows(open(&written(name), of_name(name), sheet).map_err(|fault| fault.message.en).unwrap());
        let numbers: Vec<u64> = found.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 3, 4, 5, 6, 7, 8, 9], "{name}: the blank row keeps its number");
        assert_eq!(texts(&found[0]), ["信用卡逾期账户表（示例）"], "{name}: a title over merged cells");
        let headings = texts(&found[1]);
        assert_eq!(headings, accounts[0], "{name}");
        for (row, account) in found[2..6].iter().zip(&accounts[1..]) {
            for (at, expected) in account.iter().enumerate() {
                let cell = row.cells.get(at).cloned().unwrap_or_default();
                let (kind, expected) = if expected.is_empty() {
                    (CellKind::Words, String::new())
                } else if sums.contains(&headings[at]) {
                    (CellKind::Number, expected.parse::<f64>().unwrap().to_string())
                } else if days.contains(&headings[at]) && ["sheetjs.xls", "sheetjs.ods"].contains(&name) {
                    (CellKind::Number, count_of(expected))
                } else if days.contains(&headings[at]) {
                    (CellKind::Day, (*expected).to_string())
                } else {
                    (CellKind::Words, (*expected).to_string())
                };
                assert_eq!(
                    (cell.text, cell.kind),
                    (expected, kind),
                    "{name}: row {} {}",
                    row.number,
                    headings[at]
                );
            }
            assert!(row.fault.is_none(), "{name}");
        }
        assert_eq!(texts(&found[6])[0], "合计", "{name}");
        assert_eq!(found[6].cells[13].text, "43829.52", "{name}: a sum with what binary arithmetic leaves");
        assert_eq!(texts(&found[7])[0], "制表人：示例", "{name}");
    }
}

#[test]
fn a_workbook_is_told_by_its_bytes_and_read_from_memory() {
    for (name, called) in [
        ("openpyxl.xlsx", Workbook::Xls),
        ("libreoffice.xls", Workbook::Xlsx),
        ("libreoffice.ods", Workbook::Xlsx),
    ] {
        let bytes = std::fs::read(written(name)).unwrap();
        assert_eq!(rows(open_bytes(bytes, called, None).unwrap()).len(), 8, "{name}");
    }
}

#[test]
fn a_table_that_is_left_ends_its_thread() {
    let sheet = made::sheet(
        &(1..=30_000)
            .map(|row| format!(r#"<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>"#))
            .collect::<String>(),
    );
    let mut table = open_bytes(made::book(&sheet), Workbook::Xlsx, None).unwrap();
    assert_eq!(table.at_most(), Some(30_000));
    assert_eq!(table.next_row().unwrap().unwrap().cells[0].text, "1");
    drop(table);
}
