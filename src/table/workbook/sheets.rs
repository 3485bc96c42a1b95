//! Which sheet of a workbook is meant.

use calamine::{Sheet, SheetType, SheetVisible};

use super::Fault;

/// The names of the sheets that are tried, one after the other: the one that is asked for, or all that can be seen.
pub(super) fn asked<'a>(sheets: &'a [Sheet], asked: Option<&str>) -> Result<Vec<&'a str>, Fault> {
    let Some(asked) = asked else {
        let seen = |sheet: &&Sheet| is_table(sheet) && sheet.visible == SheetVisible::Visible;
        return Ok(sheets.iter().filter(seen).map(|sheet| sheet.name.as_str()).collect());
    };
    let named = sheets.iter().find(|sheet| sheet.name == asked);
    let trimmed = || sheets.iter().find(|sheet| sheet.name.trim() == asked.trim());
    let counted = || sheets.get(asked.trim().parse::<usize>().ok()?.checked_sub(1)?);
    match named.or_else(trimmed).or_else(counted) {
        Some(sheet) if is_table(sheet) => Ok(vec![&sheet.name]),
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

fn is_table(sheet: &Sheet) -> bool {
    sheet.typ == SheetType::WorkSheet
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
