//! Turn revisions into objects: what a number meant as of each.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::cipher::{Cipher, Closed};
use super::lex::{Lexer, Malformed};
use super::object::{Dict, Found, Object, ObjectId, Stream, Unread};
use super::revision::{Fault, Revision, revisions};
use super::stream::decode;
use super::table::{XrefEntry, object_header, stream_body};
use crate::verify::budget::Budget;

/// How many steps it takes to look for an object.
const STEP: usize = 16;

/// Where an object stands: an offset, or an object stream's offset with an index in it.
type Location = (usize, Option<u32>);

/// A PDF file, read.
pub(in crate::verify) struct File<'a> {
    pub(in crate::verify) bytes: &'a [u8],
    pub(in crate::verify) revisions: Vec<Revision>,
    pub(in crate::verify) budget: Budget,
    /// What each revision lists, in the order of numbers, and then of revisions.
    index: Vec<(u32, u32, XrefEntry)>,
    cipher: Option<Cipher>,
    /// The encryption dictionary, where it is an object of its own: it is not encrypted itself.
    terms: Option<ObjectId>,
    kept: RefCell<Kept>,
    object_streams: RefCell<HashMap<usize, Option<Rc<ObjectStream>>>>,
}

/// Objects that were read and are kept at hand, with the memory that they take.
#[derive(Default)]
struct Kept {
    objects: HashMap<(u32, Location), Rc<Object>>,
    weight: usize,
}

/// An object stream, decoded, with the object numbers and offsets of what it holds.
struct ObjectStream {
    plain: Vec<u8>,
    offsets: Vec<(u32, usize)>,
}

/// What all revisions list, to be looked up.
fn index(revisions: &[Revision]) -> Vec<(u32, u32, XrefEntry)> {
    let mut all = Vec::new();
    for (at, revision) in (0..).zip(revisions) {
        all.extend(revision.listed().map(|(number, entry)| (number, at, entry)));
    }
    // Stable, so that of the entries of one revision the one that counts is kept.
    all.sort_by_key(|(number, revision, _)| (*number, *revision));
    all.dedup_by_key(|(number, revision, _)| (*number, *revision));
    all
}

impl<'a> File<'a> {
    /// Finds the revisions of a file and leaves it locked if it is encrypted: its strings and streams are then not
    /// what they say.
    pub(in crate::verify) fn closed(bytes: &'a [u8]) -> Result<Self, Fault> {
        Self::within(bytes, Budget::of(bytes.len())).map_err(|(fault, _)| fault)
    }

    /// The same with a budget, which is given back where the file cannot be read.
    fn within(bytes: &'a [u8], budget: Budget) -> Result<Self, (Fault, Budget)> {
        match revisions(bytes, &budget) {
            Ok(revisions) => {
                let index = index(&revisions);
                let (kept, object_streams) = (RefCell::default(), RefCell::default());
                Ok(Self { bytes, revisions, budget, index, cipher: None, terms: None, kept, object_streams })
            }
            Err(fault) => Err((fault, budget)),
        }
    }

    /// The same, and opens it if it is encrypted: without a password, or with the one given.
    pub(in crate::verify) fn new(bytes: &'a [u8], password: Option<&str>) -> Result<Self, (Fault, Budget)> {
        let mut file = Self::within(bytes, Budget::of(bytes.len()))?;
        match file.cipher(password) {
            Ok(cipher) => {
                file.terms = file.trailer(file.last()).get(b"Encrypt").and_then(Object::reference);
                file.cipher = cipher;
                // What was read so far was read without it.
                file.budget.release(file.kept.take().weight);
                Ok(file)
            }
            Err(fault) => Err((fault, file.budget)),
        }
    }

    /// Whether nobody needs a password to open it: it is not encrypted, or an empty password opens it.
    pub(in crate::verify) fn is_open(&self) -> bool {
        self.cipher(None).is_ok()
    }

