//! Turn a principal and the days it was owed into the most that may be asked for beside it.

use rust_decimal::Decimal;

use super::sum_fault::{SumFault, sound};
use crate::money::Money;
use crate::record::Rate;

/// How charges compare to the ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// The most that interest, penalty and fees may come to.
    pub cap: Money,
    /// How far the charges pass it; nothing where they keep it.
    pub excess: Money,
}

impl Guard {
    /// Whether the charges keep the ceiling.
    pub const fn kept(&self) -> bool {
        self.excess.is_zero()
    }
}

/// Compares charges (interest, penalty and fees together, one currency) with
/// principal × yearly ceiling × days / 365, rounded half-up to the minor unit once.
///
/// The ceiling is a share a year, that of the law unless the issuer sets another; every year has 365
/// days. Fails where currencies are mixed, a sum or the ceiling is below nothing, or the cap passes
/// the range.
pub fn guard(principal: Money, charges: Money, days: u32, ceiling: Decimal) -> Result<Guard, SumFault> {
    let currency = sound(&[principal, charges], principal.currency())?;
    if ceiling.is_sign_negative() {
        return Err(SumFault::ShareOutOfRange(ceiling));
    }
    let exact = || {
        let for_days = principal.decimal().checked_mul(ceiling)?.checked_mul(days.into())?;
        Money::rounded(for_days.checked_div(Decimal::from(Rate::YEAR))?, currency)
    };
    let cap = exact().ok_or(SumFault::OutOfRange)?;
    let excess = charges.less(cap).ok_or(SumFault::OutOfRange)?.max(Money::zero(currency));
    Ok(Guard { cap, excess })
}
