//! Sheets of workbooks as tables: xlsx row by row, xls and ods held whole.
//!
//! A thread of its own owns the workbook and sends rows, because the reader of a sheet borrows the workbook it
//! reads; when the table is dropped, the thread ends at its next batch.
//!
//! What a clerk sees is what counts:
//!
//! | in the workbook | the cell |
//! |---|---|
//! | text | words, never a number; CR LF and CR are LF |
//! | a number | its digits to the fifteenth, as spreadsheets show it: `5120.4499999999998` is `5120.45` |
//! | a number formatted by noughts alone, in an xlsx | as many digits as noughts: `010080` |
//! | a whole number of more than fifteen digits | spoilt: a spreadsheet has lost its last digits |
//! | a number formatted as a date, by either epoch | its day; with a time of day it is spoilt |
//! | a formula | the value it had when the file was saved; spoilt where it had none |
//! | an error such as `#N/A`, a duration | spoilt |
//! | a merged area | its value in its first column, in each of its rows that has cells of its own |
//! | hidden rows | read, and told by their number, as far as the file is no xls |
//! | blank rows | passed over; the others keep the number they have in the spreadsheet |

mod book;
mod cell;
mod content;
mod fault;
mod guard;
mod held;
mod merged;
mod ole;
mod others;
mod padded;
mod pump;
mod scan;
mod sheets;
mod source;
mod straight;
mod xlsx;

use std::path::Path;

pub use self::fault::Fault;
use self::source::Source;
use super::Table;

/// What a workbook is called by its name. The bytes decide in the end: many a `.xls` is an xlsx.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Workbook {
    /// Office Open XML, `.xlsx` and `.xlsm`.
    Xlsx,
    /// Excel 97 to 2003, `.xls`.
    Xls,
    /// OpenDocument, `.ods`.
    Ods,
}

/// What the sheets of a workbook of refused rows are called; the second and those after it have their number behind.
pub const REFUSED: &str = "退回明细";

/// What the sheet of causes of such a workbook is called.
pub const CAUSES: &str = "汇总";

/// Opens a sheet of a workbook in a file: `sheet` is its name or its number, counted from 1; the first visible
/// one with cells when left out.
pub fn open(path: &Path, kind: Workbook, sheet: Option<&str>) -> Result<Box<dyn Table>, Fault> {
    opened(Source::file(path)?, kind, sheet)
}

/// Opens a sheet of a workbook in memory, such as one from the standard input.
pub fn open_bytes(bytes: Vec<u8>, kind: Workbook, sheet: Option<&str>) -> Result<Box<dyn Table>, Fault> {
    opened(Source::memory(bytes), kind, sheet)
}

fn opened(mut source: Source, named: Workbook, sheet: Option<&str>) -> Result<Box<dyn Table>, Fault> {
    let kind = source.kind(named)?;
    Ok(Box::new(pump::start(source, kind, sheet.map(str::to_string))?))
}