    /// What opens the file, where it is encrypted.
    fn cipher(&self, password: Option<&str>) -> Result<Option<Cipher>, Fault> {
        let last = self.last();
        if !self.trailer(last).contains_key(b"Encrypt".as_slice()) {
            return Ok(None);
        }
        let terms = self.entry(self.trailer(last), "Encrypt", last);
        let terms = terms.dict().ok_or(Fault::Cipher)?;
        let opened = Cipher::open(terms, "").or_else(|closed| match password {
            Some(password) => Cipher::open(terms, password),
            None => Err(closed),
        });
        opened.map(Some).map_err(|closed| match closed {
            Closed::Password => Fault::Locked,
            Closed::Foreign => Fault::Cipher,
        })
    }

    /// The index of the last revision.
    pub(in crate::verify) fn last(&self) -> usize {
        self.revisions.len().saturating_sub(1)
    }

    /// The trailer as of a revision; empty beyond the last.
    pub(in crate::verify) fn trailer(&self, revision: usize) -> &Dict {
        static NONE: Dict = Dict::new();
        self.revisions.get(revision).and_then(Revision::last).map_or(&NONE, |section| &section.trailer)
    }

    /// How many objects all tables together list.
    pub(in crate::verify) fn listed(&self) -> usize {
        self.index.len()
    }

