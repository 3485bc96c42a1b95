//! Turn DER bytes into parts, one level at a time, so that depth costs nothing.

use const_oid::ObjectIdentifier;
use der::{Decode, Reader, SliceReader, Tag, TagNumber};

/// Bytes that are not the DER they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotDer;

impl From<der::Error> for NotDer {
    fn from(_: der::Error) -> Self {
        Self
    }
}

/// One value (tag, length, value): its tag, its content, and all its bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tlv<'a> {
    pub(super) tag: Tag,
    pub(super) content: &'a [u8],
    pub(super) der: &'a [u8],
}

/// The first value of some bytes, and the bytes after it.
pub(super) fn first(bytes: &[u8]) -> Result<(Tlv<'_>, &[u8]), NotDer> {
    let mut reader = SliceReader::new(bytes)?;
    let der = reader.tlv_bytes()?;
    let mut inner = SliceReader::new(der)?;
    let header = der::Header::decode(&mut inner)?;
    let content = &der[der.len() - usize::try_from(header.length())?..];
    Ok((Tlv { tag: header.tag(), content, der }, &bytes[der.len()..]))
}

/// The one value that some bytes are.
pub(super) fn only(bytes: &[u8]) -> Result<Tlv<'_>, NotDer> {
    match first(bytes)? {
        (part, []) => Ok(part),
        _ => Err(NotDer),
    }
}

impl<'a> Tlv<'a> {
    /// The values inside it.
    pub(super) fn parts(&self) -> Result<Vec<Tlv<'a>>, NotDer> {
        if !self.tag.is_constructed() {
            return Err(NotDer);
        }
        let (mut parts, mut rest) = (Vec::new(), self.content);
        while !rest.is_empty() {
            let (part, after) = first(rest)?;
            parts.push(part);
            rest = after;
        }
        Ok(parts)
    }

    /// The values inside it, to be taken one after another.
    pub(super) fn list(&self, tag: Tag) -> Result<List<'a>, NotDer> {
        if self.tag == tag { Ok(List(self.parts()?.into_iter().peekable())) } else { Err(NotDer) }
    }

    /// The values of a sequence.
    pub(super) fn sequence(&self) -> Result<List<'a>, NotDer> {
        self.list(Tag::Sequence)
    }

    /// Its content, if it has this tag.
    pub(super) fn of(&self, tag: Tag) -> Result<&'a [u8], NotDer> {
        if self.tag == tag { Ok(self.content) } else { Err(NotDer) }
    }

    /// An object identifier.
    pub(super) fn oid(&self) -> Result<ObjectIdentifier, NotDer> {
        ObjectIdentifier::from_bytes(self.of(Tag::ObjectIdentifier)?).map_err(|_| NotDer)
    }

    /// Whether it is `[number]`.
    pub(super) fn is_context(&self, number: u8) -> bool {
        matches!(self.tag, Tag::ContextSpecific { number: found, .. } if found == TagNumber(number.into()))
    }
}

/// Values to be taken one after another.
#[derive(Debug)]
pub(super) struct List<'a>(std::iter::Peekable<std::vec::IntoIter<Tlv<'a>>>);

impl<'a> List<'a> {
    /// The next value.
    pub(super) fn next(&mut self) -> Result<Tlv<'a>, NotDer> {
        self.0.next().ok_or(NotDer)
    }

    /// The next value if it is `[number]`.
    pub(super) fn context(&mut self, number: u8) -> Option<Tlv<'a>> {
        self.0.next_if(|part| part.is_context(number))
    }

    /// The next value if it has this tag.
    pub(super) fn maybe(&mut self, tag: Tag) -> Option<Tlv<'a>> {
        self.0.next_if(|part| part.tag == tag)
    }

    /// All values that are left.
    pub(super) fn rest(self) -> Vec<Tlv<'a>> {
        self.0.collect()
    }
}

/// A moment written as UTCTime or GeneralizedTime, in seconds since 1970.
pub(super) fn moment(part: &Tlv<'_>) -> Result<i64, NotDer> {
    if part.tag == Tag::GeneralizedTime {
        // A time stamp may give fractions of a second, which DER's own type does not know.
        let text = std::str::from_utf8(part.content).map_err(|_| NotDer)?;
        let whole = text.strip_suffix('Z').ok_or(NotDer)?;
        let whole = whole.split_once('.').map_or(whole, |(whole, _)| whole);
        let at = chrono::NaiveDateTime::parse_from_str(whole, "%Y%m%d%H%M%S").map_err(|_| NotDer)?;
        return Ok(at.and_utc().timestamp());
    }
    let time = x509_cert::time::Time::from_der(part.der)?;
    i64::try_from(time.to_unix_duration().as_secs()).map_err(|_| NotDer)
}
