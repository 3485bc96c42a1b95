//! Turn a file with a reserved region into a signed one: take the digest of all around the region, and fill it.
//!
//! The digest must cover `/ByteRange`, which tells where the region lies, and the region must hold a signature over
//! that digest. So both are written first as placeholders of their final length, and overwritten in place.

use lopdf::{Object, StringFormat};

use super::fault;
use super::revision::Finished;
use crate::error::Stop;

/// Bytes reserved for a signature: enough for a chain, a time stamp and its authority's chain.
pub(super) const RESERVED: usize = 16 << 10;

/// A number with more digits than any offset, so that the real byte range is never longer than its placeholder.
const WIDEST: i64 = 9_999_999_999;

/// The placeholders in a signature's dictionary until the file is written: `/ByteRange` and `/Contents`.
pub(super) fn placeholders() -> [(&'static str, Object); 2] {
    let range = vec![Object::Integer(0), WIDEST.into(), WIDEST.into(), WIDEST.into()];
    [
        ("ByteRange", Object::Array(range)),
        ("Contents", Object::String(vec![0; RESERVED], StringFormat::Hexadecimal)),
    ]
}

/// A written file whose `/ByteRange` is final and whose `/Contents` is still reserved.
#[derive(Debug)]
pub(super) struct Prepared {
    bytes: Vec<u8>,
    /// The offsets of the reserved string's `<` and of what follows its `>`.
    reserved: (usize, usize),
}

impl Prepared {
    /// Finds the placeholders of a new revision and writes the byte range that surrounds the reserved region.
    pub(super) fn new(finished: Finished) -> Result<Self, Stop> {
        let Finished { mut bytes, start, reserved } = finished;
        let known = reserved.map(|reserved| reserved.start);
        let from = known.or_else(|| find(&bytes, b"<00000000000000000000000000000000", start));
        let from = from.ok_or_else(|| fault("the hole is gone"))?;
        let to = from + 2 * RESERVED + 2;
        let range = format!("/ByteRange[0 {WIDEST} {WIDEST} {WIDEST}]");
        let at = find(&bytes, range.as_bytes(), start).ok_or_else(|| fault("the byte range is gone"))?;
        if bytes.get(to - 1) != Some(&b'>') {
            return Err(fault("the hole is not whole"));
        }
        let byte_range = format!("/ByteRange[0 {from} {to} {}", bytes.len() - to);
        let byte_range = format!("{byte_range:<width$}]", width = range.len() - 1);
        bytes[at..at + range.len()].copy_from_slice(byte_range.as_bytes());
        Ok(Self { bytes, reserved: (from, to) })
    }

    /// All but the reserved region, in two pieces: what a signature covers.
    pub(super) fn covered(&self) -> [&[u8]; 2] {
        [&self.bytes[..self.reserved.0], &self.bytes[self.reserved.1..]]
    }

    /// The file with its signature, which must fit.
    pub(super) fn fill(mut self, signature: &[u8]) -> Result<Vec<u8>, Stop> {
        if signature.len() > RESERVED {
            return Err(too_large(signature.len()));
        }
        let hex = crate::digest::hex(signature);
        let from = self.reserved.0 + 1;
        self.bytes[from..from + hex.len()].copy_from_slice(hex.as_bytes());
        Ok(self.bytes)
    }
}

fn find(bytes: &[u8], what: &[u8], start: usize) -> Option<usize> {
    memchr::memmem::find(bytes.get(start..)?, what).map(|at| start + at)
}

fn too_large(length: usize) -> Stop {
    Stop::new(
        format!("the signature has {length} bytes, more than the {RESERVED} kept for it"),
        format!("签名共 {length} 字节，超出预留的 {RESERVED} 字节"),
    )
    .hint(
        "leave certificates out of the key file that are not of its chain",
        "请从密钥文件中去掉证书链以外的证书",
    )
}
