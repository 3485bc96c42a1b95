//! Read sheets of refused rows back, row by row.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::refused::{RefusedRow, Told, is_sheet};
use crate::error::Stop;
use crate::place::Place;
use crate::table::text::unguarded;

/// A refused row, with the heading it stands under.
#[derive(Debug)]
pub(super) struct Row {
    /// The heading without the columns that were added.
    heading: Vec<String>,
    /// The cells under it.
    cells: Vec<String>,
    told: Told,
}

impl Row {
    /// Its cells.
    pub(super) fn cells(&self) -> &[String] {
        &self.cells
    }

    /// The row as a list takes it.
    pub(super) fn refused(&self) -> RefusedRow<'_> {
        RefusedRow {
            heading: self.heading.iter().map(String::as_str).collect(),
            cells: self.cells.iter().map(String::as_str).collect(),
            told: self.told.clone(),
        }
    }
}

/// The sheets of a folder, each read as far as rows were asked for.
pub(super) struct Sheets {
    place: Arc<dyn Place>,
    open: BTreeMap<String, Reader<Box<dyn Read + Send>>>,
}

impl Sheets {
    /// The sheets of a folder, none of them opened yet.
    pub(super) fn of(place: &Arc<dyn Place>) -> Self {
        Self { place: Arc::clone(place), open: BTreeMap::new() }
    }

    /// The next row of a sheet, which must have one.
    pub(super) fn next_of(&mut self, name: &str) -> Result<Row, Stop> {
        let row = self.row_of(name)?;
        row.ok_or_else(|| Stop::at(&self.place.shown(name), &ErrorKind::UnexpectedEof.into()))
    }

    /// The next row of a sheet; `None` behind the last, and where there is no such sheet any more.
    pub(super) fn row_of(&mut self, name: &str) -> Result<Option<Row>, Stop> {
        let shown = self.place.shown(name);
        let fault = |error: io::Error| Stop::at(&shown, &error);
        if !is_sheet(name) {
            return Err(fault(ErrorKind::InvalidInput.into()));
        }
        if !self.open.contains_key(name) {
            let Some(file) = self.place.read(name).map_err(fault)? else { return Ok(None) };
            self.open.insert(name.to_string(), ReaderBuilder::new().flexible(true).from_reader(file));
        }
        let Some(reader) = self.open.get_mut(name) else { return Err(fault(ErrorKind::NotFound.into())) };
        let mut heading = plain(reader.headers().map_err(|error| fault(error.into()))?);
        heading.truncate(heading.len().saturating_sub(2));
        let mut record = StringRecord::new();
        match reader.read_record(&mut record) {
            Ok(true) => {
                let mut cells = plain(&record);
                let hints = cells.pop().unwrap_or_default();
                let reasons = cells.pop().unwrap_or_default();
                Ok(Some(Row { heading, cells, told: Told { reasons, hints } }))
            }
            Ok(false) => Ok(None),
            Err(error) => Err(fault(error.into())),
        }
    }
}

/// The cells as they were before they were guarded.
fn plain(cells: &StringRecord) -> Vec<String> {
    cells.iter().map(|cell| unguarded(cell).to_string()).collect()
}
