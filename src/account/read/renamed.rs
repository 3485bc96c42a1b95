//! Give the fields of a record their own names where the issuer's data has others, as headings have in a table.

use serde_json::Value;

use super::NAME;
use super::cell_words::{ColumnKind, on_one_line};
use super::header::Fault;
use super::mapping::{Mapping, Meaning};
use super::names::{self, folded};
use super::paths::{self, Step, Target};
use super::unknown;
use crate::finding::{Finding, Words};
use crate::record::Node;

/// A record that is put together anew.
struct Renamed<'m> {
    mapping: &'m Mapping,
    fields: Vec<(String, Node)>,
    /// The words of fields that are parts of others, under their folded names.
    parts: Vec<(String, String)>,
}

impl Mapping {
    /// A record with the names, values and words that the issuer file asks for. One that has the program's own names
    /// is given back as it is.
    pub(super) fn renamed(&self, record: Node, findings: &mut Vec<Finding>) -> Node {
        let Node::Map(entries) = record else { return record };
        let mut record = Node::Map(if self.has_own(entries.iter().map(|(name, _)| name.as_str())) {
            entries
        } else {
            let mut renamed = Renamed { mapping: self, fields: Vec::new(), parts: Vec::new() };
            entries.into_iter().for_each(|(name, node)| renamed.add(name, node, findings));
            renamed.finish(findings)
        });
        if !self.words.is_plain() {
            self.reword(&mut record, Some(&self.schema), ColumnKind::Other);
        }
        record
    }

    /// Whether any record that has no other names than these is given back as it is.
    pub(super) fn keeps(&self, names: &[String]) -> bool {
        self.words.is_plain() && self.has_own(names.iter().map(String::as_str))
    }

    /// Whether nothing is to be renamed or added where these are the names.
    fn has_own<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> bool {
        self.values.is_empty() && self.joined.is_empty() && names.all(|name| self.is_own(name))
    }

    /// Refuses names of which nothing is known, where a file says which ones all its records have.
    pub(super) fn all_known(&self, names: &[String]) -> Result<(), Fault> {
        let unknown = self.unknown_among(names);
        if unknown.is_empty() { Ok(()) } else { Err(unknown::told(names, &unknown, self)) }
    }

    /// The places of those names of which nothing is known.
    pub(super) fn unknown_among(&self, names: &[String]) -> Vec<usize> {
        let is_known = |name: &String| match self.stated(&folded(name)) {
            Some(path) => path.is_empty() || self.place(path).is_some(),
            None => self.place(name).is_some() || self.meaning(name) == Meaning::Part,
        };
        (0..names.len()).filter(|at| !is_known(&names[*at])).collect()
    }

    /// Whether a name is one of the program's, of which the issuer file says nothing.
    fn is_own(&self, name: &str) -> bool {
        self.schema["properties"].get(name).is_some() && self.stated(name).is_none()
    }

    /// Where a field belongs; `None` where nothing is known of its name.
    fn place(&self, name: &str) -> Option<Vec<Step>> {
        let steps = paths::steps(name);
        if paths::target(&self.schema, &steps) != Target::Unknown {
            return Some(steps);
        }
        names::field(&folded(name)).map(paths::steps)
    }

    /// Puts the issuer's words for nothing, yes and no in their places.
    fn reword(&self, node: &mut Node, schema: Option<&Value>, above: ColumnKind) {
        match node {
            Node::Map(fields) => {
                for (name, node) in fields {
                    let below = schema.and_then(|schema| schema["properties"].get(name.as_str()));
                    self.reword(
                        node,
                        below,
                        if name == "extra" || name == "matter" { ColumnKind::Free } else { above },
                    );
                }
            }
            Node::List(items) => {
                let below = schema.and_then(|schema| schema.get("items"));
                items.iter_mut().for_each(|item| self.reword(item, below, above));
            }
            Node::Text(text) => {
                let kind = match (above, schema) {
                    (ColumnKind::Free, _) | (_, None) => above,
                    (_, Some(leaf)) => ColumnKind::of_leaf(leaf),
                };
                let meant = self.words.meant(text, kind, self.words.dash_is_zero());
                if meant.is_empty() {
                    *node = Node::Null;
                } else if meant != text {
                    *text = meant.to_string();
                }
            }
            Node::Null | Node::Bool(_) | Node::Number(_) => {}
        }
    }
}

