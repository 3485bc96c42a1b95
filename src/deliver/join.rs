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
use super::made::Made;
use super::manifest::{Header, Line};
use super::not_yet::{self, NotYet};
use super::reading::Reading;
use super::refused::{Refused, listed};
use super::register::Register;
use super::report::{self, Report, Session};
use super::sent::{self, Texts};
use super::sheets::{Row, Sheets};
use crate::digest;
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

fn other_text(shard: &dyn Place, seq: u64) -> Stop {
    let shown = shard.shown(sent::NAME);
    Stop::new(
        format!("`{shown}` does not hold the short message of account {seq} as its manifest tells it"),
        format!("`{shown}` 中第 {seq} 户的短信与清单不符"),
    )
    .hint("`hanpress audit` tells what was changed", "请用 `hanpress audit` 查看改动")
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

/// A shard, of which the next account that was made and the next refused one are known.
struct Shard {
    place: Arc<dyn Place>,
    manifest: Reading,
    /// A line that was read and belongs to the account behind the next.
    ahead: Option<Line>,
    made: Option<Box<Made>>,
    texts: Texts,
    refused: Peekable<RefusedLines>,
    not_yet: Peekable<NotYetLines>,
    sheets: Sheets,
}

type RefusedLines = Box<dyn Iterator<Item = Result<Refused, Stop>>>;
type NotYetLines = Box<dyn Iterator<Item = Result<NotYet, Stop>>>;

/// What comes next of all shards.
enum Next {
    Made(Arc<dyn Place>, Box<Made>, Vec<u8>),
    Refused(Box<Refused>, Option<Row>),
    NotYet(Box<NotYet>),
}

impl Shard {
    fn open(place: &Arc<dyn Place>) -> Result<Self, Stop> {
        let Some(manifest) = Reading::open(&**place)? else { return Err(whole::no_manifest(&**place)) };
        let refused: RefusedLines = Box::new(listed(&**place)?);
        let not_yet: NotYetLines = Box::new(not_yet::listed(&**place)?);
        let (refused, not_yet, sheets) = (refused.peekable(), not_yet.peekable(), Sheets::of(place));
        let (place, texts) = (Arc::clone(place), Texts::open(&**place)?);
        let mut shard = Self { place, manifest, ahead: None, made: None, texts, refused, not_yet, sheets };
        shard.advance()?;
        Ok(shard)
    }

    /// Reads on to the next account that was made.
    fn advance(&mut self) -> Result<(), Stop> {
        let mut made = Made::default();
        loop {
            let line = match self.ahead.take() {
                Some(line) => Some(line),
                None => self.manifest.next_line()?.map(|good| good.line),
            };
            let Some(line) = line else { break };
            let left = made.take(line);
            if left.is_some() && !made.is_empty() {
                self.ahead = left;
                break;
            }
        }
        self.made = (!made.is_empty()).then(|| Box::new(made));
        Ok(())
    }

    /// The ordinal of the account that comes next; a list that cannot be read comes first.
    fn seq(&mut self) -> Option<u64> {
        let refused = self.refused.peek().map(|refused| refused.as_ref().map_or(0, |refused| refused.seq));
        let not_yet = self.not_yet.peek().map(|line| line.as_ref().map_or(0, |line| line.seq));
        self.made.as_ref().map(|made| made.seq()).into_iter().chain(refused).chain(not_yet).min()
    }

    fn take(&mut self) -> Result<Option<Next>, Stop> {
        let seq = self.seq();
        if let Some(made) = self.made.take_if(|made| Some(made.seq()) == seq) {
            let mut text = Vec::new();
            for message in made.texts() {
                let line = self.texts.next_line()?;
                if digest::sha256(&line) != message.sha256 {
                    return Err(other_text(&*self.place, message.seq));
                }
                text.extend(line);
            }
            self.advance()?;
            return Ok(Some(Next::Made(Arc::clone(&self.place), made, text)));
        }
        let waits = self.not_yet.next_if(|line| line.as_ref().map_or(0, |line| line.seq) == seq.unwrap_or(0));
        if let Some(line) = waits.transpose()? {
            return Ok(Some(Next::NotYet(Box::new(line))));
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
            Self::Made(shard, made, text) => {
                let adopt = |file: &str| TemporaryFile::adopt(out, file, &*shard);
                let copied = made.document.iter().filter(|document| document.copy.is_some());
                let copies: Vec<_> = copied.map(|document| copy_of(&document.file)).collect();
                let files = made.files().chain(copies.iter().map(String::as_str));
                let temporaries = files.map(adopt).collect::<Result<Vec<_>, _>>()?;
                register.adopt(temporaries, text, *made)
            }
            Self::Refused(refused, row) => register.refused_before(*refused, row),
            Self::NotYet(line) => register.not_yet_before(&line),
        }
    }
}
