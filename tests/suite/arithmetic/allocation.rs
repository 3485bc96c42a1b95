//! What a payment settles, by class, by contract and by the civil code.

use hanpress::inner::money::{Currency, Money};
use hanpress::inner::plan::allocation::{Allocated, Line, Order, allocated};
use hanpress::inner::plan::{Allocation, Component, Parts, SumFault};
use proptest::prelude::*;

use super::{DOLLAR, any_debt, debt, shown};
use crate::money::{the_same_cases, yuan};

/// Principal 4,800.00, interest 120.35, fees 89.20.
fn owed() -> Parts {
    debt(["4800.00", "120.35", "0", "89.20"])
}

fn settled(payment: &str, order: Order) -> Allocated {
    allocated(yuan(payment), &[owed()], order).unwrap()
}

const INTEREST_FIRST: Allocation = Allocation::InterestFirst;
const FEES_FIRST: Allocation = Allocation::FeesFirst;

#[test]
fn charges_come_first_up_to_day_90_and_principal_from_day_91() {
    for (payment, days, paid, left) in [
        ("500.00", [45, 90], ["290.45", "120.35", "0.00", "89.20"], ["4,509.55", "0.00", "0.00", "0.00"]),
        ("500.00", [91, 200], ["500.00", "0.00", "0.00", "0.00"], ["4,300.00", "120.35", "0.00", "89.20"]),
        ("150.00", [0, 45], ["0.00", "120.35", "0.00", "29.65"], ["4,800.00", "0.00", "0.00", "59.55"]),
    ] {
        for day in days {
            let out = settled(payment, Order::of_card(day, INTEREST_FIRST));
            assert_eq!(shown(&out.paid), paid);
            assert_eq!(shown(&out.left[0]), left);
            assert!(out.overpaid.is_zero());
        }
    }
}

#[test]
fn what_is_overpaid_is_returned() {
    let out = settled("5100.00", Order::of_card(45, INTEREST_FIRST));
    assert_eq!(out.overpaid, yuan("90.45"));
    assert_eq!(out.paid, owed());
    assert_eq!(out.left, [Parts::zero(Currency::Cny)]);
    assert_eq!(allocated(yuan("5"), &[], Order::CIVIL_CODE).unwrap().overpaid, yuan("5"));
}

#[test]
fn the_civil_code_takes_costs_before_interest() {
    let out = settled("150.00", Order::CIVIL_CODE);
    assert_eq!(shown(&out.paid), ["0.00", "60.80", "0.00", "89.20"]);
    assert_eq!(shown(&out.left[0]), ["4,800.00", "59.55", "0.00", "0.00"]);
}

#[test]
fn the_contract_says_whether_interest_or_fees_come_first() {
    let out = settled("150.00", Order::of_card(45, FEES_FIRST));
    assert_eq!(shown(&out.paid), ["0.00", "60.80", "0.00", "89.20"]);
    let late = settled("4900.00", Order::of_card(91, FEES_FIRST));
    assert_eq!(shown(&late.paid), ["4,800.00", "10.80", "0.00", "89.20"]);
    let late = settled("4900.00", Order::of_card(91, INTEREST_FIRST));
    assert_eq!(shown(&late.paid), ["4,800.00", "100.00", "0.00", "0.00"]);
}

#[test]
fn the_penalty_follows_the_fees() {
    use Component::{Fees, Interest, Penalty, Principal};
    for (order, components) in [
        (Order::of_card(90, INTEREST_FIRST), [Interest, Fees, Penalty, Principal]),
        (Order::of_card(90, FEES_FIRST), [Fees, Penalty, Interest, Principal]),
        (Order::of_card(91, INTEREST_FIRST), [Principal, Interest, Fees, Penalty]),
        (Order::of_card(91, FEES_FIRST), [Principal, Fees, Penalty, Interest]),
        (Order::CIVIL_CODE, [Fees, Interest, Penalty, Principal]),
    ] {
        assert_eq!(order.components().collect::<Vec<_>>(), components);
    }
}

