//! Turn revisions into objects: what a number meant as of each.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::cipher::{Cipher, Closed};
use super::lex::{Lexer, Malformed};
use super::object::{Dict, Object, ObjectId, Stream, Unread};
use super::revision::{Fault, Revision, revisions};
use super::stream::decode;
use super::table::{XrefEntry, object_header, stream_body};

/// How many bytes all object streams together may decode to, so that a small file cannot fill the memory.
const DECODED: usize = 256 << 20;

/// Where an object stands: an offset, or an object stream's offset with an index in it.
type Location = (usize, Option<u32>);

/// A PDF file, read.
pub(in crate::verify) struct File<'a> {
    pub(in crate::verify) bytes: &'a [u8],
    pub(in crate::verify) revisions: Vec<Revision>,
    cipher: Option<Cipher>,
    cache: RefCell<HashMap<(u32, Location), Rc<Object>>>,
    object_streams: RefCell<HashMap<usize, Option<Rc<ObjectStream>>>>,
    budget: Cell<usize>,
}

/// An object stream, decoded, with the object numbers and offsets of what it holds.
struct ObjectStream {
    plain: Vec<u8>,
    offsets: Vec<(u32, usize)>,
}

impl<'a> File<'a> {
    /// Finds the revisions of a file and leaves it locked if it is encrypted: its strings and streams are then not
    /// what they say.
    pub(in crate::verify) fn closed(bytes: &'a [u8]) -> Result<Self, Fault> {
        let revisions = revisions(bytes)?;
        let (cache, object_streams) = (RefCell::default(), RefCell::default());
        Ok(Self { bytes, revisions, cipher: None, cache, object_streams, budget: Cell::new(DECODED) })
    }

    /// The same, and opens it if it is encrypted: without a password, or with the one given.
    pub(in crate::verify) fn new(bytes: &'a [u8], password: Option<&str>) -> Result<Self, Fault> {
        let mut file = Self::closed(bytes)?;
        let last = file.last();
        if file.trailer(last).contains_key(b"Encrypt".as_slice()) {
            let terms = file.entry(file.trailer(last), "Encrypt", last);
            let terms = terms.dict().ok_or(Fault::Cipher)?;
            let opened = Cipher::open(terms, "").or_else(|closed| match password {
                Some(password) => Cipher::open(terms, password),
                None => Err(closed),
            });
            file.cipher = Some(opened.map_err(|closed| match closed {
                Closed::Password => Fault::Locked,
                Closed::Foreign => Fault::Cipher,
            })?);
        }
        Ok(file)
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
        self.revisions
            .iter()
            .flat_map(|revision| &revision.sections)
            .map(|section| section.entries.len())
            .sum()
    }

    /// The numbers that are listed up to a revision.
    fn numbers(&self, revision: usize) -> BTreeSet<u32> {
        let sections = self.revisions.iter().take(revision + 1).flat_map(|revision| &revision.sections);
        sections.flat_map(|section| section.entries.keys().copied()).collect()
    }

