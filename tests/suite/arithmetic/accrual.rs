//! Interest from items and payments by both methods.

use chrono::{Days, NaiveDate};
use hanpress::inner::money::{Currency, Money};
use hanpress::inner::plan::accrual::{Accrued, BillingPeriod, InterestMethod, Item, Repayment, accrued};
use hanpress::inner::plan::interest::{Segment, interest};
use hanpress::inner::plan::{Component, SumFault};
use proptest::prelude::*;

use super::{DOLLAR, rate};
use crate::dates::day;
use crate::money::{the_same_cases, yuan};

fn drawn(amount: &str, posted_on: &str) -> Item {
    Item { amount: yuan(amount), posted_on: day(posted_on), component: Component::Principal }
}

fn paid(amount: &str, paid_on: &str) -> Repayment {
    Repayment { amount: yuan(amount), paid_on: day(paid_on) }
}

fn to(statement_on: &str) -> BillingPeriod {
    BillingPeriod { since: None, statement_on: day(statement_on), in_time_until: None }
}

/// The interest of what accrued, rounded once.
fn interest_of(lines: &[Accrued], day_rate: rust_decimal::Decimal) -> Money {
    let segments: Vec<_> = lines.iter().copied().map(Segment::from).collect();
    interest(&segments, day_rate, Currency::Cny).unwrap().total
}

/// Base, first day and days of each line, then the interest at 0.05 % a day.
fn derived(items: &[Item], payments: &[Repayment], period: BillingPeriod, method: InterestMethod) -> String {
    let lines = accrued(items, payments, period, method).unwrap();
    let total = interest_of(&lines, rate("0.0005"));
    let line = |one: &Accrued| format!("{} from {} × {}", one.base, one.from, one.days);
    format!("{} = {total}", lines.iter().map(line).collect::<Vec<_>>().join(" + "))
}

const FULL: InterestMethod = InterestMethod::Full;
const UNPAID: InterestMethod = InterestMethod::Unpaid;

#[test]
fn the_whole_item_bears_interest_until_a_part_is_paid() {
    let (items, payments) = ([drawn("1000", "2026-03-30")], [paid("100", "2026-04-23")]);
    assert_eq!(
        derived(&items, &payments, to("2026-05-05"), FULL),
        "1,000.00 from 2026-03-30 × 24 + 900.00 from 2026-04-23 × 13 = 17.85"
    );
    assert_eq!(derived(&items, &payments, to("2026-05-05"), UNPAID), "900.00 from 2026-03-30 × 37 = 16.65");
}

#[test]
fn a_later_payment_and_statement_cost_more() {
    let (items, payments) = ([drawn("1000", "2026-03-30")], [paid("100", "2026-05-01")]);
    assert_eq!(
        derived(&items, &payments, to("2026-05-10"), FULL),
        "1,000.00 from 2026-03-30 × 32 + 900.00 from 2026-05-01 × 10 = 20.50"
    );
    assert_eq!(derived(&items, &payments, to("2026-05-10"), UNPAID), "900.00 from 2026-03-30 × 42 = 18.90");
}

fn three_items() -> [Item; 3] {
    [drawn("5120.45", "2026-09-28"), drawn("2356.80", "2026-09-03"), drawn("899.00", "2026-09-17")]
}

#[test]
fn several_items_are_told_oldest_first_and_rounded_once() {
    assert_eq!(
        derived(&three_items(), &[], to("2026-11-05"), FULL),
        "2,356.80 from 2026-09-03 × 64 + 899.00 from 2026-09-17 × 50 + 5,120.45 from 2026-09-28 × 39 = 197.74"
    );
}

#[test]
fn cash_bears_interest_from_its_day() {
    assert_eq!(
        derived(&[drawn("3000", "2026-10-12")], &[], to("2026-11-05"), FULL),
        "3,000.00 from 2026-10-12 × 25 = 37.50"
    );
}

#[test]
fn the_next_statement_charges_only_its_own_days() {
    let next = BillingPeriod { since: Some(day("2026-11-06")), ..to("2026-12-05") };
    assert_eq!(
        derived(&three_items(), &[], next, FULL),
        "2,356.80 from 2026-11-06 × 30 + 899.00 from 2026-11-06 × 30 + 5,120.45 from 2026-11-06 × 30 = 125.64"
    );
    let interest = Item { component: Component::Interest, ..drawn("197.74", "2026-11-06") };
    let compounding = [&three_items()[..], &[interest]].concat();
    assert!(derived(&compounding, &[], next, FULL).ends_with(" = 128.61"));
}

