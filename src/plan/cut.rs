//! Cut a sum into instalments: the principal and the interest of each, by every method.

use rust_decimal::Decimal;

use super::plan_fault::PlanFault;
use super::schedule::StepOf;
use super::terms::{Cycle, Remainder};
use crate::money::Money;
use crate::record::Rate;

/// The principal and the interest of one instalment.
pub type Part = (Money, Money);

/// `count` equal parts of `sum`, each `sum / count` rounded down to the minor unit; what is left
/// over goes where `remainder` says. Together they are `sum`; some are zero where it has fewer
/// minor units than parts. No parts for a `count` of zero.
pub fn equal(sum: Money, count: u32, remainder: Remainder) -> Vec<Money> {
    let n = i64::from(count);
    if n == 0 {
        return Vec::new();
    }
    let (base, left) = (sum.minor().div_euclid(n), sum.minor().rem_euclid(n));
    let extra = |at: i64| match remainder {
        Remainder::Last if at == n - 1 => left,
        Remainder::First if at == 0 => left,
        Remainder::Spread if at < left => 1,
        _ => 0,
    };
    (0..n).map(|at| Money::new(base + extra(at), sum.currency())).collect()
}

/// 等额本金: principal in equal parts, and on what remained before each the period's interest.
pub fn equal_principal(
    sum: Money,
    count: u32,
    remainder: Remainder,
    rate: PeriodRate,
) -> Result<Vec<Part>, PlanFault> {
    let mut remaining = sum;
    let mut parts = Vec::new();
    for principal in equal(sum, count, remainder) {
        parts.push((principal, rate.interest(remaining)?));
        remaining = remaining.less(principal).ok_or(PlanFault::OutOfRange)?;
    }
    Ok(parts)
}

/// 等额本息: the same payment each period, of which the period's interest on what remains is paid
/// first; the last instalment settles what is left.
pub fn equal_payment(sum: Money, count: u32, rate: PeriodRate) -> Result<Vec<Part>, PlanFault> {
    let payment = rate.payment(sum, count).ok_or(PlanFault::OutOfRange)?;
    let mut remaining = sum;
    let mut parts = Vec::new();
    for n in 1..=count {
        let interest = rate.interest(remaining)?;
        let principal = match n {
            n if n == count => remaining,
            _ => payment.less(interest).ok_or(PlanFault::OutOfRange)?.min(remaining),
        };
        remaining = remaining.less(principal).ok_or(PlanFault::OutOfRange)?;
        parts.push((principal, interest));
    }
    Ok(parts)
}

/// 阶梯: the instalments of each step in turn; a last step without an amount shares what is left.
pub fn steps(sum: Money, steps: &[StepOf], remainder: Remainder) -> Result<Vec<Money>, PlanFault> {
    let mut parts = Vec::new();
    let mut left = sum;
    for (at, step) in steps.iter().enumerate() {
        let Some(amount) = step.amount else {
            if at + 1 < steps.len() {
                return Err(PlanFault::OpenStep { step: at });
            }
            parts.extend(equal(left, step.count, remainder));
            return Ok(parts);
        };
        for _ in 0..step.count {
            left = left.less(amount).ok_or(PlanFault::OutOfRange)?;
            parts.push(amount);
        }
    }
    Ok(parts)
}

/// The interest rate of one period: a yearly rate by twelfths, or by 7 days of 365.
#[derive(Debug, Clone, Copy)]
pub struct PeriodRate {
    annual: Decimal,
    periods: Decimal,
    per: Decimal,
}

impl PeriodRate {
    /// The period rate of a yearly rate, a share such as `0.06`.
    pub fn new(annual: Decimal, cycle: Cycle) -> Self {
        let (periods, per) = match cycle {
            Cycle::Month => (1, 12),
            Cycle::Week => (7, Rate::YEAR),
        };
        Self { annual, periods: periods.into(), per: per.into() }
    }

    /// One period's interest on `base`, rounded half-up to the minor unit.
    pub fn interest(self, base: Money) -> Result<Money, PlanFault> {
        self.of(base.decimal())
            .and_then(|interest| Money::rounded(interest, base.currency()))
            .ok_or(PlanFault::OutOfRange)
    }

    fn of(self, base: Decimal) -> Option<Decimal> {
        base.checked_mul(self.annual)?.checked_mul(self.periods)?.checked_div(self.per)
    }

    /// The payment that settles `sum` in `count` periods, rounded half-up to the minor unit: the
    /// sum divided by what payments of 1 are worth today.
    fn payment(self, sum: Money, count: u32) -> Option<Money> {
        let discount = Decimal::ONE.checked_div(Decimal::ONE.checked_add(self.of(Decimal::ONE)?)?)?;
        let (mut factor, mut worth) = (Decimal::ONE, Decimal::ZERO);
        for _ in 0..count {
            factor = factor.checked_mul(discount)?;
            worth = worth.checked_add(factor)?;
        }
        Money::rounded(sum.decimal().checked_div(worth)?, sum.currency())
    }
}
