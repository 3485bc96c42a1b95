//! Check SM2 signatures with SM3 (GM/T 0003.2, GM/T 0004), which the library of the other algorithms does not know.
//! Everything here is public, so that time gives nothing away.

use sm2::dsa::signature::Verifier;
use sm2::dsa::{Signature, VerifyingKey};
use sm3::Sm3;

use super::algorithm::Fault;

/// What every certificate's holder is called where SM2 mixes an identity into the hash (GM/T 0009, 10).
const IDENTITY: &str = "1234567812345678";

/// A digest of any kind.
#[derive(Debug, Clone, Copy)]
pub(super) enum Digest {
    Sha(aws_lc_rs::digest::Digest),
    Sm3([u8; 32]),
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Sha(digest) => digest.as_ref(),
            Self::Sm3(digest) => digest,
        }
    }
}

/// SM3 of bytes that stand in pieces.
pub(super) fn sm3(pieces: &[&[u8]]) -> Digest {
    let mut hash = <Sm3 as sm3::Digest>::new();
    pieces.iter().for_each(|piece| sm3::Digest::update(&mut hash, piece));
    Digest::Sm3(sm3::Digest::finalize(hash).into())
}

/// Whether a signature is of this message by the key whose point has these bits.
pub(super) fn holds(bits: &[u8], message: &[u8], value: &[u8]) -> Result<(), Fault> {
    let key = VerifyingKey::from_sec1_bytes(IDENTITY, bits).map_err(|_| Fault::Mismatch)?;
    let signature = Signature::from_der(value).map_err(|_| Fault::Wrong)?;
    key.verify(message, &signature).map_err(|_| Fault::Wrong)
}
