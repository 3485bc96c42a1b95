//! Gather what earlier runs left: the lines that stay, and the documents that need not be made again.

use std::collections::{BTreeMap, HashSet};
use std::thread;

use sha2::{Digest, Sha256};

use super::made::Made;
use super::manifest::{self, Added, Counts, Hash, Header, Line};
use super::naming::Naming;
use super::numbers_given::NumbersGiven;
use super::reading::{Good, Look, Reading, is_whole, is_whole_mail};
use super::report::Tally;
use super::sent::Texts;
use crate::digest;
use crate::error::Stop;
use crate::place::Place;

/// How many documents are looked at together.
const STRETCH: usize = 1024;

/// What earlier runs left. All but the last of a folder are finished; the last may be gone on with.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// Bytes of the manifest that stay.
    pub(super) whole: u64,
    /// SHA-256 of the last line that stays, in hex.
    pub(super) hash: String,
    /// Bytes of the file of short messages that stay.
    pub(super) texts: u64,
    /// The header of the last run.
    pub(super) header: Option<Header>,
    /// The `seq` of its last document whose line stays.
    pub(super) last: u64,
    /// What its documents come to whose lines stay.
    pub(super) counts: Counts,
    /// The numbers and files of all documents, and whose they are.
    pub(super) numbers: NumbersGiven,
    /// The totals of all documents.
    pub(super) tally: Tally,
    /// Whether whole documents stand behind one that is not: their lines must be written anew.
    pub(super) later: bool,
    /// `seq` and account hash of every whole document of the last run, by `seq`.
    accounts: Vec<(u64, Hash)>,
    /// `seq` and account hash of the documents of the last run that are missing or damaged.
    lost_accounts: HashSet<(u64, Hash)>,
    /// How many documents of the last run are missing or damaged, and how many of those before it.
    pub(super) lost: u64,
    pub(super) lost_before: u64,
    /// The number of the first line that is not good.
    pub(super) broken: Option<u64>,
    /// The finished runs before the last.
    pub(super) before: Vec<FinishedRun>,
    /// What tells the documents of the runs before the last apart.
    pub(super) made_before: HashSet<[u8; 16]>,
    /// The ids of those documents, each with its kind, in as many bytes.
    pub(super) ids_before: HashSet<[u8; 16]>,
    /// What tells the documents of the last run apart.
    made_now: HashSet<[u8; 16]>,
    ids_now: HashSet<[u8; 16]>,
    end: Option<FinishedRun>,
    /// SHA-256 of each list that the last closing line names, by name.
    pub(super) lists: BTreeMap<String, String>,
    /// Where its closing line ends, and that line's hash.
    ended: Option<(u64, String)>,
}

/// A finished run of a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct FinishedRun {
    /// Which it is, counted from 1.
    pub run: u64,
    /// Its header.
    pub header: Header,
    /// What it came to.
    pub counts: Counts,
    /// What it met of earlier runs, where it was added to any.
    pub added: Option<Added>,
    /// SHA-256 over the records of its input, in hex; none in older manifests.
    pub input: Option<String>,
}

impl FinishedRun {
    /// How many of its accounts have no document of its own.
    pub fn without(&self) -> u64 {
        self.counts.refused + self.counts.not_yet + self.added.as_ref().map_or(0, |added| added.stood)
    }
}

impl Past {
    /// The past of a folder whose manifest is a header and nothing more.
    pub(super) fn of_header(header: &Header, text: &str) -> Self {
        Self {
            whole: text.len() as u64,
            hash: digest::sha256(text.as_bytes()),
            header: Some(header.clone()),
            ..Self::default()
        }
    }

    /// Reads on behind the header and looks at every document.
    pub(super) fn gather(
        place: &dyn Place,
        first: &Good,
        mut reading: Reading,
        look: Look,
    ) -> Result<Self, Stop> {
        let (mut past, mut texts, mut ahead) = (Self::default(), Texts::open(place)?, None);
        past.begin(first);
        loop {
            let (stretch, behind) = stretch(&mut reading, &mut ahead)?;
            let naming = past.header.as_ref().and_then(Naming::of_header);
            let wholes = naming.map(|naming| all_whole(place, &stretch, &naming, look)).unwrap_or_default();
            let wholes = wholes.into_iter().chain(std::iter::repeat(false));
            for (Lined { made, end, hash }, whole) in stretch.into_iter().zip(wholes) {
                let whole = texts_stand(&mut texts, &made)? && whole && past.has_all(&made);
                past.add(&made, whole, end, hash);
            }
            match &behind {
                Behind::Documents => {}
                Behind::Nothing => break,
                Behind::Line(good) => past.line(good),
            }
        }
        past.broken = reading.broken();
        Ok(past)
    }

