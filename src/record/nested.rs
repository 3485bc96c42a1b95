//! Read fields that hold other fields: hidden ones, those that may be left out, lists, free values.

use serde_json::{Value, json};

use super::Node;
use super::{At, Field, below};
use crate::masked::Masked;

impl<T: Field> Field for Masked<T> {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        T::read(node, &mut at.private()).map(Self::new)
    }

    fn schema() -> Value {
        T::schema()
    }

    fn texts<'a>(&'a self, path: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        self.reveal().texts(path, visit);
    }

    fn rewrite(&mut self, path: &str, change: &mut dyn FnMut(&str, &mut String)) {
        self.reveal_mut().rewrite(path, change);
    }
}

impl<T: Field> Field for Option<T> {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        T::read(node, at).map(Some)
    }

    fn absent(_: &mut At<'_>) -> Option<Self> {
        Some(None)
    }

    fn schema() -> Value {
        let mut schema = T::schema();
        let nullable = schema.get("type").and_then(|kind| match kind {
            Value::String(kind) => Some(json!([kind, "null"])),
            _ => None,
        });
        if let (Some(kind), Some(object)) = (nullable, schema.as_object_mut()) {
            object.insert("type".into(), kind);
        }
        schema
    }

    const NEEDED: bool = false;

    fn has(&self, path: &[&str]) -> bool {
        self.as_ref().is_some_and(|value| value.has(path))
    }

    fn texts<'a>(&'a self, path: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        self.iter().for_each(|value| value.texts(path, visit));
    }

    fn rewrite(&mut self, path: &str, change: &mut dyn FnMut(&str, &mut String)) {
        self.iter_mut().for_each(|value| value.rewrite(path, change));
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let Node::List(items) = node else {
            at.unlike(node, "a list", "列表");
            return None;
        };
        let read: Vec<_> =
            items.iter().enumerate().map(|(index, item)| T::read(item, &mut at.item(index))).collect();
        read.into_iter().collect()
    }

    fn schema() -> Value {
        json!({ "type": "array", "items": T::schema() })
    }

    fn has(&self, path: &[&str]) -> bool {
        !self.is_empty() && self.iter().all(|item| item.has(path))
    }

    fn texts<'a>(&'a self, path: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        self.iter().enumerate().for_each(|(at, item)| item.texts(&format!("{path}[{at}]"), visit));
    }

    fn rewrite(&mut self, path: &str, change: &mut dyn FnMut(&str, &mut String)) {
        self.iter_mut().enumerate().for_each(|(at, item)| item.rewrite(&format!("{path}[{at}]"), change));
    }
}

/// Free values under `extra`: whatever a template of one's own wants to read.
impl Field for Node {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        if !matches!(node, Self::Map(_)) {
            at.unlike(node, "an object with fields", "对象");
            return None;
        }
        Some(node.clone())
    }

    fn schema() -> Value {
        json!({ "type": "object", "additionalProperties": true })
    }

    /// Something stands there that says more than nothing: a blank is no value for a template.
    fn has(&self, path: &[&str]) -> bool {
        match (self, path.split_first()) {
            (node, None) => !node.says_nothing(),
            (Self::List(items), Some(_)) => !items.is_empty() && items.iter().all(|item| item.has(path)),
            (node, Some((name, rest))) => node.get(name).is_some_and(|below| below.has(rest)),
        }
    }

    /// A name is shown at the place above it, since it may itself be a person's data.
    fn texts<'a>(&'a self, path: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        match self {
            Self::Text(text) | Self::Number(text) => visit(path, text),
            Self::List(items) => {
                items.iter().enumerate().for_each(|(at, item)| item.texts(&format!("{path}[{at}]"), visit));
            }
            Self::Map(entries) => {
                for (at, (name, node)) in entries.iter().enumerate() {
                    visit(path, name);
                    node.texts(&below(path, &named(at, name)), visit);
                }
            }
            Self::Null | Self::Bool(_) => {}
        }
    }

    fn rewrite(&mut self, path: &str, change: &mut dyn FnMut(&str, &mut String)) {
        match self {
            Self::Text(text) => change(path, text),
            Self::List(items) => {
                let numbered = items.iter_mut().enumerate();
                numbered.for_each(|(at, item)| item.rewrite(&format!("{path}[{at}]"), change));
            }
            Self::Map(entries) => {
                for (at, (name, node)) in entries.iter_mut().enumerate() {
                    node.rewrite(&below(path, &named(at, name)), change);
                }
            }
            Self::Null | Self::Bool(_) | Self::Number(_) => {}
        }
    }
}

/// How a free value's name is shown in a path: by its number where it could be more than a name.
fn named(at: usize, name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let digits = name.chars().filter(|c| c.is_numeric()).count();
    if digits < 8 && name.chars().count() <= 40 && name.chars().all(plain) {
        name.to_string()
    } else {
        format!("#{at}")
    }
}
