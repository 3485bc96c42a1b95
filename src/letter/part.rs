//! Documents of a run that an engine spreads over machines: each with the line that the run's manifest will hold.
//!
//! Nothing here knows the other accounts of the run: what is told of one depends on it alone, wherever and however
//! often it is made. [`Sealing`](crate::run::Sealing) makes one manifest of all lines.

use std::sync::Arc;

use super::Refused;
use super::strides::through;
use crate::account::read::Entry;
use crate::deliver::refused::Refused as RefusedLine;
use crate::deliver::{Document, document_of, signed_again};
use crate::desk::Desk;
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::finding::{Lang, Words};
use crate::produce;
use crate::verify::Proof;

/// What became of one account.
#[derive(Clone)]
pub enum Part {
    /// A document that is to be put in its place.
    Made {
        /// The line of its document, as JSON; it names the file.
        line: String,
        /// The file.
        pdf: Vec<u8>,
        /// The locked copy for e-mail, where there is one.
        copy: Option<Vec<u8>>,
    },
    /// It was refused: the line of the list of the refused, as JSON.
    Refused(String),
}

/// Tells which of the two it is: the rest is a person's data.
impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::Made { .. }) { "a made part" } else { "a refused part" })
    }
}

/// What all parts of a run have in common, in hex: the SHA-256 of its header. Parts of two runs are never sealed
/// together.
pub fn run_of(desk: &Desk) -> String {
    digest::sha256(serde_json::to_string(desk.fixed().header()).unwrap_or_default().as_bytes())
}

/// Makes the documents of several entries as [`make_entries`](super::make_entries) does, each with its line. The words
/// about refused accounts are in `lang`. A [`Stop`] says that no document can be made, or one not in time.
pub fn make_parts(desk: &Desk, entries: &[Arc<Entry>], lang: Lang) -> Vec<Result<Part, Stop>> {
    let made = through(desk, entries, |entry, prepared, finished, fixed| {
        super::message::is_letter(&prepared)?;
        let delivery = produce::delivery(entry, prepared, finished, fixed);
        let delivery = delivery.ok_or_else(|| Refused::of(vec![produce::broken()]))?;
        let line = document_of(&delivery).and_then(|document| text(&document))?;
        let pdf = delivery.pdf.unwrap_or_default();
        Ok(Part::Made { line, pdf, copy: delivery.copy.map(|copy| copy.pdf) })
    });
    let told = entries.iter().zip(made).map(|(entry, made)| match made {
        Ok(part) => Ok(part),
        Err(Refused { stop: Some(stop), .. }) => Err(stop),
        Err(Refused { findings, .. }) => {
            let origin = produce::origin(entry, produce::shown_id(entry, &findings));
            text(&RefusedLine::of(&origin, &findings, lang, 1)).map(Part::Refused)
        }
    });
    told.collect()
}

/// The line of a document in whose place another file stands already, which another attempt put there: its own hash,
/// length and signature. Both must be one document, signed twice by one certificate: what a time stamp or a token adds
/// is never twice the same.
pub fn line_of_standing(line: &str, made: &[u8], standing: &[u8]) -> Result<String, Stop> {
    let mut document: Document = read(line)?;
    let other = || other_file(&document.file);
    let mut told = document.signature.clone().ok_or_else(other)?;
    let signed = signed_again(&told, standing, made).ok_or_else(other)?;
    let level = signed.level.map_or("-", |level| level.word()).to_string();
    told.asked = told.asked.or_else(|| (told.level != level).then(|| told.level.clone()));
    told.asked = told.asked.filter(|asked| *asked != level);
    told.level = level;
    let stamp = signed.time.as_ref().filter(|time| time.proof == Proof::Stamp);
    told.time = stamp.and_then(|stamp| crate::clock::shanghai(stamp.seconds)).map(|time| time.to_rfc3339());
    document.signature = Some(told);
    document.sha256 = digest::sha256(standing);
    document.bytes = standing.len() as u64;
    text(&document)
}

fn text(line: &impl serde::Serialize) -> Result<String, Stop> {
    serde_json::to_string(line).map_err(|error| unreadable(&error))
}

fn read(line: &str) -> Result<Document, Stop> {
    serde_json::from_str(line).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Stop {
    Stop::new(
        format!("this is no line of a document: {error}"),
        format!("该行不是文书的清单行；系统原文：“{error}”"),
    )
    .coded(StopCode::Program)
}

fn other_file(file: &str) -> Stop {
    let Words { en, zh } = Words::new(
        format!("another file stands at `{file}`, which is not this document"),
        format!("`{file}` 处已有另一文件，不是该文书"),
    );
    Stop::new(en, zh).coded(StopCode::Differs).hint(
        "give each run a place of its own; a file that a failed program left there must be removed first",
        "请为每个批次使用单独的存放处；其他程序中断后留下的文件须先删除",
    )
}
