//! Turn a certificate into an OCSP request, and the response into its status (RFC 6960).

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{ID_KP_OCSP_SIGNING, ID_SHA_1};
use der::asn1::{Any, BitString, GeneralizedTime, Null, OctetString};
use der::{Decode, Encode, Enumerated, Sequence, Tag, TagNumber, Tagged};
use x509_cert::Certificate;
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::ExtendedKeyUsage;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{CertStatus, DEFAULT_VALIDITY, Unclear};
use crate::sign::certificate::{self, extension};
use crate::sign::proof;

/// The media types of a request and a response.
pub(super) const TYPES: (&str, &str) = ("application/ocsp-request", "application/ocsp-response");

const OCSP_BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");

#[derive(Sequence)]
struct Request {
    content: TbsRequest,
}

#[derive(Sequence)]
struct TbsRequest {
    list: Vec<SingleRequest>,
}

#[derive(Sequence)]
struct SingleRequest {
    id: CertId,
}

/// A certificate by digests of its issuer's name and key, and its number.
#[derive(Clone, PartialEq, Eq, Sequence)]
struct CertId {
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
    content: Option<ResponseBytes>,
}

#[derive(Sequence)]
struct ResponseBytes {
    kind: ObjectIdentifier,
    content: OctetString,
}

/// A response with its content as it was signed.
#[derive(Sequence)]
struct BasicResponse {
    content: Any,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    delegates: Option<Vec<Certificate>>,
}

#[derive(Sequence)]
struct ResponseData {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    responder_id: Any,
    produced_at: GeneralizedTime,
    list: Vec<SingleResponse>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Sequence)]
struct SingleResponse {
    id: CertId,
    cert_status: Any,
    this_update: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    next_update: Option<GeneralizedTime>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// A request about one certificate, in DER. SHA-1 names the issuer, not because it is strong but because every
/// responder must know it by that (RFC 5019).
pub(super) fn request(one: &Certificate, issuer: &Certificate) -> Option<Vec<u8>> {
    let algorithm = AlgorithmIdentifierOwned { oid: ID_SHA_1, parameters: Any::encode_from(&Null).ok() };
    let id = id(one, issuer, algorithm)?;
    Request { content: TbsRequest { list: vec![SingleRequest { id }] } }.to_der().ok()
}

/// How a certificate is named under an algorithm.
fn id(one: &Certificate, issuer: &Certificate, algorithm: AlgorithmIdentifierOwned) -> Option<CertId> {
    let hashed = |bytes: &[u8]| match algorithm.oid {
        ID_SHA_1 => OctetString::new(digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref()).ok(),
        oid => OctetString::new(proof::digest(oid, bytes)?).ok(),
    };
    let tbs = issuer.tbs_certificate();
    let name = hashed(&tbs.subject().to_der().ok()?)?;
    let key = hashed(tbs.subject_public_key_info().subject_public_key.raw_bytes())?;
    Some(CertId { name, key, serial: one.tbs_certificate().serial_number().clone(), algorithm })
}

/// The status that a response gives to a certificate now.
///
/// It counts only if it is signed by the issuer or a responder that the issuer appointed, and is current.
pub(super) fn status(bytes: &[u8], one: &Certificate, issuer: &Certificate, now: i64) -> CertStatus {
    read(bytes, one, issuer, now).unwrap_or(CertStatus::Unknown(Unclear::Void))
}

fn read(bytes: &[u8], one: &Certificate, issuer: &Certificate, now: i64) -> Option<CertStatus> {
    let response = Response::from_der(bytes).ok().filter(|response| response.status == Status::Successful)?;
    let response_bytes = response.content.filter(|content| content.kind == OCSP_BASIC)?;
    let basic = BasicResponse::from_der(response_bytes.content.as_bytes()).ok()?;
    let message = basic.content.to_der().ok()?;
    let value = basic.signature.raw_bytes();
    let signed = |by: &Certificate| proof::holds(by, &basic.algorithm, None, &message, value);
    let mut delegates = basic.delegates.iter().flatten().take(4);
    if !signed(issuer) && !delegates.any(|by| is_delegated_responder(by, issuer, now) && signed(by)) {
        return None;
    }
    let content = basic.content.decode_as::<ResponseData>().ok()?;
    let is_own = |single: &&SingleResponse| {
        id(one, issuer, single.id.algorithm.clone()).is_some_and(|own| own == single.id)
    };
    let single = content.list.iter().find(is_own)?;
    let seconds = |time: &GeneralizedTime| time.to_unix_duration().as_secs().cast_signed();
    let until = single.next_update.as_ref().map_or(now + DEFAULT_VALIDITY, seconds);
    let in_time = seconds(&single.this_update) <= now + DEFAULT_VALIDITY && until > now;
    match single.cert_status.tag() {
        Tag::ContextSpecific { number: TagNumber(1), .. } => {
            let when = GeneralizedTime::from_der(single.cert_status.value().get(..17)?).ok()?;
            Some(CertStatus::Revoked(seconds(&when)))
        }
        Tag::ContextSpecific { number: TagNumber(0), .. } if in_time => Some(CertStatus::Good(until)),
        _ => None,
    }
}

/// Whether a certificate is of a responder that the issuer appointed.
fn is_delegated_responder(by: &Certificate, issuer: &Certificate, now: i64) -> bool {
    let purposes = extension::<ExtendedKeyUsage>(by).map(|all| all.0).unwrap_or_default();
    purposes.contains(&ID_KP_OCSP_SIGNING)
        && certificate::is_valid_at(by, now)
        && certificate::issued(issuer, by)
}
