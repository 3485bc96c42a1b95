//! A run: every account of some sources through a desk, to a place.
//!
//! [`Run`] makes documents, [`check_all`] only looks. Both work with as many workers as they are told, tell each
//! account's fate in the order of the input, and can be halted.

mod again;
mod check;
mod halt;
mod in_hand;
mod letters;
mod next;
mod only;
mod record;
mod remake;
mod same;
mod seal;
mod shard;
mod streak;
mod told;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub use check::{CheckSummary, Checked, check_all};
pub use halt::Halt;
pub use next::{AdviceSummary, Advised, advise_all};
pub use only::Only;
pub use record::{Ended, Summary};
pub use seal::Sealing;
pub use shard::Shard;
pub(crate) use told::{event_of, told, worded};

use in_hand::InHand;
use letters::Letters;
use record::Recorder;

use crate::account::read::{Entries, Entry};
use crate::batch::drive_stages;
use crate::clock::Watch;
use crate::deliver::{Mode, Naming, Opened, Opening, Output, Recorded, Session, put_lists_again};
use crate::desk::Desk;
use crate::error::{Stop, StopCode};
use crate::finding::Lang;
use crate::place::{Guarded, Place};
pub(crate) use crate::produce::shown_id;
use crate::prove::prove;

/// How a run is made.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// How many documents are made at a time: at least one, at the most 1,024.
    pub workers: usize,
    /// What to do where the place holds an unfinished run.
    pub mode: Mode,
    /// Whether the first refused account ends the run.
    pub fail_fast: bool,
    /// The language of lists and reports.
    pub lang: Lang,
    /// Only these accounts of the input.
    pub shard: Option<Shard>,
    /// Only the accounts with these ids, where there are any.
    pub only: Only,
    /// Whether the run is added to the finished ones of the place. Accounts that they made are not made again.
    pub add: bool,
    /// How files are named.
    pub naming: Naming,
    /// How many accounts the whole input holds, those of other shards too; a run with another number is not finished.
    pub expect: Option<u64>,
    /// Whether a second page of the report shows times.
    pub times: bool,
    /// What halts it.
    pub halt: Halt,
}

impl Default for RunOptions {
    /// Two workers, every account, a fresh place.
    fn default() -> Self {
        Self {
            workers: 2,
            mode: Mode::Fresh,
            fail_fast: false,
            lang: Lang::En,
            shard: None,
            only: Only::default(),
            add: false,
            naming: Naming::default(),
            expect: None,
            times: false,
            halt: Halt::default(),
        }
    }
}

impl RunOptions {
    /// How its place is opened.
    fn opening(&self) -> Opening {
        let (naming, only) = (self.naming.clone(), self.only.hash());
        Opening { mode: self.mode, add: self.add, lang: self.lang, naming, only }
    }

    /// Why an input that was read to its end, and held so many accounts, is not the one that was meant.
    fn miscounted(&self, accounts: u64) -> Option<Stop> {
        let expected = self.expect.filter(|expected| *expected != accounts)?;
        let stop = Stop::new(
            format!("the input holds {accounts} accounts, and {expected} were expected"),
            format!("输入中有 {accounts} 户，应有 {expected} 户"),
        );
        let stop = stop.coded(StopCode::Count);
        Some(stop.hint(
            "fetch the whole input again, or mend `--expect`",
            "请重新取得完整的输入，或更正 `--expect`",
        ))
    }

    /// How many accounts of so many a run takes.
    pub fn share_of(&self, total: Option<u64>) -> Option<u64> {
        total.map(|total| self.shard.map_or(total, |shard| shard.share_of(total)))
    }
}

/// What a run tells as it goes.
#[derive(Debug)]
pub enum Event<'a> {
    /// It begins; so many accounts are in its input at the most.
    Begun(Option<u64>),
    /// What became of an account; they come in the order of the input.
    Account {
        /// The account, as it was read.
        entry: &'a Entry,
        /// Its id, where messages may show it.
        id: Option<&'a str>,
        /// What became of it.
        recorded: &'a Recorded,
    },
}

/// Documents to be made: a desk, accounts and a place.
///
/// ```
/// use std::sync::Arc;
///
/// use hanpress::parts::{Reading, read};
/// use hanpress::{Demands, Desk, DeskOptions, Folder, Input, Place, Run, RunOptions, audit};
///
/// let desk = Desk::open(DeskOptions::new("examples/issuer.toml", "2026-11-23".parse()?))?;
/// let accounts = read(vec![Input::File("examples/accounts.jsonl".into())], Reading::default())?;
/// # let folder = std::env::temp_dir().join(format!("hanpress-example-{}", std::process::id()));
/// # let out = folder.as_path();
/// let place: Arc<dyn Place> = Arc::new(Folder::open(out)?);
/// let run = Run { desk, accounts, place: Arc::clone(&place), options: RunOptions::default() };
/// let summary = run.go(&mut |_event| Ok(()))?;
/// assert_eq!((summary.counts.made, summary.counts.refused), (12, 0));
///
/// let audited = audit(&place, 2, Demands::default(), &Arc::default(), &mut |_told| Ok(()))?;
/// assert_eq!(audited.flaws, 0);
/// # std::fs::remove_dir_all(out)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Run {
    /// Where they are made.
    pub desk: Desk,
    /// What accounts there are.
    pub accounts: Entries,
    /// Where they go.
    pub place: Arc<dyn Place>,
    /// How.
    pub options: RunOptions,
}

