//! Turn the blocks that only some kinds ask for into money, as the rules hold it.

use chrono::NaiveDate;

use super::guarantee::{self, CheckedGuarantee};
use super::{Case, Parts, plan_notice};
use crate::account::{Payment, PlanNotice, Waiver};
use crate::kind::own;
use crate::money::{Currency, Money};
use crate::plan::allocation::charges_first_until;
use crate::plan::overdue_days;
use crate::plan::waiver::waived;
use crate::record::Amount;

/// The blocks of an account that hold sums.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    pub(super) payment: Option<CheckedPayment>,
    pub(super) waiver: Option<CheckedWaiver>,
    pub(super) guarantee: Option<CheckedGuarantee>,
    pub(super) plan_notice: Option<CheckedPlanNotice>,
    /// What the kind's own fields hold.
    pub(super) matter: own::Block,
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
    /// What was owed in its currency before it.
    pub before: Parts,
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

/// An instalment that was not paid in full (R06).
#[derive(Debug, Clone, Copy)]
pub struct CheckedPlanNotice {
    /// The sum of the instalment.
    pub amount: Money,
    /// What of it came in.
    pub paid: Money,
    /// What is missing.
    pub missing: Money,
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
        let plan_notice = match &case.account.plan_notice {
            Some(notice) => Some(missed(notice, case)?),
            None => None,
        };
        Some(Self { payment, waiver, guarantee, plan_notice, matter: case.matter.0.clone() })
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
        before: ledger.parts().plus(&to)?,
        left: ledger.parts(),
        principal_first: overdue_days(payment.date, case.account.due_date) > charges_first_until(),
    })
}

fn missed(notice: &PlanNotice, case: &Case<'_>) -> Option<CheckedPlanNotice> {
    let missing = plan_notice::missing(notice, case)?;
    let money = |amount: Amount| Money::exact(amount.0, missing.currency());
    Some(CheckedPlanNotice { amount: money(notice.amount)?, paid: money(notice.paid)?, missing })
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
