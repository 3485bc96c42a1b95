//! Minimum payment and 违约金, the yearly ceiling, court fees.

use hanpress::inner::law::laws;
use hanpress::inner::money::{Currency, Money};
use hanpress::inner::plan::SumFault;
use hanpress::inner::plan::court_fee::{court_fee, payment_order_fee};
use hanpress::inner::plan::guard::{Guard, guard};
use hanpress::inner::plan::penalty::{PenaltyTerms, missed, penalty};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{DOLLAR, rate};
use crate::money::{sum, the_same_cases, yuan};

/// What courts uphold, as a share a year.
fn ceiling() -> Decimal {
    laws().interest_ceiling.value.0
}

/// 5 % of what is missing, at least 10 元, however little is missing.
fn terms() -> PenaltyTerms {
    PenaltyTerms { rate: rate("0.05"), floor: yuan("10"), cap: None, tolerance: yuan("0") }
}

fn charged(minimum: &str, paid: &str, terms: &PenaltyTerms) -> String {
    penalty(yuan(minimum), yuan(paid), terms).unwrap().to_string()
}

#[test]
fn the_penalty_is_a_share_of_what_is_missing_with_a_floor() {
    let without_floor = PenaltyTerms { floor: yuan("0"), ..terms() };
    for (minimum, paid, share, with_floor) in [
        ("837.63", "0", "41.88", "41.88"),
        ("837.63", "200.00", "31.88", "31.88"),
        ("837.63", "837.63", "0.00", "0.00"),
        ("837.63", "900.00", "0.00", "0.00"),
        ("837.63", "837.62", "0.00", "10.00"),
        ("150.00", "0", "7.50", "10.00"),
        ("543.21", "200.00", "17.16", "17.16"),
    ] {
        assert_eq!(charged(minimum, paid, &without_floor), share);
        assert_eq!(charged(minimum, paid, &terms()), with_floor);
    }
}

#[test]
fn a_shortfall_within_the_tolerance_counts_as_paid() {
    let tolerant = PenaltyTerms { tolerance: yuan("10"), ..terms() };
    assert_eq!(charged("837.63", "837.62", &tolerant), "0.00");
    assert_eq!(charged("837.63", "827.63", &tolerant), "0.00");
    assert_eq!(charged("837.63", "827.62", &tolerant), "10.00");
    let missing = |paid: &str| missed(yuan("837.63"), yuan(paid), yuan("10")).unwrap();
    assert_eq!(missing("827.63"), None);
    assert_eq!(missing("827.62"), Some(yuan("10.01")));
    assert_eq!(missing("900"), None);
    assert_eq!(missed(yuan("0"), yuan("0"), yuan("0")), Ok(None));
}

#[test]
fn a_cap_bounds_the_penalty_from_above() {
    let capped = |cap: &str| PenaltyTerms { cap: Some(yuan(cap)), ..terms() };
    assert_eq!(charged("837.63", "0", &capped("41.87")), "41.87");
    assert_eq!(charged("837.63", "0", &capped("41.88")), "41.88");
    assert_eq!(charged("837.63", "0", &capped("500")), "41.88");
    assert_eq!(charged("150.00", "0", &capped("8")), "8.00");
    assert_eq!(charged("150.00", "150.00", &capped("8")), "0.00");
}

#[test]
fn a_penalty_is_not_calculated_from_unsound_sums() {
    let nine = yuan("9");
    for (minimum, paid, terms, fault) in [
        (nine, DOLLAR, terms(), SumFault::MixedCurrencies),
        (nine, nine, PenaltyTerms { floor: DOLLAR, ..terms() }, SumFault::MixedCurrencies),
        (nine, nine, PenaltyTerms { cap: Some(DOLLAR), ..terms() }, SumFault::MixedCurrencies),
        (nine, nine, PenaltyTerms { tolerance: DOLLAR, ..terms() }, SumFault::MixedCurrencies),
        (yuan("-1"), nine, terms(), SumFault::BelowNothing(yuan("-1"))),
        (nine, yuan("-1"), terms(), SumFault::BelowNothing(yuan("-1"))),
        (nine, nine, PenaltyTerms { rate: rate("5"), ..terms() }, SumFault::ShareOutOfRange(rate("5"))),
        (nine, nine, PenaltyTerms { rate: rate("-0.1"), ..terms() }, SumFault::ShareOutOfRange(rate("-0.1"))),
    ] {
        assert_eq!(penalty(minimum, paid, &terms), Err(fault));
    }
}

#[test]
fn charges_are_held_against_24_per_cent_a_year() {
    let claim = yuan("125.64").plus(yuan("41.88")).unwrap();
    let over = guard(yuan("8376.25"), claim, 28, ceiling()).unwrap();
    assert_eq!(over, Guard { cap: yuan("154.21"), excess: yuan("13.31") });
    assert!(!over.kept());
    let year = guard(yuan("18000"), yuan("4320"), 365, ceiling()).unwrap();
    assert_eq!(year, Guard { cap: yuan("4320"), excess: yuan("0") });
    assert!(year.kept());
    assert_eq!(guard(yuan("18000"), yuan("4320.01"), 365, ceiling()).unwrap().excess, yuan("0.01"));
    assert_eq!(guard(yuan("18000"), yuan("1"), 365, ceiling()).unwrap().excess, yuan("0"));
    assert_eq!(guard(yuan("18000"), yuan("1"), 0, ceiling()).unwrap().excess, yuan("1"));
    let yen = |text: &str| sum(text, Currency::Jpy);
    assert_eq!(guard(yen("10000"), yen("200"), 30, ceiling()).unwrap().cap, yen("197"));
}

