//! Word the instalment that was missed, and the end of the agreement it belongs to.

use serde::Serialize;

use super::ledger::{prefix, upper};
use super::wording;
use crate::check::Checked;

/// What a notice about a repayment agreement is about.
#[derive(Debug, Serialize, Default)]
pub(super) struct PlanNoticeWords {
    agreement: String,
    signed_on: String,
    instalments: u32,
    instalment: u32,
    due: String,
    currency_name: &'static str,
    prefix: &'static str,
    unit: &'static str,
    amount: String,
    paid: String,
    missing: String,
    missing_upper: String,
    notice: String,
    notice_arrived_on: String,
    ends_on: String,
}

impl PlanNoticeWords {
    /// The account's notice; blank where there is none.
    pub(super) fn of(checked: &Checked) -> Self {
        let (Some(read), Some(sums)) = (&checked.account().plan_notice, checked.plan_notice()) else {
            return Self::default();
        };
        let currency = sums.amount.currency();
        Self {
            agreement: read.agreement.clone(),
            signed_on: wording::date(read.signed_on),
            instalments: read.instalments,
            instalment: read.instalment,
            due: wording::date(read.due),
            currency_name: currency.name(),
            prefix: prefix(currency),
            unit: currency.unit(),
            amount: sums.amount.to_string(),
            paid: if sums.paid.is_zero() { String::new() } else { sums.paid.to_string() },
            missing: sums.missing.to_string(),
            missing_upper: upper(sums.missing),
            notice: read.notice.clone().unwrap_or_default(),
            notice_arrived_on: wording::date_or_blank(read.notice_arrived_on),
            ends_on: wording::date_or_blank(read.ends_on),
        }
    }
}
