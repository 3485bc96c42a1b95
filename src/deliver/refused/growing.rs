//! A file that grows beside its place, and appears when the list is closed.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use crate::error::Stop;
use crate::place::{Place, TemporaryFile};

/// A file that grows beside its place.
pub(super) struct Growing {
    // Dropped before the temporary file, which removes what was written.
    pub(super) to: BufWriter<Box<dyn Write + Send>>,
    pub(super) temporary: TemporaryFile,
}

impl Growing {
    pub(super) fn begin(place: &Arc<dyn Place>, name: &str) -> Result<Self, Stop> {
        let (temporary, file) = TemporaryFile::begin(place, name)?;
        Ok(Self { temporary, to: BufWriter::new(file) })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.to.write_all(bytes).map_err(|error| self.temporary.fault(&error))
    }

    /// Hands its last bytes to the system.
    pub(super) fn end(mut self) -> Result<TemporaryFile, Stop> {
        self.to.flush().map_err(|error| self.temporary.fault(&error))?;
        Ok(self.temporary)
    }
}
