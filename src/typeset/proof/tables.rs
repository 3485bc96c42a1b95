//! G25: where a table goes over the end of a page, no single row of it stands alone on either.

use super::fault::Faults;
use super::sheet::{Cell, Sheet};
use crate::finding::Words;

/// The fewest rows of a table that a page holds, heads not counted.
const FEWEST: usize = 2;

/// What a page holds of a table.
struct Part<'a> {
    sheet: &'a Sheet<'a>,
    place: (f64, f64),
    /// The numbers of its rows, heads not counted.
    rows: Vec<usize>,
}

/// Looks through the tables of a document.
pub(super) fn look(sheets: &[Sheet<'_>], faults: &mut Faults) {
    let mut table: Vec<Part<'_>> = Vec::new();
    for sheet in sheets {
        let mut fresh = true;
        for cell in &sheet.cells {
            if cell.begins {
                tell(&table, faults);
                table.clear();
            }
            if std::mem::take(&mut fresh) || cell.begins {
                table.push(Part { sheet, place: cell.place, rows: Vec::new() });
            }
            add(&mut table, cell);
        }
    }
    tell(&table, faults);
}

fn add(table: &mut [Part<'_>], cell: &Cell) {
    let rows = table.last_mut().map(|part| &mut part.rows);
    if let Some(rows) = rows.filter(|rows| !cell.heads && !rows.contains(&cell.row)) {
        rows.push(cell.row);
    }
}

fn tell(table: &[Part<'_>], faults: &mut Faults) {
    if table.len() < 2 {
        return;
    }
    for part in table.iter().filter(|part| part.rows.len() < FEWEST) {
        let words = Words::new(
            "a table that goes over the end of a page leaves one row of it alone, or its head",
            "跨页表格有一行或者表头单独留在该页",
        );
        faults.add("G25", part.sheet, part.place, words);
    }
}
