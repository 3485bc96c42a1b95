//! Turn a manifest into its lines as they stand, right or wrong.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::signed::Sealed;
use crate::deliver::manifest::{self, Document, Hash, Line};
use crate::error::Stop;

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

/// The lines of a manifest, one after the other.
#[derive(Debug)]
pub(super) struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    met: u64,
    /// Why reading broke off.
    fault: Option<Stop>,
}

impl Lines {
    /// Opens the manifest of a folder.
    pub(super) fn open(folder: &Path) -> Result<Self, Stop> {
        let path = folder.join(manifest::NAME);
        match File::open(&path) {
            Ok(file) => Ok(Self { path, file: BufReader::new(file), met: 0, fault: None }),
            Err(error) if error.kind() == ErrorKind::NotFound && folder.is_dir() => Err(no_manifest(folder)),
            Err(error) => Err(Stop::io(&path, &error)),
        }
    }

    /// Fails where reading broke off before the end of the file.
    pub(super) fn close(self) -> Result<(), Stop> {
        self.fault.map_or(Ok(()), Err)
    }

    /// The documents among the lines, each with its line's number.
    pub(super) fn documents(&mut self) -> impl Iterator<Item = (u64, Box<Document>)> {
        self.filter_map(|stood| match stood.line {
            Some(Line::Document(document)) => Some((stood.number, document)),
            _ => None,
        })
    }
}

impl Iterator for Lines {
    type Item = Stood;

    fn next(&mut self) -> Option<Stood> {
        let mut text = Vec::new();
        if let Err(error) = (&mut self.file).take(LONGEST).read_until(b'\n', &mut text) {
            self.fault = Some(Stop::io(&self.path, &error));
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

fn no_manifest(folder: &Path) -> Stop {
    let shown = folder.display();
    let fault = Stop::new(
        format!("there is no `{}` in `{shown}`", manifest::NAME),
        format!("`{shown}` 中没有 `{}`", manifest::NAME),
    );
    fault.hint("name the folder that was given to `make --out`", "请指定 `make --out` 使用的文件夹")
}
