//! Give an account the facts of the step it gets a document of, and nothing that is of other kinds.

use super::{Course, Step};
use crate::account::Account;
use crate::kind::KindFacts;
use crate::record::Node;

impl Course {
    /// What an account says that its document of this step is made from: facts of other kinds' own fields are left out,
    /// and which stage it is says the step and not the record, so that one record serves the whole course.
    pub fn dress(&self, account: &mut Account, step: &Step, kind: &KindFacts) {
        let Node::Map(blocks) = &mut account.matter else { return };
        let first = |path: &str| path.split(['.', '[']).next().unwrap_or_default().to_string();
        blocks.retain(|(name, _)| kind.field.iter().any(|field| first(&field.path) == *name));
        for path in self.steps().iter().flat_map(|step| step.row.sets.keys()) {
            take(blocks, path);
        }
        for (path, value) in &step.row.sets {
            put(blocks, path, value);
        }
    }
}

/// Takes a field out of its block, and the block with it where it held nothing else.
fn take(blocks: &mut Vec<(String, Node)>, path: &str) {
    let Some((block, name)) = path.split_once('.') else { return };
    for (_, node) in blocks.iter_mut().filter(|(one, _)| one == block) {
        if let Node::Map(fields) = node {
            fields.retain(|(one, _)| one != name);
        }
    }
    blocks.retain(|(one, node)| one != block || !matches!(node, Node::Map(fields) if fields.is_empty()));
}

/// Puts a field into its block.
fn put(blocks: &mut Vec<(String, Node)>, path: &str, value: &str) {
    let Some((block, name)) = path.split_once('.') else { return };
    let field = (name.to_string(), Node::Text(value.to_string()));
    match blocks.iter_mut().find(|(one, _)| one == block) {
        Some((_, Node::Map(fields))) => fields.push(field),
        Some((_, other)) => *other = Node::Map(vec![field]),
        None => blocks.push((block.to_string(), Node::Map(vec![field]))),
    }
}
