//! The yearly cost of plans that bear fees, and of payments on any days.

use chrono::{Days, NaiveDate};
use hanpress::inner::money::{Currency, Money};
use hanpress::inner::plan::annual::{AnnualCost, PlanCost, annual_cost, annual_cost_by_days};
use hanpress::inner::plan::fee_plan::{FeeTerms, fee_plan};
use hanpress::inner::plan::{Cycle, Method, PlanFault, Remainder, Request, StepOf, schedule};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{DOLLAR, rate};
use crate::dates::day;
use crate::money::{the_same_cases, yuan};

/// 0.6 % of 12,000.00 in each of twelve months.
fn monthly_fee() -> FeeTerms {
    FeeTerms {
        principal: yuan("12000"),
        instalments: 12,
        cycle: Cycle::Month,
        remainder: Remainder::Last,
        each: rate("0.006"),
        upfront: Decimal::ZERO,
    }
}

fn percent(share: Decimal) -> String {
    format!("{}%", (share * Decimal::ONE_HUNDRED).round_dp(4).normalize())
}

#[test]
fn a_fee_on_the_original_sum_costs_more_than_it_says() {
    let plan = fee_plan(&monthly_fee()).unwrap();
    assert_eq!(plan.payments, [yuan("1072.00"); 12]);
    assert_eq!((plan.received, plan.fees), (yuan("12000"), yuan("864.00")));
    assert_eq!(percent(plan.cost.simple), "13.0342%");
    assert_eq!(percent(plan.cost.effective), "13.8418%");
}

#[test]
fn a_fee_taken_at_once_is_not_received() {
    let terms = FeeTerms { each: Decimal::ZERO, upfront: rate("0.03"), ..monthly_fee() };
    let plan = fee_plan(&terms).unwrap();
    assert_eq!(plan.payments, [yuan("1000.00"); 12]);
    assert_eq!((plan.received, plan.fees), (yuan("11640"), yuan("360.00")));
    assert_eq!(percent(plan.cost.simple), "5.6609%");
}

#[test]
fn what_does_not_divide_stays_in_the_plan() {
    let plan = fee_plan(&FeeTerms { instalments: 7, ..monthly_fee() }).unwrap();
    assert_eq!(plan.payments[..6], [yuan("1786.28"); 6]);
    assert_eq!(plan.payments[6], yuan("1786.32"));
    let first = fee_plan(&FeeTerms { instalments: 7, remainder: Remainder::First, ..monthly_fee() }).unwrap();
    assert_eq!(first.payments[0], yuan("1786.32"));
}

#[test]
fn a_plan_without_fees_costs_nothing() {
    let plan = fee_plan(&FeeTerms { each: Decimal::ZERO, ..monthly_fee() }).unwrap();
    assert_eq!((plan.fees, plan.cost), (yuan("0"), AnnualCost::FREE));
    let today = day("2026-11-22");
    assert_eq!(annual_cost_by_days(yuan("5"), today, &[(today, yuan("5"))]), Some(AnnualCost::FREE));
}

#[test]
fn fee_plans_out_of_bounds_are_refused() {
    use PlanFault as P;
    for (terms, fault) in [
        (FeeTerms { principal: yuan("0"), ..monthly_fee() }, P::NothingToPay(yuan("0"))),
        (FeeTerms { instalments: 0, ..monthly_fee() }, P::CountOutOfRange(0)),
        (FeeTerms { instalments: 1001, ..monthly_fee() }, P::CountOutOfRange(1001)),
        (FeeTerms { principal: yuan("0.05"), ..monthly_fee() }, P::ZeroInstalment { n: 1 }),
        (FeeTerms { each: rate("1.1"), ..monthly_fee() }, P::RateOutOfRange(rate("1.1"))),
        (FeeTerms { each: rate("-0.1"), ..monthly_fee() }, P::RateOutOfRange(rate("-0.1"))),
        (FeeTerms { upfront: rate("1"), ..monthly_fee() }, P::RateOutOfRange(rate("1"))),
        (FeeTerms { upfront: rate("-0.03"), ..monthly_fee() }, P::RateOutOfRange(rate("-0.03"))),
        (FeeTerms { upfront: rate("0.99"), ..monthly_fee() }, P::OutOfRange),
    ] {
        assert_eq!(fee_plan(&terms), Err(fault));
    }
    assert!(fee_plan(&FeeTerms { instalments: 1000, ..monthly_fee() }).is_ok());
}

