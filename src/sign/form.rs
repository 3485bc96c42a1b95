//! Write signature fields into a revision: form, widgets, structure elements, and the signature's own dictionary.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary, text_string};

use super::reserved;
use super::revision::{Revision, unread};
use super::signature_place::SignaturePlace;
use crate::error::Stop;

/// Annotation flags: print; a signature's widget is locked besides.
const PRINT: i64 = 4;
const LOCKED: i64 = 128;

/// What a signature says of itself.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Who signs.
    pub name: String,
    /// Why.
    pub reason: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// When, as `D:20261123000000+08'00'`.
    pub moment: String,
}

/// What may still change after a signature (DocMDP, FieldMDP).
#[derive(Debug, Clone, PartialEq)]
pub enum Permission {
    /// Nothing: the signature certifies the file as it is.
    NoChanges,
    /// The fields that are not signed yet: the signature certifies all else.
    FillAndSign,
    /// As the lock of its own field says.
    FieldLock(Dictionary),
}

/// Adds the fields of a file that has none yet, and returns their places by name's order in `places`.
pub fn add_fields(revision: &mut Revision, places: &[SignaturePlace]) -> Result<Vec<ObjectId>, Stop> {
    let pages = revision.pages();
    let blank = revision.add_stream(blank_appearance(), Vec::new());
    let mut widgets = Vec::new();
    for place in places {
        let page = *pages.get(place.page).ok_or_else(|| super::fault("a page is gone"))?;
        let lock =
            (place.name != super::signature_place::CREDITOR).then(|| revision.add(field_lock(place, places)));
        let mut widget = dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig",
            "T" => text_string(&place.name), "TU" => text_string(&place.title),
            "F" => PRINT | LOCKED,
            "Rect" => place.rect.iter().map(|side| Object::Real(*side)).collect::<Vec<_>>(),
            "P" => page,
            "AP" => dictionary! { "N" => blank },
        };
        if let Some(lock) = lock {
            widget.set("Lock", lock);
        }
        let widget = revision.add(widget);
        revision.push(page, "Annots", widget)?;
        revision.edit(page)?.set("Tabs", "S");
        add_structure_element(revision, widget, page, &place.title)?;
        widgets.push(widget);
    }
    let fields: Vec<Object> = widgets.iter().map(|widget| Object::Reference(*widget)).collect();
    let form = revision.add(dictionary! { "Fields" => fields, "SigFlags" => 3 });
    let root = revision.root()?;
    revision.edit(root)?.set("AcroForm", form);
    Ok(widgets)
}

/// Adds one field without a place to a file that has none yet, and no structure element: for files that do not claim to be
/// read aloud whole.
pub fn add_hidden_field(revision: &mut Revision, name: &str, title: &str) -> Result<ObjectId, Stop> {
    let page = *revision.pages().first().ok_or_else(|| super::fault("a page is gone"))?;
    let blank = revision.add_stream(blank_appearance(), Vec::new());
    let widget = revision.add(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig",
        "T" => text_string(name), "TU" => text_string(title),
        "F" => PRINT | LOCKED,
        "Rect" => vec![Object::Integer(0); 4],
        "P" => page,
        "AP" => dictionary! { "N" => blank },
    });
    revision.push(page, "Annots", widget)?;
    let form = revision.add(dictionary! { "Fields" => vec![Object::Reference(widget)], "SigFlags" => 3 });
    let root = revision.root()?;
    revision.edit(root)?.set("AcroForm", form);
    Ok(widget)
}

/// What is locked once a field is signed: every field but those that others have yet to sign.
fn field_lock(own: &SignaturePlace, places: &[SignaturePlace]) -> Dictionary {
    let open: Vec<Object> = places
        .iter()
        .filter(|other| other.name != own.name && other.name != super::signature_place::CREDITOR)
        .map(|other| text_string(&other.name))
        .collect();
    match open.is_empty() {
        true => dictionary! { "Type" => "SigFieldLock", "Action" => "All" },
        false => dictionary! { "Type" => "SigFieldLock", "Action" => "Exclude", "Fields" => open },
    }
}

/// Signs a field: its value is a dictionary with placeholders for byte range and signature.
pub fn sign_field(
    revision: &mut Revision,
    field: ObjectId,
    statement: &Statement,
    permission: Permission,
) -> Result<(), Stop> {
    let root = revision.root()?;
    let certifies = !matches!(permission, Permission::FieldLock(_));
    let mut signature = dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "SubFilter" => "ETSI.CAdES.detached",
        "Name" => text_string(&statement.name),
        "M" => Object::string_literal(statement.moment.as_str()),
        "Reference" => vec![Object::Dictionary(reference(permission, root))],
    };
    for (key, words) in [("Reason", &statement.reason), ("Location", &statement.location)] {
        if let Some(words) = words {
            signature.set(key, text_string(words));
        }
    }
    for (key, value) in reserved::placeholders() {
        signature.set(key, value);
    }
    let signature = revision.add(signature);
    revision.edit(field)?.set("V", signature);
    if certifies {
        revision.edit(root)?.set("Perms", dictionary! { "DocMDP" => signature });
    }
    Ok(())
}

