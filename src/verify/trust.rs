//! Turn a signer's certificate into what speaks against it: its use, its dates, who vouches for it, who revoked it.

use super::Terms;
use super::budget::Budget;
use super::certificate::Certificate;
use super::certificate_chain::{ChainInput, chain};
use super::cms::Container;
use super::findings;
use super::report::{Moment, Proof};
use super::revocation::{CertStatus, RevocationData, RevocationInput, Unclear, status};
use super::signer_name::authority_name;
use super::time_stamp::{StampContext, time_stamp};
use super::trust_findings::{day, lapsed, revocation_unknown};
use crate::finding::Finding;

/// Purposes that a certificate for signing documents may have: mail, client, documents, any.
const PURPOSES: [&str; 6] = [
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.2",
    "1.3.6.1.5.5.7.3.36",
    "1.3.6.1.4.1.311.10.3.12",
    "1.2.840.113583.1.1.5",
    "2.5.29.37.0",
];

/// What a signer is judged by.
#[derive(Clone, Copy)]
pub(super) struct TrustContext<'a> {
    /// Whom to trust, as of when.
    pub(super) terms: &'a Terms,
    /// Certificates that came with the signature.
    pub(super) offered: &'a [Certificate],
    /// What is at hand about revocation.
    pub(super) revocation: &'a RevocationData,
    /// What judging may cost.
    pub(super) budget: &'a Budget,
}

impl<'a> TrustContext<'a> {
    fn chain_input(&self, at: i64) -> ChainInput<'a> {
        ChainInput { roots: &self.terms.roots, offered: self.offered, at, budget: self.budget }
    }

    fn of_stamp(&self, seen: i64) -> StampContext<'a> {
        StampContext { chain: self.chain_input(seen), revocation: self.revocation, seen }
    }
}

/// The time stamp that came with a signature.
#[derive(Debug, Default)]
pub(super) struct SignatureTimeStamp {
    /// The time it gives, in seconds since 1970, where there is one that is of this signature and by an
    /// authority for it, trusted or not.
    pub(super) time: Option<i64>,
    /// The time, where it proves one.
    pub(super) proven: Option<Moment>,
    /// What is wrong with it.
    pub(super) findings: Vec<Finding>,
}

/// Judges the time stamp that came with a signature; `seen` is when both were there at the latest, in seconds since
/// 1970.
pub(super) fn signature_time_stamp(
    container: &Container<'_>,
    context: TrustContext<'_>,
    seen: i64,
) -> SignatureTimeStamp {
    let token = match container.time_stamp() {
        Ok(Some(token)) => token,
        Ok(None) => return SignatureTimeStamp::default(),
        Err(_) => {
            return SignatureTimeStamp {
                findings: vec![findings::unreadable_time_stamp()],
                ..SignatureTimeStamp::default()
            };
        }
    };
    let found = time_stamp(token, |hash| hash.digest(&[container.value()]), context.of_stamp(seen));
    let mut findings: Vec<_> = found.findings.iter().map(findings::time_stamp_fault).collect();
    findings.extend(found.untrusted.map(findings::time_stamp_untrusted));
    findings.extend(found.lapse.map(lapsed));
    let authority = found.authority.as_ref().map(authority_name);
    let proven = found.proven().map(|seconds| Moment { seconds, proof: Proof::Stamp, authority });
    SignatureTimeStamp { time: found.time.filter(|_| found.findings.is_empty()), proven, findings }
}

/// What speaks against a signer's certificate at the `time` of signing. Where no time stamp proves that time it
/// is held against now too, because whoever has the key can claim any day.
pub(super) fn certificate_findings(
    certificate: &Certificate,
    time: Option<&Moment>,
    context: TrustContext<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !is_for_documents(certificate) {
        findings.push(findings::wrong_usage());
    }
    let now = context.terms.now;
    let proven = time.filter(|time| time.proof == Proof::Stamp).map(|time| time.seconds);
    let claimed = time.map(|time| time.seconds);
    let (from, until) = certificate.validity();
    let at = proven.unwrap_or(now);
    if claimed.unwrap_or(at) < from || claimed.is_some_and(|time| time > until) {
        findings.push(findings::outside_validity());
    } else if at > until {
        findings.push(findings::expired_since());
    }
    if proven.is_none() && claimed.is_some_and(|time| time > now) {
        findings.push(findings::from_the_future());
    }
    // The leaf's own dates were judged above; clamped to them, the path shows only whom it leads to.
    match chain(certificate, context.chain_input(at.max(from).min(until))) {
        Err(broken) => findings.push(findings::chain(broken)),
        Ok(chain) => {
            let (unclear, revoked) = chain_revocation(&chain, context, proven, at);
            findings.extend(revoked.or(unclear.map(revocation_unknown)));
        }
    }
    findings
}

/// Whether the revocation data at hand give a status for every certificate up to the trust anchor at a time, in
/// seconds since 1970. Whether they are still current today is another matter.
pub(super) fn is_documented(certificate: &Certificate, at: i64, context: TrustContext<'_>) -> bool {
    let (from, until) = certificate.validity();
    let chain = chain(certificate, context.chain_input(at.max(from).min(until)));
    chain.is_ok_and(|chain| chain_revocation(&chain, context, None, at).0.is_none())
}

/// Why the status of some certificate of a chain is not known, and the first that was revoked.
fn chain_revocation(
    chain: &[Certificate],
    context: TrustContext<'_>,
    proven: Option<i64>,
    at: i64,
) -> (Option<Unclear>, Option<Finding>) {
    let mut unclear = None;
    let Some(anchor) = chain.last() else { return (None, None) };
    let (data, chain_input) = (context.revocation, context.chain_input(at));
    let input = RevocationInput { data, chain: chain_input, anchor, indirect: true };
    for pair in chain.windows(2) {
        match status(&pair[0], &pair[1], input) {
            CertStatus::Good => {}
            CertStatus::Unknown(why) => unclear = unclear.max(Some(why)),
            CertStatus::Revoked(revoked) => {
                let day = day(revoked.when);
                let finding = match proven {
                    Some(time) if time < revoked.when => findings::revoked_later(&day),
                    _ => findings::revoked(&day),
                };
                return (unclear, Some(finding));
            }
        }
    }
    (unclear, None)
}

/// Whether a certificate may sign documents.
fn is_for_documents(one: &Certificate) -> bool {
    let usage = one
        .usage()
        .is_ok_and(|usage| usage.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation()));
    let purposes = one.purposes().is_ok_and(|found| {
        found.is_none_or(|(_, list)| list.iter().any(|one| PURPOSES.contains(&one.to_string().as_str())))
    });
    usage && purposes
}
