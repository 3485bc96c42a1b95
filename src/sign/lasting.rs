//! Make a signature outlast its certificate: its time stamped, and all that is needed to check it later kept.

use std::sync::{Mutex, MutexGuard, PoisonError};

use x509_cert::Certificate;

use super::level::Reached;
use super::revocation::{Lack, Revocation};
use super::time::{Authority, Stamped};
use super::web::REST;
use super::{Signed, store};
use crate::beside::Beside;
use crate::clock::Watch;
use crate::error::Stop;
use crate::finding::Words;
use crate::issuer::{Level, SignTable, TimestampTable};

/// What makes signatures last.
#[derive(Debug)]
pub(super) struct Lasting {
    pub(super) level: Level,
    authority: Authority,
    /// Whether a document may do without, where it cannot be had.
    carry_on: bool,
    revocation: Option<Revocation>,
    failures: Mutex<Failures>,
}

#[derive(Debug, Default)]
struct Failures {
    first: Option<Words>,
    last: Option<Watch>,
}

impl Lasting {
    pub(super) fn new(level: Level, authority: Authority, carry_on: bool) -> Self {
        Self { level, authority, carry_on, revocation: None, failures: Mutex::default() }
    }

    /// Gathers evidence too, where the level asks for it; that about the signer's chain is asked for at
    /// once, so that what is missing or revoked is told before any account is read.
    pub(super) fn with_evidence(
        self,
        table: &SignTable,
        stamps: &TimestampTable,
        beside: &Beside,
        chain: &[Certificate],
    ) -> Result<Self, Stop> {
        if self.level < Level::LongTerm {
            return Ok(self);
        }
        let files = table.revocation.clone().unwrap_or_default();
        let revocation = Revocation::open(&files, beside, stamps.web(beside)?)?;
        match revocation.of(&[chain]) {
            Err(Lack::Absent(stop)) if !self.carry_on => return Err(stop),
            Err(Lack::Revoked(stop)) => return Err(stop),
            _ => {}
        }
        Ok(Self { revocation: Some(revocation), ..self })
    }

    /// A time stamp over a digest; none where the authority fails and documents may do without.
    pub(super) fn stamp(&self, digest: &[u8; 32]) -> Result<Option<Stamped>, Stop> {
        if self.failures().last.is_some_and(|watch| watch.elapsed() < REST) {
            return Ok(None);
        }
        match self.authority.stamp(digest) {
            Ok(stamped) => Ok(Some(stamped)),
            Err(stop) => {
                self.bear(stop)?;
                self.failures().last = Some(Watch::start());
                Ok(None)
            }
        }
    }

    /// Notes a failure that documents may bear; any other is one of the run.
    fn bear(&self, stop: Stop) -> Result<(), Stop> {
        if !self.carry_on {
            return Err(stop);
        }
        self.failures().first.get_or_insert(stop.message);
        Ok(())
    }

    /// Why the first document had to do without.
    pub(super) fn mishap(&self) -> Option<Words> {
        self.failures().first.clone()
    }

    fn failures(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds to a signed file what its level asks for beyond the stamp on its signature; `open` is its
    /// password, `chain` that of the signer.
    pub(super) fn finish(
        &self,
        pdf: Vec<u8>,
        open: Option<&str>,
        stamped: Option<Stamped>,
        chain: &[Certificate],
    ) -> Result<Signed, Stop> {
        let asked = self.level;
        let Some(stamped) = stamped else {
            return Ok(Signed { pdf, reached: Reached { asked, ..Reached::bare() } });
        };
        let (pdf, level) = match &self.revocation {
            Some(revocation) => self.keep(pdf, open, revocation, &[chain, &stamped.path])?,
            None => (pdf, Level::T),
        };
        let (time, authority) = (Some(stamped.time), Some(stamped.authority));
        Ok(Signed { pdf, reached: Reached { level, asked, time, authority } })
    }

    /// Adds evidence and, where asked for, a time stamp over it.
    fn keep(
        &self,
        pdf: Vec<u8>,
        open: Option<&str>,
        revocation: &Revocation,
        chains: &[&[Certificate]],
    ) -> Result<(Vec<u8>, Level), Stop> {
        let evidence = match revocation.of(chains) {
            Ok(evidence) => evidence,
            Err(Lack::Revoked(stop)) => return Err(stop),
            Err(Lack::Absent(stop)) => return self.bear(stop).map(|()| (pdf, Level::T)),
        };
        let kept = store::keep(pdf, open, &evidence)?;
        if self.level < Level::Archive {
            return Ok((kept, Level::LongTerm));
        }
        let stamped = store::stamp(kept.clone(), open, |digest| self.stamp(digest))?;
        Ok(stamped.map_or((kept, Level::LongTerm), |stamped| (stamped, Level::Archive)))
    }
}
