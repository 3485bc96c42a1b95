//! Turn a time stamp (RFC 3161) into a proven moment, or tell why it proves none.

use der::Tag;

use super::algorithm::Hash;
use super::asn::{NotDer, moment, only};
use super::certificate::Certificate;
use super::certificate_chain::{ChainFault, ChainInput, chain};
use super::cms::{TST_INFO, open};
use super::findings;
use super::revocation::RevocationData;
use super::sm2::Digest;
use super::stamp_lapse::{Lapse, lapse};
use crate::finding::Finding;

const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";

/// What a time-stamp token (RFC 3161) says.
#[derive(Debug, Default)]
pub(super) struct TimeStamp {
    /// The moment it gives, in seconds since 1970, if it can be read.
    pub(super) time: Option<i64>,
    /// Who gave it.
    pub(super) authority: Option<Certificate>,
    /// What is wrong with it.
    pub(super) findings: Vec<Finding>,
    /// Why nobody trusted stands behind it.
    pub(super) untrusted: Option<ChainFault>,
    /// Why it proves nothing any more, though it did when it was made.
    pub(super) lapse: Option<Lapse>,
}

/// What a time stamp is judged by.
#[derive(Clone, Copy)]
pub(super) struct StampContext<'a> {
    /// Whom to trust, and what leads there; the moment is that of the stamp itself.
    pub(super) chain: ChainInput<'a>,
    /// What is at hand about revocation.
    pub(super) revocation: &'a RevocationData,
    /// When it was there at the latest, in seconds since 1970.
    pub(super) seen: i64,
}

impl TimeStamp {
    /// The moment, where the stamp proves it.
    pub(super) fn proven(&self) -> Option<i64> {
        self.time.filter(|_| self.findings.is_empty() && self.untrusted.is_none() && self.lapse.is_none())
    }
}

/// Checks a token; `digest` takes the bytes that it is of.
pub(super) fn time_stamp(
    token: &[u8],
    digest: impl Fn(Hash) -> Digest,
    context: StampContext<'_>,
) -> TimeStamp {
    let mut stamp = TimeStamp::default();
    let Ok(container) = open(token) else {
        stamp.findings.push(findings::unreadable_time_stamp());
        return stamp;
    };
    let Some(content) = container.content else {
        stamp.findings.push(findings::unreadable_time_stamp());
        return stamp;
    };
    stamp.findings.extend(container.faults(
        TST_INFO,
        |hash| hash.digest(&[content]),
        true,
        context.chain.budget,
    ));
    match read(content, digest) {
        Ok((time, true)) => stamp.time = Some(time),
        Ok((time, false)) => {
            stamp.time = Some(time);
            stamp.findings.push(findings::time_stamp_of_other());
        }
        Err(NotDer) => stamp.findings.push(findings::unreadable_time_stamp()),
    }
    let (Some(authority), Some(time)) = (container.certificate().cloned(), stamp.time) else {
        return stamp;
    };
    if !is_for_time_stamps(&authority).unwrap_or(false) {
        stamp.findings.push(findings::not_a_time_stamp_authority());
    }
    let offered: Vec<_> = container.certificates.iter().chain(context.chain.offered).cloned().collect();
    match chain(&authority, ChainInput { offered: &offered, at: time, ..context.chain }) {
        Ok(path) => stamp.lapse = lapse(&path, time, context.seen, context.revocation, context.chain.budget),
        Err(broken) => stamp.untrusted = Some(broken),
    }
    stamp.authority = Some(authority);
    stamp
}

/// The moment, and whether the stamp is of these bytes.
fn read(content: &[u8], digest: impl Fn(Hash) -> Digest) -> Result<(i64, bool), NotDer> {
    let mut parts = only(content)?.sequence()?;
    parts.next()?.of(Tag::Integer)?;
    parts.next()?.oid()?;
    let mut imprint = parts.next()?.sequence()?;
    let hash = Hash::of_identifier(&imprint.next()?);
    let value = imprint.next()?.of(Tag::OctetString)?;
    parts.next()?.of(Tag::Integer)?;
    let time = moment(&parts.next()?)?;
    Ok((time, hash.is_ok_and(|hash| digest(hash).as_ref() == value)))
}

/// Whether a certificate is for time stamps and for nothing else, and insists on it.
fn is_for_time_stamps(one: &Certificate) -> Result<bool, NotDer> {
    let purposes = one.purposes()?;
    let usage = one.usage()?.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation());
    let only =
        |list: &[const_oid::ObjectIdentifier]| matches!(list, [one] if one.to_string() == TIME_STAMPING);
    Ok(usage && purposes.is_some_and(|(critical, list)| critical && only(&list)))
}
