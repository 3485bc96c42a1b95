//! Word what is owed in one currency, and how its interest came about.

use chrono::Days;
use rust_decimal::Decimal;
use serde::Serialize;

use super::letter::card_tail;
use super::paid::{ComingWords, PaidWords};
use super::plan::PlanWords;
use super::{Occasion, wording};
use crate::capitals::capitals;
use crate::check::{Checked, CheckedAccrual, CheckedLedger, CheckedMissed, Parts, PlannedLedger};
use crate::issuer::Contract;
use crate::money::{Currency, Money};

/// One ledger.
#[derive(Debug, Serialize)]
pub(super) struct LedgerWords {
    card_tail: String,
    currency_name: &'static str,
    prefix: &'static str,
    unit: &'static str,
    smallest: &'static str,
    zero: String,
    #[serde(flatten)]
    owed: Sums,
    charges: String,
    upper: String,
    minimum_due: String,
    has_interest: bool,
    has_penalty: bool,
    has_fees: bool,
    penalty_floor: String,
    fees_note: String,
    accruals: Vec<AccrualWords>,
    itemised: bool,
    missed: Vec<MissedWords>,
    has_waiver: bool,
    waived: Sums,
    payable: Payable,
    plan: PlanWords,
    #[serde(flatten)]
    paid: PaidWords,
    #[serde(flatten)]
    coming: ComingWords,
}

/// What the holder paid too much in one currency.
#[derive(Debug, Serialize)]
pub(super) struct CreditWords {
    card_tail: String,
    currency_name: &'static str,
    unit: &'static str,
    amount: String,
}

impl CreditWords {
    /// Those of all ledgers in credit.
    pub(super) fn of(checked: &Checked) -> Vec<Self> {
        let account = checked.account();
        let ledgers = checked.ledgers().iter().zip(&account.ledgers);
        let credits = ledgers.filter_map(|(ledger, read)| Some((ledger.credit?, card_tail(account, read))));
        let worded = |(credit, card_tail): (Money, String)| Self {
            card_tail,
            currency_name: credit.currency().name(),
            unit: credit.currency().unit(),
            amount: credit.to_string(),
        };
        credits.map(worded).collect()
    }
}

/// The four components and their sum.
#[derive(Debug, Serialize, Default)]
pub(super) struct Sums {
    principal: String,
    interest: String,
    penalty: String,
    fees: String,
    total: String,
}

/// The four components and their sum, that in capitals too.
#[derive(Debug, Serialize, Default)]
pub(super) struct Payable {
    #[serde(flatten)]
    sums: Sums,
    upper: String,
}

/// One base with its days and interest.
#[derive(Debug, Serialize)]
struct AccrualWords {
    base: String,
    from: String,
    to: String,
    days: String,
    interest: String,
}

/// A minimum payment that was missed, and what the contract charges on it.
#[derive(Debug, Serialize)]
struct MissedWords {
    minimum_due: String,
    paid: String,
    missing: String,
    working: String,
    penalty: String,
}

impl LedgerWords {
    pub(super) fn of(
        ledger: &CheckedLedger,
        fees_note: Option<&str>,
        planned: Option<&PlannedLedger>,
        occasion: &Occasion<'_>,
    ) -> Self {
        let contract = &occasion.issuer.contract;
        let currency = ledger.currency;
        let owed = ledger.parts();
        let waived = planned.map_or(Parts::zero(currency), |planned| planned.waived);
        let floor = (currency == Contract::CURRENCY)
            .then(|| Money::exact(contract.penalty_floor.0, currency))
            .flatten();
        Self {
            card_tail: String::new(),
            currency_name: currency.name(),
            prefix: prefix(currency),
            unit: currency.unit(),
            smallest: currency.smallest(),
            zero: Money::zero(currency).to_string(),
            owed: Sums::of(&owed),
            charges: owed.charges().map(|charges| charges.to_string()).unwrap_or_default(),
            upper: upper(ledger.total),
            minimum_due: ledger.minimum_due.map(|sum| sum.to_string()).unwrap_or_default(),
            has_interest: !ledger.interest.is_zero(),
            has_penalty: !ledger.penalty.is_zero(),
            has_fees: !ledger.fees.is_zero(),
            penalty_floor: floor
                .filter(|floor| floor.is_positive())
                .map(|floor| floor.to_string())
                .unwrap_or_default(),
            fees_note: fees_note.unwrap_or_default().to_string(),
            accruals: ledger.accruals.iter().map(|accrual| AccrualWords::of(accrual, contract)).collect(),
            itemised: ledger.itemised,
            missed: ledger.missed.iter().map(|missed| MissedWords::of(missed, contract)).collect(),
            has_waiver: waived.total().is_some_and(|total| !total.is_zero()),
            waived: Sums::of(&waived),
            payable: Payable::of(&owed, &waived),
            plan: planned.map(|planned| PlanWords::of(planned, occasion.shift)).unwrap_or_default(),
            paid: PaidWords::default(),
            coming: ComingWords::default(),
        }
    }

    /// The same, kept on a card with these last digits; blank where there is one card only.
    pub(super) fn on_card(self, card_tail: String) -> Self {
        Self { card_tail, ..self }
    }

    /// The same, with what came in on it and what will be owed.
    pub(super) fn with(self, paid: PaidWords, coming: ComingWords) -> Self {
        Self { paid, coming, ..self }
    }

    /// How long its capitals and the words on its fees are, in characters.
    pub(super) fn lengths(&self) -> (usize, usize) {
        (self.upper.chars().count(), self.fees_note.chars().count())
    }

