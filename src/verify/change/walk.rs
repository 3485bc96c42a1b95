//! Walk the objects of two revisions side by side, from the trailer down, and find where they differ.
//!
//! Everything must be equal but for a few named places, which the walk does not enter and which are looked
//! at on their own. An object that also hangs elsewhere is held to equality there, so that nothing gets in
//! through an allowed place.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::appearance::{is_invisible, is_plain};
use super::description::says_the_same;
use super::places::{boxes, is_field, is_harmless, pages};
use super::words::{self, Topic};
use super::{Difference, Kind};
use crate::finding::Words;
use crate::verify::field::Field;
use crate::verify::pdf::{Dict, File, Name, Object};

/// How many differences are told of one revision.
const MOST: usize = 50;
/// How many pairs of objects are compared for each object of the file.
const PAIRS: usize = 4;
/// How many references lead on from where one side has an object of its own and the other has not.
const DEEPEST: usize = 128;

/// Keys of a trailer that tell of the file's layout, or are looked at on their own.
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
/// Keys that a signature field may have which was not there before.
const FRESH: [&str; 11] = ["FT", "T", "TU", "V", "Type", "Subtype", "Rect", "F", "P", "Lock", "AP"];

/// Where the walk is.
#[derive(Debug, Clone, Default)]
struct Trail {
    keys: Vec<String>,
    page: Option<usize>,
    /// The signature field it is in.
    field: Option<String>,
}

impl Trail {
    fn with(&self, key: &[u8]) -> Self {
        let mut trail = self.clone();
        if trail.keys.len() < 12 {
            trail.keys.push(String::from_utf8_lossy(key).chars().take(40).collect());
        }
        trail
    }
}

struct Walk<'f, 'a> {
    file: &'f File<'a>,
    old: usize,
    new: usize,
    /// Keys of single objects that are looked at on their own.
    apart: BTreeMap<Name, BTreeSet<&'static str>>,
    /// Widgets that a page may newly list, and fields that the form may.
    fresh: BTreeSet<Name>,
    pages: BTreeMap<Name, usize>,
    /// Where signature fields show, with their names.
    boxes: BTreeMap<Name, String>,
    seen: BTreeSet<(Name, Name)>,
    todo: VecDeque<(Name, Name, Trail)>,
    found: Vec<Difference>,
}

/// What the revision after `old` changed; the fields are those of before and after.
pub(in crate::verify) fn differences(
    file: &File<'_>,
    old: usize,
    before: &[Field],
    after: &[Field],
) -> Vec<Difference> {
    let pages = pages(file, old);
    let mut walk = Walk {
        file,
        old,
        new: old + 1,
        apart: BTreeMap::new(),
        fresh: BTreeSet::new(),
        pages,
        boxes: boxes(before),
        seen: BTreeSet::new(),
        todo: VecDeque::new(),
        found: Vec::new(),
    };
    walk.fields(before, after);
    walk.trailer();
    walk.on();
    // The form comes last, so that a field on a page is told with its page.
    walk.form();
    walk.on();
    let mut told = Vec::new();
    for difference in walk.found {
        if !told.contains(&difference) {
            told.push(difference);
        }
    }
    told
}

impl Walk<'_, '_> {
    /// Compares all pairs of objects that are to be.
    fn on(&mut self) {
        let limit = self.file.listed() * PAIRS + 1000;
        while let Some((one, other, trail)) = self.todo.pop_front() {
            if self.seen.len() > limit || self.found.len() >= MOST {
                self.todo.clear();
                return self.differs(&Trail::default());
            }
            let (a, b) = (self.file.get(one, self.old), self.file.get(other, self.new));
            let trail = if is_field(&a) { trail.with(b"AcroForm") } else { trail };
            let trail = Trail { field: self.boxes.get(&one).cloned().or(trail.field), ..trail };
            self.compare(&a, &b, &trail, Some(one), 0);
        }
    }

    fn differs(&mut self, trail: &Trail) {
        let moved = trail.keys.last().is_some_and(|key| key == "Rect");
        let words = match &trail.field {
            Some(field) if moved => words::box_moved(field),
            Some(field) => words::box_changed(field),
            None => words::changed(Topic::of(&trail.keys), trail.page),
        };
        self.found.push(Difference { kind: Kind::Other, words });
    }

    fn tells(&mut self, kind: Kind, words: Words) {
        self.found.push(Difference { kind, words });
    }

    /// Looks at fields that were signed in this revision, and sets apart what signing them may touch.
    fn fields(&mut self, before: &[Field], after: &[Field]) {
        for field in after {
            match before.iter().find(|old| old.at == field.at) {
                Some(old) if old.value.is_none() && field.value.is_some() => self.filled(field),
                Some(_) => {}
                None => self.added(field),
            }
        }
    }

