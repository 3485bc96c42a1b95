//! Search a folder for the documents of an account.

use std::io::{BufRead, BufReader, ErrorKind, Read};

use super::manifest::{self, Document, Line};
use super::reading::DOCUMENT_LINE;
use super::refused::listed;
use crate::error::{Stop, StopCode};
use crate::place::Place;

/// The longest line that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// How like an id must be to be shown instead, from 0 to 1.
const LIKE: f64 = 0.8;

/// What a search came to.
#[derive(Debug, Default)]
pub struct Search {
    /// The documents, each with its run, counted from 1.
    pub documents: Vec<(u64, Document)>,
    /// Why there is none, where the account was refused.
    pub refused: Option<WhyRefused>,
    /// The id that is most like the one that was not found.
    pub nearest: Option<String>,
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
    for_each_document(place, |run, document| {
        if document.id == id || document.number.eq_ignore_ascii_case(id) {
            found.documents.push((run, document));
        } else if found.documents.is_empty() {
            like(&document.id);
        }
    })?;
    if found.documents.is_empty() {
        for refused in listed(place)? {
            let refused = refused?;
            if refused.id.as_deref() == Some(id) {
                let errors = refused.findings.iter().filter(|told| told.severity == "error");
                let mut codes: Vec<_> = errors.map(|told| told.code.clone()).collect();
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

/// Which run of a folder has a document of this account, counted from 0.
pub fn run_of(place: &dyn Place, id: &str) -> Result<Option<usize>, Stop> {
    let mut found = None;
    for_each_document(place, |run, document| {
        if document.id == id && found.is_none() {
            found = usize::try_from(run - 1).ok();
        }
    })?;
    Ok(found)
}

fn for_each_document(place: &dyn Place, mut act: impl FnMut(u64, Document)) -> Result<(), Stop> {
    let shown = place.shown(manifest::NAME);
    let fault = |error: std::io::Error| Stop::at(&shown, &error);
    let file = match place.read(manifest::NAME).map_err(fault)? {
        Some(file) => file,
        None => {
            let code = Some(StopCode::Folder);
            return Err(Stop { code, ..fault(ErrorKind::NotFound.into()) });
        }
    };
    let (mut lines, mut text, mut run) = (BufReader::new(file), Vec::new(), 0);
    loop {
        text.clear();
        if (&mut lines).take(LONGEST).read_until(b'\n', &mut text).map_err(fault)? == 0 {
            return Ok(());
        }
        match serde_json::from_slice::<Line>(&text) {
            Ok(Line::Document(document)) => act(run, *document),
            Ok(Line::Header(_)) => run += 1,
            // A line that is cut off is the last of a run that is at work.
            Err(error) if text.starts_with(DOCUMENT_LINE) && text.ends_with(b"\n") => {
                return Err(fault(error.into()));
            }
            _ => {}
        }
    }
}
