//! Turn what is received and what is paid back into the yearly cost (公告〔2021〕3号).

use chrono::NaiveDate;
use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

use super::schedule::{Instalment, Schedule};
use super::terms::Cycle;
use crate::money::Money;
use crate::record::Rate;

/// The yearly cost of a credit, as shares: `0.130342` is 13.0342 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnualCost {
    /// The period's internal rate times the periods of a year (单利): 12 months, or 365/7 weeks.
    pub simple: Decimal,
    /// The period's internal rate compounded over a year (复利).
    pub effective: Decimal,
}

impl AnnualCost {
    /// The cost of a credit that costs nothing.
    pub const FREE: Self = Self { simple: Decimal::ZERO, effective: Decimal::ZERO };
}

/// What a plan costs its holder: what is paid beyond the principal, and what that is a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanCost {
    /// Interest and fees of the whole plan.
    pub charges: Money,
    /// 年化综合融资成本: the internal rate of return of a year of 365 days, of the principal on the day of
    /// signing and the payments on the days they are due (复利); `None` beyond 1 % a day.
    pub yearly: Option<Decimal>,
    /// The internal rate of return of a period times the periods of a year (单利), each instalment one period
    /// after the one before; `None` beyond 100 % a period.
    pub simple: Option<Decimal>,
}

impl PlanCost {
    /// The cost of a schedule that was signed on a day and whose instalments follow in that cycle; of a
    /// negotiated table, whose dates follow none, it is nothing, as it bears no interest.
    pub fn of(schedule: &Schedule, signed_on: NaiveDate, cycle: Cycle) -> Option<Self> {
        let (down, instalments): (Vec<&Instalment>, Vec<_>) =
            schedule.rows().iter().partition(|row| row.n == 0);
        let principal = schedule.principal();
        let received = down.iter().try_fold(principal, |left, row| left.less(row.amount))?;
        let dated: Vec<_> = instalments.iter().map(|row| (row.due_date, row.amount)).collect();
        let payments: Vec<_> = instalments.iter().map(|row| row.amount).collect();
        Some(Self {
            charges: schedule.total().less(principal)?,
            yearly: annual_cost_by_days(received, signed_on, &dated).map(|cost| cost.effective),
            simple: annual_cost(received, &payments, cycle).map(|cost| cost.simple),
        })
    }

    /// A share in per cent of two decimals, rounded half-up: `6.17` of `0.061678`.
    pub fn percent(share: Decimal) -> String {
        let rounded =
            (share * Decimal::ONE_HUNDRED).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        format!("{rounded:.2}")
    }
}

/// How many of Newton's steps are made at most; a dozen is usual.
const MOST_STEPS: u32 = 200;

/// The step that is too small to be made: 10⁻¹⁹.
const LEAST_STEP: Decimal = Decimal::from_parts(1, 0, 0, false, 19);

/// The most a credit may cost a day for its yearly cost to be stated: 1 %, which is 365 % a year.
const MOST_A_DAY: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// The yearly cost of a sum received at once and paid back one payment a period, to at least
/// six decimals of a per cent.
///
/// `None` where less comes back than was received, a payment is below nothing, the currencies
/// differ, or the cost is 100 % a period or more.
pub fn annual_cost(received: Money, payments: &[Money], cycle: Cycle) -> Option<AnnualCost> {
    if comes_back(received, payments)?.is_zero() {
        return Some(AnnualCost::FREE);
    }
    let dated: Vec<_> = (1..).zip(payments.iter().copied()).collect();
    let rate = internal_rate(received, &dated, Decimal::ONE)?;
    let year = match cycle {
        Cycle::Month => Decimal::from(12),
        Cycle::Week => Decimal::from(Rate::YEAR) / Decimal::from(7),
    };
    let effective = (Decimal::ONE + rate).checked_powd(year)? - Decimal::ONE;
    Some(AnnualCost { simple: rate * year, effective })
}

/// The yearly cost of a sum received on a day and paid back on others, by the internal rate of a day
/// and years of 365 days: for plans whose first period is longer or shorter, or with a down payment.
/// The order of the payments does not matter.
///
/// `None` where less comes back than was received, a payment is below nothing or before the day of
/// receipt, the currencies differ, or the cost is more than 1 % a day.
pub fn annual_cost_by_days(
    received: Money,
    received_on: NaiveDate,
    payments: &[(NaiveDate, Money)],
) -> Option<AnnualCost> {
    let sums: Vec<_> = payments.iter().map(|(_, sum)| *sum).collect();
    let dated = payments.iter().map(|(on, sum)| {
        let days = on.signed_duration_since(received_on).num_days();
        Some((u64::try_from(days).ok()?, *sum))
    });
    let mut dated = dated.collect::<Option<Vec<_>>>()?;
    dated.sort_by_key(|(days, _)| *days);
    if comes_back(received, &sums)?.is_zero() {
        return Some(AnnualCost::FREE);
    }
    let rate = internal_rate(received, &dated, MOST_A_DAY)?;
    let effective = (Decimal::ONE + rate).checked_powu(Rate::YEAR.into())? - Decimal::ONE;
    Some(AnnualCost { simple: rate * Decimal::from(Rate::YEAR), effective })
}

/// What comes back beyond what was received; `None` where that is less than nothing, or a sum is unsound.
fn comes_back(received: Money, payments: &[Money]) -> Option<Money> {
    let back = Money::total(payments.iter().copied(), received.currency())?;
    let sound = received.is_positive() && payments.iter().all(|payment| payment.minor() >= 0);
    back.less(received).filter(|gain| sound && gain.minor() >= 0)
}

/// The rate a period, at most `most`, at which the payments are worth what was received, to 18 decimals.
///
/// What payments are worth falls with the rate, and ever more slowly, so that Newton's steps come to the rate from
/// below and never pass it.
fn internal_rate(received: Money, payments: &[(u64, Money)], most: Decimal) -> Option<Decimal> {
    if worth(payments, most)?.0 > received.decimal() {
        return None;
    }
    let mut rate = Decimal::ZERO;
    for _ in 0..MOST_STEPS {
        let (worth, falls) = worth(payments, rate)?;
        let step = worth.checked_sub(received.decimal())?.checked_div(falls)?;
        if step < LEAST_STEP {
            break;
        }
        rate = rate.checked_add(step)?;
    }
    Some(rate)
}

/// What payments after so many periods, in order of time, are worth today at a rate a period, and by how much that
/// falls for each rate more.
fn worth(payments: &[(u64, Money)], rate: Decimal) -> Option<(Decimal, Decimal)> {
    let discount = Decimal::ONE.checked_div(Decimal::ONE + rate)?;
    let (mut factor, mut reached) = (Decimal::ONE, 0);
    let nothing = (Decimal::ZERO, Decimal::ZERO);
    let (worth, falls) = payments.iter().try_fold(nothing, |(worth, falls), (after, payment)| {
        factor = factor.checked_mul(discount.checked_powu(after - reached)?)?;
        reached = *after;
        let today = payment.decimal().checked_mul(factor)?;
        Some((worth.checked_add(today)?, falls.checked_add(today.checked_mul(Decimal::from(*after))?)?))
    })?;
    Some((worth, falls.checked_mul(discount)?))
}
