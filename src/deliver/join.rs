//! Join the folders of shards to the folder an unsharded run would have left.
//!
//! Documents and their locked copies are linked where shards and result lie on one file system and copied
//! otherwise; the shards stay as they are. Lines are sorted by `seq` and chained anew, so that the signatures
//! on their closing lines count no more. A join that was interrupted is begun anew over what it left.

mod whole;

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::chain::Seal;
use super::manifest::{Document, Header, Line};
use super::place::{Folder, copy_of};
use super::reading::Reading;
use super::refused::{self, Refused};
use super::register::Register;
use super::report::{self, Report, Session, Tally};
use super::sheets::{Row, Sheets};
use crate::error::Stop;
use crate::finding::Lang;

/// Joins shards, which must be finished and sound, into `out`; words lists and report in `lang`. `seal`
/// signs the closing line.
///
/// Fails, before anything is written, where their headers differ, where an account stands in two of
/// them or in none, and where `out` holds something else.
pub fn join(
    shards: &[PathBuf],
    out: &Path,
    lang: Lang,
    session: &Session,
    seal: Option<&Seal<'_>>,
) -> Result<Report, Stop> {
    let header = whole::one_header(shards)?;
    let reports = shards.iter().map(|shard| Told::read(shard)).collect::<Result<Vec<_>, _>>()?;
    let accounts = reports.iter().filter_map(|told| told.accounts).max();
    whole::every_account(shards, accounts)?;
    let folder = open(out, &header)?;
    let past = super::begin(&folder, &header)?;
    let mut register = Register::open(&folder, &header, past, VecDeque::new(), lang)?;
    let mut shards = shards.iter().map(|shard| Shard::open(shard)).collect::<Result<Vec<_>, _>>()?;
    while let Some(next) = next_of(&mut shards)? {
        next.hand_on(&folder, &mut register)?;
    }
    reports.iter().for_each(|told| register.join_debts(&told.tally));
    register.finish_sealed(&Session { accounts, ..session.clone() }, seal)
}

/// Opens the folder to join into: a new one, an empty one, or one in which a join was cut off.
fn open(out: &Path, header: &Header) -> Result<Arc<Folder>, Stop> {
    let folder = Folder::open(out)?;
    let Some(mut reading) = Reading::open(out)? else { return Ok(Arc::new(folder)) };
    let mut line = reading.next_line()?;
    let begun = line.as_ref().is_none_or(|good| good.line == Line::Header(header.clone()));
    while let Some(good) = &line {
        if matches!(good.line, Line::End(_)) {
            return Err(in_the_way(out));
        }
        line = reading.next_line()?;
    }
    if begun { Ok(Arc::new(folder)) } else { Err(in_the_way(out)) }
}

fn in_the_way(out: &Path) -> Stop {
    let shown = out.display();
    Stop::new(format!("`{shown}` holds a run already"), format!("`{shown}` 中已有批次"))
        .hint("choose a new or an empty folder", "请选用新文件夹或空文件夹")
}

/// What is needed of a shard's report.
#[derive(serde::Deserialize)]
struct Told {
    #[serde(flatten)]
    tally: Tally,
    accounts: Option<u64>,
}

impl Told {
    fn read(shard: &Path) -> Result<Self, Stop> {
        let path = shard.join(report::NAME);
        let fault = |error: &io::Error| Stop::io(&path, error);
        let text = fs::read(&path).map_err(|error| fault(&error))?;
        serde_json::from_slice(&text).map_err(|error| fault(&error.into()))
    }
}

/// A shard, of which the next document and the next refused account are known.
struct Shard {
    root: PathBuf,
    manifest: Reading,
    document: Option<Box<Document>>,
    refused: Peekable<RefusedLines>,
    sheets: Sheets,
}

type RefusedLines = Box<dyn Iterator<Item = Result<Refused, Stop>>>;

/// What comes next of all shards.
enum Next {
    Made(PathBuf, Box<Document>),
    Refused(Refused, Option<Row>),
}

impl Shard {
    fn open(root: &Path) -> Result<Self, Stop> {
        let Some(manifest) = Reading::open(root)? else { return Err(whole::no_manifest(root)) };
        let (refused, sheets) = (refused_lines(root)?.peekable(), Sheets::of(root));
        let mut shard = Self { root: root.to_path_buf(), manifest, document: None, refused, sheets };
        shard.advance()?;
        Ok(shard)
    }

    /// Reads on to the next document.
    fn advance(&mut self) -> Result<(), Stop> {
        self.document = None;
        while let Some(good) = self.manifest.next_line()? {
            if let Line::Document(document) = good.line {
                self.document = Some(document);
                break;
            }
        }
        Ok(())
    }

    /// The ordinal of the account that comes next; a list that cannot be read comes first.
    fn seq(&mut self) -> Option<u64> {
        let refused = self.refused.peek().map(|refused| refused.as_ref().map_or(0, |refused| refused.seq));
        self.document.as_ref().map(|document| document.seq).into_iter().chain(refused).min()
    }

    fn take(&mut self) -> Result<Option<Next>, Stop> {
        let seq = self.seq();
        if let Some(document) = self.document.take_if(|document| Some(document.seq) == seq) {
            self.advance()?;
            return Ok(Some(Next::Made(self.root.clone(), document)));
        }
        let Some(refused) = self.refused.next().transpose()? else { return Ok(None) };
        let row = match &refused.sheet {
            Some(sheet) => Some(self.sheets.next_of(sheet)?),
            None => None,
        };
        Ok(Some(Next::Refused(refused, row)))
    }
}

/// What comes next in the order of the input.
fn next_of(shards: &mut [Shard]) -> Result<Option<Next>, Stop> {
    let first = shards.iter_mut().filter_map(|shard| Some((shard.seq()?, shard))).min_by_key(|(seq, _)| *seq);
    first.map_or(Ok(None), |(_, shard)| shard.take())
}

impl Next {
    fn hand_on(self, folder: &Folder, register: &mut Register) -> Result<(), Stop> {
        match self {
            Self::Made(shard, document) => {
                let adopt = |file: &str| folder.adopt(file, document.seq, &shard.join(file));
                let part = adopt(&document.file)?;
                let copy = document.copy.as_ref().map(|_| adopt(&copy_of(&document.file))).transpose()?;
                register.adopt(part, copy, document)
            }
            Self::Refused(refused, row) => register.refused_before(refused, row),
        }
    }
}

/// The lines of a shard's list of refused accounts.
fn refused_lines(shard: &Path) -> Result<RefusedLines, Stop> {
    let path = shard.join(refused::NAME);
    let file = File::open(&path).map_err(|error| Stop::io(&path, &error))?;
    let line = move |text: io::Result<String>| {
        let refused = text.and_then(|text| Ok(serde_json::from_str(&text)?));
        refused.map_err(|error| Stop::io(&path, &error))
    };
    Ok(Box::new(BufReader::new(file).lines().map(line)))
}
