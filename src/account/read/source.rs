//! What accounts come from: records, one after the other, each with its place.

use std::io;
use std::sync::Arc;

use serde_json::Value;

use super::Row;
use super::json;
use crate::error::StopCode;
use crate::finding::Finding;
use crate::record::Node;

/// What accounts come from. The first are files of JSON Lines and CSV; a workbook, a table of a database or a
/// queue is another.
///
/// A source only says what stands where: [`Entries`](super::Entries) number the records over all sources, hold
/// their ids apart and read their fields.
///
/// ```
/// use std::io;
/// use std::sync::Arc;
///
/// use hanpress::{Entries, Record, Source};
///
/// struct Queue(Vec<String>, u64);
///
/// impl Source for Queue {
///     fn name(&self) -> Arc<str> {
///         Arc::from("queue")
///     }
///
///     fn next_record(&mut self) -> io::Result<Option<Record>> {
///         self.1 += 1;
///         Ok(self.0.pop().map(|text| Record::from_json(self.1, &text)))
///     }
///
///     fn line(&self) -> u64 {
///         self.1
///     }
/// }
///
/// let queue: Box<dyn Source> = Box::new(Queue(vec![r#"{"id": "A1"}"#.into()], 0));
/// let entry = Entries::of([queue]).next().unwrap();
/// assert_eq!((entry.seq, &*entry.source, entry.account.is_err()), (1, "queue", true));
/// ```
pub trait Source: Send {
    /// How messages and lists call it, such as the file's name as it was given.
    fn name(&self) -> Arc<str>;

    /// The next record; `None` at the end. An error says that the source broke off behind
    /// [`line`](Self::line): what follows it, in other sources too, is not read, and a run does not count as finished.
    fn next_record(&mut self) -> io::Result<Option<Record>>;

    /// The line, or row, that was read last, counted from 1.
    fn line(&self) -> u64;

    /// How many records it holds at the most, where that is quickly told; for the progress that is shown.
    fn at_most(&self) -> Option<u64> {
        None
    }
}

/// A record as a source gave it, before its fields are read.
#[derive(Debug)]
pub struct Record {
    /// Its first line, counted from 1.
    pub line: u64,
    /// The row it was, where it came from a table and shall go back into one, should it be refused.
    pub row: Option<Row>,
    /// Its id, where that is all that could be read.
    pub id: Option<String>,
    /// What it says.
    pub node: Option<Node>,
    /// What is wrong with it so far; where anything is, it makes no account.
    pub findings: Vec<Finding>,
    /// Whether the source ended here before its end, or broke off, and how that is called. It is no account then, and
    /// nothing more is read, of other sources neither: the accounts behind it would be counted wrongly.
    pub cut: Option<StopCode>,
    /// Whether the text ends in it without a line end: it is whole as far as can be told, but its last cell may not be.
    pub open: bool,
}

impl Record {
    /// The record of a JSON text: one object.
    pub fn from_json(line: u64, text: &str) -> Self {
        json::record(line, text.trim_start_matches('\u{feff}'))
    }

    /// The record of a JSON value: one object. A number counts as its shortest text.
    pub fn from_value(line: u64, value: &Value) -> Self {
        json::record(line, &value.to_string())
    }

    /// A record of which nothing is known but what is wrong with it.
    pub fn faulty(line: u64, finding: Finding) -> Self {
        Self { line, row: None, id: None, node: None, findings: vec![finding], cut: None, open: false }
    }

    /// What stands where a source ended before its end.
    pub fn cut_off(line: u64, code: StopCode, finding: Finding) -> Self {
        Self { cut: Some(code), ..Self::faulty(line, finding) }
    }
}
