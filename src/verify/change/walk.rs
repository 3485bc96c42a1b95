//! Walk the objects of two revisions side by side, from the trailer down, and find where they differ.
//!
//! Everything must be equal but for a few named entries. Those are *exempt*: the walk does not enter them, and a
//! rule of their own judges them. An object that also hangs elsewhere is held to equality there, so that nothing
//! gets in through an exempt entry.
//!
//! Methods named `compare_…` add pairs to compare or differences found; `admit_…` judge what a new signature may
//! bring and exempt just that; `report…` only note a difference.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;

use super::appearance::{is_invisible, is_plain};
use super::describe::{self, Topic};
use super::description::adds_no_statement;
use super::places::{
    field_names, has_same_bytes, is_field, is_harmless, is_plain_value, is_same_stream, pages,
};
use super::trail::Trail;
use super::{Difference, Kind};
use crate::finding::Words;
use crate::verify::pdf::{Dict, File, Object, ObjectId};
use crate::verify::signature_field::Field;

/// How many differences of one revision are reported.
const MOST: usize = 50;
/// How many pairs of objects are compared for each object of the file.
const PAIRS: usize = 4;
/// How many references lead on from where one side has an object of its own and the other has not.
const DEEPEST: usize = 128;

/// Keys of a trailer that describe the file's layout, which every saving changes, or are judged on their own.
const LAYOUT: [&str; 12] = [
    "Prev",
    "Size",
    "ID",
    "Type",
    "W",
    "Index",
    "Filter",
    "DecodeParms",
    "Length",
    "Info",
    "Root",
    "XRefStm",
];
/// The only keys that a new signature field may have.
const NEW_FIELD_KEYS: [&str; 11] = ["FT", "T", "TU", "V", "Type", "Subtype", "Rect", "F", "P", "Lock", "AP"];

/// How many steps it takes to compare a value, a key, and a pair of objects.
const STEPS: (usize, usize, usize) = (2, 8, 64);
/// How many bytes of memory a pair of objects takes that is to be compared.
const PAIR: usize = 192;

struct Walk<'f, 'a> {
    file: &'f File<'a>,
    old: usize,
    new: usize,
    /// Keys of single objects that are exempt from the comparison.
    exempt: BTreeMap<ObjectId, BTreeSet<&'static str>>,
    /// Fields that were added: a page's annotations and the form may list them without another report.
    new_fields: BTreeSet<ObjectId>,
    pages: BTreeMap<ObjectId, usize>,
    /// The objects by which signature fields show, with the fields' names.
    field_names: BTreeMap<ObjectId, Rc<str>>,
    /// Whether the revision lists nothing but what was listed before: every object is what it was.
    same_objects: bool,
    seen: BTreeSet<(ObjectId, ObjectId)>,
    pending: VecDeque<(ObjectId, ObjectId, Trail)>,
    found: Vec<Difference>,
}

/// What the revision after `old` changed; the fields are those of before and after.
pub(in crate::verify) fn differences(
    file: &File<'_>,
    old: usize,
    before: &[Field],
    after: &[Field],
) -> Vec<Difference> {
    let same_objects = file.lists_nothing_new(old + 1);
    let pages = if same_objects { BTreeMap::new() } else { pages(file, old) };
    let mut walk = Walk {
        file,
        old,
        new: old + 1,
        exempt: BTreeMap::new(),
        new_fields: BTreeSet::new(),
        pages,
        field_names: field_names(before),
        same_objects,
        seen: BTreeSet::new(),
        pending: VecDeque::new(),
        found: Vec::new(),
    };
    walk.check_signed_fields(before, after);
    walk.compare_trailers();
    walk.compare_pending();
    // The form comes last, so that a field on a page is reported with its page.
    walk.compare_forms();
    walk.compare_pending();
    file.budget.release(walk.seen.len() * PAIR);
    let mut distinct = Vec::new();
    for difference in walk.found {
        if !distinct.contains(&difference) {
            distinct.push(difference);
        }
    }
    distinct
}

