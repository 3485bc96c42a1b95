//! Hold an account against the fields and conditions that its kind declares of its own.

use chrono::NaiveDate;
use minijinja::value::{Serde, Value as Facts};
use serde_json::{Map, Value, json};

use super::{Case, CheckedLedger, Findings, Rule, said};
use crate::finding::Words;
use crate::kind::gate;
use crate::kind::own::{Block, Own, Sort};

/// The rules on what a kind declares.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "R33",
        said(
            "what only this kind of document tells of is given as the kind declares it",
            "该文书种类自有的字段须按其声明填写",
        ),
        said("the fields of the kind's `kind.toml`", "该文书种类 `kind.toml` 中声明的字段"),
        fields_are_as_declared,
    ),
    Rule::always(
        "R33",
        said(
            "the conditions hold under which this kind of document may be made",
            "出具该文书种类的各项条件须成立",
        ),
        said(
            "the conditions of the kind's `kind.toml`, each with its own basis",
            "该文书种类 `kind.toml` 中的条件，各条件自有依据",
        ),
        conditions_hold,
    ),
];

/// D03, D04, D07, D09: what stands at the kind's own fields can be read, and no day is on the wrong side.
fn fields_are_as_declared(case: &Case<'_>, findings: &mut Findings) {
    findings.found.extend(case.matter.1.iter().cloned());
}

/// R33: each condition of the kind holds.
fn conditions_hold(case: &Case<'_>, findings: &mut Findings) {
    let gates = &case.context.kind.gate;
    if gates.is_empty() {
        return;
    }
    let facts = Facts::from(Serde(facts(case)));
    for gate in gates {
        match gate::holds(gate, &facts) {
            Ok(true) => {}
            Ok(false) => {
                let finding = findings.tell(&gate.at, &gate.en, &gate.zh);
                finding.basis = Some(Words::new(&gate.basis, &gate.basis_zh));
            }
            Err(fault) => {
                let (en, zh) = (
                    format!("the kind's condition cannot be judged: {fault}"),
                    format!("该文书种类的条件无法判断；原文：“{fault}”"),
                );
                findings.tell(&gate.at, en, zh);
            }
        }
    }
}

/// What conditions may ask for. What the account does not give is not there.
fn facts(case: &Case<'_>) -> Value {
    let (account, context) = (case.account, case.context);
    let flags = &account.flags;
    let party = account.addressee.role.party().map(|party| party.word());
    let ledgers: Vec<Value> =
        case.ledgers.iter().map(|ledger| ledger.as_ref().map_or(Value::Null, sums)).collect();
    let mut facts = json!({
        "issued_on": context.issue_date.to_string(),
        "as_of": account.as_of.to_string(),
        "due_date": account.due_date.to_string(),
        "pay_by": day(account.pay_by),
        "overdue_days": case.overdue_days(),
        "notices": account.notices.len(),
        "arrived": account.notices.iter().filter(|notice| notice.arrival().is_some()).count(),
        "delivery": account.delivery.map(|channel| channel.word()),
        "addressee": party,
        "sender": context.issuer.issuer.role.word(),
        "ledgers": ledgers,
        "flags": {
            "plan_active": flags.plan_active,
            "plan_kept": flags.keeps_a_plan(),
            "plan_breach": flags.plan_breach,
            "dispute_open": flags.dispute_open,
            "deceased": flags.deceased,
            "bankrupt": flags.bankrupt,
            "fraud_reported": flags.fraud_reported,
            "hardship_claimed": flags.hardship_claimed,
            "hardship_claimed_on": day(flags.hardship_claimed_on),
            "hardship_answered_on": day(flags.hardship_answered_on),
            "bureau_prenotified_on": day(flags.bureau_prenotified_on),
            "bureau_reported_on": day(flags.bureau_reported_on),
            "agency_told_on": day(flags.agency_told_on),
        },
        "contract": {
            "grace_days": context.issuer.contract.grace_days,
            "objection_days": context.issuer.contract.objection_days,
        },
        "matter": block(&case.matter.0),
    });
    if let Some(facts) = facts.as_object_mut() {
        let blocks = [
            ("payment", "date", account.payment.as_ref().map(|payment| payment.date)),
            ("waiver", "pay_by", account.waiver.as_ref().map(|waiver| waiver.pay_by)),
            (
                "assignment",
                "pay_from",
                account.assignment.as_ref().and_then(|assignment| assignment.pay_from),
            ),
            ("settlement", "settled_on", account.settlement.as_ref().map(|settlement| settlement.settled_on)),
        ];
        for (block, name, given) in blocks {
            facts.insert(block.to_string(), json!({ name: day(given) }));
        }
        let sale = account.assignment.as_ref();
        facts.insert(
            "assignment".to_string(),
            json!({ "pay_from": day(sale.and_then(|sale| sale.pay_from)), "assignee": sale.map(|sale| &sale.assignee) }),
        );
    }
    facts
}

/// A day as conditions compare it.
fn day(day: Option<NaiveDate>) -> Value {
    day.map_or(Value::Null, |day| json!(day.to_string()))
}

/// The sums of a ledger, in the smallest unit of its currency.
fn sums(ledger: &CheckedLedger) -> Value {
    let named =
        ledger.parts().named().into_iter().map(|(name, part)| (name.to_string(), json!(part.minor())));
    let mut sums: Map<String, Value> = named.collect();
    sums.insert("currency".into(), json!(ledger.currency.code()));
    sums.insert("total".into(), json!(ledger.total.minor()));
    sums.insert("paid".into(), json!(ledger.paid.minor()));
    sums.insert("minimum_due".into(), json!(ledger.minimum_due.map(|sum| sum.minor())));
    Value::Object(sums)
}

/// What the account gives for the kind's own fields.
fn block(fields: &Block) -> Value {
    let value = |own: &Own| match own {
        Own::Nothing(Sort::Flag) => json!(false),
        Own::Nothing(_) => Value::Null,
        Own::Text(words) => json!(words),
        Own::Day(day) => json!(day.to_string()),
        Own::Amount(amount) => json!(amount.minor()),
        Own::Whole(number) => json!(number),
        Own::Flag(flag) => json!(flag),
        Own::Choice(word, _) => json!(word),
        Own::Block(below) => block(below),
        Own::Rows(rows) => rows.iter().map(block).collect(),
    };
    Value::Object(fields.iter().map(|(name, own)| (name.clone(), value(own))).collect())
}
