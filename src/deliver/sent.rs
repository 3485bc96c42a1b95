//! The short messages of a folder: one file that grows with the manifest, a line each, and the same as CSV.
//!
//! The texts are the documents here: they stand in full, with the number that they go to, for the gateway that sends
//! them, and nowhere else. The file is private like every file of a place.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::manifest::{EMAIL, Message, SMS};
use super::reading::hash_of;
use super::refused::growing::{Growing, Grown};
use crate::digest;
use crate::error::Stop;
use crate::masked::Masked;
use crate::message::{Email, Sms};
use crate::place::{Place, TemporaryFile};

/// The file of the short messages.
pub(crate) const NAME: &str = "messages.jsonl";

/// The same as CSV.
pub(crate) const SHEET: &str = "messages.csv";

/// The longest line that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// The byte order mark, by which spreadsheets know that a CSV file is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Sent {
    number: String,
    mobile: String,
    text: String,
    parts: usize,
    not_before: Option<String>,
}

/// A message as it goes out.
#[derive(Debug, Clone)]
pub struct Dispatch {
    /// `sms` or `email`.
    pub channel: &'static str,
    /// A line of the file of short messages, newline included, or the file of an e-mail.
    pub bytes: Vec<u8>,
    /// Whether what is attached to an e-mail is locked, which gives other bytes each time.
    pub locked: bool,
    /// Into how many parts a short message falls.
    pub parts: Option<u32>,
    /// From when it may be sent, where that is later than planned.
    pub not_before: Option<String>,
}

impl Dispatch {
    /// A short message that goes with a document of that number, or instead of it.
    pub fn of_sms(sms: &Sms, number: &str) -> Self {
        let sent = Sent {
            number: number.to_string(),
            mobile: sms.to.reveal().clone(),
            text: sms.text.reveal().clone(),
            parts: sms.parts,
            not_before: sms.not_before.clone(),
        };
        let mut bytes = serde_json::to_vec(&sent).unwrap_or_default();
        bytes.push(b'\n');
        let not_before = sent.not_before;
        Self { channel: SMS, bytes, locked: false, parts: u32::try_from(sms.parts).ok(), not_before }
    }

    /// An e-mail as a file.
    pub fn of_mail(email: &Email, bytes: Vec<u8>, locked: bool) -> Self {
        let not_before = email.not_before.clone();
        Self { channel: EMAIL, bytes, locked, parts: None, not_before }
    }

    /// SHA-256 of what is the same each time, in hex.
    pub(super) fn sha256(&self) -> String {
        mail_hash(&self.bytes, self.locked)
    }
}

/// The short messages of a place, read one after the other.
pub(crate) struct Texts {
    shown: String,
    file: Option<BufReader<Box<dyn Read + Send>>>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the texts of {}", self.shown)
    }
}

impl Texts {
    /// Opens them; none where there is no file.
    pub(crate) fn open(place: &dyn Place) -> Result<Self, Stop> {
        let shown = place.shown(NAME);
        let file = place.read(NAME).map_err(|error| Stop::at(&shown, &error))?;
        Ok(Self { shown, file: file.map(BufReader::new) })
    }

    /// The next line, newline included; empty at the end.
    pub(crate) fn next_line(&mut self) -> Result<Vec<u8>, Stop> {
        let mut line = Vec::new();
        if let Some(file) = &mut self.file {
            let read = file.take(LONGEST).read_until(b'\n', &mut line);
            read.map_err(|error| Stop::at(&self.shown, &error))?;
        }
        Ok(line)
    }

    /// Whether the next line is that of a short message.
    pub(crate) fn holds(&mut self, message: &Message) -> Result<bool, Stop> {
        let line = self.next_line()?;
        Ok(line.len() as u64 == message.bytes && digest::sha256(&line) == message.sha256)
    }
}

/// The number that a line of the file begins with, where it is one.
pub(crate) fn number_in(line: &[u8]) -> Option<&str> {
    let rest = line.strip_prefix(b"{\"number\":\"")?;
    let end = memchr::memchr(b'"', rest)?;
    std::str::from_utf8(&rest[..end]).ok()
}

/// To which telephone a line of the file goes, and what it says.
pub(crate) fn said_in(line: &[u8]) -> Option<(Masked<String>, String)> {
    let Sent { mobile, text, .. } = serde_json::from_slice(line).ok()?;
    Some((Masked::new(mobile), text))
}

/// What an e-mail is known by: SHA-256 of the file, or, where what is attached is locked, of the same without it.
pub(crate) fn mail_hash(bytes: &[u8], locked: bool) -> String {
    if !locked {
        return digest::sha256(bytes);
    }
    match attached_in(bytes) {
        None => String::new(),
        Some(at) => {
            let hash = Sha256::new().chain_update(&bytes[..at.start]).chain_update(&bytes[at.end..]);
            digest::hex(&hash.finalize())
        }
    }
}

/// Where the attached file stands in an e-mail of this program, line ends behind it included.
fn attached_in(bytes: &[u8]) -> Option<std::ops::Range<usize>> {
    let headed = memchr::memmem::find(bytes, b"Content-Disposition: attachment")?;
    let begins = headed + memchr::memmem::find(&bytes[headed..], b"\r\n\r\n")? + 4;
    let ends = begins + memchr::memmem::find(&bytes[begins..], b"\r\n--=mail-")?;
    Some(begins..ends)
}

/// The short messages as CSV, beside its place; `None` where there are none.
pub(super) fn sheet(place: &Arc<dyn Place>) -> Result<Option<Grown>, Stop> {
    let mut texts = Texts::open(&**place)?;
    if texts.file.is_none() {
        return Ok(None);
    }
    let mut sheet = Growing::begin(place, SHEET)?;
    sheet.write(MARK)?;
    sheet.write(&record(&["number", "mobile", "text", "parts", "not_before"])?)?;
    loop {
        let line = texts.next_line()?;
        if line.is_empty() {
            break;
        }
        let sent: Sent =
            serde_json::from_slice(&line).map_err(|error| Stop::at(&texts.shown, &io::Error::from(error)))?;
        let (parts, not_before) = (sent.parts.to_string(), sent.not_before.unwrap_or_default());
        sheet.write(&record(&[&sent.number, &sent.mobile, &sent.text, &parts, &not_before])?)?;
    }
    sheet.end().map(Some)
}

/// Puts the short messages as CSV in their place; the hashes of both files, by name.
pub(super) fn put_sheet(place: &Arc<dyn Place>) -> Result<BTreeMap<String, String>, Stop> {
    let Some(Grown { temporary, name, sha256 }) = sheet(place)? else { return Ok(BTreeMap::new()) };
    TemporaryFile::put_all(&**place, vec![temporary])?;
    let fault = |error: io::Error| Stop::at(&place.shown(NAME), &error);
    let texts = place.read(NAME).map_err(fault)?;
    let texts = texts.map(|mut file| hash_of(&mut file)).transpose().map_err(fault)?;
    Ok(BTreeMap::from([(name, sha256), (NAME.to_string(), texts.unwrap_or_default())]))
}

/// A row of CSV. Numbers that begin with `+` stay as they are: the file is for a gateway.
fn record(cells: &[&str]) -> Result<Vec<u8>, Stop> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let written = writer.write_record(cells).map_err(io::Error::from);
    let row = written.and_then(|()| writer.into_inner().map_err(|error| error.into_error()));
    row.map_err(|error| Stop::at(SHEET, &error))
}
