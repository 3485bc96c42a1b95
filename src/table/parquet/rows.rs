//! The rows of a Parquet file, one after the other.

use std::io;
use std::sync::Arc;

use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;

use super::super::kind::Kind;
use super::super::{Cell, ColumnType, Holds, Table, TableRow, Tree, Trees};
use super::bounds::{self, Held};
use super::column::Column;
use super::kept::Kept;
use super::shape::Shape;
use crate::error::Stop;
use crate::quiet::quietly;

/// How many rows are taken into memory at once; fewer where a row may hold many values of a column.
const AT_ONCE: usize = 1024;
const AT_ONCE_NESTED: usize = 128;

/// The rows of a file, as far as its columns go: what a row makes of them is said by those who take from them.
pub(super) struct Rows {
    file: Kept,
    metadata: Arc<ParquetMetaData>,
    kinds: Vec<Kind>,
    held: Arc<Held>,
    at_once: usize,
    /// The row group that is opened next.
    group: usize,
    columns: Vec<Column>,
    /// How many rows of the row group are not in memory yet, and how many are and were not taken.
    unread: usize,
    ready: usize,
    row: u64,
}

impl Rows {
    pub(super) fn new(file: Kept, metadata: Arc<ParquetMetaData>) -> Self {
        let about = metadata.file_metadata();
        let writer = about.created_by().unwrap_or_default().to_string();
        let columns = about.schema_descr().columns();
        let kinds = columns.iter().map(|column| Kind::of(column, &writer)).collect();
        let nested = columns.iter().any(|column| column.max_rep_level() > 0);
        Self {
            file,
            metadata,
            kinds,
            held: Arc::default(),
            at_once: if nested { AT_ONCE_NESTED } else { AT_ONCE },
            group: 0,
            columns: Vec::new(),
            unread: 0,
            ready: 0,
            row: 0,
        }
    }

    /// The columns of the next row; `None` at the end.
    fn next(&mut self) -> io::Result<Option<&mut [Column]>> {
        while self.ready == 0 {
            if self.unread == 0 && !self.next_group()? {
                return Ok(None);
            }
            self.ready = self.unread.min(self.at_once);
            self.unread -= self.ready;
            self.held.begin_batch();
            for column in &mut self.columns {
                let rows = self.ready;
                let read = quietly(|| column.read(rows)).unwrap_or_else(|| Err(contradiction()));
                match read {
                    Ok(read) if read == rows => {}
                    Ok(_) => {
                        return Err(damaged(
                            self.row,
                            &ParquetError::EOF("a column has too few rows".into()),
                        ));
                    }
                    Err(error) => return Err(damaged(self.row, &error)),
                }
            }
        }
        self.ready -= 1;
        self.row += 1;
        Ok(Some(&mut self.columns))
    }

    /// Opens the next row group; `false` behind the last.
    fn next_group(&mut self) -> io::Result<bool> {
        self.columns.clear();
        if self.group >= self.metadata.num_row_groups() {
            return Ok(false);
        }
        let group = self.metadata.row_group(self.group);
        self.group += 1;
        self.unread = usize::try_from(group.num_rows()).map_err(|_| damaged(self.row, &contradiction()))?;
        if group.num_columns() != self.kinds.len() {
            return Err(damaged(self.row, &contradiction()));
        }
        for (column, kind) in group.columns().iter().zip(&self.kinds) {
            let pages = quietly(|| bounds::pages(&self.file, column, self.unread, &self.held))
                .unwrap_or_else(|| Err(contradiction()))
                .map_err(|error| damaged(self.row, &error))?;
            self.columns.push(Column::new(column.column_descr_ptr(), *kind, pages));
        }
        Ok(true)
    }

    fn at_most(&self) -> Option<u64> {
        u64::try_from(self.metadata.file_metadata().num_rows()).ok()
    }
}

/// The rows of a file whose columns hold values only.
pub struct Flat {
    rows: Rows,
    more: Vec<(String, String)>,
}

impl Flat {
    pub(super) fn new(rows: Rows, more: Vec<(String, String)>) -> Self {
        Self { rows, more }
    }
}

impl Table for Flat {
    fn next_row(&mut self) -> io::Result<Option<TableRow>> {
        let before = self.rows.row;
        let Some(columns) = self.rows.next()? else { return Ok(None) };
        let mut cells = Vec::with_capacity(columns.len() + self.more.len());
        for column in columns {
            let cell = column.take().ok_or_else(|| damaged(before, &contradiction()))?;
            cells.push(cell.unwrap_or_default());
        }
        cells.extend(self.more.iter().map(|(_, value)| Cell::words(value)));
        Ok(Some(TableRow { number: self.rows.row, cells, ..TableRow::default() }))
    }

    fn line(&self) -> u64 {
        self.rows.row
    }

    fn at_most(&self) -> Option<u64> {
        self.rows.at_most()
    }

    fn names(&self) -> Option<Vec<String>> {
        let fields = self.rows.metadata.file_metadata().schema().get_fields();
        let own = fields.iter().map(|field| field.name().to_string());
        Some(own.chain(self.more.iter().map(|(name, _)| name.clone())).collect())
    }

    fn types(&self) -> Option<Vec<ColumnType>> {
        let columns = self.rows.metadata.file_metadata().schema_descr().columns();
        let own = columns.iter().zip(&self.rows.kinds).map(|(column, kind)| kind.told(column));
        let words = |_| ColumnType { name: "TEXT".into(), holds: Holds::Words };
        Some(own.chain(self.more.iter().map(words)).collect())
    }
}

/// The rows of a file whose columns hold columns or lists.
pub struct Nested {
    rows: Rows,
    shape: Shape,
    more: Vec<(Arc<str>, String)>,
}

impl Nested {
    pub(super) fn new(rows: Rows, shape: Shape, more: Vec<(String, String)>) -> Self {
        let more = more.into_iter().map(|(name, value)| (Arc::from(name), value)).collect();
        Self { rows, shape, more }
    }

    /// The names of what a row holds.
    pub fn names(&self) -> Vec<String> {
        let fields = self.rows.metadata.file_metadata().schema().get_fields();
        let own = fields.iter().map(|field| field.name().to_string());
        own.chain(self.more.iter().map(|(name, _)| name.to_string())).collect()
    }
}

impl Trees for Nested {
    fn next_row(&mut self) -> io::Result<Option<(u64, Tree)>> {
        let before = self.rows.row;
        let Some(columns) = self.rows.next()? else { return Ok(None) };
        if columns.iter().any(|column| column.begins() != Some(0)) {
            return Err(damaged(before, &contradiction()));
        }
        let Some(Tree::Map(mut entries)) = self.shape.take(columns) else {
            return Err(damaged(before, &contradiction()));
        };
        let more = self.more.iter().filter(|(_, value)| !value.is_empty());
        entries.extend(more.map(|(name, value)| (Arc::clone(name), Tree::Cell(Cell::words(value)))));
        Ok(Some((self.rows.row, Tree::Map(entries))))
    }

    fn line(&self) -> u64 {
        self.rows.row
    }

    fn at_most(&self) -> Option<u64> {
        self.rows.at_most()
    }
}

fn contradiction() -> ParquetError {
    ParquetError::General("its columns contradict one another".into())
}

/// Where a file broke off, and why.
fn damaged(row: u64, error: &ParquetError) -> io::Error {
    Stop::new(
        format!("the file is damaged behind row {row}: {error}"),
        format!("文件在第 {row} 行之后损坏，其后无法读取"),
    )
    .hint("transfer it again, or write it anew", "请重新传输或重新导出")
    .into()
}
