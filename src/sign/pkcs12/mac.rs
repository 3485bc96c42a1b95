//! Turn a container's MAC into whether the password is the one it was made with.

use const_oid::ObjectIdentifier;
use der::Sequence;
use der::asn1::OctetStringRef;
use x509_cert::spki::AlgorithmIdentifierRef;

use super::Fault;
use super::hash::{Hash, Purpose};
use super::lock::Typed;

const PBMAC1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.14");

/// A MAC over all safes, and how its key comes from the password.
#[derive(Sequence)]
pub(super) struct MacData<'a> {
    mac: Hashed<'a>,
    salt: &'a OctetStringRef,
    #[asn1(default = "once")]
    rounds: u32,
}

fn once() -> u32 {
    1
}

#[derive(Sequence)]
struct Hashed<'a> {
    algorithm: AlgorithmIdentifierRef<'a>,
    value: &'a OctetStringRef,
}

/// The parameters of PBMAC1 (RFC 9579), beside which salt and rounds of the container stand for nothing.
#[derive(Sequence)]
struct Pbmac1<'a> {
    key: AlgorithmIdentifierRef<'a>,
    mac: AlgorithmIdentifierRef<'a>,
}

impl MacData<'_> {
    /// Whether it was made over these bytes with this password.
    pub(super) fn holds(&self, bytes: &[u8], typed: &Typed) -> Result<bool, Fault> {
        let Hashed { algorithm, value } = &self.mac;
        let (hash, key) = if algorithm.oid == PBMAC1 {
            let Pbmac1 { key, mac } = algorithm.parameters.ok_or(Fault::Damaged)?.decode_as()?;
            let key = typed.pbkdf2(key.parameters.ok_or(Fault::Damaged)?, None)?;
            (Hash::of(mac.oid)?, key)
        } else {
            let hash = Hash::of(algorithm.oid)?;
            let key = typed.key(&hash, Purpose::Mac, (self.salt.as_bytes(), self.rounds), hash.length)?;
            (hash, key)
        };
        Ok((hash.holds)(&key, bytes, value.as_bytes()))
    }
}