    /// A field that was there and is now signed: its value and its picture may be new, nothing else.
    fn filled(&mut self, field: &Field) {
        self.apart.entry(field.at).or_default().insert("V");
        for widget in &field.widgets {
            self.apart.entry(*widget).or_default().insert("AP");
            let shown = self.file.get(*widget, self.new);
            if !shown.dict().is_some_and(|dict| is_plain(self.file, dict, self.new)) {
                self.tells(Kind::Other, words::odd_appearance(&field.name));
            }
        }
        self.tells(Kind::Signed(field.name.clone()), words::field_signed(&field.name));
    }

    /// A field that was not there: only one that shows nowhere and is signed at once is no offence.
    fn added(&mut self, field: &Field) {
        let object = self.file.get(field.at, self.new);
        let Some(dict) = object.dict() else { return };
        // Refused or not, it is told once, and not again where the form and the page list it.
        self.fresh.insert(field.at);
        let plain = dict.keys().all(|key| FRESH.iter().any(|known| known.as_bytes() == key))
            && field.widgets.iter().all(|widget| *widget == field.at)
            && (field.widgets.is_empty() || is_invisible(self.file, dict, self.new));
        let Some(value) = field.value.as_ref().and_then(|(_, value)| value.dict()).filter(|_| plain) else {
            return self.tells(Kind::Other, words::field_added(&field.name));
        };
        if self.file.entry(value, "SubFilter", self.new).is("ETSI.RFC3161") {
            self.tells(Kind::Stamp, words::stamp_added());
        } else {
            self.tells(Kind::Signed(field.name.clone()), words::field_signed(&field.name));
        }
    }

    fn trailer(&mut self) {
        let (old, new) = (self.file.trailer(self.old).clone(), self.file.trailer(self.new).clone());
        let root = |trailer: &Dict| trailer.get(b"Root".as_slice()).and_then(Object::name);
        match (root(&old), root(&new)) {
            (Some(one), Some(other)) if one == other => {
                let keys = ["DSS", "Extensions", "Version", "Metadata", "AcroForm"];
                self.apart.entry(one).or_default().extend(keys);
                self.push(one, other, &Trail::default());
                self.catalog(one);
            }
            _ => self.tells(Kind::Other, words::catalog_replaced()),
        }
        let birth = |trailer: &Dict| {
            trailer.get(b"ID".as_slice()).and_then(Object::array).and_then(<[_]>::first).cloned()
        };
        if birth(&old) != birth(&new) {
            self.differs(&Trail::default().with(b"ID"));
        }
        let layout: BTreeSet<&str> = LAYOUT.into();
        self.dicts(&old, &new, &Trail::default(), &layout, 0);
        self.description(&old, &new);
    }

    /// The places of the catalog that the walk does not enter.
    fn catalog(&mut self, root: Name) {
        let (old, new) = (self.file.get(root, self.old), self.file.get(root, self.new));
        let (Some(old), Some(new)) = (old.dict(), new.dict()) else { return };
        if let Some(now) = new.get(b"DSS".as_slice()) {
            let same = old.get(b"DSS".as_slice()) == Some(now)
                && now.name().is_none_or(|name| self.file.untouched(name.0, self.old, self.new));
            if !same {
                self.tells(Kind::Evidence, words::evidence_added());
            }
        }
        let trail = Trail::default().with(b"Version");
        let version = new.get(b"Version".as_slice());
        if version != old.get(b"Version".as_slice())
            && !version
                .and_then(Object::word)
                .is_some_and(|word| word.first().is_some_and(u8::is_ascii_digit))
        {
            self.differs(&trail);
        }
        let extensions = self.file.entry(new, "Extensions", self.new);
        if !(*extensions == Object::Null || is_harmless(self.file, &extensions, self.new, 0)) {
            self.differs(&Trail::default().with(b"Extensions"));
        }
        let metadata = |dict: &Dict, revision| self.file.entry(dict, "Metadata", revision);
        let (one, other) = (metadata(old, self.old), metadata(new, self.new));
        if !self.is_same_stream(&one, &other) {
            if says_the_same(self.file, &one, &other) {
                self.tells(Kind::Description, words::description_changed());
            } else {
                self.differs(&Trail::default().with(b"Metadata"));
            }
        }
    }

    fn is_same_stream(&self, one: &Rc<Object>, other: &Rc<Object>) -> bool {
        match (&**one, &**other) {
            (Object::Stream(a), Object::Stream(b)) => self.file.packed(a) == self.file.packed(b),
            (a, b) => a == b,
        }
    }

