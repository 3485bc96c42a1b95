//! Workbooks made part by part, for what no program writes on its own.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The parts of an archive.
pub(crate) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A sheet of these rows.
pub(crate) fn sheet(rows: &str) -> String {
    format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// A workbook of one sheet.
pub(crate) fn book(sheet: &str) -> Vec<u8> {
    with(sheet, "", &[])
}

/// An ods of one sheet.
pub(crate) fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"/>"),
    ])
}

/// A workbook of one sheet, with something in its own list, and with further parts.
///
/// Its cell formats: 0 general, 1 a day, 2 a duration, 3 to 8 the formats of [`FORMATS`], 9 the built-in 57.
pub(crate) fn with(sheet: &str, list: &str, further: &[(&str, &[u8])]) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
        )
    };
    let relations = |all: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{all}</Relationships>"#
        )
    };
    let package = relations(&relation("r1", "officeDocument", "xl/workbook.xml"));
    let related = relations(&relation("r1", "worksheet", "worksheets/sheet1.xml"));
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    let workbook = format!(
        r#"<workbook {main}>{list}<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#
    );
    let formats: String = FORMATS
        .iter()
        .enumerate()
        .map(|(at, code)| {
            format!(r#"<numFmt numFmtId="{}" formatCode="{}"/>"#, 170 + at, code.replace('"', "&quot;"))
        })
        .collect();
    let used: String = [0, 14, 46, 170, 171, 172, 173, 174, 175, 57]
        .map(|id| format!(r#"<xf numFmtId="{id}" fontId="0" fillId="0" borderId="0"/>"#))
        .concat();
    let styles = format!(
        r#"<styleSheet {main}><numFmts count="6">{formats}</numFmts><cellXfs count="10">{used}</cellXfs></styleSheet>"#
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", package.as_bytes()),
        ("xl/_rels/workbook.xml.rels", related.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(further);
    archive(&parts)
}

/// Formats of numbers: three of days and three that only look like it.
pub(super) const FORMATS: [&str; 6] = [
    r#"yyyy"年"m"月"d"日""#,
    "[$-804]yyyy/m/d",
    "e\"年\"m\"月\"",
    r#"0"d""#,
    r#"#,##0.00"元";[Red]\-#,##0.00"元""#,
    r#"[$¥-804]#,##0.00"#,
];
