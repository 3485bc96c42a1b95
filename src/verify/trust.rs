//! Turn a signer's certificate into what speaks against it: its use, its dates, who vouches for it, who revoked it.

use super::Terms;
use super::certificate::Certificate;
use super::chain::{Ground, chain};
use super::cms::Container;
use super::report::{Moment, Proof, written};
use super::revoked::{Said, Standing, standing};
use super::stamp::stamp;
use super::whose::authority_name;
use super::words;
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
pub(super) struct Bench<'a> {
    /// Whom to trust, as of when.
    pub(super) terms: &'a Terms,
    /// Certificates that came with the signature.
    pub(super) offered: &'a [Certificate],
    /// What is at hand about revocation.
    pub(super) said: &'a Said,
}

impl<'a> Bench<'a> {
    fn ground(&self, at: i64) -> Ground<'a> {
        Ground { roots: &self.terms.roots, offered: self.offered, at }
    }
}

/// The time stamp that came with a signature.
#[derive(Debug, Default)]
pub(super) struct Stamped {
    /// The time it gives, in seconds since 1970, where there is one that is of this signature and by an
    /// authority for it, trusted or not.
    pub(super) time: Option<i64>,
    /// The time, where it proves one.
    pub(super) proven: Option<Moment>,
    /// What is wrong with it.
    pub(super) findings: Vec<Finding>,
}

/// Judges the time stamp that came with a signature.
pub(super) fn stamped(container: &Container<'_>, bench: Bench<'_>) -> Stamped {
    let token = match container.stamp() {
        Ok(Some(token)) => token,
        Ok(None) => return Stamped::default(),
        Err(_) => return Stamped { findings: vec![words::foreign_stamp()], ..Stamped::default() },
    };
    let found = stamp(token, |hash| hash.digest(&[container.value()]), bench.ground(bench.terms.now));
    let mut findings: Vec<_> = found.findings.iter().map(words::stamp_fault).collect();
    findings.extend(found.untrusted.map(words::stamp_untrusted));
    let authority = found.authority.as_ref().map(authority_name);
    let proven = found.proven().map(|seconds| Moment { seconds, proof: Proof::Stamp, authority });
    Stamped { time: found.time.filter(|_| found.findings.is_empty()), proven, findings }
}

/// What speaks against a signer's certificate at the `time` of signing and, where nothing proves that, now too.
pub(super) fn weigh(certificate: &Certificate, time: Option<&Moment>, bench: Bench<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !is_for_documents(certificate) {
        findings.push(words::wrong_usage());
    }
    let now = bench.terms.now;
    let proven = time.filter(|time| time.proof == Proof::Stamp).map(|time| time.seconds);
    let claimed = time.map(|time| time.seconds);
    let (from, until) = certificate.validity();
    let at = proven.unwrap_or(now);
    if claimed.unwrap_or(at) < from || claimed.is_some_and(|time| time > until) {
        findings.push(words::outside_validity());
    } else if at > until {
        findings.push(words::expired_since());
    }
    if proven.is_none() && claimed.is_some_and(|time| time > now) {
        findings.push(words::from_the_future());
    }
    // The leaf's own dates are told above, so that here only whom it leads to is asked.
    match chain(certificate, bench.ground(at.max(from).min(until))) {
        Err(broken) => findings.push(words::chain(broken)),
        Ok(chain) => {
            let (known, revoked) = revocation(&chain, bench.said, proven, at);
            findings.extend(revoked.or((!known).then(words::unasked)));
        }
    }
    findings
}

/// Whether what is at hand told of every certificate up to the trusted one how it stood at a time, in seconds
/// since 1970. What it tells today is another matter.
pub(super) fn is_documented(certificate: &Certificate, at: i64, bench: Bench<'_>) -> bool {
    let (from, until) = certificate.validity();
    let chain = chain(certificate, bench.ground(at.max(from).min(until)));
    chain.is_ok_and(|chain| revocation(&chain, bench.said, None, at).0)
}

/// Whether it is known of every certificate of a chain how it stands, and the first that was revoked.
fn revocation(chain: &[Certificate], said: &Said, proven: Option<i64>, at: i64) -> (bool, Option<Finding>) {
    let mut known = true;
    for pair in chain.windows(2) {
        match standing(&pair[0], &pair[1], said, at) {
            Standing::Good => {}
            Standing::Unknown => known = false,
            Standing::Revoked(when) => {
                let day = written(when).chars().take(10).collect::<String>();
                let finding = match proven {
                    Some(time) if time < when => words::revoked_later(&day),
                    _ => words::revoked(&day),
                };
                return (known, Some(finding));
            }
        }
    }
    (known, None)
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
