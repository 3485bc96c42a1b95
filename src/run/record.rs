//! Record and tell what became of each account, in the order of the input, and end a run.

use std::cell::RefCell;

use super::halt::Halt;
use super::in_hand::TooLong;
use super::letters::Done;
use super::streak::{Fared, Streak, Verdict};
use super::{Event, RunOptions, shown_id};
use crate::account::read::Entry;
use crate::batch::Flow;
use crate::deliver::{Counts, FinishedRun, Outcome, Recorded, Register, Report, Session};
use crate::desk::Fixed;
use crate::error::Stop;
use crate::finding::Words;
use crate::produce;
use crate::sign::Signer;

/// How a run ended that could go on to its end, or was asked not to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It went through its whole input.
    Finished,
    /// A finished run of the same accounts stood there.
    AlreadyMade,
    /// The first refused account ended it.
    FailFast,
    /// It was halted, and finished what was in hand.
    Halted,
    /// It was halted, and left what was in hand.
    Left,
    /// Its input was cut off, or held another number of accounts than was said: [`Summary::stop`] says which.
    Cut,
}

/// What a run came to.
#[derive(Debug)]
pub struct Summary {
    /// How it ended.
    pub ended: Ended,
    /// Documents made, accounts refused, warnings on documents.
    pub counts: Counts,
    /// How many accounts an earlier run of the place had made, of a run that is added to others.
    pub stood: Option<u64>,
    /// What was wrong with the input as a whole, where something was: it was cut off, held another number of accounts
    /// than was said, or did not hold some that were named.
    pub stop: Option<Stop>,
    /// The lists of a finished run that were lost and are made again.
    pub lists: Vec<String>,
    /// The whole report; `None` where nothing was made now.
    pub report: Option<Report>,
    /// Why documents do not bear the time stamps asked for, where some do not.
    pub mishap: Option<Words>,
    /// What is to be told of documents that had to be exported the slower way, where there are any.
    pub slower: Option<Words>,
}

impl Summary {
    pub(super) fn already_made(run: &FinishedRun) -> Self {
        let stood = run.added.as_ref().map(|added| added.stood);
        Self { stood, ..Self::without_report(Ended::AlreadyMade, run.counts) }
    }

    /// What came of a run that wrote no report.
    pub(super) fn without_report(ended: Ended, counts: Counts) -> Self {
        let (stop, lists) = (None, Vec::new());
        Self { ended, counts, stood: None, stop, lists, report: None, mishap: None, slower: None }
    }

    fn of(report: Report, ended: Ended, stop: Option<Stop>, fixed: &Fixed) -> Self {
        let mishap = (report.tally.below_level > 0).then(|| {
            fixed.signer.as_ref().and_then(Signer::failure).unwrap_or_else(|| {
                Words::new("the authority failed an earlier run", "此前的运行中时间戳机构未能应答")
            })
        });
        let slower = fixed.press.substitution_failed();
        let counts = report.run;
        Self { stop, report: Some(report), mishap, slower, ..Self::without_report(ended, counts) }
    }
}

/// Where results are recorded in order and told. Taking a result and looking after the others never happen at
/// once, but both want all of this.
pub(super) struct Recorder<'a>(RefCell<State<'a>>);