    /// `seq` and account hash of every whole document, by `seq`.
    pub(super) fn take_accounts(&mut self) -> Vec<(u64, Hash)> {
        std::mem::take(&mut self.accounts)
    }

    /// The last run, if it was finished and all of it is still there.
    pub(super) fn finished(&self) -> Option<&FinishedRun> {
        self.end.as_ref().filter(|_| self.lost == 0 && self.broken.is_none())
    }

    /// Whether the last run has its closing line and all its documents, whatever stands behind.
    pub(super) fn is_closed(&self) -> bool {
        self.end.is_some() && self.lost == 0
    }

    /// What is known of the last run's input, where the run was finished and lost something since.
    pub(super) fn take_known(&mut self) -> Option<KnownInput> {
        let end = self.end.as_ref()?;
        Some(KnownInput { input: end.input.clone()?, lost: std::mem::take(&mut self.lost_accounts) })
    }

    /// All finished runs; the last counts where it has its closing line and all its documents.
    pub(super) fn finished_runs(&self) -> impl Iterator<Item = &FinishedRun> {
        self.before.iter().chain(self.end.as_ref().filter(|_| self.lost == 0))
    }

    /// Goes over to a new run, which is added to the finished ones.
    pub(super) fn go_on(&mut self) {
        self.before.extend(self.end.take());
        if let Some((whole, hash)) = self.ended.take() {
            (self.whole, self.hash) = (whole, hash);
        }
        self.accounts.clear();
        self.lost_accounts.clear();
        self.made_before.extend(self.made_now.drain());
        self.ids_before.extend(self.ids_now.drain());
        (self.last, self.later, self.counts) = (0, false, Counts::default());
        self.lost_before += std::mem::take(&mut self.lost);
    }

    /// Takes the line that begins or ends a run.
    fn line(&mut self, good: &Good) {
        match &good.line {
            Line::Header(_) => {
                self.go_on();
                self.begin(good);
            }
            Line::End(end) => {
                self.end = self.header.clone().map(|header| FinishedRun {
                    run: self.before.len() as u64 + 1,
                    header,
                    counts: end.counts,
                    added: end.added.clone(),
                    input: end.input.clone(),
                });
                self.lists = end.files.clone();
                self.ended = Some((good.end, good.hash.clone()));
            }
            Line::Document(_) | Line::Message(_) => {}
        }
    }

    /// Whether lines of all channels of the run are there: the last of an account may have been cut off. Of the course
    /// each account has the one line of the channel that its step is due by.
    fn has_all(&self, made: &Made) -> bool {
        let header = self.header.as_ref().filter(|header| !header.follows_the_course());
        let asked = header.and_then(|header| header.channels.as_ref());
        asked.is_none_or(|asked| asked.len() == usize::from(made.document.is_some()) + made.messages.len())
    }

    fn begin(&mut self, first: &Good) {
        (self.whole, self.hash) = (first.end, first.hash.clone());
        if let Line::Header(header) = &first.line {
            self.header = Some((**header).clone());
        }
    }

    fn add(&mut self, made: &Made, whole: bool, end: u64, hash: String) {
        // A hash that cannot be read is that of no account.
        let account = manifest::hash_of(made.account_sha256()).unwrap_or_default();
        if !whole {
            self.lost += 1;
            self.lost_accounts.insert((made.seq(), account));
            return;
        }
        self.made_now.insert(record_and_kind(&account, made.kind()));
        self.ids_now.insert(record_and_kind(&Sha256::digest(made.id()).into(), made.kind()));
        if self.lost > 0 && !made.messages.is_empty() {
            // Short messages stand in one file, in the order of the accounts: behind one that is lost all are made again.
            self.lost_accounts.insert((made.seq(), account));
            return;
        }
        self.accounts.push((made.seq(), account));
        if self.lost > 0 {
            self.later = true;
            return;
        }
        (self.whole, self.hash, self.last) = (end, hash, made.seq());
        self.texts += made.texts().map(|message| message.bytes).sum::<u64>();
        self.counts.made += 1;
        self.counts.warnings += made.findings().count() as u64;
        self.tally.made(made);
        self.tally.kept += 1;
        self.numbers.give(made);
    }
}

