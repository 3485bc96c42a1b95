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
fn a_minus_before_a_figure_is_read_whatever_its_width() {
    for (principal, plain) in [
        ("-1,234.50", "1234.50"),
        ("－100.00", "100.00"),
        ("−100", "100.00"),
        ("-¥100.00", "100.00"),
        ("¥-100.00", "100.00"),
        ("- 100.00", "100.00"),
        ("－１００．００元", "100.00"),
    ] {
        for field in ["principal", "total"] {
            let mut ledger = json!({ "currency": "CNY", "principal": "0.00", "fees": "0.00" });
            ledger[field] = json!(principal);
            let mut value = good("overdue-notice-yen");
            value["ledgers"].as_array_mut().unwrap().push(ledger);
            let checked = judge(&value).unwrap_or_else(|found| panic!("{principal}: {}", listed(&found)));
            let credit = checked.ledgers().last().unwrap().credit.unwrap();
            assert_eq!(credit.plain(), plain, "{principal} in {field}");
        }
    }
    for nothing in ["-0.00", "－0"] {
        let value =
            beside(json!({ "currency": "USD", "principal": nothing, "interest": "0.00", "penalty": "0.00",
            "fees": "0.00", "minimum_due": "0.00" }));
        assert_eq!(judge(&value).unwrap().ledgers()[1].credit, None, "{nothing}");
    }
}

#[test]
fn beside_a_credit_balance_nothing_else_need_be_given() {
    for ledger in [
        json!({ "currency": "USD", "credit": "100.00" }),
        json!({ "currency": "USD", "credit": "100.00", "principal": null, "fees": " " }),
    ] {
        let checked = judge(&beside(ledger)).unwrap();
        assert_eq!(checked.ledgers()[1].credit.unwrap().plain(), "100.00");
    }
    for ledger in [json!({ "currency": "USD", "credit": "0.00" }), json!({ "currency": "USD" })] {
        let line = beside(ledger).to_string();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "{line}").unwrap();
        let mut entries = read(vec![Input::File(file.path().into())], Reading::default()).unwrap();
        let found = entries.next().unwrap().account.unwrap_err();
        let places: Vec<_> = found.iter().map(|finding| (finding.code, finding.path.as_str())).collect();
        assert_eq!(places, [("D02", "ledgers[1].fees"), ("D02", "ledgers[1].principal")]);
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