#[test]
fn a_year_has_365_sevenths_of_a_week() {
    let cost = annual_cost(yuan("700"), &[yuan("707")], Cycle::Week).unwrap();
    assert_eq!(percent(cost.simple), "52.1429%");
    assert_eq!(percent(cost.effective), "68.0075%");
}

#[test]
fn a_credit_of_365_days_costs_its_interest_a_year() {
    let (from, to) = (day("2026-11-22"), day("2027-11-22"));
    let cost = annual_cost_by_days(yuan("1000"), from, &[(to, yuan("1100"))]).unwrap();
    assert_eq!(percent(cost.effective), "10%");
    assert_eq!(percent(cost.simple), "9.5323%");
    let halves = [(to, yuan("550")), (day("2027-05-23"), yuan("550"))];
    let sooner = annual_cost_by_days(yuan("1000"), from, &halves).unwrap();
    let sorted = [halves[1], halves[0]];
    assert_eq!(annual_cost_by_days(yuan("1000"), from, &sorted), Some(sooner));
    assert!(sooner.effective > cost.effective);
}

#[test]
fn a_daily_rate_is_found_again() {
    let due = day("2026-11-23");
    let cost = annual_cost_by_days(yuan("1000000"), day("2026-11-22"), &[(due, yuan("1000500"))]).unwrap();
    assert_eq!(percent(cost.simple), "18.25%");
    let most = [(due, yuan("1010000"))];
    assert_eq!(
        percent(annual_cost_by_days(yuan("1000000"), day("2026-11-22"), &most).unwrap().simple),
        "365%"
    );
    assert_eq!(annual_cost_by_days(yuan("1000000"), day("2026-11-22"), &[(due, yuan("1010000.01"))]), None);
}

/// 50,000.00 in 36 equal payments at 6 %, a month apart, signed a month before the first.
fn level() -> Request {
    let signed = day("2026-11-22");
    Request {
        method: Method::EqualPayment,
        annual_rate: rate("0.06"),
        ..Request::equal(yuan("50000"), 36, day("2026-12-22"), signed)
    }
}

/// The yearly cost of a plan with eight decimals: by days and compounded, by periods and simple.
fn stated(request: &Request) -> [String; 2] {
    let plan = schedule(request).unwrap();
    let cost = PlanCost::of(&plan, request.signed_on, request.cycle).unwrap();
    assert_eq!(Some(cost.charges), plan.total().less(plan.principal()));
    [cost.yearly, cost.simple].map(|share| format!("{:.8}", share.unwrap().round_dp(8)))
}

/// The figures are those of XIRR and IRR of other programs for the same payments.
#[test]
fn a_plan_costs_the_internal_rate_of_return_of_its_payments() {
    let weekly = Request { cycle: Cycle::Week, method: Method::EqualPrincipal, ..level() };
    let paid_down = Request { down_payment: yuan("5000"), ..level() };
    let begun_late = Request { first_due: day("2027-01-31"), ..level() };
    for (request, [yearly, simple]) in [
        (level(), ["0.06168526", "0.06000015"]),
        (weekly, ["0.05213606", "0.06000000"]),
        (paid_down, ["0.06168512", "0.06000001"]),
        (begun_late, ["0.05747441", "0.06000015"]),
    ] {
        assert_eq!(stated(&request), [yearly, simple]);
    }
}

