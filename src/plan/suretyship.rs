//! Turn a guarantee and what happened since into what may be said to the guarantor.

use chrono::{Months, NaiveDate};

use super::limitation::limitation;
use crate::record::words;

words! {
    /// How a guarantor answers for a debt.
    pub enum Suretyship {
        /// Only after the debtor was sued and executed in vain; also where nothing was agreed (民法典 686, 687).
        General = "general" / "一般保证" | "一般",
        /// Together with the debtor (民法典 688).
        Joint = "joint" / "连带责任保证" | "连带" | "连带保证" | "连带责任",
    }
}

/// The period of guarantee in months where none was agreed (民法典 692).
const PERIOD: Months = Months::new(6);

/// A guarantee and what was done about it.
#[derive(Debug, Clone, Copy)]
pub struct Surety {
    /// How the guarantor answers.
    pub mode: Suretyship,
    /// The day the debt fell due.
    pub due_on: NaiveDate,
    /// The last day of the period as agreed.
    pub agreed_end: Option<NaiveDate>,
    /// The day a claim on the guarantor arrived.
    pub claimed_on: Option<NaiveDate>,
    /// The day the debtor was sued.
    pub sued_on: Option<NaiveDate>,
    /// The day execution against the debtor ended without payment.
    pub executed_on: Option<NaiveDate>,
    /// Whether the guarantor may not send the creditor to the debtor first, for another reason.
    pub defence_lost: bool,
}

/// What may be said to a guarantor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// To pay.
    Liable,
    /// What the guarantee is and how the debt stands, and nothing asked: the debtor comes first (民法典 687).
    Informed,
    /// Nothing: the period is over, and what had to be done in it was not (民法典 693).
    Free,
}

impl Surety {
    /// Whether the period that was agreed counts: one that ends no later than the debt falls due counts as none.
    pub fn is_period_agreed(&self) -> bool {
        self.agreed_end.is_some_and(|end| end > self.due_on)
    }

    /// The last day of the period of guarantee, which nothing interrupts and no holiday moves (民法典 692); `None`
    /// beyond the calendar's end.
    pub fn period_end(&self) -> Option<NaiveDate> {
        self.agreed_end.filter(|end| *end > self.due_on).or_else(|| self.due_on.checked_add_months(PERIOD))
    }

    /// The day on which what the law asks within the period was done: a claim on a joint guarantor, a suit against
    /// the debtor of a general one.
    pub fn kept_on(&self) -> Option<NaiveDate> {
        match self.mode {
            Suretyship::Joint => self.claimed_on,
            Suretyship::General => self.sued_on,
        }
    }

    /// What may be said to the guarantor on a day.
    pub fn standing(&self, day: NaiveDate) -> Standing {
        let within = |day: NaiveDate| self.period_end().is_none_or(|end| day <= end);
        if !within(day) && !self.kept_on().is_some_and(within) {
            return Standing::Free;
        }
        match self.mode {
            Suretyship::Joint => Standing::Liable,
            Suretyship::General if self.executed_on.is_some() || self.defence_lost => Standing::Liable,
            Suretyship::General => Standing::Informed,
        }
    }

    /// The last day of the limitation period of the guarantor's own debt: three years from the claim on a joint
    /// guarantor, from the end of execution for a general one (民法典 694); `None` where it does not run yet.
    pub fn limitation_end(&self, moved: impl Fn(NaiveDate) -> NaiveDate) -> Option<NaiveDate> {
        let from = match self.mode {
            Suretyship::Joint => self.claimed_on,
            Suretyship::General => self.executed_on,
        };
        limitation(from?, &[], moved).map(|period| period.ends_on)
    }
}
