//! A key in a token, card or cloud service, reached by PKCS#11: it signs there and never comes out.

use std::path::Path;
use std::sync::Mutex;

use const_oid::db::rfc5912::{SECP_256_R_1, SECP_384_R_1};
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use der::Decode;
use x509_cert::Certificate;

use super::fault;
use super::scheme::Scheme;
use crate::error::Stop;

/// A key in a token, logged in to.
pub(super) struct Token {
    session: Mutex<Session>,
    key: ObjectHandle,
    scheme: Scheme,
    public: Vec<u8>,
}

impl Token {
    /// Opens the key named `key` in the token named `label`, and reads the certificates beside it; where
    /// there is none of that name, the first of `given` counts as the key's.
    pub(super) fn open(
        library: &Path,
        label: &str,
        key: &str,
        pin: &str,
        given: &[Certificate],
    ) -> Result<(Self, Vec<Certificate>), Stop> {
        let shown = library.display();
        let failed = |error: Error| unreachable(&format!("`{shown}`: {error}"));
        let pkcs11 = Pkcs11::new(library).map_err(failed)?;
        pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).map_err(failed)?;
        let slots = pkcs11.get_slots_with_token().map_err(failed)?;
        let named = |slot: &&_| pkcs11.get_token_info(**slot).is_ok_and(|info| info.label() == label);
        let slot = slots.iter().find(named).ok_or_else(|| absent("token", "令牌", label))?;
        let session = pkcs11.open_ro_session(*slot).map_err(failed)?;
        session.login(UserType::User, Some(&AuthPin::new(pin.into()))).map_err(|error| match error {
            Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => {
                wrong_pin(label)
            }
            Error::Pkcs11(RvError::PinLocked, _) => locked_pin(label),
            other => failed(other),
        })?;
        let private_key =
            [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Label(key.as_bytes().to_vec())];
        let found = session.find_objects(&private_key).map_err(failed)?;
        let handle = *found.first().ok_or_else(|| absent("key", "密钥", key))?;
        let kind = session.get_attributes(handle, &[AttributeType::KeyType]).map_err(failed)?;
        let scheme = match kind[..] {
            [Attribute::KeyType(KeyType::RSA)] => Scheme::Rsa,
            [Attribute::KeyType(KeyType::EC)] => {
                let curve = session.get_attributes(handle, &[AttributeType::EcParams]).map_err(failed)?;
                on_curve(&curve).ok_or_else(|| other_kind(key))?
            }
            _ => return Err(other_kind(key)),
        };
        let certificates = certificates(&session, key).map_err(failed)?;
        let public = certificates.first().or(given.first()).map(own_bits).unwrap_or_default();
        Ok((Self { session: Mutex::new(session), key: handle, scheme, public }, certificates))
    }

    /// How it signs.
    pub(super) fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The public half, as its certificate tells it.
    pub(super) fn public(&self) -> &[u8] {
        &self.public
    }

    /// Signs a message; one thread at a time.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Stop> {
        let session =
            self.session.lock().map_err(|_| fault("the token was left in the middle of a signature"))?;
        let failed = |error: Error| unreachable(&error.to_string());
        if self.scheme == Scheme::Rsa {
            return session.sign(&Mechanism::Sha256RsaPkcs, self.key, message).map_err(failed);
        }
        let digest = self.scheme.hash().of(&[message]);
        let raw = session.sign(&Mechanism::Ecdsa, self.key, &digest).map_err(failed)?;
        let der = match self.scheme {
            Scheme::P384 => p384::ecdsa::Signature::from_slice(&raw)
                .map(|signature| signature.to_der().as_bytes().to_vec()),
            _ => p256::ecdsa::Signature::from_slice(&raw)
                .map(|signature| signature.to_der().as_bytes().to_vec()),
        };
        der.map_err(|_| fault("the token's signature is none of its curve"))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

/// The certificates in a token, the one named like the key first.
fn certificates(session: &Session, key: &str) -> cryptoki::error::Result<Vec<Certificate>> {
    let mut found = Vec::new();
    for handle in session.find_objects(&[Attribute::Class(ObjectClass::CERTIFICATE)])? {
        let attributes = session.get_attributes(handle, &[AttributeType::Value, AttributeType::Label])?;
        let named =
            attributes.iter().any(|part| matches!(part, Attribute::Label(name) if name == key.as_bytes()));
        for part in attributes {
            if let Attribute::Value(der) = part {
                found.extend(Certificate::from_der(&der).ok().map(|certificate| (named, certificate)));
            }
        }
    }
    found.sort_by_key(|(named, _)| !named);
    Ok(found.into_iter().map(|(_, certificate)| certificate).collect())
}

fn own_bits(certificate: &Certificate) -> Vec<u8> {
    certificate.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes().to_vec()
}

/// How a key on the curve of a token's `CKA_EC_PARAMS` signs.
fn on_curve(attributes: &[Attribute]) -> Option<Scheme> {
    let [Attribute::EcParams(der)] = attributes else { return None };
    match const_oid::ObjectIdentifier::from_der(der).ok()? {
        SECP_256_R_1 => Some(Scheme::P256),
        SECP_384_R_1 => Some(Scheme::P384),
        _ => None,
    }
}

fn other_kind(key: &str) -> Stop {
    Stop::new(
        format!("the key `{key}` of the token is of a kind that nothing is signed with here"),
        format!("不支持用令牌中的密钥 `{key}` 签名"),
    )
    .hint("RSA, P-256 and P-384 are taken from a token", "令牌中的密钥支持 RSA、P-256 和 P-384")
}

fn absent(en: &str, zh: &str, name: &str) -> Stop {
    Stop::new(format!("there is no {en} named `{name}`"), format!("没有名为 `{name}` 的{zh}"))
        .hint("list them with `pkcs11-tool -O`", "可用 `pkcs11-tool -O` 列出")
}

/// A wrong PIN must be told as one: after a few more tries a token locks itself.
fn wrong_pin(label: &str) -> Stop {
    Stop::new(format!("the PIN does not open the token `{label}`"), format!("PIN 不能打开令牌 `{label}`")).hint(
        "check `password_file`, or HANPRESS_KEY_PASSWORD if there is none; most tokens lock after a few wrong ones",
        "请检查 `password_file`；未设置时检查环境变量 HANPRESS_KEY_PASSWORD；多数令牌在几次错误后锁定",
    )
}

fn locked_pin(label: &str) -> Stop {
    Stop::new(
        format!("the token `{label}` has locked itself after wrong PINs"),
        format!("令牌 `{label}` 因 PIN 多次错误已锁定"),
    )
    .hint("unlock it with its own tool", "请用令牌的管理工具解锁")
}

fn unreachable(error: &str) -> Stop {
    Stop::new(format!("the token does not sign: {error}"), format!("令牌无法签名；程序原文：“{error}”"))
        .hint("see that the token is there", "请确认令牌可用")
}
