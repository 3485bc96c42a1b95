//! Turn revisions into objects: what a number meant as of each.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::cipher::{Cipher, Closed};
use super::lex::{Broken, Lexer};
use super::object::{Dict, Name, Object, Stream, Unread};
use super::revision::{Fault, Revision, revisions};
use super::stream::unpacked;
use super::table::{Place, body, head};

/// How many bytes all object streams together may unpack to.
const UNPACKED: usize = 256 << 20;

/// An object's very place: an offset, or an object stream's offset with an index in it.
type Spot = (usize, Option<u32>);

/// A PDF file, read.
pub(in crate::verify) struct File<'a> {
    pub(in crate::verify) bytes: &'a [u8],
    pub(in crate::verify) revisions: Vec<Revision>,
    cipher: Option<Cipher>,
    known: RefCell<HashMap<(u32, Spot), Rc<Object>>>,
    packs: RefCell<HashMap<usize, Option<Rc<Pack>>>>,
    room: Cell<usize>,
}

/// An object stream, unpacked, with the numbers and offsets of its objects.
struct Pack {
    plain: Vec<u8>,
    inside: Vec<(u32, usize)>,
}

impl<'a> File<'a> {
    /// Finds the revisions of a file and, if it is encrypted, opens it: without a password, or with the one given.
    pub(in crate::verify) fn new(bytes: &'a [u8], password: Option<&str>) -> Result<Self, Fault> {
        let revisions = revisions(bytes)?;
        let (known, packs) = (RefCell::default(), RefCell::default());
        let mut file = Self { bytes, revisions, cipher: None, known, packs, room: Cell::new(UNPACKED) };
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
            .map(|section| section.places.len())
            .sum()
    }

    /// The numbers that are listed up to a revision.
    fn numbers(&self, revision: usize) -> BTreeSet<u32> {
        let sections = self.revisions.iter().take(revision + 1).flat_map(|revision| &revision.sections);
        sections.flat_map(|section| section.places.keys().copied()).collect()
    }

