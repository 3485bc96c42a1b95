//! Sums that an account leaves out, made by the contract's terms.

use hanpress::inner::check::CheckedLedger;
use serde_json::{Value, json};

use super::{good, judge, merge};

/// The notice's ledger with other fields and without the sums; figures stand at 2026-11-22.
fn ledger(fields: Value, issuer: Value) -> CheckedLedger {
    let mut account = good("overdue-notice");
    let own = account["ledgers"][0].as_object_mut().unwrap();
    for name in ["interest", "penalty", "total", "accruals"] {
        own.remove(name);
    }
    own.insert("missed".into(), json!([{ "minimum_due": "837.63" }]));
    merge(&mut account["ledgers"][0], &fields);
    let checked = judge(&json!({ "account": account, "issuer": issuer })).unwrap();
    checked.ledgers()[0].clone()
}

/// Interest, penalty and total.
fn sums(ledger: &CheckedLedger) -> [String; 3] {
    [ledger.interest, ledger.penalty, ledger.total].map(|sum| sum.to_string())
}

/// Case A of the handbook, 23 September to the figures: 1,000.00, of which 100.00 came in after 24 days.
fn items() -> Value {
    json!({
        "principal": "900.00", "minimum_due": "200.00", "paid": "100.00",
        "transactions": [{ "amount": "1000.00", "posted_on": "2026-10-17" }],
        "payments": [{ "amount": "100.00", "paid_on": "2026-11-10" }],
    })
}

#[test]
fn interest_is_found_from_items_by_the_contracts_method() {
    let full = ledger(items(), json!({}));
    let lines: Vec<_> = full.accruals.iter().map(|line| format!("{} × {}", line.base, line.days)).collect();
    assert_eq!((lines.join(" + ").as_str(), full.itemised), ("1,000.00 × 24 + 900.00 × 13", true));
    assert_eq!(sums(&full), ["17.85", "41.88", "959.73"]);

    // What came in after the time of grace is not in time, whichever the method; before it, it is.
    let unpaid = json!({ "contract": { "interest_method": "unpaid" } });
    assert_eq!(ledger(items(), unpaid.clone()).interest.to_string(), "17.85");
    let mut in_time = items();
    in_time["payments"][0]["paid_on"] = json!("2026-10-28");
    assert_eq!(ledger(in_time, unpaid).interest.to_string(), "16.65");
}

#[test]
fn days_that_an_earlier_statement_charged_are_not_charged_again() {
    let mut since = items();
    since["interest_since"] = json!("2026-11-10");
    assert_eq!(ledger(since, json!({})).interest.to_string(), "5.85");
}

#[test]
fn interest_of_accruals_is_rounded_once() {
    let accruals = json!([
        { "base": "2356.80", "days": 64 }, { "base": "899.00", "days": 50 }, { "base": "5120.45", "days": 39 },
    ]);
    let ledger = ledger(json!({ "accruals": accruals }), json!({}));
    assert_eq!((ledger.interest.to_string().as_str(), ledger.itemised), ("197.74", false));
}

#[test]
fn the_penalty_is_the_contracts_on_each_missed_minimum() {
    let of = |missed: Value, contract: Value| {
        let fields = json!({ "interest": "0.00", "missed": missed });
        ledger(fields, json!({ "contract": contract })).penalty.to_string()
    };
    let one = |due: &str, paid: &str| json!([{ "minimum_due": due, "paid": paid }]);
    assert_eq!(of(one("837.63", "200.00"), json!({})), "31.88");
    assert_eq!(of(one("150.00", "0.00"), json!({})), "10.00", "the floor");
    assert_eq!(of(one("837.63", "837.62"), json!({})), "0.00", "within the tolerance");
    assert_eq!(of(one("837.63", "0.00"), json!({ "penalty_cap": "20.00" })), "20.00", "the cap");
    let two = json!([{ "minimum_due": "837.63" }, { "minimum_due": "543.21", "paid": "200.00" }]);
    assert_eq!(of(two, json!({})), "59.04", "each rounded by itself");
}

#[test]
fn sums_that_are_given_are_held_against_what_they_come_from() {
    let mut account = good("overdue-notice");
    account["ledgers"][0]["missed"] = json!([{ "minimum_due": "837.63", "paid": "437.63" }]);
    assert!(judge(&account).is_ok());
    account["ledgers"][0]["missed"][0]["paid"] = json!("437.43");
    let findings = judge(&account).unwrap_err();
    assert_eq!(
        findings[0].message.en,
        "missed minimum payments come to `20.01`, but `ledgers[0].penalty` is `20.00`"
    );
}

#[test]
fn the_contracts_floor_cap_and_tolerance_are_for_no_other_currency() {
    let mut account = good("overdue-notice");
    let mut foreign = |currency: &str, penalty: Value| {
        account["ledgers"][0] = json!({
            "currency": currency, "principal": "1200", "interest": "0", "penalty": penalty, "fees": "0",
            "minimum_due": "20", "missed": [{ "minimum_due": "20" }],
        });
        judge(&json!({ "account": account, "issuer": { "contract": { "penalty_floor": "10.50" } } }))
    };
    for currency in ["USD", "JPY"] {
        let checked = foreign(currency, json!("1")).unwrap();
        assert!(checked.ledgers()[0].missed.is_empty(), "what cannot be calculated is not shown either");
        let findings = foreign(currency, Value::Null).unwrap_err();
        assert_eq!((findings[0].code, findings[0].path.as_str()), ("D02", "ledgers[0].penalty"));
        assert!(findings[0].hints[0].en.contains("in CNY only"));
    }
}
