//! Record what became of each account, in input order: the file first, then its line.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::chain::{Chain, Seal};
use super::manifest::{Added, Counts, Document, Header, hash_of};
use super::met::{InputHash, Met};
use super::numbers_given::{NumbersGiven, Taken};
use super::past::{FinishedRun, KnownInput, Past};
use super::refused::{Refused, RefusedList};
use super::report::{self, Pace, Report, Session, Tally};
use super::sheets::Row;
use super::tail::{Kept, Tail};
use super::{Origin, Outcome, Placed, Recorded, index, unresolved};
use crate::clock::Watch;
use crate::error::Stop;
use crate::finding::{Finding, Words};
use crate::laps::{Laps, Stage};
use crate::place::{Place, TemporaryFile};

/// How many documents are flushed together, at first and at the most: twice as many each time,
/// because a file system syncs many faster than few. A run that is cut off makes at most these again.
const FIRST_GROUP: usize = 32;
const GROUP: usize = 256;

/// How long documents wait to be flushed: where each takes its time, fewer go together.
const PATIENCE: Duration = Duration::from_secs(2);

/// The one writer of a folder's manifest, lists and report.
///
/// After a [`Stop`] it is of no more use: drop it, and go on with `--resume`.
#[derive(Debug)]
pub struct Register {
    place: Arc<dyn Place>,
    header: Header,
    chain: Chain,
    pending: Vec<Pending>,
    /// How many are flushed together.
    group: usize,
    /// Since when the first of them waits.
    pending_since: Watch,
    /// The `seq` of the last document.
    last_seq: u64,
    /// Document numbers and files, and whose they are.
    numbers: NumbersGiven,
    /// The `seq` of the last document that this run had made before whose line stands.
    last_kept: u64,
    /// The documents behind it, if there are any: their lines must be written anew.
    tail: Option<Tail>,
    /// The lines of this run that stand, once the first of them is told of again.
    kept: Option<Kept>,
    /// The accounts of the documents that this run had made before and that were not met in the input yet, by `seq`.
    expected: VecDeque<u64>,
    refused: RefusedList,
    /// What this run came to; the tally is of all runs of the folder.
    counts: Counts,
    tally: Tally,
    pace: Pace,
    /// What this run met of those that it is added to.
    met: Option<Met>,
    /// All records that came.
    input: InputHash,
    /// What is known of the input, where the run was finished and lost something since.
    known: Option<KnownInput>,
}

/// A document whose line, and file if it still has a temporary name, are not on the disk yet.
#[derive(Debug)]
struct Pending {
    temporary: Option<TemporaryFile>,
    copy: Option<TemporaryFile>,
    document: Arc<Document>,
    laps: Laps,
}

impl Register {
    /// Goes on where an earlier run stopped, whose whole documents are those of the accounts `expected`, or begins:
    /// where it is `added` to others, with that header.
    pub(super) fn open(
        place: &Arc<dyn Place>,
        mut past: Past,
        added: Option<Header>,
        expected: VecDeque<u64>,
    ) -> Result<Self, Stop> {
        let known = if added.is_none() { past.take_known() } else { None };
        let tail = past.later.then(|| Tail::behind(place, past.whole)).transpose()?;
        let mut chain = Chain::after(place, past.whole, past.hash)?;
        if let Some(header) = &added {
            chain.begin_run(header)?;
        }
        let Some(header) = added.or(past.header) else { return Err(super::resume::no_header(&**place)) };
        let run = past.before.len() as u64 + 1;
        let met = (run > 1).then(|| Met::of(past.before));
        Ok(Self {
            place: Arc::clone(place),
            expected,
            chain,
            pending: Vec::new(),
            group: FIRST_GROUP,
            pending_since: Watch::start(),
            last_seq: past.last,
            numbers: past.numbers,
            last_kept: past.last,
            tail,
            kept: None,
            refused: RefusedList::begin(place, header.lang, header.issue_date, run)?,
            counts: past.counts,
            tally: past.tally,
            pace: Pace::start(),
            header,
            met,
            input: InputHash::default(),
            known,
        })
    }

    /// The finished run of the same header and input that this one would be added to once more, where it has made
    /// nothing.
    pub fn repeated(&self) -> Option<FinishedRun> {
        let unwritten = self.chain.is_pending() && self.pending.is_empty();
        self.met.as_ref().filter(|_| unwritten)?.repeated(&self.header, &self.input)
    }

    /// Records what became of the next account; accounts come in the order of the input.
    ///
    /// A document whose number an earlier account of this run has is refused (`D10`). Fails, before anything
    /// new is written, where an account that an earlier run met is not in this input.
    pub fn record(&mut self, origin: &Origin, outcome: Outcome) -> Result<Recorded, Stop> {
        if let Some(gone) = self.expected.pop_front_if(|seq| *seq < origin.seq) {
            return Err(super::resume::gone(gone));
        }
        self.input.add(origin.seq, origin.sha256);
        if let Some(met) = &mut self.met {
            met.add(origin);
        }
        match outcome {
            Outcome::Refused(findings) => self.refuse(origin, findings),
            Outcome::Stands => self.stand(origin.seq),
            Outcome::StoodBefore => {
                self.met.iter_mut().for_each(|met| met.stood += 1);
                Ok(Recorded::StoodBefore)
            }
            Outcome::Made(placed) => self.made(origin, placed),
        }
    }

