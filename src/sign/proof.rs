//! Check what others signed, before it is taken into a document: certificates, time stamps, CRLs, OCSP responses.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ID_SHA_256, ID_SHA_384, ID_SHA_512, RSA_ENCRYPTION, SECP_256_R_1,
    SECP_384_R_1, SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION,
};
use sm2::dsa::signature::Verifier;
use sm2::dsa::{Signature, VerifyingKey};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::scheme::{MessageHash, SM2_CURVE, SM2_IDENTITY, SM2_WITH_SM3, SM3};

/// Whether a certificate's key signed a message.
///
/// `hash` comes beside the algorithm because a container may name RSA alone as its algorithm.
pub(super) fn holds(
    by: &Certificate,
    algorithm: &AlgorithmIdentifierOwned,
    hash: Option<ObjectIdentifier>,
    message: &[u8],
    value: &[u8],
) -> bool {
    let spki = by.tbs_certificate().subject_public_key_info();
    let curve = spki.algorithm.parameters.as_ref().and_then(|curve| curve.decode_as().ok());
    let named = match (algorithm.oid, hash) {
        (RSA_ENCRYPTION, Some(ID_SHA_256)) => SHA_256_WITH_RSA_ENCRYPTION,
        (RSA_ENCRYPTION, Some(ID_SHA_384)) => SHA_384_WITH_RSA_ENCRYPTION,
        (RSA_ENCRYPTION, Some(ID_SHA_512)) => SHA_512_WITH_RSA_ENCRYPTION,
        (oid, _) => oid,
    };
    let key = spki.subject_public_key.raw_bytes();
    let algorithm: &dyn VerificationAlgorithm = match (named, curve) {
        (SM2_WITH_SM3, Some(SM2_CURVE)) => return sm2_holds(key, message, value).unwrap_or(false),
        (SHA_256_WITH_RSA_ENCRYPTION, _) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (SHA_384_WITH_RSA_ENCRYPTION, _) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (SHA_512_WITH_RSA_ENCRYPTION, _) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (ECDSA_WITH_SHA_256, Some(SECP_256_R_1)) => &signature::ECDSA_P256_SHA256_ASN1,
        (ECDSA_WITH_SHA_256, Some(SECP_384_R_1)) => &signature::ECDSA_P384_SHA256_ASN1,
        (ECDSA_WITH_SHA_384, Some(SECP_256_R_1)) => &signature::ECDSA_P256_SHA384_ASN1,
        (ECDSA_WITH_SHA_384, Some(SECP_384_R_1)) => &signature::ECDSA_P384_SHA384_ASN1,
        _ => return false,
    };
    UnparsedPublicKey::new(algorithm, key).verify(message, value).is_ok()
}

/// The same for SM2 with SM3; nothing where key or signature cannot be read.
fn sm2_holds(key: &[u8], message: &[u8], value: &[u8]) -> Option<bool> {
    let key = VerifyingKey::from_sec1_bytes(SM2_IDENTITY, key).ok()?;
    let signature = Signature::from_der(value).ok()?;
    Some(key.verify(message, &signature).is_ok())
}

/// A digest by the name of its algorithm: SHA-256, SHA-384, SHA-512 or SM3.
pub(super) fn digest(hash: ObjectIdentifier, bytes: &[u8]) -> Option<Vec<u8>> {
    let algorithm = match hash {
        SM3 => return Some(MessageHash::Sm3.of(&[bytes])),
        ID_SHA_256 => &digest::SHA256,
        ID_SHA_384 => &digest::SHA384,
        ID_SHA_512 => &digest::SHA512,
        _ => return None,
    };
    Some(digest::digest(algorithm, bytes).as_ref().to_vec())
}
