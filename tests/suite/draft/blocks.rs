//! What rules check is what templates print: a payment, a waiver, a settlement, an assignment, a payment order,
//! the end of the limitation period, and on whose authority a sender writes.

use std::collections::BTreeSet;

use hanpress::inner::check::{Scope, rules};
use hanpress::inner::desk::Desk;
use hanpress::inner::money::grouped;
use serde_json::{Value, json};

use super::super::check::{good, issuer_with};
use super::super::fill::run_together;
use super::super::workshop::{desk, desk_of, example, file, make, prepare, templates, told, with};

/// A desk with one of the tests' own kinds, its `kind.toml` with more lines, for an issuer with other facts.
fn desk_for(kind: &str, more: &str, issuer: &Value) -> Desk {
    let read = |name: &str| std::fs::read_to_string(file("tests/kinds").join(kind).join(name)).unwrap();
    let facts = read("kind.toml") + more;
    let names = ["kind.toml", "letter.typ.jinja"].map(|name| format!("{kind}/{name}"));
    let folder = templates(&[(&names[0], &facts), (&names[1], &read("letter.typ.jinja"))]);
    let path = folder.path().join("issuer.toml");
    std::fs::write(&path, issuer_with(issuer)).unwrap();
    let own = tempfile::tempdir().unwrap();
    std::fs::rename(folder.path().join(kind), own.path().join(kind)).unwrap();
    desk_of(&path, Some(own.path())).unwrap_or_else(|stop| panic!("{}", stop.message.en))
}

/// The words of the pages of a good account of a kind.
fn page_of(kind: &str, issuer: &Value, account: &Value) -> String {
    let made = make(&desk_for(kind, "", issuer), account);
    let (_, typeset) = made.unwrap_or_else(|findings| panic!("{kind}: {}", told(&findings)));
    run_together(&typeset.text())
}

/// An amount of an account, as documents print it.
fn sum(account: &Value, pointer: &str) -> String {
    grouped(account.pointer(pointer).unwrap().as_str().unwrap())
}

/// A date of an account, as documents print it.
fn date(account: &Value, pointer: &str) -> String {
    let text = account.pointer(pointer).unwrap().as_str().unwrap();
    let mut parts = text.split('-').map(|part| part.parse::<u32>().unwrap());
    let mut next = || parts.next().unwrap();
    format!("{}年{}月{}日", next(), next(), next())
}

fn assert_says(page: &str, expected: &[String]) {
    for words in expected {
        assert!(page.contains(&run_together(words)), "{words} in {page}");
    }
}

#[test]
fn a_payment_that_came_in_is_printed_with_what_it_settled_and_what_is_left() {
    let account = good("payment-confirmation");
    let amount = sum(&account, "/payment/amount");
    assert_says(
        &page_of("payment-confirmation", &json!({}), &account),
        &[
            format!("我行已于{}收到", date(&account, "/payment/date")),
            format!("还款人民币{amount}元（大写：人民币壹佰伍拾元整）"),
            "该笔还款先抵偿利息和各项费用，再抵偿本金，".into(),
            format!("透支本金0.00{}", sum(&account, "/ledgers/0/principal")),
            format!("利息{}0.00", sum(&account, "/payment/allocated/interest")),
            "违约金0.000.00".into(),
            format!("费用{}{}", sum(&account, "/payment/allocated/fees"), sum(&account, "/ledgers/0/fees")),
            format!("合计{amount}{}", sum(&account, "/ledgers/0/total")),
            "尚欠人民币4,859.55元（大写：人民币肆仟捌佰伍拾玖元伍角伍分）".into(),
        ],
    );
}

#[test]
fn what_a_payment_is_beyond_the_debt_and_the_order_of_late_ones_are_told() {
    let mut account = good("payment-confirmation");
    account["ledgers"][0] =
        json!({ "currency": "CNY", "principal": "0", "interest": "0", "penalty": "0", "fees": "0" });
    account["payment"] = json!({
        "date": "2026-11-20", "amount": "5100.00",
        "allocated": { "interest": "120.35", "fees": "89.20", "principal": "4800.00" },
    });
    // A debt of nothing is certified only by kinds that follow R19.
    let desk = desk_for("payment-confirmation", "", &json!({}));
    assert!(told(&prepare(&desk, &account).unwrap_err()).starts_with("D09 nothing is owed"));
    account["ledgers"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "currency": "USD", "principal": "1", "interest": "0", "penalty": "0", "fees": "0" }));
    let (_, typeset) = make(&desk, &account).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    let page = run_together(&typeset.text());
    assert_says(&page, &["还款超出全部欠款90.45元".into(), "合计5,009.550.00".into()]);

    let late = with(good("payment-confirmation"), "/due_date", "2026-07-01");
    let late = with(late, "/payment/allocated", json!({ "principal": "150.00" }));
    let (_, typeset) = make(&desk, &late).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    assert_says(&run_together(&typeset.text()), &["先抵偿本金，再抵偿利息和各项费用".into()]);
}

