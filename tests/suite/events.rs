//! Every event that the suite meets is one that `hanpress schema events` describes, and every end is the last of them.

mod feeds;
mod one;
mod table;

use std::process::Command;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

/// What the program says of its events.
static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let told = Command::new(env!("CARGO_BIN_EXE_hanpress")).args(["schema", "events"]).output().unwrap();
    serde_json::from_slice(&told.stdout).unwrap()
});

/// Fails where a line of standard output is an event that the schema does not describe.
pub(crate) fn all_described(out: &str) {
    let lines = out.lines().filter(|line| line.starts_with('{') && line.contains("\"event\":"));
    for event in lines.map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let wrong = faults(&SCHEMA, &event);
        assert!(wrong.is_empty(), "{event} is not as `hanpress schema events` says: {}", wrong.join("; "));
    }
}

/// Fails where the last line is not the end of a command that exited with `code`, or an end stands before it.
pub(crate) fn ends_with(out: &str, code: Option<i32>) {
    let events: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ends = events.iter().filter(|event| event["event"] == "end").count();
    let exit = events.last().map(|event| event["exit"].clone());
    assert_eq!((ends, exit), (1, Some(json!(code))), "the last of\n{out}");
}

/// What of a value is not as a schema says; of the part of JSON Schema that the program uses.
fn faults(schema: &Value, value: &Value) -> Vec<String> {
    const KNOWN: [&str; 16] = [
        "$schema",
        "title",
        "description",
        "format",
        "type",
        "enum",
        "const",
        "oneOf",
        "pattern",
        "minimum",
        "items",
        "properties",
        "required",
        "additionalProperties",
        "minLength",
        "maxLength",
    ];
    let rules = schema.as_object().expect("a schema is an object");
    let unknown = rules.keys().find(|rule| !KNOWN.contains(&rule.as_str()));
    assert!(unknown.is_none(), "this test does not know `{}`", unknown.unwrap());
    rules.iter().flat_map(|(rule, says)| broken(rule, says, schema, value)).collect()
}

fn broken(rule: &str, says: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let unless = |kept: bool| if kept { Vec::new() } else { vec![format!("{value} breaks {rule} {says}")] };
    let text = || value.as_str().unwrap_or_default();
    match rule {
        "type" => unless(types(says).any(|name| is(name, value))),
        "enum" => unless(says.as_array().unwrap().contains(value)),
        "const" => unless(says == value),
        "pattern" => unless(Regex::new(says.as_str().unwrap()).unwrap().is_match(text())),
        "minimum" => unless(value.as_i64().is_none_or(|number| number >= says.as_i64().unwrap())),
        "format" if says == "date" => unless(text().parse::<chrono::NaiveDate>().is_ok()),
        "oneOf" => {
            let all: Vec<_> = says.as_array().unwrap().iter().map(|one| faults(one, value)).collect();
            match all.iter().filter(|wrong| wrong.is_empty()).count() {
                1 => Vec::new(),
                // What is wrong with the nearest of them tells most.
                0 => all.into_iter().min_by_key(Vec::len).unwrap(),
                several => vec![format!("{several} of the schemas fit")],
            }
        }
        "items" => value.as_array().into_iter().flatten().flat_map(|item| faults(says, item)).collect(),
        "required" => {
            let names = says.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
            names.filter(|name| value.get(name).is_none()).map(|name| format!("no `{name}`")).collect()
        }
        "properties" => {
            let fields = says.as_object().unwrap().iter();
            let fields = fields.filter_map(|(name, of)| Some((of, value.get(name)?)));
            fields.flat_map(|(of, field)| faults(of, field)).collect()
        }
        "additionalProperties" => {
            assert_eq!(says, false, "this test knows closed objects only");
            let fields = value.as_object().into_iter().flatten().map(|(name, _)| name);
            let more = fields.filter(|name| schema["properties"].get(name).is_none());
            more.map(|name| format!("`{name}` is not described")).collect()
        }
        _ => Vec::new(),
    }
}

fn types(says: &Value) -> impl Iterator<Item = &str> {
    let many = says.as_array().into_iter().flatten().filter_map(Value::as_str);
    says.as_str().into_iter().chain(many)
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => panic!("this test does not know the type {name}"),
    }
}

#[test]
fn what_is_no_event_is_found_not_to_be_one() {
    let end = json!({ "event": "end", "exit": 0, "sound": 2, "refused": 0 });
    assert_eq!(faults(&SCHEMA, &end), [""; 0]);
    for (name, value) in
        [("event", json!("ende")), ("exit", json!(3)), ("sound", json!("2")), ("x", json!(1))]
    {
        let mut other = end.clone();
        other[name] = value;
        assert!(!faults(&SCHEMA, &other).is_empty(), "{other}");
    }
    let mut stopped = json!({ "event": "end", "exit": 2, "code": "usage", "message": "x" });
    assert_eq!(faults(&SCHEMA, &stopped), [""; 0]);
    stopped["code"] = "other".into();
    assert!(!faults(&SCHEMA, &stopped).is_empty());
    stopped.as_object_mut().unwrap().remove("code");
    assert!(!faults(&SCHEMA, &stopped).is_empty(), "a stop without a code");
}
