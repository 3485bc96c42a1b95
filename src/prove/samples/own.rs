//! Put into samples what a kind declares of its own: its fields, and what its samples are to have.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::kind::KindFacts;
use crate::kind::own::{OwnField, Sort};
use crate::record::Node;

/// What takes a field out of a sample.
const NOTHING: &str = "=nothing";

/// Gives a sample what all samples of the kind have, and a value for each of its fields that has one.
pub(super) fn give(value: &mut Value, facts: &KindFacts) {
    if let Some(samples) = &facts.samples {
        set(value, &samples.set);
    }
    for field in &facts.field {
        let bare = field.path.replace("[]", "");
        let needed = facts.needs.iter().any(|need| need.strip_prefix("matter.") == Some(&bare));
        let sample = match (&field.sample, needed) {
            (Some(sample), _) => json!(sample),
            (None, true) => usual(field),
            (None, false) => continue,
        };
        let sample = resolved(&sample, value);
        put(value, &format!("matter.{}", field.path.replace("[]", ".0")), sample);
    }
}

/// What a field is given that its kind needs and says no sample of.
fn usual(field: &OwnField) -> Value {
    match field.is {
        Sort::Text | Sort::Number => json!("示例"),
        Sort::PastDay | Sort::Day => json!("=as_of"),
        Sort::ComingDay => json!("=as_of+15"),
        Sort::Amount => json!("100.00"),
        Sort::Whole => json!("1"),
        Sort::Flag => json!(true),
        Sort::Choice => json!(field.of.first().map(|one| one.word.as_str()).unwrap_or_default()),
    }
}

/// Sets fields of a sample by their dotted paths.
pub(super) fn set(value: &mut Value, fields: &Node) {
    let Node::Map(entries) = fields else { return };
    for (path, node) in entries {
        let new = serde_json::to_value(node).map(|new| resolved(&new, value)).unwrap_or_default();
        put(value, path, new);
    }
}

/// Takes out every field of the kind's own that it does not need.
pub(super) fn leave_out(value: &mut Value, facts: &KindFacts) {
    for field in &facts.field {
        let bare = field.path.replace("[]", "");
        if facts.needs.iter().all(|need| need.strip_prefix("matter.") != Some(&bare)) {
            put(value, &format!("matter.{}", field.path.replace("[]", ".0")), Value::Null);
        }
    }
}

/// A value with whatever it takes from the sample in its place: `=as_of-12` is the day twelve days before that of the
/// figures, `=ledgers.0.total` what stands there.
fn resolved(new: &Value, sample: &Value) -> Value {
    match new {
        Value::String(text) if text == NOTHING => Value::Null,
        Value::String(text) => match text.strip_prefix('=') {
            Some(taken) => self::taken(taken, sample),
            None => new.clone(),
        },
        Value::Array(items) => items.iter().map(|item| resolved(item, sample)).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(name, item)| (name.clone(), resolved(item, sample))).collect())
        }
        other => other.clone(),
    }
}

fn taken(from: &str, sample: &Value) -> Value {
    let sign = from.rfind(['+', '-']).filter(|at| from[at + 1..].parse::<u64>().is_ok());
    let (path, days) = sign.map_or((from, ""), |at| from.split_at(at));
    let pointer = format!("/{}", path.replace('.', "/"));
    let found = sample.pointer(&pointer).cloned().unwrap_or_default();
    let day = found.as_str().and_then(|text| text.parse::<NaiveDate>().ok());
    let count = |digits: &str| Days::new(digits.parse().unwrap_or_default());
    match (day, days.split_at_checked(1)) {
        (Some(day), Some(("+", digits))) => json!((day + count(digits)).to_string()),
        (Some(day), Some((_, digits))) => json!((day - count(digits)).to_string()),
        _ => found,
    }
}

/// Puts a value at a dotted path; nothing takes away what stands there.
fn put(at: &mut Value, path: &str, new: Value) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let below = match step.parse::<usize>() {
        Ok(index) => {
            if !at.is_array() {
                *at = json!([]);
            }
            let Value::Array(items) = at else { return };
            while items.len() <= index {
                items.push(Value::Null);
            }
            &mut items[index]
        }
        Err(_) => {
            if !at.is_object() {
                *at = json!({});
            }
            let Value::Object(map) = at else { return };
            if rest.is_none() && new.is_null() {
                map.remove(step);
                return;
            }
            map.entry(step).or_insert(Value::Null)
        }
    };
    match rest {
        Some(rest) => put(below, rest, new),
        None => *below = new,
    }
}
