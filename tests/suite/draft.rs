//! What a template gets to say: whom it is written to, what is left out, which rules are stated.

mod blocks;

use serde_json::{Value, json};

use super::workshop::{desk, desk_of, example, file, prepare, templates, told, with};

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

#[test]
fn an_accrual_without_its_first_day_is_printed_without_it() {
    let days = |days: &[u32]| {
        let lines: Vec<_> = days.iter().map(|days| json!({ "base": "8376.25", "days": days })).collect();
        source(&with(example("notice-m1"), "/ledgers/0/accruals", lines))
    };
    let told = days(&[32]);
    assert!(told.contains("#v(\"32\");天 = #v(\"134.02\");]"), "{told}");
    let told = days(&[10, 10, 12]);
    assert!(told.contains("([#v(\"8,376.25\");], [—], [—], [#v(\"10\");]"), "in the annex: {told}");
}

#[test]
fn a_minimum_payment_that_was_made_in_full_is_given_no_working() {
    let mut account = example("notice-m1");
    account["ledgers"][0]["accruals"] = json!([]);
    account["ledgers"][0]["missed"] =
        json!([{ "minimum_due": "837.63" }, { "minimum_due": "500.00", "paid": "500.00" }]);
    let told = source(&account);
    assert_eq!(told.matches("derivation").count(), 1, "{told}");
}

#[test]
fn a_kind_of_ones_own_may_write_to_a_guarantor_without_an_address() {
    let kind = "title = \"信函\"\npurpose = \"p\"\nsenders = [\"issuer\"]\naddressees = [\"guarantor\"]\nneeds = []\nrules = []\nblocks = []\nchannels = []\n\
        retention_years = 1\n";
    let letter = "{% include \"overdue-notice/letter.typ.jinja\" %}";
    let folder = templates(&[("plain/kind.toml", kind), ("plain/letter.typ.jinja", letter)]);
    let desk = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap();
    let account = with(example("notice-m1"), "/kind", "plain");
    let account = with(account, "/addressee", json!({ "role": "guarantor", "name": "李示例" }));
    let account = with(account, "/guarantee", example("guarantor-general-told")["guarantee"].clone());
    let prepared = prepare(&desk, &account).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    assert!(prepared.filled.source().contains("postcode: [],"));
}

/// The agreement in two currencies, its second ledger in yen.
fn yen() -> Value {
    let mut account = example("agreement-two-currencies");
    account["ledgers"][1] = json!({
        "currency": "JPY", "principal": "240000", "interest": "18000", "penalty": "2400", "fees": "0",
        "accruals": [{ "base": "240000", "from": "2026-06-26", "days": 150 }],
    });
    account["plan"]["also"][0]["currency"] = json!("JPY");
    account["plan"]["also"][0]["waive"] = json!({ "penalty": "2400" });
    account
}

#[test]
fn yen_are_rounded_and_closed_in_whole_yen() {
    let told = source(&yen());
    assert_eq!(told.matches("#v(\"0.00\");], \n").count(), 0);
    assert!(told.contains("[#v(\"258,000\");], [#v(\"258,000\");], [#v(\"0\");]),"), "{told}");
    assert!(told.contains("smallest: [#v(\"元\");]") && told.contains("smallest: [#v(\"分\");]"), "{told}");
    assert!(told.contains("合计后四舍五入至#v(\"分（日元至元）\");。"), "{told}");
}

#[test]
fn steps_whose_amounts_are_all_agreed_are_not_said_to_be_rounded() {
    let plain = example("agreement-steps");
    assert!(source(&plain).contains("末阶段各期金额向下取至分"));
    let mut agreed = plain;
    agreed["plan"]["steps"] =
        json!([{ "count": 6, "amount": "500.00" }, { "count": 27, "amount": "1000.00" }]);
    agreed["plan"]["instalments"] = json!(33);
    let told = source(&agreed);
    assert!(told.contains("各期金额由双方协商确定") && !told.contains("向下取至"), "{told}");
}

#[test]
fn the_end_of_the_month_is_provided_for_whichever_currency_falls_due_there() {
    let rule = "当月没有还款日的对应日的";
    let account = example("agreement-two-currencies");
    assert!(!source(&account).contains(rule));
    let told = source(&with(account, "/plan/also/0/first_due", "2026-12-31"));
    assert_eq!(told.matches(rule).count(), 1, "{told}");
}

#[test]
fn the_penalty_rule_is_stated_whichever_ledger_it_is_for() {
    let mut account = example("agreement-two-currencies");
    account["ledgers"][0]["missed"] = json!([{ "minimum_due": "7300.00" }]);
    account["ledgers"].as_array_mut().unwrap().swap(0, 1);
    let told = source(&account);
    assert_eq!(told.matches("违约金按每期最低还款额未还部分的").count(), 1, "{told}");
}
