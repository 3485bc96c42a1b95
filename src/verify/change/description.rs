//! Turn two descriptions of a file (XMP) into whether the later one states anything new.

use std::collections::BTreeSet;

use crate::verify::pdf::{File, Object};

/// How long a description may be, in bytes.
const LONGEST: usize = 1 << 20;
/// How many steps a byte of it takes.
const READ: usize = 16;
/// How many lists may stand in each other.
const DEEPEST: usize = 8;
/// What every saving may state anew: when, by which program, and which saving it is. It says nothing about the
/// content, so that it may differ.
const VOLATILE: [&str; 7] =
    ["ModifyDate", "MetadataDate", "Producer", "CreatorTool", "InstanceID", "xmptk", "parseType"];

/// Whether a new description states nothing that the old one did not, but for dates and programs.
pub(super) fn adds_no_statement(file: &File<'_>, old: &Object, new: &Object) -> bool {
    let known = statements(file, old).unwrap_or_default();
    statements(file, new).is_some_and(|now| now.is_subset(&known))
}

/// What a description states: values with the names of their properties.
fn statements(file: &File<'_>, object: &Object) -> Option<BTreeSet<(String, String)>> {
    let Object::Stream(stream) = object else { return None };
    let plain = file.decoded(stream).ok().filter(|plain| plain.len() <= LONGEST)?;
    file.budget.spend(READ * plain.len()).ok()?;
    let text = String::from_utf8(plain).ok()?;
    let document = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).ok()?;
    let mut found = BTreeSet::new();
    for node in document.descendants() {
        // A value's property is the nearest element that is not part of a list.
        let lists = ["li", "Alt", "Seq", "Bag"];
        let name = || {
            let mut above = node
                .ancestors()
                .take(DEEPEST)
                .filter(|one| one.is_element())
                .map(|one| one.tag_name().name());
            above.find(|name| !lists.contains(name)).unwrap_or_default().to_string()
        };
        // RDF may write what an element holds as its attribute `resource`.
        let own = |one: &str| if one == "resource" { name() } else { one.to_string() };
        let values = node.attributes().map(|one| (own(one.name()), one.value()));
        let text = node.text().filter(|_| node.is_text()).map(|text| (name(), text));
        for (name, value) in values.chain(text) {
            if !value.trim().is_empty() && !VOLATILE.contains(&name.as_str()) {
                found.insert((name, value.trim().to_string()));
            }
        }
    }
    Some(found)
}
