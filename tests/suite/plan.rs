//! Schedules by every method, negotiated tables, interest and yearly cost.

use hanpress::inner::money::{Currency, Money};
use hanpress::inner::plan::annual::annual_cost;
use hanpress::inner::plan::interest::{Segment, interest};
use hanpress::inner::plan::schedule::from_rows;
use hanpress::inner::plan::{Cycle, Method, PlanFault, Remainder, Request, Schedule, StepOf, schedule};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::dates::{any_day, day};
use crate::money::{any_currency, sum, the_same_cases, yuan};

fn rate(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

/// An interest-free plan of equal monthly instalments.
fn terms(total: &str, instalments: u32) -> Request {
    Request {
        total: yuan(total),
        method: Method::Equal,
        instalments: Some(instalments),
        first_due: day("2026-12-22"),
        cycle: Cycle::Month,
        annual_rate: Decimal::ZERO,
        down_payment: yuan("0"),
        signed_on: day("2026-11-22"),
        remainder: Remainder::Last,
        steps: Vec::new(),
    }
}

fn with_interest(method: Method) -> Request {
    Request { method, annual_rate: rate("0.06"), ..terms("50000.00", 36) }
}

fn in_steps(total: &str, steps: &[(u32, Option<&str>)]) -> Request {
    let steps = steps.iter().map(|&(count, amount)| StepOf { count, amount: amount.map(yuan) }).collect();
    Request { method: Method::Steps, instalments: None, steps, ..terms(total, 1) }
}

/// The amounts in runs: `59 × 1,084.29`.
fn runs(plan: &Schedule) -> Vec<String> {
    let rows = plan.rows();
    let same = rows.chunk_by(|one, next| one.amount == next.amount);
    same.map(|run| format!("{} × {}", run.len(), run[0].amount)).collect()
}

/// Checks everything that a schedule promises.
fn assert_adds_up(plan: &Schedule, total: Money) {
    let of = |part: fn(&hanpress::inner::plan::Instalment) -> Money| {
        Money::total(plan.rows().iter().map(part), total.currency()).unwrap()
    };
    assert_eq!(plan.principal(), total);
    assert_eq!(of(|row| row.principal), total);
    assert_eq!(of(|row| row.interest), plan.interest());
    assert_eq!(of(|row| row.amount), plan.total());
    assert_eq!(plan.principal().plus(plan.interest()), Some(plan.total()));
    assert!(plan.rows().last().unwrap().balance.is_zero());
    assert!(plan.rows().is_sorted_by(|one, next| one.due_date < next.due_date && one.balance > next.balance));
    for row in plan.rows() {
        assert!(row.amount.is_positive() && row.principal.is_positive() && row.interest.minor() >= 0);
        assert_eq!(row.principal.plus(row.interest).unwrap().plus(row.fees), Some(row.amount));
    }
}

#[test]
fn what_does_not_divide_goes_where_the_plan_says() {
    for (remainder, expected) in [
        (Remainder::Last, ["59 × 1,084.29", "1 × 1,084.72"]),
        (Remainder::First, ["1 × 1,084.72", "59 × 1,084.29"]),
        (Remainder::Spread, ["43 × 1,084.30", "17 × 1,084.29"]),
    ] {
        let plan = schedule(&Request { remainder, ..terms("65057.83", 60) }).unwrap();
        assert_eq!(runs(&plan), expected);
        assert_eq!(plan.last_due(), Some(day("2031-11-22")));
        assert_adds_up(&plan, yuan("65057.83"));
    }
}

#[test]
fn a_down_payment_is_row_zero_on_the_day_of_signing() {
    let down_payment = yuan("65057.83").share(rate("0.1")).unwrap();
    let plan = schedule(&Request { down_payment, ..terms("65057.83", 59) }).unwrap();
    assert_eq!(runs(&plan), ["1 × 6,505.78", "58 × 992.40", "1 × 992.85"]);
    let first = plan.rows()[0];
    assert_eq!((first.n, first.due_date), (0, day("2026-11-22")));
    assert_eq!(first.balance, yuan("58552.05"));
    assert_eq!(plan.instalments(), 59);
    assert_adds_up(&plan, yuan("65057.83"));
}

#[test]
fn equal_payments_settle_in_the_last_row() {
    let plan = schedule(&with_interest(Method::EqualPayment)).unwrap();
    assert_eq!(runs(&plan), ["35 × 1,521.10", "1 × 1,520.99"]);
    assert_eq!(plan.rows()[0].interest, yuan("250.00"));
    assert_eq!(plan.interest(), yuan("4759.49"));
    assert_eq!(plan.total(), yuan("54759.49"));
    assert_adds_up(&plan, yuan("50000.00"));
}

#[test]
fn equal_principal_bears_less_interest_each_month() {
    let plan = schedule(&with_interest(Method::EqualPrincipal)).unwrap();
    let (first, last) = (plan.rows()[0], plan.rows()[35]);
    assert_eq!([first.amount, first.principal, first.interest], ["1638.88", "1388.88", "250.00"].map(yuan));
    assert_eq!([last.amount, last.principal, last.interest], ["1396.15", "1389.20", "6.95"].map(yuan));
    assert_eq!(plan.interest(), yuan("4625.03"));
    assert_adds_up(&plan, yuan("50000.00"));
}

#[test]
fn a_week_bears_seven_days_of_365() {
    let terms = Request { cycle: Cycle::Week, ..with_interest(Method::EqualPrincipal) };
    let plan = schedule(&terms).unwrap();
    assert_eq!(plan.rows()[0].interest, yuan("57.53"));
    assert_eq!(plan.rows()[1].due_date, day("2026-12-29"));
    assert_adds_up(&plan, yuan("50000.00"));
}

#[test]
fn the_last_step_shares_what_is_left() {
    let plan = schedule(&in_steps("30000", &[(6, Some("500")), (12, Some("1000")), (18, None)])).unwrap();
    assert_eq!(runs(&plan), ["6 × 500.00", "12 × 1,000.00", "17 × 833.33", "1 × 833.39"]);
    assert_adds_up(&plan, yuan("30000"));
    let fixed = schedule(&in_steps("1600", &[(2, Some("300")), (1, Some("1000"))])).unwrap();
    assert_eq!(runs(&fixed), ["2 × 300.00", "1 × 1,000.00"]);
}

#[test]
fn a_currency_without_decimals_is_cut_in_whole_units() {
    let zero = Money::zero(Currency::Jpy);
    let terms = Request { total: sum("100000", Currency::Jpy), down_payment: zero, ..terms("1", 3) };
    assert_eq!(runs(&schedule(&terms).unwrap()), ["2 × 33,333", "1 × 33,334"]);
}

#[test]
fn what_cannot_be_laid_out_is_refused() {
    use PlanFault as P;
    let equal = || terms("100", 10);
    let dear = yuan("100");
    for (request, fault) in [
        (terms("0.05", 12), P::ZeroInstalment { n: 1 }),
        (Request { remainder: Remainder::Spread, ..terms("0.05", 12) }, P::ZeroInstalment { n: 6 }),
        (Request { remainder: Remainder::First, ..terms("0.05", 12) }, P::ZeroInstalment { n: 2 }),
        (terms("0", 10), P::NothingToPay(yuan("0"))),
        (terms("100", 0), P::CountOutOfRange(0)),
        (terms("100", 1001), P::CountOutOfRange(1001)),
        (Request { instalments: None, ..equal() }, P::NoCount),
        (
            Request { annual_rate: rate("0.06"), ..equal() },
            P::RateUnused { method: Method::Equal, rate: rate("0.06") },
        ),
        (
            Request { annual_rate: rate("6"), ..with_interest(Method::EqualPayment) },
            P::RateOutOfRange(rate("6")),
        ),
        (Request { annual_rate: rate("-0.1"), ..equal() }, P::RateOutOfRange(rate("-0.1"))),
        (Request { down_payment: dear, ..equal() }, P::DownPayment { down_payment: dear, total: dear }),
        (
            Request { down_payment: yuan("-1"), ..equal() },
            P::DownPayment { down_payment: yuan("-1"), total: dear },
        ),
        (Request { down_payment: Money::new(1, Currency::Usd), ..equal() }, P::MixedCurrencies),
        (
            Request { first_due: day("2026-11-21"), ..equal() },
            P::BeforeSigning { n: 1, due_date: day("2026-11-21"), signed_on: day("2026-11-22") },
        ),
        (
            Request { first_due: day("2026-11-22"), down_payment: yuan("1"), ..equal() },
            P::NotIncreasing { n: 1, due_date: day("2026-11-22"), previous: day("2026-11-22") },
        ),
        (Request { first_due: chrono::NaiveDate::MAX, ..equal() }, P::OutOfRange),
        (
            Request {
                annual_rate: rate("0.24"),
                ..Request { method: Method::EqualPayment, ..terms("1", 1000) }
            },
            P::NoPrincipal { n: 1 },
        ),
        (Request { method: Method::EqualPayment, ..terms("10", 600) }, P::ZeroInstalment { n: 501 }),
    ] {
        assert_eq!(schedule(&request), Err(fault));
    }
}

#[test]
fn steps_that_do_not_fit_are_refused() {
    use PlanFault as P;
    let sums = P::SumDiffers { sum: yuan("900"), total: yuan("1000") };
    let dollars = StepOf { count: 1, amount: Some(Money::new(100, Currency::Usd)) };
    for (request, fault) in [
        (in_steps("1000", &[]), P::CountOutOfRange(0)),
        (in_steps("1000", &[(0, Some("1")), (1, None)]), P::EmptyStep { step: 0 }),
        (in_steps("1000", &[(1, None), (1, None)]), P::OpenStep { step: 0 }),
        (in_steps("1000", &[(3, Some("300"))]), sums),
        (in_steps("1000", &[(4, Some("300")), (2, None)]), P::ZeroInstalment { n: 5 }),
        (in_steps("1000", &[(2, Some("0")), (2, None)]), P::ZeroInstalment { n: 1 }),
        (in_steps("1000", &[(1000, Some("1")), (1, None)]), P::CountOutOfRange(1001)),
        (
            Request { instalments: Some(9), ..in_steps("1000", &[(1, Some("1")), (1, None)]) },
            P::CountDiffers { instalments: 9, steps: 2 },
        ),
        (Request { steps: vec![dollars], ..in_steps("1000", &[]) }, P::MixedCurrencies),
        (Request { steps: vec![dollars], ..terms("1000", 2) }, P::StepsUnused(Method::Equal)),
        (
            Request { annual_rate: rate("0.06"), ..in_steps("1000", &[(2, None)]) },
            P::RateUnused { method: Method::Steps, rate: rate("0.06") },
        ),
    ] {
        assert_eq!(schedule(&request), Err(fault));
    }
}

fn negotiated(total: &str, down: &str, rows: &[(&str, &str)]) -> Result<Schedule, PlanFault> {
    let rows: Vec<_> = rows.iter().map(|(due, amount)| (day(due), yuan(amount))).collect();
    from_rows(yuan(total), yuan(down), day("2026-11-22"), &rows)
}

#[test]
fn a_negotiated_table_that_adds_up_is_a_schedule() {
    let plan = negotiated("1000", "100", &[("2026-12-10", "600"), ("2027-02-01", "300")]).unwrap();
    assert_eq!(runs(&plan), ["1 × 100.00", "1 × 600.00", "1 × 300.00"]);
    assert_eq!(plan.rows()[2].n, 2);
    assert_adds_up(&plan, yuan("1000"));
}

#[test]
fn a_negotiated_table_names_the_row_at_fault() {
    let (first, second) = ("2026-12-10", "2027-01-10");
    for (rows, row) in [
        (vec![(first, "500"), (second, "0"), ("2027-02-10", "500")], Some(1)),
        (vec![(first, "500"), (first, "500")], Some(1)),
        (vec![(second, "500"), (first, "500")], Some(1)),
        (vec![("2026-11-01", "500"), (first, "500")], Some(0)),
        (vec![(first, "500"), (second, "499.99")], None),
        (vec![(first, "500"), (second, "500.01")], None),
        (vec![], None),
    ] {
        assert_eq!(negotiated("1000", "0", &rows).unwrap_err().row(), row);
    }
    let short = negotiated("1000", "100", &[(first, "500")]).unwrap_err();
    assert_eq!(short, PlanFault::SumDiffers { sum: yuan("600"), total: yuan("1000") });
    assert_eq!(short.words().en, "the instalments add up to `600.00`, but the sum to be paid is `1,000.00`");
    assert_eq!(short.words().zh, "各期合计 `600.00`，但应还总额为 `1,000.00`");
}

fn charged(segments: &[(&str, u32)]) -> String {
    let segments: Vec<_> = segments.iter().map(|&(base, days)| Segment { base: yuan(base), days }).collect();
    interest(&segments, rate("0.0005"), Currency::Cny).unwrap().total.to_string()
}

#[test]
fn interest_is_rounded_once_for_a_ledger() {
    assert_eq!(charged(&[("1000", 24), ("900", 13)]), "17.85");
    assert_eq!(charged(&[("900", 37)]), "16.65");
    assert_eq!(charged(&[("1000", 32), ("900", 10)]), "20.50");
    assert_eq!(charged(&[("900", 42)]), "18.90");
    assert_eq!(charged(&[("2356.80", 64), ("899.00", 50), ("5120.45", 39)]), "197.74");
    assert_eq!(charged(&[("3000", 25)]), "37.50");
    assert_eq!(charged(&[("8376.25", 30)]), "125.64");
    assert_eq!(charged(&[("8573.99", 30)]), "128.61");
    assert_eq!(charged(&[]), "0.00");
}

#[test]
fn segments_are_shown_before_rounding() {
    let items = [("2356.80", 64), ("899.00", 50), ("5120.45", 39)];
    let items = items.map(|(base, days)| Segment { base: yuan(base), days });
    let shown = interest(&items, rate("0.0005"), Currency::Cny).unwrap().segments;
    assert_eq!(shown, ["75.4176", "22.475", "99.848775"].map(rate));
    assert_eq!(interest(&items, rate("0.0005"), Currency::Usd), None);
    let vast = [Segment { base: yuan("999999999999.99"), days: u32::MAX }];
    assert_eq!(interest(&vast, Decimal::ONE, Currency::Cny), None);
}

#[test]
fn fees_on_the_original_sum_cost_more_a_year_than_they_say() {
    let percent = |share: Decimal| format!("{}%", (share * Decimal::ONE_HUNDRED).round_dp(4));
    let monthly = annual_cost(yuan("12000"), &[yuan("1072"); 12], Cycle::Month).unwrap();
    assert_eq!(percent(monthly.simple), "13.0342%");
    assert_eq!(percent(monthly.effective), "13.8418%");
    let upfront = annual_cost(yuan("11640"), &[yuan("1000"); 12], Cycle::Month).unwrap();
    assert_eq!(percent(upfront.simple), "5.6609%");
    let free = annual_cost(yuan("12000"), &[yuan("1000"); 12], Cycle::Month).unwrap();
    assert_eq!((free.simple, free.effective), (Decimal::ZERO, Decimal::ZERO));
    assert_eq!(annual_cost(yuan("12000"), &[yuan("999"); 12], Cycle::Month), None);
    assert_eq!(annual_cost(yuan("0"), &[], Cycle::Month), None);
    assert_eq!(annual_cost(yuan("1"), &[yuan("2.01")], Cycle::Month), None);
}

#[test]
fn the_yearly_cost_of_equal_payments_is_their_rate() {
    let plan = schedule(&with_interest(Method::EqualPayment)).unwrap();
    let payments: Vec<_> = plan.rows().iter().map(|row| row.amount).collect();
    let cost = annual_cost(yuan("50000"), &payments, Cycle::Month).unwrap();
    assert!((cost.simple - rate("0.06")).abs() < rate("0.00001"));
}

prop_compose! {
    fn any_terms()(
        minor in 100_000_i64..=10_000_000_000,
        currency in any_currency(),
        down in 0_i64..50_000,
        count in 1_u32..=60,
        method in prop::sample::select(Method::ALL.to_vec()),
        cycle in prop::sample::select(Cycle::ALL.to_vec()),
        remainder in prop::sample::select(Remainder::ALL.to_vec()),
        annual in 0_i64..=3650,
        (signed_on, wait) in (any_day(), 1_u64..60),
    ) -> Request {
        let steps = method == Method::Steps;
        let free = steps || method == Method::Equal;
        let step = StepOf { count, amount: Some(Money::new(minor / 2 / i64::from(count), currency)) };
        Request {
            total: Money::new(minor, currency),
            method,
            instalments: (!steps).then_some(count),
            first_due: signed_on + chrono::Days::new(wait),
            cycle,
            annual_rate: if free { Decimal::ZERO } else { Decimal::new(annual, 4) },
            down_payment: Money::new(down / 2, currency),
            signed_on,
            remainder,
            steps: if steps { vec![step, StepOf { count, amount: None }] } else { Vec::new() },
        }
    }
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn every_schedule_adds_up(request in any_terms()) {
        assert_adds_up(&schedule(&request).unwrap(), request.total);
    }

    #[test]
    fn equal_parts_differ_by_less_than_their_number(request in any_terms()) {
        let count = request.instalments.unwrap_or(1);
        let parts = hanpress::inner::plan::cut::equal(request.total, count, request.remainder);
        let minors = || parts.iter().map(|part| part.minor());
        prop_assert_eq!(parts.len(), count as usize);
        prop_assert_eq!(minors().sum::<i64>(), request.total.minor());
        prop_assert!(minors().max().unwrap() - minors().min().unwrap() < i64::from(count));
    }

    #[test]
    fn a_schedule_taken_as_a_negotiated_table_is_the_same(request in any_terms()) {
        let plain = Request { annual_rate: Decimal::ZERO, ..request };
        let plan = schedule(&plain).unwrap();
        let rows: Vec<_> = plan.rows().iter().filter(|row| row.n > 0).map(|row| (row.due_date, row.amount)).collect();
        prop_assert_eq!(from_rows(plain.total, plain.down_payment, plain.signed_on, &rows), Ok(plan));
    }

    #[test]
    fn any_terms_give_a_schedule_that_adds_up_or_a_fault_with_words(
        minor in 0_i64..5_000,
        count in 0_u32..1_100,
        annual in 0_i64..=100,
        method in prop::sample::select(Method::ALL.to_vec()),
    ) {
        let annual_rate = Decimal::new(annual, 2);
        let request = Request { total: Money::new(minor, Currency::Cny), method, annual_rate, ..terms("1", count) };
        match schedule(&request) {
            Ok(plan) => assert_adds_up(&plan, request.total),
            Err(fault) => {
                let words = fault.words();
                prop_assert!(!words.en.is_empty() && !words.zh.is_ascii());
                prop_assert!(words.en.starts_with(|c: char| c.is_ascii_lowercase() || c == '`'));
            }
        }
    }
}
