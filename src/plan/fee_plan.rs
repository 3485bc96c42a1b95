//! Turn an instalment plan that costs fees instead of interest into what is received and paid back.

use rust_decimal::Decimal;

use super::annual::{AnnualCost, annual_cost};
use super::cut;
use super::plan_fault::PlanFault;
use super::schedule::MOST_INSTALMENTS;
use super::terms::{Cycle, Remainder};
use crate::money::Money;

/// The terms of a plan whose cost is stated as fees on the original sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeTerms {
    /// The sum cut into instalments.
    pub principal: Money,
    /// How many instalments.
    pub instalments: u32,
    /// The time between two.
    pub cycle: Cycle,
    /// Where the minor units go that do not divide.
    pub remainder: Remainder,
    /// The fee of every instalment as a share of the original sum, from 0 to 1: `0.006` for 0.6 %.
    pub each: Decimal,
    /// The fee taken at once as a share of the original sum, from 0 to below 1.
    pub upfront: Decimal,
}

/// What the holder of a fee-bearing plan receives and pays back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeePlan {
    /// The sum less the fee taken at once.
    pub received: Money,
    /// What is paid each period: a part of the sum and the fee.
    pub payments: Vec<Money>,
    /// All fees together.
    pub fees: Money,
    /// The yearly cost that has to be shown (公告〔2021〕3号).
    pub cost: AnnualCost,
}

/// Lays out a fee-bearing plan: the principal in equal parts, on each the fee, each fee rounded
/// half-up to the minor unit; and states its yearly cost, which is not the fee times the periods.
///
/// Fails where the number of instalments or a share is out of bounds, nothing is to be paid, an
/// instalment would be nothing, or the cost is 100 % a period or more.
pub fn fee_plan(terms: &FeeTerms) -> Result<FeePlan, PlanFault> {
    let &FeeTerms { principal, instalments, cycle, remainder, each, upfront } = terms;
    if !principal.is_positive() {
        return Err(PlanFault::NothingToPay(principal));
    }
    if !(1..=MOST_INSTALMENTS).contains(&instalments) {
        return Err(PlanFault::CountOutOfRange(instalments.into()));
    }
    let share = Decimal::ZERO..=Decimal::ONE;
    if !share.contains(&each) {
        return Err(PlanFault::RateOutOfRange(each));
    }
    if !share.contains(&upfront) || upfront == Decimal::ONE {
        return Err(PlanFault::RateOutOfRange(upfront));
    }
    let parts = cut::equal(principal, instalments, remainder);
    if let Some((n, _)) = (1..).zip(&parts).find(|(_, part)| part.is_zero()) {
        return Err(PlanFault::ZeroInstalment { n });
    }
    let plan = || {
        let (fee, taken) = (principal.share(each)?, principal.share(upfront)?);
        let payments: Vec<_> = parts.into_iter().map(|part| part.plus(fee)).collect::<Option<_>>()?;
        let received = principal.less(taken)?;
        let fees = Money::total(payments.iter().copied(), principal.currency())?.less(received)?;
        let cost = annual_cost(received, &payments, cycle)?;
        Some(FeePlan { received, payments, fees, cost })
    };
    plan().ok_or(PlanFault::OutOfRange)
}
