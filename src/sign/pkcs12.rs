//! Turn a PKCS#12 container (RFC 7292, `.p12` and `.pfx`) into the keys and certificates in it.
//!
//! A container is a list of safes, each open or locked by the password; a safe is a list of bags, each with
//! a certificate or a key, which may be locked once more. A MAC over all safes, by the password as well,
//! tells a wrong password before anything is decrypted.

mod ber;
mod hash;
mod lock;
mod mac;

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::{ID_DATA, ID_ENCRYPTED_DATA};
use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Encode, Sequence, Tag, Tagged};
use pkcs8::PrivateKeyInfoRef;
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

pub(super) use lock::MOST_ROUNDS;
use lock::{Typed, unlock};
use mac::MacData;

const KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.1");
const LOCKED_KEY_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.3");
const SAFE_BAG: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.10.1.6");
const X509: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.22.1");

/// How deep bags may stand in bags.
const DEEPEST: u8 = 8;

/// Why a container, or a locked key, does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no container.
    Other,
    /// It begins as one, and does not go on as one.
    Damaged,
    /// The password is not the one it was locked with.
    Locked,
    /// It is locked in a way that is not read here.
    Unread(ObjectIdentifier),
    /// It asks for more rounds of derivation than anybody's container needs.
    Rounds(u32),
}

impl From<der::Error> for Fault {
    fn from(_: der::Error) -> Self {
        Self::Damaged
    }
}

/// What a container holds, in its order.
#[derive(Default)]
pub(super) struct Held {
    /// The keys, as PKCS#8.
    pub(super) keys: Vec<Zeroizing<Vec<u8>>>,
    /// The certificates; what is none by X.509 is left out.
    pub(super) certificates: Vec<Certificate>,
    /// Whether the password unlocked anything.
    unlocked: bool,
}

#[derive(Sequence)]
struct Container<'a> {
    version: u8,
    safes: Content<'a>,
    mac: Option<MacData<'a>>,
}

/// Something with what kind of thing it is.
#[derive(Sequence)]
struct Content<'a> {
    kind: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: AnyRef<'a>,
}

#[derive(Sequence)]
struct LockedData<'a> {
    version: u8,
    content: LockedContent<'a>,
    attributes: Option<AnyRef<'a>>,
}

/// Its bytes are `[0] IMPLICIT OCTET STRING`: whole, or in pieces as BER allows.
#[derive(Sequence)]
struct LockedContent<'a> {
    kind: ObjectIdentifier,
    algorithm: AlgorithmIdentifierRef<'a>,
    bytes: AnyRef<'a>,
}

#[derive(Sequence)]
struct Bag<'a> {
    kind: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: AnyRef<'a>,
    attributes: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
struct LockedKey<'a> {
    algorithm: AlgorithmIdentifierRef<'a>,
    bytes: &'a OctetStringRef,
}

/// Opens a container.
pub(super) fn open(bytes: &[u8], password: &str) -> Result<Held, Fault> {
    if !begins(bytes) {
        return Err(Fault::Other);
    }
    let der = ber::der(bytes).ok_or(Fault::Damaged)?;
    let container = Container::from_der(&der)?;
    if container.safes.kind != ID_DATA {
        return Err(Fault::Unread(container.safes.kind));
    }
    let safes = container.safes.value.decode_as::<&OctetStringRef>()?.as_bytes();
    let forms = Typed::forms(password);
    let Some(mac) = container.mac else {
        // Nothing but what comes out tells whether the password is right.
        return first(&forms, |typed| held(safes, typed).map_err(|fault| fault.of_password()));
    };
    for typed in &forms {
        if mac.holds(safes, typed)? {
            return held(safes, typed);
        }
    }
    // A password that still opens a part of it is the right one: then the container was changed.
    let changed = forms.iter().any(|typed| opens_in_part(safes, typed));
    Err(if changed { Fault::Damaged } else { Fault::Locked })
}

/// Opens a single key, as PEM holds it.
pub(super) fn key(bytes: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let key = LockedKey::from_der(bytes)?;
    first(&Typed::forms(password), |typed| unlocked(&key, typed))
}

/// A key without its lock. Of wrong passwords one in 256 gives a padding by chance, but no key.
fn unlocked(key: &LockedKey<'_>, typed: &Typed) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let plain = unlock(&key.algorithm, typed, key.bytes.as_bytes())?;
    PrivateKeyInfoRef::from_der(&plain).map_err(|_| Fault::Locked)?;
    Ok(plain)
}

