//! Turn a minimum payment and what came in into the 违约金 the contract sets.

use rust_decimal::Decimal;

use super::sum_fault::{SumFault, share, sound};
use crate::money::Money;

/// The contract's terms on 违约金.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PenaltyTerms {
    /// The share of what is missing, from 0 to 1, such as `0.05`.
    pub rate: Decimal,
    /// The least that is charged once anything is.
    pub floor: Money,
    /// The most that is charged, above the floor or not.
    pub cap: Option<Money>,
    /// A shortfall of so much or less counts as paid in full (容差, 银行卡行业自律公约 14).
    pub tolerance: Money,
}

/// What is missing of the minimum payment once it is above the tolerance; `None` where the payment
/// counts as made.
///
/// `paid` is what came in by the due date, grace included. Fails where currencies are mixed or a
/// sum is below nothing.
pub fn missed(minimum: Money, paid: Money, tolerance: Money) -> Result<Option<Money>, SumFault> {
    sound(&[minimum, paid, tolerance], minimum.currency())?;
    let missing = minimum.less(paid).ok_or(SumFault::OutOfRange)?;
    Ok((missing > tolerance && missing.is_positive()).then_some(missing))
}

/// The 违约金 on a missed minimum payment: the rate on what is [`missed`], rounded half-up to the
/// minor unit, at least the floor, at most the cap; nothing where nothing is missed.
///
/// It rests on the contract alone (银发〔2016〕111号) and bears no interest. Fails where the rate is
/// not from 0 to 1, currencies are mixed or a sum is below nothing.
pub fn penalty(minimum: Money, paid: Money, terms: &PenaltyTerms) -> Result<Money, SumFault> {
    let &PenaltyTerms { rate, floor, cap, tolerance } = terms;
    let currency = sound(&[floor, cap.unwrap_or(floor)], minimum.currency())?;
    let rate = share(rate)?;
    let Some(missing) = missed(minimum, paid, tolerance)? else { return Ok(Money::zero(currency)) };
    let charge = missing.share(rate).ok_or(SumFault::OutOfRange)?.max(floor);
    Ok(cap.map_or(charge, |cap| charge.min(cap)))
}