impl Walk<'_, '_> {
    /// Compares the pending pairs, and those that they lead to, until none is left.
    fn compare_pending(&mut self) {
        let limit = self.file.listed() * PAIRS + 1000;
        while let Some((one, other, trail)) = self.pending.pop_front() {
            if self.seen.len() > limit || self.found.len() >= MOST {
                self.pending.clear();
                return self.report_difference(&Trail::default());
            }
            let (a, b) = (self.file.get(one, self.old), self.file.get(other, self.new));
            let trail = if is_field(&a) { trail.with(b"AcroForm") } else { trail };
            let trail = match self.field_names.get(&one) {
                Some(field) => Trail { field: Some(Rc::clone(field)), ..trail },
                None => trail,
            };
            self.compare(&a, &b, &trail, Some(one), 0);
        }
    }

    fn report_difference(&mut self, trail: &Trail) {
        let moved = trail.ends_with("Rect");
        let words = match &trail.field {
            Some(field) if moved => describe::box_moved(field),
            Some(field) => describe::box_changed(field),
            None => describe::changed(Topic::of(&trail.keys()), trail.page),
        };
        self.report(Kind::Other, words);
    }

    /// Notes a difference. Of too many the last is one that no signature allows: what they are is not told.
    fn report(&mut self, kind: Kind, words: Words) {
        match self.found.len() {
            count if count < MOST => self.found.push(Difference { kind, words }),
            MOST => {
                self.found.push(Difference { kind: Kind::Other, words: describe::changed(Topic::Rest, None) })
            }
            _ => {}
        }
    }

    /// Finds the fields that were signed or added in this revision, and admits what that may change.
    fn check_signed_fields(&mut self, before: &[Field], after: &[Field]) {
        let before: HashMap<_, _> = before.iter().map(|field| (field.at, field)).collect();
        for field in after {
            match before.get(&field.at) {
                Some(old) if old.value.is_none() && field.value.is_some() => self.admit_signature(field),
                Some(_) => {}
                None => self.admit_new_field(field),
            }
        }
    }

    /// Admits the signing of a field that was there: its value and its appearance may be new, nothing else.
    fn admit_signature(&mut self, field: &Field) {
        self.exempt.entry(field.at).or_default().insert("V");
        for widget in &field.widgets {
            self.exempt.entry(*widget).or_default().insert("AP");
            let shown = self.file.get(*widget, self.new);
            if !shown.dict().is_some_and(|dict| is_plain(self.file, dict, self.new)) {
                self.report(Kind::Other, describe::odd_appearance(&field.name));
            }
        }
        self.report(Kind::Signed(field.name.clone()), describe::field_signed(&field.name));
    }

    /// Admits a field that was not there only where it shows nowhere and is signed at once, as a time stamp is.
    fn admit_new_field(&mut self, field: &Field) {
        let object = self.file.get(field.at, self.new);
        let Some(dict) = object.dict() else { return };
        // Refused or not, it is reported once, and not again where the form and the page list it.
        self.new_fields.insert(field.at);
        let plain = dict.keys().all(|key| NEW_FIELD_KEYS.iter().any(|known| known.as_bytes() == key))
            && field.widgets.iter().all(|widget| *widget == field.at)
            && (field.widgets.is_empty() || is_invisible(self.file, dict, self.new));
        let Some(value) = field.value.as_ref().and_then(|(_, value)| value.dict()).filter(|_| plain) else {
            return self.report(Kind::Other, describe::field_added(&field.name));
        };
        if self.file.entry(value, "SubFilter", self.new).is("ETSI.RFC3161") {
            self.report(Kind::TimeStamp, describe::time_stamp_added());
        } else {
            self.report(Kind::Signed(field.name.clone()), describe::field_signed(&field.name));
        }
    }

    fn compare_trailers(&mut self) {
        let file = self.file;
        let (old, new) = (file.trailer(self.old), file.trailer(self.new));
        let root = |trailer: &Dict| trailer.get(b"Root".as_slice()).and_then(Object::reference);
        match (root(old), root(new)) {
            (Some(one), Some(other)) if one == other => {
                let keys = ["DSS", "Extensions", "Version", "Metadata", "AcroForm"];
                self.exempt.entry(one).or_default().extend(keys);
                self.enqueue(one, other, &Trail::default());
                self.compare_exempt_catalog_entries(one);
            }
            _ => self.report(Kind::Other, describe::catalog_replaced()),
        }
        let birth = |trailer: &Dict| {
            trailer.get(b"ID".as_slice()).and_then(Object::array).and_then(<[_]>::first).cloned()
        };
        if birth(old) != birth(new) {
            self.report_difference(&Trail::default().with(b"ID"));
        }
        let layout: BTreeSet<&str> = LAYOUT.into();
        self.compare_dicts(old, new, &Trail::default(), &layout, 0);
        self.compare_info(old, new);
    }

