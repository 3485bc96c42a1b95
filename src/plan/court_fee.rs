//! Turn a money claim into what the court charges for it (诉讼费用交纳办法 13, 14).

use super::sum_fault::{SumFault, sound};
use crate::money::{Currency, Money};

/// What every claim up to the first threshold costs, in 元.
const BASE_FEE: i64 = 50;

/// The claim that costs no more than that, in 元.
const BASE_CLAIM: i64 = 10_000;

/// Above it, band by band: up to how many 元, at how many thousandths (办法 13(一)).
const BANDS: [(i64, i64); 9] = [
    (100_000, 25),
    (200_000, 20),
    (500_000, 15),
    (1_000_000, 10),
    (2_000_000, 9),
    (5_000_000, 8),
    (10_000_000, 7),
    (20_000_000, 6),
    (i64::MAX / FEN, 5),
];

/// 分 in a 元.
const FEN: i64 = 100;

/// What the court charges to hear a money claim in 人民币 (财产案件受理费, 诉讼费用交纳办法 13(一)): 50 元
/// up to 10,000 元, above that each band at its rate; rounded half-up to the 分 once.
///
/// Fails on another currency and on a claim below nothing.
pub fn court_fee(claim: Money) -> Result<Money, SumFault> {
    Ok(rounded(thousandths(claim)?, 1000))
}

/// What the court charges for a payment order (支付令): a third of what it would charge to hear the
/// claim (诉讼费用交纳办法 14(三)), rounded half-up to the 分 once, from the exact fee.
///
/// Fails as [`court_fee`].
pub fn payment_order_fee(claim: Money) -> Result<Money, SumFault> {
    Ok(rounded(thousandths(claim)?, 3000))
}

/// The fee in thousandths of a 分, exact.
fn thousandths(claim: Money) -> Result<i64, SumFault> {
    let found = sound(&[claim], claim.currency())?;
    if found != Currency::Cny {
        return Err(SumFault::NotIn { expected: Currency::Cny, found });
    }
    let claim = claim.in_range().ok_or(SumFault::OutOfRange)?.minor();
    let mut fee = BASE_FEE * FEN * 1000;
    let mut from = BASE_CLAIM * FEN;
    for (up_to, rate) in BANDS {
        let to = claim.min(up_to * FEN);
        fee += (to - from).max(0) * rate;
        from = up_to * FEN;
    }
    Ok(fee)
}

/// A sum of 分 from its parts, rounded half-up.
const fn rounded(parts: i64, per_fen: i64) -> Money {
    Money::new((parts + per_fen / 2) / per_fen, Currency::Cny)
}
