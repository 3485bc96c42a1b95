//! Turn draws into what is owed in one currency: principal, interest, penalty, fees.

use chrono::{Days, NaiveDate};

use super::dice::Dice;
use super::tree::{count, list, object, text};
use crate::money::{Currency, Money};
use crate::record::Node;

/// What is owed in one currency, in its minor units.
#[derive(Debug)]
pub(super) struct Debt {
    pub(super) currency: Currency,
    principal: i64,
    pub(super) interest: i64,
    pub(super) penalty: i64,
    pub(super) fees: i64,
    minimum_due: i64,
    paid: i64,
    items: Vec<Item>,
    told: bool,
}

/// A part of the principal and the days it bears interest.
#[derive(Debug)]
struct Item {
    base: i64,
    days: u64,
}

impl Debt {
    /// A debt that is so many days overdue, at the contract's usual terms: 0.05 % a day,
    /// 5 % of the unpaid minimum and at least 10.00, nothing on penalty or fees. Penalty and fees are
    /// cut where all charges would pass 24 % a year.
    pub(super) fn of(dice: &mut Dice, currency: Currency, overdue_days: u64) -> Self {
        let unit = 10_i64.pow(currency.decimals());
        let principal = principal(dice, currency);
        let items = items(dice, principal, overdue_days);
        let share = match overdue_days {
            0..=30 => 10,
            31..=60 => 20,
            _ => 40,
        };
        let minimum_due = half_up(principal * share, 100);
        let paid = if dice.chance(25) { minimum_due * dice.below(61) as i64 / 100 } else { 0 };
        let usual: &[i64] = if currency == Currency::Cny { &[20, 120, 300] } else { &[10, 20] };
        let fees = if dice.chance(25) { dice.one_of(usual) * unit } else { 0 };
        let interest = interest(&items);
        let longest = items.iter().map(|item| item.days).max().unwrap_or(overdue_days);
        let room = |days: u64| principal * 24 * days as i64 / 36_500 - interest;
        let told = dice.chance(52) || room(overdue_days) < 10 * unit;
        let room = room(if told { longest } else { overdue_days }).max(0);
        let fees = if fees <= room { fees } else { 0 };
        let penalty = half_up((minimum_due - paid) * 5, 100).max(10 * unit).min(room - fees);
        Self { currency, principal, interest, penalty, fees, minimum_due, paid, items, told }
    }

    /// The sum of the four components.
    pub(super) fn total(&self) -> i64 {
        self.principal + self.interest + self.penalty + self.fees
    }

    /// The ledger as a record has it; an agreement leaves out the minimum payment.
    pub(super) fn ledger(&self, as_of: NaiveDate, with_minimum: bool) -> Node {
        let written = |minor| text(Money::new(minor, self.currency).plain());
        let minimum = |minor| if with_minimum { written(minor) } else { Node::Null };
        let items = self.items.iter().filter(|_| self.told).map(|item| {
            object([
                ("base", written(item.base)),
                // The day of posting counts, and so does the day the figures stand at.
                ("from", text(as_of - Days::new(item.days - 1))),
                ("days", count(item.days)),
            ])
        });
        object([
            ("currency", text(self.currency.code())),
            ("principal", written(self.principal)),
            ("interest", written(self.interest)),
            ("penalty", written(self.penalty)),
            ("fees", written(self.fees)),
            ("total", written(self.total())),
            ("minimum_due", minimum(self.minimum_due)),
            ("paid", minimum(self.paid)),
            ("accruals", list(items)),
        ])
    }
}

/// A principal, in minor units: small debts are the many, and the least has a minimum payment
/// whose unpaid part still passes the tolerance of 10.00.
fn principal(dice: &mut Dice, currency: Currency) -> i64 {
    let (least, most) = match currency {
        Currency::Cny => dice.one_of(&[(80_000, 1_000_000), (500_000, 3_000_000), (2_000_000, 12_000_000)]),
        Currency::Hkd => (100_000, 2_000_000),
        Currency::Jpy => (20_000, 400_000),
        _ => (40_000, 300_000),
    };
    dice.between(least, most) as i64
}

/// The principal in one to three parts, each bearing interest since before the due date.
fn items(dice: &mut Dice, principal: i64, overdue_days: u64) -> Vec<Item> {
    let mut left = principal;
    let mut items = Vec::new();
    for _ in 0..dice.below(3) {
        let base = left * dice.between(20, 60) as i64 / 100;
        left -= base;
        items.push(Item { base, days: overdue_days + dice.between(18, 50) });
    }
    items.push(Item { base: left, days: overdue_days + dice.between(1, 18) });
    items
}

/// Base × 0.0005 × days over all parts, rounded half-up once.
fn interest(items: &[Item]) -> i64 {
    let sum: i64 = items.iter().map(|item| item.base * item.days as i64).sum();
    half_up(sum * 5, 10_000)
}

/// A quotient of two numbers of at least nothing, rounded half-up.
pub(super) const fn half_up(dividend: i64, divisor: i64) -> i64 {
    (2 * dividend + divisor) / (2 * divisor)
}
