//! Turn a file into what the walk must know of it beforehand: its pages, where its fields show, what can do no harm.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::verify::pdf::{File, Object, ObjectId, Stream};
use crate::verify::signature_field::Field;

/// The objects by which signature fields show, with the fields' names.
pub(super) fn field_names(fields: &[Field]) -> BTreeMap<ObjectId, Rc<str>> {
    let all = fields.iter().flat_map(|field| {
        let name: Rc<str> = field.name.as_str().into();
        field.widgets.iter().chain([&field.at]).map(move |at| (*at, Rc::clone(&name)))
    });
    all.collect()
}

/// How many steps it takes to look at a kid of a page or of what holds pages.
const KID: usize = 64;

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
        if !seen.insert(at) {
            continue;
        }
        let node = file.get(at, revision);
        let Some(dict) = node.dict() else { continue };
        match file.entry(dict, "Kids", revision).array() {
            // The same kids may hang in a thousand places.
            Some(kids) if file.budget.spend(kids.len() * KID).is_ok() => {
                todo.extend(
                    kids.iter().rev().filter_map(Object::reference).filter(|kid| !seen.contains(kid)),
                );
            }
            Some(_) => break,
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

/// Whether a value leads nowhere and holds nothing.
pub(super) fn is_plain_value(value: &Object) -> bool {
    !matches!(
        value,
        Object::Array(_) | Object::Dict(_) | Object::Stream(_) | Object::Ref(_) | Object::Unread(_)
    )
}

/// Whether two values are streams of the same bytes, or the same otherwise.
pub(super) fn is_same_stream(file: &File<'_>, one: &Object, other: &Object) -> bool {
    match (one, other) {
        (Object::Stream(one), Object::Stream(other)) => has_same_bytes(file, one, other),
        (one, other) => one == other,
    }
}

/// Whether two streams hold the same bytes, as they stand in the file.
pub(super) fn has_same_bytes(file: &File<'_>, one: &Stream, other: &Stream) -> bool {
    one.body == other.body || {
        let _ = file.budget.spend(one.body.len() / 8);
        file.encoded(one) == file.encoded(other)
    }
}
