//! Keep the lines behind a lost document on the disk until their accounts come.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Seek, SeekFrom};

use super::manifest::{self, Document, Line};
use super::place::{Folder, Part};
use crate::error::Stop;

/// The end of an earlier run's manifest, whose lines must be written anew because a document before
/// them is not whole. It stands beside the manifest and goes when this is dropped.
#[derive(Debug)]
pub(super) struct Later {
    // Closed before its file is removed.
    lines: BufReader<File>,
    part: Part,
}

impl Later {
    /// Sets aside what stands in the manifest behind its first `whole` bytes, so that it can be cut off.
    pub(super) fn behind(folder: &Folder, whole: u64) -> Result<Self, Stop> {
        let (part, mut aside) = folder.begin(manifest::NAME, 1)?;
        let copied = File::open(folder.path(manifest::NAME)).and_then(|mut manifest| {
            manifest.seek(SeekFrom::Start(whole))?;
            io::copy(&mut manifest, &mut aside)?;
            part.reopened()
        });
        let lines = copied.map_err(|error| part.fault(&error))?;
        Ok(Self { lines: BufReader::new(lines), part })
    }

    /// The document of account `seq`. Accounts come in the order of the input.
    pub(super) fn document(&mut self, seq: u64) -> Result<Box<Document>, Stop> {
        loop {
            let line = self.line().map_err(|error| self.part.fault(&error))?;
            if let Line::Document(document) = line
                && document.seq == seq
            {
                return Ok(document);
            }
        }
    }

    fn line(&mut self) -> io::Result<Line> {
        let mut text = Vec::new();
        match self.lines.read_until(b'\n', &mut text)? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(serde_json::from_slice(&text)?),
        }
    }
}
