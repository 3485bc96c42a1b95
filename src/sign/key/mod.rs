//! Turn a key file into a key that signs: PKCS#12 or PEM, RSA of 2048 to 8192 bits, P-256, P-384 or SM2.

mod curve;
mod file;
mod refusals;
mod traditional;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use p256::ecdsa::signature::Signer as _;
use x509_cert::Certificate;

pub(super) use file::{named, open};

use super::fault;
use super::scheme::Scheme;
use super::token::Token;
use crate::error::Stop;

/// A key that signs. But for those in tokens each gives the same signature every time: RSA by its padding, the
/// others by the nonce of RFC 6979.
pub(super) enum Key {
    /// RSA, PKCS#1 v1.5 with SHA-256.
    Rsa(Box<KeyPair>),
    /// P-256 with SHA-256.
    P256(Box<p256::ecdsa::SigningKey>),
    /// P-384 with SHA-384.
    P384(Box<p384::ecdsa::SigningKey>),
    /// SM2 with SM3.
    Sm2(Box<sm2::dsa::SigningKey>),
    /// A key in a token or card, which never leaves it.
    Token(Token),
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// What a key file holds: a key, and certificates in no order.
#[derive(Debug)]
pub(super) struct Opened {
    /// The key.
    pub(super) key: Key,
    /// The certificates.
    pub(super) certificates: Vec<Certificate>,
}

impl Key {
    /// Signs a message.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Stop> {
        let signed = match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                let done = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
                done.ok().map(|()| signature)
            }
            Self::P256(key) => {
                let signature: Result<p256::ecdsa::DerSignature, _> = key.try_sign(message);
                signature.ok().map(|der| der.as_bytes().to_vec())
            }
            Self::P384(key) => {
                let signature: Result<p384::ecdsa::DerSignature, _> = key.try_sign(message);
                signature.ok().map(|der| der.as_bytes().to_vec())
            }
            Self::Sm2(key) => {
                let signature: Result<sm2::dsa::Signature, _> = key.try_sign(message);
                signature.ok().map(|raw| raw.to_der().as_bytes().to_vec())
            }
            Self::Token(token) => return token.sign(message),
        };
        signed.ok_or_else(|| fault("the key does not sign"))
    }

    /// How it signs.
    pub(super) fn scheme(&self) -> Scheme {
        match self {
            Self::Rsa(_) => Scheme::Rsa,
            Self::P256(_) => Scheme::P256,
            Self::P384(_) => Scheme::P384,
            Self::Sm2(_) => Scheme::Sm2,
            Self::Token(token) => token.scheme(),
        }
    }

    /// The public half as it stands in a certificate's bits.
    pub(super) fn public(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => key.public_key().as_ref().to_vec(),
            Self::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::Sm2(key) => key.verifying_key().to_sec1_bytes().to_vec(),
            Self::Token(token) => token.public().to_vec(),
        }
    }

    /// Whether the same message always gets the same signature.
    pub(super) fn is_deterministic(&self) -> bool {
        !matches!(self, Self::Token(token) if token.scheme() != Scheme::Rsa)
    }
}
