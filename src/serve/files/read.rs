//! Read the accounts of a file again: all of them, or one.

use std::sync::Arc;

use super::File;
use super::file::Held;
use super::rows::row;
use crate::account::read::{Encoding, Entries, Entry, Format, InMemory, Input, Reading, read};
use crate::desk::Desk;
use crate::error::Stop;
use crate::serve::problem::Problem;

impl File {
    /// Its accounts, with what was mended.
    pub(super) fn entries(&self, desk: &Desk) -> Result<Entries, Stop> {
        let (file, reading) = self.input(desk)?;
        Ok(read(vec![Input::Memory(file)], reading)?)
    }

    /// Its accounts as they came.
    pub(super) fn original(&self, desk: &Desk) -> Result<Entries, Stop> {
        Ok(read(vec![Input::Memory(InMemory::new(&self.name, self.bytes()?))], desk.reading())?)
    }

    /// Its bytes with what was mended, and whether this program wrote them as a table.
    pub(in crate::serve) fn whole(&self, desk: &Desk) -> Result<(Vec<u8>, bool), Stop> {
        if !self.is_changed() {
            return Ok((self.bytes()?, false));
        }
        let (ending, bytes) = self.corrected(desk)?;
        Ok((bytes, ending == "csv"))
    }

    /// A file of its accounts with what was mended, and how that is read.
    fn input(&self, desk: &Desk) -> Result<(InMemory, Reading), Stop> {
        let (bytes, rewritten) = self.whole(desk)?;
        let reading = if rewritten { of_table(desk.reading()) } else { desk.reading() };
        Ok((InMemory::new(&self.name, bytes), reading))
    }

    /// How often a record was mended.
    pub(in crate::serve) fn revision(&self, n: u64) -> Result<u64, Problem> {
        Ok(row(&self.held(), n)?.1.revision)
    }

    /// One record, counted from 1.
    pub(in crate::serve) fn entry(&self, n: u64, desk: &Desk) -> Result<Arc<Entry>, Problem> {
        if let Some(entry) = kept(&self.held(), n)? {
            return Ok(entry);
        }
        let mut entries = self.entries(desk)?;
        let entry = entries.find(|entry| entry.seq == n).ok_or_else(Problem::not_found)?;
        Ok(Arc::new(entry))
    }
}

/// A record that is kept; `None` where it is there and not kept.
pub(super) fn kept(held: &Held, n: u64) -> Result<Option<Arc<Entry>>, Problem> {
    Ok(row(held, n)?.1.entry.clone())
}

/// How a table is read that this program wrote: headings first, cells parted by commas.
pub(in crate::serve) fn of_table(reading: Reading) -> Reading {
    Reading {
        from: Some(Format::Csv),
        encoding: Encoding::named("utf-8"),
        delimiter: Some(b','),
        heading_row: Some(1),
        skip_rows: Vec::new(),
        sheet: None,
        ..reading
    }
}
