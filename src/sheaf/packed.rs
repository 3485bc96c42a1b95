//! Pack and unpack bytes (RFC 1950), with the tables of the one before: a sheaf packs and unpacks some thousand short
//! pieces a second, and making the tables anew takes as long as filling them.

use std::cell::RefCell;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::fault::{Faulty, odd};
use super::lex::entry;
use super::source::Body;

/// The longest that a stream may be once it is unpacked, in bytes.
const LONGEST: usize = 64 << 20;

/// How hard what stands in a sheaf is compressed: a level more takes a twelfth more time to save a twenty-fifth.
pub(super) const QUICK: Compression = Compression::new(2);

thread_local! {
    static PACKER: RefCell<Compress> = RefCell::new(Compress::new(QUICK, true));
    static UNPACKER: RefCell<Decompress> = RefCell::new(Decompress::new(true));
}

/// Bytes, compressed quickly.
pub(super) fn packed(bytes: &[u8]) -> Faulty<Vec<u8>> {
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        pack(packer, bytes)
    })
}

/// Bytes, compressed as hard as is asked for.
pub(super) fn packed_at(bytes: &[u8], level: Compression) -> Faulty<Vec<u8>> {
    pack(&mut Compress::new(level, true), bytes)
}

fn pack(packer: &mut Compress, bytes: &[u8]) -> Faulty<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
    loop {
        let rest = &bytes[packer.total_in() as usize..];
        match packer.compress_vec(rest, &mut out, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => return Ok(out),
            Ok(_) => out.reserve(out.capacity()),
            Err(_) => return Err(odd("a stream cannot be packed")),
        }
    }
}

/// The bytes of a stream, unpacked.
pub(super) fn unpacked(body: &Body<'_>) -> Faulty<Vec<u8>> {
    let stream = body.stream.ok_or_else(|| odd("a stream is missing"))?;
    match entry(body.value, b"Filter")? {
        None => return Ok(stream.to_vec()),
        Some(b"/FlateDecode") if entry(body.value, b"DecodeParms")?.is_none() => {}
        Some(_) => return Err(odd("a stream is packed in another way")),
    }
    let whole = UNPACKER.with_borrow_mut(|unpacker| {
        unpacker.reset(true);
        unpack(unpacker, stream)
    });
    whole.ok_or_else(|| odd("a stream cannot be unpacked"))
}

/// The bytes, or nothing where they are broken, end early, or are too many.
fn unpack(unpacker: &mut Decompress, stream: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(4 * stream.len() + 64);
    loop {
        let (read, written) = (unpacker.total_in(), unpacker.total_out());
        let rest = &stream[read as usize..];
        match unpacker.decompress_vec(rest, &mut out, FlushDecompress::Finish).ok()? {
            Status::StreamEnd => return Some(out),
            _ if out.len() >= LONGEST => return None,
            _ if out.len() == out.capacity() => out.reserve(out.capacity()),
            _ if (unpacker.total_in(), unpacker.total_out()) == (read, written) => return None,
            _ => {}
        }
    }
}
