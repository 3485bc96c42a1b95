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
fn a_card_that_is_not_overdue_is_not_written_of() {
    let credit =
        json!({ "currency": "USD", "principal": "-12.50", "fees": "0.00", "card": { "number": OTHER } });
    let nothing = json!([{ "currency": "CNY", "principal": "0.00", "interest": "0.00", "penalty": "0.00", "fees": "0.00",
        "minimum_due": "0.00", "card": { "number": OTHER } }]);
    let minimum = good("overdue-notice")["ledgers"][0]["minimum_due"].as_str().unwrap().to_string();
    let short_by = |cents: i64| {
        let minimum: i64 = minimum.replace('.', "").parse().unwrap();
        json!(format!("{}.{:02}", (minimum - cents) / 100, (minimum - cents) % 100))
    };
    for kind in ["overdue-notice", "demand-letter"] {
        for (second, field) in
            [(nothing.clone(), "total"), (json!([credit]), "total"), (json!([credit, nothing[0]]), "total")]
        {
            let mut value = good(kind);
            value["ledgers"].as_array_mut().unwrap().extend(second.as_array().unwrap().clone());
            let found = judge(&value).unwrap_err();
            assert_eq!(codes(&found), BTreeSet::from(["R08"]), "{kind} {second}: {}", listed(&found));
            assert_eq!((found.len(), found[0].path.clone()), (1, format!("ledgers[1].{field}")), "{second}");
            assert!(found[0].hints[0].zh.contains("去掉该卡的分录"), "{}", listed(&found));
        }
    }
    for (cents, words) in [(0, "has come in"), (1_000, "within the tolerance")] {
        let value = two_cards("overdue-notice", &[("/ledgers/1/paid", short_by(cents))]);
        let found = judge(&value).unwrap_err();
        assert_eq!((found.len(), found[0].code, found[0].path.as_str()), (1, "R08", "ledgers[1].paid"));
        assert!(found[0].message.en.contains(words), "{}", listed(&found));
        assert!(!listed(&found).contains("0043") && !listed(&found).contains("1017"), "{}", listed(&found));
    }
    let first = two_cards("overdue-notice", &[("/ledgers/0/paid", short_by(0))]);
    assert_eq!(judge(&first).unwrap_err()[0].path, "ledgers[0].paid");
    assert!(judge(&two_cards("overdue-notice", &[("/ledgers/1/paid", short_by(1_001))])).is_ok());
    let mut beside = two_cards("overdue-notice", &[]);
    beside["ledgers"].as_array_mut().unwrap().push(credit);
    assert!(judge(&beside).is_ok(), "a credit balance beside a debt of the same card");
}

#[test]
fn a_credit_balance_hides_no_payment_of_the_other_currency() {
    let mut value = good("overdue-notice");
    value["ledgers"][0]["paid"] = value["ledgers"][0]["minimum_due"].clone();
    let credit = json!({ "currency": "USD", "principal": "-12.50", "fees": "0.00" });
    value["ledgers"].as_array_mut().unwrap().push(credit);
    let found = judge(&value).unwrap_err();
    assert_eq!((found.len(), found[0].code, found[0].path.as_str()), (1, "R08", "ledgers[0].paid"));
}

#[test]
fn cards_that_end_alike_are_not_written_of_together() {
    let alike = two_cards("overdue-notice", &[("/ledgers/1/card/number", json!("9900004444445679"))]);
    let found: Vec<_> = told(&alike).into_iter().filter(|finding| finding.code == "R16").collect();
    assert_eq!((found.len(), found[0].path.as_str()), (1, "ledgers[1].card.number"));
    assert!(
        !listed(&found).contains("5679") && found[0].hints[0].zh.contains("分别出具"),
        "{}",
        listed(&found)
    );
    let mut own_second = alike;
    own_second["ledgers"].as_array_mut().unwrap().reverse();
    assert!(told(&own_second).iter().any(|finding| finding.code == "R16" && finding.path == "card.number"));
}

#[test]
fn the_product_of_every_card_is_judged() {
    for product in ["NULL", "同上", "-", "无", "****", "待补充"] {
        let value = two_cards("overdue-notice", &[("/ledgers/1/card/product", json!(product))]);
        let found = judge(&value).unwrap_err();
        let at = (found[0].code, found[0].path.as_str());
        assert_eq!(at, ("D11", "ledgers[1].card.product"), "{product}: {}", listed(&found));
    }
    assert!(judge(&two_cards("overdue-notice", &[("/ledgers/1/card/product", json!("标准金卡"))])).is_ok());
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
