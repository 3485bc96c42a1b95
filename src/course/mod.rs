//! Tell which step of collection may come next for an account, when, by which way, and why not earlier.
//!
//! The steps, what stops them and what they wait for stand in `steps.toml` ([`book`](mod@book)); an issuer file tightens and
//! shifts them ([`mod@settle`]). [`rests`] finds what stops an account's steps on a day, [`sent`] what was sent to
//! somebody, and [`mod@next`] puts the two together. Nothing is made here.

mod awaited;
pub mod book;
mod dress;
mod holds;
mod limits;
mod next;
mod page;
mod rests;
mod sent;
mod settle;
mod waits;
mod words;

use chrono::NaiveDate;

pub use awaited::{Awaited, NOW, Named};
pub use holds::not_now;
pub use next::{Advice, Coming, Now};
pub use rests::Rests;
pub use words::Told;

pub use book::kind_of_step;

use book::{Book, StepRow, book};

use crate::account::{Account, Party};
use crate::finding::Finding;
use crate::issuer::{Contract, IssuerFile, Way};
use crate::kind::sent::SentKinds;
use crate::plan::Shift;

/// The course of an issuer.
#[derive(Debug)]
pub struct Course {
    book: &'static Book,
    steps: Vec<Step>,
    limits: Vec<Limit>,
}

/// A step as the issuer takes it.
#[derive(Debug)]
pub struct Step {
    /// The step of the table.
    pub row: &'static StepRow,
    /// The first day after the due date.
    pub from: Option<i64>,
    /// The last day after the due date.
    pub until: Option<i64>,
    /// Days since the last demand that arrived.
    pub gap: u32,
    /// Days after which it is taken again; once where there are none.
    pub again: Option<u32>,
    /// The ways, the first that is free.
    pub ways: Vec<Way>,
    /// Whether somebody decides on it.
    pub by_person: bool,
    /// Whether the issuer leaves it out.
    pub off: bool,
    to: Vec<Party>,
    only: Rests,
    despite: Rests,
    after: Vec<usize>,
    never_after: Vec<usize>,
}

/// How many contacts there may be.
#[derive(Debug)]
struct Limit {
    /// By which way; by all together where there is none.
    way: Option<Way>,
    /// Within a day.
    day: usize,
    /// Within seven days.
    week: usize,
}

/// What of an issuer the course depends on, on a day.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The contract's terms.
    pub contract: &'a Contract,
    /// How last days move off holidays.
    pub shift: &'a Shift,
    /// What may have been sent before.
    pub sent: &'a SentKinds,
    /// The day.
    pub today: NaiveDate,
}

impl Course {
    /// The course of an issuer, or everything that is wrong with its `[course]`.
    pub fn of(file: &IssuerFile) -> Result<Self, Vec<Finding>> {
        settle::settle(book(), file)
    }

    /// The same by another table: tests loosen it to see that it is noticed.
    #[cfg(feature = "inner")]
    pub fn by(book: &'static Book, file: &IssuerFile) -> Result<Self, Vec<Finding>> {
        settle::settle(book, file)
    }

    /// The steps, in order of precedence.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What is due for an account, what comes next, and why.
    pub fn advise(&self, account: &Account, setting: Setting<'_>) -> Advice<'_> {
        next::advise(self, account, setting)
    }
}
