//! Turn an account record into its document number.

use chrono::NaiveDate;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Crockford's base 32: no I, L, O or U, so that a number survives being read over the telephone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many letters stand behind the date: 50 bits.
const LETTERS: u32 = 10;

/// A block of SHA-256 in bytes.
const BLOCK: usize = 64;

/// The document number, such as `HP-20261122-7KQ2M4XR5T`: a function of what is given and nothing else.
///
/// The letters are the first 50 bits of SHA-256 over all parts, each with its length before it;
/// with a `key` it is HMAC-SHA256, so that a number cannot be guessed from a known account.
pub fn number(
    prefix: &str,
    key: Option<&[u8]>,
    issue_date: NaiveDate,
    kind: &str,
    addressee: &str,
    account_sha256: &[u8; 32],
) -> String {
    let day = issue_date.format("%Y%m%d").to_string();
    let parts = [prefix.as_bytes(), day.as_bytes(), kind.as_bytes(), addressee.as_bytes(), account_sha256];
    let mut text = Vec::new();
    for part in parts {
        text.extend((part.len() as u64).to_be_bytes());
        text.extend(part);
    }
    let digest: [u8; 32] = match key {
        None => Sha256::digest(&text).into(),
        Some(key) => {
            let mut mac = Hmac::<Sha256>::new(&block(key).into());
            mac.update(&text);
            mac.finalize().into_bytes().into()
        }
    };
    format!("{prefix}-{day}-{}", letters(&digest))
}

/// Whether `prefix` may begin a document number, which is a file name too: 1 to 12 capital letters, digits or hyphens.
pub fn is_prefix(prefix: &str) -> bool {
    (1..=12).contains(&prefix.len())
        && !prefix.starts_with('-')
        && prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
}

/// A key as HMAC wants it: hashed where it is longer than a block, then filled with zeros (RFC 2104).
fn block(key: &[u8]) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    block
}

/// The first 50 bits of a digest as ten letters.
fn letters(digest: &[u8; 32]) -> String {
    let bits =
        digest[..8].iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte)) >> (64 - 5 * LETTERS);
    (0..LETTERS).rev().map(|at| char::from(ALPHABET[(bits >> (5 * at) & 31) as usize])).collect()
}
