//! Open a key file, PKCS#12 or PEM, and take the one key and the certificates out of it.

use aws_lc_rs::rsa::KeyPair;
use const_oid::db::rfc5912::{ID_EC_PUBLIC_KEY, RSA_ENCRYPTION};
use der::{Decode, SecretDocument};
use pkcs8::PrivateKeyInfoRef;
use x509_cert::Certificate;
use zeroize::Zeroizing;

use super::refusals::{
    locked, many_keys, not_a_key, other_kind, unopened, unread_cipher, weak_rsa, without_certificates,
};
use super::{Key, Opened, curve, traditional};
use crate::error::Stop;
use crate::named_files::NamedFiles;
use crate::sign::pkcs12;
use crate::sign::scheme::SM2_CURVE;

/// The shortest RSA modulus that signs, in bytes: 2048 bits.
const LEAST_RSA: usize = 256;

/// Opens a key file, PKCS#12 or PEM, with the password if it needs one.
///
/// `password` is asked for only where the file is locked.
pub(in crate::sign) fn open(
    shown: &str,
    bytes: &[u8],
    password: &mut dyn FnMut() -> Result<Zeroizing<String>, Stop>,
) -> Result<Opened, Stop> {
    if bytes.windows(11).any(|window| window == b"-----BEGIN ") {
        pem(shown, bytes, password)
    } else {
        p12(shown, bytes, password)
    }
}

/// PKCS#12, as OpenSSL, Windows, Java, browsers and certificate authorities write it.
fn p12(
    shown: &str,
    bytes: &[u8],
    password: &mut dyn FnMut() -> Result<Zeroizing<String>, Stop>,
) -> Result<Opened, Stop> {
    if bytes.first() != Some(&0x30) {
        return Err(not_a_key(shown));
    }
    let held = pkcs12::open(bytes, &password()?).map_err(|fault| unopened(shown, fault))?;
    let [key] = &held.keys[..] else {
        return Err(many_keys(shown, held.keys.len()));
    };
    Ok(Opened { key: pkcs8(shown, key)?, certificates: held.certificates })
}

/// PEM: a private key of any usual form, and certificates before or behind it.
fn pem(
    shown: &str,
    bytes: &[u8],
    password: &mut dyn FnMut() -> Result<Zeroizing<String>, Stop>,
) -> Result<Opened, Stop> {
    let text = std::str::from_utf8(bytes).map_err(|_| not_a_key(shown))?;
    let (mut keys, mut certificates) = (Vec::new(), Vec::new());
    for block in blocks(text) {
        let Some(label) = label(block) else { continue };
        if label == "CERTIFICATE" {
            let der = document(block).ok_or_else(|| not_a_key(shown))?;
            certificates.push(Certificate::from_der(der.as_bytes()).map_err(|_| not_a_key(shown))?);
        } else if traditional::is_locked(block) {
            let key = traditional::open(block, &password()?).map_err(|fault| match fault {
                traditional::Fault::Damaged => unopened(shown, pkcs12::Fault::Damaged),
                traditional::Fault::Locked => locked(shown),
                traditional::Fault::Cipher(name) => unread_cipher(shown, &name),
            })?;
            keys.push(of_label(shown, label, &key)?.ok_or_else(|| locked(shown))?);
        } else {
            let der = document(block).ok_or_else(|| not_a_key(shown))?;
            let key = if label == "ENCRYPTED PRIVATE KEY" {
                let key =
                    pkcs12::key(der.as_bytes(), &password()?).map_err(|fault| unopened(shown, fault))?;
                Some(pkcs8(shown, &key)?)
            } else {
                of_label(shown, label, der.as_bytes())?
            };
            keys.push(key.ok_or_else(|| not_a_key(shown))?);
        }
    }
    let count = keys.len();
    match keys.pop() {
        Some(key) if count == 1 => Ok(Opened { key, certificates }),
        _ => Err(many_keys(shown, count)),
    }
}