    /// How many lines explain its interest and its penalty.
    pub(super) fn working_lines(&self) -> usize {
        self.accruals.len() + self.missed.len()
    }

    /// Whether its penalty is explained.
    pub(super) fn has_missed(&self) -> bool {
        !self.missed.is_empty()
    }

    /// Whether its interest was found from items.
    pub(super) fn itemised(&self) -> bool {
        self.itemised
    }

    /// Whether something of it is waived.
    pub(super) fn has_waiver(&self) -> bool {
        self.has_waiver
    }

    /// Whether a day of its plan moves off a holiday.
    pub(super) fn has_shifted(&self) -> bool {
        self.plan.has_shifted()
    }

    /// Whether a month may lack the due day of its plan.
    pub(super) fn has_month_end(&self) -> bool {
        self.plan.has_month_end()
    }

    /// Whether something of its plan is paid at signing.
    pub(super) fn has_down_payment(&self) -> bool {
        self.plan.has_down_payment()
    }

    /// Whether its plan bears interest.
    pub(super) fn bears_interest(&self) -> bool {
        self.plan.bears_interest()
    }
}

/// To what the interest of accruals is rounded: `分`, `元`, or `分（日元至元）` where currencies differ.
pub(super) fn rounded_to(ledgers: &[LedgerWords]) -> String {
    let worked: Vec<_> = ledgers.iter().filter(|ledger| !ledger.accruals.is_empty()).collect();
    let usual = worked.first().map_or(Currency::Cny.smallest(), |first| first.smallest);
    let others = worked.iter().filter(|ledger| ledger.smallest != usual);
    let others: Vec<_> =
        others.map(|ledger| format!("{}至{}", ledger.currency_name, ledger.smallest)).collect();
    if others.is_empty() { usual.to_string() } else { format!("{usual}（{}）", others.join("，")) }
}

/// What stands before a sum in words: the name of the yuan, which other currencies carry behind it.
pub(super) fn prefix(currency: Currency) -> &'static str {
    if currency == Currency::Cny { currency.name() } else { "" }
}

/// The capitals of a sum; a checked sum is within their range.
pub(super) fn upper(sum: Money) -> String {
    capitals(sum).unwrap_or_default()
}

impl Sums {
    pub(super) fn of(parts: &Parts) -> Self {
        Self {
            principal: parts.principal.to_string(),
            interest: parts.interest.to_string(),
            penalty: parts.penalty.to_string(),
            fees: parts.fees.to_string(),
            total: parts.total().map(|total| total.to_string()).unwrap_or_default(),
        }
    }
}

impl Payable {
    /// What is owed less what is waived, component by component.
    fn of(owed: &Parts, waived: &Parts) -> Self {
        Self::all(&owed.less(waived).unwrap_or(*owed))
    }

    /// All of a debt.
    pub(super) fn all(parts: &Parts) -> Self {
        Self { sums: Sums::of(parts), upper: parts.total().map(upper).unwrap_or_default() }
    }
}

impl AccrualWords {
    fn of(accrual: &CheckedAccrual, contract: &Contract) -> Self {
        let interest = accrual.base.decimal() * contract.day_rate.0 * Decimal::from(accrual.days);
        let last = accrual
            .from
            .and_then(|from| from.checked_add_days(Days::new(u64::from(accrual.days.max(1)) - 1)));
        Self {
            base: accrual.base.to_string(),
            from: wording::date_or_blank(accrual.from),
            to: wording::date_or_blank(last),
            days: accrual.days.to_string(),
            interest: exact(interest, accrual.base.currency()),
        }
    }
}

impl MissedWords {
    fn of(missed: &CheckedMissed, contract: &Contract) -> Self {
        let missing = missed.minimum_due.less(missed.paid).filter(|missing| missing.is_positive());
        let working = missing.map(|missing| working(missed, missing, contract)).unwrap_or_default();
        Self {
            minimum_due: missed.minimum_due.to_string(),
            paid: missed.paid.to_string(),
            missing: missing.unwrap_or(Money::zero(missed.penalty.currency())).to_string(),
            working,
            penalty: missed.penalty.to_string(),
        }
    }
}

/// How the penalty on what is missing came about: rate, floor, cap or tolerance.
fn working(missed: &CheckedMissed, missing: Money, contract: &Contract) -> String {
    let CheckedMissed { minimum_due, paid, penalty } = missed;
    let base =
        if paid.is_zero() { minimum_due.to_string() } else { format!("（{minimum_due} − {paid}）") };
    let charged = missing.decimal() * contract.penalty_rate.0;
    let reckoned = format!("{base} × {}", contract.penalty_rate.percent());
    match penalty.decimal() {
        _ if penalty.is_zero() => format!("{base} 未超过容差，不计收"),
        stands if stands == charged => format!("{reckoned} = {penalty}"),
        _ if Money::rounded(charged, penalty.currency()) == Some(*penalty) => {
            format!("{reckoned} ≈ {penalty}")
        }
        stands if stands > charged => format!("{reckoned} 不足下限，计{penalty}"),
        _ => format!("{reckoned} 超过上限，计{penalty}"),
    }
}

/// An exact, unrounded amount: grouped, with at least the currency's decimals.
fn exact(value: Decimal, currency: Currency) -> String {
    let mut value = value.normalize();
    if value.scale() < currency.decimals() {
        value.rescale(currency.decimals());
    }
    crate::money::grouped(&value.to_string())
}