#[test]
fn a_plan_without_interest_costs_nothing_a_year() {
    let steps = vec![StepOf { count: 6, amount: Some(yuan("500")) }, StepOf { count: 30, amount: None }];
    let free = Request { annual_rate: Decimal::ZERO, ..level() };
    for request in [
        Request { method: Method::Equal, ..free.clone() },
        Request { method: Method::Steps, instalments: None, steps, ..free.clone() },
        Request { method: Method::EqualPayment, down_payment: yuan("1"), ..free },
    ] {
        assert_eq!(stated(&request), ["0.00000000"; 2]);
    }
}

#[test]
fn payments_a_quarter_apart_cost_what_they_do_by_their_days() {
    let days = ["2027-02-22", "2027-05-22", "2027-08-22", "2027-11-22"].map(|due| (day(due), yuan("2600")));
    let cost = annual_cost_by_days(yuan("10000"), day("2026-11-22"), &days).unwrap();
    assert_eq!(percent(cost.effective), "6.5139%");
}

#[test]
fn per_cent_are_rounded_half_up_to_two_decimals() {
    for (share, shown) in [("0.06168526", "6.17"), ("0.06125", "6.13"), ("0.0612499", "6.12"), ("0", "0.00")]
    {
        assert_eq!(PlanCost::percent(rate(share)), shown);
    }
}

#[test]
fn no_cost_is_stated_where_there_is_none_to_state() {
    let (from, later) = (day("2026-11-22"), day("2026-12-22"));
    let of = |received: Money, payments: &[(NaiveDate, Money)]| annual_cost_by_days(received, from, payments);
    assert_eq!(of(yuan("100"), &[(later, yuan("99.99"))]), None);
    assert_eq!(of(yuan("0"), &[(later, yuan("1"))]), None);
    assert_eq!(of(yuan("100"), &[(day("2026-11-21"), yuan("101"))]), None);
    assert_eq!(of(yuan("100"), &[(later, yuan("150")), (later, yuan("-40"))]), None);
    assert_eq!(of(yuan("100"), &[(later, DOLLAR), (later, yuan("150"))]), None);
    assert_eq!(annual_cost(yuan("0"), &[yuan("0")], Cycle::Month), None);
    assert_eq!(annual_cost(yuan("100"), &[yuan("101"), yuan("-1")], Cycle::Week), None);
    assert_eq!(annual_cost(yuan("-1"), &[yuan("0")], Cycle::Month), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..the_same_cases() })]

    #[test]
    fn a_dearer_fee_costs_more_a_year(each in 0_i64..100, instalments in 1_u32..36) {
        let cost = |each| {
            let terms = FeeTerms { each: Decimal::new(each, 4), instalments, ..monthly_fee() };
            fee_plan(&terms).unwrap().cost
        };
        let (less, more) = (cost(each), cost(each + 1));
        prop_assert!(less.simple < more.simple && less.effective < more.effective);
        prop_assert!(less.effective >= less.simple);
        prop_assert!(less.simple >= Decimal::new(each, 4) * Decimal::from(12) - rate("0.0000001"));
    }

    #[test]
    fn payments_are_worth_what_was_received_at_the_stated_cost(
        gains in prop::collection::vec((1_u64..200, 1_i64..5_000), 1..6),
    ) {
        let start = day("2026-11-22");
        let payments: Vec<_> =
            gains.iter().map(|&(after, minor)| (start + Days::new(after), Money::new(minor, Currency::Cny))).collect();
        let back = gains.iter().map(|(_, minor)| minor).sum::<i64>();
        let received = Money::new((back * 99 / 100).max(1), Currency::Cny);
        if let Some(cost) = annual_cost_by_days(received, start, &payments) {
            let daily = Decimal::ONE + cost.simple / Decimal::from(365);
            let worth: Decimal = gains.iter().map(|&(after, minor)| {
                let factor = (0..after).fold(Decimal::ONE, |factor, _| factor / daily);
                Money::new(minor, Currency::Cny).decimal() * factor
            }).sum();
            prop_assert!((worth - received.decimal()).abs() < rate("0.0000001"));
        }
    }
}
