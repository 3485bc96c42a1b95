//! Turn a debt and what is waived of it into what is still to be paid.

use rust_decimal::Decimal;

use super::parts::Parts;
use super::sum_fault::{SumFault, share};
use crate::money::Money;

/// Which share of each component is waived, each from 0 to 1: `0.8` is 80 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shares {
    /// Of the principal.
    pub principal: Decimal,
    /// Of the interest.
    pub interest: Decimal,
    /// Of the penalty.
    pub penalty: Decimal,
    /// Of the fees.
    pub fees: Decimal,
}

/// What is waived of a debt and what is still to be paid: together they are the debt, component by
/// component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiver {
    /// What is waived of each component.
    pub waived: Parts,
    /// What is still to be paid of each.
    pub payable: Parts,
    /// All that is waived.
    pub total_waived: Money,
    /// All that is to be paid; the debt's own total is restored where the waiver lapses.
    pub total_payable: Money,
}

impl Waiver {
    /// Whether principal is waived although charges are still asked for; charges are waived first.
    #[cfg_attr(
        not(feature = "inner"),
        expect(dead_code, reason = "settlement agreements waive by share (issue 20)")
    )]
    pub fn spares_principal_first(&self) -> bool {
        self.waived.principal.is_positive()
            && self.payable.charges().is_none_or(|charges| charges.is_positive())
    }
}

/// Waives given sums of a debt (民法典 575).
///
/// Fails where more is waived of a component than is owed, currencies are mixed, a sum is below
/// nothing, or a total passes the range.
pub fn waived(owed: &Parts, waived: &Parts) -> Result<Waiver, SumFault> {
    if owed.sound()? != waived.sound()? {
        return Err(SumFault::MixedCurrencies);
    }
    if let Some((component, waived, owed)) = waived.beyond(owed).next() {
        return Err(SumFault::WaivedBeyond { component, waived, owed });
    }
    let waiver = || {
        let payable = owed.less(waived)?;
        let (total_waived, total_payable) = (waived.total()?, payable.total()?);
        Some(Waiver { waived: *waived, payable, total_waived, total_payable })
    };
    waiver().ok_or(SumFault::OutOfRange)
}

/// Waives shares of a debt, each rounded half-up to the minor unit.
///
/// Fails where a share is not from 0 to 1, and as [`waived`].
#[cfg_attr(
    not(feature = "inner"),
    expect(dead_code, reason = "settlement agreements waive by share (issue 20)")
)]
pub fn waived_by_share(owed: &Parts, shares: &Shares) -> Result<Waiver, SumFault> {
    let of = |part: Money, rate| part.share(share(rate)?).ok_or(SumFault::OutOfRange);
    let sums = Parts {
        principal: of(owed.principal, shares.principal)?,
        interest: of(owed.interest, shares.interest)?,
        penalty: of(owed.penalty, shares.penalty)?,
        fees: of(owed.fees, shares.fees)?,
    };
    waived(owed, &sums)
}
