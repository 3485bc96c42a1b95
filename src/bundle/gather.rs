//! Gather the documents of an account from the folders that hold them, each with its file, judged.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;

use super::Request;
use super::chain::{Chain, Kept, follow};
use super::judge::{Faults, Seal, judge};
use crate::deliver;
use crate::deliver::manifest::Document;
use crate::delivered::DeliveryLine;
use crate::error::{Stop, StopCode};

/// All that is known of an account, in the order in which it was said.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) id: String,
    pub(super) letters: Vec<Letter>,
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
    /// How many results are told of its documents.
    pub(super) fn results(&self) -> usize {
        self.letters.iter().map(|letter| letter.results.len()).sum()
    }

    /// The lines of the manifests and of the results that name its documents, folder by folder.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &Kept)> {
        self.chains.iter().enumerate().flat_map(|(at, chain)| {
            let runs = chain.runs.iter().filter(|run| !run.documents.is_empty());
            let manifest = runs.flat_map(|run| {
                let documents = run.documents.iter().map(|(_, kept)| kept);
                let end = run.end.iter().map(|(_, kept)| kept);
                std::iter::once(&run.header_line).chain(documents).chain(end)
            });
            let results = chain.results.iter().map(|(_, kept)| kept);
            manifest.chain(results).map(move |kept| (at, kept))
        })
    }
}

/// Gathers what a request asks for.
pub(super) fn gather(request: &Request<'_>, halt: &AtomicBool) -> Result<Gathered, Stop> {
    let (mut id, mut chains) = (request.id.to_string(), of_folders(request, request.id, halt)?);
    let named = chains.iter().flat_map(|chain| &chain.runs).flat_map(|run| &run.documents);
    let ids: Vec<&String> = named.map(|(document, _)| &document.id).collect();
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
    let mut letters: Vec<Letter> = Vec::new();
    let mut known: HashMap<String, String> = HashMap::new();
    for (place, chain) in request.folders.iter().zip(&chains) {
        for run in &chain.runs {
            let Some((end, kept)) = &run.end else { continue };
            if run.documents.is_empty() {
                continue;
            }
            faults.closing(&**place, end, kept, request.terms);
            for (document, _) in run.documents.iter().filter(|(document, _)| document.id == id) {
                // The same document may stand in a shard and in what shards were joined to.
                match known.insert(document.number.clone(), document.sha256.clone()) {
                    Some(other) if other != document.sha256 => {
                        faults.twice(&**place, document);
                        continue;
                    }
                    Some(_) => continue,
                    None => {}
                }
                let Some((bytes, seal)) = judge(&**place, document, &run.header, request, &mut faults)?
                else {
                    continue;
                };
                letters.push(Letter {
                    title: run
                        .header
                        .titles
                        .get(&document.kind)
                        .cloned()
                        .unwrap_or_else(|| document.kind.clone()),
                    issued: run.header.issue_date,
                    sender: run.header.signed.as_ref().map(|signed| signed.sender.clone()),
                    document: document.clone(),
                    bytes,
                    seal,
                    results: Vec::new(),
                });
            }
        }
    }
    faults.told()?;
    for (line, _) in chains.iter().flat_map(|chain| &chain.results) {
        let letter = letters.iter_mut().find(|letter| letter.document.number == line.number);
        if let Some(letter) = letter.filter(|letter| !letter.results.iter().any(|known| same(known, line))) {
            letter.results.push(line.clone());
        }
    }
    letters.iter_mut().for_each(|letter| letter.results.sort_by_key(|line| line.at));
    letters.sort_by_key(|letter| letter.issued);
    Ok(Gathered { id, letters, chains })
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
        Some(near) => stop.hint(format!("did you mean `{near}`?"), format!("是否应为 `{near}`？")),
        None => stop
            .hint("name every folder that may hold one with `--from`", "请用 `--from` 列出所有可能的文件夹"),
    }
}