    /// Every object as of a revision.
    pub(in crate::verify) fn objects(
        &self,
        revision: usize,
    ) -> impl Iterator<Item = (Name, Rc<Object>)> + '_ {
        self.numbers(revision).into_iter().filter_map(move |number| {
            let name = (number, self.spot(number, revision)?.1);
            Some((name, self.get(name, revision)))
        })
    }

    /// Where the table puts an object as of a revision.
    pub(in crate::verify) fn place(&self, number: u32, revision: usize) -> Option<Place> {
        let until = self.revisions.iter().take(revision + 1).rev();
        until.flat_map(|revision| revision.place(number)).next()
    }

    fn spot(&self, number: u32, revision: usize) -> Option<(Spot, u16)> {
        match self.place(number, revision)? {
            Place::Free => None,
            Place::At(offset, generation) => Some(((offset, None), generation)),
            Place::In(pack, index) => match self.place(pack, revision)? {
                Place::At(offset, 0) => Some(((offset, Some(index)), 0)),
                _ => None,
            },
        }
    }

    /// The object of this name as of a revision; null where there is none.
    pub(in crate::verify) fn get(&self, name: Name, revision: usize) -> Rc<Object> {
        let Some((spot, _)) = self.spot(name.0, revision).filter(|(_, generation)| *generation == name.1)
        else {
            return Rc::new(Object::Null);
        };
        if let Some(known) = self.known.borrow().get(&(name.0, spot)) {
            return Rc::clone(known);
        }
        let read = match spot {
            (offset, None) => self.at(offset, name, revision).and_then(|(object, _)| match &self.cipher {
                Some(cipher) => cipher.opened(object),
                None => Ok(object),
            }),
            (offset, Some(index)) => self.within(offset, index, name, revision),
        };
        let object = Rc::new(read.unwrap_or(Object::Unread(Unread)));
        self.known.borrow_mut().insert((name.0, spot), Rc::clone(&object));
        object
    }

    /// Whether an object stands at the very same place as of two revisions.
    pub(in crate::verify) fn untouched(&self, number: u32, one: usize, other: usize) -> bool {
        self.spot(number, one) == self.spot(number, other)
    }

    /// The value itself, or what it refers to, through at most a few references.
    pub(in crate::verify) fn follow(&self, value: &Object, revision: usize) -> Rc<Object> {
        let mut found = Rc::new(value.clone());
        for _ in 0..8 {
            let Object::Ref(name) = *found else { return found };
            found = self.get(name, revision);
        }
        Rc::new(Object::Unread(Unread))
    }

    /// What a key of a dictionary leads to.
    pub(in crate::verify) fn entry(&self, dict: &Dict, key: &str, revision: usize) -> Rc<Object> {
        dict.get(key.as_bytes()).map_or_else(|| Rc::new(Object::Null), |value| self.follow(value, revision))
    }

    /// The indirect object at an offset, and where it ends.
    pub(in crate::verify) fn at(
        &self,
        offset: usize,
        name: Name,
        revision: usize,
    ) -> Result<(Object, usize), Broken> {
        if !self.bytes.get(offset).is_some_and(u8::is_ascii_digit) {
            return Err(Broken);
        }
        let mut lexer = Lexer::of_file(self.bytes, offset);
        if head(&mut lexer)? != name {
            return Err(Broken);
        }
        let object = lexer.object()?;
        let before = lexer.at();
        if lexer.keyword(b"endobj") {
            return Ok((object, lexer.at()));
        }
        let mut lexer = Lexer::of_file(self.bytes, before);
        let Object::Dict(dict) = object else { return Err(Broken) };
        let length = match dict.get(b"Length".as_slice()) {
            Some(Object::Whole(length)) => *length,
            Some(Object::Ref(at)) if *at != name => self.length(*at, revision)?,
            _ => return Err(Broken),
        };
        let body = body(self.bytes, &mut lexer, usize::try_from(length).map_err(|_| Broken)?)?;
        Ok((Object::Stream(Stream { dict, body, name }), lexer.at()))
    }

    /// The length of a stream where it stands in an object of its own: a plain number in the file.
    fn length(&self, name: Name, revision: usize) -> Result<i64, Broken> {
        match self.place(name.0, revision) {
            Some(Place::At(offset, generation)) if generation == name.1 => {
                let mut lexer = Lexer::of_file(self.bytes, offset);
                if head(&mut lexer)? != name {
                    return Err(Broken);
                }
                lexer.object()?.whole().ok_or(Broken)
            }
            _ => Err(Broken),
        }
    }

    fn within(&self, offset: usize, index: u32, name: Name, revision: usize) -> Result<Object, Broken> {
        let pack = self.pack(offset, revision).ok_or(Broken)?;
        let (number, at) = pack.inside.get(index as usize).copied().ok_or(Broken)?;
        if name != (number, 0) {
            return Err(Broken);
        }
        Lexer::of_stream(&pack.plain, at).object()
    }

    fn pack(&self, offset: usize, revision: usize) -> Option<Rc<Pack>> {
        if let Some(known) = self.packs.borrow().get(&offset) {
            return known.clone();
        }
        let pack = self.opened(offset, revision).ok().map(Rc::new);
        self.packs.borrow_mut().insert(offset, pack.clone());
        pack
    }

    fn opened(&self, offset: usize, revision: usize) -> Result<Pack, Broken> {
        let mut lexer = Lexer::of_file(self.bytes, offset);
        let name = head(&mut lexer)?;
        let (Object::Stream(stream), _) = self.at(offset, name, revision)? else { return Err(Broken) };
        let number = |key: &str| {
            let found = stream.dict.get(key.as_bytes()).and_then(Object::whole);
            found.and_then(|number| usize::try_from(number).ok()).ok_or(Broken)
        };
        let (many, first) = (number("N")?, number("First")?);
        if !stream.dict.get(b"Type".as_slice()).is_some_and(|kind| kind.is("ObjStm")) {
            return Err(Broken);
        }
        let plain = self.plain(&stream)?;
        let room = self.room.get().checked_sub(plain.len()).ok_or(Broken)?;
        self.room.set(room);
        let mut lexer = Lexer::of_stream(&plain, 0);
        let mut inside = Vec::new();
        for _ in 0..many {
            let number = lexer.count().and_then(|number| u32::try_from(number).ok()).ok_or(Broken)?;
            let at = lexer.count().and_then(|at| usize::try_from(at).ok()).ok_or(Broken)?;
            inside.push((number, first.checked_add(at).ok_or(Broken)?));
        }
        Ok(Pack { plain, inside })
    }

    /// The bytes of a stream as they stand in the file.
    pub(in crate::verify) fn packed(&self, stream: &Stream) -> &'a [u8] {
        self.bytes.get(stream.body.clone()).unwrap_or_default()
    }

    /// The bytes of a stream with its filters undone.
    pub(in crate::verify) fn plain(&self, stream: &Stream) -> Result<Vec<u8>, Broken> {
        match &self.cipher {
            Some(cipher) => unpacked(&stream.dict, &cipher.stream(self.packed(stream))?),
            None => unpacked(&stream.dict, self.packed(stream)),
        }
    }

    /// The objects a revision wrote, each with the bytes it takes, and those listed where there is none.
    pub(in crate::verify) fn written(&self, revision: usize) -> (BTreeMap<usize, (u32, usize)>, Vec<u32>) {
        let (mut spans, mut absent) = (BTreeMap::new(), Vec::new());
        for section in self.revisions.get(revision).map_or(&[][..], |revision| &revision.sections) {
            for (number, place) in &section.places {
                let Place::At(offset, generation) = *place else { continue };
                match self.at(offset, (*number, generation), revision) {
                    Ok((_, end)) => drop(spans.insert(offset, (*number, end))),
                    Err(Broken) => absent.push(*number),
                }
            }
        }
        (spans, absent)
    }
}
