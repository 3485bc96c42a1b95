//! What a worker does with each account of a run: prepare its letter, set it, finish and place it.

use std::time::Duration;

use hanpress::account::read::Entry;
use hanpress::batch::{HANDFUL, Trade};
use hanpress::deliver::{Delivery, Outcome, Output};
use hanpress::desk::Desk;
use hanpress::error::Stop;
use hanpress::finding::Finding;
use hanpress::laps::Stage;
use hanpress::produce::{self, Finished, Hindrance, Prepared};
use hanpress::typeset::Typeset;

use super::run;
use super::watch::Hands;

/// What a worker made of an account.
pub(crate) enum Done {
    /// A document, or why there is none.
    Came(Outcome),
    /// No account can be worked on any more.
    Stopped(Stop),
}

/// The letters of a run.
pub(crate) struct Letters<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) output: &'a Output,
    pub(crate) hands: &'a Hands,
}

/// An account comes with how long it took to be read.
impl Trade<(Entry, Duration)> for Letters<'_> {
    type Begun = Prepared;
    type Set = (Prepared, Typeset);
    type Done = Done;

    fn begin(&self, (entry, read): &(Entry, Duration)) -> Result<Prepared, Done> {
        let _hold = self.hands.hold(entry.seq);
        let account = entry.account.clone().map_err(refused)?;
        let sha256 = entry.sha256.ok_or_else(|| self.broken())?;
        match self.output.stands(entry.seq, &sha256) {
            Ok(false) => {}
            Ok(true) => return Err(Done::Came(Outcome::Stands { debt: produce::debt(account, self.desk) })),
            Err(fault) => return Err(Done::Stopped(fault)),
        }
        let mut prepared = produce::prepare(account, &sha256, self.desk).map_err(refused)?;
        prepared.laps.add(Stage::Read, *read);
        Ok(prepared)
    }

    fn set(&self, (entry, _): &(Entry, Duration), mut prepared: Prepared) -> Result<Self::Set, Done> {
        let _hold = self.hands.hold(entry.seq);
        let typeset = produce::set(&mut prepared, self.desk).map_err(refused)?;
        Ok((prepared, typeset))
    }

    fn end(&self, (entry, _): &(Entry, Duration), (mut prepared, typeset): Self::Set) -> Done {
        let _hold = self.hands.hold(entry.seq);
        let finished = match produce::finish(&mut prepared, typeset, self.desk) {
            Ok(finished) => finished,
            Err(Hindrance::Refused(findings)) => return refused(findings),
            Err(Hindrance::Stopped(stop)) => return Done::Stopped(stop),
        };
        let Some(delivery) = delivery(entry, prepared, finished, self.desk) else { return self.broken() };
        match self.output.place(&delivery) {
            Ok(placed) => Done::Came(Outcome::Made(placed)),
            Err(fault) => Done::Stopped(fault),
        }
    }

    /// Templates of one's own may take any time: then no letter waits for another.
    fn handful(&self) -> usize {
        if self.desk.templates.set().has_own() { 1 } else { HANDFUL }
    }

    fn broken(&self) -> Done {
        refused(vec![run::broken()])
    }
}

fn refused(findings: Vec<Finding>) -> Done {
    Done::Came(Outcome::Refused(findings))
}

fn delivery(entry: &Entry, prepared: Prepared, finished: Finished, desk: &Desk) -> Option<Delivery> {
    let account = entry.account.as_ref().ok()?;
    let kinds = desk.templates.set().kinds();
    Some(Delivery {
        seq: entry.seq,
        id: account.id.clone(),
        template: kinds.get(&prepared.kind).map(|kind| kind.hash.clone()).unwrap_or_default(),
        number: prepared.number,
        kind: prepared.kind,
        channel: account.delivery.map(|channel| channel.word().to_string()),
        pages: finished.pages,
        pdf: finished.pdf,
        signature: finished.signature,
        copy: finished.copy,
        account_sha256: entry.sha256?,
        as_of: account.as_of,
        findings: prepared.warnings,
        debt: prepared.debt,
        laps: prepared.laps,
    })
}