#[test]
fn a_ceiling_is_not_calculated_from_unsound_sums() {
    let one = yuan("1");
    assert_eq!(guard(one, DOLLAR, 1, ceiling()), Err(SumFault::MixedCurrencies));
    assert_eq!(guard(yuan("-1"), one, 1, ceiling()), Err(SumFault::BelowNothing(yuan("-1"))));
    assert_eq!(guard(one, one, 1, rate("-0.24")), Err(SumFault::ShareOutOfRange(rate("-0.24"))));
    assert_eq!(guard(yuan("999999999999"), one, u32::MAX, ceiling()), Err(SumFault::OutOfRange));
}

#[test]
fn the_court_charges_band_by_band() {
    for (claim, fee) in [
        ("0", "50.00"),
        ("10000", "50.00"),
        ("10000.40", "50.01"),
        ("65057.83", "1,426.45"),
        ("100000", "2,300.00"),
        ("150000", "3,300.00"),
        ("200000", "4,300.00"),
        ("500000", "8,800.00"),
        ("523456.78", "9,034.57"),
        ("1000000", "13,800.00"),
        ("2000000", "22,800.00"),
        ("5000000", "46,800.00"),
        ("10000000", "81,800.00"),
        ("20000000", "141,800.00"),
        ("20000100", "141,800.50"),
        ("999999999999.99", "5,000,041,800.00"),
    ] {
        assert_eq!(court_fee(yuan(claim)).unwrap().to_string(), fee);
    }
}

#[test]
fn a_payment_order_costs_a_third() {
    for (claim, fee) in [("65057.83", "475.48"), ("10000", "16.67"), ("1", "16.67"), ("100000", "766.67")] {
        assert_eq!(payment_order_fee(yuan(claim)).unwrap().to_string(), fee);
    }
}

#[test]
fn the_tariff_is_made_in_renminbi() {
    let fault = SumFault::NotIn { expected: Currency::Cny, found: Currency::Usd };
    assert_eq!(court_fee(DOLLAR), Err(fault));
    assert_eq!(payment_order_fee(DOLLAR), Err(fault));
    assert_eq!(court_fee(yuan("-1")), Err(SumFault::BelowNothing(yuan("-1"))));
    assert_eq!(court_fee(Money::new(i64::MAX, Currency::Cny)), Err(SumFault::OutOfRange));
}

/// The tariff as practice has it: claim × rate + a fixed sum for the band (速算).
fn by_the_quick_table(claim: Money) -> Money {
    let claim = claim.decimal();
    let table = [
        (10_000, "0", "50"),
        (100_000, "0.025", "-200"),
        (200_000, "0.02", "300"),
        (500_000, "0.015", "1300"),
        (1_000_000, "0.01", "3800"),
        (2_000_000, "0.009", "4800"),
        (5_000_000, "0.008", "6800"),
        (10_000_000, "0.007", "11800"),
        (20_000_000, "0.006", "21800"),
        (i64::MAX, "0.005", "41800"),
    ];
    let (_, share, fixed) = table.into_iter().find(|(up_to, ..)| claim <= Decimal::from(*up_to)).unwrap();
    Money::rounded(claim * rate(share) + rate(fixed), Currency::Cny).unwrap()
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn bands_and_the_quick_table_agree(minor in 0_i64..1_000_000_000_000, digits in 0_u32..9) {
        let claim = Money::new(minor / 10_i64.pow(digits), Currency::Cny);
        let fee = court_fee(claim).unwrap();
        prop_assert_eq!(fee, by_the_quick_table(claim));
        let third = payment_order_fee(claim).unwrap().minor() * 3;
        prop_assert!((third - fee.minor()).abs() <= 2);
    }

    #[test]
    fn a_larger_claim_costs_no_less(minor in 0_i64..1_000_000_000_000, more in 0_i64..1_000_000) {
        let fee = |minor| court_fee(Money::new(minor, Currency::Cny)).unwrap();
        prop_assert!(fee(minor) <= fee(minor + more));
    }

    #[test]
    fn paying_more_never_raises_the_penalty(minimum in 0_i64..1_000_000, paid in 0_i64..1_000_000, more in 0_i64..1000) {
        let of = |paid| penalty(Money::new(minimum, Currency::Cny), Money::new(paid, Currency::Cny), &terms()).unwrap();
        prop_assert!(of(paid + more) <= of(paid));
        prop_assert!(of(paid).is_zero() == (paid >= minimum));
    }

    #[test]
    fn the_cap_grows_with_days_and_charges_are_cap_and_excess(
        principal in 0_i64..100_000_000,
        charges in 0_i64..10_000_000,
        days in 0_u32..4000,
    ) {
        let money = |minor| Money::new(minor, Currency::Cny);
        let of = |days| guard(money(principal), money(charges), days, ceiling()).unwrap();
        prop_assert!(of(days).cap <= of(days + 1).cap);
        prop_assert_eq!(of(days).kept(), money(charges) <= of(days).cap);
        let reached = of(days).cap.plus(of(days).excess).unwrap();
        prop_assert_eq!(reached, money(charges).max(of(days).cap));
    }
}
