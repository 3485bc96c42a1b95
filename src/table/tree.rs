//! A row whose columns hold columns and lists of their own.

use std::fmt;
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
