//! Turn algorithm identifiers into arithmetic, and refuse the weak.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use const_oid::ObjectIdentifier;
use der::Tag;

use super::asn::{NotDer, Tlv, only};
use super::budget::{Budget, Spent};
use super::curve::Curve;
use super::sm2::{self, Digest};
use super::{curve, pss};
use crate::weak::is_weak;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");
const MGF1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
const ELLIPTIC: ObjectIdentifier = oid("1.2.840.10045.2.1");
const P256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = oid("1.3.132.0.34");
const P521: ObjectIdentifier = oid("1.3.132.0.35");
const ED25519: ObjectIdentifier = oid("1.3.101.112");
const SM2: ObjectIdentifier = oid("1.2.156.10197.1.301");
const SM3: ObjectIdentifier = oid("1.2.156.10197.1.401");

/// A digest that may be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
    Sha512,
    Sm3,
}

/// Why a signature's arithmetic does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// An algorithm or key that is too weak to prove anything.
    Weak,
    /// An algorithm, curve or digest that is not checked here.
    Unknown(ObjectIdentifier),
    /// The file's budget is spent.
    Costly,
    /// The parts do not fit together.
    Mismatch,
    /// The signature is not of this message and key.
    Wrong,
}

impl From<NotDer> for Fault {
    fn from(_: NotDer) -> Self {
        Self::Mismatch
    }
}

impl From<Spent> for Fault {
    fn from(_: Spent) -> Self {
        Self::Costly
    }
}

fn refused(oid: ObjectIdentifier) -> Fault {
    if is_weak(&oid.to_string()) { Fault::Weak } else { Fault::Unknown(oid) }
}

impl Hash {
    /// The digest of an identifier.
    pub(super) fn of(oid: ObjectIdentifier) -> Result<Self, Fault> {
        match oid {
            SHA256 => Ok(Self::Sha256),
            SHA384 => Ok(Self::Sha384),
            SHA512 => Ok(Self::Sha512),
            SM3 => Ok(Self::Sm3),
            other => Err(refused(other)),
        }
    }

    /// The digest of an `AlgorithmIdentifier`.
    pub(super) fn of_identifier(part: &Tlv<'_>) -> Result<Self, Fault> {
        Self::of(part.sequence()?.next()?.oid()?)
    }

    /// How long a digest is, in bytes.
    pub(super) const fn length(self) -> usize {
        match self {
            Self::Sha256 | Self::Sm3 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The digest of bytes that stand in pieces.
    pub(super) fn digest(self, pieces: &[&[u8]]) -> Digest {
        let mut context = digest::Context::new(match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
            Self::Sm3 => return sm2::sm3(pieces),
        });
        pieces.iter().for_each(|piece| context.update(piece));
        Digest::Sha(context.finish())
    }
}

/// SHA-1, for the names of certificates that old time stamps give; it proves nothing.
pub(super) fn sha1(bytes: &[u8]) -> Digest {
    Digest::Sha(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes))
}

/// A signature algorithm with the digest it takes, if it names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Pkcs1(Option<Hash>),
    /// With the length of its salt.
    Pss(Hash, usize),
    Ecdsa(Hash),
    Ed25519,
    /// With SM3.
    Sm2,
}

/// Reads an `AlgorithmIdentifier` of a signature.
fn scheme(identifier: &Tlv<'_>) -> Result<Scheme, Fault> {
    let mut parts = identifier.sequence()?;
    let oid = parts.next()?.oid()?;
    Ok(match oid.to_string().as_str() {
        "1.2.840.113549.1.1.1" => Scheme::Pkcs1(None),
        "1.2.840.113549.1.1.11" => Scheme::Pkcs1(Some(Hash::Sha256)),
        "1.2.840.113549.1.1.12" => Scheme::Pkcs1(Some(Hash::Sha384)),
        "1.2.840.113549.1.1.13" => Scheme::Pkcs1(Some(Hash::Sha512)),
        "1.2.840.113549.1.1.10" => pss(&parts.next()?)?,
        "1.2.840.10045.4.3.2" => Scheme::Ecdsa(Hash::Sha256),
        "1.2.840.10045.4.3.3" => Scheme::Ecdsa(Hash::Sha384),
        "1.2.840.10045.4.3.4" => Scheme::Ecdsa(Hash::Sha512),
        "1.3.101.112" => Scheme::Ed25519,
        // The second is what GM/T 0006 calls the algorithm without its digest.
        "1.2.156.10197.1.501" | "1.2.156.10197.1.301.1" => Scheme::Sm2,
        _ => return Err(refused(oid)),
    })
}

/// The parameters of RSA-PSS: one digest throughout, and the length of the salt. The defaults are SHA-1.
fn pss(terms: &Tlv<'_>) -> Result<Scheme, Fault> {
    let mut terms = terms.sequence()?;
    let hash = Hash::of_identifier(&only(terms.context(0).ok_or(Fault::Weak)?.content)?)?;
    let mask = only(terms.context(1).ok_or(Fault::Weak)?.content)?;
    let mut mask = mask.sequence()?;
    let salt =
        terms.context(2).map(|part| only(part.content)?.of(Tag::Integer)).transpose()?.unwrap_or(&[20]);
    let salt = match *salt {
        [one] if one < 128 => usize::from(one),
        [high, low] if high < 4 => usize::from(high) << 8 | usize::from(low),
        _ => return Err(Fault::Unknown(RSA_PSS)),
    };
    let fits = mask.next()?.oid()? == MGF1 && Hash::of_identifier(&mask.next()?)? == hash;
    if fits { Ok(Scheme::Pss(hash, salt)) } else { Err(Fault::Unknown(RSA_PSS)) }
}

