//! Word the surety for a debt: the contract, its period, and what is asked of the guarantor.

use serde::Serialize;

use super::ledger::{prefix, upper};
use super::wording;
use crate::account::Guarantee;
use crate::check::{Checked, CheckedGuarantee};
use crate::money::Money;
use crate::plan::Component;
use crate::plan::suretyship::{Standing, Suretyship};

/// What a contract covers where it names nothing (民法典 691), as far as an account has it.
const ALL: &str = "主债权本金及其利息、违约金和费用";

/// The surety.
#[derive(Debug, Serialize, Default)]
pub(super) struct GuaranteeWords {
    name: String,
    contract: String,
    number: String,
    signed_on: String,
    mode_word: &'static str,
    joint: bool,
    scope_words: String,
    cap: String,
    cap_unit: &'static str,
    period_end: String,
    period_agreed: bool,
    liable: bool,
    sums: Vec<AskedSum>,
    claimed_on: String,
    sued_on: String,
    case_number: String,
    executed_on: String,
    exception_word: &'static str,
    exception_paper: String,
    limitation_ends_on: String,
}

/// What is asked for in one currency.
#[derive(Debug, Serialize)]
struct AskedSum {
    currency_name: &'static str,
    prefix: &'static str,
    unit: &'static str,
    amount: String,
    upper: String,
}

impl AskedSum {
    fn of(sum: Money) -> Self {
        let currency = sum.currency();
        Self {
            currency_name: currency.name(),
            prefix: prefix(currency),
            unit: currency.unit(),
            amount: sum.to_string(),
            upper: upper(sum),
        }
    }
}

impl GuaranteeWords {
    /// The account's surety; blank where there is none.
    pub(super) fn of(checked: &Checked) -> Self {
        let (Some(read), Some(guarantee)) = (&checked.account().guarantee, checked.guarantee()) else {
            return Self::default();
        };
        let CheckedGuarantee { surety, standing, sums, limitation_end } = guarantee;
        let named = read.name.as_ref().or(checked.account().addressee.name.as_ref());
        Self {
            name: named.map(|name| name.reveal().clone()).unwrap_or_default(),
            contract: read.contract.clone(),
            number: read.number.clone(),
            signed_on: wording::date(read.signed_on),
            mode_word: read.mode.chinese(),
            joint: read.mode == Suretyship::Joint,
            scope_words: scope(read),
            cap: cap(read, sums),
            cap_unit: sums.first().map(|sum| sum.currency().unit()).unwrap_or_default(),
            period_end: wording::date_or_blank(surety.period_end()),
            period_agreed: surety.is_period_agreed(),
            liable: *standing == Standing::Liable,
            sums: sums.iter().copied().map(AskedSum::of).collect(),
            claimed_on: wording::date_or_blank(read.claimed_on),
            sued_on: wording::date_or_blank(read.sued_on),
            case_number: read.case_number.clone().unwrap_or_default(),
            executed_on: wording::date_or_blank(read.executed_on),
            exception_word: read.exception.map(|exception| exception.chinese()).unwrap_or_default(),
            exception_paper: read.exception_paper.clone().unwrap_or_default(),
            limitation_ends_on: wording::date_or_blank(*limitation_end),
        }
    }
}

/// The most the contract covers; blank where it sets no cap.
fn cap(read: &Guarantee, sums: &[Money]) -> String {
    let currency = sums.first().map(|sum| sum.currency());
    let cap = read.cap.zip(currency).and_then(|(cap, currency)| Money::exact(cap.0, currency));
    cap.map(|cap| cap.to_string()).unwrap_or_default()
}

/// The components in its scope: `透支本金、利息和违约金`.
fn scope(read: &Guarantee) -> String {
    if read.scope.is_empty() {
        return ALL.to_string();
    }
    let named: Vec<_> = Component::ALL.iter().filter(|part| read.scope.contains(part)).collect();
    match named.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            let rest: Vec<_> = rest.iter().map(|part| part.chinese()).collect();
            format!("{}和{}", rest.join("、"), last.chinese())
        }
        _ => named.iter().map(|part| part.chinese()).collect(),
    }
}
