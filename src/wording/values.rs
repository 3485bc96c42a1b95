//! Reach the values of a draft by path, and the free ones among them.

use minijinja::value::{Value, ValueKind};

use crate::record::shortened;

/// The values of a draft, by path.
#[derive(Debug, Clone, Copy)]
pub struct Values<'a>(pub &'a Value);

impl Values<'_> {
    /// The words under a path such as `ledgers.total`; of every item where there is a list on the way.
    pub fn words(&self, path: &str) -> Vec<String> {
        let mut found = Vec::new();
        follow(self.0, Some(path), &mut found);
        found
    }

    /// Whether the value under a path such as `guarantee.liable` is true.
    pub fn is_true(&self, path: &str) -> bool {
        path.split('.').fold(self.0.clone(), |value, name| under(&value, name)).is_true()
    }
}

/// The words at the end of a path, or of the value itself where the path has ended.
fn follow(value: &Value, path: Option<&str>, found: &mut Vec<String>) {
    let Some(path) = path else {
        match value.as_str() {
            Some(words) => found.push(words.to_string()),
            None if value.is_undefined() => {}
            None => found.push(value.to_string()),
        }
        return;
    };
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let below = under(value, name);
    match below.kind() {
        ValueKind::Seq => {
            for item in below.try_iter().into_iter().flatten() {
                follow(&item, rest, found);
            }
        }
        _ => follow(&below, rest, found),
    }
}

fn under(value: &Value, name: &str) -> Value {
    value.get_attr(name).unwrap_or_default()
}

/// The items of a list, or the value alone.
fn items(value: Value) -> Vec<Value> {
    match value.kind() {
        ValueKind::Seq => value.try_iter().map(Iterator::collect).unwrap_or_default(),
        _ => vec![value],
    }
}

/// The account's free values, each with its path: what stands under `extra` and `matter`, the handler, the enclosures
/// and the notes on fees.
pub(super) fn free(values: Values<'_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for name in ["extra", "matter", "handler", "enclosures"] {
        gather(name, &under(values.0, name), &mut found);
    }
    for (at, ledger) in items(under(values.0, "ledgers")).iter().enumerate() {
        gather(&format!("ledgers[{at}].fees_note"), &under(ledger, "fees_note"), &mut found);
    }
    found
}

/// Every text under a value.
fn gather(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value.kind() {
        ValueKind::String => {
            let text = value.as_str().filter(|text| !text.is_empty());
            found.extend(text.map(|text| (path.to_string(), text.to_string())));
        }
        ValueKind::Seq => {
            for (at, item) in value.try_iter().into_iter().flatten().enumerate() {
                gather(&format!("{path}[{at}]"), &item, found);
            }
        }
        ValueKind::Map => {
            for name in value.try_iter().into_iter().flatten() {
                let below = format!("{path}.{}", shortened(name.as_str().unwrap_or_default()));
                gather(&below, &value.get_item(&name).unwrap_or_default(), found);
            }
        }
        _ => {}
    }
}
