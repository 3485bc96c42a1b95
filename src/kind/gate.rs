//! Conditions of a kind's own, under which its document may be made: expressions over the facts of an account.
//!
//! They are written as those of templates are, such as `matter.dispute.received_on <= issued_on`. Days are told as
//! `2026-11-22`, which compares as days do, amounts in the smallest unit of their currency.

use chrono::NaiveDate;
use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

use crate::finding::{Finding, Words};
use crate::record::{Node, record};

/// How many steps an expression may take: far more than any condition needs.
const FUEL: u64 = 10_000;

/// The function that counts days.
const DAYS: &str = "days";

/// The function that takes what is not given for nothing: `given(matter.complaint.costs)`.
const GIVEN: &str = "given";

record! {
    /// A condition of a kind: where it does not hold, the document is refused with its basis.
    pub struct Gate {
        /// The field that a finding is told at.
        pub at: String,
        /// When it is looked at; always where left out.
        pub when: Option<String>,
        /// What must hold then; not looked at where a value that it names is not given.
        pub must: Option<String>,
        /// Fields that must be given then.
        pub wants: Vec<String> = Vec::new(),
        /// What is wrong where it does not hold, in English.
        pub en: String,
        /// The same in Chinese.
        pub zh: String,
        /// What it stands on, in English.
        pub basis: String,
        /// The same in Chinese.
        pub basis_zh: String,
        /// Fields with which a sample of the kind breaks it, by dotted paths, as its samples are written.
        pub breaks: Node = Node::Map(Vec::new()),
    }
}

/// Whether a condition holds for these facts; or what is wrong with its expressions.
///
/// ```text
/// when = "matter.dispute.outcome == 'changed'"
/// must = "matter.dispute.changed_on <= issued_on"
/// ```
pub fn holds(gate: &Gate, facts: &Value) -> Result<bool, String> {
    let environment = environment();
    let applies = |text: &str| {
        let value = environment.compile_expression(text)?.eval(facts.clone())?;
        Ok::<_, Error>(value.is_true())
    };
    let judged = || {
        if let Some(when) = &gate.when
            && !applies(when)?
        {
            return Ok(true);
        }
        if gate.wants.iter().any(|path| !is_given(path, facts)) {
            return Ok(false);
        }
        let Some(must) = &gate.must else { return Ok(true) };
        let named = environment.compile_expression(must)?.undeclared_variables(true);
        // The engine counts functions among the names.
        let mut values = named.iter().filter(|path| {
            ![DAYS, GIVEN].contains(&path.as_str()) && !must.contains(&format!("{GIVEN}({path})"))
        });
        Ok(values.any(|path| !is_given(path, facts)) || applies(must)?)
    };
    judged().map_err(|error: Error| error.to_string())
}

/// What is wrong with the expressions of a kind's conditions, found before any account.
pub(super) fn faults(gates: &[Gate], is_field: impl Fn(&str) -> bool) -> Vec<Finding> {
    let environment = environment();
    let mut faults = Vec::new();
    for (at, gate) in gates.iter().enumerate() {
        for (name, text) in [("when", &gate.when), ("must", &gate.must)] {
            let fault = text.as_ref().and_then(|text| environment.compile_expression(text).err());
            faults.extend(fault.map(|error| {
                let detail = error.detail().unwrap_or_default().to_string();
                let message = Words::new(
                    format!("this is no condition: {detail}"),
                    format!("条件的写法有误；原文：“{detail}”"),
                );
                Finding::error("D04", format!("gate[{at}].{name}"), message)
            }));
        }
        if gate.must.is_none() && gate.wants.is_empty() {
            let message = Words::new("a condition has `must` or `wants`", "条件须有 `must` 或 `wants`");
            faults.push(Finding::error("D02", format!("gate[{at}]"), message));
        }
        for path in gate.wants.iter().chain([&gate.at]).filter(|path| !is_field(path)) {
            let message = Words::new(format!("there is no field `{path}`"), format!("没有字段 `{path}`"));
            faults.push(Finding::error("D03", format!("gate[{at}]"), message));
        }
    }
    faults
}

/// Whether something stands at a dotted path.
fn is_given(path: &str, facts: &Value) -> bool {
    let value = path.split('.').fold(facts.clone(), |value, name| value.get_attr(name).unwrap_or_default());
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => false,
        ValueKind::Seq => value.len() != Some(0),
        ValueKind::String => value.as_str() != Some(""),
        _ => true,
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_fuel(Some(FUEL));
    environment.add_filter("length", minijinja::filters::length);
    environment.add_filter("sum", sum);
    environment.add_function(DAYS, days);
    environment.add_function(GIVEN, given);
    environment
}

/// An amount or a number, 0 where none is given.
fn given(value: Value) -> Value {
    if value.is_undefined() || value.is_none() { Value::from(0) } else { value }
}

/// The sum of one field over rows: `matter.claim.rows|sum("amount")`.
fn sum(rows: &Value, name: String) -> Result<i64, Error> {
    let mut sum = 0_i64;
    for row in rows.try_iter()? {
        let part = row.get_attr(&name)?;
        let part = if part.is_undefined() || part.is_none() { 0 } else { i64::try_from(part)? };
        sum = sum.checked_add(part).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "too large"))?;
    }
    Ok(sum)
}

/// The days from one day to another: `days(matter.dispute.received_on, issued_on)`.
fn days(from: String, to: String) -> Result<i64, Error> {
    let day = |text: &str| {
        text.parse::<NaiveDate>()
            .map_err(|_| Error::new(ErrorKind::InvalidOperation, "`days` counts between two days"))
    };
    Ok((day(&to)? - day(&from)?).num_days())
}
