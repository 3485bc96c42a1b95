//! A file that grows beside its place, and appears when the list is closed.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::digest;
use crate::error::Stop;
use crate::place::{Place, TemporaryFile};

/// A file that grows beside its place.
pub(in crate::deliver) struct Growing {
    // Dropped before the temporary file, which removes what was written.
    pub(in crate::deliver) to: BufWriter<Hashed>,
    pub(in crate::deliver) temporary: TemporaryFile,
    name: String,
}

/// A file that has grown, and has no name yet.
pub(in crate::deliver) struct Grown {
    pub(in crate::deliver) temporary: TemporaryFile,
    /// The name that it is meant for.
    pub(in crate::deliver) name: String,
    /// SHA-256 of it, in hex.
    pub(in crate::deliver) sha256: String,
}

/// What is written to, and the hash of what was.
pub(in crate::deliver) struct Hashed {
    to: Box<dyn Write + Send>,
    hash: Sha256,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl Growing {
    pub(in crate::deliver) fn begin(place: &Arc<dyn Place>, name: &str) -> Result<Self, Stop> {
        let (temporary, to) = TemporaryFile::begin(place, name)?;
        let to = BufWriter::new(Hashed { to, hash: Sha256::new() });
        Ok(Self { temporary, to, name: name.to_string() })
    }

    pub(in crate::deliver) fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.to.write_all(bytes).map_err(|error| self.temporary.fault(&error))
    }

    /// Hands its last bytes to the system.
    pub(in crate::deliver) fn end(mut self) -> Result<Grown, Stop> {
        self.to.flush().map_err(|error| self.temporary.fault(&error))?;
        let sha256 = digest::hex(&self.to.get_ref().hash.clone().finalize());
        Ok(Grown { temporary: self.temporary, name: self.name, sha256 })
    }
}