/// The key in the DER of an open block; nothing where there is none.
fn of_label(shown: &str, label: &str, der: &[u8]) -> Result<Option<Key>, Stop> {
    let on_curve = |told| match curve::key(der, told) {
        Ok(key) => Ok(Some(key)),
        Err(curve::Fault::NotOne) => Ok(None),
        Err(curve::Fault::Curve) => Err(other_kind(shown)),
    };
    match label {
        "PRIVATE KEY" if PrivateKeyInfoRef::from_der(der).is_err() => Ok(None),
        "PRIVATE KEY" => pkcs8(shown, der).map(Some),
        "RSA PRIVATE KEY" if pkcs1_modulus(der).is_none() => Ok(None),
        "RSA PRIVATE KEY" => rsa(shown, der, KeyPair::from_der(der)).map(Some),
        "EC PRIVATE KEY" => on_curve(None),
        "SM2 PRIVATE KEY" => on_curve(Some(SM2_CURVE)),
        _ => Ok(None),
    }
}

/// The blocks of a PEM file, each from its first line to its last, without what stands between them.
fn blocks(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("-----BEGIN ").map(|(from, _)| {
        let rest = &text[from..];
        let end = rest.find("-----END ").unwrap_or(rest.len());
        let end = rest[end..].find('\n').map_or(rest.len(), |line| end + line);
        rest[..end].trim_end()
    })
}

/// What a block that holds a key or a certificate calls itself; others, such as the parameters that OpenSSL writes
/// before a key, need not even be ASN.1 of the shape that these have.
fn label(block: &str) -> Option<&str> {
    let line = block.lines().next().unwrap_or_default().trim_end();
    let label = line.strip_prefix("-----BEGIN ")?.trim_end_matches('-');
    (label == "CERTIFICATE" || label.ends_with("PRIVATE KEY")).then_some(label)
}

fn document(block: &str) -> Option<SecretDocument> {
    SecretDocument::from_pem(block).ok().map(|(_, der)| der)
}

/// Certificates in PEM, for a key that comes without.
fn certificates(shown: &str, bytes: &[u8]) -> Result<Vec<Certificate>, Stop> {
    let found = Certificate::load_pem_chain(bytes).ok().filter(|found| !found.is_empty());
    found.ok_or_else(|| without_certificates(shown))
}

/// The certificates of a file that may be named, and stands in `beside`.
pub(in crate::sign) fn named(
    name: &Option<String>,
    beside: &NamedFiles,
) -> Result<Option<Vec<Certificate>>, Stop> {
    name.as_ref().map(|name| certificates(&beside.shown(name), &beside.read(name)?)).transpose()
}

/// A key in PKCS#8.
fn pkcs8(shown: &str, der: &[u8]) -> Result<Key, Stop> {
    let told = PrivateKeyInfoRef::from_der(der).map_err(|_| not_a_key(shown))?;
    let inner = told.private_key.as_bytes();
    match told.algorithm.oid {
        RSA_ENCRYPTION => rsa(shown, inner, KeyPair::from_pkcs8(der)),
        ID_EC_PUBLIC_KEY => {
            let named = told.algorithm.parameters.and_then(|curve| curve.decode_as().ok());
            curve::key(inner, named).map_err(|fault| match fault {
                curve::Fault::NotOne => not_a_key(shown),
                curve::Fault::Curve => other_kind(shown),
            })
        }
        // As some programs name the curve for the algorithm.
        SM2_CURVE => curve::key(inner, Some(SM2_CURVE)).map_err(|_| not_a_key(shown)),
        _ => Err(other_kind(shown)),
    }
}

/// An RSA key; `inner` is its `RSAPrivateKey`.
fn rsa(shown: &str, inner: &[u8], key: Result<KeyPair, aws_lc_rs::error::KeyRejected>) -> Result<Key, Stop> {
    match key {
        Ok(key) => Ok(Key::Rsa(Box::new(key))),
        Err(_) => Err(match pkcs1_modulus(inner) {
            Some(length) if length < LEAST_RSA => weak_rsa(shown, 8 * length),
            _ => other_kind(shown),
        }),
    }
}

/// The length of the modulus of an `RSAPrivateKey`, in bytes.
fn pkcs1_modulus(der: &[u8]) -> Option<usize> {
    let all = Vec::<der::asn1::UintRef<'_>>::from_der(der).ok()?;
    all.get(1).map(|modulus| modulus.as_bytes().len())
}
