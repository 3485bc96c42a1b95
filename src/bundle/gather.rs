//! Gather the documents and messages of an account from the folders that hold them, each with its file, judged.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;

use super::Request;
use super::chain::{Chain, Kept, Run, follow};
use super::judge::{Faults, Seal, judge};
use super::messages::{Judged, Sent, Texts};
use crate::account::Channel;
use crate::deliver;
use crate::deliver::manifest::{Document, EMAIL, SMS};
use crate::delivered::DeliveryLine;
use crate::error::{Stop, StopCode};
use crate::finding::Words;

/// All that is known of an account, in the order in which it was said.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) id: String,
    pub(super) letters: Vec<Letter>,
    /// The short messages and e-mails.
    pub(super) messages: Vec<Sent>,
    /// The chains of the folders, in the order in which they were named.
    pub(super) chains: Vec<Chain>,
}

/// A document of the account.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) document: Document,
    /// The Chinese title of its kind.
    pub(super) title: String,
    /// The date on it.
    pub(super) issued: NaiveDate,
    /// The sender's name, where the run tells it.
    pub(super) sender: Option<String>,
    /// Its file.
    pub(super) bytes: Vec<u8>,
    pub(super) seal: Seal,
    /// What became of it, in the order of time.
    pub(super) results: Vec<DeliveryLine>,
}

impl Gathered {
    /// How many results are told of its documents and messages.
    pub(super) fn results(&self) -> usize {
        let letters = self.letters.iter().map(|letter| letter.results.len());
        letters.chain(self.messages.iter().map(|sent| sent.results.len())).sum()
    }

    /// The days on which something was sent.
    pub(super) fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let letters = self.letters.iter().map(|letter| letter.issued);
        letters.chain(self.messages.iter().map(|sent| sent.issued))
    }

    /// The lines of the manifests and of the results that name its documents and messages, folder by folder.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &Kept)> {
        self.chains.iter().enumerate().flat_map(|(at, chain)| {
            let runs = chain.runs.iter().filter(|run| run.is_wanted());
            let manifest = runs.flat_map(|run| {
                let documents = run.documents.iter().map(|(_, kept)| kept);
                let messages = run.messages.iter().map(|(_, kept)| kept);
                let end = run.end.iter().map(|(_, kept)| kept);
                std::iter::once(&run.header_line).chain(documents).chain(messages).chain(end)
            });
            let results = chain.results.iter().map(|(_, kept)| kept);
            manifest.chain(results).map(move |kept| (at, kept))
        })
    }
}

/// Gathers what a request asks for.
pub(super) fn gather(request: &Request<'_>, halt: &AtomicBool) -> Result<Gathered, Stop> {
    let (mut id, mut chains) = (request.id.to_string(), of_folders(request, request.id, halt)?);
    let ids: Vec<&String> = chains.iter().flat_map(|chain| &chain.runs).flat_map(Run::ids).collect();
    match ids.first() {
        None => return Err(unknown(request)),
        // A document's number was given: all documents of its account are wanted.
        Some(own) if !ids.contains(&&id) => {
            id = (*own).clone();
            chains = of_folders(request, &id, halt)?;
        }
        Some(_) => {}
    }
    let mut faults = Faults::default();
    let (mut letters, mut messages) = (Vec::new(), Vec::new());
    // The same document may stand in a shard and in what shards were joined to.
    let mut known: HashMap<(String, &str), String> = HashMap::new();
    for (place, chain) in request.folders.iter().zip(&chains) {
        let place = &**place;
        let texts = Texts::of(place, chain.runs.iter().flat_map(|run| &run.messages))?;
        for run in chain.runs.iter().filter(|run| run.is_wanted()) {
            let Some((end, kept)) = &run.end else { continue };
            faults.closing(place, end, kept, request.terms);
            for (document, _) in run.documents.iter().filter(|(document, _)| document.id == id) {
                match known.insert((document.number.clone(), "letter"), document.sha256.clone()) {
                    Some(other) if other != document.sha256 => {
                        faults.twice(place, document);
                        continue;
                    }
                    Some(_) => continue,
                    None => {}
                }
                if let Some((bytes, seal)) = judge(place, document, &run.header, request, &mut faults)? {
                    letters.push(Letter {
                        title: run.title(&document.kind),
                        issued: run.header.issue_date,
                        sender: run.sender(),
                        document: document.clone(),
                        bytes,
                        seal,
                        results: Vec::new(),
                    });
                }
            }
            for (message, _) in run.messages.iter().filter(|(message, _)| message.id == id) {
                // The PDF within another e-mail of that number may be another: both are sent, and both are shown.
                let key = (message.number.clone(), if message.channel == SMS { SMS } else { EMAIL });
                if known.insert(key, message.sha256.clone()).is_some_and(|other| other == message.sha256) {
                    continue;
                }
                if let Some(Judged { bytes, said }) = texts.judge(place, message, &mut faults)? {
                    messages.push(Sent {
                        title: run.title(&message.kind),
                        issued: run.header.issue_date,
                        sender: run.sender(),
                        message: message.clone(),
                        bytes,
                        said,
                        results: Vec::new(),
                    });
                }
            }
        }
    }
    faults.told()?;
    let mut gathered = Gathered { id, letters, messages, chains: Vec::new() };
    for (line, _) in chains.iter().flat_map(|chain| &chain.results) {
        gathered.hang(line);
    }
    gathered.chains = chains;
    gathered.letters.iter_mut().for_each(|letter| letter.results.sort_by_key(|line| line.at));
    gathered.messages.iter_mut().for_each(|sent| sent.results.sort_by_key(|line| line.at));
    gathered.letters.sort_by_key(|letter| letter.issued);
    gathered.messages.sort_by_key(|sent| sent.issued);
    Ok(gathered)
}

