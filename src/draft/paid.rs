//! Word what came in since the due date, and what will be owed on the day by which to pay.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use super::wording;
use crate::account::{Ledger, Receipt};
use crate::check::CheckedLedger;
use crate::money::Money;

/// What came in since the due date.
#[derive(Debug, Serialize, Default)]
pub(super) struct PaidWords {
    has_paid: bool,
    paid: String,
    payments: Vec<ReceiptWords>,
    minimum_left: String,
}

/// One payment.
#[derive(Debug, Serialize)]
struct ReceiptWords {
    on: String,
    amount: String,
}

impl PaidWords {
    /// The single payments are told where they make up all that came in; else the sum alone is.
    pub(super) fn of(ledger: &CheckedLedger, read: &Ledger, due_date: NaiveDate) -> Self {
        let since: Vec<_> = read.payments_since(due_date).collect();
        let sum = since.iter().try_fold(Money::zero(ledger.currency), |sum, receipt| {
            sum.plus(Money::exact(receipt.amount.0, ledger.currency)?)
        });
        let told = if sum == Some(ledger.paid) { since } else { Vec::new() };
        let worded = |receipt: &&Receipt| ReceiptWords {
            on: wording::date(receipt.paid_on),
            amount: Money::exact(receipt.amount.0, ledger.currency)
                .map(|amount| amount.to_string())
                .unwrap_or_default(),
        };
        Self {
            has_paid: ledger.paid.is_positive(),
            paid: ledger.paid.to_string(),
            payments: told.iter().map(worded).collect(),
            minimum_left: ledger
                .shortfall()
                .map(|left| if left.is_positive() { left } else { Money::zero(ledger.currency) })
                .map(|left| left.to_string())
                .unwrap_or_default(),
        }
    }
}

/// What a day costs, and what will be owed on the day by which to pay. Blank where it cannot be reckoned.
#[derive(Debug, Serialize, Default)]
pub(super) struct ComingWords {
    day_interest: String,
    expected: String,
}

impl ComingWords {
    /// Simple interest on the principal, from the day after the figures up to the day before the payment, which
    /// itself bears none: as interest on items is reckoned.
    pub(super) fn of(ledger: &CheckedLedger, day_rate: Decimal, as_of: NaiveDate, pay_by: NaiveDate) -> Self {
        let a_day = ledger.principal.decimal() * day_rate;
        let days = (pay_by - as_of).num_days() - 1;
        let rounded = |sum| Money::rounded(sum, ledger.currency);
        let owed =
            rounded(a_day * Decimal::from(days.max(0))).and_then(|interest| ledger.total.plus(interest));
        match (rounded(a_day).filter(|sum| sum.is_positive()), owed) {
            (Some(a_day), Some(owed)) if days >= 0 => {
                Self { day_interest: a_day.to_string(), expected: owed.to_string() }
            }
            _ => Self::default(),
        }
    }
}
