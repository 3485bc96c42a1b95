//! Turn a folder's manifest back into lines, as far as its chain holds, and tell which documents are whole.

use std::io::{self, BufRead, BufReader, Read};

use sha2::{Digest, Sha256};

use super::files::{copy_of, mail_of};
use super::manifest::{self, Document, End, Header, Line, Message};
use super::naming::Naming;
use super::sent::mail_hash;
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::place::{Place, Standing};
use crate::verify;

/// The longest line that is read, in bytes; a longer one is broken.
const LONGEST: u64 = 16 << 20;

/// Reads a manifest line by line and stops where the chain does.
pub struct Reading {
    /// How messages show the manifest.
    shown: String,
    file: BufReader<Box<dyn Read + Send>>,
    /// Lines met so far.
    met: u64,
    /// The line to give next, unless the one behind it disowns it.
    ahead: Option<Good>,
    /// The `seq` of the last account, which of its lines was the last, and how many accounts there are.
    seq: u64,
    rank: u8,
    accounts: u64,
    broken: Option<u64>,
}

/// A line that is whole, can be read, holds the hash of the line before and stands where it
/// belongs, and whose own hash the line behind it holds, if there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Good {
    /// What it says.
    pub line: Line,
    /// Where it ends, newline included, in bytes from the manifest's beginning.
    pub end: u64,
    /// Its SHA-256, newline included, in hex.
    pub hash: String,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {} of {}", self.met, self.shown)
    }
}

impl Reading {
    /// Opens the manifest of a place; `None` where there is none.
    pub fn open(place: &dyn Place) -> Result<Option<Self>, Stop> {
        let shown = place.shown(manifest::NAME);
        let file = place.read(manifest::NAME).map_err(|error| Stop::at(&shown, &error))?;
        let Some(file) = file.map(BufReader::new) else { return Ok(None) };
        let mut reading =
            Self { shown, file, met: 0, ahead: None, seq: 0, rank: 0, accounts: 0, broken: None };
        reading.ahead = reading.line_behind(None)?;
        Ok(Some(reading))
    }

    /// The next good line; `None` at the end of the file and from the first line on that is not good.
    pub fn next_line(&mut self) -> Result<Option<Good>, Stop> {
        let Some(good) = self.ahead.take() else { return Ok(None) };
        self.ahead = self.line_behind(Some(&good))?;
        // A line behind that holds another hash may be right, and this one altered.
        Ok(Some(good).filter(|_| self.broken.is_none_or(|broken| broken >= self.met)))
    }

    /// The number of the first line that is not good, counted from 1, once it was met.
    pub fn broken(&self) -> Option<u64> {
        self.broken
    }

    /// Reads the line behind `before`.
    fn line_behind(&mut self, before: Option<&Good>) -> Result<Option<Good>, Stop> {
        let mut text = Vec::new();
        let read = (&mut self.file).take(LONGEST).read_until(b'\n', &mut text);
        read.map_err(|error| Stop::at(&self.shown, &error))?;
        if text.is_empty() {
            return Ok(None);
        }
        self.met += 1;
        let line: Option<Line> = text.strip_suffix(b"\n").and_then(|text| serde_json::from_slice(text).ok());
        let chained = line.as_ref().is_none_or(|line| line.prev() == before.map(|good| good.hash.as_str()));
        // Behind a closing line another run may begin, and nothing else.
        let ended = before.is_some_and(|good| matches!(good.line, Line::End(_)));
        let begins = |line: &Line| before.is_some() && matches!(line, Line::Header(_));
        let Some(line) = line.filter(|line| chained && begins(line) == ended && self.belongs(line)) else {
            self.broken = Some(if chained { self.met } else { self.met.saturating_sub(1).max(1) });
            return Ok(None);
        };
        let end = before.map_or(0, |good| good.end) + text.len() as u64;
        Ok(Some(Good { line, end, hash: digest::sha256(&text) }))
    }

    /// Whether accounts rise by `seq`, and the lines of each by their channel, and the end counts them all.
    fn belongs(&mut self, line: &Line) -> bool {
        match line {
            Line::Header(_) => {
                (self.seq, self.rank, self.accounts) = (0, 0, 0);
                true
            }
            Line::End(end) => end.counts.made == self.accounts,
            Line::Document(document) => self.rises(document.seq, 0),
            Line::Message(message) => self.rises(message.seq, message.rank()),
        }
    }

    /// Takes note of a line of an account; whether it comes behind the last.
    fn rises(&mut self, seq: u64, rank: u8) -> bool {
        let rises = (seq, rank) > (self.seq, self.rank);
        self.accounts += u64::from(seq != self.seq);
        (self.seq, self.rank) = (seq, rank);
        rises
    }
}

/// The header of the first run of a folder.
pub fn begun(place: &dyn Place) -> Result<Option<Header>, Stop> {
    let Some(mut reading) = Reading::open(place)? else { return Ok(None) };
    Ok(reading.next_line()?.and_then(|good| match good.line {
        Line::Header(header) => Some(*header),
        _ => None,
    }))
}

