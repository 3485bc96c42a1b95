//! Write and read the lines of `deliveries.jsonl`, each of which holds the hash of the line before.

use std::io::{BufRead, BufReader, Read};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::outcome::Outcome;
use super::reason::Reason;
use super::when::When;
use crate::account::Channel;
use crate::deliver::manifest::day;
use crate::digest;
use crate::error::Stop;
use crate::place::Place;

/// The file's name.
pub const NAME: &str = "deliveries.jsonl";

/// The longest line that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// A line as it is written: there is one sort so far.
#[derive(Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "lowercase")]
enum Line {
    Result(DeliveryLine),
}

/// One result of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLine {
    /// The document number.
    pub number: String,
    /// What became of it.
    pub result: Outcome,
    /// When.
    pub at: When,
    /// How it was sent, where the table says so: the word of data files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The carrier's or gateway's number of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Why, in a word of a closed list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The table's name.
    pub source: String,
    /// The row in it, from 1.
    pub row: u64,
    /// The day it was recorded.
    #[serde(with = "day")]
    pub recorded: NaiveDate,
    /// SHA-256 of the line before, newline included, in hex; of the first line that of the run's closing line.
    pub prev: String,
}

impl DeliveryLine {
    /// The line as it stands in the file, newline included.
    pub(super) fn text(self) -> Result<String, Stop> {
        let text = serde_json::to_string(&Line::Result(self));
        text.map(|text| text + "\n").map_err(|error| Stop::at(NAME, &error.into()))
    }

    /// How it was sent.
    pub fn channel(&self) -> Option<Channel> {
        let word = self.channel.as_deref()?;
        Channel::ALL.iter().copied().find(|channel| channel.word() == word)
    }

    /// Why, in the words of data files and of documents.
    pub fn reason_words(&self) -> Option<(&'static str, &'static str)> {
        let reason = self.reason.as_deref().and_then(Reason::named)?;
        Some((reason.word, reason.chinese))
    }

    /// What tells it from every other result: all but where and when it was read.
    pub(super) fn mark(&self) -> [u8; 16] {
        let Self { number, result, at, channel, reference, reason, .. } = self;
        let mut hash = Sha256::new();
        let of = |part: &Option<String>| part.clone().unwrap_or_default();
        for part in [
            number.clone(),
            result.word().to_string(),
            at.to_string(),
            of(channel),
            of(reference),
            of(reason),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        digest::half(&hash.finalize().into())
    }
}

/// A line as it stands.
#[derive(Debug)]
pub struct StoodDelivery {
    /// Its number, from 1.
    pub number: u64,
    /// Where it ends, newline included, in bytes.
    pub end: u64,
    /// Its SHA-256, newline included, in hex.
    pub hash: String,
    /// Whether it ends in a newline: where the program was killed, the last line may not.
    pub ended: bool,
    /// What it says, where it is whole and can be read.
    pub line: Option<DeliveryLine>,
    /// Its text, newline included.
    pub text: Vec<u8>,
}

/// Reads the results recorded beside a run, line by line; `false` where there are none.
pub fn delivery_lines(
    place: &dyn Place,
    mut each: impl FnMut(StoodDelivery) -> Result<(), Stop>,
) -> Result<bool, Stop> {
    let fault = |error| Stop::at(&place.shown(NAME), &error);
    let Some(file) = place.read(NAME).map_err(fault)? else { return Ok(false) };
    let (mut file, mut end) = (BufReader::new(file), 0);
    for number in 1.. {
        let mut text = Vec::new();
        if (&mut file).take(LONGEST).read_until(b'\n', &mut text).map_err(fault)? == 0 {
            break;
        }
        end += text.len() as u64;
        let ended = text.ends_with(b"\n");
        let line = text.strip_suffix(b"\n").and_then(|text| serde_json::from_slice(text).ok());
        let line = line.map(|Line::Result(line)| line);
        each(StoodDelivery { number, end, hash: digest::sha256(&text), ended, line, text })?;
    }
    Ok(true)
}
