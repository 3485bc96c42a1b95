//! How inputs are read.

use std::collections::BTreeMap;

use super::Format;
pub use crate::table::text::Encoding;

/// How inputs are read. What the issuer file says of it stands in its tables `[columns]` and `[reading]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The kind of every file; told by each file itself when left out.
    pub from: Option<Format>,
    /// The encoding of text files; told by each file itself when left out.
    pub encoding: Option<Encoding>,
    /// The headings of tables, and the names in JSON and Parquet, to dotted field paths; to nothing where a column
    /// is left out.
    pub columns: BTreeMap<String, String>,
    /// The row the headings stand in, counted from 1; looked for when left out.
    pub heading_row: Option<u32>,
    /// Rows to pass over, counted from 1.
    pub skip_rows: Vec<u32>,
    /// The sheet of a workbook: its name, or its number counted from 1; the first when left out.
    pub sheet: Option<String>,
    /// What parts the cells of a text file; looked for when left out.
    pub delimiter: Option<u8>,
    /// Words that stand for nothing.
    pub nothing: Vec<String>,
    /// Words that mean yes, beside `true` and 是.
    pub yes: Vec<String>,
    /// Words that mean no, beside `false` and 否.
    pub no: Vec<String>,
    /// Whether `-` and a blank are nothing owed, in columns of amounts.
    pub dash_is_zero: bool,
    /// Fields that have one value in all records: dotted path to value.
    pub values: BTreeMap<String, String>,
    /// Fields that are put together from several columns: dotted path to headings.
    pub joined: BTreeMap<String, Vec<String>>,
}
