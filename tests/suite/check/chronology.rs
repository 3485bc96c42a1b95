//! Dates: each of an account is held to the others, so that no system's word for "no date" counts as a fact.

use hanpress::inner::check::dated_fields;
use hanpress::inner::record::Field;

use super::*;

/// What systems write where they know no day: the ends of their calendars, and round days between.
const SENTINELS: &[&str] = &[
    "0001-01-01",
    "1111-11-11",
    "1582-10-15",
    "1601-01-01",
    "1753-01-01",
    "1858-11-17",
    "1899-12-30",
    "1899-12-31",
    "1900-01-01",
    "1900-12-31",
    "1904-01-01",
    "1949-10-01",
    "1970-01-01",
    "1970-01-02",
    "1980-01-01",
    "1999-12-31",
    "2000-01-01",
    "2036-12-31",
    "2038-01-19",
    "2079-06-06",
    "2099-12-31",
    "2100-01-01",
    "2222-02-22",
    "2999-12-31",
    "3000-01-01",
    "9999-01-01",
    "9999-12-31",
];

/// An account that gives a date, and where in it or in its issuer file the date stands.
fn with_date(field: &str, date: &str) -> Value {
    let kind = match field.split('.').next().unwrap() {
        "plan" if field.contains("also") => "repayment-agreement-two-currencies",
        "plan" if field.contains("rows") => "repayment-agreement-negotiated",
        "plan" => "repayment-agreement",
        "broken_plan" => "R27-broken-plan",
        "payment" => "payment-confirmation",
        "waiver" => "settlement-agreement",
        "settlement" => "settlement-certificate",
        "assignment" => "assignment-notice",
        "guarantee" => "guarantor-notice",
        "estate" => "estate-notice",
        "plan_notice" => "plan-termination-notice",
        "agency" => "R14-agency-on-its-only-day",
        "lawyer" => "R14-mandate-of-the-issue-date",
        "assignee" => "R14-buyer-on-the-day",
        "notices[]" => "demand-letter",
        "ledgers[]" if field.contains("transactions") || field.contains("payments") => {
            "R04-principal-left-of-its-items"
        }
        "ledgers[]" if field.contains("since") => "R04-principal-left-of-its-items",
        _ => "overdue-notice",
    };
    let mut value = good(kind);
    let issuers = ["agency", "lawyer", "assignee"].iter().any(|table| field.starts_with(table));
    let top = match (issuers, value.get("account").is_some()) {
        (true, _) => &mut value["issuer"],
        (false, true) => &mut value["account"],
        (false, false) => &mut value,
    };
    let mut place = top;
    for name in field.split('.') {
        let (name, listed) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
        place = &mut place[name];
        if listed {
            if !place.is_array() {
                *place = match name {
                    "contacts" => json!([{ "channel": "call" }]),
                    _ => json!([{ "due_date": "2027-01-22", "amount": "1190.50" }]),
                };
            }
            place = &mut place[0];
        }
    }
    *place = json!(date);
    value
}

#[test]
fn every_date_of_the_account_is_held_to_others() {
    fn walk(schema: &Value, path: &str, found: &mut BTreeSet<String>) {
        if let Some(fields) = schema["properties"].as_object() {
            for (name, field) in fields {
                walk(field, &if path.is_empty() { name.clone() } else { format!("{path}.{name}") }, found);
            }
        }
        for within in schema["anyOf"].as_array().into_iter().flatten() {
            walk(within, path, found);
        }
        if schema.get("items").is_some() {
            walk(&schema["items"], &format!("{path}[]"), found);
        }
        if schema["format"] == "date" {
            found.insert(path.to_string());
        }
    }
    let mut dates = BTreeSet::new();
    walk(&Account::schema(), "", &mut dates);
    assert!(dates.len() >= 20, "the schema was read wrongly: {dates:?}");
    let held: BTreeSet<String> = dated_fields().map(String::from).collect();
    let free: Vec<_> = dates.difference(&held).collect();
    assert!(free.is_empty(), "held to nothing: {free:?}");
}

#[test]
fn no_word_of_any_system_for_no_date_passes_in_any_field() {
    let mut passed = Vec::new();
    for field in dated_fields() {
        for date in SENTINELS {
            let findings = judge(&with_date(field, date)).err().unwrap_or_default();
            let first = field.split(['.', '[']).next().unwrap();
            let told = findings.iter().any(|finding| finding.refuses() && finding.path.starts_with(first));
            if !told {
                passed.push(format!("{field} = {date}: {}", listed(&findings)));
            }
        }
    }
    assert!(passed.is_empty(), "{}", passed.join("\n"));
}

#[test]
fn a_date_that_is_wrong_itself_is_told_alone() {
    for field in ["as_of", "due_date"] {
        for date in ["1900-01-01", "9999-12-31"] {
            let findings = judge(&with_date(field, date)).unwrap_err();
            let told: Vec<_> = findings.iter().map(|one| (one.code, &*one.path)).collect();
            assert_eq!(told, [("D09", field)], "{date}: {}", listed(&findings));
        }
    }
}

#[test]
fn a_fact_may_lie_on_the_very_days_that_bound_it() {
    let account = good("overdue-notice");
    let due = account["due_date"].clone();
    for date in [due.as_str().unwrap(), "2026-11-22"] {
        let told = with(account.clone(), &[("/flags", json!({ "bureau_prenotified_on": date }))]);
        assert!(judge(&told).is_ok(), "{date}");
    }
    let early = with(account, &[("/flags", json!({ "bureau_prenotified_on": "2026-10-24" }))]);
    assert_eq!(codes(&judge(&early).unwrap_err()), BTreeSet::from(["D09"]));
}
