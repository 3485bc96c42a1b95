//! What cells of each kind become.

use hanpress::inner::table::workbook::{Workbook, open_bytes};
use hanpress::inner::table::{CellKind, Spoilt, TableRow};

use super::{made, rows, texts};

/// The row of these cells.
fn row(cells: &str) -> TableRow {
    row_of(cells, "")
}

fn row_of(cells: &str, list: &str) -> TableRow {
    let sheet = made::sheet(&format!("<row>{cells}</row>"));
    let mut rows = rows(open_bytes(made::with(&sheet, list, &[]), Workbook::Xlsx, None).unwrap());
    assert_eq!(rows.len(), 1, "{cells}");
    rows.remove(0)
}

/// Text and kind of the one cell.
fn cell(xml: &str) -> (String, CellKind) {
    let cell = row(xml).cells.remove(0);
    (cell.text, cell.kind)
}

fn number(value: &str) -> (String, CellKind) {
    cell(&format!("<c><v>{value}</v></c>"))
}

fn spoilt(text: &str, why: Spoilt) -> (String, CellKind) {
    (text.to_string(), CellKind::Spoilt(why))
}

#[test]
fn a_number_is_what_the_spreadsheet_shows_of_it() {
    for (value, shown) in [
        ("5120.4499999999998", "5120.45"),
        ("5120.45", "5120.45"),
        ("8376.2500000000009", "8376.25"),
        ("0.30000000000000004", "0.3"),
        ("1.1E+5", "110000"),
        ("5120.0", "5120"),
        ("-0.5", "-0.5"),
        ("-0", "0"),
        ("1E-7", "0.0000001"),
        ("123456789012345", "123456789012345"),
        ("5120.455", "5120.455"),
    ] {
        assert_eq!(number(value), (shown.to_string(), CellKind::Number), "{value}");
    }
    for (value, shown) in [
        ("9.90000000001101E+15", "9900000000011010"),
        ("9900000000011017", "9900000000011016"),
        ("9.90000199408185E17", "990000199408185000"),
    ] {
        assert_eq!(number(value), spoilt(shown, Spoilt::Digits), "{value}");
    }
}

