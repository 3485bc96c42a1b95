//! What a worker does with each account of a run: prepare its letter, set it, finish and place it.

use std::sync::Arc;
use std::time::Duration;

use super::in_hand::InHand;
use crate::account::read::Entry;
use crate::batch::{BATCH, Stages};
use crate::deliver::{Delivery, Outcome, Output};
use crate::desk::Fixed;
use crate::error::Stop;
use crate::finding::Finding;
use crate::laps::Stage;
use crate::produce::{self, Failure, Finished, Prepared};
use crate::typeset::Typeset;

/// What a worker made of an account.
pub(super) enum Done {
    /// A document, or why there is none.
    Came(Outcome),
    /// No account can be worked on any more.
    Stopped(Stop),
}

/// The letters of a run.
pub(super) struct Letters {
    pub(super) fixed: Arc<Fixed>,
    pub(super) output: Output,
    pub(super) in_hand: Arc<InHand>,
}

/// An account comes with how long it took to be read.
impl Stages<(Entry, Duration)> for Letters {
    type Begun = Prepared;
    type Set = (Prepared, Typeset);
    type Done = Done;

    fn begin(&self, (entry, read): &(Entry, Duration)) -> Result<Prepared, Done> {
        let _hold = self.in_hand.hold(entry.seq);
        let account = produce::account(entry, &self.fixed).map_err(refused)?;
        let sha256 = entry.sha256.ok_or_else(|| self.broken())?;
        match self.output.stands(entry.seq, &sha256) {
            Ok(false) => {}
            Ok(true) => {
                return Err(Done::Came(Outcome::Stands { debt: produce::debt(account, &self.fixed) }));
            }
            Err(stop) => return Err(Done::Stopped(stop)),
        }
        let prepared = produce::prepare(account, &sha256, &self.fixed);
        let mut prepared = produce::with_warnings(prepared, &entry.warnings, &self.fixed).map_err(refused)?;
        prepared.laps.add(Stage::Read, *read);
        Ok(prepared)
    }

    fn set(&self, (entry, _): &(Entry, Duration), mut prepared: Prepared) -> Result<Self::Set, Done> {
        let _hold = self.in_hand.hold(entry.seq);
        let typeset = produce::set(&mut prepared, &self.fixed).map_err(refused)?;
        Ok((prepared, typeset))
    }

    fn end(&self, (entry, _): &(Entry, Duration), (mut prepared, typeset): Self::Set) -> Done {
        let _hold = self.in_hand.hold(entry.seq);
        let finished = match produce::finish(&mut prepared, typeset, &self.fixed) {
            Ok(finished) => finished,
            Err(Failure::Refused(findings)) => return refused(findings),
            Err(Failure::Stopped(stop)) => return Done::Stopped(stop),
        };
        let Some(delivery) = delivery(entry, prepared, finished, &self.fixed) else { return self.broken() };
        match self.output.place(&delivery) {
            Ok(placed) => Done::Came(Outcome::Made(placed)),
            Err(stop) => Done::Stopped(stop),
        }
    }

    /// Templates of one's own may take any time: then no letter waits for another.
    fn batch_size(&self) -> usize {
        if self.fixed.templates.set().has_own() { 1 } else { BATCH }
    }

    fn broken(&self) -> Done {
        refused(vec![produce::broken()])
    }
}

fn refused(findings: Vec<Finding>) -> Done {
    Done::Came(Outcome::Refused(findings))
}

fn delivery(entry: &Entry, prepared: Prepared, finished: Finished, fixed: &Fixed) -> Option<Delivery> {
    let account = entry.account.as_ref().ok()?;
    let kinds = fixed.templates.set().kinds();
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
