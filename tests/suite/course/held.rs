//! With `[course]` in the issuer file, a document that is asked for by its kind is held to the course, too.

use hanpress::inner::desk::{Desk, DeskOptions};
use hanpress::inner::finding::Finding;
use hanpress::inner::message::Ways;
use serde_json::{Value, json};

use super::owing;
use crate::check::issuer_with;
use crate::workshop::{issue_date, prepare};

/// What refuses a letter of 2026-11-23 by the course.
fn refused(course: bool, patch: &Value) -> Vec<Finding> {
    refused_by("letter", course, patch)
}

/// What refuses a document that goes out in that way.
fn refused_by(ways: &str, course: bool, patch: &Value) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    for name in ["logo.svg", "seal.svg", "contract-seal.svg"] {
        std::fs::copy(crate::workshop::file("examples").join(name), folder.path().join(name)).unwrap();
    }
    let issuer = folder.path().join("issuer.toml");
    let table = if course { json!({ "course": {} }) } else { json!({}) };
    std::fs::write(&issuer, issuer_with(&table)).unwrap();
    let ways = Ways::parse(ways).ok();
    let desk = Desk::open(DeskOptions { ways, ..DeskOptions::new(issuer, issue_date()) }).unwrap();
    let mut value = owing(patch);
    value["kind"] = patch["kind"].clone();
    let found = prepare(&desk, &value).err().unwrap_or_default();
    found.into_iter().filter(|finding| finding.code.starts_with('C')).collect()
}

#[test]
fn a_demand_too_early_is_refused_with_its_day_and_ground_where_the_issuer_has_a_course() {
    let early = json!({
        "kind": "demand-letter", "as_of": "2026-11-22", "delivery": "ems", "pay_by": "2026-12-20",
        "flags": { "bureau_prenotified_on": "2026-09-05" },
        "notices": [{ "number": "HP-1", "date": "2026-11-05", "channel": "ems", "result": "signed", "result_date": "2026-11-08", "kind": "overdue-notice" }],
    });
    assert!(refused(false, &early).is_empty());
    let found = refused(true, &early);
    let [finding] = &found[..] else { panic!("{found:?}") };
    assert_eq!(finding.code, "C01");
    assert!(finding.message.en.contains("2026-12-08"), "{}", finding.message.en);
    assert!(finding.basis.as_ref().unwrap().zh.contains("法释〔2018〕19号第七条"));
    let mut later = early.clone();
    later["notices"][0]["date"] = json!("2026-10-05");
    later["notices"][0]["result_date"] = json!("2026-10-08");
    assert!(refused(true, &later).is_empty());
    later["flags"]["dispute_open"] = json!(true);
    let found = refused(true, &later);
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["C02"]);
}

#[test]
fn each_way_is_held_to_its_own_steps_and_limits() {
    // Six days after the due date the first step is a message; a letter of that kind comes on the tenth day.
    let mut fresh = json!({
        "kind": "overdue-notice", "as_of": "2026-11-22", "due_date": "2026-11-17",
        "debtor": { "mobile": "15400005678", "email": "o@example.com" },
    });
    assert!(refused_by("sms", true, &fresh).is_empty());
    let codes = |ways: &str, patch: &Value| {
        refused_by(ways, true, patch).iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("letter", &fresh), ["C01"]);
    assert_eq!(codes("letter,sms", &fresh), ["C01"]);
    // One message a day is all there may be, and what stops a step stops its messages.
    fresh["history"] = json!({ "contacts": [{ "date": "2026-11-23", "channel": "sms" }] });
    assert_eq!(codes("sms", &fresh), ["C01"]);
    fresh["history"] = json!({ "complaint_received_on": "2026-11-20" });
    assert_eq!(codes("sms", &fresh), ["C02"]);
    // A way that no step of a kind has is stopped by what stops its steps.
    fresh["kind"] = json!("demand-letter");
    assert_eq!(codes("sms", &fresh), ["C02"]);
}