#[test]
fn inside_a_class_the_oldest_statement_comes_first() {
    use Component::{Fees, Interest, Principal};
    let debts = [debt(["100", "10", "0", "5"]), debt(["200", "20", "0", "0"])];
    let lines = |payment: &str, order| {
        let out = allocated(yuan(payment), &debts, order).unwrap();
        let line = |line: &Line| (line.debt, line.component, line.amount.to_string());
        out.lines.iter().map(line).collect::<Vec<_>>()
    };
    let line = |debt: usize, component, amount: &str| (debt, component, amount.to_string());
    assert_eq!(
        lines("90", Order::of_card(30, INTEREST_FIRST)),
        [
            line(0, Interest, "10.00"),
            line(0, Fees, "5.00"),
            line(1, Interest, "20.00"),
            line(0, Principal, "55.00"),
        ]
    );
    assert_eq!(
        lines("305", Order::of_card(91, INTEREST_FIRST)),
        [line(0, Principal, "100.00"), line(1, Principal, "200.00"), line(0, Interest, "5.00")]
    );
    assert_eq!(
        lines("36", Order::CIVIL_CODE),
        [
            line(0, Fees, "5.00"),
            line(0, Interest, "10.00"),
            line(1, Interest, "20.00"),
            line(0, Principal, "1.00")
        ]
    );
}

#[test]
fn unsound_sums_settle_nothing() {
    let dollars = Parts::zero(Currency::Usd);
    for (payment, debts, fault) in [
        (DOLLAR, vec![owed()], SumFault::MixedCurrencies),
        (yuan("1"), vec![owed(), dollars], SumFault::MixedCurrencies),
        (yuan("1"), vec![Parts { fees: DOLLAR, ..owed() }], SumFault::MixedCurrencies),
        (yuan("-1"), vec![owed()], SumFault::BelowNothing(yuan("-1"))),
        (yuan("1"), vec![debt(["1", "-2", "0", "0"])], SumFault::BelowNothing(yuan("-2"))),
    ] {
        assert_eq!(allocated(payment, &debts, Order::CIVIL_CODE), Err(fault));
    }
}

fn any_order() -> impl Strategy<Value = Order> {
    let card = (-5_i64..200, prop::sample::select(Allocation::ALL.to_vec()));
    prop_oneof![Just(Order::CIVIL_CODE), card.prop_map(|(days, contract)| Order::of_card(days, contract))]
}

proptest! {
    #![proptest_config(the_same_cases())]

    #[test]
    fn allocation_conserves_money(
        debts in prop::collection::vec(any_debt(), 0..4),
        payment in 0_i64..3_000_000,
        order in any_order(),
    ) {
        let out = allocated(Money::new(payment, Currency::Cny), &debts, order).unwrap();
        let minors = |all: &[Parts]| all.iter().map(|parts| parts.total().unwrap().minor()).sum::<i64>();
        prop_assert_eq!(out.paid.total().unwrap().minor() + out.overpaid.minor(), payment);
        prop_assert_eq!(minors(&debts) - minors(&out.left), payment - out.overpaid.minor());
        prop_assert!(out.overpaid.is_zero() || minors(&out.left) == 0);
        for &component in Component::ALL {
            let of = |parts: &[Parts]| parts.iter().map(|parts| parts.of(component).minor()).sum::<i64>();
            let lines = out.lines.iter().filter(|line| line.component == component);
            prop_assert_eq!(lines.map(|line| line.amount.minor()).sum::<i64>(), out.paid.of(component).minor());
            prop_assert_eq!(of(&debts) - of(&out.left), out.paid.of(component).minor());
            prop_assert!(out.left.iter().all(|left| left.of(component).minor() >= 0));
        }
    }

    #[test]
    fn two_payments_settle_what_their_sum_does(
        debts in prop::collection::vec(any_debt(), 0..4),
        (one, other) in (0_i64..1_000_000, 0_i64..1_000_000),
        order in any_order(),
    ) {
        let pay = |minor, debts: &[Parts]| allocated(Money::new(minor, Currency::Cny), debts, order).unwrap();
        let first = pay(one, &debts);
        prop_assert_eq!(pay(other, &first.left).left, pay(one + other, &debts).left);
    }
}
