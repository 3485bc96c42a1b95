//! Turn the blocks that only some kinds ask for into money, as the rules hold it.

use chrono::NaiveDate;

use super::guarantee::{self, CheckedGuarantee};
use super::{Case, Parts};
use crate::account::{Payment, Waiver};
use crate::money::{Currency, Money};
use crate::plan::allocation::charges_first_until;
use crate::plan::overdue_days;
use crate::plan::waiver::waived;

/// The blocks of an account that hold sums.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    pub(super) payment: Option<CheckedPayment>,
    pub(super) waiver: Option<CheckedWaiver>,
    pub(super) guarantee: Option<CheckedGuarantee>,
}

/// A payment that came in: allocated wholly (R04), in the order of law and contract (R09).
#[derive(Debug, Clone)]
pub struct CheckedPayment {
    /// The day it came in.
    pub on: NaiveDate,
    /// How much.
    pub amount: Money,
    /// What of it went to each component.
    pub to: Parts,
    /// What it was beyond all that was owed.
    pub overpaid: Money,
    /// What is still owed in its currency.
    pub left: Parts,
    /// Whether it came in so late that the principal goes first.
    pub principal_first: bool,
}

/// A waiver that settles a debt: payable and waived are the total, which is owed again where it lapses (R18).
#[derive(Debug, Clone)]
pub struct CheckedWaiver {
    /// What is owed without it.
    pub owed: Parts,
    /// What is waived of each component, and what is to be paid.
    pub split: crate::plan::waiver::Waiver,
    /// Until when, that day included.
    pub pay_by: NaiveDate,
    /// What is owed again where that does not come in in time.
    pub restored: Money,
}

impl CheckedWaiver {
    /// The currency of every sum here.
    pub fn currency(&self) -> Currency {
        self.owed.principal.currency()
    }
}

impl Blocks {
    /// The blocks of an account; `None` where a sum of theirs cannot be put in money.
    pub(super) fn of(case: &Case<'_>) -> Option<Self> {
        let payment = match &case.account.payment {
            Some(payment) => Some(received(payment, case)?),
            None => None,
        };
        let waiver = match &case.account.waiver {
            Some(waiver) => Some(settled(waiver, case)?),
            None => None,
        };
        let guarantee = match &case.account.guarantee {
            Some(guarantee) => Some(guarantee::checked(guarantee, case)?),
            None => None,
        };
        Some(Self { payment, waiver, guarantee })
    }
}

fn received(payment: &Payment, case: &Case<'_>) -> Option<CheckedPayment> {
    let ledger = case.ledger_in(payment.currency)?;
    let amount = Money::exact(payment.amount.0, ledger.currency)?;
    let to = payment.allocated.parts(ledger.currency)?;
    Some(CheckedPayment {
        on: payment.date,
        amount,
        to,
        overpaid: amount.less(to.total()?)?,
        left: ledger.parts(),
        principal_first: overdue_days(payment.date, case.account.due_date) > charges_first_until(),
    })
}

fn settled(waiver: &Waiver, case: &Case<'_>) -> Option<CheckedWaiver> {
    let ledger = case.ledger_in(waiver.currency)?;
    let owed = ledger.parts();
    Some(CheckedWaiver {
        owed,
        split: waived(&owed, &waiver.waived.parts(ledger.currency)?).ok()?,
        pay_by: waiver.pay_by,
        restored: Money::exact(waiver.restored?.0, ledger.currency)?,
    })
}
