//! List the accounts that get nothing of the course yet: what comes next for them, when and why.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Origin;
use super::manifest::{Hash, Header, hash_of};
use super::refused::growing::{Growing, Grown};
use crate::course::Awaited;
use crate::digest;
use crate::error::Stop;
use crate::finding::Lang;
use crate::place::{Place, TemporaryFile};

/// The list's name; it is there where a run follows the course, even when something was made for all.
pub const NAME: &str = "not-yet.jsonl";

/// A line of `not-yet.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotYet {
    /// The account's ordinal in the input, from 1.
    pub seq: u64,
    /// The input's name.
    pub source: String,
    /// The line it begins in, from 1.
    pub line: u64,
    /// The account's id, where it may be shown.
    pub id: Option<String>,
    /// SHA-256 of its record, in hex.
    pub account_sha256: String,
    /// What comes next, when, and why.
    #[serde(flatten)]
    pub awaited: Map<String, Value>,
}

impl NotYet {
    /// What its record is known by.
    pub(super) fn fingerprint(&self) -> Hash {
        hash_of(&self.account_sha256).unwrap_or_default()
    }
}

/// The lines of a place's list; none where it has no list.
pub(super) fn listed(place: &dyn Place) -> Result<impl Iterator<Item = Result<NotYet, Stop>> + use<>, Stop> {
    let shown = place.shown(NAME);
    let file = place.read(NAME).map_err(|error| Stop::at(&shown, &error))?;
    let lines = file.into_iter().flat_map(|file| BufReader::new(file).lines());
    Ok(lines.map(move |text| {
        let line = text.and_then(|text| Ok(serde_json::from_str(&text)?));
        line.map_err(|error: std::io::Error| Stop::at(&shown, &error))
    }))
}

/// The accounts of a run that get nothing yet, in input order; the file appears when it is closed.
pub(super) struct NotYetList {
    place: Arc<dyn Place>,
    lang: Lang,
    list: Option<Growing>,
}

/// Tells nothing but whether there is one.
impl std::fmt::Debug for NotYetList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a list: {}", self.list.is_some())
    }
}

impl NotYetList {
    /// Begins an empty list where a run follows the course.
    pub(super) fn begin(place: &Arc<dyn Place>, header: &Header) -> Result<Self, Stop> {
        let list = header.follows_the_course().then(|| Growing::begin(place, NAME)).transpose()?;
        Ok(Self { place: Arc::clone(place), lang: header.lang, list })
    }

    /// Adds an account.
    pub(super) fn add(&mut self, origin: &Origin, awaited: &Awaited) -> Result<(), Stop> {
        self.write(&NotYet {
            seq: origin.seq,
            source: origin.source.to_string(),
            line: origin.line,
            id: origin.id.clone(),
            account_sha256: digest::hex(&origin.sha256),
            awaited: awaited.told(self.lang),
        })
    }

    /// Writes an account's line.
    pub(super) fn write(&mut self, line: &NotYet) -> Result<(), Stop> {
        let Some(list) = &mut self.list else { return Ok(()) };
        let text = serde_json::to_string(line);
        let text = text.map_err(|error| list.temporary.fault(&error.into()))?;
        list.write(format!("{text}\n").as_bytes())
    }

    /// Sets the file in its place and returns its hash by name.
    pub(super) fn close(self) -> Result<BTreeMap<String, String>, Stop> {
        let Some(list) = self.list else { return Ok(BTreeMap::new()) };
        let Grown { temporary, name, sha256 } = list.end()?;
        TemporaryFile::put_all(&*self.place, vec![temporary])?;
        Ok(BTreeMap::from([(name, sha256)]))
    }
}