impl Run {
    /// Makes all documents and tells each account's fate; the manifest, the lists and the report stand in the place
    /// then. Templates that are not built in are tried with samples first.
    ///
    /// An error says that the run could not begin, or not go on; what was made is kept, and the same run with
    /// [`Mode::Resume`] goes on. An error of `on` ends the run likewise. A finished run of the same accounts is left
    /// as it is.
    pub fn go(self, on: &mut dyn FnMut(Event<'_>) -> Result<(), Stop>) -> Result<Summary, Stop> {
        if !self.options.add {
            return self.work(on);
        }
        match self.work(on) {
            Ok(summary) => Ok(Summary { stop: summary.stop.map(Stop::of_added), ..summary }),
            Err(stop) => Err(stop.of_added()),
        }
    }

    fn work(self, on: &mut dyn FnMut(Event<'_>) -> Result<(), Stop>) -> Result<Summary, Stop> {
        let Self { desk, accounts, place, options } = self;
        prove(&desk)?;
        let place = Guarded::around(&place);
        let fixed = desk.fixed();
        let (read_so_far, at_most) = (Arc::new(AtomicU64::new(0)), options.share_of(accounts.at_most()));
        let mut accounts = fed(accounts, &options, &read_so_far).peekable();
        // Before anything is begun: a run of nobody would stand in the way of the one that was meant.
        if options.only.is_some() && accounts.peek().is_none() {
            let read = read_so_far.load(Ordering::Relaxed);
            return Err(options.miscounted(read).unwrap_or_else(|| options.only.none_met()));
        }
        if remake::is_for(&*place, fixed.header(), &options)? {
            return remake::remake(&desk, accounts, &read_so_far, &place, &options, on);
        }
        let (output, register) = match Output::open(Arc::clone(&place), fixed.header(), &options.opening())? {
            Opened::AlreadyMade(runs) => {
                let run = same::same_input(accounts, runs, &*place)?;
                options.miscounted(read_so_far.load(Ordering::Relaxed)).map_or(Ok(()), Err)?;
                let lists = match options.mode {
                    Mode::Resume => {
                        let accounts = Some(read_so_far.load(Ordering::Relaxed));
                        put_lists_again(&place, &Session { accounts, ..Session::start(options.workers) })?
                    }
                    Mode::Fresh => Vec::new(),
                };
                return Ok(Summary { stop: options.only.unmet(), lists, ..Summary::already_made(&run) });
            }
            Opened::Ready(output, register) => (output, *register),
        };
        let ahead = Arc::clone(fixed);
        // What a processor with nothing to do yet opens ahead shortens the start; nobody waits for it.
        let _ = std::thread::Builder::new().spawn(move || ahead.press.fonts().open_ahead());
        on(Event::Begun(at_most)).map_err(Stop::unfinished)?;
        let (in_hand, limit) = (Arc::new(InHand::default()), desk.time_limit());
        let session = Session { pictured: options.times, ..Session::start(options.workers) };
        let recorder = Recorder::new(register, session, options.fail_fast, on);
        let letters = Letters { fixed: Arc::clone(fixed), output, in_hand: Arc::clone(&in_hand) };
        let driven = drive_stages(
            Timed(accounts),
            options.workers,
            options.halt.raised(),
            letters,
            |(entry, _), done| recorder.take(entry, done),
            || recorder.look_after(&options.halt, in_hand.overdue(limit)),
        );
        let summary = recorder.conclude(driven, &options, read_so_far.load(Ordering::Relaxed), fixed)?;
        let stop = match summary.ended {
            Ended::Finished | Ended::AlreadyMade => options.only.unmet(),
            Ended::FailFast | Ended::Halted | Ended::Left | Ended::Cut => summary.stop,
        };
        Ok(Summary { stop, ..summary })
    }
}

/// The accounts of a shard. `read_so_far` is told how many the input held so far, those of other shards too.
fn fed(
    accounts: Entries,
    options: &RunOptions,
    read_so_far: &Arc<AtomicU64>,
) -> impl Iterator<Item = Entry> + Send + use<> {
    let (counter, shard, only) = (Arc::clone(read_so_far), options.shard, options.only.clone());
    let counted = accounts.inspect(move |entry| {
        if entry.cut.is_none() {
            counter.store(entry.seq, Ordering::Relaxed);
        }
    });
    // That an input was cut off is told to every shard, and whichever accounts are asked for.
    counted.filter(move |entry| {
        entry.cut.is_some()
            || shard.is_none_or(|shard| shard.takes(entry.seq)) && only.takes(entry.id.as_deref())
    })
}

/// Records, each with how long it took to be read.
struct Timed<I>(I);

impl<I: Iterator> Iterator for Timed<I> {
    type Item = (I::Item, Duration);

    fn next(&mut self) -> Option<Self::Item> {
        let watch = Watch::start();
        self.0.next().map(|item| (item, watch.elapsed()))
    }
}
