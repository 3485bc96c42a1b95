//! Word what a record tells of an account beside its figures: a request in hardship, an agreement that was broken.
//!
//! What the record does not tell is blank or false, and no template may say it all the same
//! (`wording/statements.toml`).

use chrono::NaiveDate;
use serde::Serialize;

use super::wording;
use crate::account::{Account, Flags, Ledger};
use crate::check::Checked;
use crate::money::Money;
use crate::plan::overdue::Bucket;
use crate::plan::overdue_days;

/// A request of the debtor's who cannot pay.
#[derive(Debug, Serialize)]
pub(super) struct HardshipWords {
    claimed: bool,
    claimed_on: String,
    answered_on: String,
}

impl HardshipWords {
    pub(super) fn of(flags: &Flags) -> Self {
        Self {
            claimed: flags.hardship_claimed,
            claimed_on: wording::date_or_blank(flags.hardship_claimed_on),
            answered_on: wording::date_or_blank(flags.hardship_answered_on),
        }
    }
}

/// The agreement that was broken; blank where there is none.
#[derive(Debug, Serialize, Default)]
pub(super) struct BrokenPlanWords {
    agreement: String,
    signed_on: String,
    missed_due: String,
    missed_amount: String,
    unit: &'static str,
    ended_on: String,
    end_notice: String,
}

impl BrokenPlanWords {
    pub(super) fn of(account: &Account) -> Self {
        let Some(broken) = &account.broken_plan else { return Self::default() };
        let currency = broken.currency.or_else(|| account.ledgers.first().map(|ledger| ledger.currency));
        let missing = currency.and_then(|currency| Money::exact(broken.missed_amount.0, currency));
        Self {
            agreement: broken.agreement.clone(),
            signed_on: wording::date(broken.signed_on),
            missed_due: wording::date(broken.missed_due),
            missed_amount: missing.map(|missing| missing.to_string()).unwrap_or_default(),
            unit: currency.map(|currency| currency.unit()).unwrap_or_default(),
            ended_on: wording::date_or_blank(broken.ended_on),
            end_notice: broken.end_notice.clone().unwrap_or_default(),
        }
    }
}

/// Whether this letter itself is the notice that comes before bad data are reported (征信业管理条例 15): in the first
/// month only, and only where the record knows neither of an earlier notice nor of a report. Later a bank has long
/// reported, and the sentence would be untrue.
pub(super) fn is_prior_notice(checked: &Checked, issued_on: NaiveDate) -> bool {
    let flags = &checked.account().flags;
    Bucket::of(overdue_days(issued_on, checked.account().due_date)) <= Bucket::M1
        && flags.bureau_prenotified_on.is_none()
        && flags.bureau_reported_on.is_none()
}

/// Whether interest on interest is among the sums, by what their bases are made of.
pub(super) fn holds_compound_interest(account: &Account) -> bool {
    account.ledgers.iter().any(Ledger::bears_interest_on_interest)
}
