//! With `[course]` in the issuer file, a document that is asked for by its kind is held to the course, too.

use hanpress::inner::finding::Finding;
use serde_json::{Value, json};

use super::owing;
use crate::check::issuer_with;
use crate::workshop::{desk_of, prepare};

/// What refuses a document of 2026-11-23 by the course.
fn refused(course: bool, patch: &Value) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    for name in ["logo.svg", "seal.svg", "contract-seal.svg"] {
        std::fs::copy(crate::workshop::file("examples").join(name), folder.path().join(name)).unwrap();
    }
    let issuer = folder.path().join("issuer.toml");
    let table = if course { json!({ "course": {} }) } else { json!({}) };
    std::fs::write(&issuer, issuer_with(&table)).unwrap();
    let desk = desk_of(&issuer, None).unwrap();
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
