//! Turn a record's tree into one line of JSON, its fields in the order they were put.

use serde::Serialize;
use serde::ser::Serializer;

use crate::record::Node;

/// Words, or whatever shows as words.
pub(super) fn text(words: impl ToString) -> Node {
    Node::Text(words.to_string())
}

/// Words, where there are any.
pub(super) fn maybe(words: Option<impl ToString>) -> Node {
    words.map_or(Node::Null, text)
}

/// A count.
pub(super) fn count(number: u64) -> Node {
    Node::Number(number.to_string())
}

/// Several values; nothing where there are none.
pub(super) fn list(items: impl Iterator<Item = Node>) -> Node {
    let items: Vec<_> = items.collect();
    if items.is_empty() { Node::Null } else { Node::List(items) }
}

/// Named values, without those that are nothing; nothing where none is left.
pub(super) fn object<const N: usize>(fields: [(&str, Node); N]) -> Node {
    let given = fields.into_iter().filter(|(_, node)| !node.is_blank());
    let given: Vec<_> = given.map(|(name, node)| (name.to_string(), node)).collect();
    if given.is_empty() { Node::Null } else { Node::Map(given) }
}

/// The tree as one line of JSON.
pub(super) fn line(node: &Node) -> String {
    // Writing words, counts, lists and named values to memory cannot fail.
    serde_json::to_string(&Written(node)).unwrap_or_default()
}

struct Written<'a>(&'a Node);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Node::Null => out.serialize_unit(),
            Node::Bool(value) => out.serialize_bool(*value),
            Node::Number(number) => match number.parse::<u64>() {
                Ok(number) => out.serialize_u64(number),
                Err(_) => out.serialize_str(number),
            },
            Node::Text(words) => out.serialize_str(words),
            Node::List(items) => out.collect_seq(items.iter().map(Written)),
            Node::Map(fields) => out.collect_map(fields.iter().map(|(name, node)| (name, Written(node)))),
        }
    }
}
