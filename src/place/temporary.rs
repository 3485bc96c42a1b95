//! A temporary file that removes itself unless it gets its name.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{New, Place, Temporary};
use crate::error::Stop;

/// The mark of the next temporary file of this process. The workers of a run that was left may still be writing
/// while the run that goes on with it begins in the same process: no two files may be taken for each other.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A file that does not have its name yet; it is removed unless it gets it.
#[derive(Debug)]
pub(crate) struct TemporaryFile {
    place: Arc<dyn Place>,
    temporary: Temporary,
    put: bool,
}

impl TemporaryFile {
    /// Begins a temporary file.
    pub(crate) fn begin(place: &Arc<dyn Place>, name: &str) -> Result<(Self, Box<dyn Write + Send>), Stop> {
        let file = Self::meant_for(place, name);
        let opened = place.begin(&file.temporary).map_err(|error| file.fault(&error))?;
        Ok((file, opened))
    }

    /// Makes a temporary file of the file of that name in another place.
    pub(crate) fn adopt(place: &Arc<dyn Place>, name: &str, from: &dyn Place) -> Result<Self, Stop> {
        let file = Self::meant_for(place, name);
        place.adopt(&file.temporary, from).map_err(|error| file.fault(&error))?;
        Ok(file)
    }

    /// Writes a whole temporary file.
    pub(crate) fn write(place: &Arc<dyn Place>, name: &str, bytes: &[u8]) -> Result<Self, Stop> {
        let (file, mut opened) = Self::begin(place, name)?;
        opened.write_all(bytes).and_then(|()| opened.flush()).map_err(|error| file.fault(&error))?;
        Ok(file)
    }

    fn meant_for(place: &Arc<dyn Place>, name: &str) -> Self {
        let mark = NEXT.fetch_add(1, Ordering::Relaxed);
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

    /// The same for new files; tells what became of each.
    pub(crate) fn put_all_new(place: &dyn Place, mut files: Vec<Self>) -> Result<Vec<New>, Stop> {
        let temporaries: Vec<_> = files.iter().map(|file| file.temporary.clone()).collect();
        let became = place.put_new(&temporaries).map_err(|error| Stop::at(&place.shown(""), &error))?;
        files.iter_mut().for_each(|file| file.put = true);
        Ok(became)
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
    let file = TemporaryFile::write(place, name, bytes)?;
    TemporaryFile::put_all(&**place, vec![file])
}