    /// The form: it may list fresh fields and say that there are signatures.
    fn form(&mut self) {
        let form = |revision| {
            let root = self.file.entry(self.file.trailer(revision), "Root", revision);
            root.dict().map(|root| self.file.entry(root, "AcroForm", revision))
        };
        let (old, new) = (form(self.old), form(self.new));
        let none = Dict::new();
        let trail = Trail::default().with(b"AcroForm");
        let old = old.as_ref().and_then(|form| form.dict()).unwrap_or(&none);
        let new = new.as_ref().and_then(|form| form.dict()).unwrap_or(&none);
        let flags = |dict: &Dict, revision| self.file.entry(dict, "SigFlags", revision).whole().unwrap_or(0);
        let (was, is) = (flags(old, self.old), flags(new, self.new));
        if was & !is != 0 || is & !3 != 0 {
            self.differs(&trail.with(b"SigFlags"));
        }
        let list = |dict: &Dict, revision| self.file.entry(dict, "Fields", revision);
        self.lists(&list(old, self.old), &list(new, self.new), &trail.with(b"Fields"));
        self.dicts(old, new, &trail, &BTreeSet::from(["SigFlags", "Fields"]), 0);
    }

    /// A list that may have grown by fresh fields at its end.
    fn lists(&mut self, old: &Object, new: &Object, trail: &Trail) {
        let (one, other) = (old.array().unwrap_or_default(), new.array().unwrap_or_default());
        let odd = |list: &Object| !matches!(list, Object::Array(_) | Object::Null);
        let tail = other.get(one.len()..);
        let fresh = |item: &Object| item.name().is_some_and(|name| self.fresh.contains(&name));
        if odd(old) || odd(new) || !tail.is_some_and(|tail| tail.iter().all(fresh)) {
            return self.differs(trail);
        }
        for (a, b) in one.iter().zip(other) {
            self.compare(a, b, trail, None, 0);
        }
    }

    /// The facts about the file: its dates and programs may change, what it calls itself may not.
    fn description(&mut self, old: &Dict, new: &Dict) {
        let facts = |trailer: &Dict, revision| self.file.entry(trailer, "Info", revision);
        let (one, other) = (facts(old, self.old), facts(new, self.new));
        if one == other {
            return;
        }
        let none = Dict::new();
        let trail = Trail::default().with(b"Info");
        let (one, other) = (one.dict().unwrap_or(&none), other.dict().unwrap_or(&none));
        self.dicts(one, other, &trail, &BTreeSet::from(["ModDate", "Producer"]), 0);
        let text = |dict: &Dict, key: &str| dict.get(key.as_bytes()).cloned();
        if ["ModDate", "Producer"].iter().any(|key| text(one, key) != text(other, key)) {
            self.tells(Kind::Description, words::description_changed());
        }
    }

    fn push(&mut self, one: Name, other: Name, trail: &Trail) {
        if self.seen.insert((one, other)) {
            // A page is told as a page, whatever leads to it first.
            let page = self.pages.get(&one).copied();
            let fresh = || Trail { page, ..Trail::default() }.with(b"Pages");
            let trail = if page.is_some() { fresh() } else { trail.clone() };
            self.todo.push_back((one, other, trail));
        }
    }

    fn compare(&mut self, old: &Object, new: &Object, trail: &Trail, at: Option<Name>, depth: usize) {
        if depth > DEEPEST {
            return self.differs(trail);
        }
        match (old, new) {
            (Object::Ref(one), Object::Ref(other)) => self.push(*one, *other, trail),
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
            (Object::Dict(one), Object::Dict(other)) => self.objects(one, other, trail, at, depth),
            (Object::Stream(one), Object::Stream(other)) => {
                if self.file.packed(one) != self.file.packed(other) {
                    self.differs(trail);
                }
                self.objects(&one.dict, &other.dict, trail, at, depth);
            }
            (one, other) if one == other => {}
            // What cannot be read could lead anywhere, and be read by others.
            _ => self.differs(trail),
        }
    }

    /// Two dictionaries of which some keys may be set apart.
    fn objects(&mut self, old: &Dict, new: &Dict, trail: &Trail, at: Option<Name>, depth: usize) {
        let mut apart = at.and_then(|at| self.apart.get(&at).cloned()).unwrap_or_default();
        if at.is_some_and(|at| self.pages.contains_key(&at)) && !self.fresh.is_empty() {
            let list = |dict: &Dict, revision| self.file.entry(dict, "Annots", revision);
            self.lists(&list(old, self.old), &list(new, self.new), &trail.with(b"Annots"));
            apart.insert("Annots");
        }
        self.dicts(old, new, trail, &apart, depth);
    }

    fn dicts(&mut self, old: &Dict, new: &Dict, trail: &Trail, apart: &BTreeSet<&str>, depth: usize) {
        let keys: BTreeSet<&Vec<u8>> = old.keys().chain(new.keys()).collect();
        for key in keys {
            if apart.iter().any(|one| one.as_bytes() == key.as_slice()) {
                continue;
            }
            let [old, new] = [old, new].map(|dict| dict.get(key).unwrap_or(&Object::Null));
            self.compare(old, new, &trail.with(key), None, depth + 1);
        }
    }
}