    /// Every object as of a revision.
    pub(in crate::verify) fn objects(
        &self,
        revision: usize,
    ) -> impl Iterator<Item = (ObjectId, Rc<Object>)> + '_ {
        self.numbers(revision).into_iter().filter_map(move |number| {
            let id = (number, self.location(number, revision)?.1);
            Some((id, self.get(id, revision)))
        })
    }

    /// An object's cross-reference entry as of a revision.
    pub(in crate::verify) fn xref_entry(&self, number: u32, revision: usize) -> Option<XrefEntry> {
        let until = self.revisions.iter().take(revision + 1).rev();
        until.flat_map(|revision| revision.xref_entry(number)).next()
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
        if let Some(known) = self.cache.borrow().get(&(id.0, location)) {
            return Rc::clone(known);
        }
        let read = match location {
            (offset, None) => {
                self.object_at(offset, id, revision).and_then(|(object, _)| match &self.cipher {
                    Some(cipher) => cipher.opened(object),
                    None => Ok(object),
                })
            }
            (offset, Some(index)) => self.compressed_object(offset, index, id, revision),
        };
        let object = Rc::new(read.unwrap_or(Object::Unread(Unread)));
        self.cache.borrow_mut().insert((id.0, location), Rc::clone(&object));
        object
    }

    /// Whether an object stands at the same offset as of two revisions, so that it cannot differ.
    pub(in crate::verify) fn untouched(&self, number: u32, one: usize, other: usize) -> bool {
        self.location(number, one) == self.location(number, other)
    }

    /// The value itself, or what it refers to, through at most a few references.
    pub(in crate::verify) fn follow(&self, value: &Object, revision: usize) -> Rc<Object> {
        let mut found = Rc::new(value.clone());
        for _ in 0..8 {
            let Object::Ref(id) = *found else { return found };
            found = self.get(id, revision);
        }
        Rc::new(Object::Unread(Unread))
    }

    /// What a key of a dictionary leads to.
    pub(in crate::verify) fn entry(&self, dict: &Dict, key: &str, revision: usize) -> Rc<Object> {
        dict.get(key.as_bytes()).map_or_else(|| Rc::new(Object::Null), |value| self.follow(value, revision))
    }

    /// The indirect object at an offset, and where it ends.
    pub(in crate::verify) fn object_at(
        &self,
        offset: usize,
        id: ObjectId,
        revision: usize,
    ) -> Result<(Object, usize), Malformed> {
        if !self.bytes.get(offset).is_some_and(u8::is_ascii_digit) {
            return Err(Malformed);
        }
        let mut lexer = Lexer::of_file(self.bytes, offset);
        if object_header(&mut lexer)? != id {
            return Err(Malformed);
        }
        let object = lexer.object()?;
        let before = lexer.at();
        if lexer.keyword(b"endobj") {
            return Ok((object, lexer.at()));
        }
        let mut lexer = Lexer::of_file(self.bytes, before);
        let Object::Dict(dict) = object else { return Err(Malformed) };
        let length = match dict.get(b"Length".as_slice()) {
            Some(Object::Integer(length)) => *length,
            Some(Object::Ref(at)) if *at != id => self.stream_length(*at, revision)?,
            _ => return Err(Malformed),
        };
        let body = stream_body(self.bytes, &mut lexer, usize::try_from(length).map_err(|_| Malformed)?)?;
        Ok((Object::Stream(Stream { dict, body, id }), lexer.at()))
    }

    /// The length of a stream where it stands in an object of its own: a plain number in the file.
    fn stream_length(&self, id: ObjectId, revision: usize) -> Result<i64, Malformed> {
        match self.xref_entry(id.0, revision) {
            Some(XrefEntry::InUse(offset, generation)) if generation == id.1 => {
                let mut lexer = Lexer::of_file(self.bytes, offset);
                if object_header(&mut lexer)? != id {
                    return Err(Malformed);
                }
                lexer.object()?.integer().ok_or(Malformed)
            }
            _ => Err(Malformed),
        }
    }

    fn compressed_object(
        &self,
        offset: usize,
        index: u32,
        id: ObjectId,
        revision: usize,
    ) -> Result<Object, Malformed> {
        let stream = self.object_stream(offset, revision).ok_or(Malformed)?;
        let (number, at) = stream.offsets.get(index as usize).copied().ok_or(Malformed)?;
        if id != (number, 0) {
            return Err(Malformed);
        }
        Lexer::of_stream(&stream.plain, at).object()
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
        let mut lexer = Lexer::of_file(self.bytes, offset);
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
        let left = self.budget.get().checked_sub(plain.len()).ok_or(Malformed)?;
        self.budget.set(left);
        let mut lexer = Lexer::of_stream(&plain, 0);
        let mut offsets = Vec::new();
        for _ in 0..many {
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
            Some(cipher) => decode(&stream.dict, &cipher.stream(self.encoded(stream))?),
            None => decode(&stream.dict, self.encoded(stream)),
        }
    }

    /// The objects a revision wrote, each with the bytes it takes, and those listed where there is none.
    pub(in crate::verify) fn written(&self, revision: usize) -> (BTreeMap<usize, (u32, usize)>, Vec<u32>) {
        let (mut spans, mut absent) = (BTreeMap::new(), Vec::new());
        for section in self.revisions.get(revision).map_or(&[][..], |revision| &revision.sections) {
            for (number, entry) in &section.entries {
                let XrefEntry::InUse(offset, generation) = *entry else { continue };
                match self.object_at(offset, (*number, generation), revision) {
                    Ok((_, end)) => drop(spans.insert(offset, (*number, end))),
                    Err(Malformed) => absent.push(*number),
                }
            }
        }
        (spans, absent)
    }
}
