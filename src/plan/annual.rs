//! Turn what is received and what is paid back into the yearly cost (公告〔2021〕3号).

use rust_decimal::{Decimal, MathematicalOps};

use crate::account::Cycle;
use crate::money::Money;

/// The yearly cost of a credit, as shares: `0.130342` is 13.0342 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnualCost {
    /// The period's internal rate times the periods of a year (单利): 12 months, or 365/7 weeks.
    pub simple: Decimal,
    /// The period's internal rate compounded over a year (复利).
    pub effective: Decimal,
}

/// How often the interval of the rate is halved: to less than 10⁻¹⁸.
const HALVINGS: u32 = 60;

/// The yearly cost of a sum received at once and paid back one payment a period, to at least
/// six decimals of a per cent.
///
/// `None` where less comes back than was received, a payment is below nothing, the currencies
/// differ, or the cost is 100 % a period or more.
pub fn annual_cost(received: Money, payments: &[Money], cycle: Cycle) -> Option<AnnualCost> {
    let back = Money::total(payments.iter().copied(), received.currency())?;
    let sound = received.is_positive() && payments.iter().all(|payment| payment.minor() >= 0);
    if !sound || back.less(received)?.minor() < 0 {
        return None;
    }
    let (mut low, mut high) = (Decimal::ZERO, Decimal::ONE);
    if worth(payments, high)? > received.decimal() {
        return None;
    }
    for _ in 0..HALVINGS {
        let middle = (low + high) / Decimal::TWO;
        if worth(payments, middle)? > received.decimal() {
            low = middle;
        } else {
            high = middle;
        }
    }
    let year = match cycle {
        Cycle::Month => Decimal::from(12),
        Cycle::Week => Decimal::from(365) / Decimal::from(7),
    };
    let effective = (Decimal::ONE + high).checked_powd(year)? - Decimal::ONE;
    Some(AnnualCost { simple: high * year, effective })
}

/// What the payments are worth today at a rate a period.
fn worth(payments: &[Money], rate: Decimal) -> Option<Decimal> {
    let discount = Decimal::ONE.checked_div(Decimal::ONE + rate)?;
    let mut factor = Decimal::ONE;
    payments.iter().try_fold(Decimal::ZERO, |sum, payment| {
        factor = factor.checked_mul(discount)?;
        sum.checked_add(payment.decimal().checked_mul(factor)?)
    })
}
