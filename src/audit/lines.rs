//! Turn a manifest into its lines as they stand, right or wrong.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use super::signed::Sealed;
use crate::deliver::Naming;
use crate::deliver::manifest::{self, Document, Hash, Line};
use crate::deliver::reading::no_manifest;
use crate::error::Stop;
use crate::place::{Place, Standing};

/// The longest line that is read, in bytes; what is longer counts as several that cannot be read.
const LONGEST: u64 = 16 << 20;

/// A line of a manifest as it stands.
#[derive(Debug)]
pub(super) struct Stood {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Its hash, newline included.
    pub(super) hash: Hash,
    /// Whether it ends in a newline.
    pub(super) ended: bool,
    /// What it says, where it can be read.
    pub(super) line: Option<Line>,
    /// The signature on it, where it is a closing line that bears one.
    pub(super) sealed: Option<Sealed>,
}

/// A document with what the header of its run says of it.
#[derive(Debug)]
pub(super) struct Listed {
    /// Whether its file is named as its run names files.
    pub(super) belongs: bool,
    /// Who sends it, by name, where that is told.
    pub(super) sender: Option<Arc<str>>,
    pub(super) document: Box<Document>,
}

/// The lines of a manifest, one after the other.
pub(super) struct Lines {
    /// How messages show the manifest.
    shown: String,
    file: BufReader<Box<dyn Read + Send>>,
    met: u64,
    broken: BrokenOff,
}

/// Why reading broke off, where it did; told apart from the lines, which another thread may read.
#[derive(Debug, Clone, Default)]
pub(super) struct BrokenOff(Arc<OnceLock<Stop>>);

impl BrokenOff {
    /// Fails where reading broke off before the end of the file.
    pub(super) fn told(&self) -> Result<(), Stop> {
        self.0.get().map_or(Ok(()), |stop| Err(stop.clone()))
    }
}

impl Lines {
    /// Opens the manifest of a folder.
    pub(super) fn open(place: &dyn Place) -> Result<Self, Stop> {
        let shown = place.shown(manifest::NAME);
        match place.read(manifest::NAME) {
            Ok(Some(file)) => {
                Ok(Self { shown, file: BufReader::new(file), met: 0, broken: BrokenOff::default() })
            }
            Ok(None) if matches!(place.standing(""), Ok(Standing::Nothing)) => {
                Err(Stop::at(&shown, &ErrorKind::NotFound.into()))
            }
            Ok(None) => Err(no_manifest(place)),
            Err(error) => Err(Stop::at(&shown, &error)),
        }
    }

    /// What tells, once they are read, whether reading broke off.
    pub(super) fn broken(&self) -> BrokenOff {
        self.broken.clone()
    }

    /// The documents among the lines.
    pub(super) fn documents(self) -> impl Iterator<Item = Listed> {
        let (mut naming, mut sender) = (None, None);
        self.filter_map(move |stood| match stood.line? {
            Line::Document(document) => {
                let file = naming.as_ref().and_then(|naming: &Naming| naming.file(&document));
                let belongs = file.as_ref() == Some(&document.file);
                Some(Listed { belongs, sender: sender.clone(), document })
            }
            Line::Header(header) => {
                naming = Naming::of_header(&header);
                sender = header.signed.map(|signed| Arc::from(signed.sender));
                None
            }
            Line::Message(_) | Line::End(_) => None,
        })
    }
}

impl Iterator for Lines {
    type Item = Stood;

    fn next(&mut self) -> Option<Stood> {
        let mut text = Vec::new();
        if let Err(error) = (&mut self.file).take(LONGEST).read_until(b'\n', &mut text) {
            let _ = self.broken.0.set(Stop::at(&self.shown, &error));
            return None;
        }
        if text.is_empty() {
            return None;
        }
        self.met += 1;
        let ended = text.ends_with(b"\n");
        let line = if ended { serde_json::from_slice(&text).ok() } else { None };
        let sealed = match &line {
            Some(Line::End(end)) => end.signature.as_ref().map(|signature| Sealed::of(&text, signature)),
            _ => None,
        };
        Some(Stood { number: self.met, hash: Sha256::digest(&text).into(), ended, line, sealed })
    }
}
