//! Keep what is written until it is put: small files in memory, large ones in a file without a name.
//!
//! Such a file lies in the system's folder for temporary files, where nobody else can open it, and is gone with the
//! process, however that ends.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use tempfile::{SpooledData, SpooledTempFile};

/// How many bytes of one file are kept in memory: a letter is, a list of a large run is not.
const IN_MEMORY: usize = 4 << 20;

/// All temporary files of a store, by their marks.
#[derive(Debug, Default)]
pub(super) struct Spool(Mutex<BTreeMap<u64, Kept>>);

/// What was written to one.
#[derive(Debug, Clone)]
enum Kept {
    Written(Arc<Mutex<SpooledTempFile>>),
    /// Nothing: it is to be copied from this key within the store.
    Copied(String),
}

/// What is to be put.
#[derive(Debug)]
pub(super) enum Whole {
    /// A file in memory.
    Small(Bytes),
    /// A file on the disk, at its beginning.
    Large(File),
    /// One to be copied from this key within the store.
    Copied(String),
}

impl Spool {
    /// Begins a file.
    pub(super) fn begin(&self, mark: u64) -> Box<dyn Write + Send> {
        let file = Arc::new(Mutex::new(SpooledTempFile::new(IN_MEMORY)));
        self.keep(mark, Kept::Written(Arc::clone(&file)));
        Box::new(Writing(file))
    }

    /// Takes note of a file that is copied within the store.
    pub(super) fn copied(&self, mark: u64, from: String) {
        self.keep(mark, Kept::Copied(from));
    }

    /// Reads a file from its beginning, while it stays; one that is copied within the store cannot be read.
    pub(super) fn reopen(&self, mark: u64) -> io::Result<Box<dyn Read + Send>> {
        match self.all().get(&mark) {
            Some(Kept::Written(file)) => Ok(Box::new(Reading { file: Arc::clone(file), at: 0 })),
            Some(Kept::Copied(_)) | None => Err(ErrorKind::NotFound.into()),
        }
    }

    /// Forgets a file.
    pub(super) fn discard(&self, mark: u64) {
        self.all().remove(&mark);
    }

    /// Takes a file out, to be put.
    pub(super) fn take(&self, mark: u64) -> io::Result<Whole> {
        let kept = self.all().remove(&mark).ok_or(ErrorKind::NotFound)?;
        let file = match kept {
            Kept::Written(file) => file,
            Kept::Copied(from) => return Ok(Whole::Copied(from)),
        };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.flush()?;
        match std::mem::replace(&mut *file, SpooledTempFile::new(0)).into_inner() {
            SpooledData::InMemory(written) => Ok(Whole::Small(written.into_inner().into())),
            SpooledData::OnDisk(mut written) => {
                written.seek(SeekFrom::Start(0))?;
                Ok(Whole::Large(written))
            }
        }
    }

    fn keep(&self, mark: u64, kept: Kept) {
        self.all().insert(mark, kept);
    }

    fn all(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is written to.
struct Writing(Arc<Mutex<SpooledTempFile>>);

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}

/// What is read again, from where it was read to last.
struct Reading {
    file: Arc<Mutex<SpooledTempFile>>,
    at: u64,
}

impl Read for Reading {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(bytes)?;
        self.at += read as u64;
        // Who still writes goes on at the end.
        file.seek(SeekFrom::End(0))?;
        Ok(read)
    }
}

/// Bytes in memory, to be read.
pub(super) fn reading(bytes: Bytes) -> Box<dyn Read + Send> {
    Box::new(Cursor::new(bytes))
}
