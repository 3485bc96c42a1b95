//! All findings at once: a record with fields that cannot be read is judged in its others by the rules that do not
//! need these.

use hanpress::inner::produce;
use hanpress::{Entries, Record};
use serde_json::{Value, json};

use crate::workshop::{desk, example, with};

/// Everything that refuses a record, as `code path, …`.
fn found(value: &Value) -> String {
    let entry = Entries::single(Record::from_value(1, value));
    let prepared = produce::account(&entry, desk())
        .and_then(|account| produce::prepare(account, &entry.sha256.unwrap(), desk()).map(drop));
    let findings = prepared.err().unwrap_or_default();
    let told: Vec<_> = findings
        .iter()
        .filter(|finding| finding.refuses())
        .map(|finding| format!("{} {}", finding.code, finding.path))
        .collect();
    told.join(", ")
}

/// A sound account with a wrong card number and postcode.
fn wrong() -> Value {
    with(with(example("notice-m1"), "/card/number", "123"), "/debtor/postcode", "12345")
}

const RULES: &str = "R17 card.number, R17 debtor.postcode";

#[test]
fn the_rules_are_kept_for_the_fields_that_can_be_read() {
    assert_eq!(found(&wrong()), RULES);
    for (pointer, value, reading) in [
        ("/due_date", json!("10/25/26"), "D04 due_date"),
        ("/ledgers/0/currency", json!("XYZ"), "D04 ledgers[0].currency"),
        ("/ledgers/0/fees", json!("1,2,3"), "D04 ledgers[0].fees"),
        ("/ledgers/0/fees", Value::Null, "D02 ledgers[0].fees"),
        ("/ledgers", json!("nothing"), "D04 ledgers"),
        ("/debtor/salutation", json!("小姐"), "D04 debtor.salutation"),
        ("/flags", json!({ "deceased": "maybe" }), "D04 flags.deceased"),
        ("/notices", json!(7), "D04 notices"),
        ("/pay_bye", json!("2026-12-01"), "D03 pay_bye"),
        ("/extra", json!("words"), "D04 extra"),
    ] {
        let told = found(&with(wrong(), pointer, value));
        for expected in reading.split(", ").chain(RULES.split(", ")) {
            assert!(told.split(", ").any(|one| one == expected), "{expected} is not in {told}");
        }
    }
}

#[test]
fn what_depends_on_the_faulty_field_is_left_unsaid() {
    // A wrong total is told by itself; with one of its parts unreadable nobody can tell whether it is wrong.
    let total = with(example("notice-m1"), "/ledgers/0/total", "99999.00");
    assert_eq!(found(&total), "R04 ledgers[0].total");
    assert_eq!(found(&with(total, "/ledgers/0/fees", "1,2,3")), "D04 ledgers[0].fees");
    // Whether these come too late depends on when the figures stand.
    let as_of = found(&with(example("notice-m1"), "/as_of", "11/22/26"));
    assert_eq!(as_of, "D04 as_of");
}

#[test]
fn two_days_that_are_missing_have_no_days_between_them_to_judge() {
    let neither = with(with(example("notice-m1"), "/as_of", Value::Null), "/due_date", Value::Null);
    let entry = Entries::single(Record::from_value(1, &neither));
    let findings = produce::account(&entry, desk()).err().unwrap();
    let told: Vec<_> = findings.iter().map(|finding| (finding.code, finding.path.as_str())).collect();
    assert_eq!(told, [("D02", "as_of"), ("D02", "due_date")]);
}

#[test]
fn a_sound_record_with_one_faulty_field_is_told_that_field_alone() {
    for case in ["notice-m1", "guarantor-joint", "agreement-waiver"] {
        for pointer in ["/due_date", "/as_of", "/debtor/name", "/card/number", "/ledgers/0/principal", "/id"]
        {
            let path = pointer[1..].replace("/0", "[0]").replace('/', ".");
            let told = found(&with(example(case), pointer, "9.9E+17"));
            let expected = if matches!(pointer, "/due_date" | "/as_of") { "D04" } else { "D07" };
            assert_eq!(told, format!("{expected} {path}"), "{case}");
        }
    }
}

#[test]
fn an_account_of_no_known_kind_is_judged_by_what_holds_for_every_kind() {
    let unknown = found(&with(wrong(), "/kind", "overdue-letter"));
    assert_eq!(unknown, format!("{RULES}, D04 kind"));
    let missing = found(&with(wrong(), "/kind", Value::Null));
    assert_eq!(missing, format!("{RULES}, D02 kind"));
}