impl Gathered {
    /// Hangs a result on what it tells of: where it names a channel, on the message that went out by that, else on the
    /// document; on whatever bears its number where that is not there.
    fn hang(&mut self, line: &DeliveryLine) {
        let by = line.channel().map(Channel::word);
        let own = self
            .messages
            .iter()
            .position(|sent| sent.message.number == line.number && by == Some(sent.message.channel.as_str()));
        let letter = self.letters.iter().position(|letter| letter.document.number == line.number);
        let any = || self.messages.iter().position(|sent| sent.message.number == line.number);
        let results = match (own, letter) {
            (Some(at), _) => &mut self.messages[at].results,
            (None, Some(at)) => &mut self.letters[at].results,
            (None, None) => match any() {
                Some(at) => &mut self.messages[at].results,
                None => return,
            },
        };
        if !results.iter().any(|known| same(known, line)) {
            results.push(line.clone());
        }
    }
}

impl Run {
    /// The ids of the accounts that are wanted, as its lines name them.
    fn ids(&self) -> impl Iterator<Item = &String> {
        let documents = self.documents.iter().map(|(document, _)| &document.id);
        documents.chain(self.messages.iter().map(|(message, _)| &message.id))
    }

    /// Whether it holds anything that is wanted.
    fn is_wanted(&self) -> bool {
        !self.documents.is_empty() || !self.messages.is_empty()
    }

    /// The Chinese title of a kind.
    fn title(&self, kind: &str) -> String {
        self.header.titles.get(kind).cloned().unwrap_or_else(|| kind.to_string())
    }

    fn sender(&self) -> Option<String> {
        self.header.signed.as_ref().map(|signed| signed.sender.clone())
    }
}

/// Whether two lines tell one result, recorded beside two folders that hold the same document.
fn same(one: &DeliveryLine, other: &DeliveryLine) -> bool {
    (one.result, one.at, &one.channel, &one.reference)
        == (other.result, other.at, &other.channel, &other.reference)
}

fn of_folders(request: &Request<'_>, id: &str, halt: &AtomicBool) -> Result<Vec<Chain>, Stop> {
    let wanted = |own: &str, number: &str| own == id || number.eq_ignore_ascii_case(id);
    request.folders.iter().map(|place| follow(&**place, &wanted, halt)).collect()
}

fn unknown(request: &Request<'_>) -> Stop {
    let id = request.id;
    let stop =
        Stop::new(format!("no folder holds a document of `{id}`"), format!("所给文件夹中没有 `{id}` 的文书"))
            .coded(StopCode::Input);
    let near = request.folders.iter().find_map(|place| deliver::search(&**place, id).ok()?.nearest);
    match near {
        Some(near) => stop.hinted(Words::did_you_mean(&near)),
        None => stop
            .hint("name every folder that may hold one with `--from`", "请用 `--from` 列出所有可能的文件夹"),
    }
}
