//! What must be told: a reason for every refusal, in the right currency, and every number in the open.

use std::collections::BTreeSet;
use std::fs;

use hanpress::inner::kind::KindFacts;
use serde_json::json;

use super::{ISSUER, account, codes, good, issuer_with, judge, judge_as, judge_for, listed, root, with};

#[test]
fn nobody_is_refused_without_a_word() {
    let text = fs::read_to_string(root().join("templates/repayment-agreement/kind.toml")).unwrap();
    let own = KindFacts::of("own", &text.replace(", \"R18\"", ""))
        .unwrap()
        .with_origin(hanpress::inner::kind::Origin::Program);
    assert!(!own.follows("R18"));
    let waived = [("/plan/waive", json!({ "penalty": "99999.00" }))];
    let findings = judge_as(account(&with(good("repayment-agreement"), &waived)), ISSUER, &own).unwrap_err();
    assert_eq!(codes(&findings), BTreeSet::from(["R18"]), "{}", listed(&findings));

    let issuer = issuer_with(&json!({ "contract": { "penalty_floor": "10.005" } }));
    let missed = [("/ledgers/0/missed", json!([{ "minimum_due": "837.63" }]))];
    let findings = judge_for(account(&with(good("overdue-notice"), &missed)), &issuer).unwrap_err();
    assert_eq!(codes(&findings), BTreeSet::from(["D09"]), "{}", listed(&findings));
}

#[test]
fn a_waiver_without_a_currency_is_never_held_against_another_ledger() {
    let ledgers = good("overdue-notice-two-currencies")["ledgers"].clone();
    let mut account = good("settlement-agreement");
    account["ledgers"] = ledgers;
    account["ledgers"][0]["principal"] = json!("0.001");
    let findings = judge(&account).unwrap_err();
    assert_eq!(codes(&findings), BTreeSet::from(["D09"]), "{}", listed(&findings));
}

#[test]
fn a_card_number_is_told_in_every_text_that_is_not_masked() {
    let account = good("overdue-notice");
    let card = account["card"]["number"].clone();
    for path in ["/debtor/postcode", "/card/product"] {
        let findings = judge(&with(account.clone(), &[(path, card.clone())])).unwrap_err();
        assert!(codes(&findings).contains("R03"), "{path}: {}", listed(&findings));
    }
}