#[test]
fn neither_penalty_nor_fees_bear_interest() {
    for component in [Component::Penalty, Component::Fees] {
        let items = [drawn("8573.99", "2026-11-06"), Item { component, ..drawn("20", "2026-11-06") }];
        let fault = SumFault::BearsNone { component, amount: yuan("20") };
        assert_eq!(accrued(&items, &[], to("2026-12-05"), FULL), Err(fault));
    }
}

#[test]
fn payments_settle_the_oldest_item_first() {
    let items = [drawn("300", "2026-10-10"), drawn("200", "2026-10-01")];
    let payments = [paid("50", "2026-10-21"), paid("250", "2026-10-11")];
    assert_eq!(
        derived(&items, &payments, to("2026-10-31"), FULL),
        "200.00 from 2026-10-01 × 10 + 300.00 from 2026-10-10 × 1 + 250.00 from 2026-10-11 × 10 \
         + 200.00 from 2026-10-21 × 11 = 3.50"
    );
}

#[test]
fn what_is_paid_before_an_item_waits_for_it() {
    let items = [drawn("100", "2026-10-01"), drawn("100", "2026-10-20")];
    let payments = [paid("130", "2026-10-11")];
    assert_eq!(
        derived(&items, &payments, to("2026-10-31"), FULL),
        "100.00 from 2026-10-01 × 10 + 70.00 from 2026-10-20 × 12 = 0.92"
    );
}

#[test]
fn a_late_payment_bears_interest_until_it_comes_in() {
    let (items, payments) =
        ([drawn("1000", "2026-03-30")], [paid("100", "2026-04-23"), paid("200", "2026-05-01")]);
    let by = |last: &str| BillingPeriod { in_time_until: Some(day(last)), ..to("2026-05-10") };
    assert_eq!(
        derived(&items, &payments, by("2026-04-25"), UNPAID),
        "900.00 from 2026-03-30 × 32 + 700.00 from 2026-05-01 × 10 = 17.90"
    );
    assert_eq!(derived(&items, &payments, by("2026-05-01"), UNPAID), "700.00 from 2026-03-30 × 42 = 14.70");
    assert_eq!(
        derived(&items, &payments, by("2026-04-22"), UNPAID),
        derived(&items, &payments, by("2026-04-22"), FULL)
    );
}

#[test]
fn the_statement_day_counts_and_what_comes_after_does_not() {
    let item = [drawn("1000", "2026-10-31")];
    assert_eq!(derived(&item, &[], to("2026-10-31"), FULL), "1,000.00 from 2026-10-31 × 1 = 0.50");
    assert_eq!(derived(&item, &[], to("2026-10-30"), FULL), " = 0.00");
    let on_the_day = [paid("400", "2026-10-31")];
    assert_eq!(derived(&item, &on_the_day, to("2026-10-31"), FULL), "600.00 from 2026-10-31 × 1 = 0.30");
    let after = [paid("400", "2026-11-01")];
    assert_eq!(derived(&item, &after, to("2026-10-31"), FULL), "1,000.00 from 2026-10-31 × 1 = 0.50");
    assert_eq!(derived(&item, &after, to("2026-10-31"), UNPAID), "1,000.00 from 2026-10-31 × 1 = 0.50");
}

#[test]
fn nothing_bears_no_interest() {
    assert_eq!(derived(&[], &[paid("1", "2026-10-01")], to("2026-10-31"), FULL), " = 0.00");
    assert_eq!(derived(&[drawn("0", "2026-10-01")], &[], to("2026-10-31"), FULL), " = 0.00");
    let all = [paid("100", "2026-10-01")];
    assert_eq!(derived(&[drawn("100", "2026-10-01")], &all, to("2026-10-31"), FULL), " = 0.00");
}

#[test]
fn sums_of_two_currencies_or_below_nothing_are_refused() {
    let item = drawn("100", "2026-10-01");
    let dollars = Item { amount: DOLLAR, ..item };
    let payment = paid("1", "2026-10-02");
    for (items, payments, fault) in [
        (vec![item, dollars], vec![], SumFault::MixedCurrencies),
        (vec![item], vec![Repayment { amount: DOLLAR, ..payment }], SumFault::MixedCurrencies),
        (vec![item, drawn("-5", "2026-10-01")], vec![], SumFault::BelowNothing(yuan("-5"))),
        (vec![item], vec![payment, paid("-1", "2026-10-02")], SumFault::BelowNothing(yuan("-1"))),
    ] {
        assert_eq!(accrued(&items, &payments, to("2026-10-31"), FULL), Err(fault));
    }
    let forever = BillingPeriod { statement_on: NaiveDate::MAX, ..to("2026-10-31") };
    assert_eq!(accrued(&[item], &[], forever, FULL), Err(SumFault::OutOfRange));
}

