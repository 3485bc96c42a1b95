//! Turn a password into the key of an encrypted file, and its strings and streams into plain ones.
//!
//! ISO 32000-2, 7.6: the standard handler with AES-256, revision 6, and revision 5 before it.

use aes::cipher::{
    BlockModeDecrypt, BlockModeEncrypt, KeyIvInit,
    block_padding::{NoPadding, Pkcs7},
};
use aws_lc_rs::digest;

use super::lex::Malformed;
use super::object::{Dict, Object};

/// How long a password may be, in bytes of UTF-8.
const LONGEST: usize = 127;

/// What opens a file.
#[derive(Clone)]
pub(super) struct Cipher {
    key: [u8; 32],
    strings: bool,
    streams: bool,
}

/// Why a file stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// The password is not its user's and not its owner's.
    Password,
    /// It is encrypted in another way.
    Foreign,
}

impl Cipher {
    /// The key of a file by its encryption dictionary and a password.
    pub(super) fn open(dict: &Dict, password: &str) -> Result<Self, Closed> {
        let integer = |key: &str| dict.get(key.as_bytes()).and_then(Object::integer);
        let revision = integer("R").filter(|revision| matches!(revision, 5 | 6)).ok_or(Closed::Foreign)?;
        if integer("V") != Some(5)
            || !dict.get(b"Filter".as_slice()).is_some_and(|filter| filter.is("Standard"))
        {
            return Err(Closed::Foreign);
        }
        let (strings, streams) = (is_on(dict, "StrF")?, is_on(dict, "StmF")?);
        let password = password.as_bytes();
        let password = &password[..password.len().min(LONGEST)];
        let key = key(dict, password, revision).map_err(|Malformed| Closed::Foreign)?;
        Ok(Self { key: key.ok_or(Closed::Password)?, strings, streams })
    }

    /// A value with its strings plain, but for the bytes of a signature, which are never encrypted.
    pub(super) fn opened(&self, object: Object) -> Result<Object, Malformed> {
        if !self.strings {
            return Ok(object);
        }
        Ok(match object {
            Object::Str(mut text) => {
                text.bytes = self.plain(&text.bytes)?;
                Object::Str(text)
            }
            Object::Array(items) => {
                Object::Array(items.into_iter().map(|item| self.opened(item)).collect::<Result<_, _>>()?)
            }
            Object::Dict(dict) => Object::Dict(self.entries(dict)?),
            Object::Stream(mut stream) => {
                stream.dict = self.entries(stream.dict)?;
                Object::Stream(stream)
            }
            other => other,
        })
    }

    fn entries(&self, dict: Dict) -> Result<Dict, Malformed> {
        let signed = dict.contains_key(b"ByteRange".as_slice());
        dict.map(|key, value| if signed && key == b"Contents" { Ok(value) } else { self.opened(value) })
    }

    /// The plain bytes of a stream.
    pub(super) fn stream(&self, bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
        if self.streams { self.plain(bytes) } else { Ok(bytes.to_vec()) }
    }

    fn plain(&self, bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
        let Some((start, body)) = bytes.split_first_chunk::<16>() else {
            return if bytes.is_empty() { Ok(Vec::new()) } else { Err(Malformed) };
        };
        let cipher = cbc::Decryptor::<aes::Aes256>::new(&self.key.into(), start.into());
        cipher.decrypt_padded_vec::<Pkcs7>(body).map_err(|_| Malformed)
    }
}

/// Whether a crypt filter is AES-256; `Identity` leaves things plain.
fn is_on(dict: &Dict, key: &str) -> Result<bool, Closed> {
    let Some(name) = dict.get(key.as_bytes()).and_then(Object::name) else { return Ok(false) };
    if name == b"Identity" {
        return Ok(false);
    }
    let filters = dict.get(b"CF".as_slice()).and_then(Object::dict);
    let filter = filters.and_then(|filters| filters.get(name)).and_then(Object::dict);
    let method = filter.and_then(|filter| filter.get(b"CFM".as_slice()));
    if method.is_some_and(|method| method.is("AESV3")) { Ok(true) } else { Err(Closed::Foreign) }
}

fn bytes<'a, const N: usize>(dict: &'a Dict, key: &str) -> Result<&'a [u8; N], Malformed> {
    let text = dict.get(key.as_bytes()).and_then(Object::string).ok_or(Malformed)?;
    text.bytes.first_chunk::<N>().ok_or(Malformed)
}

/// The file's key, if the password is its user's or its owner's.
fn key(dict: &Dict, password: &[u8], revision: i64) -> Result<Option<[u8; 32]>, Malformed> {
    let user: &[u8; 48] = bytes(dict, "U")?;
    let owner: &[u8; 48] = bytes(dict, "O")?;
    for (entry, sealed, more) in [(user, "UE", &[][..]), (owner, "OE", &user[..])] {
        if hash(password, &entry[32..40], more, revision)? != entry[..32] {
            continue;
        }
        let between = hash(password, &entry[40..48], more, revision)?;
        let sealed: &[u8; 32] = bytes(dict, sealed)?;
        let cipher = cbc::Decryptor::<aes::Aes256>::new(&between.into(), &[0; 16].into());
        let key = cipher.decrypt_padded_vec::<NoPadding>(sealed).map_err(|_| Malformed)?;
        return Ok(key.first_chunk::<32>().copied());
    }
    Ok(None)
}

/// Algorithm 2.B: the slow hash of a password with a salt.
fn hash(password: &[u8], salt: &[u8], more: &[u8], revision: i64) -> Result<[u8; 32], Malformed> {
    let first = digest::digest(&digest::SHA256, &[password, salt, more].concat());
    let mut state = first.as_ref().to_vec();
    let (mut round, mut last) = (0_usize, 0_u8);
    while revision == 6 && (round < 64 || usize::from(last) + 32 > round) {
        let text = [password, &state, more].concat().repeat(64);
        let (key, start) = (state.first_chunk::<16>().ok_or(Malformed)?, state[16..].first_chunk::<16>());
        let cipher = cbc::Encryptor::<aes::Aes128>::new(key.into(), start.ok_or(Malformed)?.into());
        let mixed = cipher.encrypt_padded_vec::<NoPadding>(&text);
        let sum: u32 = mixed.iter().take(16).map(|byte| u32::from(*byte)).sum();
        let next = match sum % 3 {
            0 => &digest::SHA256,
            1 => &digest::SHA384,
            _ => &digest::SHA512,
        };
        state = digest::digest(next, &mixed).as_ref().to_vec();
        last = mixed.last().copied().unwrap_or_default();
        round += 1;
    }
    state.first_chunk::<32>().copied().ok_or(Malformed)
}
