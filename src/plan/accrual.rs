//! Turn card items and payments into the bases and days that bear interest up to a statement.

use chrono::NaiveDate;

use super::interest::Segment;
use super::parts::{Component, Parts};
use super::sum_fault::{SumFault, sound};
use crate::money::{Currency, Money};
use crate::record::words;

words! {
    /// On what a holder who did not pay in full bears interest.
    pub enum InterestMethod {
        /// Each whole item until it is paid, a paid part until its payment.
        Full = "full" / "全额计息",
        /// Only what was not paid in time.
        Unpaid = "unpaid" / "未清偿部分计息",
    }
}

/// An item on the card that bears interest from its posting; items that are still in their
/// interest-free time (免息期) are left out by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The sum, of at least nothing.
    pub amount: Money,
    /// The day it was posted (记账日), which bears interest.
    pub posted_on: NaiveDate,
    /// What it is: principal, or interest where the contract compounds; nothing else bears interest.
    pub component: Component,
}

/// A repayment that came in for these items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repayment {
    /// The sum, of at least nothing.
    pub amount: Money,
    /// The day it came in, on which the paid part no longer bears interest.
    pub paid_on: NaiveDate,
}

/// The days that one statement charges interest for (账单周期).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillingPeriod {
    /// The first day that no earlier statement charged; the items' posting days when left out.
    pub since: Option<NaiveDate>,
    /// The statement day (账单日), which bears interest.
    pub statement_on: NaiveDate,
    /// The last day on which a payment is in time, grace included; every payment up to the statement
    /// is when left out. Only [`InterestMethod::Unpaid`] asks for it.
    pub in_time_until: Option<NaiveDate>,
}

/// A base that bore interest from a day on, for so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accrued {
    /// The sum that bears interest.
    pub base: Money,
    /// The first day counted.
    pub from: NaiveDate,
    /// How many days are counted, that day included.
    pub days: u32,
}

impl From<Accrued> for Segment {
    fn from(accrued: Accrued) -> Self {
        Self { base: accrued.base, days: accrued.days }
    }
}

/// What bears interest up to the statement, item by item in order of posting and, within an item,
/// payment by payment: the derivation a letter shows.
///
/// The posting day counts, the payment day counts for what is left only, the statement day counts.
/// Payments settle the oldest item first; what is paid before an item is posted waits for it, and
/// what comes in after the statement does not matter. By [`InterestMethod::Unpaid`] what was paid in
/// time bears nothing at all, and what was paid late bears until its payment.
///
/// Fails where currencies are mixed, a sum is below nothing, or a penalty or a fee is among the
/// items (银发〔2016〕111号).
pub fn accrued(
    items: &[Item],
    payments: &[Repayment],
    period: BillingPeriod,
    method: InterestMethod,
) -> Result<Vec<Accrued>, SumFault> {
    let all = settled(items, payments, period.statement_on)?;
    let each = all.iter().map(|(item, payments)| steps(*item, payments, period, method));
    Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
}

/// What of the items nothing that came in until a day, that day included, has settled: the oldest
/// item is settled first.
///
/// Fails like [`accrued`].
pub fn left(
    items: &[Item],
    payments: &[Repayment],
    until: NaiveDate,
    currency: Currency,
) -> Result<Parts, SumFault> {
    let mut left = Parts::zero(currency);
    for (item, payments) in settled(items, payments, until)? {
        let paid = Money::total(payments.iter().map(|payment| payment.amount), currency);
        let open = paid.and_then(|paid| item.amount.less(paid)).ok_or(SumFault::OutOfRange)?;
        let sum = left.of(item.component).plus(open).ok_or(SumFault::OutOfRange)?;
        left = left.with(item.component, sum);
    }
    Ok(left)
}

/// Whether a component may bear interest.
const fn bears(component: Component) -> bool {
    matches!(component, Component::Principal | Component::Interest)
}

/// The items in order of posting, each with what settles it of the payments until a day.
fn settled(
    items: &[Item],
    payments: &[Repayment],
    until: NaiveDate,
) -> Result<Vec<(Item, Vec<Repayment>)>, SumFault> {
    let Some(first) = items.first() else { return Ok(Vec::new()) };
    let currency = first.amount.currency();
    sound(&items.iter().map(|item| item.amount).collect::<Vec<_>>(), currency)?;
    sound(&payments.iter().map(|payment| payment.amount).collect::<Vec<_>>(), currency)?;
    if let Some(item) = items.iter().find(|item| !bears(item.component)) {
        return Err(SumFault::BearsNone { component: item.component, amount: item.amount });
    }
    let mut posted = items.to_vec();
    posted.sort_by_key(|item| item.posted_on);
    let mut came_in: Vec<_> = payments.iter().copied().filter(|payment| payment.paid_on <= until).collect();
    came_in.sort_by_key(|payment| payment.paid_on);
    let settling = oldest_first(&posted, &came_in);
    Ok(posted.into_iter().zip(settling).collect())
}

/// Which part of which payment settles each item, both in order of time.
fn oldest_first(items: &[Item], payments: &[Repayment]) -> Vec<Vec<Repayment>> {
    let mut waiting = payments.iter().copied();
    let mut current = waiting.next();
    let settle = |item: &Item| {
        let mut open = item.amount.minor();
        let mut settled = Vec::new();
        while open > 0
            && let Some(payment) = current
        {
            let (held, currency) = (payment.amount.minor(), payment.amount.currency());
            let taken = open.min(held);
            open -= taken;
            settled.push(Repayment { amount: Money::new(taken, currency), ..payment });
            current = if taken == held {
                waiting.next()
            } else {
                Some(Repayment { amount: Money::new(held - taken, currency), ..payment })
            };
        }
        settled
    };
    items.iter().map(settle).collect()
}

/// The bases of one item, falling with each payment on it.
fn steps(
    item: Item,
    payments: &[Repayment],
    period: BillingPeriod,
    method: InterestMethod,
) -> Result<Vec<Accrued>, SumFault> {
    let in_time = |payment: &Repayment| {
        method == InterestMethod::Unpaid && period.in_time_until.is_none_or(|last| payment.paid_on <= last)
    };
    let after = period.statement_on.succ_opt().ok_or(SumFault::OutOfRange)?;
    let starts = period.since.map_or(item.posted_on, |since| since.max(item.posted_on));
    let mut out = Vec::new();
    let (mut base, mut from) = (item.amount.minor(), starts);
    let ends = payments.iter().map(|payment| (payment.amount.minor(), payment.paid_on));
    let falls = payments.iter().map(in_time).zip(ends);
    for (nothing_borne, (paid, paid_on)) in falls.chain([(false, (base, after))]) {
        let to = if nothing_borne { starts } else { paid_on.max(starts) };
        if let Ok(days @ 1..) = u32::try_from(to.signed_duration_since(from).num_days())
            && base > 0
        {
            out.push(Accrued { base: Money::new(base, item.amount.currency()), from, days });
        }
        (base, from) = (base - paid, to);
    }
    Ok(out)
}
