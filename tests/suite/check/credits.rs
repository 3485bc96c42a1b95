//! Credit balances: told beside a debt in another currency, never taken off it, and of one figure.

use super::*;

/// A ledger in dollars beside a debt in 人民币.
fn beside(ledger: Value) -> Value {
    let mut value = good("overdue-notice");
    value["ledgers"].as_array_mut().unwrap().push(ledger);
    value
}

#[test]
fn a_credit_balance_is_read_however_it_is_written() {
    for ledger in [
        json!({ "currency": "USD", "principal": "-12.50", "interest": "0.00", "penalty": "0.00", "fees": "0.00", "total": "-12.50" }),
        json!({ "currency": "USD", "principal": "-12.50", "fees": "0.00" }),
        json!({ "currency": "USD", "principal": "−12.50", "fees": "0.00", "total": "0.00" }),
        json!({ "currency": "USD", "principal": "0.00", "fees": "0.00", "total": "-12.50" }),
        json!({ "currency": "USD", "principal": "0.00", "fees": "0.00", "credit": "12.50" }),
        json!({ "currency": "USD", "principal": "-12.50", "fees": "0.00", "credit": "12.50", "total": "-12.50" }),
        json!({ "currency": "USD", "principal": "-13.50", "fees": "1.00", "total": "-12.50" }),
    ] {
        let checked =
            judge(&beside(ledger.clone())).unwrap_or_else(|found| panic!("{ledger}: {}", listed(&found)));
        let [owed, credit] = checked.ledgers() else { panic!("{ledger}") };
        assert_eq!(credit.credit.unwrap().plain(), "12.50", "{ledger}");
        assert!(credit.total.is_zero() && credit.principal.is_zero(), "nothing is owed in it: {ledger}");
        assert_eq!((owed.total.plain(), owed.credit), ("8521.89".to_string(), None), "{ledger}");
        assert!(checked.warnings().is_empty(), "{ledger}");
    }
}

#[test]
fn a_credit_balance_that_contradicts_itself_is_refused() {
    for (ledger, path) in [
        (
            json!({ "currency": "USD", "principal": "-12.50", "fees": "0.00", "total": "12.50" }),
            "ledgers[1].total",
        ),
        (
            json!({ "currency": "USD", "principal": "100.00", "fees": "0.00", "total": "-12.50" }),
            "ledgers[1].total",
        ),
        (
            json!({ "currency": "USD", "principal": "100.00", "fees": "0.00", "credit": "12.50" }),
            "ledgers[1].total",
        ),
        (
            json!({ "currency": "USD", "principal": "-12.50", "fees": "0.00", "minimum_due": "1.00" }),
            "ledgers[1].minimum_due",
        ),
    ] {
        let found = judge(&beside(ledger.clone())).unwrap_err();
        assert_eq!((found.len(), found[0].code, found[0].path.as_str()), (1, "R04", path), "{ledger}");
    }
}

#[test]
fn with_credit_balances_alone_there_is_nothing_to_ask_for() {
    let mut value = good("overdue-notice");
    value["ledgers"] = json!([{ "currency": "CNY", "principal": "-12.50", "fees": "0.00" }]);
    assert!(codes(&judge(&value).unwrap_err()).contains("D09"));
}
