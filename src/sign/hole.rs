//! Leave a hole in a file for its signature, take the digest of all around it, and fill it.

use lopdf::{Object, StringFormat};
use sha2::{Digest, Sha256};

use super::fault;
use crate::error::Stop;

/// Bytes kept for a signature: enough for a chain, a time stamp and its authority's chain.
pub(super) const ROOM: usize = 16 << 10;

/// A number that no offset reaches, so that the real ones fit into its place.
const WIDE: i64 = 9_999_999_999;

/// What stands in a signature's dictionary until the file is written: `/ByteRange` and `/Contents`.
pub(super) fn placeholders() -> [(&'static str, Object); 2] {
    let range = vec![Object::Integer(0), WIDE.into(), WIDE.into(), WIDE.into()];
    [
        ("ByteRange", Object::Array(range)),
        ("Contents", Object::String(vec![0; ROOM], StringFormat::Hexadecimal)),
    ]
}

/// A written file with a hole in it.
#[derive(Debug)]
pub(super) struct Holed {
    bytes: Vec<u8>,
    /// Where the hole's `<` stands, and what follows its `>`.
    hole: (usize, usize),
}

impl Holed {
    /// Finds the hole behind `start` and writes down what surrounds it.
    pub(super) fn new(mut bytes: Vec<u8>, start: usize) -> Result<Self, Stop> {
        let from = find(&bytes, b"<00000000000000000000000000000000", start)
            .ok_or_else(|| fault("the hole is gone"))?;
        let to = from + 2 * ROOM + 2;
        let range = format!("/ByteRange[0 {WIDE} {WIDE} {WIDE}]");
        let at = find(&bytes, range.as_bytes(), start).ok_or_else(|| fault("the byte range is gone"))?;
        if bytes.get(to - 1) != Some(&b'>') {
            return Err(fault("the hole is not whole"));
        }
        let told = format!("/ByteRange[0 {from} {to} {}", bytes.len() - to);
        let told = format!("{told:<width$}]", width = range.len() - 1);
        bytes[at..at + range.len()].copy_from_slice(told.as_bytes());
        Ok(Self { bytes, hole: (from, to) })
    }

    /// SHA-256 of all but the hole.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(&self.bytes[..self.hole.0]);
        hash.update(&self.bytes[self.hole.1..]);
        hash.finalize().into()
    }

    /// The file with its signature, which must fit.
    pub(super) fn fill(mut self, signature: &[u8]) -> Result<Vec<u8>, Stop> {
        if signature.len() > ROOM {
            return Err(too_large(signature.len()));
        }
        let hex = crate::digest::hex(signature);
        let from = self.hole.0 + 1;
        self.bytes[from..from + hex.len()].copy_from_slice(hex.as_bytes());
        Ok(self.bytes)
    }
}

fn find(bytes: &[u8], what: &[u8], start: usize) -> Option<usize> {
    memchr::memmem::find(bytes.get(start..)?, what).map(|at| start + at)
}

fn too_large(length: usize) -> Stop {
    Stop::new(
        format!("the signature has {length} bytes, more than the {ROOM} kept for it"),
        format!("签名共 {length} 字节，超出预留的 {ROOM} 字节"),
    )
    .hint(
        "leave certificates out of the key file that are not of its chain",
        "请从密钥文件中去掉证书链以外的证书",
    )
}