impl Renamed<'_> {
    fn add(&mut self, name: String, node: Node, findings: &mut Vec<Finding>) {
        let folded_name = folded(&name);
        let place = match self.mapping.stated(&folded_name) {
            Some("") => return,
            Some(path) => {
                let steps = paths::steps(path);
                (paths::target(&self.mapping.schema, &steps) != Target::Unknown).then_some(steps)
            }
            None => self.mapping.place(&name),
        };
        let is_part =
            self.mapping.joined.iter().flat_map(|(_, parts)| parts).any(|(part, _)| *part == folded_name);
        if let Some(text) = node.text().filter(|_| is_part) {
            self.parts.push((folded_name, text.to_string()));
        }
        match place {
            Some(steps) => self.put(&steps, node, findings),
            None if is_part => {}
            None => self.fields.push((name, node)),
        }
    }

    fn put(&mut self, steps: &[Step], node: Node, findings: &mut Vec<Finding>) {
        // A blank makes no item of a list.
        if node.is_blank() && steps.iter().any(|step| matches!(step, Step::Item(_))) {
            return;
        }
        if put(&mut self.fields, steps, node).is_none() {
            let message = Words::new(
                "this field is given twice, once under another name",
                "字段重复出现：另有一个名称也对应该字段",
            );
            findings.push(Finding::error(NAME, paths::shown(steps), message).hint(
                "leave one of the two out, in the issuer file under `[columns]` or `[reading]`",
                "请在发行方文件的 `[columns]` 或 `[reading]` 中去掉其中一个",
            ));
        }
    }

    fn finish(mut self, findings: &mut Vec<Finding>) -> Vec<(String, Node)> {
        let mapping = self.mapping;
        for (steps, wanted) in &mapping.joined {
            let words: Vec<&str> = wanted
                .iter()
                .filter_map(|(part, _)| self.parts.iter().find(|(name, _)| name == part))
                .map(|(_, words)| words.trim())
                .collect();
            let words = words.join("\n");
            if let Ok(joined) = on_one_line(words.trim(), ColumnKind::Other)
                && !joined.is_empty()
            {
                self.put(steps, Node::Text(joined.into_owned()), findings);
            }
        }
        for (steps, value) in &mapping.values {
            self.put(steps, Node::Text(value.clone()), findings);
        }
        self.fields
    }
}

/// Puts a value under its path; `None` where another stands.
fn put(fields: &mut Vec<(String, Node)>, steps: &[Step], node: Node) -> Option<()> {
    let Some((Step::Field(name), rest)) = steps.split_first() else { return None };
    let at = match fields.iter().position(|(known, _)| known == name) {
        Some(at) => at,
        None => {
            fields.push((name.clone(), Node::Null));
            fields.len() - 1
        }
    };
    put_in(&mut fields[at].1, rest, node)
}

fn put_in(place: &mut Node, steps: &[Step], node: Node) -> Option<()> {
    let Some(step) = steps.first() else {
        return match (place, node) {
            // Parts of an object come under their own names and as an object.
            (Node::Map(fields), Node::Map(more)) => {
                more.into_iter().try_for_each(|(name, node)| put(fields, &[Step::Field(name)], node))
            }
            (place, node) if place.is_blank() => {
                *place = node;
                Some(())
            }
            (_, node) => node.is_blank().then_some(()),
        };
    };
    match step {
        Step::Field(_) => {
            if place.is_blank() {
                *place = Node::Map(Vec::new());
            }
            let Node::Map(fields) = place else { return None };
            put(fields, steps, node)
        }
        Step::Item(at) => {
            if place.is_blank() {
                *place = Node::List(Vec::new());
            }
            let Node::List(items) = place else { return None };
            while items.len() <= *at {
                items.push(Node::Null);
            }
            put_in(&mut items[*at], &steps[1..], node)
        }
    }
}
