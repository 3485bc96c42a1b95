//! Ask whether a certificate is revoked, and hold the answer (OCSP, RFC 6960) against it.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{ID_KP_OCSP_SIGNING, ID_SHA_1};
use der::asn1::{Any, BitString, GeneralizedTime, Null, OctetString};
use der::{Decode, Encode, Enumerated, Sequence, Tag, TagNumber, Tagged};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use x509_cert::Certificate;
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{BRIEFLY, Standing};
use crate::sign::certificate::{self, extension};
use crate::sign::proof;

/// The media types of a request and an answer.
pub(super) const TYPES: (&str, &str) = ("application/ocsp-request", "application/ocsp-response");

const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");

#[derive(Sequence)]
struct Request {
    content: RequestContent,
}

#[derive(Sequence)]
struct RequestContent {
    list: Vec<Single>,
}

#[derive(Sequence)]
struct Single {
    id: Id,
}

/// A certificate by digests of its issuer's name and key, and its number.
#[derive(Clone, PartialEq, Eq, Sequence)]
struct Id {
    algorithm: AlgorithmIdentifierOwned,
    name: OctetString,
    key: OctetString,
    serial: SerialNumber,
}

#[derive(Clone, Copy, PartialEq, Eq, Enumerated)]
#[repr(u8)]
enum Status {
    Successful = 0,
    Malformed = 1,
    InternalError = 2,
    TryLater = 3,
    MustSign = 5,
    Unauthorised = 6,
}

#[derive(Sequence)]
struct Response {
    status: Status,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    content: Option<Wrapped>,
}

#[derive(Sequence)]
struct Wrapped {
    kind: ObjectIdentifier,
    content: OctetString,
}

/// An answer with its content as it was signed.
#[derive(Sequence)]
struct Basic {
    content: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    helpers: Option<Vec<Certificate>>,
}

#[derive(Sequence)]
struct Content {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    answerer: Any,
    produced: GeneralizedTime,
    list: Vec<Told>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Sequence)]
struct Told {
    id: Id,
    standing: Any,
    from: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    until: Option<GeneralizedTime>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// A question about one certificate, in DER. SHA-1 names the issuer, not because it is strong but because
/// every authority knows it by that.
pub(super) fn request(one: &Certificate, issuer: &Certificate) -> Option<Vec<u8>> {
    let algorithm = AlgorithmIdentifierOwned { oid: ID_SHA_1, parameters: Any::encode_from(&Null).ok() };
    let id = id(one, issuer, algorithm)?;
    Request { content: RequestContent { list: vec![Single { id }] } }.to_der().ok()
}

/// How a certificate is named under an algorithm.
fn id(one: &Certificate, issuer: &Certificate, algorithm: AlgorithmIdentifierOwned) -> Option<Id> {
    let hashed = |bytes: &[u8]| match algorithm.oid {
        ID_SHA_1 => OctetString::new(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref()).ok(),
        oid => OctetString::new(proof::digest(oid, bytes)?).ok(),
    };
    let told = issuer.tbs_certificate();
    let name = hashed(&told.subject().to_der().ok()?)?;
    let key = hashed(told.subject_public_key_info().subject_public_key.raw_bytes())?;
    Some(Id { name, key, serial: one.tbs_certificate().serial_number().clone(), algorithm })
}

/// What an answer says now of a certificate.
///
/// It counts only if it is signed by the issuer or by whom it lets answer, and not out of date.
pub(super) fn standing(bytes: &[u8], one: &Certificate, issuer: &Certificate, now: i64) -> Standing {
    read(bytes, one, issuer, now).unwrap_or(Standing::Unknown)
}

fn read(bytes: &[u8], one: &Certificate, issuer: &Certificate, now: i64) -> Option<Standing> {
    let response = Response::from_der(bytes).ok().filter(|response| response.status == Status::Successful)?;
    let wrapped = response.content.filter(|content| content.kind == BASIC)?;
    let basic = Basic::from_der(wrapped.content.as_bytes()).ok()?;
    let message = basic.content.to_der().ok()?;
    let value = basic.signature.raw_bytes();
    let signed = |by: &Certificate| proof::holds(by, &basic.algorithm, None, &message, value);
    let mut helpers = basic.helpers.iter().flatten().take(4);
    if !signed(issuer) && !helpers.any(|by| may_answer(by, issuer, now) && signed(by)) {
        return None;
    }
    let content = basic.content.decode_as::<Content>().ok()?;
    let is_own = |told: &&Told| id(one, issuer, told.id.algorithm.clone()).is_some_and(|own| own == told.id);
    let told = content.list.iter().find(is_own)?;
    let seconds = |time: &GeneralizedTime| time.to_unix_duration().as_secs().cast_signed();
    let until = told.until.as_ref().map_or(now + BRIEFLY, seconds);
    let in_time = seconds(&told.from) <= now + BRIEFLY && until > now;
    match told.standing.tag() {
        Tag::ContextSpecific { number: TagNumber(1), .. } => {
            let when = GeneralizedTime::from_der(told.standing.value().get(..17)?).ok()?;
            Some(Standing::Revoked(seconds(&when)))
        }
        Tag::ContextSpecific { number: TagNumber(0), .. } if in_time => Some(Standing::Good(until)),
        _ => None,
    }
}

/// Whether the issuer lets somebody else answer for it.
fn may_answer(by: &Certificate, issuer: &Certificate, now: i64) -> bool {
    let purposes = extension::<ExtendedKeyUsage>(by).map(|all| all.0).unwrap_or_default();
    purposes.contains(&ID_KP_OCSP_SIGNING)
        && certificate::is_valid_at(by, now)
        && certificate::issued(issuer, by)
}
