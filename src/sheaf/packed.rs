//! Pack and unpack bytes (RFC 1950), whole pieces at once: a sheaf packs and unpacks some thousand short ones a second, for
//! which making the tables of a stream anew takes as long as filling them.

use std::cell::RefCell;

use libdeflater::{CompressionLvl, Compressor, DecompressionError, Decompressor};

use super::fault::{Faulty, odd};
use super::lex::entry;
use super::source::Body;

/// The longest that a stream may be once it is unpacked, in bytes.
const LONGEST: usize = 64 << 20;

/// The room for a stream that is unpacked, to begin with.
const ROOM: usize = 256 << 10;

/// How hard what stands in a sheaf is compressed: the next level takes a tenth more time to save a two-hundredth.
const QUICK: i32 = 1;

/// How hard font programs are compressed: once for many letters.
const HARD: i32 = 8;

thread_local! {
    static PACKER: RefCell<Compressor> = RefCell::new(Compressor::new(level(QUICK)));
    static UNPACKER: RefCell<(Decompressor, Vec<u8>)> = RefCell::new((Decompressor::new(), Vec::new()));
}

/// A level; there are all from 0 to 12.
fn level(level: i32) -> CompressionLvl {
    CompressionLvl::new(level).unwrap_or_default()
}

/// Bytes, compressed quickly.
pub(super) fn packed(bytes: &[u8]) -> Faulty<Vec<u8>> {
    PACKER.with_borrow_mut(|packer| pack(packer, bytes))
}

/// Bytes, compressed hard.
pub(super) fn packed_hard(bytes: &[u8]) -> Faulty<Vec<u8>> {
    pack(&mut Compressor::new(level(HARD)), bytes)
}

fn pack(packer: &mut Compressor, bytes: &[u8]) -> Faulty<Vec<u8>> {
    let mut out = vec![0; packer.zlib_compress_bound(bytes.len())];
    let length = packer.zlib_compress(bytes, &mut out).map_err(|_| odd("a stream cannot be packed"))?;
    out.truncate(length);
    Ok(out)
}

/// The bytes of a stream, unpacked.
pub(super) fn unpacked(body: &Body<'_>) -> Faulty<Vec<u8>> {
    let stream = body.stream.ok_or_else(|| odd("a stream is missing"))?;
    match entry(body.value, b"Filter")? {
        None => return Ok(stream.to_vec()),
        Some(b"/FlateDecode") if entry(body.value, b"DecodeParms")?.is_none() => {}
        Some(_) => return Err(odd("a stream is packed in another way")),
    }
    let whole = UNPACKER.with_borrow_mut(|(unpacker, room)| unpack(unpacker, stream, room));
    whole.ok_or_else(|| odd("a stream cannot be unpacked"))
}

/// The bytes, or nothing where they are broken, end early, or are too many.
fn unpack(unpacker: &mut Decompressor, stream: &[u8], room: &mut Vec<u8>) -> Option<Vec<u8>> {
    loop {
        match unpacker.zlib_decompress(stream, room) {
            Ok(length) => {
                let out = room[..length].to_vec();
                // A long one is rare, and its room is not kept.
                room.truncate(4 * ROOM);
                room.shrink_to_fit();
                return Some(out);
            }
            Err(DecompressionError::InsufficientSpace) if room.len() < LONGEST => {
                room.resize((4 * room.len()).clamp(ROOM, LONGEST), 0);
            }
            Err(_) => return None,
        }
    }
}
