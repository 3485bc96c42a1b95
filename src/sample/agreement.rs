//! Turn debts into a plan that repays them within five years.

use chrono::{Days, NaiveDate};

use super::debt::{Debt, half_up};
use super::dice::Dice;
use super::tree::{count, list, maybe, object, text};
use crate::money::{Currency, Money};
use crate::plan::due::due_date;
use crate::plan::{Cycle, Method, Remainder, five_years_after};
use crate::record::Node;

/// The days on which a plan is paid, the same for all its currencies.
#[derive(Debug, Clone, Copy)]
struct Rhythm {
    first_due: NaiveDate,
    cycle: Cycle,
    instalments: u64,
}

/// A plan signed on that day, with terms for each debt: the first under `plan`, further ones under `also`.
pub(super) fn plan(dice: &mut Dice, debts: &[Debt], signed_on: NaiveDate) -> Node {
    let rhythm = Rhythm::of(dice, signed_on);
    let waives = dice.chance(50);
    let terms: Vec<Node> = debts.iter().map(|debt| terms(dice, debt, rhythm, waives)).collect();
    let mut terms = terms.into_iter();
    let mut fields = vec![("signed_on".to_string(), text(signed_on))];
    fields.push(("hardship_papers".to_string(), list(papers(debts).iter().map(text))));
    if let Some(Node::Map(own)) = terms.next() {
        fields.extend(own);
    }
    let also = list(terms);
    if !also.is_blank() {
        fields.push(("also".to_string(), also));
    }
    Node::Map(fields)
}

/// The papers that show the hardship: one, or a second beside it.
fn papers(debts: &[Debt]) -> &'static [&'static str] {
    match debts.iter().map(Debt::total).sum::<i64>() % 3 {
        0 => &["收入证明"],
        1 => &["失业登记证明", "银行账户流水"],
        _ => &["诊断证明", "医疗费用票据"],
    }
}

impl Rhythm {
    /// Mostly monthly, now and then weekly, the last day within five years of signing.
    fn of(dice: &mut Dice, signed_on: NaiveDate) -> Self {
        if dice.chance(4) {
            let first_due = signed_on + Days::new(7);
            return Self { first_due, cycle: Cycle::Week, instalments: dice.one_of(&[26, 39, 52]) };
        }
        let first_due = signed_on + Days::new(dice.between(15, 45));
        let wished = dice.one_of(&[6, 9, 12, 12, 18, 24, 24, 36, 36, 48, 60]);
        let end = five_years_after(signed_on);
        let within = |n: &u32| due_date(first_due, Cycle::Month, n - 1).is_some_and(|last| last <= end);
        let instalments = (1..=wished).rev().find(within).unwrap_or(1);
        Self { first_due, cycle: Cycle::Month, instalments: instalments.into() }
    }
}

/// The terms for one debt: its parts mostly equal and without interest.
fn terms(dice: &mut Dice, debt: &Debt, rhythm: Rhythm, waives: bool) -> Node {
    let written = |minor: i64| (minor > 0).then(|| Money::new(minor, debt.currency).plain());
    let waived = if waives { waived(dice, debt) } else { [0; 3] };
    let payable = debt.total() - waived.iter().sum::<i64>();
    let down = if dice.chance(25) { payable * dice.one_of(&[5, 10, 20]) / 100 } else { 0 };
    let method = method(dice);
    let bears = matches!(method, Method::EqualPayment | Method::EqualPrincipal);
    // Penalty and fees bear no interest: what is not waived of them is paid down.
    let charges = debt.penalty + debt.fees - waived[1] - waived[2];
    let down = if bears { down.max(charges) } else { down };
    let rate = bears.then(|| dice.one_of(&["0.036", "0.0435", "0.06", "0.096"]));
    let elsewhere = method == Method::Equal && dice.chance(30);
    let remainder = elsewhere.then(|| dice.one_of(&[Remainder::First, Remainder::Spread]));
    let weekly = (rhythm.cycle == Cycle::Week).then(|| rhythm.cycle.word());
    let steps = (method == Method::Steps).then(|| steps(payable - down, rhythm.instalments, debt.currency));
    let [interest, penalty, fees] = waived.map(|minor| maybe(written(minor)));
    object([
        ("currency", text(debt.currency.code())),
        ("method", text(method.word())),
        ("instalments", count(rhythm.instalments)),
        ("first_due", text(rhythm.first_due)),
        ("cycle", maybe(weekly)),
        ("annual_rate", maybe(rate)),
        ("down_payment", maybe(written(down))),
        ("remainder", maybe(remainder.map(Remainder::word))),
        ("steps", steps.unwrap_or(Node::Null)),
        ("waive", object([("interest", interest), ("penalty", penalty), ("fees", fees)])),
    ])
}

fn method(dice: &mut Dice) -> Method {
    match dice.below(100) {
        0..55 => Method::Equal,
        55..75 => Method::EqualPayment,
        75..87 => Method::EqualPrincipal,
        _ => Method::Steps,
    }
}

/// What is waived of interest, penalty and fees: part of the first, all of the second, the third at times.
fn waived(dice: &mut Dice, debt: &Debt) -> [i64; 3] {
    let interest = half_up(debt.interest * dice.one_of(&[30, 50, 80, 100]), 100);
    [interest, debt.penalty, if dice.chance(30) { debt.fees } else { 0 }]
}

/// Three steps: a sixth of the instalments at about half the average, a third near it, the rest at what is left.
fn steps(sum: i64, instalments: u64, currency: Currency) -> Node {
    let unit = 10_i64.pow(currency.decimals());
    let average = sum / instalments as i64;
    let whole = |minor: i64| text(Money::new((minor / unit).max(1) * unit, currency).plain());
    let (low, middle) = (instalments / 6, instalments / 3);
    list(
        [
            object([("count", count(low)), ("amount", whole(average / 2))]),
            object([("count", count(middle)), ("amount", whole(average * 9 / 10))]),
            object([("count", count(instalments - low - middle))]),
        ]
        .into_iter(),
    )
}
