//! Read an earlier run's lines once more as their accounts come: those that stay, and those behind a lost document,
//! which are kept on the disk meanwhile.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::sync::Arc;

use super::made::Made;
use super::manifest::{self, Line};
use crate::error::Stop;
use crate::place::{Place, TemporaryFile};

/// Lines of a manifest, read forward.
struct Lines {
    file: BufReader<Box<dyn Read + Send>>,
    /// A line that was read and belongs to another account.
    ahead: Option<Line>,
}

impl Lines {
    fn of(file: Box<dyn Read + Send>) -> Self {
        Self { file: BufReader::new(file), ahead: None }
    }

    /// Passes over all before the documents of a run, counted from 1.
    fn pass_to(&mut self, run: u64) -> io::Result<()> {
        let mut headers = 0;
        while headers < run {
            headers += u64::from(matches!(self.line()?, Line::Header(_)));
        }
        Ok(())
    }

    /// What was made of account `seq`. Accounts come in the order of the input.
    fn made(&mut self, seq: u64) -> io::Result<Made> {
        let mut made = Made::default();
        loop {
            let line = match self.ahead.take() {
                Some(line) => line,
                None => match self.line() {
                    Err(error) if error.kind() == ErrorKind::UnexpectedEof && !made.is_empty() => {
                        return Ok(made);
                    }
                    read => read?,
                },
            };
            let own = match &line {
                Line::Document(document) => document.seq == seq,
                Line::Message(message) => message.seq == seq,
                Line::Header(_) | Line::End(_) => false,
            };
            let left = if own { made.take(line) } else { Some(line) };
            if left.is_some() && !made.is_empty() {
                self.ahead = left;
                return Ok(made);
            }
        }
    }

    fn line(&mut self) -> io::Result<Line> {
        let mut text = Vec::new();
        match self.file.read_until(b'\n', &mut text)? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(serde_json::from_slice(&text)?),
        }
    }
}

/// The lines that stay in the manifest, so that what was made earlier can be told of.
pub(super) struct Kept {
    shown: String,
    lines: Lines,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "what stays in {}", self.shown)
    }
}

impl Kept {
    /// Opens the manifest once more, at the documents of a run.
    pub(super) fn open(place: &dyn Place, run: u64) -> Result<Self, Stop> {
        let shown = place.shown(manifest::NAME);
        let file = place.read(manifest::NAME).and_then(|file| Ok(file.ok_or(ErrorKind::NotFound)?));
        let lines = file.and_then(|file| {
            let mut lines = Lines::of(file);
            lines.pass_to(run).map(|()| lines)
        });
        let lines = lines.map_err(|error| Stop::at(&shown, &error))?;
        Ok(Self { shown, lines })
    }

    /// What was made of account `seq`. Accounts come in the order of the input.
    pub(super) fn made(&mut self, seq: u64) -> Result<Made, Stop> {
        self.lines.made(seq).map_err(|error| Stop::at(&self.shown, &error))
    }
}

/// The end of an earlier run's manifest, whose lines must be written anew because a document before
/// them is not whole. It stands beside the manifest and goes when this is dropped.
pub(super) struct Tail {
    // Closed before its file is removed.
    lines: Lines,
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
        Ok(Self { lines: Lines::of(temporary.reopened()?), temporary })
    }

    /// What was made of account `seq`. Accounts come in the order of the input.
    pub(super) fn made(&mut self, seq: u64) -> Result<Made, Stop> {
        self.lines.made(seq).map_err(|error| self.temporary.fault(&error))
    }
}
