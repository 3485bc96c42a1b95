//! Read sheets of refused rows back, row by row.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use csv::{Reader, ReaderBuilder, StringRecord};

use super::refused::is_sheet;
use crate::error::Stop;

/// A refused row, with the heading it stands under.
#[derive(Debug)]
pub(super) struct Row {
    /// The heading without the reasons.
    pub(super) heading: Vec<String>,
    /// The cells with the reasons, as they stand.
    pub(super) cells: StringRecord,
}

/// The sheets of a folder, each read as far as rows were asked for.
#[derive(Debug)]
pub(super) struct Sheets {
    root: PathBuf,
    open: BTreeMap<String, Reader<File>>,
}

impl Sheets {
    /// The sheets of a folder, none of them opened yet.
    pub(super) fn of(root: &Path) -> Self {
        Self { root: root.to_path_buf(), open: BTreeMap::new() }
    }

    /// The next row of a sheet.
    pub(super) fn next_of(&mut self, name: &str) -> Result<Row, Stop> {
        let path = self.root.join(name);
        let fault = |error: io::Error| Stop::io(&path, &error);
        if !is_sheet(name) {
            return Err(fault(ErrorKind::InvalidInput.into()));
        }
        if !self.open.contains_key(name) {
            let file = File::open(&path).map_err(fault)?;
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
