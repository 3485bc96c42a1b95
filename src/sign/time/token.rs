//! Hold a time-stamp token against what was asked for, and against who may stamp the time.

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{Any, Int, OctetString};
use der::{Decode, Encode, Sequence, Tag, Tagged};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::TimeStamp;
use super::query::{MessageImprint, Query, not_a_time_stamp};
use crate::clock;
use crate::sign::certificate::{self, extension, is_critical};
use crate::sign::container::{ContentInfo, SignerInfo};
use crate::sign::proof;
use crate::sign::web::NoAnswer;

/// id-ct-TSTInfo: what a time stamp's container holds.
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// The most by which an authority's clock and this machine's may differ, in seconds.
const MOST_SKEW: i64 = 3600;

/// What is stamped (TSTInfo).
#[derive(Sequence)]
struct TstInfo {
    version: u8,
    policy: ObjectIdentifier,
    imprint: MessageImprint,
    serial: Int,
    time: Any,
    #[asn1(optional = "true")]
    accuracy: Option<Accuracy>,
    #[asn1(default = "unordered")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    authority: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Sequence)]
struct Accuracy {
    #[asn1(optional = "true")]
    seconds: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<Int>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<Int>,
}

fn unordered() -> bool {
    false
}

/// The attributes that bind a certificate to its signature (RFC 2634, RFC 5035).
#[derive(Sequence)]
struct SigningCertificate {
    certificates: Vec<Any>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

/// Checks a token: who signed it, that it answers this request, and that its time is no other than now.
///
/// `known` are certificates at hand; where `trusted` names any, the authority must lead to one of them.
pub(super) fn check(
    token: Vec<u8>,
    query: &Query,
    known: &[Certificate],
    trusted: &[Certificate],
) -> Result<TimeStamp, NoAnswer> {
    let container = ContentInfo::from_der(&token).map_err(|_| not_a_time_stamp())?;
    let data = &container.content;
    let [signer] = data.signers.as_slice() else { return Err(not_a_time_stamp()) };
    if container.content_type != rfc5911::ID_SIGNED_DATA || data.content.content_type != TST_INFO {
        return Err(not_a_time_stamp());
    }
    let content = data.content.content.as_ref().ok_or_else(not_a_time_stamp)?.as_bytes();
    let info = TstInfo::from_der(content).map_err(|_| not_a_time_stamp())?;
    let time = moment(&info.time).ok_or_else(not_a_time_stamp)?;
    check_request(&info, query)?;
    let held = data.certificates.iter().flat_map(|set| set.iter());
    let mut held: Vec<Certificate> =
        held.filter_map(|one| Certificate::from_der(&one.to_der().ok()?).ok()).collect();
    let is_own = |one: &Certificate| {
        let tbs = one.tbs_certificate();
        *tbs.issuer() == signer.signer.issuer && *tbs.serial_number() == signer.signer.serial
    };
    held.extend(known.iter().chain(trusted).cloned());
    let own = held.iter().find(|one| is_own(one)).cloned().ok_or_else(unsigned)?;
    check_signature(signer, content, &own)?;
    check_usage(&own)?;
    let path = certificate::path(own, &held);
    check_time_and_trust(&path, trusted, time)?;
    let authority = path.first().map(certificate::fingerprint).unwrap_or_default();
    Ok(TimeStamp { token, time, authority, path })
}

/// Whether the stamp is of what was asked for.
fn check_request(info: &TstInfo, query: &Query) -> Result<(), NoAnswer> {
    let imprint = &info.imprint;
    if imprint.algorithm.oid != rfc5912::ID_SHA_256 || imprint.digest.as_bytes() != query.digest {
        return Err(NoAnswer::permanent("its time stamp is of another digest", "时间戳对应的摘要不符"));
    }
    if info.nonce.as_ref() != Some(&query.nonce) {
        return Err(NoAnswer::permanent(
            "its time stamp answers another request (nonce)",
            "时间戳应答的是另一请求（随机数不符）",
        ));
    }
    match query.policy {
        Some(policy) if policy != info.policy => Err(NoAnswer::permanent(
            format!("its time stamp is under the policy `{}`, not `{policy}`", info.policy),
            format!("时间戳策略为 `{}`，而非 `{policy}`", info.policy),
        )),
        _ => Ok(()),
    }
}

/// Whether the signature holds, is of this content, and names its certificate.
fn check_signature(signer: &SignerInfo, content: &[u8], own: &Certificate) -> Result<(), NoAnswer> {
    let hash = signer.digest_algorithm.oid;
    let value = |kind: ObjectIdentifier| {
        let mut found = signer.signed.iter().filter(|attribute| attribute.kind == kind);
        match (found.next().map(|attribute| attribute.values.as_slice()), found.next()) {
            (Some([value]), None) => Some(value),
            _ => None,
        }
    };
    let kind = value(rfc5911::ID_CONTENT_TYPE).and_then(|kind| kind.decode_as::<ObjectIdentifier>().ok());
    let named = value(rfc5911::ID_MESSAGE_DIGEST).and_then(|named| named.decode_as::<OctetString>().ok());
    let same = named.map(OctetString::into_bytes) == proof::digest(hash, content).map(Into::into);
    let bound = value(rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2)
        .or_else(|| value(rfc5911::ID_AA_SIGNING_CERTIFICATE))
        .is_some_and(|binding| binds(binding, own));
    let message = signer.signed.to_der().map_err(|_| not_a_time_stamp())?;
    let algorithm = &signer.signature_algorithm;
    let signed = proof::holds(own, algorithm, Some(hash), &message, signer.signature.as_bytes());
    if kind == Some(TST_INFO) && same && bound && signed { Ok(()) } else { Err(unsigned()) }
}

/// Whether the first certificate named is the signer's own, by SHA-1, SHA-256, SHA-384 or SHA-512.
fn binds(binding: &Any, own: &Certificate) -> bool {
    let first = || -> Option<bool> {
        let binding = binding.decode_as::<SigningCertificate>().ok()?;
        let parts = binding.certificates.first()?.decode_as::<Vec<Any>>().ok()?;
        let (algorithm, named) = match parts.first()?.tag() {
            Tag::Sequence => (parts[0].decode_as::<AlgorithmIdentifierOwned>().ok(), parts.get(1)?),
            _ => (None, &parts[0]),
        };
        let named = named.decode_as::<OctetString>().ok()?;
        let der = own.to_der().ok()?;
        let sha1 = || {
            aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, &der).as_ref().to_vec()
        };
        let digest = match (algorithm, named.as_bytes().len()) {
            (Some(algorithm), _) => proof::digest(algorithm.oid, &der)?,
            (None, 20) => sha1(),
            (None, _) => Sha256::digest(&der).to_vec(),
        };
        Some(named.as_bytes() == digest)
    };
    first().unwrap_or(false)
}

/// Whether a certificate is for time stamps and nothing else, and insists on it (RFC 3161, 2.3).
fn check_usage(own: &Certificate) -> Result<(), NoAnswer> {
    let purposes = extension::<ExtendedKeyUsage>(own).map(|all| all.0).unwrap_or_default();
    let alone = purposes == [rfc5912::ID_KP_TIME_STAMPING] && is_critical::<ExtendedKeyUsage>(own);
    let usage = extension::<KeyUsage>(own);
    let signs = usage.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation());
    if alone && signs {
        return Ok(());
    }
    let name = certificate::authority(own);
    Err(NoAnswer::permanent(
        format!("the certificate of `{name}` is not for time stamps alone"),
        format!("`{name}` 的证书并非专用于时间戳"),
    ))
}

