//! What is waived and what is left to pay.

use hanpress::inner::capitals::capitals;
use hanpress::inner::money::{Currency, Money};
use hanpress::inner::plan::waiver::{Shares, waived, waived_by_share};
use hanpress::inner::plan::{Component, Parts, SumFault};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{DOLLAR, any_debt, debt, rate, shown};
use crate::money::{the_same_cases, yuan};

fn owed() -> Parts {
    debt(["18000.00", "4321.09", "876.54", "120.00"])
}

#[test]
fn four_fifths_of_interest_and_all_penalty_are_waived() {
    assert_eq!(owed().total(), Some(yuan("23317.63")));
    let shares = Shares { interest: rate("0.8"), penalty: rate("1"), ..Shares::default() };
    let out = waived_by_share(&owed(), &shares).unwrap();
    assert_eq!(shown(&out.waived), ["0.00", "3,456.87", "876.54", "0.00"]);
    assert_eq!(shown(&out.payable), ["18,000.00", "864.22", "0.00", "120.00"]);
    assert_eq!(out.total_waived, yuan("4333.41"));
    assert_eq!(out.total_payable, yuan("18984.22"));
    assert_eq!(capitals(out.total_payable).unwrap(), "人民币壹万捌仟玖佰捌拾肆元贰角贰分");
    assert!(!out.spares_principal_first());
}

#[test]
fn the_same_sums_are_waived_as_amounts() {
    let sums = debt(["0", "3456.87", "876.54", "0"]);
    let shares = Shares { interest: rate("0.8"), penalty: rate("1"), ..Shares::default() };
    assert_eq!(waived(&owed(), &sums), waived_by_share(&owed(), &shares));
    assert_eq!(waived(&owed(), &owed()).unwrap().payable, Parts::zero(Currency::Cny));
}

#[test]
fn a_share_is_rounded_half_up() {
    let shares = Shares { interest: rate("0.5"), ..Shares::default() };
    let out = waived_by_share(&debt(["0", "0.01", "0", "0"]), &shares).unwrap();
    assert_eq!(shown(&out.waived), ["0.00", "0.01", "0.00", "0.00"]);
    let fees = Shares { fees: rate("0.25"), principal: rate("0.1"), ..Shares::default() };
    let out = waived_by_share(&debt(["10", "0", "0", "1.01"]), &fees).unwrap();
    assert_eq!(shown(&out.waived), ["1.00", "0.00", "0.00", "0.25"]);
}

#[test]
fn principal_is_waived_last() {
    let spares = |sums| waived(&owed(), &debt(sums)).unwrap().spares_principal_first();
    assert!(spares(["1000", "0", "0", "0"]));
    assert!(spares(["0.01", "4321.09", "876.54", "119.99"]));
    assert!(!spares(["1000", "4321.09", "876.54", "120"]));
    assert!(!spares(["0", "0", "0", "0"]));
}

#[test]
fn no_more_is_waived_than_is_owed() {
    for (sums, component, waived_sum, owed_sum) in [
        (["18000.01", "0", "0", "0"], Component::Principal, "18000.01", "18000.00"),
        (["0", "5000", "0", "0"], Component::Interest, "5000", "4321.09"),
        (["0", "0", "876.55", "0"], Component::Penalty, "876.55", "876.54"),
        (["0", "0", "0", "120.01"], Component::Fees, "120.01", "120.00"),
    ] {
        let fault = SumFault::WaivedBeyond { component, waived: yuan(waived_sum), owed: yuan(owed_sum) };
        assert_eq!(waived(&owed(), &debt(sums)), Err(fault));
    }
    let more = Shares { fees: rate("1.01"), ..Shares::default() };
    assert_eq!(waived_by_share(&owed(), &more), Err(SumFault::ShareOutOfRange(rate("1.01"))));
    let dollars = Parts::zero(Currency::Usd);
    assert_eq!(waived(&owed(), &dollars), Err(SumFault::MixedCurrencies));
    assert_eq!(waived(&owed(), &Parts { fees: DOLLAR, ..owed() }), Err(SumFault::MixedCurrencies));
    let negative = debt(["0", "-1", "0", "0"]);
    assert_eq!(waived(&owed(), &negative), Err(SumFault::BelowNothing(yuan("-1"))));
    assert_eq!(waived(&negative, &negative), Err(SumFault::BelowNothing(yuan("-1"))));
}

#[test]
fn components_are_found_by_their_names() {
    let named = owed().named();
    for (&component, (name, sum)) in Component::ALL.iter().zip(named) {
        assert_eq!(component.word(), name);
        assert_eq!(owed().of(component), sum);
        assert_eq!(owed().with(component, yuan("1")).of(component), yuan("1"));
    }
    assert_eq!(owed().charges(), Some(yuan("5317.63")));
    assert_eq!(Parts { fees: DOLLAR, ..owed() }.total(), None);
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn payable_and_waived_make_the_debt(owed in any_debt(), shares in [0_i64..=100, 0_i64..=100, 0_i64..=100, 0_i64..=100]) {
        let [principal, interest, penalty, fees] = shares.map(|percent| Decimal::new(percent, 2));
        let out = waived_by_share(&owed, &Shares { principal, interest, penalty, fees }).unwrap();
        prop_assert_eq!(out.total_waived.plus(out.total_payable), owed.total());
        prop_assert_eq!(owed.less(&out.waived), Some(out.payable));
        for &component in Component::ALL {
            prop_assert!(out.payable.of(component).minor() >= 0);
        }
        prop_assert_eq!(Some(out.total_waived), out.waived.total());
    }

    #[test]
    fn a_larger_share_waives_no_less(minor in 0_i64..10_000_000, percent in 0_i64..100) {
        let owed = Parts::zero(Currency::Cny).with(Component::Interest, Money::new(minor, Currency::Cny));
        let of = |percent| {
            let shares = Shares { interest: Decimal::new(percent, 2), ..Shares::default() };
            waived_by_share(&owed, &shares).unwrap().total_waived
        };
        prop_assert!(of(percent) <= of(percent + 1));
    }
}