/// What the signature covers beside bytes: DocMDP for the whole file, FieldMDP for fields.
fn reference(permission: Permission, root: ObjectId) -> Dictionary {
    let level = match permission {
        Permission::NoChanges => 1,
        Permission::FillAndSign => 2,
        Permission::FieldLock(lock) => {
            let mut parameters = lock;
            parameters.set("Type", "TransformParams");
            parameters.set("V", "1.2");
            return dictionary! {
                "Type" => "SigRef", "TransformMethod" => "FieldMDP", "Data" => root,
                "TransformParams" => parameters,
            };
        }
    };
    dictionary! {
        "Type" => "SigRef", "TransformMethod" => "DocMDP",
        "TransformParams" => dictionary! { "Type" => "TransformParams", "P" => level, "V" => "1.2" },
    }
}

/// An appearance that shows nothing: what is seen there is drawn on the page itself.
fn blank_appearance() -> Dictionary {
    dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 1.into(), 1.into()],
        "Resources" => Dictionary::new(),
    }
}

/// Adds a widget to the structure tree of a tagged file, so that it is read aloud: behind the element whose words are
/// its title, which is where one signs, or else as the last.
fn add_structure_element(
    revision: &mut Revision,
    widget: ObjectId,
    page: ObjectId,
    title: &str,
) -> Result<(), Stop> {
    let Ok(tree) = revision.before().catalog().and_then(|root| root.get(b"StructTreeRoot")?.as_reference())
    else {
        return Ok(());
    };
    let (first, key) = {
        let tree_root = revision.edit(tree)?;
        let first = match tree_root.get(b"K").map_err(unread)? {
            Object::Array(kids) => kids.first().cloned(),
            kid => Some(kid.clone()),
        };
        let key = tree_root.get(b"ParentTreeNextKey").and_then(Object::as_i64).unwrap_or_default();
        tree_root.set("ParentTreeNextKey", key + 1);
        (first.and_then(|kid| kid.as_reference().ok()).ok_or_else(no_tree)?, key)
    };
    let place = spoken_place(revision.before(), title);
    let parent = place.map_or(first, |(_, parent)| parent);
    let element = revision.add(dictionary! {
        "Type" => "StructElem", "S" => "Form", "P" => parent, "Pg" => page, "Alt" => text_string(title),
        "K" => dictionary! { "Type" => "OBJR", "Obj" => widget, "Pg" => page },
    });
    if !place.is_some_and(|(figure, parent)| insert_behind(revision, parent, figure, element)) {
        revision.push(parent, "K", element)?;
    }
    let parents = revision.edit(tree)?.get_mut(b"ParentTree").map_err(unread)?;
    let numbers = match parents {
        Object::Reference(id) => {
            let id = *id;
            revision.edit(id)?
        }
        Object::Dictionary(parents) => parents,
        _ => return Err(no_tree()),
    };
    let numbers = numbers.get_mut(b"Nums").and_then(Object::as_array_mut).map_err(|_| no_tree())?;
    numbers.extend([Object::Integer(key), Object::Reference(element)]);
    revision.edit(widget)?.set("StructParent", key);
    Ok(())
}

/// The element of the structure tree whose alternative words begin with a title, and its parent.
fn spoken_place(document: &Document, title: &str) -> Option<(ObjectId, ObjectId)> {
    document.objects.iter().find_map(|(id, object)| {
        let element = object.as_dict().ok()?;
        let words = lopdf::decode_text_string(element.get(b"Alt").ok()?).ok()?;
        words.starts_with(title).then(|| Some((*id, element.get(b"P").ok()?.as_reference().ok()?)))?
    })
}

/// Puts an element behind another of the same parent; `false` where the parent has it in no list.
fn insert_behind(revision: &mut Revision, parent: ObjectId, sibling: ObjectId, element: ObjectId) -> bool {
    let kids = revision.edit(parent).ok().and_then(|parent| parent.get_mut(b"K").ok()?.as_array_mut().ok());
    let Some(kids) = kids else { return false };
    let Some(at) = kids.iter().position(|kid| kid.as_reference().is_ok_and(|id| id == sibling)) else {
        return false;
    };
    kids.insert(at + 1, Object::Reference(element));
    true
}

fn no_tree() -> Stop {
    super::fault("the tags have another shape")
}