    fn made(&mut self, origin: &Origin, placed: Placed) -> Result<Recorded, Stop> {
        let Placed { temporary, copy, document, laps } = placed;
        if let Some(taken) = self.numbers.taken(&document) {
            return self.refuse(origin, vec![already_taken(&document, taken)]);
        }
        if self.known.as_ref().is_some_and(|known| !known.lost(origin.seq, origin.sha256)) {
            return Err(super::resume::refused_then(origin.seq));
        }
        let document = Arc::new(*document);
        let told = Arc::clone(&document);
        self.queue(Pending { temporary: Some(temporary), copy, document, laps: *laps })?;
        Ok(Recorded::Made(told))
    }

    fn refuse(&mut self, origin: &Origin, findings: Vec<Finding>) -> Result<Recorded, Stop> {
        self.counts.refused += 1;
        self.tally.refused(findings.iter().filter(|finding| finding.refuses()).map(|finding| finding.code));
        self.refused.add(origin, &findings)?;
        Ok(Recorded::Refused(findings))
    }

    /// A whole document of this run: its line stands, or is written anew where one before it was not whole.
    fn stand(&mut self, seq: u64) -> Result<Recorded, Stop> {
        self.expected.pop_front_if(|met| *met == seq);
        if let Some(tail) = self.tail.as_mut().filter(|_| seq > self.last_kept) {
            let document = Arc::new(*tail.document(seq)?);
            let told = Arc::clone(&document);
            self.queue(Pending { temporary: None, copy: None, document, laps: Laps::default() })?;
            return Ok(Recorded::Stood(told));
        }
        let kept = match &mut self.kept {
            Some(kept) => kept,
            None => self.kept.insert(Kept::open(&*self.place, self.refused.run())?),
        };
        Ok(Recorded::Stood(Arc::new(*kept.document(seq)?)))
    }

    /// Records a document that stands in another folder, with its locked copy where it has one; it comes in
    /// the order of the input.
    pub(super) fn adopt(
        &mut self,
        temporary: TemporaryFile,
        copy: Option<TemporaryFile>,
        document: Box<Document>,
    ) -> Result<(), Stop> {
        if let Some(Taken::Number(other) | Taken::File(other)) = self.numbers.taken(&document) {
            return Err(number_twice(&document.number, other, document.seq));
        }
        self.input.add(document.seq, hash_of(&document.account_sha256).unwrap_or_default());
        let document = Arc::new(*document);
        self.queue(Pending { temporary: Some(temporary), copy, document, laps: Laps::default() })
    }

    /// Records a refusal that stands in another folder, with its row where it has one.
    pub(super) fn refused_before(&mut self, refused: Refused, row: Option<Row>) -> Result<(), Stop> {
        self.counts.refused += 1;
        self.input.add(refused.seq, refused.fingerprint());
        self.list(refused, row)
    }

    /// Lists a refusal that was listed before.
    fn list(&mut self, refused: Refused, row: Option<Row>) -> Result<(), Stop> {
        self.tally.refused(refused.codes());
        self.refused.write(refused, row.as_ref().map(Row::refused))
    }

    /// Records a document that stands in its place already, in the order of the input. Whoever gives them has told
    /// apart their numbers: to remember millions of them would take memory that grows with them.
    pub fn settled(&mut self, document: Document) -> Result<(), Stop> {
        self.input.add(document.seq, hash_of(&document.account_sha256).unwrap_or_default());
        let document = Arc::new(document);
        self.line_up(Pending { temporary: None, copy: None, document, laps: Laps::default() })
    }

    /// Records a refusal that is told by its line alone, in the order of the input.
    pub fn told(&mut self, refused: Refused) -> Result<(), Stop> {
        self.refused_before(refused, None)
    }

    fn queue(&mut self, pending: Pending) -> Result<(), Stop> {
        self.numbers.give(&pending.document);
        self.line_up(pending)
    }

    /// Has a document wait for its line, behind those before it.
    fn line_up(&mut self, pending: Pending) -> Result<(), Stop> {
        let seq = pending.document.seq;
        if seq <= self.last_seq {
            return Err(super::resume::other_input(seq));
        }
        self.last_seq = seq;
        if self.pending.is_empty() {
            self.pending_since = Watch::start();
        }
        self.pending.push(pending);
        if self.pending.len() < self.group {
            return self.flush_overdue();
        }
        self.group = GROUP.min(2 * self.group);
        self.flush()
    }

    /// Flushes the pending documents where the first has waited long enough: the next may be long in coming.
    pub fn flush_overdue(&mut self) -> Result<(), Stop> {
        if self.pending.is_empty() || self.pending_since.elapsed() < PATIENCE { Ok(()) } else { self.flush() }
    }

