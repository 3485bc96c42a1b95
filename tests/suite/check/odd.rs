//! Odd input: whatever stands in a field, reading and judging come to an end, with findings in order.

use super::*;

/// What an account is turned into: typed, or everything that is wrong with what was written.
fn read_one(value: &Value) -> Result<Account, Vec<Finding>> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(file, "{value}").unwrap();
    read(vec![Input::File(file.path().into())], Reading::default()).unwrap().next().unwrap().account
}

/// Judged as a run would: findings of reading, or of the rules.
fn findings_of(value: &Value) -> Vec<Finding> {
    let known = |account: &Account| {
        let kind = account.kind.as_deref().unwrap_or_default();
        root().join("templates").join(kind).exists() && !kind.is_empty()
    };
    match read_one(value) {
        Err(findings) => findings,
        Ok(account) if known(&account) => {
            judge_for(account, ISSUER).map_or_else(|findings| findings, |checked| checked.warnings().to_vec())
        }
        Ok(_) => Vec::new(),
    }
}

/// Every place in a value that holds no other values.
fn leaves(value: &Value, pointer: String, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(name, below)| leaves(below, format!("{pointer}/{name}"), into))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, below)| leaves(below, format!("{pointer}/{at}"), into));
        }
        _ => into.push(pointer),
    }
}

fn odd_values() -> Vec<Value> {
    let texts = [
        "",
        " ",
        "0",
        "0.00",
        "-1",
        "-0.01",
        "1E400",
        "999999999999.99",
        "1000000000000",
        "0.001",
        "NaN",
        "1000",
        "2028-02-29",
        "2026-02-29",
        "2026-12-31",
        "0000-00-00",
        "9999-12-31",
        "0001-01-01",
        "2026-13-01",
        "XYZ",
        "JPY",
        "\u{0}",
        "💰",
        "﷽",
        "ก",
    ];
    let others =
        [json!(null), json!(0), json!(-1), json!(1000), json!(1e300), json!(true), json!([]), json!({})];
    texts.into_iter().map(Value::from).chain(others).collect()
}

#[test]
fn whatever_stands_in_a_field_is_told_in_order_and_breaks_nothing() {
    let names = [
        "overdue-notice-two-currencies",
        "demand-letter",
        "repayment-agreement-waiver",
        "repayment-agreement-negotiated",
        "repayment-agreement-equal-payment",
    ];
    for name in names {
        let account = good(name);
        let mut places = Vec::new();
        leaves(&account, String::new(), &mut places);
        for (place, odd) in
            places.iter().flat_map(|place| odd_values().into_iter().map(move |odd| (place, odd)))
        {
            let findings = findings_of(&with(account.clone(), &[(place, odd.clone())]));
            let paths: Vec<_> = findings.iter().map(|finding| finding.path.clone()).collect();
            assert!(paths.is_sorted(), "{name} {place} {odd}: {paths:?}");
        }
    }
}

#[test]
fn nothing_and_a_thousand_instalments_are_refused() {
    for (count, code) in [(0, "R05"), (1_000, "R05"), (61, "R05"), (999_999_999, "R05")] {
        let value = with(good("repayment-agreement"), &[("/plan/instalments", json!(count))]);
        assert_eq!(codes(&told(&value)), BTreeSet::from([code]), "{count}");
    }
    assert!(judge(&with(good("repayment-agreement"), &[("/plan/instalments", json!(1))])).is_ok());
}

#[test]
fn leap_days_and_ends_of_months_and_years_are_days_like_others() {
    for (due, as_of, bucket) in [
        ("2028-02-29", "2028-03-30", "M1"),
        ("2028-02-28", "2028-03-30", "M2"),
        ("2027-02-28", "2027-03-30", "M1"),
        ("2026-12-31", "2027-01-30", "M1"),
        ("2026-12-31", "2027-01-31", "M2"),
        ("2026-11-30", "2026-12-31", "M2"),
    ] {
        let changes = [("/due_date", json!(due)), ("/as_of", json!(as_of)), ("/bucket", json!(bucket))];
        let findings = findings_of(&with(good("overdue-notice"), &changes));
        assert!(
            findings.iter().all(|finding| finding.code != "R09"),
            "{due} to {as_of}: {}",
            listed(&findings)
        );
    }
}

#[test]
fn a_currency_without_decimals_has_none_and_an_unknown_one_is_named() {
    let yen = good("overdue-notice-yen");
    assert_eq!(
        codes(&findings_of(&with(yen.clone(), &[("/ledgers/0/interest", json!("1800.5"))]))),
        BTreeSet::from(["D09"])
    );
    assert!(findings_of(&with(yen.clone(), &[("/ledgers/0/interest", json!("1800.00"))])).is_empty());
    let findings = findings_of(&with(yen, &[("/ledgers/0/currency", json!("XAU"))]));
    assert_eq!((findings[0].code, findings[0].path.as_str()), ("D04", "ledgers[0].currency"));
    assert!(findings[0].message.en.contains("CNY"), "{}", findings[0].message.en);
}

#[test]
fn an_amount_below_nothing_is_told_where_it_stands() {
    for field in ["interest", "penalty", "fees", "minimum_due", "paid", "credit"] {
        let place = format!("/ledgers/0/{field}");
        let findings = findings_of(&with(good("overdue-notice"), &[(&place, json!("-0.01"))]));
        assert_eq!((findings[0].code, findings[0].path.clone()), ("D04", format!("ledgers[0].{field}")));
    }
    // These two may be: then the holder paid too much, which the other figures must say as well.
    for field in ["principal", "total"] {
        let place = format!("/ledgers/0/{field}");
        let findings = findings_of(&with(good("overdue-notice"), &[(&place, json!("-0.01"))]));
        assert!(codes(&findings).contains("R04"), "{}", listed(&findings));
    }
}
