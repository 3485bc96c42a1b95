//! Turn a column's heading into a place in an account, or say which place it may mean.

use serde_json::Value;

/// One step down a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// To a named field.
    Field(String),
    /// To a list's item, counted from 0.
    Item(usize),
}

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A field that holds one value.
    Value,
    /// An object or a list, which a cell cannot hold.
    Branch,
    /// Nothing that is known.
    Unknown,
}

/// The steps of `ledgers.0.principal` or `ledgers[0].principal`.
pub(super) fn steps(path: &str) -> Vec<Step> {
    let dotted = path.replace('[', ".").replace(']', "");
    let item = |step: &str| (step.len() <= 4).then(|| step.parse().ok()).flatten();
    dotted
        .split('.')
        .map(|step| item(step).map_or_else(|| Step::Field(step.to_string()), Step::Item))
        .collect()
}

/// The path as findings name it: `ledgers[0].principal`.
pub(super) fn shown(steps: &[Step]) -> String {
    steps.iter().fold(String::new(), |path, step| match step {
        Step::Item(index) => format!("{path}[{index}]"),
        Step::Field(name) if path.is_empty() => name.clone(),
        Step::Field(name) => format!("{path}.{name}"),
    })
}

/// Follows the steps down the account's JSON Schema.
pub(super) fn target(schema: &Value, steps: &[Step]) -> Target {
    let Some((step, rest)) = steps.split_first() else {
        let branch =
            ["properties", "items", "additionalProperties"].iter().any(|key| schema.get(key).is_some());
        return if branch { Target::Branch } else { Target::Value };
    };
    if schema.get("additionalProperties") == Some(&Value::Bool(true)) {
        let named = steps.iter().all(|step| *step != Step::Field(String::new()));
        return if named { Target::Value } else { Target::Unknown };
    }
    let below = match step {
        Step::Field(name) => schema.get("properties").and_then(|fields| fields.get(name)),
        Step::Item(_) => schema.get("items"),
    };
    below.map_or(Target::Unknown, |below| target(below, rest))
}

/// Every path that holds one value, with items numbered 0.
fn known(schema: &Value, above: &[Step], paths: &mut Vec<Vec<Step>>) {
    let down = |step| [above, &[step]].concat();
    if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
        for (name, field) in fields {
            known(field, &down(Step::Field(name.clone())), paths);
        }
    } else if let Some(item) = schema.get("items") {
        known(item, &down(Step::Item(0)), paths);
    } else if target(schema, &[]) == Target::Value {
        paths.push(above.to_vec());
    }
}

/// The description of the value at these steps; `None` where there is none.
pub(super) fn leaf<'s>(schema: &'s Value, steps: &[Step]) -> Option<&'s Value> {
    steps.iter().try_fold(schema, |schema, step| match step {
        Step::Field(name) => schema.get("properties")?.get(name),
        Step::Item(_) => schema.get("items"),
    })
}

/// The dotted paths that a heading most likely means: those that end as it does, else the one that is written most
/// alike.
pub(super) fn nearest(schema: &Value, heading: &str) -> Vec<String> {
    let meant = steps(&heading.trim().to_lowercase().replace([' ', '-', '/'], "_"));
    let mut paths = Vec::new();
    known(schema, &[], &mut paths);
    let place = |path: &[Step]| dotted(&numbered(path, &meant));
    let ending: Vec<_> = paths.iter().filter(|path| path.ends_with(&meant)).collect();
    if let Some(shortest) = ending.iter().map(|path| path.len()).min() {
        return ending.iter().filter(|path| path.len() == shortest).map(|path| place(path)).collect();
    }
    let written = dotted(&meant);
    let alike = |path: &str| written == path.replace(".0", "").replace('.', "_");
    if let Some(path) = paths.iter().map(|path| place(path)).find(|path| alike(path)) {
        return vec![path];
    }
    let nearest = paths
        .iter()
        .map(|path| place(path))
        .map(|path| (strsim::damerau_levenshtein(&written, &path), path))
        .filter(|(distance, path)| *distance <= path.len().min(written.len()).max(3) / 3)
        .min();
    nearest.map(|(_, path)| path).into_iter().collect()
}

/// The path with the item numbers of another, in their order.
fn numbered(path: &[Step], other: &[Step]) -> Vec<Step> {
    let mut numbers = other.iter().filter(|step| matches!(step, Step::Item(_)));
    path.iter()
        .map(|step| match step {
            Step::Item(_) => numbers.next().unwrap_or(step).clone(),
            Step::Field(_) => step.clone(),
        })
        .collect()
}

/// The path as headings write it: `ledgers.0.principal`.
fn dotted(steps: &[Step]) -> String {
    shown(steps).replace('[', ".").replace(']', "")
}