struct State<'a> {
    register: Register,
    session: Session,
    fail_fast: bool,
    /// Whether a refused account ended the run.
    failed: bool,
    /// How many accounts earlier runs had made, to which this one is added.
    stood: u64,
    /// Where and why the input was cut off, where it was.
    cut: Option<Stop>,
    /// Whether what is in hand was left, as it was asked.
    left: bool,
    /// Accounts that a fault of their template refuses, as it seems.
    streak: Streak<(Entry, Outcome)>,
    on: &'a mut dyn FnMut(Event<'_>) -> Result<(), Stop>,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(
        register: Register,
        session: Session,
        fail_fast: bool,
        on: &'a mut dyn FnMut(Event<'_>) -> Result<(), Stop>,
    ) -> Self {
        Self(RefCell::new(State {
            register,
            session,
            fail_fast,
            failed: false,
            stood: 0,
            cut: None,
            left: false,
            streak: Streak::default(),
            on,
        }))
    }

    /// Records what a worker made of an account.
    pub(super) fn take(&self, entry: Entry, done: Done) -> Result<Flow, Stop> {
        self.0.borrow_mut().take(entry, done)
    }

    /// Ends the run where it is urged to, or where an account does not come to an end: a worker cannot be
    /// stopped. What is done is recorded; where even that does not come about, resuming mends it. Otherwise
    /// flushes documents that have waited long enough for more to come.
    pub(super) fn look_after(&self, halt: &Halt, overdue: Option<TooLong>) -> Result<(), Stop> {
        let mut state = self.0.borrow_mut();
        let State { register, left, .. } = &mut *state;
        *left = halt.is_urgent();
        match overdue {
            // Only an error leaves the workers to themselves; this one is not told.
            _ if *left => Err(Stop::new("the run was left", "运行已离开")),
            Some(overdue) => Err(overdue.into()),
            None => register.flush_overdue(),
        }
    }

    /// Closes the register of a run that went through its `accounts`, and leaves that of one cut off open.
    pub(super) fn conclude(
        self,
        driven: Result<(), Stop>,
        options: &RunOptions,
        accounts: u64,
        fixed: &Fixed,
    ) -> Result<Summary, Stop> {
        let mut state = self.0.into_inner();
        // Fewer than it takes to blame the template: they are the accounts' own.
        let driven = driven.and_then(|()| state.release());
        let State { register, mut session, failed, stood, cut, left, .. } = state;
        let short = cut.or_else(|| options.miscounted(accounts).filter(|_| !failed));
        let ended = match driven {
            Err(_) if left => Ended::Left,
            Err(stop) => {
                // What was made is kept and listed; the reason to stop is what the reader needs to hear.
                let _ = register.leave(&session);
                return Err(stop.unfinished());
            }
            Ok(()) if options.halt.is_halted() => Ended::Halted,
            Ok(()) if failed => Ended::FailFast,
            Ok(()) if short.is_some() => Ended::Cut,
            Ok(()) => Ended::Finished,
        };
        if let Some(run) = register.repeated().filter(|_| ended == Ended::Finished) {
            return Ok(Summary::already_made(&run));
        }
        let report = if ended == Ended::Finished {
            session.accounts = Some(accounts);
            finish(register, &session, fixed)
        } else {
            register.leave(&session)
        };
        let stop = short.filter(|_| ended == Ended::Cut).map(Stop::unfinished);
        let summary = Summary::of(report.map_err(Stop::unfinished)?, ended, stop, fixed);
        Ok(Summary { stood: options.add.then_some(stood), ..summary })
    }
}

impl State<'_> {
    fn take(&mut self, entry: Entry, done: Done) -> Result<Flow, Stop> {
        if let Some(stop) = entry.cut_off() {
            self.cut = Some(stop);
            return Ok(Flow::End);
        }
        let outcome = match done {
            Done::Came(outcome) => outcome,
            Done::Stopped(stop) => return Err(stop),
        };
        if let Outcome::Refused(findings) = &outcome
            && let Some(stop) = entry.cut_off_where_refused(findings)
        {
            self.cut = Some(stop);
            return Ok(Flow::End);
        }
        let fared = match &outcome {
            Outcome::Refused(findings) if !self.fail_fast => Fared::of(findings),
            Outcome::NotYet(_) => Fared::Never,
            _ => Fared::Otherwise,
        };
        match self.streak.weigh((entry, outcome), fared) {
            Verdict::Stop(stop) => Err(stop),
            Verdict::Record(all) => {
                all.into_iter().try_fold(Flow::On, |_, (entry, outcome)| self.record(&entry, outcome))
            }
        }
    }

    /// Records what was held back.
    fn release(&mut self) -> Result<(), Stop> {
        let held = self.streak.take();
        held.into_iter().try_for_each(|(entry, outcome)| self.record(&entry, outcome).map(drop))
    }

    fn record(&mut self, entry: &Entry, outcome: Outcome) -> Result<Flow, Stop> {
        let id = match &outcome {
            Outcome::Refused(findings) => shown_id(entry, findings),
            _ => entry.id.as_deref(),
        };
        let recorded = self.register.record(&produce::origin(entry, id), outcome)?;
        (self.on)(Event::Account { entry, id, recorded: &recorded })?;
        self.stood += u64::from(recorded == Recorded::StoodBefore);
        self.failed = self.fail_fast && matches!(recorded, Recorded::Refused(_));
        Ok(if self.failed { Flow::End } else { Flow::On })
    }
}

/// Ends a run; what signs the documents signs the chain of the manifest.
pub(super) fn finish(register: Register, session: &Session, fixed: &Fixed) -> Result<Report, Stop> {
    let Some(signer) = &fixed.signer else { return register.finish(session) };
    let seal = |line: &[u8]| signer.seal(line);
    register.finish_sealed(session, Some(&seal))
}