/// What is known of the input of a finished run that lost documents or lists: from another input they are not made
/// again.
#[derive(Debug)]
pub(super) struct KnownInput {
    /// SHA-256 over its records, in hex.
    pub(super) input: String,
    /// `seq` and account hash of the documents that are lost.
    lost: HashSet<(u64, Hash)>,
}

impl KnownInput {
    /// Whether the document of such an account may be made: every other account was refused, if its record is what it
    /// was.
    pub(super) fn lost(&self, seq: u64, account: Hash) -> bool {
        self.lost.contains(&(seq, account))
    }
}

/// What stands behind some documents.
enum Behind {
    /// Further ones, it may be.
    Documents,
    /// The line that begins or ends a run.
    Line(Box<Good>),
    /// Nothing that is good.
    Nothing,
}

/// What was made of an account, with where its last line ends and that line's hash.
struct Lined {
    made: Made,
    end: u64,
    hash: String,
}

/// The next accounts, and what stands behind them; `ahead` is a line that was read already.
fn stretch(reading: &mut Reading, ahead: &mut Option<Good>) -> Result<(Vec<Lined>, Behind), Stop> {
    let mut stretch: Vec<Lined> = Vec::new();
    loop {
        let next = match ahead.take() {
            Some(good) => Some(good),
            None => reading.next_line()?,
        };
        let Some(Good { line, end, hash }) = next else { return Ok((stretch, Behind::Nothing)) };
        let more = match (&line, stretch.last()) {
            (Line::Message(message), Some(last)) => message.seq == last.made.seq(),
            _ => false,
        };
        match stretch.last_mut().filter(|_| more) {
            Some(last) => {
                last.made.take(line);
                (last.end, last.hash) = (end, hash);
            }
            None => {
                let mut made = Made::default();
                if stretch.len() >= STRETCH {
                    *ahead = Some(Good { line, end, hash });
                    return Ok((stretch, Behind::Documents));
                }
                match made.take(line) {
                    Some(line) => {
                        let good = Good { line, end, hash };
                        return Ok((stretch, Behind::Line(Box::new(good))));
                    }
                    None => stretch.push(Lined { made, end, hash }),
                }
            }
        }
    }
}

/// Whether the short messages of an account stand in their file; it is read on by as many lines.
fn texts_stand(texts: &mut Texts, made: &Made) -> Result<bool, Stop> {
    made.texts().try_fold(true, |whole, message| Ok(texts.holds(message)? && whole))
}

/// What a document is known by in a later run: the record and the kind, in a few bytes.
pub(super) fn record_and_kind(account: &Hash, kind: &str) -> [u8; 16] {
    digest::half(&Sha256::new().chain_update(account).chain_update(kind).finalize().into())
}

/// Whether the files of each account are whole; all processors look at once.
fn all_whole(place: &dyn Place, stretch: &[Lined], naming: &Naming, look: Look) -> Vec<bool> {
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let whole = |made: &Made| {
        let file = || naming.file_of(made.seq(), made.id(), made.number());
        made.document.iter().all(|document| is_whole(place, document, naming, look))
            && made.mails().all(|message| is_whole_mail(place, message, file(), look))
    };
    let see = |part: &[Lined]| -> Vec<bool> { part.iter().map(|lined| whole(&lined.made)).collect() };
    thread::scope(|scope| {
        let parts = stretch.chunks(stretch.len().div_ceil(hands).max(1));
        let looking: Vec<_> = parts.map(|part| (part, scope.spawn(move || see(part)))).collect();
        looking
            .into_iter()
            .flat_map(|(part, one)| one.join().unwrap_or_else(|_| vec![false; part.len()]))
            .collect()
    })
}
