//! The bytes of a workbook, in a file or in memory, and what they are.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use super::guard::Parts;
use super::{Fault, Workbook, fault};

/// The bytes of a workbook.
pub(super) enum Source {
    File(BufReader<File>),
    Memory(Cursor<Vec<u8>>),
}

impl Source {
    /// The bytes of a file.
    pub(super) fn file(path: &Path) -> Result<Self, Fault> {
        let file = File::open(path).map_err(|error| fault::cannot_open(&error))?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(fault::cannot_open(&io::ErrorKind::IsADirectory.into()));
        }
        Ok(Self::File(BufReader::new(file)))
    }

    /// Bytes that are there already.
    pub(super) fn memory(bytes: Vec<u8>) -> Self {
        Self::Memory(Cursor::new(bytes))
    }

    /// What workbook the bytes are, whatever the file is called.
    pub(super) fn kind(&mut self, named: Workbook) -> Result<Workbook, Fault> {
        let mut start = [0; 512];
        let length = self.start(&mut start).map_err(|error| fault::cannot_open(&error))?;
        let start = &start[..length];
        if start.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Ok(Workbook::Xls);
        }
        if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
            return self.archive();
        }
        Err(fault::no_workbook(start, named))
    }

    /// What workbook lies in an archive, by its parts.
    fn archive(&mut self) -> Result<Workbook, Fault> {
        let parts = Parts::open(self)?;
        if parts.has("content.xml") && parts.has("mimetype") {
            Ok(Workbook::Ods)
        } else if parts.has("xl/workbook.bin") {
            Err(fault::binary())
        } else if parts.has("_rels/.rels") && !parts.has("word/document.xml") {
            Ok(Workbook::Xlsx)
        } else {
            Err(fault::other_archive())
        }
    }

    fn start(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.rewind()?;
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        self.rewind()?;
        Ok(filled)
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(out),
            Self::Memory(bytes) => bytes.read(out),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}
