//! How a key signs: RSA, ECDSA on two curves, and SM2, each with the hash that goes with it.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ID_SHA_256, ID_SHA_384, SHA_256_WITH_RSA_ENCRYPTION,
};
use der::asn1::{Any, Null};
use sha2::{Sha256, Sha384};
use sm3::{Digest, Sm3};
use x509_cert::spki::AlgorithmIdentifierOwned;

/// SM3 (GM/T 0004).
pub(super) const SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.401");

/// SM2 with SM3 (GM/T 0003.2, named in GM/T 0006).
pub(super) const SM2_WITH_SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.501");

/// The curve of SM2 (GM/T 0003.5).
pub(super) const SM2_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301");

/// What every certificate's holder is called where SM2 mixes an identity into the hash (GM/T 0009, 10).
pub(super) const SM2_IDENTITY: &str = "1234567812345678";

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// RSA, PKCS#1 v1.5 with SHA-256.
    Rsa,
    /// ECDSA on P-256 with SHA-256.
    P256,
    /// ECDSA on P-384 with SHA-384.
    P384,
    /// SM2 with SM3.
    Sm2,
}

/// The hash of what is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MessageHash {
    Sha256,
    Sha384,
    Sm3,
}

impl Scheme {
    /// The hash that it takes, of the message and of what goes with that.
    pub(super) fn hash(self) -> MessageHash {
        match self {
            Self::Rsa | Self::P256 => MessageHash::Sha256,
            Self::P384 => MessageHash::Sha384,
            Self::Sm2 => MessageHash::Sm3,
        }
    }

    /// How certificates and signatures name it.
    pub(super) fn identifier(self) -> AlgorithmIdentifierOwned {
        let (oid, parameters) = match self {
            Self::Rsa => (SHA_256_WITH_RSA_ENCRYPTION, Any::encode_from(&Null).ok()),
            Self::P256 => (ECDSA_WITH_SHA_256, None),
            Self::P384 => (ECDSA_WITH_SHA_384, None),
            Self::Sm2 => (SM2_WITH_SM3, None),
        };
        AlgorithmIdentifierOwned { oid, parameters }
    }
}

impl MessageHash {
    /// How signatures name it.
    pub(super) fn identifier(self) -> AlgorithmIdentifierOwned {
        let oid = match self {
            Self::Sha256 => ID_SHA_256,
            Self::Sha384 => ID_SHA_384,
            Self::Sm3 => SM3,
        };
        AlgorithmIdentifierOwned { oid, parameters: None }
    }

    /// The hash of bytes that stand in pieces.
    pub(super) fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha256 => hashed::<Sha256>(pieces),
            Self::Sha384 => hashed::<Sha384>(pieces),
            Self::Sm3 => hashed::<Sm3>(pieces),
        }
    }
}

fn hashed<H: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
    let mut hash = H::new();
    pieces.iter().for_each(|piece| hash.update(piece));
    hash.finalize().to_vec()
}
