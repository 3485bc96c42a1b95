//! Which sheet is read.

use hanpress::inner::table::workbook::{Fault, Workbook, open, open_bytes};

use super::{of_name, rows, texts, written};

fn first(name: &str, sheet: Option<&str>) -> Result<String, Fault> {
    let table = open(&written(name), of_name(name), sheet)?;
    Ok(texts(&rows(table)[0])[0].to_string())
}

#[test]
fn the_first_that_is_shown_and_holds_cells_is_read() {
    for name in ["openpyxl.xlsx", "libreoffice.xls", "libreoffice.ods"] {
        assert_eq!(first(name, None).unwrap(), "信用卡逾期账户表（示例）", "{name}");
        assert_eq!(first(name, Some("逾期账户")).unwrap(), "信用卡逾期账户表（示例）", "{name}");
        assert_eq!(first(name, Some("参数")).unwrap(), "隐藏", "{name}: a hidden one, where it is asked for");
        assert_eq!(first(name, Some("1")).unwrap(), "隐藏", "{name}: by its number");
    }
}

#[test]
fn a_sheet_that_is_not_there_is_told_with_those_that_are() {
    for name in ["openpyxl.xlsx", "libreoffice.xls", "libreoffice.ods"] {
        for asked in ["七月", "9", "0"] {
            let fault = first(name, Some(asked)).unwrap_err();
            assert_eq!(fault.message.en, format!("there is no sheet `{asked}`"), "{name}");
            assert!(
                fault.hints[0].zh.contains("1 `参数`") && fault.hints[0].zh.contains("`逾期账户`"),
                "{name}"
            );
        }
    }
    let chart = first("openpyxl.xlsx", Some("图表")).unwrap_err();
    assert_eq!(chart.message.en, "`图表` is a sheet without cells");
}

#[test]
fn no_file_and_a_folder_are_told() {
    let gone = open(&written("gone.xlsx"), Workbook::Xlsx, None).err().unwrap();
    assert_eq!(gone.message.en, "there is no such file");
    let folder = open(&written(""), Workbook::Xlsx, None).err().unwrap();
    assert_eq!(folder.message.zh, "这是文件夹，不是文件");
}

#[test]
fn hidden_rows_of_an_ods_are_told() {
    let row = |look: &str, cell: &str| format!("<table:table-row {look}>{cell}</table:table-row>");
    let cell = r#"<table:table-cell office:value-type="string"><text:p>A</text:p></table:table-cell>"#;
    let rows = [
        row("", cell),
        row(r#"table:visibility="filter""#, cell),
        row(r#"table:number-rows-repeated="2" table:visibility="collapse""#, cell),
        row(r#"table:visibility="collapse""#, "<table:table-cell/>"),
    ];
    let table = open_bytes(super::made::ods(&rows.concat()), Workbook::Ods, None).ok().unwrap();
    assert_eq!(table.told()[0].zh, "有 3 个隐藏行（被筛选或隐藏）也已读取；不需要的请删除");
    assert_eq!(super::rows(table).len(), 4);
}
