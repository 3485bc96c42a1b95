//! Turn a container that was written with lengths left open (BER, ITU-T X.690, 8.1.3.6) into one that tells them
//! (DER), as all that is signed in it must be read.
//!
//! Many programs write containers in BER: what a length is they learn only at its end. Everything else stays as it
//! stands, byte for byte: certificates and signed attributes are signed in the form they have.

use std::borrow::Cow;

use super::asn::NotDer;
use super::budget::Budget;

/// How deep values may nest.
const DEEPEST: usize = 32;
const CONSTRUCTED: u8 = 0x20;
const OCTET_STRING: u8 = 0x04;
/// The two bytes that end a value of open length.
const END: [u8; 2] = [0, 0];

/// The value at the beginning of some bytes, with every length told, and what follows it; the bytes themselves where
/// nothing is open, or where they are no such value.
pub(super) fn definite<'a>(bytes: &'a [u8], budget: &Budget) -> Cow<'a, [u8]> {
    let mut writer = Writer { out: Vec::new(), changed: false, budget };
    match writer.value(bytes, 0) {
        Ok(rest) if writer.changed => Cow::Owned([writer.out, rest.to_vec()].concat()),
        _ => Cow::Borrowed(bytes),
    }
}

struct Writer<'b> {
    out: Vec<u8>,
    changed: bool,
    budget: &'b Budget,
}

impl Writer<'_> {
    /// Writes the first value of some bytes, and returns the bytes after it.
    fn value<'a>(&mut self, bytes: &'a [u8], depth: usize) -> Result<&'a [u8], NotDer> {
        let Head { tag, length, rest: content } = header(bytes)?;
        if depth > DEEPEST {
            return Err(NotDer);
        }
        self.budget.spend(8).map_err(|_| NotDer)?;
        let head = &bytes[..bytes.len() - content.len()];
        let is_constructed = tag[0] & CONSTRUCTED != 0;
        let start = self.out.len();
        match length {
            Some(length) if !is_constructed => {
                let (own, rest) = content.split_at_checked(length).ok_or(NotDer)?;
                self.out.extend_from_slice(head);
                self.out.extend_from_slice(own);
                Ok(rest)
            }
            Some(length) => {
                let (mut own, rest) = content.split_at_checked(length).ok_or(NotDer)?;
                let before = own;
                while !own.is_empty() {
                    own = self.value(own, depth + 1)?;
                }
                match &self.out[start..] == before && tag != [OCTET_STRING | CONSTRUCTED] {
                    true => drop(self.out.splice(start..start, head.iter().copied())),
                    false => self.close(tag, start)?,
                }
                Ok(rest)
            }
            None if is_constructed => {
                let mut own = content;
                loop {
                    if let Some(rest) = own.strip_prefix(&END) {
                        self.close(tag, start)?;
                        return Ok(rest);
                    }
                    own = self.value(own, depth + 1)?;
                }
            }
            None => Err(NotDer),
        }
    }

    /// Puts a tag and the length before what was written from `start` on. A string in pieces becomes a whole one.
    fn close(&mut self, tag: &[u8], start: usize) -> Result<(), NotDer> {
        self.changed = true;
        self.budget.spend(self.out.len() - start).map_err(|_| NotDer)?;
        let mut head = tag.to_vec();
        if tag == [OCTET_STRING | CONSTRUCTED] {
            head = vec![OCTET_STRING];
            let pieces = self.out.split_off(start);
            let mut rest = pieces.as_slice();
            while !rest.is_empty() {
                let Head { tag, length, rest: content } = header(rest)?;
                let (piece, after) = content.split_at_checked(length.ok_or(NotDer)?).ok_or(NotDer)?;
                if tag != [OCTET_STRING] {
                    return Err(NotDer);
                }
                self.out.extend_from_slice(piece);
                rest = after;
            }
        }
        let length = (self.out.len() - start).to_be_bytes();
        match self.out.len() - start {
            short if short < 0x80 => head.extend(length.last()),
            _ => {
                let digits = length.iter().skip_while(|byte| **byte == 0).copied().collect::<Vec<_>>();
                head.push(0x80 | u8::try_from(digits.len()).map_err(|_| NotDer)?);
                head.extend(digits);
            }
        }
        self.out.splice(start..start, head);
        Ok(())
    }
}

/// The head of a value: its tag, its length if it tells one, and the bytes after both.
struct Head<'a> {
    tag: &'a [u8],
    length: Option<usize>,
    rest: &'a [u8],
}

/// The head of the first value of some bytes.
fn header(bytes: &[u8]) -> Result<Head<'_>, NotDer> {
    let first = bytes.first().ok_or(NotDer)?;
    let tag = match first & 0x1f {
        0x1f => 2 + bytes.iter().skip(1).position(|byte| byte & 0x80 == 0).ok_or(NotDer)?,
        _ => 1,
    };
    let (tag, rest) = bytes.split_at_checked(tag).ok_or(NotDer)?;
    let (first, rest) = rest.split_first().ok_or(NotDer)?;
    match first {
        0x80 => Ok(Head { tag, length: None, rest }),
        short if *short < 0x80 => Ok(Head { tag, length: Some(usize::from(*short)), rest }),
        many => {
            let (digits, rest) = rest.split_at_checked(usize::from(many & 0x7f)).ok_or(NotDer)?;
            if digits.len() > size_of::<u32>() {
                return Err(NotDer);
            }
            let length = digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit));
            Ok(Head { tag, length: Some(length), rest })
        }
    }
}
