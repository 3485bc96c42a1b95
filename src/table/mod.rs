//! Rows of any file that holds a table, before anything is known of what their cells mean.
//!
//! A [`Table`] is one sheet, one text file or one Parquet file with flat columns. Which row is the heading, which
//! column is which field and what a cell may hold is not known here.

#[cfg(feature = "arrow")]
pub mod arrow;
mod kind;
pub mod parquet;
pub mod text;
mod tree;
mod value;
pub mod workbook;

use std::io;

use chrono::NaiveDate;

pub use self::tree::{Tree, Trees};
use crate::finding::{Finding, Words};

/// D01: a row that cannot be read.
pub const UNREADABLE: &str = "D01";
/// D06: too long or too deep.
pub const TOO_MUCH: &str = "D06";

/// A table that is read row by row.
pub trait Table: Send {
    /// The next row; `None` at the end. An error says that the file broke off behind [`line`](Self::line).
    fn next_row(&mut self) -> io::Result<Option<TableRow>>;

    /// The line or row that was read last, counted from 1 as an editor or spreadsheet counts it.
    fn line(&self) -> u64;

    /// How many rows it has at the most, where that is quickly told.
    fn at_most(&self) -> Option<u64> {
        None
    }

    /// Tells how many cells the heading row has, once it is known: only with it can a text file tell a row from
    /// part of one.
    fn expect_width(&mut self, width: usize) {
        let _ = width;
    }

    /// Whether the row that was read last ended with the text, without a line end.
    fn ends_open(&self) -> bool {
        false
    }

    /// The names of the columns, where the file itself has them and no row holds them.
    fn names(&self) -> Option<Vec<String>> {
        None
    }

    /// What all values of each column are, where the file itself says so.
    fn types(&self) -> Option<Vec<ColumnType>> {
        None
    }

    /// What its reader should know beside its rows, such as which sheets of the workbook are not read.
    fn told(&self) -> Vec<Words> {
        Vec::new()
    }

    /// The names of sheets that belong to this one and have headings of their own.
    fn further(&self) -> Vec<String> {
        Vec::new()
    }

    /// The day that a spreadsheet's day count means in this file; `None` for a table that has no such counts.
    fn day(&self, count: u32) -> Option<NaiveDate> {
        let _ = count;
        None
    }
}

/// One row.
#[derive(Clone, Default)]
pub struct TableRow {
    /// Its line or row, counted from 1.
    pub number: u64,
    /// Its cells from the first column on; trailing blank ones may be left out.
    pub cells: Vec<Cell>,
    /// Why it cannot be read, where it cannot; its cells are then those that could.
    pub fault: Option<Finding>,
    /// Whether the file was cut off in it, so that it is part of a row only.
    pub cut: bool,
}

/// One cell.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it: words as they are, a number as its exact decimal digits, a day as `2026-11-22`.
    pub text: String,
    /// What the file says of it.
    pub kind: CellKind,
}

/// What a file says of a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CellKind {
    /// Words, or nothing; all cells of a text file.
    #[default]
    Words,
    /// A number.
    Number,
    /// A day.
    Day,
    /// True or false.
    Flag,
    /// Nothing that can be read, and why.
    Spoilt(Spoilt),
}

/// What a file says of all values of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnType {
    /// The type by the name its format has for it, such as `DOUBLE`.
    pub name: String,
    /// What values of the type are.
    pub holds: Holds,
}

/// What the values of a typed column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Words.
    Words,
    /// Numbers whose digits are exact.
    Exact,
    /// Binary fractions.
    Float,
    /// Days, or points in time that may be days.
    Days,
    /// True and false.
    Flags,
    /// What no field of an account can hold.
    Unfit,
}

/// Why a cell cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoilt {
    /// Bytes that are no text in the file's encoding.
    Encoding,
    /// A number of more than fifteen digits, of which a spreadsheet loses the last ones.
    Digits,
    /// A binary fraction of more digits than one of its size surely keeps.
    Fraction,
    /// A spreadsheet's error mark, such as `#N/A`.
    ErrorMark,
    /// A formula whose value was never reckoned.
    Formula,
    /// A day with a time of day, which is no day alone, or one that no calendar has.
    Moment,
    /// What no field of an account can hold.
    Unfit,
}

impl Cell {
    /// A cell of words.
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: CellKind::Words }
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && !matches!(self.kind, CellKind::Spoilt(_))
    }
}

/// Tells the kind only: a cell is a person's data.
impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a cell of {:?}", self.kind)
    }
}

/// Counts the cells only.
impl std::fmt::Debug for TableRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "row {} of {} cells", self.number, self.cells.len())
    }
}