/// How a signature is checked.
enum Arithmetic {
    Library(&'static dyn VerificationAlgorithm),
    Pss(Hash, usize),
    Curve(Curve, Hash),
}

/// Whether a signature is of this message by the key of a `SubjectPublicKeyInfo`.
///
/// `hash` is the digest that a signature container names beside the algorithm; the two must agree.
pub(super) fn holds(
    key: &[u8],
    identifier: &Tlv<'_>,
    hash: Option<Hash>,
    message: &[u8],
    value: &[u8],
    budget: &Budget,
) -> Result<(), Fault> {
    let scheme = scheme(identifier)?;
    let named = match scheme {
        Scheme::Pkcs1(named) => named,
        Scheme::Pss(named, _) | Scheme::Ecdsa(named) => Some(named),
        Scheme::Sm2 => Some(Hash::Sm3),
        Scheme::Ed25519 => hash,
    };
    let hash = match (named, hash) {
        (Some(named), Some(given)) if named != given => return Err(Fault::Mismatch),
        (named, given) => named.or(given),
    };
    let mut key = only(key)?.sequence()?;
    let kind = key.next()?;
    let bits = key.next()?.of(Tag::BitString)?.strip_prefix(&[0]).ok_or(Fault::Mismatch)?;
    if scheme == Scheme::Sm2 {
        budget.spend(OWN_CURVE + message.len() / 4)?;
        return if is_on_sm2(&kind)? { sm2::holds(bits, message, value) } else { Err(Fault::Mismatch) };
    }
    let arithmetic = arithmetic(scheme, hash, &kind, bits)?;
    budget.spend(cost(&arithmetic, bits.len()) + message.len() / 4)?;
    let held = match arithmetic {
        Arithmetic::Library(algorithm) => {
            UnparsedPublicKey::new(algorithm, bits).verify(message, value).is_ok()
        }
        Arithmetic::Pss(hash, salt) => pss::holds(bits, hash, salt, message, value)?,
        Arithmetic::Curve(curve, hash) => curve::holds(curve, bits, hash, message, value),
    };
    if held { Ok(()) } else { Err(Fault::Wrong) }
}

/// How many steps a check on a curve takes that the library does not have.
const OWN_CURVE: usize = 500_000;

/// How many steps a check takes, by the length of its key in bytes. Measured: RSA goes with the square of the
/// modulus, 30 µs at 2048 bits; the curves of the library take 60 to 300 µs, the others up to 2 ms.
fn cost(arithmetic: &Arithmetic, key: usize) -> usize {
    match arithmetic {
        Arithmetic::Library(_) => 80_000.max(key * key / 5),
        Arithmetic::Pss(..) => 80_000.max(key * key),
        Arithmetic::Curve(..) => OWN_CURVE,
    }
}

fn arithmetic(scheme: Scheme, hash: Option<Hash>, kind: &Tlv<'_>, bits: &[u8]) -> Result<Arithmetic, Fault> {
    let mut kind = kind.sequence()?;
    let family = kind.next()?.oid()?;
    match (scheme, family) {
        (Scheme::Pkcs1(_), RSA) => {
            long_enough(bits)?;
            Ok(Arithmetic::Library(match hash.ok_or(Fault::Mismatch)? {
                Hash::Sm3 => return Err(Fault::Unknown(SM3)),
                Hash::Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
                Hash::Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
                Hash::Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
            }))
        }
        (Scheme::Pss(hash, salt), RSA | RSA_PSS) => {
            long_enough(bits)?;
            Ok(match hash {
                Hash::Sm3 => return Err(Fault::Unknown(SM3)),
                _ if salt != hash.length() => Arithmetic::Pss(hash, salt),
                Hash::Sha256 => Arithmetic::Library(&signature::RSA_PSS_2048_8192_SHA256),
                Hash::Sha384 => Arithmetic::Library(&signature::RSA_PSS_2048_8192_SHA384),
                Hash::Sha512 => Arithmetic::Library(&signature::RSA_PSS_2048_8192_SHA512),
            })
        }
        (Scheme::Ecdsa(hash), ELLIPTIC) => Ok(match (kind.next()?.oid()?, hash) {
            (_, Hash::Sm3) => return Err(Fault::Unknown(SM3)),
            (P256, Hash::Sha256) => Arithmetic::Library(&signature::ECDSA_P256_SHA256_ASN1),
            (P256, Hash::Sha384) => Arithmetic::Library(&signature::ECDSA_P256_SHA384_ASN1),
            (P256, hash) => Arithmetic::Curve(Curve::P256, hash),
            (P384, Hash::Sha256) => Arithmetic::Library(&signature::ECDSA_P384_SHA256_ASN1),
            (P384, Hash::Sha384) => Arithmetic::Library(&signature::ECDSA_P384_SHA384_ASN1),
            (P384, hash) => Arithmetic::Curve(Curve::P384, hash),
            (P521, hash) => Arithmetic::Curve(Curve::P521, hash),
            (other, _) => return Err(Fault::Unknown(other)),
        }),
        (Scheme::Ed25519, ED25519) => Ok(Arithmetic::Library(&signature::ED25519)),
        _ => Err(Fault::Mismatch),
    }
}

/// Whether a key says that it is on the curve of SM2.
fn is_on_sm2(kind: &Tlv<'_>) -> Result<bool, Fault> {
    let mut kind = kind.sequence()?;
    Ok(kind.next()?.oid()? == ELLIPTIC && kind.next()?.oid()? == SM2)
}

/// RSA keys below 2048 bits are weak.
fn long_enough(bits: &[u8]) -> Result<(), Fault> {
    let modulus = only(bits)?.sequence()?.next()?.of(Tag::Integer)?;
    let modulus = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    let high = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    if modulus.len() * 8 - high.min(modulus.len() * 8) < 2048 { Err(Fault::Weak) } else { Ok(()) }
}