/// The header of each run in a folder, with the closing line where it has one. The chain is not looked at.
pub fn runs(place: &dyn Place) -> Result<Vec<(Header, Option<End>)>, Stop> {
    let shown = place.shown(manifest::NAME);
    let fault = |error| Stop::at(&shown, &error);
    let Some(file) = place.read(manifest::NAME).map_err(fault)? else { return Ok(Vec::new()) };
    let (mut file, mut runs, mut text) = (BufReader::new(file), Vec::new(), Vec::new());
    loop {
        text.clear();
        if (&mut file).take(LONGEST).read_until(b'\n', &mut text).map_err(fault)? == 0 {
            return Ok(runs);
        }
        // Lines of documents are many, and none of them is wanted here.
        if text.starts_with(DOCUMENT_LINE) || text.starts_with(MESSAGE_LINE) {
            continue;
        }
        match serde_json::from_slice(&text) {
            Ok(Line::Header(header)) => runs.push((*header, None)),
            Ok(Line::End(end)) => {
                if let Some((_, ended)) = runs.last_mut() {
                    *ended = Some(end);
                }
            }
            _ => {}
        }
    }
}

/// How the line of a document begins.
pub(super) const DOCUMENT_LINE: &[u8] = b"{\"line\":\"document\"";

/// How the line of a message begins.
pub(super) const MESSAGE_LINE: &[u8] = b"{\"line\":\"message\"";

/// How closely a file is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Only its length.
    Length,
    /// Every byte.
    Hash,
}

/// Whether a document's file is there and is what its line says, and its copy is there; where every byte is looked at,
/// whether that is locked, and signed as its line says.
pub fn is_whole(place: &dyn Place, document: &Document, naming: &Naming, look: Look) -> bool {
    let stands = |name: &str| place.standing(name).unwrap_or(Standing::Nothing);
    let copied =
        |copy: &String| *copy == copy_of(&document.file) && matches!(stands(copy), Standing::File(_));
    if naming.file(document).is_none_or(|file| file != document.file)
        || !document.copy.as_ref().is_none_or(copied)
    {
        return false;
    }
    // A link is no document of this place, and opening a pipe would wait for somebody to write.
    if stands(&document.file) != Standing::File(document.bytes) {
        return false;
    }
    if look == Look::Hash && document.copy.as_ref().is_some_and(|copy| !is_locked(place, copy, document)) {
        return false;
    }
    let hash = || place.read(&document.file).ok().flatten().and_then(|mut file| hash_of(&mut file).ok());
    look == Look::Length || hash().is_some_and(|hash| hash == document.sha256)
}

/// Whether an e-mail is there and is what its line says; where only lengths are looked at, that of one with a locked copy
/// may be another.
pub fn is_whole_mail(place: &dyn Place, message: &Message, file: Option<String>, look: Look) -> bool {
    let stands = place.standing(&message.file).unwrap_or(Standing::Nothing);
    let there = match stands {
        Standing::File(bytes) => message.locked || bytes == message.bytes,
        _ => false,
    };
    if file.is_none_or(|file| mail_of(&file) != message.file) || !there {
        return false;
    }
    let hash = || {
        let (mut bytes, file) = (Vec::new(), place.read(&message.file).ok().flatten()?);
        file.take(LONGEST_COPY).read_to_end(&mut bytes).ok()?;
        Some(mail_hash(&bytes, message.locked))
    };
    look == Look::Length || hash().is_some_and(|hash| hash == message.sha256)
}

/// Whether a copy for e-mail needs a password, and is signed by whom its document's line says.
fn is_locked(place: &dyn Place, copy: &str, document: &Document) -> bool {
    let mut bytes = Vec::new();
    let read = |file: Box<dyn Read + Send>| file.take(LONGEST_COPY).read_to_end(&mut bytes);
    let read = place.read(copy).ok().flatten().map(read);
    let by_its_signer =
        |by: &str| document.signature.as_ref().is_none_or(|signature| signature.certificate == by);
    matches!(read, Some(Ok(_)))
        && verify::locked(&bytes).is_ok_and(|copy| !copy.open && by_its_signer(&copy.certificate))
}

/// The longest copy that is looked at, in bytes.
const LONGEST_COPY: u64 = 64 << 20;

/// SHA-256 of what is left of a file, in hex.
pub(crate) fn hash_of(file: &mut dyn Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(digest::hex(&hash.finalize())),
            count => hash.update(&bytes[..count]),
        }
    }
}

/// That a file of a run was changed or cut off; `so` ends the sentence with what is not done for that.
pub(crate) fn changed(shown: &str, so: (&str, &str)) -> Stop {
    let stop = Stop::new(
        format!("`{shown}` was changed or cut off{}", so.0),
        format!("`{shown}` 被更改或截断{}", so.1),
    );
    stop.coded(StopCode::Folder).hint("`hanpress audit` tells where", "可用 `hanpress audit` 查明位置")
}

/// That the last run of a folder is not finished; `so` ends the sentence with what is not done for that.
pub(crate) fn not_finished(place: &dyn Place, so: (&str, &str)) -> Stop {
    let shown = place.shown("");
    let stop = Stop::new(
        format!("the run in `{shown}` is not finished{}", so.0),
        format!("`{shown}` 中的批次未完成{}", so.1),
    );
    stop.coded(StopCode::Unfinished)
        .hint("finish it first: its `make` with `--resume`", "请先用原 `make` 命令加 `--resume` 完成该批次")
}

/// That a folder holds no run.
pub(crate) fn no_manifest(place: &dyn Place) -> Stop {
    let shown = place.shown("");
    let fault = Stop::new(
        format!("there is no `{}` in `{shown}`", manifest::NAME),
        format!("`{shown}` 中没有 `{}`", manifest::NAME),
    );
    fault.hint("name the folder that was given to `make --out`", "请指定 `make --out` 使用的文件夹")
}