impl Fault {
    /// The same where no MAC vouched for the password: what comes out as rubbish was locked with another one.
    fn of_password(self) -> Self {
        if self == Self::Damaged { Self::Locked } else { self }
    }
}

/// Whether it begins as a container does: a sequence whose first part is the number three.
fn begins(bytes: &[u8]) -> bool {
    let (Some(0x30), Some(length)) = (bytes.first(), bytes.get(1)) else { return false };
    let head = if *length > 0x80 { 2 + usize::from(length & 0x7f) } else { 2 };
    bytes.get(head..).is_some_and(|rest| rest.starts_with(&[2, 1, 3]))
}

/// The first outcome that is not a wrong password, of all ways to write the password down.
fn first<T>(forms: &[Typed], open: impl Fn(&Typed) -> Result<T, Fault>) -> Result<T, Fault> {
    let mut outcomes = forms.iter().map(open);
    outcomes.find(|outcome| !matches!(outcome, Err(Fault::Locked))).unwrap_or(Err(Fault::Locked))
}

/// What all safes hold.
fn held(safes: &[u8], typed: &Typed) -> Result<Held, Fault> {
    let mut held = Held::default();
    let der = ber::der(safes).ok_or(Fault::Damaged)?;
    for safe in Vec::<Content<'_>>::from_der(&der)? {
        empty(&safe, typed, &mut held)?;
    }
    Ok(held)
}

/// Whether the password unlocks anything in any of the safes.
fn opens_in_part(safes: &[u8], typed: &Typed) -> bool {
    let Some(der) = ber::der(safes) else { return false };
    let Ok(safes) = Vec::<Content<'_>>::from_der(&der) else { return false };
    safes.iter().any(|safe| {
        let mut held = Held::default();
        empty(safe, typed, &mut held).is_ok() && held.unlocked
    })
}

/// Takes what is in one safe.
fn empty(safe: &Content<'_>, typed: &Typed, held: &mut Held) -> Result<(), Fault> {
    let plain = match safe.kind {
        ID_DATA => Zeroizing::new(safe.value.decode_as::<&OctetStringRef>()?.as_bytes().to_vec()),
        ID_ENCRYPTED_DATA => {
            let content = safe.value.decode_as::<LockedData<'_>>()?.content;
            held.unlocked = true;
            unlock(&content.algorithm, typed, &pieced(&content.bytes)?)?
        }
        other => return Err(Fault::Unread(other)),
    };
    let der = ber::der(&plain).ok_or(Fault::Damaged)?;
    unpack(&der, typed, DEEPEST, held)
}

/// Locked bytes, whole or put together from their pieces.
fn pieced(bytes: &AnyRef<'_>) -> Result<Vec<u8>, Fault> {
    if !matches!(bytes.tag(), Tag::ContextSpecific { .. }) {
        return Err(Fault::Damaged);
    }
    if !bytes.tag().is_constructed() {
        return Ok(bytes.value().to_vec());
    }
    let (mut rest, mut whole) = (bytes.value(), Vec::with_capacity(bytes.value().len()));
    while !rest.is_empty() {
        let (piece, after) = <&OctetStringRef>::from_der_partial(rest)?;
        whole.extend_from_slice(piece.as_bytes());
        rest = after;
    }
    Ok(whole)
}

/// Takes what is in a safe's bags; those of other kinds, such as lists of revoked certificates, are left out.
fn unpack(der: &[u8], typed: &Typed, deepest: u8, held: &mut Held) -> Result<(), Fault> {
    for bag in Vec::<Bag<'_>>::from_der(der)? {
        match bag.kind {
            KEY_BAG => held.keys.push(Zeroizing::new(bag.value.to_der()?)),
            LOCKED_KEY_BAG => {
                let key = bag.value.decode_as::<LockedKey<'_>>()?;
                held.keys.push(unlocked(&key, typed)?);
                held.unlocked = true;
            }
            CERTIFICATE_BAG => {
                let Content { kind, value } = bag.value.decode_as()?;
                if kind == X509 {
                    let bytes = value.decode_as::<&OctetStringRef>()?.as_bytes();
                    held.certificates.extend(Certificate::from_der(bytes).ok());
                }
            }
            SAFE_BAG if deepest > 0 => {
                let inner = Zeroizing::new(bag.value.to_der()?);
                unpack(&inner, typed, deepest - 1, held)?;
            }
            SAFE_BAG => return Err(Fault::Damaged),
            _ => {}
        }
    }
    Ok(())
}
