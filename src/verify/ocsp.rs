//! Turn a response of a certificate authority (OCSP, RFC 6960) into the status of a certificate.

use der::Tag;

use super::algorithm::{Hash, holds, sha1};
use super::asn::{List, NotDer, Tlv, moment, only};
use super::budget::Budget;
use super::certificate::Certificate;
use super::revocation::CertStatus;

const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
const SHA1: &str = "1.3.14.3.2.26";
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";

/// The status that a response gives to a certificate issued by `issuer`. The response counts if it was given at
/// or after `at`, or is still current then.
pub(super) fn response_status(
    bytes: &[u8],
    one: &Certificate,
    issuer: &Certificate,
    at: i64,
    budget: &Budget,
) -> Option<CertStatus> {
    read(bytes, one, issuer, at, budget).ok().flatten()
}

fn read(
    bytes: &[u8],
    one: &Certificate,
    issuer: &Certificate,
    at: i64,
    budget: &Budget,
) -> Result<Option<CertStatus>, NotDer> {
    budget.spend(bytes.len()).map_err(|_| NotDer)?;
    let mut outer = only(bytes)?.sequence()?;
    if outer.next()?.of(Tag::Enumerated)? != [0] {
        return Ok(None);
    }
    let mut wrapped = only(outer.context(0).ok_or(NotDer)?.content)?.sequence()?;
    if wrapped.next()?.oid()?.to_string() != BASIC {
        return Ok(None);
    }
    let mut basic = only(wrapped.next()?.of(Tag::OctetString)?)?.sequence()?;
    let (response_data, algorithm) = (basic.next()?, basic.next()?);
    let value = basic.next()?.of(Tag::BitString)?.strip_prefix(&[0]).ok_or(NotDer)?;
    let delegates = basic.context(0).map(|part| only(part.content)?.parts()).transpose()?.unwrap_or_default();
    let signed_by =
        |one: &Certificate| holds(one.key(), &algorithm, None, response_data.der, value, budget).is_ok();
    let delegate = |part: &Tlv<'_>| {
        Certificate::from_der(part.der)
            .is_ok_and(|one| is_delegated_responder(&one, issuer, at, budget) && signed_by(&one))
    };
    if !signed_by(issuer) && !delegates.iter().take(4).any(delegate) {
        return Ok(None);
    }
    let mut response_data = response_data.sequence()?;
    response_data.context(0);
    response_data.next()?;
    response_data.next()?;
    let responses = response_data.next()?.sequence()?.rest();
    let statuses =
        responses.iter().filter_map(|response| single_response(response, one, issuer, at).ok().flatten());
    Ok(statuses.max_by_key(|status| matches!(status, CertStatus::Revoked(_))))
}

/// Whether a certificate is of somebody whom the issuer lets answer for it.
fn is_delegated_responder(one: &Certificate, issuer: &Certificate, at: i64, budget: &Budget) -> bool {
    let (from, until) = one.validity();
    let purpose = one.purposes().is_ok_and(|found| {
        found.is_some_and(|(_, list)| list.iter().any(|one| one.to_string() == OCSP_SIGNING))
    });
    purpose
        && one.issuer() == issuer.subject()
        && one.is_signed_by(issuer, budget).is_ok()
        && from <= at
        && at <= until
}

/// The status in one of the response's entries, if it is of this certificate and of that time.
fn single_response(
    part: &Tlv<'_>,
    one: &Certificate,
    issuer: &Certificate,
    at: i64,
) -> Result<Option<CertStatus>, NotDer> {
    let mut parts = part.sequence()?;
    if !is_id_of(&mut parts.next()?.sequence()?, one, issuer)? {
        return Ok(None);
    }
    let status = parts.next()?;
    let from = moment(&parts.next()?)?;
    let until = parts.context(0).map(|part| moment(&only(part.content)?)).transpose()?;
    if status.is_context(1) {
        let when = status.parts()?.first().map(moment).ok_or(NotDer)??;
        return Ok(Some(CertStatus::Revoked(when)));
    }
    let is_current = from >= at || until.unwrap_or(i64::MAX) >= at;
    Ok((status.is_context(0) && is_current).then_some(CertStatus::Good))
}

/// Whether a `CertID` is that of a certificate.
fn is_id_of(id: &mut List<'_>, one: &Certificate, issuer: &Certificate) -> Result<bool, NotDer> {
    let algorithm = id.next()?;
    let (name, key) = (id.next()?.of(Tag::OctetString)?, id.next()?.of(Tag::OctetString)?);
    let serial = id.next()?.of(Tag::Integer)?;
    let info = issuer.key();
    let mut info = only(info)?.sequence()?;
    info.next()?;
    let bits = info.next()?.of(Tag::BitString)?.strip_prefix(&[0]).ok_or(NotDer)?;
    let digest = |bytes: &[u8]| match algorithm.sequence()?.next()?.oid()? {
        oid if oid.to_string() == SHA1 => Ok(sha1(bytes)),
        oid => Hash::of(oid).map(|hash| hash.digest(&[bytes])).map_err(|_| NotDer),
    };
    Ok(serial == one.serial() && digest(issuer.subject())?.as_ref() == name && digest(bits)?.as_ref() == key)
}