#[test]
fn text_is_never_a_number() {
    let inline =
        |text: &str| cell(&format!(r#"<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#));
    assert_eq!(inline("0012"), ("0012".into(), CellKind::Words));
    assert_eq!(inline("46348").1, CellKind::Words);
    assert_eq!(inline("夏侯珺_x000D_").0, "夏侯珺\n", "an escape is decoded, and a lone CR is a line break");
    assert_eq!(inline("一_x000D_&#10;二&#13;三").0, "一\n二\n三");
    assert_eq!(inline("_x005F_x000D_").0, "_x000D_", "an escaped escape is text");
    assert_eq!(inline("一<!-- -->二&amp;").0, "一二&");
    let parts = cell(
        "<c t=\"inlineStr\"><is><r><t>张</t></r><r><rPr><b/></rPr><t>三</t></r><rPh><t>zhang</t></rPh></is></c>",
    );
    assert_eq!(parts.0, "张三", "parts of a text are one, and its reading is none of it");
}

#[test]
fn a_day_is_told_by_its_format() {
    let day = |style: u32, value: &str| cell(&format!(r#"<c s="{style}"><v>{value}</v></c>"#));
    for style in [1, 3, 4, 5, 9] {
        assert_eq!(day(style, "46348"), ("2026-11-22".into(), CellKind::Day), "format {style}");
    }
    for style in [0, 6, 7, 8] {
        assert_eq!(day(style, "46348"), ("46348".into(), CellKind::Number), "format {style}");
    }
    assert_eq!(day(1, "1"), ("1900-01-01".into(), CellKind::Day));
    assert_eq!(day(1, "59"), ("1900-02-28".into(), CellKind::Day));
    assert_eq!(day(1, "60"), spoilt("1900-02-29", Spoilt::Moment));
    assert_eq!(day(1, "61"), ("1900-03-01".into(), CellKind::Day));
    assert_eq!(day(1, "0"), spoilt("1900-01-00", Spoilt::Moment));
    assert_eq!(day(1, "46348.4375"), spoilt("2026-11-22 10:30:00", Spoilt::Moment));
    assert_eq!(day(1, "46348.0000000001").1, CellKind::Day, "less than a millisecond is nothing");
    assert_eq!(day(1, "2958466"), spoilt("2958466", Spoilt::Moment));
    assert_eq!(day(1, "-1"), spoilt("-1", Spoilt::Moment));
    assert_eq!(day(2, "1.5"), spoilt("1.5", Spoilt::Unfit));
    assert_eq!(cell(r#"<c t="d"><v>2026-11-22T00:00:00</v></c>"#), ("2026-11-22".into(), CellKind::Day));
    assert_eq!(cell(r#"<c t="d"><v>2026-11-22T08:00:00Z</v></c>"#).1, CellKind::Spoilt(Spoilt::Moment));
}

#[test]
fn a_book_counts_its_days_from_its_own_epoch() {
    let later = r#"<workbookPr date1904="1"/>"#;
    let cell = &row_of(r#"<c s="1"><v>44886</v></c>"#, later).cells[0];
    assert_eq!((cell.text.as_str(), cell.kind), ("2026-11-22", CellKind::Day));
    let sheet = made::sheet("<row><c><v>1</v></c></row>");
    for (list, count) in [("", 46348), (later, 44886)] {
        let table = open_bytes(made::with(&sheet, list, &[]), Workbook::Xlsx, None).unwrap();
        assert_eq!(table.day(count).unwrap().to_string(), "2026-11-22");
        assert!(table.day(4_000_000).is_none());
    }
}

#[test]
fn flags_marks_and_formulas() {
    assert_eq!(cell(r#"<c t="b"><v>1</v></c>"#), ("true".into(), CellKind::Flag));
    assert_eq!(cell(r#"<c t="b"><v>0</v></c>"#), ("false".into(), CellKind::Flag));
    assert_eq!(cell(r#"<c t="e"><v>#N/A</v></c>"#), spoilt("#N/A", Spoilt::ErrorMark));
    assert_eq!(cell("<c><f>1+1</f><v>2</v></c>"), ("2".into(), CellKind::Number));
    assert_eq!(cell("<c><f>1+1</f><v></v></c>"), spoilt("", Spoilt::Formula));
    assert_eq!(cell("<c><f>1+1</f></c>"), spoilt("", Spoilt::Formula));
    let none = row_of(
        "<c><f>1+1</f><v>0</v></c><c><f>1+1</f><v>2</v></c><c><v>0</v></c>",
        r#"<calcPr fullCalcOnLoad="1"/>"#,
    );
    let kinds: Vec<CellKind> = none.cells.iter().map(|cell| cell.kind).collect();
    assert_eq!(
        kinds,
        [CellKind::Spoilt(Spoilt::Formula), CellKind::Number, CellKind::Number],
        "a value that the writer put there for none"
    );
    assert_eq!(cell("<c><f>1-1</f><v>0</v></c>"), ("0".into(), CellKind::Number));
}

#[test]
fn a_cell_that_is_none_spoils_its_row_and_no_other() {
    let sheet = made::sheet(
        r##"<row r="1"><c r="A1"><v>1</v></c></row>
        <row r="2"><c r="A2"><v>2</v></c><c r="B2" t="e"><v>#SPILL?</v></c><c r="C2"><v>3</v></c></row>
        <row r="4"><c r="A4"><v>4</v></c></row>"##,
    );
    let found = rows(open_bytes(made::book(&sheet), Workbook::Xlsx, None).unwrap());
    let faulty: Vec<(u64, bool)> = found.iter().map(|row| (row.number, row.fault.is_some())).collect();
    assert_eq!(faulty, [(1, false), (2, true), (4, false)]);
    assert_eq!(texts(&found[1]), ["2", "", "3"]);
}

#[test]
fn a_merged_area_counts_downwards_and_not_across() {
    let text = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows_xml = format!(
        r#"<row r="1">{}{}</row><row r="2">{}{}</row><row r="3">{}{}</row><row r="4">{}</row><row r="5">{}</row>"#,
        text("A1", "客户编号"),
        text("B1", "金额"),
        text("B2", "本金"),
        text("C2", "利息"),
        text("A3", "A1"),
        text("B3", "1"),
        text("B4", "2"),
        text("B5", "3"),
    );
    let sheet = made::sheet(&rows_xml).replace(
        "</sheetData>",
        r#"</sheetData><mergeCells count="3"><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="A3:A4"/></mergeCells>"#,
    );
    let found = rows(open_bytes(made::book(&sheet), Workbook::Xlsx, None).unwrap());
    let found: Vec<Vec<&str>> = found.iter().map(texts).collect();
    assert_eq!(
        found,
        [
            vec!["客户编号", "金额"],
            vec!["客户编号", "本金", "利息"],
            vec!["A1", "1"],
            vec!["A1", "2"],
            vec!["", "3"]
        ],
    );
}
