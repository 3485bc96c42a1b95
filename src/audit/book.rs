//! Hold the workbook of the refused rows against the list that names them.

use std::io::{self, Read};

use super::flaw::{COUNTS, Flaw, LISTS, MISSING_FILE};
use crate::deliver::refused::{self, BOOK};
use crate::error::Stop;
use crate::place::{Place, Standing};
use crate::table::workbook::{self, Workbook};
use crate::table::{Cell, Table};

/// The most bytes of a workbook that is held in memory, where the place is on no disk.
const MOST_HELD: u64 = 256 << 20;

/// A workbook that is not there, cannot be read, or holds another number of rows than the list names.
pub(super) fn flaw(place: &dyn Place, rows: u64) -> Result<Option<Flaw>, Stop> {
    let fault = |error| Stop::at(&place.shown(BOOK), &error);
    if !matches!(place.standing(BOOK).map_err(fault)?, Standing::File(_)) {
        let (en, zh) = ("the workbook of refused rows is missing", "退回数据工作簿缺失");
        return Ok(Some(Flaw::new(MISSING_FILE, BOOK, en, zh)));
    }
    Ok(match found(place).map_err(fault)? {
        None => Some(Flaw::new(LISTS, BOOK, "this workbook cannot be read", "该工作簿无法读取")),
        Some(found) if found == rows => None,
        Some(found) => Some(Flaw::new(
            COUNTS,
            BOOK,
            format!("`{}` names {rows} rows of tables, this workbook holds {found}", refused::NAME),
            format!("`{}` 指明 {rows} 行，本工作簿有 {found} 行", refused::NAME),
        )),
    })
}

/// How many rows its sheets hold; `None` where it cannot be read.
fn found(place: &dyn Place) -> io::Result<Option<u64>> {
    let mut all = None;
    for number in 1.. {
        let Some(mut sheet) = sheet(place, &refused::sheet_name(number))? else { break };
        let mut rows: u64 = 0;
        loop {
            match sheet.next_row() {
                Ok(Some(row)) => rows += u64::from(!row.cells.iter().all(Cell::is_blank)),
                Ok(None) => break,
                Err(_) => return Ok(None),
            }
        }
        *all.get_or_insert(0) += rows.saturating_sub(1);
    }
    Ok(all)
}

/// A sheet of it; `None` where there is none, or it cannot be opened.
fn sheet(place: &dyn Place, name: &str) -> io::Result<Option<Box<dyn Table>>> {
    if let Some(path) = place.on_disk(BOOK) {
        return Ok(workbook::open(&path, Workbook::Xlsx, Some(name)).ok());
    }
    let mut bytes = Vec::new();
    if let Some(file) = place.read(BOOK)? {
        file.take(MOST_HELD).read_to_end(&mut bytes)?;
    }
    Ok(workbook::open_bytes(bytes, Workbook::Xlsx, Some(name)).ok())
}
