//! What a checked account holds beside its fields: sums in money, schedules, the table of cost.

use super::*;

#[test]
fn a_checked_account_holds_its_sums_in_money() {
    let checked = judge(&good("overdue-notice-two-currencies")).unwrap();
    let totals: Vec<_> = checked.ledgers().iter().map(|ledger| ledger.total.with_unit()).collect();
    assert_eq!(totals, ["8,521.89元", "1,202.20美元"]);
    assert_eq!((checked.overdue_days(), checked.bucket().to_string().as_str()), (28, "M1"));
    assert_eq!(checked.ledgers()[0].shortfall().unwrap().plain(), "837.63");
    assert_eq!(checked.account().id, "A0000001");
}

#[test]
fn a_checked_agreement_holds_waiver_payable_sum_and_schedule() {
    let checked = judge(&good("repayment-agreement-waiver")).unwrap();
    let [plan] = checked.schedules() else { panic!("one currency, one schedule") };
    assert_eq!(plan.waived.total().unwrap().plain(), "4333.41");
    assert_eq!(plan.payable.plain(), "18984.22");
    assert_eq!(plan.schedule.total(), plan.payable);
    assert_eq!(plan.schedule.instalments(), 24);
}

#[test]
fn the_terms_of_each_currency_become_its_own_schedule() {
    let checked = judge(&good("repayment-agreement-two-currencies")).unwrap();
    let payable: Vec<_> = checked.schedules().iter().map(|plan| plan.payable.with_unit()).collect();
    assert_eq!(payable, ["65,057.83元", "1,190.50美元", "122,400日元"]);
}

#[test]
fn the_table_of_cost_begins_with_its_rule_unless_the_issuer_says_otherwise() {
    let shows = |patch: Value, signed_on: &str| {
        IssuerFile::read(&issuer_with(&patch)).unwrap().contract.shows_cost(day(signed_on))
    };
    for (word, before, after) in [(json!({}), false, true), (json!({ "cost_table": true }), true, true)] {
        let patch = json!({ "contract": word });
        assert_eq!([shows(patch.clone(), "2026-07-31"), shows(patch, "2026-08-01")], [before, after]);
    }
    assert!(!shows(json!({ "contract": { "cost_table": false } }), "2026-11-22"));
}
