//! Turn an answer of a certificate authority (OCSP, RFC 6960) into what it says of a certificate.

use der::Tag;

use super::algorithm::{Hash, holds, sha1};
use super::asn::{Foreign, List, Part, moment, only};
use super::certificate::Certificate;
use super::revoked::Standing;

const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
const SHA1: &str = "1.3.14.3.2.26";
const ANSWERING: &str = "1.3.6.1.5.5.7.3.9";

/// What an answer says of a certificate issued by `issuer`; it tells if it was given at or after `at`, or
/// still holds then.
pub(super) fn answer(bytes: &[u8], one: &Certificate, issuer: &Certificate, at: i64) -> Option<Standing> {
    read(bytes, one, issuer, at).ok().flatten()
}

fn read(bytes: &[u8], one: &Certificate, issuer: &Certificate, at: i64) -> Result<Option<Standing>, Foreign> {
    let mut outer = only(bytes)?.sequence()?;
    if outer.next()?.of(Tag::Enumerated)? != [0] {
        return Ok(None);
    }
    let mut wrapped = only(outer.context(0).ok_or(Foreign)?.content)?.sequence()?;
    if wrapped.next()?.oid()?.to_string() != BASIC {
        return Ok(None);
    }
    let mut basic = only(wrapped.next()?.of(Tag::OctetString)?)?.sequence()?;
    let (said, algorithm) = (basic.next()?, basic.next()?);
    let value = basic.next()?.of(Tag::BitString)?.strip_prefix(&[0]).ok_or(Foreign)?;
    let helpers = basic.context(0).map(|part| only(part.content)?.parts()).transpose()?.unwrap_or_default();
    let signed_by = |one: &Certificate| holds(&one.key(), &algorithm, None, said.whole, value).is_ok();
    let helper = |part: &Part<'_>| {
        Certificate::from_der(part.whole).is_ok_and(|one| may_answer(&one, issuer, at) && signed_by(&one))
    };
    if !signed_by(issuer) && !helpers.iter().take(4).any(helper) {
        return Ok(None);
    }
    let mut said = said.sequence()?;
    said.context(0);
    said.next()?;
    said.next()?;
    let answers = said.next()?.sequence()?.rest();
    let told = answers.iter().filter_map(|answer| single(answer, one, issuer, at).ok().flatten());
    Ok(told.max_by_key(|standing| matches!(standing, Standing::Revoked(_))))
}

/// Whether the issuer lets somebody else answer for it.
fn may_answer(one: &Certificate, issuer: &Certificate, at: i64) -> bool {
    let (from, until) = one.validity();
    let purpose = one.purposes().is_ok_and(|found| {
        found.is_some_and(|(_, list)| list.iter().any(|one| one.to_string() == ANSWERING))
    });
    purpose
        && one.issuer() == issuer.subject()
        && one.is_signed_by(issuer).is_ok()
        && from <= at
        && at <= until
}

/// One of the answers, if it is of this certificate and of that time.
fn single(
    part: &Part<'_>,
    one: &Certificate,
    issuer: &Certificate,
    at: i64,
) -> Result<Option<Standing>, Foreign> {
    let mut parts = part.sequence()?;
    if !names(&mut parts.next()?.sequence()?, one, issuer)? {
        return Ok(None);
    }
    let status = parts.next()?;
    let from = moment(&parts.next()?)?;
    let until = parts.context(0).map(|part| moment(&only(part.content)?)).transpose()?;
    if status.is_context(1) {
        let when = status.parts()?.first().map(moment).ok_or(Foreign)??;
        return Ok(Some(Standing::Revoked(when)));
    }
    let tells = from >= at || until.unwrap_or(i64::MAX) >= at;
    Ok((status.is_context(0) && tells).then_some(Standing::Good))
}

/// Whether a `CertID` is that of a certificate.
fn names(id: &mut List<'_>, one: &Certificate, issuer: &Certificate) -> Result<bool, Foreign> {
    let algorithm = id.next()?;
    let (name, key) = (id.next()?.of(Tag::OctetString)?, id.next()?.of(Tag::OctetString)?);
    let serial = id.next()?.of(Tag::Integer)?;
    let info = issuer.key();
    let mut info = only(&info)?.sequence()?;
    info.next()?;
    let bits = info.next()?.of(Tag::BitString)?.strip_prefix(&[0]).ok_or(Foreign)?;
    let digest = |bytes: &[u8]| match algorithm.sequence()?.next()?.oid()? {
        oid if oid.to_string() == SHA1 => Ok(sha1(bytes)),
        oid => Hash::of(oid).map(|hash| hash.digest(&[bytes])).map_err(|_| Foreign),
    };
    Ok(serial == one.serial() && digest(&issuer.subject())?.as_ref() == name && digest(bits)?.as_ref() == key)
}
