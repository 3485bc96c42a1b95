//! A Parquet file as it is kept, on the disk or in memory: both are read from any place.

use std::fs::File;
use std::io::{BufRead, Cursor, Read, Seek};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

/// A file, read from any place.
#[derive(Clone)]
pub enum Kept {
    /// It stands on the disk.
    Disk(Arc<File>),
    /// It is in memory.
    Memory(Bytes),
}

/// What can be read from any place in turn.
pub(super) trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

impl Kept {
    /// The file from its beginning, for a look at both its ends.
    pub(super) fn ends(&self) -> Box<dyn ReadSeek + '_> {
        match self {
            Self::Disk(file) => Box::new(&**file),
            Self::Memory(bytes) => Box::new(Cursor::new(&bytes[..])),
        }
    }
}

impl Length for Kept {
    fn len(&self) -> u64 {
        match self {
            Self::Disk(file) => Length::len(&**file),
            Self::Memory(bytes) => Length::len(bytes),
        }
    }
}

impl ChunkReader for Kept {
    type T = Box<dyn BufRead>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(match self {
            Self::Disk(file) => Box::new(file.get_read(start)?),
            Self::Memory(bytes) => Box::new(bytes.get_read(start)?),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        match self {
            Self::Disk(file) => file.get_bytes(start, length),
            Self::Memory(bytes) => bytes.get_bytes(start, length),
        }
    }
}
