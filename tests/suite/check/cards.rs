//! Several cards of one debtor in one letter.

use super::*;

const OTHER: &str = "9900000000011017";

/// A ledger like the first, on another card.
fn two_cards(kind: &str, changes: &[(&str, Value)]) -> Value {
    let mut value = good(kind);
    let mut second = value["ledgers"][0].clone();
    second["card"] = json!({ "number": OTHER });
    value["ledgers"].as_array_mut().unwrap().push(second);
    with(value, changes)
}

#[test]
fn each_card_has_its_ledger_of_a_currency() {
    let checked = judge(&two_cards("overdue-notice", &[])).unwrap();
    assert_eq!(checked.ledgers().len(), 2);
    assert_eq!(checked.account().cards().len(), 2);
    assert!(checked.warnings().is_empty());
    let same = two_cards("overdue-notice", &[("/ledgers/1/card/number", json!("9900001234565679"))]);
    let found = judge(&same).unwrap_err();
    assert_eq!((found[0].code, found[0].path.as_str()), ("R16", "ledgers[1].currency"));
    assert!(found[0].hints[0].en.contains("ledgers[1].card"));
}

#[test]
fn the_number_of_every_card_is_judged_and_never_taken_for_an_open_one() {
    let number = |number: &str| two_cards("overdue-notice", &[("/ledgers/1/card/number", json!(number))]);
    for (written, code) in [("1234", "R17"), ("9900000000011010", "D07"), ("9900000000011011", "W05")] {
        let found = told(&number(written));
        assert_eq!((found[0].code, found[0].path.as_str()), (code, "ledgers[1].card.number"), "{written}");
        assert!(!listed(&found).contains("99000000"), "{}", listed(&found));
    }
    let open = two_cards("overdue-notice", &[("/extra", json!({ "note": format!("另卡{OTHER}") }))]);
    assert_eq!(codes(&judge(&open).unwrap_err()), BTreeSet::from(["R03"]));
}

#[test]
fn what_is_agreed_is_of_one_card() {
    let mut value = good("repayment-agreement");
    value["ledgers"][0]["card"] = json!({ "number": OTHER });
    assert!(judge(&value).is_ok(), "one card, named at its ledger");
    let mut second = value["ledgers"][0].clone();
    second["card"] = json!({ "number": "9900001234565679" });
    value["ledgers"].as_array_mut().unwrap().push(second);
    let found = judge(&value).unwrap_err();
    assert!(
        found.iter().any(|finding| finding.code == "R16" && finding.path == "ledgers"),
        "{}",
        listed(&found)
    );
}
