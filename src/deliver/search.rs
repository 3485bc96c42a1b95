//! Search a folder for the documents of an account.

use std::io::{BufRead, BufReader, ErrorKind, Read};

use super::made::Made;
use super::manifest::{self, Document, Line, Message};
use super::reading::DOCUMENT_LINE;
use super::refused::listed;
use crate::error::{Stop, StopCode};
use crate::place::{Place, Standing};

/// The longest line that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// How like an id must be to be shown instead, from 0 to 1.
const LIKE: f64 = 0.8;

/// What a search came to.
#[derive(Debug, Default)]
pub struct Search {
    /// The documents.
    pub documents: Vec<FoundDocument>,
    /// The messages.
    pub messages: Vec<FoundMessage>,
    /// Why there is none, where the account was refused.
    pub refused: Option<WhyRefused>,
    /// The id that is most like the one that was not found.
    pub nearest: Option<String>,
}

/// A document that was found.
#[derive(Debug)]
pub struct FoundDocument {
    /// The run that made it, counted from 1.
    pub run: u64,
    /// What its line says.
    pub document: Document,
    /// Its files that are not there, or not of their length: its own, and the locked copy where it has one.
    pub missing: Vec<String>,
}

/// A message that was found.
#[derive(Debug)]
pub struct FoundMessage {
    /// The run that made it, counted from 1.
    pub run: u64,
    /// What its line says.
    pub message: Message,
    /// Whether the file that it stands in is there.
    pub there: bool,
}

/// Why an account has no document.
#[derive(Debug)]
pub struct WhyRefused {
    /// The codes of what refused it.
    pub codes: Vec<String>,
    /// The sheet that holds its row, where it came out of a table.
    pub sheet: Option<String>,
}

/// Searches for an account's id or a document's number.
pub fn search(place: &dyn Place, id: &str) -> Result<Search, Stop> {
    let mut found = Search::default();
    let mut nearest: (f64, String) = (LIKE, String::new());
    let mut like = |other: &str| {
        let likeness = strsim::jaro_winkler(id, other);
        if likeness > nearest.0 {
            nearest = (likeness, other.to_string());
        }
    };
    for_each_account(place, |run, made| {
        if made.id() == id || made.number().eq_ignore_ascii_case(id) {
            if let Some(document) = made.document {
                let missing = missing(place, &document);
                found.documents.push(FoundDocument { run, document, missing });
            }
            for message in made.messages {
                let there = matches!(place.standing(&message.file), Ok(Standing::File(_)));
                found.messages.push(FoundMessage { run, message, there });
            }
        } else if found.documents.is_empty() {
            like(made.id());
        }
    })?;
    if found.documents.is_empty() && found.messages.is_empty() {
        for refused in listed(place)? {
            let refused = refused?;
            if refused.id.as_deref() == Some(id) {
                let mut codes: Vec<_> = refused.codes().map(String::from).collect();
                codes.dedup();
                found.refused = Some(WhyRefused { codes, sheet: refused.sheet });
            } else if let Some(other) = &refused.id {
                like(other);
            }
        }
        found.nearest = Some(nearest.1).filter(|nearest| !nearest.is_empty());
    }
    Ok(found)
}

/// The files of a document that are not as they should be, as far as their lengths tell.
fn missing(place: &dyn Place, document: &Document) -> Vec<String> {
    let stands = |name: &str| place.standing(name).unwrap_or(Standing::Nothing);
    let mut missing = Vec::new();
    if stands(&document.file) != Standing::File(document.bytes) {
        missing.push(document.file.clone());
    }
    // How long a copy is, no line tells.
    missing.extend(document.copy.clone().filter(|copy| !matches!(stands(copy), Standing::File(_))));
    missing
}

/// Which run of a folder has a document of this account, counted from 0.
pub fn run_of(place: &dyn Place, id: &str) -> Result<Option<usize>, Stop> {
    let mut found = None;
    for_each_account(place, |run, made| {
        if made.id() == id && found.is_none() {
            found = usize::try_from(run - 1).ok();
        }
    })?;
    Ok(found)
}

/// Does something with what was made of every account of a folder and the number of its run.
pub(super) fn for_each_account(place: &dyn Place, mut act: impl FnMut(u64, Made)) -> Result<(), Stop> {
    let shown = place.shown(manifest::NAME);
    let fault = |error: std::io::Error| Stop::at(&shown, &error);
    let file = match place.read(manifest::NAME).map_err(fault)? {
        Some(file) => file,
        None => {
            let code = Some(StopCode::Folder);
            return Err(Stop { code, ..fault(ErrorKind::NotFound.into()) });
        }
    };
    let (mut lines, mut text, mut run, mut made) = (BufReader::new(file), Vec::new(), 0, Made::default());
    loop {
        text.clear();
        let end = (&mut lines).take(LONGEST).read_until(b'\n', &mut text).map_err(fault)? == 0;
        let line = match serde_json::from_slice::<Line>(&text) {
            Ok(line) => line,
            // A line that is cut off is the last of a run that is at work.
            Err(error) if text.starts_with(DOCUMENT_LINE) && text.ends_with(b"\n") => {
                return Err(fault(error.into()));
            }
            Err(_) if end => {
                if !made.is_empty() {
                    act(run, made);
                }
                return Ok(());
            }
            Err(_) => continue,
        };
        let Some(left) = made.take(line) else { continue };
        if !made.is_empty() {
            act(run, std::mem::take(&mut made));
        }
        match left {
            Line::Header(_) => run += 1,
            other => drop(made.take(other)),
        }
    }
}
