//! The rows of an xlsx sheet, cell by cell as the file has them.

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};

use super::super::{Cell, TableRow};
use super::cell::{self, Epoch};
use super::pump::{About, Halt, Outlet};
use super::source::Source;
use super::{Fault, fault, sheets};

/// Opens the workbook, finds the sheet and sends its rows.
pub(super) fn pump(source: Source, asked: Option<&str>, outlet: &mut Outlet) -> Result<(), Halt> {
    let mut workbook = Xlsx::new(source).map_err(|error| fault::of_xlsx(&error))?;
    let epoch = if workbook.has_1904_epoch() { Epoch::Of1904 } else { Epoch::Of1900 };
    let all = workbook.sheets_metadata().to_vec();
    let tried = sheets::asked(&all, asked)?;
    let mut found = None;
    for name in tried {
        if asked.is_some() || has_cells(&mut workbook, name)? {
            found = Some(name);
            break;
        }
    }
    let name = found.ok_or_else(|| sheets::blank(&all))?;
    let cells = workbook.worksheet_cells_reader(name).map_err(|error| fault::of_xlsx(&error))?;
    let rows = u64::from(cells.dimensions().end.0) + 1;
    outlet.open(About { epoch, at_most: (rows > 1).then_some(rows) })?;
    send(cells, epoch, outlet)
}

/// Whether anything stands in a sheet.
fn has_cells(workbook: &mut Xlsx<Source>, name: &str) -> Result<bool, Fault> {
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(false),
        Err(error) => return Err(fault::of_xlsx(&error)),
    };
    loop {
        match cells.next_cell() {
            Ok(Some(cell)) if *cell.get_value() == DataRef::Empty => {}
            Ok(Some(_)) => return Ok(true),
            Ok(None) => return Ok(false),
            Err(error) if is_of_one_cell(&error) => return Ok(true),
            Err(error) => return Err(fault::of_xlsx(&error)),
        }
    }
}

/// Whether an error is one cell's and the reader can go on behind it.
fn is_of_one_cell(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::CellError(_)
            | XlsxError::CellTAttribute(_)
            | XlsxError::ParseFloat(_)
            | XlsxError::Unexpected(_)
            | XlsxError::Unrecognized { .. }
    )
}

/// Sends the rows of a sheet.
fn send(mut cells: XlsxCellReader<'_, Source>, epoch: Epoch, outlet: &mut Outlet) -> Result<(), Halt> {
    let mut row = Row::default();
    loop {
        match cells.next_cell_with_formula_metadata() {
            Ok(Some(record)) => {
                let (number, column) = record.pos;
                if number != row.number {
                    if number < row.number {
                        return Err(Halt::Fault(fault::damaged("rows out of order")));
                    }
                    row.give(outlet)?;
                    row.number = number;
                    row.faulty |= std::mem::take(&mut row.doubtful);
                }
                row.doubtful = false;
                let value = match &record.value {
                    DataRef::Empty if record.formula.is_some() => cell::without_value(),
                    DataRef::Empty => continue,
                    value => cell::of_xlsx(value, epoch),
                };
                row.put(column as usize, value);
            }
            Ok(None) => return row.give(outlet),
            // The reader does not say where: the cell is one of this row, or of the next that has any.
            Err(error) if is_of_one_cell(&error) => {
                row.faulty = true;
                row.doubtful = true;
            }
            Err(error) => {
                row.give(outlet)?;
                return Err(Halt::Fault(fault::of_xlsx(&error)));
            }
        }
    }
}

/// A row that is being read.
#[derive(Default)]
struct Row {
    /// Counted from 0.
    number: u32,
    cells: Vec<Cell>,
    /// Whether a cell of it cannot be read.
    faulty: bool,
    /// Whether that cell may be one of the next row.
    doubtful: bool,
}

impl Row {
    fn put(&mut self, column: usize, cell: Cell) {
        if column >= self.cells.len() {
            self.cells.resize_with(column, Cell::default);
            self.cells.push(cell);
        } else {
            self.cells[column] = cell;
        }
    }

    /// Sends the row, where anything stands in it.
    fn give(&mut self, outlet: &mut Outlet) -> Result<(), Halt> {
        let room = self.cells.len();
        let cells = std::mem::replace(&mut self.cells, Vec::with_capacity(room));
        let faulty = std::mem::take(&mut self.faulty);
        if !faulty && cells.iter().all(Cell::is_blank) {
            return Ok(());
        }
        let fault = faulty.then(fault::of_row);
        outlet.row(TableRow { number: u64::from(self.number) + 1, cells, fault, ended: true })
    }
}