#[test]
fn a_waiver_is_printed_with_what_is_owed_without_it() {
    let account = good("settlement-agreement");
    let [owed, restored, payable] =
        ["/ledgers/0/total", "/waiver/restored", "/waiver/payable"].map(|pointer| sum(&account, pointer));
    assert_says(
        &page_of("settlement-agreement", &json!({}), &account),
        &[
            "透支本金18,000.000.0018,000.00".into(),
            format!(
                "利息{}{}864.22",
                sum(&account, "/ledgers/0/interest"),
                sum(&account, "/waiver/waived/interest")
            ),
            format!(
                "违约金{}{}0.00",
                sum(&account, "/ledgers/0/penalty"),
                sum(&account, "/waiver/waived/penalty")
            ),
            "费用120.000.00120.00".into(),
            format!("合计{owed}4,333.41{payable}"),
            format!("乙方于{}前（含当日）", date(&account, "/waiver/pay_by")),
            format!("支付人民币{payable}元（大写：人民币壹万捌仟玖佰捌拾肆元贰角贰分）"),
            "减免人民币4,333.41元（大写：人民币肆仟叁佰叁拾叁元肆角壹分）".into(),
            format!("甲方有权按人民币{restored}元（大写：人民币贰万叁仟叁佰壹拾柒元陆角叁分）"),
        ],
    );
}

#[test]
fn a_settlement_is_printed_with_its_day() {
    let account = good("settlement-certificate");
    assert_says(
        &page_of("settlement-certificate", &json!({}), &account),
        &[
            format!(
                "的信用卡已于{}结清。截至{}，",
                date(&account, "/settlement/settled_on"),
                date(&account, "/as_of")
            ),
            "欠款本息费余额为0.00元，无在途交易。".into(),
            "身份证号110***********002X".into(),
        ],
    );
}

#[test]
fn an_assignment_is_printed_with_both_parties_its_day_and_the_end_of_the_limitation_period() {
    let account = good("assignment-notice");
    let page = page_of("assignment-notice", &json!({}), &account);
    let buyer = account["assignment"]["assignee"].as_str().unwrap();
    assert_says(
        &page,
        &[
            "示例银行股份有限公司信用卡中心已依HP-ZR-2026-7号债权转让合同".into(),
            format!("转让给{buyer}（地方资产管理公司）"),
            format!("自{}起，请向受让人{buyer}履行", date(&account, "/assignment/pay_from")),
            // Three years from the due date, 2029-10-25, which is a Thursday.
            "诉讼时效期间至2029年10月25日届满".into(),
        ],
    );
    let over = with(account, "/limitation_end", "2026-11-20");
    let words = page_of("assignment-notice", &json!({}), &over);
    assert!(!words.contains("诉讼时效"), "it is over on the day of the letter: {words}");
}

#[test]
fn a_payment_order_is_printed_with_its_respondent() {
    let account = good("payment-order");
    assert_says(
        &page_of("payment-order", &json!({}), &account),
        &[
            "被申请人（债务人）：欧阳䶮，身份证号110***********002X".into(),
            format!(
                "给付人民币{}元（大写：人民币捌仟伍佰贰拾壹元捌角玖分），该金额计至2026年11月22日，数额确定",
                sum(&account, "/ledgers/0/total")
            ),
            "被申请人下落明确".into(),
        ],
    );
}

