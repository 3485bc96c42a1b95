//! Read rows of Arrow that are in memory, as a stream of Arrow IPC: what a program hands on that has them already.
//!
//! - [`mod@self`]: the rows, flat or nested;
//! - `place`: what stands in one place of them;
//! - `kind`: what a column's values are.
//!
//! Values make the cells that a Parquet file of the same table makes, so that it is read alike whichever way it comes.

mod kind;
mod place;

use std::io::{self, Cursor};
use std::sync::Arc;

use arrow_ipc::reader::StreamReader;
use arrow_schema::{ArrowError, DataType, SchemaRef};
use bytes::Bytes;

use self::place::Place;
use super::{ColumnType, Table, TableRow, Tree, Trees};
use crate::error::Stop;
use crate::quiet::quietly;

/// Rows of Arrow that were opened.
pub enum Opened {
    /// Their columns hold values only, so that they are those of a table.
    Flat(Flat),
    /// Some columns hold columns or lists.
    Nested(Nested),
}

/// Opens a stream.
pub fn open(stream: Bytes) -> Result<Opened, Stop> {
    let reader = quietly(|| StreamReader::try_new(Cursor::new(stream), None))
        .unwrap_or_else(|| Err(ArrowError::IpcError("its head contradicts itself".into())))
        .map_err(|error| damaged(0, &error))?;
    let schema = reader.schema();
    let nested = schema.fields().iter().any(|field| holds_more(field.data_type()));
    let rows = Rows { reader, schema, places: Vec::new(), at: 0, length: 0, row: 0 };
    Ok(if nested { Opened::Nested(Nested(rows)) } else { Opened::Flat(Flat(rows)) })
}

/// Whether what stands in a column are columns or lists of their own.
fn holds_more(of: &DataType) -> bool {
    match of {
        DataType::Dictionary(_, values) => holds_more(values),
        of => of.is_nested(),
    }
}

/// The rows of a stream, batch by batch.
struct Rows {
    reader: StreamReader<Cursor<Bytes>>,
    schema: SchemaRef,
    /// What stands in the columns of the batch.
    places: Vec<(Arc<str>, Place)>,
    at: usize,
    length: usize,
    row: u64,
}

impl Rows {
    /// Where in the batch the next row stands; `None` at the end.
    fn next(&mut self) -> io::Result<Option<usize>> {
        while self.at == self.length {
            let read = quietly(|| self.reader.next())
                .unwrap_or_else(|| Some(Err(ArrowError::IpcError("it contradicts itself".into()))));
            let Some(batch) = read else { return Ok(None) };
            let batch = batch.map_err(|error| io::Error::from(damaged(self.row, &error)))?;
            let columns = self.schema.fields().iter().zip(batch.columns());
            let places = columns.map(|(field, column)| {
                Some((Arc::from(field.name().as_str()), Place::of(field, column, 1)?))
            });
            self.places =
                places.collect::<Option<_>>().ok_or_else(|| io::Error::from(nested_too_deep(self.row)))?;
            (self.at, self.length) = (0, batch.num_rows());
        }
        self.at += 1;
        self.row += 1;
        Ok(Some(self.at - 1))
    }

    fn names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }
}

/// Rows whose columns hold values only.
pub struct Flat(Rows);

impl Table for Flat {
    fn next_row(&mut self) -> io::Result<Option<TableRow>> {
        let Some(at) = self.0.next()? else { return Ok(None) };
        let cells = self.0.places.iter().map(|(_, place)| place.cell(at).unwrap_or_default()).collect();
        Ok(Some(TableRow { number: self.0.row, cells, ..TableRow::default() }))
    }

    fn line(&self) -> u64 {
        self.0.row
    }

    fn names(&self) -> Option<Vec<String>> {
        Some(self.0.names())
    }

    fn types(&self) -> Option<Vec<ColumnType>> {
        let told = |field: &Arc<arrow_schema::Field>| ColumnType {
            name: field.data_type().to_string(),
            holds: kind::of(field).holds(),
        };
        Some(self.0.schema.fields().iter().map(told).collect())
    }
}

/// Rows whose columns hold columns or lists.
pub struct Nested(Rows);

impl Nested {
    /// The names of what a row holds.
    pub fn names(&self) -> Vec<String> {
        self.0.names()
    }
}

impl Trees for Nested {
    fn next_row(&mut self) -> io::Result<Option<(u64, Tree)>> {
        let Some(at) = self.0.next()? else { return Ok(None) };
        Ok(Some((self.0.row, place::map(&self.0.places, at))))
    }

    fn line(&self) -> u64 {
        self.0.row
    }
}

fn nested_too_deep(row: u64) -> Stop {
    Stop::new(
        format!("the rows of Arrow behind row {row} are nested in a way that cannot be read"),
        format!("第 {row} 行之后的 Arrow 数据嵌套结构无法读取"),
    )
    .hint("give the columns of the account's fields only", "请只给出账户字段所在的列")
}

/// Where rows broke off, and why.
fn damaged(row: u64, error: &ArrowError) -> Stop {
    Stop::new(
        format!("the rows of Arrow cannot be read behind row {row}: {error}"),
        format!("第 {row} 行之后的 Arrow 数据无法读取"),
    )
    .hint("give the table anew", "请重新给出数据")
}
