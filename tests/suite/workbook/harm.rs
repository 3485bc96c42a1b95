//! Workbooks that are locked, cut off, something else, or made to harm: told, with memory bounded.

use hanpress::inner::table::workbook::{Workbook, open_bytes};

use super::{broken, made, refused, written};

#[test]
fn a_locked_workbook_says_so() {
    let locked = "this workbook is protected by a password";
    assert_eq!(refused(&std::fs::read(written("locked.xlsx")).unwrap()).message.en, locked);

    // FILEPASS in the place of CODEPAGE, as a locked xls has one.
    let mut xls = std::fs::read(written("libreoffice.xls")).unwrap();
    let at = xls.windows(4).position(|four| four == [0x42, 0, 2, 0]).unwrap();
    xls[at] = 0x2F;
    assert_eq!(refused(&xls).message.en, locked);

    let manifest = br#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    let ods = made::archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"?"),
        ("META-INF/manifest.xml", manifest),
    ]);
    assert_eq!(refused(&ods).message.en, locked);
}

#[test]
fn what_is_no_workbook_says_what_it_is() {
    for (bytes, told) in [
        (b"".as_slice(), "it is empty"),
        (b"<html><table><tr><td>1</td></tr></table>", "it is an HTML page"),
        ("客户编号\t客户姓名\n".as_bytes(), "it is text"),
        (
            b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>",
            "it is an XML spreadsheet of 2003",
        ),
        (b"%PDF\0\0", "it is something else"),
    ] {
        let fault = refused(bytes);
        assert_eq!(fault.message.en, format!("this is no xlsx workbook: {told}"));
        assert_eq!(fault.hints.len(), 1);
    }
    let word = made::archive(&[("_rels/.rels", b"<a/>"), ("word/document.xml", b"<a/>")]);
    assert_eq!(refused(&word).message.en, "this is an archive, but no workbook lies in it");
    let binary = made::archive(&[("_rels/.rels", b"<a/>"), ("xl/workbook.bin", b"?")]);
    assert_eq!(refused(&binary).message.en, "this is an `.xlsb` workbook, which is not taken");
}

#[test]
fn a_workbook_cut_off_at_any_place_is_told() {
    for name in ["openpyxl.xlsx", "libreoffice.xls", "libreoffice.ods"] {
        let bytes = std::fs::read(written(name)).unwrap();
        for part in 1..16 {
            let cut = &bytes[..bytes.len() * part / 16];
            let Ok(mut table) = open_bytes(cut.to_vec(), Workbook::Xlsx, None) else { continue };
            // An xls may be whole but for what follows its cells.
            assert!(name.ends_with(".xls"), "{name} of {part} sixteenths was opened");
            while let Ok(Some(_)) = table.next_row() {}
        }
    }
}

#[test]
fn a_sheet_that_breaks_off_gives_its_rows_first() {
    let rows: String =
        (1..=20).map(|row| format!(r#"<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>"#)).collect();
    let whole = made::sheet(&rows);
    let cut = &whole[..whole.find("<row r=\"11\">").unwrap() + 20];
    let (count, told) = broken(&made::book(cut));
    assert_eq!(count, 10);
    assert!(told.starts_with("this workbook is damaged or was cut off"), "{told}");
    let cells: String = (1..=3)
        .map(|row| {
            format!(r#"<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>7</v></c></row>"#)
        })
        .collect();
    let cells = made::sheet(&cells);
    for half in ["<c r=\"B3\">", "<c r=\"B3\"><v>7</v></c>"] {
        let cut = &cells[..cells.find(half).unwrap() + half.len()];
        assert_eq!(broken(&made::book(cut)).0, 2, "a row that is half there is none: {half}");
    }
    let (count, _) = broken(&made::book(&whole.replace("r=\"11\"", "r=\"5\"").replace("A11", "A5")));
    assert_eq!(count, 10, "rows that go back");
}

#[test]
fn a_workbook_that_swells_is_not_read() {
    let swells = "this workbook is too large when unpacked, so it is not read: it may be made to harm";
    let long = "一".repeat(2 << 20);
    let cell = made::sheet(&format!(r#"<row><c t="inlineStr"><is><t>{long}</t></is></c></row>"#));
    assert_eq!(refused(&made::book(&cell)).message.en, swells, "one text");
    let part = "<r><t>一二三四五六七八九十</t></r>".repeat(120_000);
    let cell = made::sheet(&format!(r#"<row><c t="inlineStr"><is>{part}</is></c></row>"#));
    assert_eq!(refused(&made::book(&cell)).message.en, swells, "one text in many parts");
    let comment = made::sheet(&format!("<!--{}--><row><c><v>1</v></c></row>", "< > ".repeat(2 << 20)));
    assert_eq!(refused(&made::book(&comment)).message.en, swells, "a comment");

    let sheet = made::sheet(r#"<row><c t="s"><v>0</v></c></row>"#);
    let styles = " ".repeat(17 << 20);
    let book = made::with(&sheet, "", &[("xl/theme/theme1.xml", styles.as_bytes())]);
    assert_eq!(refused(&book).message.en, swells, "a part that is held");
    let texts = br#"<sst count="1" uniqueCount="90000000"><si><t>1</t></si></sst>"#;
    let book = made::with(&sheet, "", &[("xl/sharedStrings.xml", texts)]);
    assert!(refused(&book).message.en.starts_with("this workbook is damaged"), "texts that are not there");
}

#[test]
fn a_sheet_that_is_held_whole_is_measured_first() {
    let large = "this sheet is too large for its format to be read at once";
    let one = r#"<table:table-cell office:value-type="float" office:value="1"/>"#;
    let many = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row>"#;
    assert_eq!(refused(&made::ods(many)).message.en, large, "cells that are repeated");
    let apart = format!(
        r#"<table:table-row>{one}<table:table-cell table:number-columns-repeated="16000"/>{one}</table:table-row><table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row><table:table-row>{one}</table:table-row>"#
    );
    assert_eq!(refused(&made::ods(&apart)).message.en, large, "cells far apart");
    let blanks = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="2000000000"/></text:p></table:table-cell></table:table-row>"#;
    assert_eq!(refused(&made::ods(blanks)).message.en, large, "blanks that are repeated");
    let usual = format!(
        r#"<table:table-row><table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>甲</text:p></table:table-cell>{one}</table:table-row><table:table-row><table:covered-table-cell/>{one}</table:table-row><table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#
    );
    let found = super::rows(open_bytes(made::ods(&usual), Workbook::Ods, None).unwrap());
    let found: Vec<Vec<&str>> = found.iter().map(super::texts).collect();
    assert_eq!(found, [["甲", "1"], ["甲", "1"]], "blank rows to the end are none; a cell merged downwards");
}
