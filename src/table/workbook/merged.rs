//! Areas that are merged downwards: each of their rows has the value of the first.
//!
//! A clerk who merges 客户编号 over two rows means it for both, and a heading of two rows is complete in its lower
//! one only so. An area that goes across has its value in its first column alone, as the spreadsheet stores it.

use super::super::Cell;

/// An area: first row, last row and column, counted from 0.
pub(super) type Area = (u32, u32, u32);

/// The areas of a sheet, while its rows come in order.
#[derive(Default)]
pub(super) struct Merged {
    /// The last comes first.
    coming: Vec<Area>,
    /// Those that began: last row, column, value.
    begun: Vec<(u32, usize, Cell)>,
}

impl Merged {
    /// Those of a sheet, in any order.
    pub(super) fn new(mut areas: Vec<Area>) -> Self {
        areas.sort_unstable_by(|one, other| other.cmp(one));
        Self { coming: areas, begun: Vec::new() }
    }

    /// Fills the blank cells of a row from the areas above it.
    pub(super) fn fill(&mut self, row: u32, cells: &mut Vec<Cell>) {
        self.begun.retain(|(last, ..)| *last >= row);
        for (_, column, value) in &self.begun {
            match cells.get_mut(*column) {
                Some(cell) if cell.is_blank() => *cell = value.clone(),
                Some(_) => {}
                None => {
                    cells.resize_with(*column, Cell::default);
                    cells.push(value.clone());
                }
            }
        }
        while let Some((first, last, column)) = self.coming.pop_if(|(first, ..)| *first <= row) {
            let column = column as usize;
            // Only the row it begins in has its value, and not where that row was blank.
            if let Some(value) = cells.get(column).filter(|cell| first == row && !cell.is_blank()) {
                self.begun.push((last, column, value.clone()));
            }
        }
    }
}
