//! The tables of an ods as its tags tell of them: how large they become when repeated cells are written out, and
//! which cells are merged downwards.

use super::Fault;
use super::guard::{AREA, HELD, too_large_to_hold};
use super::merged::Area;
use super::scan::{attribute, name};

/// What a cell takes, its formula's place included, without its text.
const CELL: u64 = 64;

/// What was seen of the tables so far.
#[derive(Default)]
pub(super) struct Tables {
    /// The areas merged downwards of each table: first row, last row, column, counted from 0.
    pub(super) merged: Vec<Vec<Area>>,
    /// How many rows of each table are hidden and have cells.
    pub(super) hidden: Vec<u64>,
    /// Whether this row is hidden.
    row_hidden: bool,
    /// What all cells take.
    held: u64,
    /// The rows before this one, and how often it stands there.
    row: u64,
    row_repeated: u64,
    /// The cells before this one in its row, and how often it stands there.
    column: u64,
    cell_repeated: u64,
    /// What this row takes, the text of this cell, and whether anything stands in it: a look alone, which goes down
    /// whole columns where they have one, is not held.
    row_held: u64,
    text: u64,
    filled: bool,
    /// The last column of the table in which anything stands, counted from 1.
    columns: u64,
}

impl Tables {
    /// Takes the next tag and the length of the text before it.
    pub(super) fn tag(&mut self, text: usize, tag: &[u8]) -> Result<(), Fault> {
        let closed = tag.ends_with(b"/");
        self.text += text as u64;
        match name(tag) {
            (false, b"table") => {
                self.merged.push(Vec::new());
                self.hidden.push(0);
                (self.row, self.columns) = (0, 0);
            }
            (false, b"table-row") => {
                self.row_repeated = count(tag, "number-rows-repeated=");
                (self.column, self.row_held) = (0, 0);
                self.row_hidden = matches!(attribute(tag, "visibility="), Some("collapse" | "filter"));
                if closed {
                    self.end_row()?;
                }
            }
            (true, b"table-row") => self.end_row()?,
            (false, b"table-cell" | b"covered-table-cell") => {
                self.cell_repeated = count(tag, "number-columns-repeated=");
                self.text = tag.len() as u64;
                self.span(tag);
                self.filled = attribute(tag, "value-type=").is_some() || attribute(tag, "formula=").is_some();
                if self.filled {
                    self.columns = self.columns.max(self.column.saturating_add(self.cell_repeated));
                }
                if closed {
                    self.end_cell();
                }
            }
            (true, b"table-cell" | b"covered-table-cell") => self.end_cell(),
            (false, b"s") => self.text = self.text.saturating_add(count(tag, ":c=")),
            _ => {}
        }
        if self.text > HELD || self.row_held > HELD { Err(too_large_to_hold()) } else { Ok(()) }
    }

    fn end_cell(&mut self) {
        self.column = self.column.saturating_add(self.cell_repeated);
        if self.filled && self.column <= self.columns.max(1) {
            let held = (CELL + self.text).saturating_mul(self.cell_repeated);
            self.row_held = self.row_held.saturating_add(held);
        }
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        if self.row_held > 0 {
            if let Some(hidden) = self.hidden.last_mut().filter(|_| self.row_hidden) {
                *hidden = hidden.saturating_add(self.row_repeated);
            }
            self.held = self.held.saturating_add(self.row_held.saturating_mul(self.row_repeated));
            let rows = self.row.saturating_add(self.row_repeated);
            if self.held > HELD || rows.saturating_mul(self.columns) > AREA {
                return Err(too_large_to_hold());
            }
        }
        self.row = self.row.saturating_add(self.row_repeated);
        Ok(())
    }

    /// Notes a cell that is merged with those below it.
    fn span(&mut self, tag: &[u8]) {
        let rows = count(tag, "number-rows-spanned=");
        let (Ok(row), Ok(column)) = (u32::try_from(self.row), u32::try_from(self.column)) else { return };
        let last = u64::from(row).saturating_add(rows).saturating_sub(1);
        if let (Some(merged), true, Ok(last)) = (self.merged.last_mut(), rows > 1, u32::try_from(last)) {
            merged.push((row, last, column));
        }
    }
}

/// A count in an attribute; one where it has none.
fn count(tag: &[u8], attribute_name: &str) -> u64 {
    attribute(tag, attribute_name).and_then(|count| count.parse().ok()).unwrap_or(1)
}