/// Base × days of all lines, in minor units.
fn weight(lines: &[Accrued]) -> i64 {
    lines.iter().map(|line| line.base.minor() * i64::from(line.days)).sum()
}

/// What is owed day by day: all that was posted less all that was paid, summed over the days.
fn weight_by_days(items: &[Item], payments: &[Repayment], period: BillingPeriod) -> i64 {
    let first = items.iter().map(|item| item.posted_on).min().unwrap();
    let days = period.since.unwrap_or(first).iter_days().take_while(|day| *day <= period.statement_on);
    days.map(|day| {
        let posted: i64 =
            items.iter().filter(|item| item.posted_on <= day).map(|item| item.amount.minor()).sum();
        let paid: i64 = payments
            .iter()
            .filter(|payment| payment.paid_on <= day)
            .map(|payment| payment.amount.minor())
            .sum();
        (posted - paid).max(0)
    })
    .sum()
}

prop_compose! {
    fn a_month_or_two()(
        items in prop::collection::vec((0_i64..100_000, 0_u64..40), 1..6),
        payments in prop::collection::vec((0_i64..100_000, 0_u64..60), 0..6),
        length in 0_u64..60,
    ) -> (Vec<Item>, Vec<Repayment>, BillingPeriod) {
        let start = day("2028-02-10");
        let item = |(minor, after)| Item {
            amount: Money::new(minor, Currency::Cny),
            posted_on: start + Days::new(after),
            component: Component::Principal,
        };
        let payment = |(minor, after)| Repayment {
            amount: Money::new(minor, Currency::Cny),
            paid_on: start + Days::new(after),
        };
        let period = BillingPeriod { since: None, statement_on: start + Days::new(length), in_time_until: None };
        (items.into_iter().map(item).collect(), payments.into_iter().map(payment).collect(), period)
    }
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn the_full_method_is_what_is_owed_day_by_day((items, payments, period) in a_month_or_two()) {
        let lines = accrued(&items, &payments, period, FULL).unwrap();
        prop_assert_eq!(weight(&lines), weight_by_days(&items, &payments, period));
        prop_assert!(lines.iter().all(|line| line.base.is_positive() && line.days > 0));
    }

    #[test]
    fn a_period_cut_in_two_costs_the_same((items, payments, period) in a_month_or_two(), at in 0_u64..60) {
        let border = day("2028-02-10") + Days::new(at);
        prop_assume!(border <= period.statement_on);
        let later = BillingPeriod { since: border.succ_opt(), ..period };
        let early = accrued(&items, &payments, BillingPeriod { statement_on: border, ..period }, FULL).unwrap();
        let late = accrued(&items, &payments, later, FULL).unwrap();
        let whole = accrued(&items, &payments, period, FULL).unwrap();
        prop_assert_eq!(weight(&early) + weight(&late), weight(&whole));
        prop_assert_eq!(weight(&late), weight_by_days(&items, &payments, later));
    }

    #[test]
    fn the_unpaid_part_costs_no_more_than_the_full_method(
        (items, payments, period) in a_month_or_two(),
        grace in 0_u64..60,
    ) {
        let last = Some(day("2028-02-10") + Days::new(grace));
        let by = |period| weight(&accrued(&items, &payments, period, UNPAID).unwrap());
        let full = weight(&accrued(&items, &payments, period, FULL).unwrap());
        let with_grace = by(BillingPeriod { in_time_until: last, ..period });
        prop_assert!(by(period) <= with_grace && with_grace <= full);
    }

    #[test]
    fn interest_grows_with_days_and_rates(
        (items, payments, period) in a_month_or_two(),
        day_rate in 0_i64..20,
        longer in 1_u64..30,
    ) {
        let later = BillingPeriod { statement_on: period.statement_on + Days::new(longer), ..period };
        let cost = |period, rate| {
            let lines = accrued(&items, &payments, period, FULL).unwrap();
            interest_of(&lines, rust_decimal::Decimal::new(rate, 4))
        };
        prop_assert!(cost(period, day_rate) <= cost(later, day_rate));
        prop_assert!(cost(period, day_rate) <= cost(period, day_rate + 1));
    }
}
