//! A temporary file that removes itself unless it gets its name.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::{Place, Temporary};
use crate::error::Stop;

/// A file that does not have its name yet; it is removed unless it gets it.
#[derive(Debug)]
pub(crate) struct TemporaryFile {
    place: Arc<dyn Place>,
    temporary: Temporary,
    put: bool,
}

impl TemporaryFile {
    /// Begins a temporary file; `mark` keeps two of one name apart.
    pub(crate) fn begin(
        place: &Arc<dyn Place>,
        name: &str,
        mark: u64,
    ) -> Result<(Self, Box<dyn Write + Send>), Stop> {
        let file = Self::meant_for(place, name, mark);
        let opened = place.begin(&file.temporary).map_err(|error| file.fault(&error))?;
        Ok((file, opened))
    }

    /// Makes a temporary file of the file of that name in another place.
    pub(crate) fn adopt(
        place: &Arc<dyn Place>,
        name: &str,
        mark: u64,
        from: &dyn Place,
    ) -> Result<Self, Stop> {
        let file = Self::meant_for(place, name, mark);
        place.adopt(&file.temporary, from).map_err(|error| file.fault(&error))?;
        Ok(file)
    }

    /// Writes a whole temporary file.
    pub(crate) fn write(place: &Arc<dyn Place>, name: &str, mark: u64, bytes: &[u8]) -> Result<Self, Stop> {
        let (file, mut opened) = Self::begin(place, name, mark)?;
        opened.write_all(bytes).and_then(|()| opened.flush()).map_err(|error| file.fault(&error))?;
        Ok(file)
    }

    fn meant_for(place: &Arc<dyn Place>, name: &str, mark: u64) -> Self {
        let temporary = Temporary { name: name.to_string(), mark };
        Self { place: Arc::clone(place), temporary, put: false }
    }

    /// Opens it again, to be read.
    pub(crate) fn reopened(&self) -> Result<Box<dyn Read + Send>, Stop> {
        self.place.reopen(&self.temporary).map_err(|error| self.fault(&error))
    }

    /// Gives temporary files of one place their names.
    pub(crate) fn put_all(place: &dyn Place, mut files: Vec<Self>) -> Result<(), Stop> {
        let temporaries: Vec<_> = files.iter().map(|file| file.temporary.clone()).collect();
        place.put(&temporaries).map_err(|error| Stop::at(&place.shown(""), &error))?;
        files.iter_mut().for_each(|file| file.put = true);
        Ok(())
    }

    /// A fault that names the file it was meant for.
    pub(crate) fn fault(&self, error: &io::Error) -> Stop {
        Stop::at(&self.place.shown(&self.temporary.name), error)
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if !self.put {
            self.place.discard(&self.temporary);
        }
    }
}

/// Writes a small file whole; it lasts then.
pub(crate) fn write(place: &Arc<dyn Place>, name: &str, bytes: &[u8]) -> Result<(), Stop> {
    let file = TemporaryFile::write(place, name, 0, bytes)?;
    TemporaryFile::put_all(&**place, vec![file])
}
