//! Turn bases, days and a daily rate into the interest of one ledger, rounded once.

use rust_decimal::Decimal;

use crate::money::{Currency, Money};

/// A base that bore interest for so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The sum that bears interest; never penalty or fees (银发〔2016〕111号).
    pub base: Money,
    /// How many days are counted.
    pub days: u32,
}

/// The interest of one ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interest {
    /// All segments together, rounded half-up to the minor unit once.
    pub total: Money,
    /// Each segment before rounding, in major units, in the order given; to be shown, not to be added up rounded.
    pub segments: Vec<Decimal>,
}

/// The interest base × daily rate × days of all segments, in `currency`.
///
/// The rate is a share a day, `0.0005` for 0.05 %. The sum is rounded half-up once, never segment
/// by segment. `None` where a base is of another currency, or the interest passes the range.
pub fn interest(segments: &[Segment], day_rate: Decimal, currency: Currency) -> Option<Interest> {
    let exact = |segment: &Segment| {
        let base = (segment.base.currency() == currency).then(|| segment.base.decimal())?;
        base.checked_mul(day_rate)?.checked_mul(segment.days.into())
    };
    let segments = segments.iter().map(exact).collect::<Option<Vec<_>>>()?;
    let sum = segments.iter().try_fold(Decimal::ZERO, |sum, one| sum.checked_add(*one))?;
    Some(Interest { total: Money::rounded(sum, currency)?, segments })
}
