//! Turn a form into its signature fields, signed or not.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::pdf::{Dict, File, Object, ObjectId, text_string};

/// How many fields are looked at, and how deep they may nest.
const MOST: usize = 10_000;
const DEEPEST: usize = 32;
/// How long a full name may be, in bytes.
const LONGEST: usize = 1024;

/// One signature field as of a revision.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Its full name, with points between the parts.
    pub(super) name: String,
    /// The object that is the field.
    pub(super) at: ObjectId,
    /// The objects that show it on pages: the field itself, or its kids.
    pub(super) widgets: Vec<ObjectId>,
    /// What it is signed with, and where that stands if it is an object of its own.
    pub(super) value: Option<(Option<ObjectId>, Rc<Object>)>,
    /// What it locks when it is signed.
    pub(super) lock: Option<Rc<Object>>,
}

struct Fields<'f, 'a> {
    file: &'f File<'a>,
    revision: usize,
    seen: BTreeSet<ObjectId>,
    found: Vec<Field>,
    odd: bool,
}

/// The signature fields of the form as of a revision, and whether the form is odd (a loop, a field that is no object).
pub(super) fn fields(file: &File<'_>, revision: usize) -> (Vec<Field>, bool) {
    let root = file.entry(file.trailer(revision), "Root", revision);
    let form = root.dict().map(|root| file.entry(root, "AcroForm", revision));
    let list = form.as_ref().and_then(|form| form.dict()).map(|form| file.entry(form, "Fields", revision));
    let mut walk = Fields { file, revision, seen: BTreeSet::new(), found: Vec::new(), odd: false };
    for kid in list.as_ref().and_then(|list| list.array()).unwrap_or_default() {
        walk.visit(kid, "", None, 0);
    }
    (walk.found, walk.odd)
}

impl Fields<'_, '_> {
    fn visit(&mut self, kid: &Object, above: &str, kind: Option<&[u8]>, depth: usize) {
        let Object::Ref(at) = *kid else {
            self.odd = true;
            return;
        };
        if self.seen.len() >= MOST {
            self.file.budget.overrun();
            return;
        }
        if depth > DEEPEST || !self.seen.insert(at) {
            self.odd = true;
            return;
        }
        let object = self.file.get(at, self.revision);
        let Object::Dict(dict) = &*object else {
            self.odd = true;
            return;
        };
        let part = self.file.entry(dict, "T", self.revision);
        let name = match (part.string().map(|text| text_string(&text.bytes)), above) {
            (None, above) => above.to_string(),
            (Some(part), "") => part,
            (Some(part), above) => format!("{above}.{part}"),
        };
        if name.len() > LONGEST || self.file.budget.hold(size_of::<Field>() + name.len()).is_err() {
            self.file.budget.overrun();
            return;
        }
        let own = self.file.entry(dict, "FT", self.revision);
        let kind = own.name().or(kind);
        let kids = self.file.entry(dict, "Kids", self.revision);
        let kids = kids.array().unwrap_or_default();
        let (fields, widgets): (Vec<&Object>, Vec<&Object>) = kids.iter().partition(|kid| self.is_field(kid));
        if self.file.budget.hold(widgets.len() * size_of::<(ObjectId, u64)>()).is_err() {
            return;
        }
        if kind == Some(b"Sig") && (fields.is_empty() || dict.contains_key(b"V".as_slice())) {
            let field = self.field(dict, name.clone(), at, &widgets);
            let kept = field.value.iter().map(|(_, value)| value).chain(&field.lock);
            if self.file.budget.hold(kept.map(|object| object.weight()).sum()).is_ok() {
                self.found.push(field);
            }
        }
        for kid in fields {
            self.visit(kid, &name, kind, depth + 1);
        }
    }

    /// Whether a kid is a field of its own, not just another place where its parent shows.
    fn is_field(&self, kid: &Object) -> bool {
        let kid = self.file.follow(kid, self.revision);
        kid.dict()
            .is_none_or(|dict| dict.contains_key(b"T".as_slice()) || dict.contains_key(b"Kids".as_slice()))
    }

    fn field(&self, dict: &Dict, name: String, at: ObjectId, kids: &[&Object]) -> Field {
        let value = self.file.entry(dict, "V", self.revision);
        let standing = dict.get(b"V".as_slice()).and_then(Object::reference);
        let lock = self.file.entry(dict, "Lock", self.revision);
        let mut widgets: Vec<ObjectId> = kids.iter().filter_map(|kid| kid.reference()).collect();
        if dict.contains_key(b"Rect".as_slice()) {
            widgets.push(at);
        }
        let value = (*value != Object::Null).then(|| (standing, value.kept()));
        let lock = lock.dict().is_some().then(|| lock.kept());
        Field { name, at, widgets, value, lock }
    }
}