    /// Judges the entries of the catalog that are exempt from the walk, each by its own rule.
    fn compare_exempt_catalog_entries(&mut self, root: ObjectId) {
        let (old, new) = (self.file.get(root, self.old), self.file.get(root, self.new));
        let (Some(old), Some(new)) = (old.dict(), new.dict()) else { return };
        if let Some(now) = new.get(b"DSS".as_slice()) {
            let same = old.get(b"DSS".as_slice()) == Some(now)
                && now.reference().is_none_or(|name| self.file.untouched(name.0, self.old, self.new));
            if !same {
                self.report(Kind::Evidence, describe::evidence_added());
            }
        }
        let trail = Trail::default().with(b"Version");
        let version = new.get(b"Version".as_slice());
        if version != old.get(b"Version".as_slice())
            && !version
                .and_then(Object::name)
                .is_some_and(|word| word.first().is_some_and(u8::is_ascii_digit))
        {
            self.report_difference(&trail);
        }
        let extensions = self.file.entry(new, "Extensions", self.new);
        if !(*extensions == Object::Null || is_harmless(self.file, &extensions, self.new, 0)) {
            self.report_difference(&Trail::default().with(b"Extensions"));
        }
        let one = self.file.entry(old, "Metadata", self.old);
        let other = self.file.entry(new, "Metadata", self.new);
        if !is_same_stream(self.file, &one, &other) {
            if adds_no_statement(self.file, &one, &other) {
                self.report(Kind::Description, describe::description_changed());
            } else {
                self.report_difference(&Trail::default().with(b"Metadata"));
            }
        }
    }

    /// Compares the forms: the new one may list new fields and say that there are signatures.
    fn compare_forms(&mut self) {
        let file = self.file;
        let none = Dict::new();
        let root = |revision| file.entry(file.trailer(revision), "Root", revision);
        let (old, new) = (root(self.old), root(self.new));
        let old = file.entry(old.dict().unwrap_or(&none), "AcroForm", self.old);
        let new = file.entry(new.dict().unwrap_or(&none), "AcroForm", self.new);
        let (old, new) = (old.dict().unwrap_or(&none), new.dict().unwrap_or(&none));
        let trail = Trail::default().with(b"AcroForm");
        let flags =
            |dict: &Dict, revision| self.file.entry(dict, "SigFlags", revision).integer().unwrap_or(0);
        let (was, is) = (flags(old, self.old), flags(new, self.new));
        if was & !is != 0 || is & !3 != 0 {
            self.report_difference(&trail.with(b"SigFlags"));
        }
        let (one, other) = (file.entry(old, "Fields", self.old), file.entry(new, "Fields", self.new));
        self.compare_grown_lists(&one, &other, &trail.with(b"Fields"));
        self.compare_dicts(old, new, &trail, &BTreeSet::from(["SigFlags", "Fields"]), 0);
    }

    /// Compares lists of which the new one may have grown by new fields at its end.
    fn compare_grown_lists(&mut self, old: &Object, new: &Object, trail: &Trail) {
        let (one, other) = (old.array().unwrap_or_default(), new.array().unwrap_or_default());
        let odd = |list: &Object| !matches!(list, Object::Array(_) | Object::Null);
        let tail = other.get(one.len()..);
        let is_new = |item: &Object| item.reference().is_some_and(|name| self.new_fields.contains(&name));
        if self.file.budget.spend(STEPS.1 * other.len()).is_err() {
            return;
        }
        if odd(old) || odd(new) || !tail.is_some_and(|tail| tail.iter().all(is_new)) {
            return self.report_difference(trail);
        }
        for (a, b) in one.iter().zip(other) {
            self.compare(a, b, trail, None, 0);
        }
    }

