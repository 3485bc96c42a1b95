//! Gather what an earlier run left: the lines that stay, and the documents that need not be made again.

use std::thread;

use super::manifest::{self, Counts, Document, Hash, Line};
use super::numbers_given::NumbersGiven;
use super::reading::{Good, Look, Reading, is_whole};
use super::report::Tally;
use crate::digest;
use crate::error::Stop;
use crate::place::Place;

/// How many documents are looked at together.
const STRETCH: usize = 1024;

/// What an earlier run left.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// Bytes of the manifest that stay.
    pub(super) whole: u64,
    /// SHA-256 of the last line that stays, in hex.
    pub(super) hash: String,
    /// The `seq` of the last document whose line stays.
    pub(super) last: u64,
    /// The numbers of those documents, and whose they are.
    pub(super) numbers: NumbersGiven,
    /// The totals of those documents.
    pub(super) tally: Tally,
    /// Whether whole documents stand behind one that is not: their lines must be written anew.
    pub(super) later: bool,
    /// `seq` and account hash of every whole document, by `seq`.
    accounts: Vec<(u64, Hash)>,
    /// How many documents are missing or damaged.
    pub(super) lost: u64,
    /// The number of the first line that is not good.
    pub(super) broken: Option<u64>,
    end: Option<Counts>,
}

impl Past {
    /// The past of a folder whose manifest is a header and nothing more.
    pub(super) fn of_header(text: &str) -> Self {
        Self { whole: text.len() as u64, hash: digest::sha256(text.as_bytes()), ..Self::default() }
    }

    /// Reads on behind the header and looks at every document.
    pub(super) fn gather(
        place: &dyn Place,
        first: &Good,
        mut reading: Reading,
        look: Look,
    ) -> Result<Self, Stop> {
        let mut past = Self { whole: first.end, hash: first.hash.clone(), ..Self::default() };
        loop {
            let stretch = past.stretch(&mut reading)?;
            if stretch.is_empty() {
                break;
            }
            let wholes = all_whole(place, &stretch, look);
            for ((document, end, hash), whole) in stretch.into_iter().zip(wholes) {
                past.add(&document, whole, end, hash);
            }
        }
        past.broken = reading.broken();
        Ok(past)
    }

    /// `seq` and account hash of every whole document, by `seq`.
    pub(super) fn take_accounts(&mut self) -> Vec<(u64, Hash)> {
        std::mem::take(&mut self.accounts)
    }

    /// What the run came to, if it was finished and all of it is still there.
    pub(super) fn finished(&self) -> Option<Counts> {
        self.end.filter(|_| self.lost == 0 && self.broken.is_none())
    }

    /// The next documents, each with where its line ends and the line's hash.
    fn stretch(&mut self, reading: &mut Reading) -> Result<Vec<(Box<Document>, u64, String)>, Stop> {
        let mut stretch = Vec::new();
        while stretch.len() < STRETCH {
            match reading.next_line()? {
                Some(Good { line: Line::Document(document), end, hash }) => {
                    stretch.push((document, end, hash))
                }
                Some(Good { line: Line::End(end), .. }) => self.end = Some(end.counts),
                Some(_) | None => break,
            }
        }
        Ok(stretch)
    }

    fn add(&mut self, document: &Document, whole: bool, end: u64, hash: String) {
        if !whole {
            self.lost += 1;
            return;
        }
        // A hash that cannot be read is that of no account.
        let account = manifest::hash_of(&document.account_sha256).unwrap_or_default();
        self.accounts.push((document.seq, account));
        if self.lost > 0 {
            self.later = true;
            return;
        }
        (self.whole, self.hash, self.last) = (end, hash, document.seq);
        self.tally.made(document);
        self.tally.kept += 1;
        self.numbers.give(&document.number, document.seq);
    }
}

/// Whether each document is whole; all processors look at once.
fn all_whole(place: &dyn Place, stretch: &[(Box<Document>, u64, String)], look: Look) -> Vec<bool> {
    let hands = thread::available_parallelism().map_or(1, usize::from);
    let see = |part: &[(Box<Document>, u64, String)]| -> Vec<bool> {
        part.iter().map(|(document, ..)| is_whole(place, document, look)).collect()
    };
    thread::scope(|scope| {
        let parts = stretch.chunks(stretch.len().div_ceil(hands).max(1));
        let looking: Vec<_> = parts.map(|part| (part, scope.spawn(move || see(part)))).collect();
        looking
            .into_iter()
            .flat_map(|(part, one)| one.join().unwrap_or_else(|_| vec![false; part.len()]))
            .collect()
    })
}
