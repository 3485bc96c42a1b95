//! Turn a ledger as it was read into money, calculating by the contract what it leaves out.

use chrono::Days;

use super::checked::{CheckedAccrual, CheckedMissed};
use super::{Case, CheckedLedger, Findings, Rule, said};
use crate::account::{Account, Accrual, Balance, Ledger, Missed, Receipt, Transaction};
use crate::finding::Words;
use crate::issuer::Contract;
use crate::money::{Currency, Money};
use crate::plan::accrual::{Accrued, BillingPeriod, Item, Repayment, accrued, left};
use crate::plan::interest::{Segment, interest};
use crate::plan::penalty::{PenaltyTerms, penalty};
use crate::plan::{Component, SumFault};
use crate::record::Amount;

/// The rules on what sums come from.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "D02",
        said(
            "interest and penalty are given, or what they come from",
            "利息和违约金应直接给出，或给出其计算依据",
        ),
        said("house rule: nothing is guessed", "内部规则：不作推测"),
        left_out_sums_can_be_calculated,
    ),
    Rule::always(
        "D09",
        said(
            "interest comes from accruals or from items, not from both",
            "利息由计息项或交易明细之一计算，不得并用",
        ),
        said("house rule: one derivation", "内部规则：计算依据唯一"),
        one_derivation_is_given,
    ),
    Rule::always(
        "R04",
        said("the principal is what the payments left of the items", "本金等于交易明细扣除还款后的余额"),
        said(
            "sum of the items less what came in on them, the oldest first",
            "各笔交易之和减去还款，先偿还最早入账的交易",
        ),
        principal_is_what_is_left,
    ),
];