/// Whether the certificates were valid at the time stamped, and lead to somebody trusted; and whether that
/// time is now.
fn check_time_and_trust(
    path: &[Certificate],
    trusted: &[Certificate],
    time: DateTime<FixedOffset>,
) -> Result<(), NoAnswer> {
    let apart = (time - clock::now()).num_seconds().abs();
    if apart > MOST_SKEW {
        let minutes = apart / 60;
        return Err(NoAnswer::permanent(
            format!("its clock and this machine's are {minutes} minutes apart"),
            format!("其时钟与本机相差 {minutes} 分钟"),
        ));
    }
    if let Some(expired) = path.iter().find(|one| !certificate::is_valid_at(one, time.timestamp())) {
        let name = certificate::authority(expired);
        return Err(NoAnswer::permanent(
            format!("the certificate of `{name}` is not valid at the time stamped"),
            format!("`{name}` 的证书在时间戳所示时间无效"),
        ));
    }
    if !trusted.is_empty() && !path.iter().any(|one| trusted.contains(one)) {
        return Err(NoAnswer::permanent(
            "nobody whom `timestamp.trust` names vouches for it",
            "`timestamp.trust` 所列机构均未为其背书",
        ));
    }
    Ok(())
}

/// A time with or without fractions of a second, which DER's own type does not know.
fn moment(time: &Any) -> Option<DateTime<FixedOffset>> {
    let text = std::str::from_utf8(time.value()).ok().filter(|_| time.tag() == Tag::GeneralizedTime)?;
    let at = NaiveDateTime::parse_from_str(text.strip_suffix('Z')?, "%Y%m%d%H%M%S%.f").ok()?;
    clock::shanghai(at.and_utc().timestamp())
}

fn unsigned() -> NoAnswer {
    NoAnswer::permanent(
        "its time stamp is not signed, or the signature does not hold",
        "时间戳未签名，或签名验证不通过",
    )
}
