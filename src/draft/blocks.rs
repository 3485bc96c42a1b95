//! Word the blocks that only some kinds ask for: a payment, a waiver, a settlement, an assignment, a payment order.
//!
//! What an account does not give is blank, as everywhere in a draft.

use serde::Serialize;

use super::ledger::{Payable, Sums, prefix, upper};
use super::{Occasion, wording};
use crate::account::{Assignment, PaymentOrder, Settlement};
use crate::check::{Checked, CheckedPayment, CheckedWaiver, limitation_end};
use crate::issuer::Role;
use crate::money::Currency;
use crate::plan::{Allocation, Component};

/// How the sums of a block are named in words.
#[derive(Debug, Serialize, Default)]
struct Unit {
    currency_name: &'static str,
    prefix: &'static str,
    unit: &'static str,
}

impl Unit {
    fn of(currency: Currency) -> Self {
        Self { currency_name: currency.name(), prefix: prefix(currency), unit: currency.unit() }
    }
}

/// A payment that came in. It is not called `payment`: that is where to pay.
#[derive(Debug, Serialize, Default)]
pub(super) struct Received {
    on: String,
    #[serde(flatten)]
    unit: Unit,
    amount: String,
    upper: String,
    before: Payable,
    to: Sums,
    overpaid: String,
    left: Payable,
    order_words: String,
    lines: Vec<AllocatedLine>,
}

/// What of a payment went to one component, in the order in which it went.
#[derive(Debug, Serialize)]
struct AllocatedLine {
    name: &'static str,
    before: String,
    to: String,
    left: String,
}

impl Received {
    pub(super) fn of(checked: &Checked, allocation: Allocation) -> Self {
        let Some(CheckedPayment { on, amount, before, to, overpaid, left, principal_first }) =
            checked.payment()
        else {
            return Self::default();
        };
        let charges = match allocation {
            Allocation::InterestFirst => "利息和各项费用",
            Allocation::FeesFirst => "各项费用和利息",
        };
        let mut order = match allocation {
            Allocation::InterestFirst => {
                [Component::Interest, Component::Penalty, Component::Fees, Component::Principal]
            }
            Allocation::FeesFirst => {
                [Component::Penalty, Component::Fees, Component::Interest, Component::Principal]
            }
        };
        if *principal_first {
            order.rotate_right(1);
        }
        let line = |part: Component| AllocatedLine {
            name: part.chinese(),
            before: before.of(part).to_string(),
            to: to.of(part).to_string(),
            left: left.of(part).to_string(),
        };
        let (first, then) = if *principal_first { ("本金", charges) } else { (charges, "本金") };
        Self {
            on: wording::date(*on),
            unit: Unit::of(amount.currency()),
            amount: amount.to_string(),
            upper: upper(*amount),
            before: Payable::all(before),
            to: Sums::of(to),
            overpaid: if overpaid.is_zero() { String::new() } else { overpaid.to_string() },
            left: Payable::all(left),
            order_words: format!("先抵偿{first}，再抵偿{then}"),
            lines: order.into_iter().map(line).collect(),
        }
    }
}

/// A waiver that settles the debt in one payment.
#[derive(Debug, Serialize, Default)]
pub(super) struct WaiverWords {
    #[serde(flatten)]
    unit: Unit,
    owed: Payable,
    waived: Payable,
    payable: Payable,
    pay_by: String,
    restored: String,
    restored_upper: String,
}

impl WaiverWords {
    pub(super) fn of(checked: &Checked) -> Self {
        let Some(waiver) = checked.waiver() else { return Self::default() };
        let CheckedWaiver { owed, split, pay_by, restored } = waiver;
        Self {
            unit: Unit::of(waiver.currency()),
            owed: Payable::all(owed),
            waived: Payable::all(&split.waived),
            payable: Payable::all(&split.payable),
            pay_by: wording::date(*pay_by),
            restored: restored.to_string(),
            restored_upper: upper(*restored),
        }
    }
}

/// What a settlement certificate says beside the balance of nothing.
#[derive(Debug, Serialize, Default)]
pub(super) struct SettlementWords {
    settled_on: String,
    pending: u32,
}

impl SettlementWords {
    pub(super) fn of(settlement: Option<&Settlement>) -> Self {
        settlement.map_or_else(Self::default, |settlement| Self {
            settled_on: wording::date(settlement.settled_on),
            pending: settlement.pending_transactions,
        })
    }
}

/// The sale of the debt.
#[derive(Debug, Serialize, Default)]
pub(super) struct AssignmentWords {
    assignor: String,
    assignee: String,
    assignee_type_word: &'static str,
    contract: String,
    pay_from: String,
    assignor_seal: bool,
}

impl AssignmentWords {
    pub(super) fn of(assignment: Option<&Assignment>, occasion: &Occasion<'_>) -> Self {
        let Some(assignment) = assignment else { return Self::default() };
        Self {
            assignor: assignor(occasion),
            assignee: assignment.assignee.clone(),
            assignee_type_word: assignment.assignee_type.chinese(),
            contract: assignment.contract.clone(),
            pay_from: wording::date_or_blank(assignment.pay_from),
            assignor_seal: assignment.assignor_seal,
        }
    }
}

/// Who sold the debt: the issuer, or whom the buyer that sends names in the issuer file.
fn assignor(occasion: &Occasion<'_>) -> String {
    let file = occasion.issuer;
    match (file.issuer.role, &file.assignee) {
        (Role::Assignee, Some(bought)) => bought.assignor.clone(),
        (Role::Issuer, _) => file.issuer.name.clone(),
        _ => String::new(),
    }
}

/// What a court asks of an application for a payment order.
#[derive(Debug, Serialize, Default)]
pub(super) struct PaymentOrderWords {
    respondent_word: &'static str,
    whereabouts_known: bool,
    sum_fixed: bool,
}

impl PaymentOrderWords {
    pub(super) fn of(order: Option<&PaymentOrder>) -> Self {
        order.map_or_else(Self::default, |order| Self {
            respondent_word: order.respondent.chinese(),
            whereabouts_known: order.whereabouts_known,
            sum_fixed: order.sum_fixed,
        })
    }
}

/// The end of the limitation period, as the rules reckon it.
#[derive(Debug, Serialize)]
pub(super) struct LimitationWords {
    ends_on: String,
    over: bool,
}

impl LimitationWords {
    pub(super) fn of(checked: &Checked, occasion: &Occasion<'_>) -> Self {
        let end = limitation_end(checked.account(), occasion.shift, occasion.sent);
        Self { ends_on: wording::date_or_blank(end), over: end.is_some_and(|end| occasion.issued_on > end) }
    }
}
