//! Turn certificates into a chain that ends with somebody the reader trusts.

use super::algorithm::Fault;
use super::certificate::Certificate;

/// How long a chain may be.
const LONGEST: usize = 8;
/// How many signatures are checked in search of one.
const MOST_CHECKS: usize = 128;

/// Why there is no chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Broken {
    /// No certificate was given to trust.
    NobodyGiven,
    /// None of those given stands at its end.
    Nobody,
    /// One of them signed with an algorithm that is too weak.
    Weak,
    /// One of them may not sign certificates, or not so many below it.
    NoAuthority,
    /// One of them insists on something that is not understood here.
    Strange,
    /// One of them was not yet valid, or no longer.
    OutOfDate,
}

/// Whom the reader trusts, and what the file offers to get there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) roots: &'a [Certificate],
    pub(super) offered: &'a [Certificate],
    /// The moment at which all must be valid, in seconds since 1970.
    pub(super) at: i64,
}

struct Search<'a> {
    ground: Ground<'a>,
    checks: usize,
    worst: Broken,
}

/// The chain from a certificate to a trusted one, both included.
pub(super) fn chain(leaf: &Certificate, ground: Ground<'_>) -> Result<Vec<Certificate>, Broken> {
    if ground.roots.is_empty() {
        return Err(Broken::NobodyGiven);
    }
    let mut search = Search { ground, checks: 0, worst: Broken::Nobody };
    let mut path = vec![leaf.clone()];
    if search.climb(&mut path) { Ok(path) } else { Err(search.worst) }
}

impl Search<'_> {
    /// Adds issuers to the path until one is trusted.
    fn climb(&mut self, path: &mut Vec<Certificate>) -> bool {
        let Some(last) = path.last().cloned() else { return false };
        let trusted = self.ground.roots.contains(&last);
        if let Err(fault) = self.fit(&last, path.len() - 1) {
            // A fault of a certificate that leads nowhere is of no interest; one of the leaf or of a trusted one is.
            if trusted {
                self.worst = self.worst.max(fault);
                return false;
            }
            let mut beyond = Search { ground: self.ground, checks: self.checks, worst: Broken::Nobody };
            if beyond.rise(path) || beyond.worst != Broken::Nobody {
                self.worst = self.worst.max(fault);
            }
            self.checks = beyond.checks;
            return false;
        }
        trusted || self.rise(path)
    }

    fn rise(&mut self, path: &mut Vec<Certificate>) -> bool {
        let Some(last) = path.last().cloned() else { return false };
        if path.len() == LONGEST {
            return false;
        }
        let issuer = last.issuer();
        let ground = self.ground;
        for candidate in ground.roots.iter().chain(ground.offered) {
            if candidate.subject() != issuer || path.contains(candidate) || self.checks == MOST_CHECKS {
                continue;
            }
            self.checks += 1;
            match last.is_signed_by(candidate) {
                Ok(()) => {}
                Err(Fault::Weak) => {
                    self.worst = self.worst.max(Broken::Weak);
                    continue;
                }
                Err(_) => continue,
            }
            path.push(candidate.clone());
            if self.climb(path) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// Whether a certificate may stand at this place of a chain: 0 is the end that signs documents.
    fn fit(&self, one: &Certificate, place: usize) -> Result<(), Broken> {
        let (from, until) = one.validity();
        if self.ground.at < from || self.ground.at > until {
            return Err(Broken::OutOfDate);
        }
        if one.is_strange() {
            return Err(Broken::Strange);
        }
        if place == 0 {
            return Ok(());
        }
        match one.authority() {
            Ok(Some(below)) if below.is_none_or(|below| place - 1 <= usize::from(below)) => Ok(()),
            _ => Err(Broken::NoAuthority),
        }
    }
}
