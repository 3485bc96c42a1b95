//! Turn what a password locks into what it was: PBES2 (RFC 8018), and the older ways of PKCS#12 (RFC 7292).

use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::{DES_EDE_3_CBC, ID_AES_128_CBC, ID_AES_192_CBC, ID_AES_256_CBC, ID_PBKDF_2};
use const_oid::db::rfc5912::ID_SHA_1;
use const_oid::db::rfc7292::{
    PBE_WITH_SHA_AND_2_KEY_TRIPLE_DES_CBC, PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC,
    PBE_WITH_SHA_AND_128_BIT_RC_2_CBC, PBEWITH_SHA_AND_40_BIT_RC_2_CBC,
};
use der::Sequence;
use der::asn1::{AnyRef, OctetStringRef};
use pkcs8::pkcs5::pbes2::{self, Kdf};
use x509_cert::spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::Fault;
use super::hash::{HMAC_SHA_1, Hash, Purpose};

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");

/// The most rounds that are gone through: programs write up to a million, and each further million takes a
/// good second.
pub(in crate::sign) const MOST_ROUNDS: u32 = 5_000_000;

/// The longest key that is derived where its user takes any length, in bytes.
const LONGEST: usize = 128;

/// The most memory that scrypt may ask for, in bytes.
const MOST_MEMORY: u64 = 1 << 30;

/// A password in the two ways that keys are derived from.
pub(super) struct Typed {
    /// As PBES2 takes it.
    plain: Zeroizing<Vec<u8>>,
    /// As PKCS#12 takes it: two bytes a character and two zeros behind them.
    wide: Zeroizing<Vec<u8>>,
}

impl Typed {
    /// A password as the programs write it down: by the standard first, then as OpenSSL before 1.1 did beyond
    /// ASCII (byte by byte), and nothing at all for an empty one.
    pub(super) fn forms(password: &str) -> Vec<Self> {
        let units = Zeroizing::new(password.encode_utf16().chain([0]).collect::<Vec<_>>());
        let bytes = Zeroizing::new(password.bytes().map(u16::from).chain([0]).collect::<Vec<_>>());
        let mut wide = vec![Self::wide(&units)];
        if !password.is_ascii() {
            wide.push(Self::wide(&bytes));
        }
        if password.is_empty() {
            wide.push(Self::wide(&[]));
        }
        let plain = || Zeroizing::new(password.as_bytes().to_vec());
        wide.into_iter().map(|wide| Self { plain: plain(), wide }).collect()
    }

    fn wide(units: &[u16]) -> Zeroizing<Vec<u8>> {
        let mut wide = Zeroizing::new(Vec::with_capacity(2 * units.len()));
        units.iter().for_each(|unit| wide.extend_from_slice(&unit.to_be_bytes()));
        wide
    }

    /// A key by the derivation of PKCS#12.
    pub(super) fn key(
        &self,
        hash: &Hash,
        of: Purpose,
        (salt, rounds): (&[u8], u32),
        length: usize,
    ) -> Result<Zeroizing<Vec<u8>>, Fault> {
        Ok((hash.key)(of, &self.wide, salt, bounded(rounds)?, length))
    }

    /// A key by PBKDF2; `length` is what its user needs.
    pub(super) fn pbkdf2(&self, how: AnyRef<'_>, length: Option<usize>) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let Pbkdf2 { salt, rounds, length: told, hash } = how.decode_as()?;
        let rounds = bounded(rounds)?;
        let length = match (length, told.map(usize::from)) {
            (Some(needed), None) => needed,
            (Some(needed), Some(told)) if needed == told => needed,
            (None, Some(told)) if told <= LONGEST => told,
            _ => return Err(Fault::Damaged),
        };
        let mut key = Zeroizing::new(vec![0; length]);
        let hash = Hash::of(hash.map_or(HMAC_SHA_1, |hash| hash.oid))?;
        (hash.pbkdf2)(&self.plain, salt.as_bytes(), rounds, &mut key);
        Ok(key)
    }
}

#[derive(Sequence)]
struct Pbes2<'a> {
    key: AlgorithmIdentifierRef<'a>,
    cipher: AlgorithmIdentifierRef<'a>,
}

#[derive(Sequence)]
struct Pbkdf2<'a> {
    salt: &'a OctetStringRef,
    rounds: u32,
    length: Option<u16>,
    hash: Option<AlgorithmIdentifierRef<'a>>,
}

