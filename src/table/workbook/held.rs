//! The rows of an xls or ods sheet, which is held whole.

use std::io::{Read, Seek};

use calamine::{Data, Ods, Range, Reader, Sheet, Xls};

use super::super::{Cell, TableRow};
use super::cell::{self, Epoch};
use super::pump::{About, Halt, Outlet};
use super::source::Source;
use super::{Fault, Workbook, fault, sheets};

/// Opens the workbook, finds the sheet and sends its rows.
pub(super) fn pump(
    source: Source,
    kind: Workbook,
    asked: Option<&str>,
    outlet: &mut Outlet,
) -> Result<(), Halt> {
    if kind == Workbook::Ods {
        let workbook = Ods::new(source).map_err(|error| fault::of_ods(&error))?;
        let (values, formulas) = sheet(workbook, asked, |error| fault::of_ods(&error))?;
        return send(&values, &formulas, Epoch::Of1899, outlet);
    }
    let workbook = Xls::new(source).map_err(|error| fault::of_xls(&error))?;
    let epoch = if workbook.has_1904_epoch() { Epoch::Of1904 } else { Epoch::Of1900 };
    let (values, formulas) = sheet(workbook, asked, |error| fault::of_xls(&error))?;
    send(&values, &formulas, epoch, outlet)
}

/// The values and formulas of the sheet that is meant.
fn sheet<S: Read + Seek, R: Reader<S>>(
    mut workbook: R,
    asked: Option<&str>,
    fault: impl Fn(R::Error) -> Fault,
) -> Result<(Range<Data>, Range<String>), Fault> {
    let all: Vec<Sheet> = workbook.sheets_metadata().to_vec();
    for name in sheets::asked(&all, asked)? {
        let values = workbook.worksheet_range(name).map_err(&fault)?;
        let formulas = workbook.worksheet_formula(name).map_err(&fault)?;
        if asked.is_some() || !values.is_empty() || !formulas.is_empty() {
            return Ok((values, formulas));
        }
    }
    Err(sheets::blank(&all))
}

/// Sends the rows of a sheet.
fn send(
    values: &Range<Data>,
    formulas: &Range<String>,
    epoch: Epoch,
    outlet: &mut Outlet,
) -> Result<(), Halt> {
    let ends = [values.end(), formulas.end()].into_iter().flatten();
    let (rows, columns) =
        ends.fold((0, 0), |(rows, columns), (row, column)| (rows.max(row + 1), columns.max(column + 1)));
    outlet.open(About { epoch, at_most: Some(rows.into()) })?;
    for row in 0..rows {
        let cells: Vec<Cell> =
            (0..columns).map(|column| one(values, formulas, (row, column), epoch)).collect();
        if !cells.iter().all(Cell::is_blank) {
            outlet.row(TableRow { number: u64::from(row) + 1, cells, fault: None, ended: true })?;
        }
    }
    Ok(())
}

/// One cell of a sheet.
fn one(values: &Range<Data>, formulas: &Range<String>, at: (u32, u32), epoch: Epoch) -> Cell {
    let formula = || formulas.get_value(at).is_some_and(|formula| !formula.is_empty());
    match values.get_value(at) {
        None | Some(Data::Empty) if formula() => cell::without_value(),
        None => Cell::default(),
        Some(Data::String(text)) if cell::is_error_mark(text) && formula() => cell::error_mark(text),
        Some(value) => cell::of_held(value, epoch),
    }
}
