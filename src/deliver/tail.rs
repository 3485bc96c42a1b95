//! Keep the lines behind a lost document on the disk until their accounts come.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::sync::Arc;

use super::manifest::{self, Document, Line};
use crate::error::Stop;
use crate::place::{Place, TemporaryFile};

/// The end of an earlier run's manifest, whose lines must be written anew because a document before
/// them is not whole. It stands beside the manifest and goes when this is dropped.
pub(super) struct Tail {
    // Closed before its file is removed.
    lines: BufReader<Box<dyn Read + Send>>,
    temporary: TemporaryFile,
}

impl std::fmt::Debug for Tail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "what stands in {:?}", self.temporary)
    }
}

impl Tail {
    /// Sets aside what stands in the manifest behind its first `whole` bytes, so that it can be cut off.
    pub(super) fn behind(place: &Arc<dyn Place>, whole: u64) -> Result<Self, Stop> {
        let (temporary, mut aside) = TemporaryFile::begin(place, manifest::NAME)?;
        let copied = place.read(manifest::NAME).and_then(|manifest| {
            let mut manifest = manifest.ok_or(ErrorKind::NotFound)?;
            io::copy(&mut (&mut manifest).take(whole), &mut io::sink())?;
            io::copy(&mut manifest, &mut aside)?;
            aside.flush()
        });
        copied.map_err(|error| temporary.fault(&error))?;
        Ok(Self { lines: BufReader::new(temporary.reopened()?), temporary })
    }

    /// The document of account `seq`. Accounts come in the order of the input.
    pub(super) fn document(&mut self, seq: u64) -> Result<Box<Document>, Stop> {
        loop {
            let line = self.line().map_err(|error| self.temporary.fault(&error))?;
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
