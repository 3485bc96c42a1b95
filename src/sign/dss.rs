//! Write into a file what it needs to be checked later, the document security store (DSS), and a time stamp over all
//! of it (ETSI EN 319 142-1).

use lopdf::{Dictionary, Object, ObjectId, dictionary, text_string};
use sha2::{Digest, Sha256};

use super::fault;
use super::reserved::{self, Prepared};
use super::revision::{Revision, unread};
use super::revocation::Evidence;
use super::time::TimeStamp;
use crate::error::Stop;

/// The file with one revision more that holds the evidence, beside what it held before.
pub(super) fn add_evidence(pdf: Vec<u8>, open: Option<&str>, evidence: &Evidence) -> Result<Vec<u8>, Stop> {
    let mut revision = Revision::of(pdf, open)?;
    let root = revision.root()?;
    let lists =
        [("Certs", &evidence.certificates), ("CRLs", &evidence.crls), ("OCSPs", &evidence.ocsp_responses)];
    let mut store = dictionary! { "Type" => "DSS" };
    for (key, wanted) in lists {
        let mut list = stored(&revision, key);
        for bytes in wanted
            .iter()
            .filter(|bytes| !list.iter().any(|(_, old)| old == *bytes))
            .cloned()
            .collect::<Vec<_>>()
        {
            let stream = revision.add_stream(Dictionary::new(), bytes.clone());
            list.push((Object::Reference(stream), bytes));
        }
        if !list.is_empty() {
            store.set(key, list.into_iter().map(|(item, _)| item).collect::<Vec<_>>());
        }
    }
    let store = revision.add(store);
    revision.edit(root)?.set("DSS", store);
    revision.finish().map(|finished| finished.bytes)
}

/// What a file's store holds already under a key, with its bytes.
fn stored(revision: &Revision, key: &str) -> Vec<(Object, Vec<u8>)> {
    let before = revision.before();
    let list = || -> lopdf::Result<Vec<Object>> {
        let store = before.dereference(before.catalog()?.get(b"DSS")?)?.1.as_dict()?;
        Ok(before.dereference(store.get(key.as_bytes())?)?.1.as_array()?.clone())
    };
    let bytes = |item: Object| {
        let stream = before.dereference(&item).ok()?.1.as_stream().ok()?;
        let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
        Some((item, bytes))
    };
    list().unwrap_or_default().into_iter().filter_map(bytes).collect()
}

/// The file with a time stamp over all of it, in a field that shows nowhere; `None` where `stamp` gives none.
pub(super) fn add_time_stamp(
    pdf: Vec<u8>,
    open: Option<&str>,
    stamp: impl FnOnce(&[u8; 32]) -> Result<Option<TimeStamp>, Stop>,
) -> Result<Option<Vec<u8>>, Stop> {
    let mut revision = Revision::of(pdf, open)?;
    let root = revision.root()?;
    let form = revision.edit(root)?.get(b"AcroForm").and_then(Object::as_reference).map_err(unread)?;
    let page = *revision.pages().first().ok_or_else(|| fault("there is no page"))?;
    let mut value = dictionary! {
        "Type" => "DocTimeStamp", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.RFC3161",
    };
    for (key, placeholder) in reserved::placeholders() {
        value.set(key, placeholder);
    }
    let value = revision.add(value);
    let (name, shown) = free_name(&revision, form)?;
    let mut field = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => text_string(&name),
        "TU" => text_string("时间戳"), "F" => 132,
        "Rect" => vec![Object::Integer(0); 4], "P" => page, "V" => value,
    };
    if let Some(shown) = shown {
        field.set("AP", shown);
    }
    let field = revision.add(field);
    revision.push(page, "Annots", field)?;
    revision.push(form, "Fields", field)?;
    let prepared = Prepared::new(revision.finish()?)?;
    let mut hash = Sha256::new();
    prepared.covered().iter().for_each(|piece| hash.update(piece));
    let stamped = stamp(&hash.finalize().into())?;
    stamped.map(|stamped| prepared.fill(&stamped.token)).transpose()
}

/// A name that no field of the form has (`timestamp`, `timestamp-2`, …), and the appearance of its first
/// field, which is blank: a new one would be taken for a change of what is seen.
fn free_name(revision: &Revision, form: ObjectId) -> Result<(String, Option<Object>), Stop> {
    let before = revision.before();
    let list = before.get_dictionary(form).and_then(|form| form.get(b"Fields"));
    let list = list.and_then(|list| before.dereference(list)?.1.as_array()).map_err(unread)?;
    let fields = list.iter().filter_map(|item| before.get_dictionary(item.as_reference().ok()?).ok());
    let fields: Vec<&Dictionary> = fields.collect();
    let named = |name: &str| {
        fields
            .iter()
            .any(|field| field.get(b"T").and_then(lopdf::decode_text_string).is_ok_and(|taken| taken == name))
    };
    let names = (1..).map(|at| if at == 1 { "timestamp".to_string() } else { format!("timestamp-{at}") });
    let free = names.take(fields.len() + 1).find(|name| !named(name));
    let shown = fields.first().and_then(|field| field.get(b"AP").ok()).cloned();
    free.map(|name| (name, shown)).ok_or_else(|| fault("there is no name for a time stamp"))
}