    /// Compares the information dictionaries: dates and programs may change, what the file calls itself may not.
    fn compare_info(&mut self, old: &Dict, new: &Dict) {
        let one = self.file.entry(old, "Info", self.old);
        let other = self.file.entry(new, "Info", self.new);
        if *one == *other {
            return;
        }
        let none = Dict::new();
        let trail = Trail::default().with(b"Info");
        let (one, other) = (one.dict().unwrap_or(&none), other.dict().unwrap_or(&none));
        self.compare_dicts(one, other, &trail, &BTreeSet::from(["ModDate", "Producer"]), 0);
        let text = |dict: &Dict, key: &str| dict.get(key.as_bytes()).cloned();
        if ["ModDate", "Producer"].iter().any(|key| text(one, key) != text(other, key)) {
            self.report(Kind::Description, describe::description_changed());
        }
    }

    fn enqueue(&mut self, one: ObjectId, other: ObjectId, trail: &Trail) {
        if self.same_objects && one == other {
            return;
        }
        let budget = &self.file.budget;
        if budget.spend(STEPS.1).is_err() || self.seen.contains(&(one, other)) {
            return;
        }
        if budget.spend(STEPS.2).is_ok() && budget.hold(PAIR).is_ok() && self.seen.insert((one, other)) {
            // A page is reported as a page, whatever leads to it first.
            let page = self.pages.get(&one).copied();
            let from_here = || Trail { page, ..Trail::default() }.with(b"Pages");
            let trail = if page.is_some() { from_here() } else { trail.clone() };
            self.pending.push_back((one, other, trail));
        }
    }

    fn compare(&mut self, old: &Object, new: &Object, trail: &Trail, at: Option<ObjectId>, depth: usize) {
        if depth > DEEPEST || self.file.budget.spend(STEPS.0).is_err() {
            return self.report_difference(trail);
        }
        match (old, new) {
            (Object::Ref(one), Object::Ref(other)) => self.enqueue(*one, *other, trail),
            (Object::Ref(_), new) => {
                let old = self.file.follow(old, self.old);
                self.compare(&old, new, trail, None, depth + 1);
            }
            (old, Object::Ref(_)) => {
                let new = self.file.follow(new, self.new);
                self.compare(old, &new, trail, None, depth + 1);
            }
            (Object::Array(one), Object::Array(other)) if one.len() == other.len() => {
                for (a, b) in one.iter().zip(other) {
                    self.compare(a, b, trail, None, depth + 1);
                }
            }
            (Object::Dict(one), Object::Dict(other)) => self.compare_entries_of(one, other, trail, at, depth),
            (Object::Stream(one), Object::Stream(other)) => {
                if !has_same_bytes(self.file, one, other) {
                    self.report_difference(trail);
                }
                self.compare_entries_of(&one.dict, &other.dict, trail, at, depth);
            }
            (one, other) if one == other => {}
            // What cannot be read could lead anywhere, and be read by others.
            _ => self.report_difference(trail),
        }
    }

    /// Compares two dictionaries but for their exempt keys; a page's annotations may have grown by new fields.
    fn compare_entries_of(
        &mut self,
        old: &Dict,
        new: &Dict,
        trail: &Trail,
        at: Option<ObjectId>,
        depth: usize,
    ) {
        let mut exempt = at.and_then(|at| self.exempt.get(&at).cloned()).unwrap_or_default();
        if at.is_some_and(|at| self.pages.contains_key(&at)) && !self.new_fields.is_empty() {
            let one = self.file.entry(old, "Annots", self.old);
            let other = self.file.entry(new, "Annots", self.new);
            self.compare_grown_lists(&one, &other, &trail.with(b"Annots"));
            exempt.insert("Annots");
        }
        self.compare_dicts(old, new, trail, &exempt, depth);
    }

    fn compare_dicts(
        &mut self,
        old: &Dict,
        new: &Dict,
        trail: &Trail,
        exempt: &BTreeSet<&str>,
        depth: usize,
    ) {
        let mut keys: Vec<_> = old.keys().chain(new.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            if self.file.budget.spend(STEPS.1).is_err() {
                return;
            }
            let [old, new] = [old, new].map(|dict| dict.get(key).unwrap_or(&Object::Null));
            let plainly_same = is_plain_value(old) && old == new;
            if !plainly_same && !exempt.iter().any(|one| one.as_bytes() == key) {
                self.compare(old, new, &trail.with(key), None, depth + 1);
            }
        }
    }
}
