//! Check ECDSA signatures (FIPS 186-5, 6.4.2) on the curves, and with the digests, that the library of the other
//! signatures does not know. Everything here is public, so that time gives nothing away.

use p256::ecdsa::signature::hazmat::PrehashVerifier;

use super::algorithm::Hash;

/// A curve of NIST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
}

/// Whether a signature, in DER, is of this message by the key, which is an encoded point.
pub(super) fn holds(curve: Curve, key: &[u8], hash: Hash, message: &[u8], value: &[u8]) -> bool {
    let digest = hash.digest(&[message]);
    // A digest shorter than the curve is the same number with zeros before it.
    let padded = |size: usize| {
        let digest = digest.as_ref();
        [vec![0; size.saturating_sub(digest.len())], digest.to_vec()].concat()
    };
    macro_rules! held {
        ($curve:ident, $size:literal) => {{
            let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(key);
            let signature = $curve::ecdsa::Signature::from_der(value);
            matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(&padded($size), &signature).is_ok())
        }};
    }
    match curve {
        Curve::P256 => held!(p256, 32),
        Curve::P384 => held!(p384, 48),
        Curve::P521 => held!(p521, 66),
    }
}
