//! What a template gets to say: whom it is written to, what is left out, which rules are stated.

use serde_json::{Value, json};

use super::workshop::{desk, example, prepare, told, with};

/// The filled source of an account that is made.
fn source(account: &Value) -> String {
    let prepared = prepare(desk(), account).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    prepared.filled.source().to_string()
}

#[test]
fn a_debtor_is_written_to_at_the_addressees_own_address_where_one_is_given() {
    let own = json!({ "role": "debtor", "salutation": "先生", "postcode": "400010", "address": "重庆市示例新村3号" });
    let told = source(&with(example("notice-m1"), "/addressee", own));
    for words in [
        "postcode: [#v(\"400010\");]",
        "address: [#v(\"重庆市示例新村3号\");]",
        "salutation: [#v(\"先生\");]",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
    let told =
        source(&with(example("notice-m1"), "/addressee", json!({ "role": "debtor", "postcode": "350002" })));
    assert!(
        told.contains("#v(\"350002\")") && told.contains("福建省福州市鼓楼区示例路18号"),
        "field by field: {told}"
    );
}

#[test]
fn an_empty_ledger_of_the_cards_other_currency_is_left_out_of_an_agreement() {
    let plain = example("agreement-60-instalments");
    let empty = json!({ "currency": "USD", "principal": "0.00", "interest": "0.00", "penalty": "0.00", "fees": "0.00" });
    let ledgers = json!([plain["ledgers"][0], empty]);
    // The number is another, since the record is.
    let numberless = |account: &Value| {
        let told = source(account);
        let at = told.find("HP-20261123-").unwrap();
        told.replace(&told[at..at + 22], "")
    };
    assert_eq!(numberless(&with(plain.clone(), "/ledgers", ledgers)), numberless(&plain));
}
