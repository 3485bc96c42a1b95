//! The example in the documentation of `hanpress::record` comes to what is written there.

use hanpress::inner::account::Transaction;
use hanpress::inner::finding::Finding;
use hanpress::inner::plan::Component;
use hanpress::inner::record::{At, Field, Node};
use serde_json::json;

fn read(fields: &[(&str, &str)]) -> (Option<Transaction>, Vec<Finding>) {
    let fields = fields.iter().map(|(name, text)| (name.to_string(), Node::Text(text.to_string())));
    let mut findings = Vec::new();
    let read = Transaction::read(&Node::Map(fields.collect()), &mut At::top(&mut findings));
    (read, findings)
}

#[test]
fn a_record_is_read_with_its_default() {
    let (read, findings) = read(&[("amount", "120.00"), ("posted_on", "2026-10-02")]);
    let item = read.unwrap();
    assert_eq!(
        (item.amount.0.to_string(), item.posted_on.to_string()),
        ("120.00".into(), "2026-10-02".into())
    );
    assert_eq!((item.component, findings.len()), (Component::Principal, 0));
}

#[test]
fn a_record_tells_every_fault_at_once() {
    let (read, findings) = read(&[("amount", "1,20.00"), ("postedon", "2026-10-02")]);
    assert!(read.is_none());
    let told: Vec<_> = findings.iter().map(|one| (one.code, one.path.as_str())).collect();
    assert_eq!(told, [("D03", "postedon"), ("D04", "amount"), ("D02", "posted_on")]);
    assert_eq!(findings[0].hints[0].en, "did you mean `posted_on`?");
    assert_eq!(
        findings[1].hints[0].en,
        "separators stand between groups of three digits only; write it without them, and look whether a digit is lost"
    );
}

#[test]
fn a_records_schema_has_its_documentation_and_what_must_be_given() {
    let schema = Transaction::schema();
    assert_eq!(
        (&schema["required"], &schema["additionalProperties"]),
        (&json!(["amount", "posted_on"]), &json!(false))
    );
    assert_eq!(
        schema["properties"]["posted_on"]["description"],
        "The day it was posted (记账日), which bears interest."
    );
}
