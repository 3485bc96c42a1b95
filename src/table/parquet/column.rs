//! Read one column of a Parquet file, some rows at a time, as cells.

use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType,
    FloatType, Int32Type, Int64Type, Int96, Int96Type,
};
use parquet::errors::Result;
use parquet::schema::types::ColumnDescPtr;

use super::super::kind::Kind;
use super::super::{Cell, value};

/// A column of a row group, and those of its cells that were read and not yet taken.
pub(super) struct Column {
    values: Values,
    kind: Kind,
    /// The level at which a value is there and no null.
    deepest: i16,
    repeated: bool,
    /// How many levels up from the row each value is there.
    there: Vec<i16>,
    /// At which list each value begins a new item; 0 begins a row.
    begins: Vec<i16>,
    cells: Vec<Cell>,
    /// How many levels and cells were taken.
    at: usize,
    at_cell: usize,
}

/// A reader for each way values are stored, with the room its values are read into.
enum Values {
    Bool(ColumnReaderImpl<BoolType>, Vec<bool>),
    Int32(ColumnReaderImpl<Int32Type>, Vec<i32>),
    Int64(ColumnReaderImpl<Int64Type>, Vec<i64>),
    Int96(ColumnReaderImpl<Int96Type>, Vec<Int96>),
    Float(ColumnReaderImpl<FloatType>, Vec<f32>),
    Double(ColumnReaderImpl<DoubleType>, Vec<f64>),
    Bytes(ColumnReaderImpl<ByteArrayType>, Vec<ByteArray>),
    Fixed(ColumnReaderImpl<FixedLenByteArrayType>, Vec<FixedLenByteArray>),
}

impl Values {
    fn new(reader: ColumnReader) -> Self {
        match reader {
            ColumnReader::BoolColumnReader(reader) => Self::Bool(reader, Vec::new()),
            ColumnReader::Int32ColumnReader(reader) => Self::Int32(reader, Vec::new()),
            ColumnReader::Int64ColumnReader(reader) => Self::Int64(reader, Vec::new()),
            ColumnReader::Int96ColumnReader(reader) => Self::Int96(reader, Vec::new()),
            ColumnReader::FloatColumnReader(reader) => Self::Float(reader, Vec::new()),
            ColumnReader::DoubleColumnReader(reader) => Self::Double(reader, Vec::new()),
            ColumnReader::ByteArrayColumnReader(reader) => Self::Bytes(reader, Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => Self::Fixed(reader, Vec::new()),
        }
    }
}

impl Column {
    /// The column of these pages.
    pub(super) fn new(column: ColumnDescPtr, kind: Kind, pages: Box<dyn PageReader>) -> Self {
        let (deepest, repeated) = (column.max_def_level(), column.max_rep_level() > 0);
        Self {
            values: Values::new(get_column_reader(column, pages)),
            kind,
            deepest,
            repeated,
            there: Vec::new(),
            begins: Vec::new(),
            cells: Vec::new(),
            at: 0,
            at_cell: 0,
        }
    }

    /// Reads the next rows in place of those before them; tells how many there were.
    pub(super) fn read(&mut self, rows: usize) -> Result<usize> {
        (self.at, self.at_cell) = (0, 0);
        self.there.clear();
        self.begins.clear();
        self.cells.clear();
        let Self { values, kind, there, begins, cells, .. } = self;
        let kind = *kind;
        let levels = (rows, there, begins);
        match values {
            Values::Bool(reader, room) => {
                read(reader, room, levels, cells, |value| value::flag(*value, kind))
            }
            Values::Int32(reader, room) => {
                read(reader, room, levels, cells, |value| value::of_i32(*value, kind))
            }
            Values::Int64(reader, room) => {
                read(reader, room, levels, cells, |value| value::of_i64(*value, kind))
            }
            Values::Int96(reader, room) => {
                read(reader, room, levels, cells, |value| value::of_i96(value.data(), kind))
            }
            Values::Float(reader, room) => {
                read(reader, room, levels, cells, |value| value::of_f32(*value, kind))
            }
            Values::Double(reader, room) => {
                read(reader, room, levels, cells, |value| value::of_f64(*value, kind))
            }
            Values::Bytes(reader, room) => {
                read(reader, room, levels, cells, |value| value::of_bytes(value.data(), kind))
            }
            Values::Fixed(reader, room) => {
                read(reader, room, levels, cells, |value| value::of_bytes(value.data(), kind))
            }
        }
    }

    /// At which level the next value is there; `None` behind the last.
    pub(super) fn there(&self) -> Option<i16> {
        if self.deepest == 0 {
            return (self.at < self.cells.len()).then_some(0);
        }
        self.there.get(self.at).copied()
    }

    /// At which list the next value begins a new item; `None` behind the last.
    pub(super) fn begins(&self) -> Option<i16> {
        self.there()?;
        if self.repeated { self.begins.get(self.at).copied() } else { Some(0) }
    }

    /// Takes the next value. The outer `None` stands behind the last, the inner one for a null.
    pub(super) fn take(&mut self) -> Option<Option<Cell>> {
        let there = self.there()?;
        self.at += 1;
        if there < self.deepest {
            return Some(None);
        }
        let cell = self.cells.get_mut(self.at_cell)?;
        self.at_cell += 1;
        Some(Some(std::mem::take(cell)))
    }
}

/// Reads the next rows of a column.
fn read<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    room: &mut Vec<T::T>,
    (rows, there, begins): (usize, &mut Vec<i16>, &mut Vec<i16>),
    cells: &mut Vec<Cell>,
    cell: impl Fn(&T::T) -> Cell,
) -> Result<usize> {
    room.clear();
    let (rows, ..) = reader.read_records(rows, Some(there), Some(begins), room)?;
    cells.extend(room.iter().map(cell));
    // What is held here holds its whole page.
    room.clear();
    Ok(rows)
}
