//! Turn a picture of handwriting into the appearance stream of a signature field.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::revision::{Revision, unread};
use crate::error::Stop;

/// Copies the first page of `page`, a PDF of the field's size, into a revision as a form to be shown.
pub(super) fn add(revision: &mut Revision, page: &[u8]) -> Result<ObjectId, Stop> {
    let source = Document::load_mem(page).map_err(unread)?;
    let id = source.page_iter().next().ok_or_else(|| super::fault("the picture has no page"))?;
    let page = source.get_dictionary(id).map_err(unread)?;
    let contents = page.get(b"Contents").and_then(|contents| source.dereference(contents)?.1.as_stream());
    let Stream { dict, content, .. } = contents.map_err(unread)?;
    let mut copied = BTreeMap::new();
    let mut form = Dictionary::new();
    form.set("Type", "XObject");
    form.set("Subtype", "Form");
    for (key, from) in [("Resources", "Resources"), ("Group", "Group"), ("BBox", "MediaBox")] {
        if let Ok(value) = page.get(from.as_bytes()) {
            form.set(key, copy(revision, &source, value, &mut copied)?);
        }
    }
    if let Ok(filter) = dict.get(b"Filter") {
        form.set("Filter", filter.clone());
    }
    Ok(revision.add_stream(form, content.clone()))
}

/// A value with all that it refers to; what was copied before is not copied again.
fn copy(
    revision: &mut Revision,
    source: &Document,
    value: &Object,
    copied: &mut BTreeMap<ObjectId, ObjectId>,
) -> Result<Object, Stop> {
    Ok(match value {
        Object::Reference(id) => match copied.get(id) {
            Some(new) => Object::Reference(*new),
            None => {
                let whole = copy(revision, source, source.get_object(*id).map_err(unread)?, copied)?;
                let new = revision.add(whole);
                copied.insert(*id, new);
                Object::Reference(new)
            }
        },
        Object::Array(items) => {
            let items: Result<Vec<_>, Stop> =
                items.iter().map(|item| copy(revision, source, item, copied)).collect();
            Object::Array(items?)
        }
        Object::Dictionary(entries) => Object::Dictionary(entries_of(revision, source, entries, copied)?),
        Object::Stream(stream) => {
            let dict = entries_of(revision, source, &stream.dict, copied)?;
            Object::Stream(Stream { dict, ..stream.clone() })
        }
        plain => plain.clone(),
    })
}

fn entries_of(
    revision: &mut Revision,
    source: &Document,
    entries: &Dictionary,
    copied: &mut BTreeMap<ObjectId, ObjectId>,
) -> Result<Dictionary, Stop> {
    let mut whole = Dictionary::new();
    // Following a page or parent would copy the whole file.
    for (key, value) in entries.iter().filter(|(key, _)| ![&b"Parent"[..], b"P"].contains(&key.as_slice())) {
        whole.set(key.clone(), copy(revision, source, value, copied)?);
    }
    Ok(whole)
}
