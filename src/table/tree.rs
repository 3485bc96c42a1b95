//! A row whose columns hold columns and lists of their own.

use std::fmt;
use std::io;
use std::sync::Arc;

use super::Cell;

/// What stands in one place of such a row.
#[derive(Clone, PartialEq, Eq)]
pub enum Tree {
    /// Nothing; in a map it is left out.
    Nothing,
    /// One value.
    Cell(Cell),
    /// Several values.
    List(Vec<Tree>),
    /// Named values, in the order of the file's columns.
    Map(Vec<(Arc<str>, Tree)>),
}

/// A table of such rows that is read row by row.
pub trait Trees: Send {
    /// The next row with its number; `None` at the end. An error says that the table broke off behind
    /// [`line`](Self::line).
    fn next_row(&mut self) -> io::Result<Option<(u64, Tree)>>;

    /// The row that was read last, counted from 1.
    fn line(&self) -> u64;

    /// How many rows it has at the most, where that is quickly told.
    fn at_most(&self) -> Option<u64> {
        None
    }
}

/// Shows the shape only: what a row says is a person's data.
impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Cell(cell) => cell.fmt(f),
            Self::List(items) => write!(f, "a list of {}", items.len()),
            Self::Map(entries) => write!(f, "a map of {}", entries.len()),
        }
    }
}
