//! Join the folders of shards to the folder an unsharded run would have left.
//!
//! Documents and their locked copies are linked where shards and result lie on one file system and copied
//! otherwise; the shards stay as they are. Lines are sorted by `seq` and chained anew, so that the signatures
//! on their closing lines count no more. A join that was interrupted is begun anew over what it left.

mod whole;

use std::collections::VecDeque;
use std::io::{self, BufReader, ErrorKind};
use std::iter::Peekable;
use std::sync::Arc;

use super::chain::Seal;
use super::files::copy_of;
use super::manifest::{Document, Header, Line};
use super::reading::Reading;
use super::refused::{Refused, listed};
use super::register::Register;
use super::report::{self, Report, Session};
use super::sheets::{Row, Sheets};
use crate::error::Stop;
use crate::place::{Place, TemporaryFile};

/// Joins shards, which must be finished and sound, into `out`, which is opened when all are sound. Lists and
/// report keep the language of theirs. `seal` signs the closing line.
///
/// Fails, before anything is written, where their headers differ, where an account stands in two of
/// them or in none, and where `out` holds something else.
pub fn join(
    shards: &[Arc<dyn Place>],
    out: impl FnOnce() -> Result<Arc<dyn Place>, Stop>,
    session: &Session,
    seal: Option<&Seal<'_>>,
) -> Result<Report, Stop> {
    let header = whole::one_header(shards)?;
    let accounts = shards.iter().map(|shard| accounts_of(&**shard)).collect::<Result<Vec<_>, _>>()?;
    let accounts = accounts.into_iter().flatten().max();
    whole::every_account(shards, accounts)?;
    let out = &out()?;
    is_free(&**out, &header)?;
    let past = super::begin(out, &header)?;
    let mut register = Register::open(out, past, None, VecDeque::new())?;
    let mut shards = shards.iter().map(Shard::open).collect::<Result<Vec<_>, _>>()?;
    while let Some(next) = next_of(&mut shards)? {
        next.hand_on(out, &mut register)?;
    }
    register.finish_sealed(&Session { accounts, ..session.clone() }, seal)
}

/// Fails where a place to join into holds a run, but for a join of these shards that was cut off.
pub(super) fn is_free(out: &dyn Place, header: &Header) -> Result<(), Stop> {
    let Some(mut reading) = Reading::open(out)? else { return Ok(()) };
    let mut line = reading.next_line()?;
    let begun = line.as_ref().is_none_or(|good| good.line == Line::Header(Box::new(header.clone())));
    while let Some(good) = &line {
        if matches!(good.line, Line::End(_)) {
            return Err(in_the_way(out));
        }
        line = reading.next_line()?;
    }
    if begun { Ok(()) } else { Err(in_the_way(out)) }
}

fn in_the_way(out: &dyn Place) -> Stop {
    let shown = out.shown("");
    Stop::new(format!("`{shown}` holds a run already"), format!("`{shown}` 中已有批次"))
        .hint("choose a new or an empty folder", "请选用新文件夹或空文件夹")
}

/// How many accounts the whole input held, where a shard's report tells it.
fn accounts_of(shard: &dyn Place) -> Result<Option<u64>, Stop> {
    #[derive(serde::Deserialize)]
    struct Told {
        accounts: Option<u64>,
    }
    let read = shard.read(report::NAME).and_then(|file| {
        let file = BufReader::new(file.ok_or(ErrorKind::NotFound)?);
        Ok(serde_json::from_reader::<_, Told>(file)?)
    });
    let told = read.map_err(|error: io::Error| Stop::at(&shard.shown(report::NAME), &error))?;
    Ok(told.accounts)
}

/// A shard, of which the next document and the next refused account are known.
struct Shard {
    place: Arc<dyn Place>,
    manifest: Reading,
    document: Option<Box<Document>>,
    refused: Peekable<RefusedLines>,
    sheets: Sheets,
}

type RefusedLines = Box<dyn Iterator<Item = Result<Refused, Stop>>>;

/// What comes next of all shards.
enum Next {
    Made(Arc<dyn Place>, Box<Document>),
    Refused(Box<Refused>, Option<Row>),
}

impl Shard {
    fn open(place: &Arc<dyn Place>) -> Result<Self, Stop> {
        let Some(manifest) = Reading::open(&**place)? else { return Err(whole::no_manifest(&**place)) };
        let refused: RefusedLines = Box::new(listed(&**place)?);
        let (refused, sheets) = (refused.peekable(), Sheets::of(place));
        let mut shard = Self { place: Arc::clone(place), manifest, document: None, refused, sheets };
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
            return Ok(Some(Next::Made(Arc::clone(&self.place), document)));
        }
        let Some(refused) = self.refused.next().transpose()? else { return Ok(None) };
        let row = match &refused.sheet {
            Some(sheet) => Some(self.sheets.next_of(sheet)?),
            None => None,
        };
        Ok(Some(Next::Refused(Box::new(refused), row)))
    }
}

/// What comes next in the order of the input.
fn next_of(shards: &mut [Shard]) -> Result<Option<Next>, Stop> {
    let first = shards.iter_mut().filter_map(|shard| Some((shard.seq()?, shard))).min_by_key(|(seq, _)| *seq);
    first.map_or(Ok(None), |(_, shard)| shard.take())
}

impl Next {
    fn hand_on(self, out: &Arc<dyn Place>, register: &mut Register) -> Result<(), Stop> {
        match self {
            Self::Made(shard, document) => {
                let adopt = |file: &str| TemporaryFile::adopt(out, file, &*shard);
                let temporary = adopt(&document.file)?;
                let copy = document.copy.as_ref().map(|_| adopt(&copy_of(&document.file))).transpose()?;
                register.adopt(temporary, copy, document)
            }
            Self::Refused(refused, row) => register.refused_before(*refused, row),
        }
    }
}
