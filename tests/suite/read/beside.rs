//! Workbooks that hold more than a clerk sees: other sheets, hidden rows, formats, macros and protection.

use hanpress::inner::table::workbook::{Workbook as Kind, open_bytes};
use rust_xlsxwriter::{Format as Look, Workbook, Worksheet};

use super::*;

/// Writes rows of words to a sheet, the first of them the headings.
fn fill<'a>(sheet: &'a mut Worksheet, name: &str, ids: &[&str]) -> &'a mut Worksheet {
    sheet.set_name(name).unwrap();
    let rows = std::iter::once(HEADER.replace(char::is_whitespace, "")).chain(ids.iter().map(|id| row(id)));
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row.split(',')) {
            sheet.write_string(at, column, cell).unwrap();
        }
    }
    sheet
}

/// Ids, sources and notes of a workbook.
fn came(inputs: &Inputs, name: &str, mut book: Workbook) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (entries, notes) = inputs.noted(name, book.save_to_buffer().unwrap());
    let source = |entry: &Entry| entry.source.rsplit(['/', '\\']).next().unwrap_or_default().to_string();
    let sources = entries.iter().map(source).collect();
    assert!(entries.iter().all(|entry| entry.account.is_ok()), "an account was refused");
    (entries.into_iter().filter_map(|entry| entry.id).collect(), sources, notes)
}

#[test]
fn sheets_that_are_not_read_are_told_once() {
    let mut book = Workbook::new();
    fill(book.add_worksheet(), "逾期", &["A1"]);
    fill(book.add_worksheet(), "卡9900001234565679", &["A2"]);
    fill(book.add_worksheet(), "参数", &["A3"]).set_hidden(true);
    book.add_worksheet().set_name("空表").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let mut inputs = Inputs::new();
    let (ids, _, notes) = came(&inputs, "a.xlsx", book);
    assert_eq!(ids, ["A1"]);
    assert_eq!(
        notes,
        ["sheets with cells that are not read: `卡****************`, `参数` (hidden); \
             to read one, name it with `--sheet`"]
    );
    inputs.reading.sheet = Some("参数".into());
    let (entries, notes) = inputs.noted("b.xlsx", bytes);
    assert_eq!((entries[0].id.as_deref(), notes.len()), (Some("A3"), 0), "one that was asked for is meant");
}

#[test]
fn all_sheets_of_refused_rows_are_read() {
    let refused = || {
        let mut book = Workbook::new();
        fill(book.add_worksheet(), "退回明细", &["A1", "A2"]);
        fill(book.add_worksheet(), "退回明细2", &["A3"]);
        book.add_worksheet().set_name("汇总").unwrap().write_string(0, 0, "编号").unwrap();
        book
    };
    let inputs = Inputs::new();
    let (ids, sources, notes) = came(&inputs, "refused.xlsx", refused());
    assert_eq!(ids, ["A1", "A2", "A3"]);
    assert_eq!(sources, ["refused.xlsx", "refused.xlsx", "refused.xlsx#退回明细2"]);
    assert_eq!(notes, [""; 0]);
    let folder = Inputs::new();
    fs::write(folder.folder.path().join("refused.xlsx"), refused().save_to_buffer().unwrap()).unwrap();
    let all = read(vec![Input::File(folder.folder.path().into())], Reading::default()).unwrap();
    assert_eq!(all.filter_map(|entry| entry.id).collect::<Vec<_>>(), ["A1", "A2", "A3"], "in a folder");
    let piped = open_bytes(refused().save_to_buffer().unwrap(), Kind::Xlsx, None).ok().unwrap();
    assert!(piped.further().is_empty() && piped.told()[0].zh.contains("`退回明细2`"), "not by a pipe");
}

#[test]
fn hidden_rows_are_read_and_told() {
    let mut book = Workbook::new();
    let sheet = fill(book.add_worksheet(), "逾期", &["A1", "A2", "A3"]);
    for hidden in [1, 3, 9] {
        sheet.set_row_hidden(hidden).unwrap();
    }
    let (ids, _, notes) = came(&Inputs::new(), "a.xlsx", book);
    assert_eq!(ids, ["A1", "A2", "A3"]);
    assert_eq!(
        notes,
        ["2 hidden rows are read too; delete those that are not meant"],
        "a blank one counts not"
    );
}

#[test]
fn a_number_that_is_shown_with_noughts_has_them() {
    let mut book = Workbook::new();
    let sheet = fill(book.add_worksheet(), "逾期", &["A1", "A2"]);
    let noughts = Look::new().set_num_format("000000");
    sheet.write_string(0, 12, "debtor.postcode").unwrap();
    for row in [1, 2] {
        sheet.write_number_with_format(row, 12, 10080, &noughts).unwrap();
        sheet.write_number_with_format(row, 5, 8376.25, &Look::new().set_num_format("0000.00")).unwrap();
        sheet.write_number_with_format(row, 6, 125.64, &noughts).unwrap();
    }
    let (entries, _) = Inputs::new().noted("a.xlsx", book.save_to_buffer().unwrap());
    for entry in entries {
        assert_eq!(entry.account.unwrap().debtor.postcode.as_deref(), Some("010080"));
    }
}

#[test]
fn an_amount_that_is_shown_with_noughts_is_the_amount() {
    let mut book = Workbook::new();
    let sheet = fill(book.add_worksheet(), "逾期", &["A1"]);
    sheet.write_number_with_format(1, 8, 0, &Look::new().set_num_format("00000000")).unwrap();
    assert_eq!(came(&Inputs::new(), "a.xlsx", book).0, ["A1"]);
}

#[test]
fn macros_and_protection_against_changes_hinder_nothing() {
    let inputs = Inputs::new();
    let macros = inputs.folder.path().join("vbaProject.bin");
    fs::write(&macros, b"no macro").unwrap();
    let mut book = Workbook::new();
    book.add_vba_project(&macros).unwrap();
    fill(book.add_worksheet(), "逾期", &["A1"]).protect_with_password("geheim");
    assert_eq!(came(&inputs, "a.xlsm", book).0, ["A1"]);
}

#[test]
fn a_damaged_workbook_is_told_in_words_with_a_remedy() {
    let mut book = Workbook::new();
    fill(book.add_worksheet(), "逾期", &["A1"]);
    let bytes = book.save_to_buffer().unwrap();
    let inputs = Inputs::new();
    for (name, damaged) in [
        ("cut.xlsx", bytes[..bytes.len() / 2].to_vec()),
        ("cut.xls", [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 600]].concat()),
    ] {
        let fault = inputs.fault(name, damaged);
        let zh = &fault.message.zh;
        assert!(zh.starts_with("工作簿已损坏或不完整："), "{name}: {zh}");
        assert!(!zh.chars().any(|c| c.is_ascii_alphabetic()), "{name}: {zh}");
        assert!(fault.hints[0].zh.starts_with("请重新复制"), "{name}");
    }
}
