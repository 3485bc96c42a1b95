//! Turn certificates into a chain that ends with somebody the reader trusts.

use const_oid::ObjectIdentifier;

use super::algorithm::Fault;
use super::budget::Budget;
use super::certificate::Certificate;

/// How long a chain may be.
const LONGEST: usize = 8;
/// How many signatures are checked in search of one.
const MOST_CHECKS: usize = 128;

/// Why there is no certification path. The order is that of gravity: where several paths fail, the gravest is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ChainFault {
    /// No certificate was given to trust.
    NoAnchors,
    /// None of those given stands at its end.
    Untrusted,
    /// One of them signed with an algorithm that is not checked here.
    Unknown(ObjectIdentifier),
    /// One of them signed with an algorithm that is too weak.
    Weak,
    /// One of them may not sign certificates, or not so many below it.
    NotAnAuthority,
    /// One of them insists on something that is not understood here.
    UnknownExtension,
    /// One of them was not yet valid, or no longer.
    OutsideValidity,
}

/// What a certification path is built from (RFC 5280, 6.1.1): the trust anchors, the certificates that the file
/// offers to lead there, and the time.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChainInput<'a> {
    pub(super) roots: &'a [Certificate],
    pub(super) offered: &'a [Certificate],
    /// The moment at which all must be valid, in seconds since 1970.
    pub(super) at: i64,
    pub(super) budget: &'a Budget,
}

struct Search<'a> {
    input: ChainInput<'a>,
    checks: usize,
    worst: ChainFault,
}

/// The chain from a certificate to a trusted one, both included.
pub(super) fn chain(leaf: &Certificate, input: ChainInput<'_>) -> Result<Vec<Certificate>, ChainFault> {
    if input.roots.is_empty() {
        return Err(ChainFault::NoAnchors);
    }
    let mut search = Search { input, checks: 0, worst: ChainFault::Untrusted };
    let mut path = vec![leaf.clone()];
    if search.extend(&mut path) { Ok(path) } else { Err(search.worst) }
}

impl Search<'_> {
    /// Checks the last certificate of the path, and adds issuers to it until one is trusted.
    fn extend(&mut self, path: &mut Vec<Certificate>) -> bool {
        let Some(last) = path.last().cloned() else { return false };
        let trusted = self.input.roots.contains(&last);
        if let Err(fault) = self.check(&last, path.len() - 1) {
            // A fault is reported only if the path through this certificate would have reached an anchor: the faults of
            // certificates that lead nowhere would hide the true reason. So the search goes on beyond it.
            if trusted {
                self.worst = self.worst.max(fault);
                return false;
            }
            let mut beyond = Search { input: self.input, checks: self.checks, worst: ChainFault::Untrusted };
            if beyond.try_issuers(path) || beyond.worst != ChainFault::Untrusted {
                self.worst = self.worst.max(fault);
            }
            self.checks = beyond.checks;
            return false;
        }
        trusted || self.try_issuers(path)
    }

    fn try_issuers(&mut self, path: &mut Vec<Certificate>) -> bool {
        let Some(last) = path.last().cloned() else { return false };
        if path.len() == LONGEST {
            return false;
        }
        let input = self.input;
        for candidate in input.roots.iter().chain(input.offered) {
            if candidate.subject() != last.issuer() || path.contains(candidate) || self.checks == MOST_CHECKS
            {
                continue;
            }
            self.checks += 1;
            match last.is_signed_by(candidate, input.budget) {
                Ok(()) => {}
                Err(Fault::Unknown(oid)) => {
                    self.worst = self.worst.max(ChainFault::Unknown(oid));
                    continue;
                }
                Err(Fault::Weak) => {
                    self.worst = self.worst.max(ChainFault::Weak);
                    continue;
                }
                Err(_) => continue,
            }
            path.push(candidate.clone());
            if self.extend(path) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// Whether a certificate may stand at this place of a chain: 0 is the end that signs documents.
    fn check(&self, one: &Certificate, place: usize) -> Result<(), ChainFault> {
        let (from, until) = one.validity();
        if self.input.at < from || self.input.at > until {
            return Err(ChainFault::OutsideValidity);
        }
        if one.has_unknown_critical_extension() {
            return Err(ChainFault::UnknownExtension);
        }
        if place == 0 {
            return Ok(());
        }
        match one.authority() {
            Ok(Some(below)) if below.is_none_or(|below| place - 1 <= usize::from(below)) => Ok(()),
            _ => Err(ChainFault::NotAnAuthority),
        }
    }
}