#[test]
fn an_agency_a_buyer_and_a_law_firm_say_on_whose_authority_they_write() {
    let base = |kind: &str| {
        with(
            with(good("assignment-notice"), "/kind", kind),
            "/flags",
            json!({ "agency_told_on": "2026-11-21" }),
        )
    };
    let bank = json!({ "name": "示例银行股份有限公司信用卡中心" });
    let agency = json!({
        "issuer": { "name": "示例信息服务有限公司", "role": "agency", "payee": bank },
        "agency": {
            "client": "示例银行股份有限公司信用卡中心", "client_hotline": "400-000-0000", "authority": "HP-WT-2026-1",
            "from": "2026-11-01", "to": "2026-12-31", "whitelisted": true, "whitelist_url": "example.com/list",
        },
    });
    assert_says(
        &page_of("agency-letter", &agency, &base("agency-letter")),
        &[
            "受示例银行股份有限公司信用卡中心委托（授权书HP-WT-2026-1，自2026年11月1日至2026年12月31日）"
                .into(),
            "致电400-000-0000核实，或查阅example.com/list。".into(),
        ],
    );
    let buyer = json!({
        "issuer": { "name": "示例资产管理有限公司", "role": "assignee", "payee": { "name": "示例资产管理有限公司", "account": "0000123" } },
        "assignee": { "kind": "amc", "assignor": "示例银行股份有限公司", "contract": "HP-ZR-2026-7", "acquired_on": "2026-11-20" },
    });
    assert_says(
        &page_of("assignee-letter", &buyer, &base("assignee-letter")),
        &["依HP-ZR-2026-7号债权转让合同，自2026年11月20日起受让示例银行股份有限公司对您".into()],
    );
    assert_says(
        &page_of("assignment-notice", &buyer, &good("assignment-notice")),
        &["现通知如下：示例银行股份有限公司已依".into()],
    );
    let firm = json!({
        "issuer": { "name": "示例律师事务所", "role": "law-firm", "payee": { "name": "示例银行股份有限公司" } },
        "lawyer": {
            "client": "示例银行股份有限公司信用卡中心", "licence": "31350000MD0000000X", "name": "周示例",
            "certificate": "13501200000000001", "mandate": "HP-WT-2026-3", "mandated_on": "2026-11-20",
        },
    });
    assert_says(
        &page_of("lawyer-letter", &firm, &base("lawyer-letter")),
        &["执业许可证号31350000MD0000000X）接受示例银行股份有限公司信用卡中心于2026年11月20日的委托（HP-WT-2026-3），指派周示例律师（执业证号13501200000000001）".into()],
    );
}

#[test]
fn what_the_rules_refuse_is_not_printed() {
    let cases = [
        ("payment-confirmation", "/payment/amount", json!("150.01"), "R04"),
        ("settlement-agreement", "/waiver/payable", json!("18984.23"), "R18"),
        ("settlement-agreement", "/waiver/restored", json!(null), "R18"),
        ("settlement-certificate", "/settlement/pending_transactions", json!(1), "R19"),
        ("assignment-notice", "/assignment/assignee_type", json!("other"), "R20"),
        ("payment-order", "/payment_order/respondent", json!("guarantor"), "R21"),
    ];
    for (kind, pointer, value, code) in cases {
        let found = prepare(&desk_for(kind, "", &json!({})), &with(good(kind), pointer, value)).unwrap_err();
        assert_eq!(found[0].code, code, "{kind}: {}", told(&found));
    }
}

#[test]
fn a_waiver_that_settles_waives_principal_last_as_that_of_a_plan_does() {
    let desk = desk_for("settlement-agreement", "", &json!({}));
    let account = with(good("settlement-agreement"), "/waiver/waived/principal", "1.00");
    let found = prepare(&desk, &with(account.clone(), "/waiver/payable", "18983.22")).unwrap_err();
    assert_eq!(told(&found), "R18 principal is waived, but not all of interest, fees\n");
    assert_eq!(found[0].path, "waiver.waived.principal");
    let charges = with(account, "/waiver/waived/interest", "4321.09");
    let charges = with(with(charges, "/waiver/waived/fees", "120.00"), "/waiver/payable", "17999.00");
    assert!(prepare(&desk, &charges).is_ok());
}

/// The values of a good account of a kind, for an issuer with other facts.
fn values_of(kind: &str, issuer: &Value, account: &Value) -> Value {
    let prepared =
        prepare(&desk_for(kind, "", issuer), account).unwrap_or_else(|found| panic!("{}", told(&found)));
    serde_json::to_value(prepared.filled.values()).unwrap()
}

