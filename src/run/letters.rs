//! What a worker does with each account of a run: prepare its letter, set it, finish and place it.

use std::sync::Arc;
use std::time::Duration;

use super::in_hand::InHand;
use crate::account::Account;
use crate::account::read::{Entry, TWICE};
use crate::batch::{BATCH, Stages};
use crate::deliver::{Outcome, Output};
use crate::desk::Fixed;
use crate::error::Stop;
use crate::finding::{Finding, Words};
use crate::laps::Stage;
use crate::produce::{self, Failure, Prepared};
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

impl Letters {
    /// Whether an earlier run of the place made the document of an account.
    fn stood_before(&self, account: &Account, sha256: &[u8; 32]) -> bool {
        let kind = || self.fixed.kind_of(account).ok();
        self.output.is_added() && kind().is_some_and(|kind| self.output.stood_before(sha256, &kind.name))
    }

    /// Whether an earlier run of the place made a document of this kind for an account's id; that it was of another
    /// record is known already.
    fn made_otherwise(&self, account: &Account) -> bool {
        let kind = || self.fixed.kind_of(account).ok();
        self.output.is_added() && kind().is_some_and(|kind| self.output.knew_id(&account.id, &kind.name))
    }
}

/// That a letter of another record went out under this id.
fn other_record() -> Finding {
    let words = Words::new(
        "an earlier run of this folder made a document of this kind for this id, from another record",
        "该目录此前的批次已为该编号出具过同种文书，而当时的数据不同",
    );
    Finding::warning(TWICE, "id", words)
        .basis("house rule: one letter a debt", "内部规则：一笔欠款一封信")
        .hint(
            "make sure that both are to be sent; leave the account out if the first stands",
            "请确认两份均需寄送；如以前一份为准，请去掉该账户",
        )
}

/// Whether an id holds a person's name or telephone number: where files are named by it, they would show that. Card
/// and identity numbers are refused in every id.
fn names_a_person(account: &Account) -> bool {
    let guarantor = account.guarantee.iter().filter_map(|guarantee| guarantee.name.as_ref());
    let names = account.addressee.name.iter().chain(guarantor).chain([&account.debtor.name]);
    let shown = names.chain(&account.debtor.mobile).map(|hidden| hidden.reveal().trim());
    shown.filter(|text| text.chars().count() > 1).any(|text| account.id.contains(text))
        || holds_a_mobile(&account.id)
}

/// Whether a text holds eleven digits in a row as a Chinese mobile number has them.
fn holds_a_mobile(text: &str) -> bool {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == MOBILE)
        .any(|run| run.starts_with('1') && !run[1..].starts_with(['0', '1', '2']))
}

/// How many digits a mobile number has.
const MOBILE: usize = 11;

fn named_in_id() -> Finding {
    let words = Words::new(
        "its id holds a person's name or telephone number, and files are named by it",
        "编号中含有姓名或手机号，而文件以编号命名",
    );
    Finding::error("R03", "id", words).hint(
        "give an id that tells nothing of a person, or leave `{id}` out of `--name`",
        "请使用不含个人信息的编号，或在 `--name` 中去掉 `{id}`",
    )
}

/// An account comes with how long it took to be read.
impl Stages<(Entry, Duration)> for Letters {
    type Begun = Prepared;
    type Set = (Prepared, Option<Typeset>);
    type Done = Done;

    fn begin(&self, (entry, read): &(Entry, Duration)) -> Result<Prepared, Done> {
        let _hold = self.in_hand.hold(entry.seq);
        let account = produce::account(entry, &self.fixed).map_err(refused)?;
        let sha256 = entry.sha256.ok_or_else(|| self.broken())?;
        match self.output.stands(entry.seq, &sha256) {
            Ok(false) => {}
            Ok(true) => return Err(Done::Came(Outcome::Stands)),
            Err(stop) => return Err(Done::Stopped(stop)),
        }
        if self.stood_before(&account, &sha256) {
            return Err(Done::Came(Outcome::StoodBefore));
        }
        if let Some(awaited) = self.fixed.awaited(&account) {
            return Err(Done::Came(Outcome::NotYet(Box::new(awaited))));
        }
        if self.output.shows_id() && names_a_person(&account) {
            return Err(refused(vec![named_in_id()]));
        }
        let mut seen = entry.warnings.clone();
        if self.made_otherwise(&account) {
            seen.push(other_record());
        }
        let prepared = produce::prepare(account, &sha256, &self.fixed);
        let mut prepared = produce::with_warnings(prepared, &seen, &self.fixed).map_err(refused)?;
        prepared.laps.add(Stage::Read, *read);
        Ok(prepared)
    }

    fn set(&self, (entry, _): &(Entry, Duration), mut prepared: Prepared) -> Result<Self::Set, Done> {
        let _hold = self.in_hand.hold(entry.seq);
        let typeset = produce::set_pages(&mut prepared, &self.fixed).map_err(refused)?;
        Ok((prepared, typeset))
    }

    fn end(&self, (entry, _): &(Entry, Duration), (mut prepared, typeset): Self::Set) -> Done {
        let _hold = self.in_hand.hold(entry.seq);
        let finished = match produce::finish(&mut prepared, typeset, &self.fixed) {
            Ok(finished) => finished,
            Err(Failure::Refused(findings)) => return refused(findings),
            Err(Failure::Stopped(stop)) => return Done::Stopped(stop),
        };
        let Some(delivery) = produce::delivery(entry, prepared, finished, &self.fixed) else {
            return self.broken();
        };
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