    /// Flushes the pending documents: their files are synced and get their names, and only then are their lines written.
    pub fn flush(&mut self) -> Result<(), Stop> {
        let mut group = std::mem::take(&mut self.pending);
        let kept = group.iter().filter(|pending| pending.temporary.is_none()).count() as u64;
        let temporaries =
            group.iter_mut().flat_map(|pending| [pending.temporary.take(), pending.copy.take()]);
        let temporaries = temporaries.flatten().collect();
        let watch = Watch::start();
        TemporaryFile::put_all(&*self.place, temporaries)?;
        self.chain.documents(group.iter().map(|pending| &*pending.document))?;
        let share = watch.elapsed() / u32::try_from(group.len()).unwrap_or(u32::MAX).max(1);
        for Pending { document, laps, .. } in &mut group {
            self.counts.made += 1;
            self.counts.warnings += document.findings.len() as u64;
            self.tally.made(document);
            if *laps != Laps::default() {
                laps.add(Stage::Sync, share);
                self.pace.made(document.seq, &document.number, laps);
            }
        }
        self.tally.kept += kept;
        Ok(())
    }

    /// Ends a run that went through its whole input: lists, report, closing line.
    ///
    /// Fails when an earlier run had made documents whose accounts this input no longer holds.
    pub fn finish(self, session: &Session) -> Result<Report, Stop> {
        self.finish_sealed(session, None)
    }

    /// Ends a run as [`finish`](Self::finish) does; `seal` signs the closing line.
    pub fn finish_sealed(mut self, session: &Session, seal: Option<&Seal<'_>>) -> Result<Report, Stop> {
        self.flush()?;
        if !self.expected.is_empty() {
            return Err(super::resume::fewer_accounts(self.expected.len()));
        }
        let input = self.input.hex();
        if self.known.as_ref().is_some_and(|known| known.input != input) {
            return Err(super::resume::other_refused());
        }
        let Closed { chain, report, files, added, header, place } = self.close(session, true)?;
        match chain.closing(report.run, added, input, files, seal) {
            Ok(closing) => {
                chain.end(&closing)?;
                Ok(report)
            }
            // The key is gone: all is made, and only this line is left to be written.
            Err(fault) => {
                let report = Report { finished: false, ..report };
                report.write(&place, &header, session.pictured)?;
                Err(fault)
            }
        }
    }

    /// Leaves a run that stopped before the end of its input: lists and report, but no closing line.
    pub fn leave(mut self, session: &Session) -> Result<Report, Stop> {
        self.flush()?;
        self.close(session, false).map(|closed| closed.report)
    }

    /// Sets lists, index and reports in their places.
    fn close(mut self, session: &Session, finished: bool) -> Result<Closed, Stop> {
        // Where the lists are those of a run, its header stands.
        self.chain.write_header()?;
        let mut files = BTreeMap::new();
        // The lists of a folder may be the input of a run that is added to it, corrected where they stand: they
        // are kept until all of it is met.
        let keeps_lists = self.met.is_some() && !finished;
        let met = self.met.take().filter(|_| finished);
        let added = met.map(|met| self.carry_over(met)).transpose()?;
        let Self { place, header, chain, refused, counts, tally, pace, .. } = self;
        if !keeps_lists {
            files.extend(refused.close()?);
        }
        files.extend(index::write(&place, &header)?);
        let report = Report::new(&tally, &pace, &header, session, finished, counts);
        files.insert(report::PAGE.to_string(), report.write(&place, &header, session.pictured)?);
        Ok(Closed { chain, report, files, added, header, place })
    }

    /// Lists the accounts that earlier runs refused and that this one did not meet.
    fn carry_over(&mut self, met: Met) -> Result<Added, Stop> {
        let run = self.refused.run();
        let mut unresolved = 0;
        for (refused, row) in unresolved::unresolved(&self.place, run, &met)? {
            self.list(refused, row)?;
            unresolved += 1;
        }
        Ok(met.told(unresolved))
    }
}

/// A register whose lists and reports are in their places.
struct Closed {
    chain: Chain,
    report: Report,
    /// SHA-256 of each list, by name.
    files: BTreeMap<String, String>,
    added: Option<Added>,
    header: Header,
    place: Arc<dyn Place>,
}

fn number_twice(number: &str, one: u64, other: u64) -> Stop {
    Stop::new(
        format!("accounts {one} and {other} have the same document number `{number}`"),
        format!("第 {one} 户与第 {other} 户的文书编号同为 `{number}`"),
    )
    .hint("make these accounts in one run, which refuses the second", "请在同一批次中生成，后者会被拒绝")
}

fn already_taken(document: &Document, taken: Taken) -> Finding {
    let (number, file) = (&document.number, &document.file);
    let message = match taken {
        Taken::Number(other) => Words::new(
            format!("its document number `{number}` is that of account {other} of this run"),
            format!("文书编号 `{number}` 已由本批第 {other} 户使用"),
        ),
        Taken::File(other) => Words::new(
            format!("its file `{file}` has the name of that of account {other}"),
            format!("文件 `{file}` 与第 {other} 户的文件同名"),
        ),
    };
    Finding::error("D10", "", message).hint(
        "if the account is given twice, leave one out; otherwise make this one in a run of its own",
        "如为重复记录，请删去一条；否则请将此户另行单独生成",
    )
}
