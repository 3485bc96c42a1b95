//! The objects of a PDF file (ISO 32000-2, 7.3), as they stand in it.

use std::ops::{Deref, Range};
use std::rc::Rc;

/// An indirect object's identifier: its object number and generation number (ISO 32000-2, 7.3.10).
pub(in crate::verify) type ObjectId = (u32, u16);

/// How many bytes of memory a value takes, at the most, beside its letters; one with a key in a dictionary, too.
pub(in crate::verify) const WEIGHT: usize = 2 * (size_of::<Object>() + size_of::<Vec<u8>>());

/// The entries of a dictionary, in the order of their keys: small, since a file may hold a great many.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::verify) struct Dict(Vec<(Vec<u8>, Object)>);

/// One object, called by the standard's names for its types.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::verify) enum Object {
    Null,
    Bool(bool),
    Integer(i64),
    /// A number with a point, or one beyond 64 bits, in its own characters.
    Real(Vec<u8>),
    Name(Vec<u8>),
    Str(Str),
    Array(Vec<Object>),
    Dict(Dict),
    Stream(Stream),
    Ref(ObjectId),
    /// Something that cannot be read; equal to nothing, so that it never passes as unchanged.
    Unread(Unread),
}

/// What cannot be read, at its place; never equal to another.
#[derive(Debug, Clone)]
pub(in crate::verify) struct Unread;

impl PartialEq for Unread {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// A string with the place of its delimiters, where it stands in the file itself.
#[derive(Debug, Clone)]
pub(in crate::verify) struct Str {
    pub(in crate::verify) bytes: Vec<u8>,
    /// From the opening to after the closing delimiter; `None` inside an object stream.
    pub(in crate::verify) span: Option<Range<usize>>,
}

impl PartialEq for Str {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

/// A stream: its dictionary, and where its bytes stand in the file.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::verify) struct Stream {
    pub(in crate::verify) dict: Dict,
    pub(in crate::verify) body: Range<usize>,
    /// The indirect object that it is.
    pub(in crate::verify) id: ObjectId,
}

impl Dict {
    /// A dictionary without entries.
    pub(in crate::verify) const fn new() -> Self {
        Self(Vec::new())
    }

    /// The dictionary of these entries; none where a key stands twice.
    pub(in crate::verify) fn of(mut entries: Vec<(Vec<u8>, Object)>) -> Option<Self> {
        entries.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        entries.shrink_to_fit();
        let twice = entries.windows(2).any(|pair| pair[0].0 == pair[1].0);
        (!twice).then_some(Self(entries))
    }

    /// The value of a key.
    pub(in crate::verify) fn get(&self, key: &[u8]) -> Option<&Object> {
        let at = self.0.binary_search_by(|(one, _)| one.as_slice().cmp(key)).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    /// Whether there is such a key.
    pub(in crate::verify) fn contains_key(&self, key: &[u8]) -> bool {
        self.get(key).is_some()
    }

    /// All keys, in order.
    pub(in crate::verify) fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|(key, _)| key.as_slice())
    }

    /// All values, in the order of their keys.
    pub(in crate::verify) fn values(&self) -> impl Iterator<Item = &Object> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The same keys with what becomes of their values.
    pub(in crate::verify) fn map<E>(
        self,
        mut change: impl FnMut(&[u8], Object) -> Result<Object, E>,
    ) -> Result<Self, E> {
        let changed = self.0.into_iter().map(|(key, value)| {
            let value = change(&key, value)?;
            Ok((key, value))
        });
        changed.collect::<Result<_, _>>().map(Self)
    }
}

/// What a value is once its references are followed: itself, or an object of its own.
#[derive(Debug)]
pub(in crate::verify) enum Found<'v> {
    Direct(&'v Object),
    Indirect(Rc<Object>),
}

impl Deref for Found<'_> {
    type Target = Object;

    fn deref(&self) -> &Object {
        match self {
            Self::Direct(object) => object,
            Self::Indirect(object) => object,
        }
    }
}

impl Found<'_> {
    /// The object, to be kept.
    pub(in crate::verify) fn kept(self) -> Rc<Object> {
        match self {
            Self::Direct(object) => Rc::new(object.clone()),
            Self::Indirect(object) => object,
        }
    }
}

impl Object {
    /// The dictionary, a stream's too.
    pub(in crate::verify) fn dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) | Self::Stream(Stream { dict, .. }) => Some(dict),
            _ => None,
        }
    }

    pub(in crate::verify) fn array(&self) -> Option<&[Object]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(in crate::verify) fn integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    pub(in crate::verify) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(in crate::verify) fn string(&self) -> Option<&Str> {
        if let Self::Str(string) = self { Some(string) } else { None }
    }

    pub(in crate::verify) fn reference(&self) -> Option<ObjectId> {
        if let Self::Ref(id) = self { Some(*id) } else { None }
    }

    pub(in crate::verify) fn is(&self, name: &str) -> bool {
        self.name() == Some(name.as_bytes())
    }

    /// How many bytes of memory it takes, at the most.
    pub(in crate::verify) fn weight(&self) -> usize {
        let dict = |dict: &Dict| dict.0.iter().map(|(key, value)| key.len() + value.weight()).sum();
        WEIGHT
            + match self {
                Self::Real(text) | Self::Name(text) => text.len(),
                Self::Str(text) => text.bytes.len(),
                Self::Array(items) => items.iter().map(Self::weight).sum(),
                Self::Dict(entries) | Self::Stream(Stream { dict: entries, .. }) => dict(entries),
                _ => 0,
            }
    }

    /// A number in points, for places on a page only.
    pub(in crate::verify) fn points(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(*number as f64),
            Self::Real(text) => std::str::from_utf8(text).ok()?.parse().ok().filter(|n: &f64| n.is_finite()),
            _ => None,
        }
    }
}

/// A text string of the document: UTF-16 or UTF-8 with a mark, or else Latin letters.
pub(in crate::verify) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}
