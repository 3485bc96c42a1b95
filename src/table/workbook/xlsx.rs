//! The rows of an xlsx sheet, cell by cell as the file has them.

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};

use super::super::{Cell, CellKind};
use super::cell::{self, Epoch};
use super::guard::{Parts, Seen};
use super::merged::Merged;
use super::others::Others;
use super::padded::Padded;
use super::pump::{Halt, Outlet};
use super::source::Source;
use super::{Fault, book, fault, padded, sheets};

/// Opens the workbook, finds the sheet and sends its rows.
pub(super) fn pump(mut source: Source, asked: Option<&str>, outlet: &mut Outlet) -> Result<(), Halt> {
    let Looked { name, seen, others, reckons } = looked_at(&mut source, asked)?;
    let mut workbook = Xlsx::new(source).map_err(|error| fault::of_xlsx(&error))?;
    let epoch = if workbook.has_1904_epoch() { Epoch::Of1904 } else { Epoch::Of1900 };
    let cells = workbook.worksheet_cells_reader(&name).map_err(|error| fault::of_xlsx(&error))?;
    outlet.merged = Merged::new(seen.merged);
    outlet.open(others.about(epoch, seen.rows, seen.hidden))?;
    send(cells, epoch, reckons, (&seen.padded, seen.open), outlet)
}

/// What was seen of a workbook before it is read.
struct Looked {
    /// The name of the sheet that is meant.
    name: String,
    seen: Seen,
    others: Others,
    /// Whether the program that wrote the workbook left its formulas to be reckoned by the next.
    reckons: bool,
}

/// Looks whether the workbook can be let at its reader.
fn looked_at(source: &mut Source, asked: Option<&str>) -> Result<Looked, Fault> {
    let again = matches!(source, Source::File(_));
    let mut parts = Parts::open(source)?;
    parts.count_held()?;
    let book = book::read(&mut parts)?;
    let styles = book.styles.as_deref().and_then(|path| parts.text(path));
    let widths = padded::widths(&styles.unwrap_or_default())?;
    for sheet in sheets::asked(&book.sheets, asked)? {
        let seen = parts.look_at(&sheet.path, &widths)?;
        if asked.is_some() || seen.has_cells {
            let others = match asked {
                Some(_) => Others::default(),
                None => Others::beside(sheet, &book.sheets, again, |other| parts.has_cells(&other.path)),
            };
            return Ok(Looked { name: sheet.name.clone(), seen, others, reckons: book.reckons });
        }
    }
    Err(sheets::blank(&book.sheets))
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

/// Sends the rows of a sheet, which breaks off in the row `open`, if it does.
fn send(
    mut cells: XlsxCellReader<'_, Source>,
    epoch: Epoch,
    reckons: bool,
    (padded, open): (&Padded, Option<u32>),
    outlet: &mut Outlet,
) -> Result<(), Halt> {
    let mut row = Row::default();
    loop {
        match cells.next_cell_with_formula_metadata() {
            Ok(Some(record)) => {
                let (number, column) = record.pos;
                if number != row.number {
                    row.give(outlet)?;
                    if number < row.number {
                        return Err(Halt::Fault(fault::damaged_xml()));
                    }
                    row.number = number;
                    row.faulty |= std::mem::take(&mut row.doubtful);
                }
                row.doubtful = false;
                let value = match &record.value {
                    DataRef::Empty if record.formula.is_some() => cell::without_value(),
                    DataRef::Empty => continue,
                    value => cell::of_xlsx(value, epoch),
                };
                // Programs that reckon nothing write 0 for the value of each formula, and say that it is none.
                let none = reckons && record.formula.is_some() && is_nought(&value);
                let value = match padded.width(number, column) {
                    _ if none => cell::without_value(),
                    Some(width) => cell::padded(value, width),
                    None => value,
                };
                row.put(column as usize, value);
            }
            Ok(None) => return row.give(outlet),
            // The reader does not say where: the cell is one of this row, or of the next that has any.
            Err(error) if is_of_one_cell(&error) => {
                row.faulty = true;
                row.doubtful = true;
            }
            // The row in hand is dropped, unless it is known to be whole: the sheet breaks off in one behind it.
            Err(error) => {
                if open.is_some_and(|open| open > row.number) {
                    row.give(outlet)?;
                }
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

    /// Sends the row.
    fn give(&mut self, outlet: &mut Outlet) -> Result<(), Halt> {
        let room = self.cells.len();
        let cells = std::mem::replace(&mut self.cells, Vec::with_capacity(room));
        outlet.row(self.number, cells, std::mem::take(&mut self.faulty))
    }
}

fn is_nought(cell: &Cell) -> bool {
    cell.kind == CellKind::Number && cell.text == "0"
}
