//! Turn a file into what the walk must know of it beforehand: its pages, where its fields show, what can do no harm.

use std::collections::{BTreeMap, BTreeSet};

use crate::verify::pdf::{File, Object, ObjectId};
use crate::verify::signature_field::Field;

/// The objects by which signature fields show, with the fields' names.
pub(super) fn field_names(fields: &[Field]) -> BTreeMap<ObjectId, String> {
    let all = fields
        .iter()
        .flat_map(|field| field.widgets.iter().chain([&field.at]).map(|at| (*at, field.name.clone())));
    all.collect()
}

/// Whether an object is a field of a form, or shows one.
pub(super) fn is_field(object: &Object) -> bool {
    object.dict().is_some_and(|dict| {
        dict.contains_key(b"FT".as_slice())
            || dict.get(b"Subtype".as_slice()).is_some_and(|kind| kind.is("Widget"))
    })
}

/// The pages by their objects, counted from 1.
pub(super) fn pages(file: &File<'_>, revision: usize) -> BTreeMap<ObjectId, usize> {
    let root = file.entry(file.trailer(revision), "Root", revision);
    let first = root.dict().and_then(|root| root.get(b"Pages".as_slice())).and_then(Object::reference);
    let (mut pages, mut seen, mut todo) = (BTreeMap::new(), BTreeSet::new(), Vec::from_iter(first));
    while let Some(at) = todo.pop() {
        if !seen.insert(at) || seen.len() > 100_000 {
            continue;
        }
        let node = file.get(at, revision);
        let Some(dict) = node.dict() else { continue };
        match file.entry(dict, "Kids", revision).array() {
            Some(kids) => todo.extend(kids.iter().rev().filter_map(Object::reference)),
            None => drop(pages.insert(at, pages.len() + 1)),
        }
    }
    pages
}

/// Whether a value holds only names, numbers and strings, a few levels deep.
pub(super) fn is_harmless(file: &File<'_>, value: &Object, revision: usize, depth: usize) -> bool {
    let value = file.follow(value, revision);
    match &*value {
        _ if depth > 4 => false,
        Object::Dict(dict) => dict.values().all(|value| is_harmless(file, value, revision, depth + 1)),
        Object::Array(items) => items.iter().all(|item| is_harmless(file, item, revision, depth + 1)),
        Object::Stream(_) | Object::Ref(_) | Object::Unread(_) => false,
        _ => true,
    }
}