/// Why a ledger cannot be put in money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Uncalculated {
    /// An amount is not one of its currency, which has a rule of its own.
    Amount,
    /// A sum is left out with nothing that it could come from.
    Missing(&'static str),
    /// A sum cannot be calculated from what is given.
    Sum(&'static str, SumFault),
}

/// A ledger in money: the sums it gives, and those it leaves out as the contract makes them.
pub(super) fn calculated(
    ledger: &Ledger,
    account: &Account,
    contract: &Contract,
) -> Result<CheckedLedger, Uncalculated> {
    let money = |amount: Amount| ledger.money(amount).ok_or(Uncalculated::Amount);
    let given = |amount: Option<Amount>| amount.map(money).transpose();
    if let Some(credit) = ledger.credit_balance() {
        return Ok(in_credit(ledger, money(credit)?, given(ledger.minimum_due)?, money(ledger.paid)?));
    }
    let accruals = accruals(ledger, account, contract)?;
    let missed = missed(ledger, contract)?;
    let (principal, fees) = (money(ledger.principal.amount())?, money(ledger.fees)?);
    let interest = match given(ledger.interest)? {
        Some(interest) => interest,
        None => interest_of(ledger, &accruals, contract)?,
    };
    let penalty = match given(ledger.penalty)? {
        Some(penalty) => penalty,
        None => penalty_of(ledger, &missed)?,
    };
    let total = match given(ledger.total.map(Balance::amount))? {
        Some(total) => total,
        None => Money::total([principal, interest, penalty, fees], ledger.currency)
            .ok_or(Uncalculated::Sum("total", SumFault::OutOfRange))?,
    };
    Ok(CheckedLedger {
        currency: ledger.currency,
        principal,
        interest,
        penalty,
        fees,
        total,
        minimum_due: given(ledger.minimum_due)?,
        paid: money(ledger.paid)?,
        accruals,
        itemised: itemised(ledger),
        missed,
        credit: None,
    })
}

/// A ledger in which nothing is owed, for the holder paid too much.
fn in_credit(ledger: &Ledger, credit: Money, minimum_due: Option<Money>, paid: Money) -> CheckedLedger {
    let none = Money::zero(ledger.currency);
    CheckedLedger {
        currency: ledger.currency,
        principal: none,
        interest: none,
        penalty: none,
        fees: none,
        total: none,
        minimum_due,
        paid,
        accruals: Vec::new(),
        itemised: false,
        missed: Vec::new(),
        credit: Some(credit),
    }
}

/// What the interest comes from: the accruals as given, or those the items come to.
fn accruals(
    ledger: &Ledger,
    account: &Account,
    contract: &Contract,
) -> Result<Vec<CheckedAccrual>, Uncalculated> {
    if !itemised(ledger) {
        let checked = |Accrual { base, from, days, .. }: &Accrual| {
            Some(CheckedAccrual { base: ledger.money(*base)?, from: *from, days: *days })
        };
        return ledger.accruals.iter().map(checked).collect::<Option<_>>().ok_or(Uncalculated::Amount);
    }
    let (items, payments) = items(ledger).ok_or(Uncalculated::Amount)?;
    let period = BillingPeriod {
        since: ledger.interest_since,
        statement_on: account.as_of,
        in_time_until: account.due_date.checked_add_days(Days::new(contract.grace_days.into())),
    };
    let lines = accrued(&items, &payments, period, contract.interest_method)
        .map_err(|fault| Uncalculated::Sum("transactions", fault))?;
    let line = |Accrued { base, from, days }| CheckedAccrual { base, from: Some(from), days };
    Ok(lines.into_iter().map(line).collect())
}

/// Whether the interest is found from items; accruals that are given go before them.
fn itemised(ledger: &Ledger) -> bool {
    ledger.accruals.is_empty() && !ledger.transactions.is_empty()
}

/// The items and what came in on them, in money.
fn items(ledger: &Ledger) -> Option<(Vec<Item>, Vec<Repayment>)> {
    let item = |Transaction { amount, posted_on, component }: &Transaction| {
        Some(Item { amount: ledger.money(*amount)?, posted_on: *posted_on, component: *component })
    };
    let payment = |Receipt { amount, paid_on }: &Receipt| {
        Some(Repayment { amount: ledger.money(*amount)?, paid_on: *paid_on })
    };
    let items = ledger.transactions.iter().map(item).collect::<Option<_>>()?;
    Some((items, ledger.payments.iter().map(payment).collect::<Option<_>>()?))
}

/// Σ base × daily rate × days, rounded half-up once (handbook 3.5).
fn interest_of(
    ledger: &Ledger,
    accruals: &[CheckedAccrual],
    contract: &Contract,
) -> Result<Money, Uncalculated> {
    if ledger.accruals.is_empty() && ledger.transactions.is_empty() {
        return Err(Uncalculated::Missing("interest"));
    }
    let segments: Vec<_> =
        accruals.iter().map(|accrual| Segment { base: accrual.base, days: accrual.days }).collect();
    interest(&segments, contract.day_rate.0, ledger.currency)
        .map(|interest| interest.total)
        .ok_or(Uncalculated::Sum("interest", SumFault::OutOfRange))
}

/// The sum of what the contract charges on each missed minimum payment.
fn penalty_of(ledger: &Ledger, missed: &[CheckedMissed]) -> Result<Money, Uncalculated> {
    if missed.is_empty() {
        return Err(Uncalculated::Missing("penalty"));
    }
    Money::total(missed.iter().map(|missed| missed.penalty), ledger.currency)
        .ok_or(Uncalculated::Sum("penalty", SumFault::OutOfRange))
}

/// Each missed minimum payment with the contract's 违约金 on it, rounded by itself, since each
/// statement charges its own (handbook 3.6); none in a foreign currency, of which the contract sets
/// neither floor nor cap.
fn missed(ledger: &Ledger, contract: &Contract) -> Result<Vec<CheckedMissed>, Uncalculated> {
    if ledger.missed.is_empty() || ledger.currency != Contract::CURRENCY {
        return Ok(Vec::new());
    }
    let money = |amount: Amount| ledger.money(amount).ok_or(Uncalculated::Amount);
    let terms = PenaltyTerms {
        rate: contract.penalty_rate.0,
        floor: money(contract.penalty_floor)?,
        cap: contract.penalty_cap.map(money).transpose()?,
        tolerance: money(contract.tolerance)?,
    };
    let each = |Missed { minimum_due, paid }: &Missed| {
        let (minimum_due, paid) = (money(*minimum_due)?, money(*paid)?);
        let penalty =
            penalty(minimum_due, paid, &terms).map_err(|fault| Uncalculated::Sum("missed", fault))?;
        Ok(CheckedMissed { minimum_due, paid, penalty })
    };
    ledger.missed.iter().map(each).collect()
}

/// D02: a sum that is left out comes from something.
fn left_out_sums_can_be_calculated(case: &Case<'_>, findings: &mut Findings) {
    for (at, why) in &case.uncalculated {
        match why {
            // A component that bears none is R10's to tell.
            Uncalculated::Amount | Uncalculated::Sum(_, SumFault::BearsNone { .. }) => {}
            Uncalculated::Missing(name) => {
                let path = format!("ledgers[{at}].{name}");
                findings
                    .tell(path.as_str(), format!("`{path}` is missing"), format!("缺少 `{path}`"))
                    .hints
                    .push(sources(name, case.account.ledgers[*at].currency));
            }
            Uncalculated::Sum(name, fault) => {
                let Words { en, zh } = fault.words();
                findings.tell(format!("ledgers[{at}].{name}"), en, zh);
            }
        }
    }
}

/// What a left-out sum could be calculated from.
fn sources(name: &str, currency: Currency) -> Words {
    match name {
        "penalty" if currency != Contract::CURRENCY => Words::new(
            "give it: the contract sets floor, cap and tolerance in CNY only",
            "请直接给出：合约约定的下限、上限和容差仅以人民币计",
        ),
        "interest" => Words::new(
            "give it, or `accruals`, or `transactions` with their `payments`",
            "请直接给出，或给出 `accruals`，或给出 `transactions` 及 `payments`",
        ),
        _ => Words::new("give it, or `missed`", "请直接给出，或给出 `missed`"),
    }
}

/// D09: accruals or items, not both; payments and a first day only with items.
fn one_derivation_is_given(case: &Case<'_>, findings: &mut Findings) {
    for (at, ledger) in case.account.ledgers.iter().enumerate() {
        let itemised = !ledger.transactions.is_empty();
        if itemised && !ledger.accruals.is_empty() {
            let path = format!("ledgers[{at}].accruals");
            findings
                .tell(path, "`transactions` are given too", "同时给出了 `transactions`")
                .hints
                .push(Words::new("leave one of them out", "请删除其中之一"));
        }
        let idle =
            [("payments", !ledger.payments.is_empty()), ("interest_since", ledger.interest_since.is_some())];
        for (name, _) in idle.into_iter().filter(|(_, given)| *given && !itemised) {
            findings.tell(
                format!("ledgers[{at}].{name}"),
                format!("`{name}` stands without `transactions`"),
                format!("未给出 `transactions`，`{name}` 无意义"),
            );
        }
    }
}

/// R04: the items' principal less what settled it is the principal.
fn principal_is_what_is_left(case: &Case<'_>, findings: &mut Findings) {
    for (at, ledger) in
        case.account.ledgers.iter().enumerate().filter(|(_, one)| !one.transactions.is_empty())
    {
        let Some((items, payments)) = items(ledger) else { continue };
        let Ok(left) = left(&items, &payments, case.account.as_of, ledger.currency) else { continue };
        let (left, Some(stated)) = (left.of(Component::Principal), ledger.money(ledger.principal.amount()))
        else {
            continue;
        };
        if left != stated {
            let path = format!("ledgers[{at}].principal");
            findings.tell(
                path.as_str(),
                format!("the payments leave `{left}` of the items, but `{path}` is `{stated}`"),
                format!("交易扣除还款后余额为 `{left}`，但 `{path}` 为 `{stated}`"),
            );
        }
    }
}