    /// Every object as of the last revision. They are not kept: a file may hold many.
    pub(in crate::verify) fn objects(&self) -> impl Iterator<Item = (ObjectId, Object)> + '_ {
        let last = self.last();
        let numbers = self.index.chunk_by(|(one, ..), (other, ..)| one == other).map(|entries| entries[0].0);
        numbers.filter_map(move |number| {
            let (location, generation) = self.location(number, last)?;
            let id = (number, generation);
            let read = self.budget.spend(STEP).map_err(Malformed::from);
            let read = read.and_then(|()| self.read(location, id, last));
            Some((id, read.map_or(Object::Unread(Unread), |(object, _)| object)))
        })
    }

    /// An object's cross-reference entry as of a revision.
    pub(in crate::verify) fn xref_entry(&self, number: u32, revision: usize) -> Option<XrefEntry> {
        let until = self.index.partition_point(|(one, at, _)| (*one, *at as usize) <= (number, revision));
        let (one, _, entry) = self.index.get(until.checked_sub(1)?)?;
        (*one == number).then_some(*entry)
    }

    /// Whether a revision lists nothing but what was listed before, in the same places.
    pub(in crate::verify) fn lists_nothing_new(&self, revision: usize) -> bool {
        let Some(before) = revision.checked_sub(1) else { return false };
        let Some(listed) = self.revisions.get(revision) else { return false };
        listed.listed().all(|(number, _)| {
            self.budget.spend(STEP).is_ok()
                && self.xref_entry(number, before) == self.xref_entry(number, revision)
        })
    }

    fn location(&self, number: u32, revision: usize) -> Option<(Location, u16)> {
        match self.xref_entry(number, revision)? {
            XrefEntry::Free => None,
            XrefEntry::InUse(offset, generation) => Some(((offset, None), generation)),
            XrefEntry::Compressed(stream, index) => match self.xref_entry(stream, revision)? {
                XrefEntry::InUse(offset, 0) => Some(((offset, Some(index)), 0)),
                _ => None,
            },
        }
    }

    /// The object of this identifier as of a revision; null where there is none.
    pub(in crate::verify) fn get(&self, id: ObjectId, revision: usize) -> Rc<Object> {
        let Some((location, _)) = self.location(id.0, revision).filter(|(_, generation)| *generation == id.1)
        else {
            return Rc::new(Object::Null);
        };
        if self.budget.spend(STEP).is_err() {
            return Rc::new(Object::Unread(Unread));
        }
        if let Some(known) = self.kept.borrow().objects.get(&(id.0, location)) {
            return Rc::clone(known);
        }
        let (object, weight) =
            self.read(location, id, revision).unwrap_or((Object::Unread(Unread), size_of::<Object>()));
        let object = Rc::new(object);
        self.keep((id.0, location), &object, weight);
        object
    }

    /// Keeps an object at hand; where those kept take too much memory they are let go, and read again if need be.
    fn keep(&self, at: (u32, Location), object: &Rc<Object>, weight: usize) {
        let mut kept = self.kept.borrow_mut();
        if kept.weight + weight > self.budget.at_hand() {
            self.budget.release(kept.weight);
            *kept = Kept::default();
        }
        if self.budget.hold(weight).is_ok() {
            kept.weight += weight;
            kept.objects.insert(at, Rc::clone(object));
        }
    }

    /// Reads an object at its place, opened, with the memory that it takes.
    fn read(&self, location: Location, id: ObjectId, revision: usize) -> Result<(Object, usize), Malformed> {
        let (offset, Some(index)) = location else {
            let mut lexer = self.lexer(location.0);
            let object = self.object_here(&mut lexer, id, revision)?;
            let object = match &self.cipher {
                Some(cipher) if self.terms != Some(id) => cipher.opened(object)?,
                _ => object,
            };
            return Ok((object, lexer.weight()));
        };
        let stream = self.object_stream(offset, revision).ok_or(Malformed)?;
        let (number, at) = stream.offsets.get(index as usize).copied().ok_or(Malformed)?;
        if id != (number, 0) {
            return Err(Malformed);
        }
        let mut lexer = Lexer::of_stream(&stream.plain, at, &self.budget);
        Ok((lexer.object()?, lexer.weight()))
    }

    fn lexer(&self, at: usize) -> Lexer<'_> {
        Lexer::of_file(self.bytes, at, &self.budget)
    }

    /// Whether an object stands at the same offset as of two revisions, so that it cannot differ.
    pub(in crate::verify) fn untouched(&self, number: u32, one: usize, other: usize) -> bool {
        self.location(number, one) == self.location(number, other)
    }

    /// The value itself, or what it refers to, through at most a few references.
    pub(in crate::verify) fn follow<'v>(&self, value: &'v Object, revision: usize) -> Found<'v> {
        let Object::Ref(id) = value else { return Found::Direct(value) };
        let mut found = self.get(*id, revision);
        for _ in 1..8 {
            let Object::Ref(id) = *found else { return Found::Indirect(found) };
            found = self.get(id, revision);
        }
        Found::Indirect(Rc::new(Object::Unread(Unread)))
    }

    /// What a key of a dictionary leads to.
    pub(in crate::verify) fn entry<'v>(&self, dict: &'v Dict, key: &str, revision: usize) -> Found<'v> {
        static NOTHING: Object = Object::Null;
        dict.get(key.as_bytes()).map_or(Found::Direct(&NOTHING), |value| self.follow(value, revision))
    }

    /// The indirect object at an offset, and where it ends.
    pub(in crate::verify) fn object_at(
        &self,
        offset: usize,
        id: ObjectId,
        revision: usize,
    ) -> Result<(Object, usize), Malformed> {
        let mut lexer = self.lexer(offset);
        let object = self.object_here(&mut lexer, id, revision)?;
        Ok((object, lexer.at()))
    }

    fn object_here(&self, lexer: &mut Lexer<'_>, id: ObjectId, revision: usize) -> Result<Object, Malformed> {
        if !self.bytes.get(lexer.at()).is_some_and(u8::is_ascii_digit) || object_header(lexer)? != id {
            return Err(Malformed);
        }
        let object = lexer.object()?;
        if lexer.keyword(b"endobj") {
            return Ok(object);
        }
        let Object::Dict(dict) = object else { return Err(Malformed) };
        let length = match dict.get(b"Length".as_slice()) {
            Some(Object::Integer(length)) => *length,
            Some(Object::Ref(at)) if *at != id => self.stream_length(*at, revision)?,
            _ => return Err(Malformed),
        };
        let body = stream_body(self.bytes, lexer, usize::try_from(length).map_err(|_| Malformed)?)?;
        Ok(Object::Stream(Stream { dict, body, id }))
    }

    /// The length of a stream where it stands in an object of its own: a plain number in the file.
    fn stream_length(&self, id: ObjectId, revision: usize) -> Result<i64, Malformed> {
        match self.xref_entry(id.0, revision) {
            Some(XrefEntry::InUse(offset, generation)) if generation == id.1 => {
                let mut lexer = self.lexer(offset);
                if object_header(&mut lexer)? != id {
                    return Err(Malformed);
                }
                lexer.object()?.integer().ok_or(Malformed)
            }
            _ => Err(Malformed),
        }
    }

    /// Reads every object that any revision lists and unpacks every stream of objects, and fails where one cannot be
    /// read, or all of them together take too much. Other readers hold all at once, and many times over.
    pub(in crate::verify) fn unpack(&self) -> Result<(), Malformed> {
        for (number, revision, _) in &self.index {
            let revision = *revision as usize;
            let Some((location, generation)) = self.location(*number, revision) else { continue };
            let (object, weight) = self.read(location, (*number, generation), revision)?;
            self.budget.hold(2 * weight)?;
            if matches!(&object, Object::Stream(stream) if stream.dict.get(b"Type".as_slice()).is_some_and(|kind| kind.is("ObjStm")))
            {
                self.object_stream(location.0, revision).ok_or(Malformed)?;
            }
        }
        if self.budget.is_over() { Err(Malformed) } else { Ok(()) }
    }

    fn object_stream(&self, offset: usize, revision: usize) -> Option<Rc<ObjectStream>> {
        if let Some(known) = self.object_streams.borrow().get(&offset) {
            return known.clone();
        }
        let stream = self.read_object_stream(offset, revision).ok().map(Rc::new);
        self.object_streams.borrow_mut().insert(offset, stream.clone());
        stream
    }

    fn read_object_stream(&self, offset: usize, revision: usize) -> Result<ObjectStream, Malformed> {
        let mut lexer = self.lexer(offset);
        let id = object_header(&mut lexer)?;
        let (Object::Stream(stream), _) = self.object_at(offset, id, revision)? else {
            return Err(Malformed);
        };
        let number = |key: &str| {
            let found = stream.dict.get(key.as_bytes()).and_then(Object::integer);
            found.and_then(|number| usize::try_from(number).ok()).ok_or(Malformed)
        };
        let (many, first) = (number("N")?, number("First")?);
        if !stream.dict.get(b"Type".as_slice()).is_some_and(|kind| kind.is("ObjStm")) {
            return Err(Malformed);
        }
        let plain = self.decoded(&stream)?;
        self.budget.hold(plain.len())?;
        let mut lexer = Lexer::of_stream(&plain, 0, &self.budget);
        let mut offsets = Vec::new();
        for _ in 0..many {
            self.budget.hold(2 * size_of::<(u32, usize)>())?;
            let number = lexer.unsigned().and_then(|number| u32::try_from(number).ok()).ok_or(Malformed)?;
            let at = lexer.unsigned().and_then(|at| usize::try_from(at).ok()).ok_or(Malformed)?;
            offsets.push((number, first.checked_add(at).ok_or(Malformed)?));
        }
        Ok(ObjectStream { plain, offsets })
    }

    /// The bytes of a stream as they stand in the file, encoded.
    pub(in crate::verify) fn encoded(&self, stream: &Stream) -> &'a [u8] {
        self.bytes.get(stream.body.clone()).unwrap_or_default()
    }

    /// The bytes of a stream with its filters undone.
    pub(in crate::verify) fn decoded(&self, stream: &Stream) -> Result<Vec<u8>, Malformed> {
        match &self.cipher {
            Some(cipher) => decode(&stream.dict, &cipher.stream(self.encoded(stream))?, &self.budget),
            None => decode(&stream.dict, self.encoded(stream), &self.budget),
        }
    }

    /// The objects a revision wrote, each with the bytes it takes, and the first of those listed where there is none.
    pub(in crate::verify) fn written(
        &self,
        revision: usize,
        most: usize,
    ) -> (BTreeMap<usize, (u32, usize)>, Vec<u32>) {
        let (mut spans, mut absent) = (BTreeMap::new(), Vec::new());
        for (number, entry) in self.revisions.get(revision).iter().flat_map(|revision| revision.listed()) {
            let XrefEntry::InUse(offset, generation) = entry else { continue };
            match self.object_at(offset, (number, generation), revision) {
                Ok((_, end)) => drop(spans.insert(offset, (number, end))),
                Err(Malformed) if absent.len() < most => absent.push(number),
                Err(Malformed) => {}
            }
        }
        (spans, absent)
    }
}
