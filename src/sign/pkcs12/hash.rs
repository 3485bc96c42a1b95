//! Turn the identifier of a hash, or of an HMAC by it, into what computes it.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5753::{
    ID_HMAC_WITH_SHA_224, ID_HMAC_WITH_SHA_256, ID_HMAC_WITH_SHA_384, ID_HMAC_WITH_SHA_512,
};
use const_oid::db::rfc5912::{ID_SHA_1, ID_SHA_224, ID_SHA_256, ID_SHA_384, ID_SHA_512};
use hmac::digest::Digest;
use hmac::digest::block_api::BlockSizeUser;
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::Fault;

/// What PBKDF2 uses where nothing is said.
pub(super) const HMAC_SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.7");

/// What a key is derived for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// To decrypt.
    Cipher = 1,
    /// To begin to decrypt.
    Start = 2,
    /// To check a MAC.
    Mac = 3,
}

/// Purpose, wide password, salt, rounds and length, and the key that comes of them.
type Derivation = fn(Purpose, &[u8], &[u8], u32, usize) -> Zeroizing<Vec<u8>>;

/// A hash, as what is done with it.
pub(super) struct Hash {
    /// The length of its values.
    pub(super) length: usize,
    /// A key by the derivation of PKCS#12.
    pub(super) key: Derivation,
    /// A key by PBKDF2: password, salt, rounds, where it goes.
    pub(super) pbkdf2: fn(&[u8], &[u8], u32, &mut [u8]),
    /// Whether an HMAC holds: key, bytes, value.
    pub(super) holds: fn(&[u8], &[u8], &[u8]) -> bool,
}

impl Hash {
    /// The hash of that name; an HMAC has a name of its own.
    pub(super) fn of(name: ObjectIdentifier) -> Result<Self, Fault> {
        Ok(match name {
            ID_SHA_1 | HMAC_SHA_1 => Self::by::<Sha1>(),
            ID_SHA_224 | ID_HMAC_WITH_SHA_224 => Self::by::<Sha224>(),
            ID_SHA_256 | ID_HMAC_WITH_SHA_256 => Self::by::<Sha256>(),
            ID_SHA_384 | ID_HMAC_WITH_SHA_384 => Self::by::<Sha384>(),
            ID_SHA_512 | ID_HMAC_WITH_SHA_512 => Self::by::<Sha512>(),
            other => return Err(Fault::Unread(other)),
        })
    }

    fn by<H: EagerHash + Digest + BlockSizeUser>() -> Self {
        let length = <H as Digest>::output_size();
        Self { length, key: derived::<H>, pbkdf2: pbkdf2_hmac::<H>, holds: holds::<H> }
    }
}

/// A key by the derivation of PKCS#12 (RFC 7292, B.2).
fn derived<H: Digest + BlockSizeUser>(
    of: Purpose,
    wide: &[u8],
    salt: &[u8],
    rounds: u32,
    length: usize,
) -> Zeroizing<Vec<u8>> {
    let block = H::block_size();
    let blocks = |bytes: &[u8]| bytes.len().div_ceil(block) * block;
    let mut input = Zeroizing::new(Vec::with_capacity(blocks(salt) + blocks(wide)));
    for part in [salt, wide] {
        input.extend(part.iter().cycle().take(blocks(part)));
    }
    let mut key = Zeroizing::new(Vec::with_capacity(length + <H as Digest>::output_size()));
    while key.len() < length {
        let start = H::new().chain_update(vec![of as u8; block]).chain_update(&input[..]).finalize();
        let hash = (1..rounds).fold(start, |hash, _| H::digest(&hash));
        key.extend_from_slice(&hash);
        input.chunks_exact_mut(block).for_each(|number| add(number, &hash));
    }
    key.truncate(length);
    key
}

/// Adds a hash, over and over, and one to a number.
fn add(number: &mut [u8], hash: &[u8]) {
    // The hash is laid along the number from its first digit, and the sum is carried from its last.
    let mut carried = 1;
    for (at, digit) in number.iter_mut().enumerate().rev() {
        let sum = u16::from(*digit) + u16::from(hash[at % hash.len()]) + carried;
        let [over, low] = sum.to_be_bytes();
        (*digit, carried) = (low, over.into());
    }
}

fn holds<H: EagerHash>(key: &[u8], bytes: &[u8], value: &[u8]) -> bool {
    Hmac::<H>::new_from_slice(key).is_ok_and(|mac| mac.chain_update(bytes).verify_slice(value).is_ok())
}