#[test]
fn a_table_of_another_role_that_no_rule_held_is_not_printed() {
    let bank = json!({
        "agency": {
            "client": "另一家银行", "client_hotline": "400-000-0000", "authority": "HP-WT-2020-1",
            "from": "2020-01-01", "to": "2020-12-31",
        },
        "lawyer": {
            "client": "另一家银行", "licence": "31350000MD0000000X", "name": "周示例",
            "certificate": "13501200000000001", "mandate": "HP-WT-2030-3", "mandated_on": "2030-11-20",
        },
    });
    let sender = &values_of("payment-confirmation", &bank, &good("payment-confirmation"))["sender"];
    assert_eq!((&sender["agency"]["client"], &sender["agency"]["to"]), (&json!(""), &json!("")));
    assert_eq!((&sender["lawyer"]["name"], &sender["lawyer"]["mandated_on"]), (&json!(""), &json!("")));
}

#[test]
fn a_payment_of_nothing_does_not_lengthen_the_limitation_period() {
    let ends_on = |amount: &str| {
        let payment = json!({ "date": "2026-11-20", "amount": amount, "allocated": { "interest": amount } });
        let account = with(good("assignment-notice"), "/payment", payment);
        values_of("assignment-notice", &json!({}), &account)["limitation"]["ends_on"].clone()
    };
    let without = values_of("assignment-notice", &json!({}), &good("assignment-notice"));
    assert_eq!(ends_on("0.00"), without["limitation"]["ends_on"]);
    assert_eq!(ends_on("0.01"), "2029年11月20日");
}

#[test]
fn a_block_that_is_not_there_is_blank_and_never_undefined() {
    let prepared = prepare(desk(), &example("notice-m1")).unwrap();
    let values = serde_json::to_value(prepared.filled.values()).unwrap();
    assert_eq!(
        values["waiver"],
        json!({
            "currency_name": "", "prefix": "", "unit": "", "pay_by": "", "restored": "", "restored_upper": "",
            "owed": blank(), "waived": blank(), "payable": blank(),
        })
    );
    assert_eq!(
        values["received"],
        json!({
            "on": "", "currency_name": "", "prefix": "", "unit": "", "amount": "", "upper": "", "overpaid": "",
            "order_words": "", "left": blank(),
            "before": blank(), "lines": [],
            "to": { "principal": "", "interest": "", "penalty": "", "fees": "", "total": "" },
        })
    );
    assert_eq!(values["settlement"], json!({ "settled_on": "", "pending": 0 }));
    assert_eq!(
        values["assignment"],
        json!({ "assignor": "", "assignee": "", "assignee_type_word": "", "contract": "", "pay_from": "", "assignor_seal": false })
    );
    assert_eq!(
        values["payment_order"],
        json!({ "respondent_word": "", "whereabouts_known": false, "sum_fixed": false })
    );
    assert_eq!(values["limitation"]["over"], json!(false));
    for name in ["agency", "lawyer", "acquisition"] {
        let words = values["sender"][name].as_object().unwrap();
        assert!(words.values().all(|value| value == ""), "{name}: {words:?}");
    }
}

/// Every name in a value, at any depth.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, below)| {
            found.insert(name.clone());
            names(below, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| names(item, found)),
        _ => {}
    }
}

#[test]
fn the_manual_lists_every_value_and_every_rule_that_a_kind_may_list() {
    let pages = ["templates/README.md", "docs/templates.md", "docs/模板.md"].map(file);
    let manual: String = pages.iter().filter_map(|page| std::fs::read_to_string(page).ok()).collect();
    let words: BTreeSet<&str> = manual.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut told = BTreeSet::new();
    for case in ["agreement-waiver", "agreement-two-currencies", "notice-reckoned", "guarantor-joint"] {
        let prepared = prepare(desk(), &example(case)).unwrap();
        names(&serde_json::to_value(prepared.filled.values()).unwrap(), &mut told);
    }
    assert!(told.len() > 150, "{told:?}");
    let missing: Vec<_> = told.iter().filter(|name| !words.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let listed = rules().filter(|rule| rule.scope == Scope::Listed).map(|rule| rule.code);
    let listed: Vec<_> = listed.collect::<BTreeSet<_>>().into_iter().collect();
    assert!(manual.matches(&listed.join(" ")).count() >= 2, "in both languages: {listed:?}");
}

/// A debt that is not there.
fn blank() -> Value {
    json!({ "principal": "", "interest": "", "penalty": "", "fees": "", "total": "", "upper": "" })
}
