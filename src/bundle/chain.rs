//! Follow the chains of a folder, its manifest and its results, and pick the lines of one account.
//!
//! Each line is hashed and its link looked at; only lines that are wanted are read whole, so that a folder of hundred
//! thousand letters takes a second.

use std::borrow::Cow;
use std::io::{BufRead, BufReader, Read};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::deliver::manifest::{self, Document, End, Header, Line, Message};
use crate::deliver::reading::{no_manifest, not_finished};
use crate::delivered::{self, DeliveryLine, StoodDelivery, delivery_lines};
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::place::Place;

/// The longest line that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// A line that is kept as evidence.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// The file it stands in.
    pub(super) file: &'static str,
    /// Its number there, from 1.
    pub(super) number: u64,
    /// Its SHA-256, newline included, in hex.
    pub(super) hash: String,
    /// Its text, newline included.
    pub(super) text: String,
}

/// A finished run of a folder, as far as it is wanted.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) header: Header,
    pub(super) header_line: Kept,
    /// Documents of the account.
    pub(super) documents: Vec<(Document, Kept)>,
    /// Its short messages and e-mails.
    pub(super) messages: Vec<(Message, Kept)>,
    pub(super) end: Option<(End, Kept)>,
}

/// What a folder's chains come to.
#[derive(Debug, Default)]
pub(super) struct Chain {
    pub(super) runs: Vec<Run>,
    /// How many lines the manifest has.
    pub(super) lines: u64,
    /// SHA-256 of its last line, in hex.
    pub(super) head: String,
    /// The results of the account's documents.
    pub(super) results: Vec<(DeliveryLine, Kept)>,
    /// How many results there are of all documents, and the hash of the last, in hex.
    pub(super) all_results: u64,
    pub(super) results_head: Option<String>,
}

/// What of a line is looked at first.
#[derive(Deserialize)]
struct Link<'l> {
    line: &'l str,
    #[serde(borrow, default)]
    prev: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    id: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    number: Option<Cow<'l, str>>,
    #[serde(default)]
    seq: Option<u64>,
}

/// Which documents are wanted: those of an account, or the one with a number.
pub(super) type Wanted<'w> = &'w dyn Fn(&str, &str) -> bool;

/// Follows the chains of a folder. `wanted` is asked with the id and the number of each document.
pub(super) fn follow(place: &dyn Place, wanted: Wanted<'_>, halt: &AtomicBool) -> Result<Chain, Stop> {
    let shown = place.shown(manifest::NAME);
    let fault = |error: std::io::Error| Stop::at(&shown, &error);
    let Some(file) = place.read(manifest::NAME).map_err(fault)? else {
        return Err(no_manifest(place).coded(StopCode::Folder));
    };
    let (mut file, mut text, mut chain) =
        (BufReader::with_capacity(1 << 18, file), Vec::new(), Chain::default());
    // What was made of an account has a line, or some one behind the other: a document's and those of messages.
    let (mut counted, mut last, mut closing) = (0, None, Vec::new());
    for number in 1.. {
        text.clear();
        if (&mut file).take(LONGEST).read_until(b'\n', &mut text).map_err(fault)? == 0 {
            break;
        }
        if halt.load(Ordering::Relaxed) {
            return Err(Stop::new("stopped by a signal", "已因信号停止").coded(StopCode::Signal));
        }
        let link: Option<Link<'_>> =
            text.strip_suffix(b"\n").and_then(|text| serde_json::from_slice(text).ok());
        let open = chain.runs.last().is_some_and(|run| run.end.is_none());
        let follows = |link: &Link<'_>| {
            link.prev.as_deref().unwrap_or_default() == chain.head && (link.line == "header") != open
        };
        let Some(link) = link.filter(follows) else { return Err(broken(&shown, number)) };
        let is_wanted = match (link.line, &link.id, &link.number) {
            ("document" | "message", Some(id), Some(own)) => {
                counted += u64::from(link.seq != last);
                last = link.seq;
                wanted(id, own)
            }
            _ => !["document", "message"].contains(&link.line),
        };
        if link.line == "header" {
            last = None;
        }
        chain.head = digest::hex(&Sha256::digest(&text));
        chain.lines = number;
        if is_wanted {
            take(&mut chain, &text, (number, &mut counted)).ok_or_else(|| broken(&shown, number))?;
            if chain.runs.last().is_some_and(|run| run.end.is_some()) {
                closing.push(chain.head.clone());
            }
        }
    }
    if chain.runs.last().is_none_or(|run| run.end.is_none()) {
        return Err(not_finished(place, ("; nothing was written", "，未写入任何内容")));
    }
    results(place, &mut chain, &closing)?;
    Ok(chain)
}

/// Takes a line that is wanted; `None` where it cannot be read, or counts what is not there.
fn take(chain: &mut Chain, text: &[u8], (number, counted): (u64, &mut u64)) -> Option<()> {
    let line: Line = serde_json::from_slice(text).ok()?;
    let text = String::from_utf8(text.to_vec()).ok()?;
    let kept = Kept { file: manifest::NAME, number, hash: chain.head.clone(), text };
    match line {
        Line::Header(header) => {
            *counted = 0;
            let (documents, messages) = (Vec::new(), Vec::new());
            chain.runs.push(Run { header: *header, header_line: kept, documents, messages, end: None });
        }
        Line::Document(document) => chain.runs.last_mut()?.documents.push((*document, kept)),
        Line::Message(message) => chain.runs.last_mut()?.messages.push((*message, kept)),
        Line::End(end) if end.counts.made == *counted => chain.runs.last_mut()?.end = Some((end, kept)),
        Line::End(_) => return None,
    }
    Some(())
}

/// Follows the results that are recorded beside the manifest.
fn results(place: &dyn Place, chain: &mut Chain, closing: &[String]) -> Result<(), Stop> {
    let numbers: Vec<String> = chain
        .runs
        .iter()
        .flat_map(|run| {
            let documents = run.documents.iter().map(|(document, _)| &document.number);
            documents.chain(run.messages.iter().map(|(message, _)| &message.number)).cloned()
        })
        .collect();
    let mut before: Option<String> = None;
    delivery_lines(place, |stood| {
        let StoodDelivery { number, hash, line, text, .. } = stood;
        let follows = |line: &DeliveryLine| match &before {
            None => closing.contains(&line.prev),
            Some(before) => line.prev == *before,
        };
        let Some(line) = line.filter(follows) else {
            return Err(broken(&place.shown(delivered::NAME), number));
        };
        before = Some(hash.clone());
        chain.all_results += 1;
        if numbers.contains(&line.number) {
            let text = String::from_utf8_lossy(&text).into_owned();
            chain.results.push((line, Kept { file: delivered::NAME, number, hash, text }));
        }
        Ok(())
    })?;
    chain.results_head = before;
    Ok(())
}

fn broken(shown: &str, line: u64) -> Stop {
    Stop::new(
        format!(
            "`{shown}` was changed or cut off at line {line}: it is no evidence, and nothing was written"
        ),
        format!("`{shown}` 在第 {line} 行被更改或截断，不能作为证据，未写入任何内容"),
    )
    .coded(StopCode::Folder)
    .hint(
        "`hanpress audit` tells more; restore the folder from a backup",
        "可用 `hanpress audit` 查看；请从备份恢复该文件夹",
    )
}