/// The parameters of the older ways.
#[derive(Sequence)]
struct Salted<'a> {
    salt: &'a OctetStringRef,
    rounds: u32,
}

/// A count of rounds that somebody may have meant.
fn bounded(rounds: u32) -> Result<u32, Fault> {
    match rounds {
        0 => Err(Fault::Damaged),
        1..=MOST_ROUNDS => Ok(rounds),
        _ => Err(Fault::Rounds(rounds)),
    }
}

/// Decrypts what a password locks.
pub(super) fn unlock(
    how: &AlgorithmIdentifierRef<'_>,
    typed: &Typed,
    bytes: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let told = how.parameters.ok_or(Fault::Damaged)?;
    let salted = |cipher: Cipher, length: usize| {
        let Salted { salt, rounds } = told.decode_as()?;
        let (salt, hash) = (salt.as_bytes(), Hash::of(ID_SHA_1)?);
        let key = typed.key(&hash, Purpose::Cipher, (salt, rounds), length)?;
        let start = typed.key(&hash, Purpose::Start, (salt, rounds), 8)?;
        cipher(&key, &start, bytes)
    };
    match how.oid {
        PBES2 => pbes2(told, typed, bytes),
        PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC => salted(decrypt::<des::TdesEde3>, 24),
        PBE_WITH_SHA_AND_2_KEY_TRIPLE_DES_CBC => salted(decrypt::<des::TdesEde2>, 16),
        PBE_WITH_SHA_AND_128_BIT_RC_2_CBC => salted(decrypt::<rc2::Rc2>, 16),
        PBEWITH_SHA_AND_40_BIT_RC_2_CBC => salted(decrypt::<rc2::Rc2>, 5),
        other => Err(Fault::Unread(other)),
    }
}

fn pbes2(told: AnyRef<'_>, typed: &Typed, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let Pbes2 { key, cipher } = told.decode_as()?;
    let (decrypt, length): (Cipher, usize) = match cipher.oid {
        ID_AES_128_CBC => (decrypt::<aes::Aes128>, 16),
        ID_AES_192_CBC => (decrypt::<aes::Aes192>, 24),
        ID_AES_256_CBC => (decrypt::<aes::Aes256>, 32),
        DES_EDE_3_CBC => (decrypt::<des::TdesEde3>, 24),
        other => return Err(Fault::Unread(other)),
    };
    if key.oid != ID_PBKDF_2 {
        return scrypt(told, key.oid, typed, bytes);
    }
    let key = typed.pbkdf2(key.parameters.ok_or(Fault::Damaged)?, Some(length))?;
    let start = cipher.parameters.ok_or(Fault::Damaged)?.decode_as::<&OctetStringRef>()?;
    decrypt(&key, start.as_bytes(), bytes)
}

/// Scrypt, which PEM files may use.
fn scrypt(
    told: AnyRef<'_>,
    derivation: ObjectIdentifier,
    typed: &Typed,
    bytes: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let how = pbes2::Parameters::try_from(told).map_err(|_| Fault::Unread(derivation))?;
    let Kdf::Scrypt(scrypt) = &how.kdf else { return Err(Fault::Unread(derivation)) };
    let memory = scrypt.cost_parameter.saturating_mul(128 * u64::from(scrypt.block_size));
    if memory > MOST_MEMORY || scrypt.cost_parameter < 2 || scrypt.parallelization > 16 {
        return Err(Fault::Unread(derivation));
    }
    how.decrypt(&typed.plain, bytes).map(Zeroizing::new).map_err(|_| Fault::Locked)
}

/// A cipher with a key, where it starts, and what it decrypts.
type Cipher = fn(&[u8], &[u8], &[u8]) -> Result<Zeroizing<Vec<u8>>, Fault>;

/// Decrypts blocks; a padding that is none tells a wrong password.
fn decrypt<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    start: &[u8],
    bytes: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let cipher = Decryptor::<C>::new_from_slices(key, start).map_err(|_| Fault::Damaged)?;
    let mut plain = Zeroizing::new(bytes.to_vec());
    if bytes.is_empty() || !bytes.len().is_multiple_of(C::block_size()) {
        return Err(Fault::Damaged);
    }
    let length = cipher.decrypt_padded::<Pkcs7>(&mut plain).map_err(|_| Fault::Locked)?.len();
    plain.truncate(length);
    Ok(plain)
}
