//! Find the fields that a `kind.toml` needs and no account has, and rules that want a block of the account.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use super::{KindFacts, gate, own};
use crate::account::Account;
use crate::account::read::fields_meant;
use crate::finding::{Finding, Words};
use crate::near::nearest;
use crate::record::Field;

/// Rules that judge a block of the account, and the block: without it they would find nothing.
const OF_BLOCKS: &[(&str, &str)] = &[
    ("R05", "plan"),
    ("R19", "settlement"),
    ("R20", "assignment"),
    ("R21", "payment_order"),
    ("R28", "guarantee"),
];

/// The fields of accounts.
static SCHEMA: LazyLock<Value> = LazyLock::new(Account::schema);

/// What is wrong with what a kind needs.
pub(super) fn faults(facts: &KindFacts) -> Vec<Finding> {
    let lists = [("needs", &facts.needs), ("needs_from_m2", &facts.needs_from_m2)];
    let needs = lists.into_iter().flat_map(|(name, needs)| {
        needs.iter().enumerate().map(move |(at, need)| (format!("{name}[{at}]"), need))
    });
    let is_known = |path: &str| match path.strip_prefix("matter.") {
        Some(own) => own::is_declared(&facts.field, own),
        None => is_field(path, &SCHEMA),
    };
    let unknown = needs.filter(|(_, need)| !is_known(need));
    let mut faults: Vec<_> = unknown.map(|(path, need)| no_field(path, need, &SCHEMA)).collect();
    faults.extend(own::faults(&facts.field));
    faults.extend(gate::faults(&facts.gate, is_known));
    faults.extend(OF_BLOCKS.iter().filter(|(rule, _)| facts.follows(rule)).filter_map(|(rule, block)| {
        let below = |need: &String| need.split('.').next() == Some(block);
        (!facts.needs.iter().any(below)).then(|| without_block(rule, block))
    }));
    faults
}

/// Whether a dotted path leads to a field of accounts; below `extra` any does.
fn is_field(path: &str, schema: &Value) -> bool {
    let mut at = schema;
    for step in path.split('.') {
        let Some(field) = below(at).get(step).filter(|_| !step.is_empty()) else {
            return !step.is_empty() && is_free(at);
        };
        at = field;
    }
    true
}

/// The fields of an object, or of each item of a list.
fn below(schema: &Value) -> &Value {
    let items = &schema["items"];
    if items.is_object() { below(items) } else { &schema["properties"] }
}

fn is_free(schema: &Value) -> bool {
    schema["additionalProperties"] == Value::Bool(true)
}

/// Every field by its dotted path.
fn all(schema: &Value, above: &str, paths: &mut BTreeSet<String>) {
    for (name, field) in below(schema).as_object().into_iter().flatten() {
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        all(field, &path, paths);
        paths.insert(path);
    }
}

fn no_field(path: String, need: &str, schema: &Value) -> Finding {
    let message = Words::new(format!("there is no field `{need}`"), format!("没有字段 `{need}`"));
    let finding = Finding::error("D03", path, message);
    let mut paths = BTreeSet::new();
    all(schema, "", &mut paths);
    let near = nearest(need, paths.iter().map(String::as_str)).map(str::to_string);
    let meant: Vec<String> =
        near.into_iter().chain(fields_meant(need).into_iter().map(without_numbers)).collect();
    match meant.first() {
        Some(near) => finding.hinted(Words::did_you_mean(near)),
        None => finding.hint(
            "`hanpress schema account` lists all fields; those of your own stand under `extra`, as in `extra.branch`",
            "全部字段见 `hanpress schema account`；自有字段放在 `extra` 下，如 `extra.branch`",
        ),
    }
}

/// A path without the numbers of items: a kind needs a field of every item.
fn without_numbers(path: &str) -> String {
    let steps = path.split('.').filter(|step| step.parse::<usize>().is_err());
    steps.collect::<Vec<_>>().join(".")
}

fn without_block(rule: &str, block: &str) -> Finding {
    Finding::error(
        "D03",
        "needs",
        Words::new(
            format!(
                "`rules` lists {rule}, which judges the block `{block}`, and `needs` does not ask for it"
            ),
            format!("`rules` 列有 {rule}，该规则核对 `{block}`，而 `needs` 未要求该项"),
        ),
    )
    .hint(
        format!("add `\"{block}\"` to `needs`, or leave out {rule}"),
        format!("请在 `needs` 中加入 `\"{block}\"`，或去掉 {rule}"),
    )
}
