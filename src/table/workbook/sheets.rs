//! Which sheet of a workbook is meant.

use calamine::{SheetType, SheetVisible};

use super::Fault;

/// A sheet as the workbook lists it.
#[derive(Default)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// Whether it holds cells: neither a chart nor a macro.
    pub(super) cells: bool,
    /// Whether it is shown.
    pub(super) visible: bool,
    /// Where it lies in an archive.
    pub(super) path: String,
}

/// The sheets of a workbook that its reader holds.
pub(super) fn held(sheets: &[calamine::Sheet]) -> Vec<Sheet> {
    let one = |sheet: &calamine::Sheet| Sheet {
        name: sheet.name.clone(),
        cells: sheet.typ == SheetType::WorkSheet,
        visible: sheet.visible == SheetVisible::Visible,
        path: String::new(),
    };
    sheets.iter().map(one).collect()
}

/// The sheets that are tried, one after the other: the one that is asked for, or all that can be seen.
pub(super) fn asked<'a>(sheets: &'a [Sheet], asked: Option<&str>) -> Result<Vec<&'a Sheet>, Fault> {
    let Some(asked) = asked else {
        return Ok(sheets.iter().filter(|sheet| sheet.cells && sheet.visible).collect());
    };
    let named = sheets.iter().find(|sheet| sheet.name == asked);
    let trimmed = || sheets.iter().find(|sheet| sheet.name.trim() == asked.trim());
    let counted = || sheets.get(asked.trim().parse::<usize>().ok()?.checked_sub(1)?);
    match named.or_else(trimmed).or_else(counted) {
        Some(sheet) if sheet.cells => Ok(vec![sheet]),
        Some(_) => Err(there_are(
            sheets,
            format!("`{asked}` is a sheet without cells"),
            format!("`{asked}` 不是普通工作表，没有单元格"),
        )),
        None => {
            Err(there_are(sheets, format!("there is no sheet `{asked}`"), format!("没有工作表 `{asked}`")))
        }
    }
}

/// The fault of a workbook in which nothing stands.
pub(super) fn blank(sheets: &[Sheet]) -> Fault {
    there_are(
        sheets,
        "no visible sheet of this workbook has cells".into(),
        "工作簿中可见的工作表都是空的".into(),
    )
}

/// Says what is wrong, and which sheets there are.
fn there_are(sheets: &[Sheet], en: String, zh: String) -> Fault {
    let names = |between: &str| {
        let name = |(at, sheet): (usize, &Sheet)| format!("{} `{}`", at + 1, sheet.name);
        sheets.iter().enumerate().map(name).collect::<Vec<_>>().join(between)
    };
    Fault::new(en, zh)
        .hint(format!("its sheets are: {}", names(", ")), format!("工作簿中的工作表有：{}", names("、")))
}
