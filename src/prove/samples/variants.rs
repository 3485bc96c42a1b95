//! Turn a sample into variants with what few accounts have: other addressees, blocks, working of sums, blanks.

use serde_json::{Value, json};

use super::{Trait, own};
use crate::account::Party;
use crate::kind::KindFacts;

/// The variants of a sample for a kind; `other` is the debtor of another, for a second person.
pub(super) fn of(value: &Value, other: &Value, kind: &KindFacts) -> Vec<(Value, Trait)> {
    let mut all = Vec::new();
    let mut vary = |en: &str, zh: &str, change: &dyn Fn(&mut Value)| {
        let mut varied = value.clone();
        change(&mut varied);
        all.push((varied, Trait::new(en, zh)));
    };
    let others = [
        (Party::Guarantor, "to a guarantor", "致保证人", "guarantee"),
        (Party::Heir, "to an heir", "致继承人", "estate"),
        (Party::Administrator, "to an administrator", "致遗产管理人", "estate"),
    ];
    for (party, en, zh, name) in others.into_iter().filter(|(party, ..)| kind.addressees.contains(party)) {
        vary(en, zh, &|value| {
            value["addressee"] = person(party, other);
            value["flags"]["deceased"] = json!(name == "estate");
            if let Some(block) = block(name, value) {
                value[name] = block;
            }
        });
    }
    if value.get("guarantee").is_some() {
        vary("a guarantee of part of the debt", "部分保证", &|value| {
            value["guarantee"]["scope"] = json!(["principal", "interest"]);
            value["guarantee"]["cap"] = json!("500");
        });
    }
    if value.get("plan_notice").is_some() {
        vary("an instalment that was paid in part", "分期已还部分", &|value| {
            value["plan_notice"]["paid"] = json!("1");
        });
    }
    if value.get("plan").is_some() {
        vary("a guarantor who has to consent", "须保证人书面同意", &|value| {
            if let Some(mut guarantee) = block("guarantee", value) {
                guarantee["name"] = other["name"].clone();
                value["guarantee"] = guarantee;
            }
        });
    }
    if value.get("estate").is_some() {
        vary("claims are taken until a day", "公布债权申报期限", &|value| {
            value["estate"]["claims_until"] = value["as_of"].clone();
        });
    }
    for one in kind.samples.iter().flat_map(|samples| &samples.one) {
        vary(&one.en, &one.zh, &|value| own::set(value, &one.set));
    }
    vary("abroad", "境外地址", &|value| {
        value["debtor"]["country"] = json!("SG");
        remove(&mut value["debtor"], &["postcode"]);
    });
    vary("nothing that may be left out", "不含可省略项", &|value| {
        remove(&mut value["debtor"], &["salutation", "email"]);
        remove(&mut value["card"], &["product"]);
        remove(value, &["pay_by", "delivery", "waybill", "flags", "extra"]);
        own::leave_out(value, kind);
        if let Some(plan) = value.get_mut("plan") {
            remove(plan, &["hardship_papers"]);
        }
        for ledger in value["ledgers"].as_array_mut().into_iter().flatten() {
            remove(ledger, &["accruals"]);
        }
    });
    vary("handler and enclosures", "经办人和附件", &|value| {
        value["handler"] = json!({ "name": other["name"], "staff_no": "1001" });
        value["enclosures"] = json!(["信用卡账单", "信用卡领用合约"]);
    });
    vary("reported before", "已作征信告知", &|value| {
        value["flags"]["bureau_prenotified_on"] = value["notices"][0]["date"].clone();
    });
    vary("paid too much in another currency", "另有溢缴款", &|value| {
        let credit = json!({ "currency": "GBP", "principal": "-12.50", "interest": "0.00", "penalty": "0.00",
            "fees": "0.00", "total": "-12.50", "minimum_due": "0.00", "paid": "0.00" });
        if let Some(ledgers) = value["ledgers"].as_array_mut() {
            ledgers.push(credit);
        }
    });
    vary("sums worked out", "金额由程序计算", &work_out);
    for (name, zh) in [("payment", "有还款"), ("waiver", "有减免"), ("settlement", "已结清")] {
        vary(name, zh, &|value| {
            if let Some(block) = block(name, value).filter(|_| value.get(name).is_none()) {
                value[name] = block;
            }
        });
    }
    all
}

/// A second person, as the one a letter goes to.
fn person(party: Party, other: &Value) -> Value {
    json!({ "role": party.word(), "heirship_confirmed": party == Party::Heir, "name": other["name"], "postcode": other["postcode"], "address": other["address"] })
}

fn remove(value: &mut Value, names: &[&str]) {
    if let Value::Object(map) = value {
        names.iter().for_each(|name| drop(map.remove(*name)));
    }
}

/// Leaves interest, penalty and total to be found from items.
fn work_out(value: &mut Value) {
    let day = value["due_date"].clone();
    for ledger in value["ledgers"].as_array_mut().into_iter().flatten() {
        let (principal, minimum, paid) =
            (ledger["principal"].clone(), ledger["minimum_due"].clone(), ledger["paid"].clone());
        remove(ledger, &["interest", "penalty", "total", "accruals"]);
        ledger["transactions"] = json!([{ "amount": principal, "posted_on": day }]);
        if !minimum.is_null() {
            ledger["missed"] = json!([{ "minimum_due": minimum, "paid": paid }]);
        }
    }
}

/// A block that some kinds need, for this sample; nothing where its name is none.
pub(super) fn block(name: &str, value: &Value) -> Option<Value> {
    let (as_of, ledger) = (&value["as_of"], &value["ledgers"][0]);
    let [principal, interest, penalty, fees] =
        ["principal", "interest", "penalty", "fees"].map(|part| &ledger[part]);
    let small = if ledger["currency"] == json!("JPY") { "100" } else { "100.00" };
    Some(match name {
        "payment" => json!({ "date": as_of, "amount": small, "allocated": { "principal": small } }),
        "waiver" => json!({ "waived": { "interest": interest, "penalty": penalty, "fees": fees },
            "payable": principal, "pay_by": value["pay_by"].as_str().map_or(as_of.clone(), Value::from),
            "restored": ledger["total"] }),
        "settlement" => json!({ "settled_on": as_of, "pending_transactions": 0 }),
        "assignment" => json!({ "assignee": "示例资产管理有限公司", "assignee_type": "amc",
            "contract": "示例〔2026〕第1号", "pay_from": as_of, "assignor_seal": true }),
        "payment_order" => json!({ "respondent": "debtor", "whereabouts_known": true, "sum_fixed": true }),
        "guarantee" => json!({ "contract": "示例银行信用卡保证合同", "number": "示保〔2025〕118号",
            "signed_on": value["due_date"], "mode": "joint", "claimed_on": as_of }),
        "plan_notice" => {
            json!({ "agreement": "HP-20260301-A1", "signed_on": value["due_date"], "instalments": 12,
            "instalment": 1, "due": value["due_date"], "amount": small, "notice": "HP-20260601-B2",
            "notice_arrived_on": as_of, "ends_on": as_of })
        }
        "estate" => json!({ "died_on": as_of, "relation_paper": "公证书", "appointed_by": "elected",
            "appointed_on": as_of, "appointment_paper": "继承人推选书" }),
        "handler" => json!({ "name": "示例经办", "staff_no": "1001" }),
        "enclosures" => json!(["信用卡账单"]),
        _ => return None,
    })
}
