//! Turn the bytes of a key on an elliptic curve (`ECPrivateKey`, RFC 5915) into one that signs.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{SECP_256_R_1, SECP_384_R_1};
use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Decode, Sequence};

use super::Key;
use crate::sign::scheme::{SM2_CURVE, SM2_IDENTITY};

/// A key on a curve. The curve may be told outside instead; the public half is calculated anew.
#[derive(Sequence)]
struct EcPrivateKey<'a> {
    version: u8,
    secret: &'a OctetStringRef,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    curve: Option<AnyRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    public: Option<BitStringRef<'a>>,
}

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no key on a curve.
    NotOne,
    /// It is on a curve that nothing here signs on.
    Curve,
}

/// The key in `der`, on the curve that is told outside or, where none is, inside.
pub(super) fn key(der: &[u8], told: Option<ObjectIdentifier>) -> Result<Key, Fault> {
    let inner = EcPrivateKey::from_der(der).map_err(|_| Fault::NotOne)?;
    let named = || inner.curve.and_then(|curve| curve.decode_as().ok());
    let secret = inner.secret.as_bytes();
    match told.or_else(named).ok_or(Fault::Curve)? {
        SECP_256_R_1 => {
            let key = p256::SecretKey::from_slice(secret).map_err(|_| Fault::NotOne)?;
            Ok(Key::P256(Box::new(key.into())))
        }
        SECP_384_R_1 => {
            let key = p384::SecretKey::from_slice(secret).map_err(|_| Fault::NotOne)?;
            Ok(Key::P384(Box::new(key.into())))
        }
        SM2_CURVE => {
            let key = sm2::SecretKey::from_slice(secret).map_err(|_| Fault::NotOne)?;
            let key = sm2::dsa::SigningKey::new(SM2_IDENTITY, &key).map_err(|_| Fault::NotOne)?;
            Ok(Key::Sm2(Box::new(key)))
        }
        _ => Err(Fault::Curve),
    }
}
