//! Append lines to the manifest, each holding the hash of the one before.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::made::Made;
use super::manifest::{self, Added, Counts, End, Header, Line};
use crate::digest;
use crate::error::Stop;
use crate::place::Place;

/// What signs the closing line: a detached CMS signature of its bytes, in Base64.
pub type Seal<'a> = dyn Fn(&[u8]) -> Result<String, Stop> + 'a;

/// The manifest at its end.
#[derive(Debug)]
pub(super) struct Chain {
    place: Arc<dyn Place>,
    /// How many bytes it has.
    length: u64,
    /// SHA-256 of the last line, in hex.
    hash: String,
    /// The header of a run that is added to others, until there is something to write behind it.
    pending: String,
}

impl Chain {
    /// Goes on behind the first `whole` bytes, whose last line has the hash `hash`; what follows them is cut off.
    pub(super) fn after(place: &Arc<dyn Place>, whole: u64, hash: String) -> Result<Self, Stop> {
        let mut chain = Self { place: Arc::clone(place), length: whole, hash, pending: String::new() };
        chain.append("")?;
        Ok(chain)
    }

    /// Begins a run behind the closing line of another; its header is written with what comes next.
    pub(super) fn begin_run(&mut self, header: &Header) -> Result<(), Stop> {
        let header = Header { prev: Some(self.hash.clone()), ..header.clone() };
        self.pending = self.link(&Line::Header(Box::new(header)))?;
        Ok(())
    }

    /// Whether a run was begun of which nothing is written yet.
    pub(super) fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Writes the header of a run that was begun, if it is not written yet.
    pub(super) fn write_header(&mut self) -> Result<(), Stop> {
        if self.is_pending() { self.append("") } else { Ok(()) }
    }

    /// Appends the lines of what was made of accounts, and waits until they are on the disk.
    pub(super) fn made<'a>(&mut self, all: impl Iterator<Item = &'a Made>) -> Result<(), Stop> {
        let mut text = String::new();
        for mut line in all.flat_map(Made::lines) {
            let prev = self.hash.clone();
            match &mut line {
                Line::Document(document) => document.prev = prev,
                Line::Message(message) => message.prev = prev,
                Line::Header(_) | Line::End(_) => {}
            }
            text += &self.link(&line)?;
        }
        if text.is_empty() { Ok(()) } else { self.append(&text) }
    }

    /// The closing line, signed where there is something that signs.
    pub(super) fn closing(
        &self,
        counts: Counts,
        added: Option<Added>,
        input: String,
        files: BTreeMap<String, String>,
        seal: Option<&Seal<'_>>,
    ) -> Result<Line, Stop> {
        let mut end =
            End { counts, added, input: Some(input), files, prev: self.hash.clone(), signature: None };
        if let Some(seal) = seal {
            let bare = Line::End(end.clone()).text().map_err(|error| self.fault(&error.into()))?;
            end.signature = Some(seal(bare.as_bytes())?);
        }
        Ok(Line::End(end))
    }

    /// Appends the closing line.
    pub(super) fn end(mut self, closing: &Line) -> Result<(), Stop> {
        let text = self.link(closing)?;
        self.append(&text)?;
        self.place.settle(manifest::NAME).map_err(|error| self.fault(&error))
    }

    /// A line's text, whose hash the next line holds.
    fn link(&mut self, line: &Line) -> Result<String, Stop> {
        let text = line.text().map_err(|error| self.fault(&error.into()))?;
        self.hash = digest::sha256(text.as_bytes());
        Ok(text)
    }

    fn append(&mut self, text: &str) -> Result<(), Stop> {
        let text = std::mem::take(&mut self.pending) + text;
        let appended = self.place.append(manifest::NAME, self.length, text.as_bytes());
        appended.map_err(|error| self.fault(&error))?;
        self.length += text.len() as u64;
        Ok(())
    }

    fn fault(&self, error: &io::Error) -> Stop {
        Stop::at(&self.place.shown(manifest::NAME), error)
    }
}
