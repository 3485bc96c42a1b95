//! Read sheets of refused rows back, row by row.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::refused::is_sheet;
use crate::error::Stop;
use crate::place::Place;

/// A refused row, with the heading it stands under.
#[derive(Debug)]
pub(super) struct Row {
    /// The heading without the reasons.
    pub(super) heading: Vec<String>,
    /// The cells with the reasons, as they stand.
    pub(super) cells: StringRecord,
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

    /// The next row of a sheet.
    pub(super) fn next_of(&mut self, name: &str) -> Result<Row, Stop> {
        let shown = self.place.shown(name);
        let fault = |error: io::Error| Stop::at(&shown, &error);
        if !is_sheet(name) {
            return Err(fault(ErrorKind::InvalidInput.into()));
        }
        if !self.open.contains_key(name) {
            let file = self.place.read(name).and_then(|file| Ok(file.ok_or(ErrorKind::NotFound)?));
            let file = file.map_err(fault)?;
            self.open.insert(name.to_string(), ReaderBuilder::new().flexible(true).from_reader(file));
        }
        let Some(reader) = self.open.get_mut(name) else { return Err(fault(ErrorKind::NotFound.into())) };
        let mut heading: Vec<String> =
            reader.headers().map_err(|error| fault(error.into()))?.iter().map(str::to_string).collect();
        heading.pop();
        let mut cells = StringRecord::new();
        match reader.read_record(&mut cells) {
            Ok(true) => Ok(Row { heading, cells }),
            Ok(false) => Err(fault(ErrorKind::UnexpectedEof.into())),
            Err(error) => Err(fault(error.into())),
        }
    }
}
