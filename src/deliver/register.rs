//! Record what became of each account, in input order: the file first, then its line.

mod closing;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::chain::Chain;
use super::made::Made;
use super::manifest::{Counts, Document, Header, hash_of};
use super::met::{InputHash, Met};
use super::not_yet::{NotYet, NotYetList};
use super::numbers_given::{NumbersGiven, Taken};
use super::past::{FinishedRun, KnownInput, Past};
use super::putting::{Pending, Putting};
use super::refused::{Refused, RefusedList};
use super::report::{Pace, Tally};
use super::sheets::Row;
use super::tail::{Kept, Tail};
use super::{Origin, Outcome, Placed, Recorded, sent};
use crate::clock::Watch;
use crate::error::Stop;
use crate::finding::{Finding, Words};
use crate::laps::{Laps, Stage};
use crate::place::{Place, Standing, TemporaryFile};

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
    /// Those that are being put meanwhile, where the place is far.
    putting: Option<Putting>,
    /// Whether a group could not be put: what came behind it is not recorded, and made again.
    failed: bool,
    /// How many are flushed together.
    group: usize,
    /// Since when the first of them waits.
    pending_since: Watch,
    /// The `seq` of the last document.
    last_seq: u64,
    /// Document numbers and files, and whose they are.
    numbers: NumbersGiven,
    /// How many bytes of the file of short messages stay.
    texts: u64,
    /// The `seq` of the last document that this run had made before whose line stands.
    last_kept: u64,
    /// The documents behind it, if there are any: their lines must be written anew.
    tail: Option<Tail>,
    /// The lines of this run that stand, once the first of them is told of again.
    kept: Option<Kept>,
    /// The accounts of the documents that this run had made before and that were not met in the input yet, by `seq`.
    expected: VecDeque<u64>,
    refused: RefusedList,
    not_yet: NotYetList,
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
        let fault = |error| Stop::at(&place.shown(sent::NAME), &error);
        if let Standing::File(_) = place.standing(sent::NAME).map_err(fault)? {
            place.append(sent::NAME, past.texts, b"").map_err(fault)?;
        }
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
            putting: None,
            failed: false,
            group: FIRST_GROUP,
            pending_since: Watch::start(),
            last_seq: past.last,
            numbers: past.numbers,
            texts: past.texts,
            last_kept: past.last,
            tail,
            kept: None,
            refused: RefusedList::begin(place, header.lang, header.issue_date, run)?,
            not_yet: NotYetList::begin(place, &header)?,
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
        let unwritten = self.chain.is_pending() && self.pending.is_empty() && self.putting.is_none();
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
            Outcome::NotYet(awaited) => {
                self.not_yet.add(origin, &awaited)?;
                self.waits();
                Ok(Recorded::NotYet(awaited))
            }
        }
    }

    /// Counts an account for which nothing is made yet.
    fn waits(&mut self) {
        self.counts.not_yet += 1;
        self.tally.counts.not_yet += 1;
    }

    fn made(&mut self, origin: &Origin, placed: Placed) -> Result<Recorded, Stop> {
        let Placed { temporaries, text, made, laps } = placed;
        if let Some(taken) = self.numbers.taken(&made) {
            return self.refuse(origin, vec![already_taken(&made, taken)]);
        }
        if self.known.as_ref().is_some_and(|known| !known.lost(origin.seq, origin.sha256)) {
            return Err(super::resume::refused_then(origin.seq));
        }
        let made = Arc::new(*made);
        let told = Arc::clone(&made);
        self.queue(Pending::new(temporaries, text, made, *laps))?;
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
            let made = Arc::new(tail.made(seq)?);
            let told = Arc::clone(&made);
            self.queue(Pending::standing(made))?;
            return Ok(Recorded::Stood(told));
        }
        let kept = match &mut self.kept {
            Some(kept) => kept,
            None => self.kept.insert(Kept::open(&*self.place, self.refused.run())?),
        };
        Ok(Recorded::Stood(Arc::new(kept.made(seq)?)))
    }

    /// Records what stands in another folder of an account, with its files and the line of its short message; it comes in
    /// the order of the input.
    pub(super) fn adopt(
        &mut self,
        temporaries: Vec<TemporaryFile>,
        text: Vec<u8>,
        made: Made,
    ) -> Result<(), Stop> {
        if let Some(Taken::Number(other) | Taken::File(other)) = self.numbers.taken(&made) {
            return Err(number_twice(made.number(), other, made.seq()));
        }
        self.input.add(made.seq(), hash_of(made.account_sha256()).unwrap_or_default());
        self.queue(Pending::new(temporaries, text, Arc::new(made), Laps::default()))
    }

    /// Records a refusal that stands in another folder, with its row where it has one.
    pub(super) fn refused_before(&mut self, refused: Refused, row: Option<Row>) -> Result<(), Stop> {
        self.counts.refused += 1;
        self.input.add(refused.seq, refused.fingerprint());
        self.list(refused, row)
    }

    /// Records an account without a letter yet that stands in another folder's list.
    pub(super) fn not_yet_before(&mut self, line: &NotYet) -> Result<(), Stop> {
        self.input.add(line.seq, line.fingerprint());
        self.waits();
        self.not_yet.write(line)
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
        let made = Arc::new(Made { document: Some(document), messages: Vec::new() });
        self.line_up(Pending::new(Vec::new(), Vec::new(), made, Laps::default()))
    }

    /// Records a refusal that is told by its line alone, in the order of the input.
    pub fn told(&mut self, refused: Refused) -> Result<(), Stop> {
        self.refused_before(refused, None)
    }

    fn queue(&mut self, pending: Pending) -> Result<(), Stop> {
        self.numbers.give(&pending.made);
        self.line_up(pending)
    }

    /// Has what was made of an account wait for its lines, behind those before it.
    fn line_up(&mut self, pending: Pending) -> Result<(), Stop> {
        let seq = pending.made.seq();
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
        self.send()
    }

    /// Flushes the pending documents where the first has waited long enough: the next may be long in coming.
    pub fn flush_overdue(&mut self) -> Result<(), Stop> {
        if self.putting.as_ref().is_some_and(Putting::is_done) {
            self.land()?;
        }
        if self.pending.is_empty() || self.pending_since.elapsed() < PATIENCE { Ok(()) } else { self.send() }
    }

    /// Flushes the pending documents: their files are synced and get their names, and only then are their lines written.
    pub fn flush(&mut self) -> Result<(), Stop> {
        self.send()?;
        self.land()
    }

    /// Begins to put the pending documents. Where the place is near, waits until they stand; otherwise until those before
    /// them do, so that no more than two groups are under way.
    fn send(&mut self) -> Result<(), Stop> {
        self.land()?;
        let group = std::mem::take(&mut self.pending);
        if self.failed || group.is_empty() {
            return Ok(());
        }
        self.putting = Some(Putting::begin(&self.place, group));
        if self.place.is_far() { Ok(()) } else { self.land() }
    }

    /// Waits for the documents that are being put, and writes their lines.
    fn land(&mut self) -> Result<(), Stop> {
        let Some(putting) = self.putting.take() else { return Ok(()) };
        let watch = Watch::start();
        let written = putting.end(&*self.place).and_then(|(group, took)| {
            self.append_texts(&group)?;
            self.chain.made(group.iter().map(|pending| &*pending.made)).map(|()| (group, took))
        });
        let (mut group, took) = written.inspect_err(|_| self.failed = true)?;
        let kept = group.iter().filter(|pending| !pending.is_new).count() as u64;
        let share = (took + watch.elapsed()) / u32::try_from(group.len()).unwrap_or(u32::MAX).max(1);
        for Pending { made, laps, .. } in &mut group {
            self.counts.made += 1;
            self.counts.warnings += made.findings().count() as u64;
            self.tally.made(made);
            if *laps != Laps::default() {
                laps.add(Stage::Sync, share);
                self.pace.made(made.seq(), made.number(), laps);
            }
        }
        self.tally.kept += kept;
        Ok(())
    }

    /// Writes the short messages of a group behind those that stay, before their lines.
    fn append_texts(&mut self, group: &[Pending]) -> Result<(), Stop> {
        let text: Vec<u8> = group.iter().flat_map(|pending| &pending.text).copied().collect();
        if text.is_empty() {
            return Ok(());
        }
        let appended = self.place.append(sent::NAME, self.texts, &text);
        appended.map_err(|error| Stop::at(&self.place.shown(sent::NAME), &error))?;
        self.texts += text.len() as u64;
        Ok(())
    }
}

fn number_twice(number: &str, one: u64, other: u64) -> Stop {
    Stop::new(
        format!("accounts {one} and {other} have the same document number `{number}`"),
        format!("第 {one} 户与第 {other} 户的文书编号同为 `{number}`"),
    )
    .hint("make these accounts in one run, which refuses the second", "请在同一批次中生成，后者会被拒绝")
}

fn already_taken(made: &Made, taken: Taken) -> Finding {
    let (number, file) = (made.number(), made.files().next().unwrap_or_default());
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
