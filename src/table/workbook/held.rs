//! The rows of an xls or ods sheet, which is held whole.

use std::io::{Read, Seek};

use calamine::{Data, Ods, OdsError, Range, Reader, Xls};

use super::super::Cell;
use super::cell::{self, Epoch};
use super::guard::Parts;
use super::merged::Merged;
use super::others::Others;
use super::pump::{Halt, Outlet};
use super::sheets::Sheet;
use super::source::Source;
use super::straight::straightened;
use super::{Fault, Workbook, fault, ole, sheets};

/// Opens the workbook, finds the sheet and sends its rows.
pub(super) fn pump(
    mut source: Source,
    kind: Workbook,
    asked: Option<&str>,
    outlet: &mut Outlet,
) -> Result<(), Halt> {
    let again = matches!(source, Source::File(_));
    if kind == Workbook::Ods {
        let tables = Parts::open(&mut source)?.look_at_content()?;
        let mut opened = Ods::new(&mut source);
        let mut straight;
        if matches!(opened, Err(OdsError::Mismatch { .. })) {
            straight = straightened(&mut source)?;
            opened = Ods::new(straight.as_mut().unwrap_or(&mut source));
        }
        let mut workbook = opened.map_err(|error| fault::of_ods(&error))?;
        let found = sheet(&mut workbook, asked, again, |error| fault::of_ods(&error))?;
        drop(workbook);
        outlet.merged = Merged::new(tables.merged.into_iter().nth(found.at).unwrap_or_default());
        let hidden = tables.hidden.get(found.at).copied().unwrap_or_default();
        return send(found, Epoch::Of1899, hidden, outlet);
    }
    ole::look_at(&mut source)?;
    let mut workbook = Xls::new(source).map_err(|error| fault::of_xls(&error))?;
    let epoch = if workbook.has_1904_epoch() { Epoch::Of1904 } else { Epoch::Of1900 };
    let found = sheet(&mut workbook, asked, again, |error| fault::of_xls(&error))?;
    let merged = workbook.merge_cells_by_sheet_id(found.at).unwrap_or_default();
    drop(workbook);
    let downwards = merged.iter().filter(|area| area.start.0 < area.end.0);
    outlet.merged = Merged::new(downwards.map(|area| (area.start.0, area.end.0, area.start.1)).collect());
    // The reader does not say which rows of an xls are hidden.
    send(found, epoch, 0, outlet)
}

/// The sheet that is meant.
struct Found {
    /// Which it is, counted from 0.
    at: usize,
    values: Range<Data>,
    formulas: Range<String>,
    others: Others,
}

/// Finds the sheet that is meant; `again` says whether the workbook can be opened again for another.
fn sheet<S: Read + Seek, R: Reader<S>>(
    workbook: &mut R,
    asked: Option<&str>,
    again: bool,
    fault: impl Fn(R::Error) -> Fault,
) -> Result<Found, Fault> {
    let all = sheets::held(workbook.sheets_metadata());
    for sheet in sheets::asked(&all, asked)? {
        let values = workbook.worksheet_range(&sheet.name).map_err(&fault)?;
        let formulas = workbook.worksheet_formula(&sheet.name).map_err(&fault)?;
        if asked.is_some() || !values.is_empty() || !formulas.is_empty() {
            let at = all.iter().position(|other| other.name == sheet.name);
            let at = at.unwrap_or_default();
            let mut has_cells =
                |other: &Sheet| workbook.worksheet_range(&other.name).is_ok_and(|range| !range.is_empty());
            let others = match asked {
                Some(_) => Others::default(),
                None => Others::beside(sheet, &all, again, &mut has_cells),
            };
            return Ok(Found { at, values, formulas, others });
        }
    }
    Err(sheets::blank(&all))
}

/// Sends the rows of a sheet.
fn send(found: Found, epoch: Epoch, hidden: u64, outlet: &mut Outlet) -> Result<(), Halt> {
    let Found { values, formulas, others, .. } = found;
    let ends = [values.end(), formulas.end()].into_iter().flatten();
    let (rows, columns) =
        ends.fold((0, 0), |(rows, columns), (row, column)| (rows.max(row + 1), columns.max(column + 1)));
    outlet.open(others.about(epoch, rows.into(), hidden))?;
    for row in 0..rows {
        let cells: Vec<Cell> =
            (0..columns).map(|column| one(&values, &formulas, (row, column), epoch)).collect();
        outlet.row(row, cells, false)?;
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
