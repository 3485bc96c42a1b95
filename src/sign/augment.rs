//! Augment a signature so that it outlasts its certificate (ETSI EN 319 142-1): a time stamp on it, and all that is
//! needed to check it later.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use x509_cert::Certificate;

use super::level::Reached;
use super::revocation::{Given, Lack, Revocation};
use super::time::{TimeStamp, TimeStampAuthority};
use super::web::COOL_DOWN;
use super::{Signed, dss};
use crate::clock::Watch;
use crate::error::Stop;
use crate::finding::Words;
use crate::issuer::{Level, SignTable, TimestampTable};
use crate::named_files::NamedFiles;

/// What augments signatures to their level.
#[derive(Debug)]
pub(super) struct Augmenter {
    pub(super) level: Level,
    authority: TimeStampAuthority,
    /// Whether a document may go without, where the authority does not answer.
    may_fail: bool,
    /// What the signing file names about revocation, which speaks against authorities for time stamps, too.
    given: Arc<Given>,
    revocation: Option<Revocation>,
    failures: Mutex<Failures>,
}

#[derive(Debug, Default)]
struct Failures {
    first: Option<Words>,
    last: Option<Watch>,
}

impl Augmenter {
    pub(super) fn new(
        level: Level,
        authority: TimeStampAuthority,
        may_fail: bool,
        given: Arc<Given>,
    ) -> Self {
        Self { level, authority, may_fail, given, revocation: None, failures: Mutex::default() }
    }

    /// Gathers evidence too, where the level asks for it. That about the signer's chain is asked for at once, so that
    /// a run with a revoked certificate ends before any account is read.
    pub(super) fn with_evidence(
        self,
        table: &SignTable,
        stamps: &TimestampTable,
        beside: &NamedFiles,
        chain: &[Certificate],
    ) -> Result<Self, Stop> {
        if self.level < Level::LongTerm {
            return Ok(self);
        }
        let fetch = table.revocation.as_ref().is_none_or(|table| table.fetch);
        let web = stamps.web(beside)?;
        let revocation = Revocation::new(Arc::clone(&self.given), fetch.then_some(web));
        match revocation.of(&[chain]) {
            Err(Lack::Absent(stop)) if !self.may_fail => return Err(stop),
            Err(Lack::Revoked(stop)) => return Err(stop),
            _ => {}
        }
        Ok(Self { revocation: Some(revocation), ..self })
    }

    /// A time stamp over a digest; none where the authority fails and documents may go without. After a failure
    /// nobody is asked for a while, so that a run does not wait out the time limit for every document.
    pub(super) fn stamp(&self, digest: &[u8; 32]) -> Result<Option<TimeStamp>, Stop> {
        if self.failures().last.is_some_and(|watch| watch.elapsed() < COOL_DOWN) {
            return Ok(None);
        }
        match self.authority.stamp(digest) {
            Ok(stamped) => self.given.refuse(&stamped.path).map(|()| Some(stamped)),
            Err(stop) => {
                self.tolerate(stop)?;
                self.failures().last = Some(Watch::start());
                Ok(None)
            }
        }
    }

    /// Notes a failure without which documents may go; any other ends the run.
    fn tolerate(&self, stop: Stop) -> Result<(), Stop> {
        if !self.may_fail {
            return Err(stop);
        }
        self.failures().first.get_or_insert(stop.message);
        Ok(())
    }

    /// Why the first document went without.
    pub(super) fn failure(&self) -> Option<Words> {
        self.failures().first.clone()
    }

    fn failures(&self) -> MutexGuard<'_, Failures> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds to a signed file what its level asks for beyond the time stamp on its signature; `open` is its
    /// password, `chain` that of the signer.
    pub(super) fn augment(
        &self,
        pdf: Vec<u8>,
        open: Option<&str>,
        stamped: Option<TimeStamp>,
        chain: &[Certificate],
    ) -> Result<Signed, Stop> {
        let asked = self.level;
        let Some(stamped) = stamped else {
            return Ok(Signed { pdf, reached: Reached { asked, ..Reached::signature_alone() } });
        };
        let (pdf, level) = match &self.revocation {
            Some(revocation) => self.add_evidence(pdf, open, revocation, &[chain, &stamped.path])?,
            None => (pdf, Level::T),
        };
        let (time, authority) = (Some(stamped.time), Some(stamped.authority));
        Ok(Signed { pdf, reached: Reached { level, asked, time, authority } })
    }

    /// Adds evidence and, where asked for, a time stamp over it.
    fn add_evidence(
        &self,
        pdf: Vec<u8>,
        open: Option<&str>,
        revocation: &Revocation,
        chains: &[&[Certificate]],
    ) -> Result<(Vec<u8>, Level), Stop> {
        let evidence = match revocation.of(chains) {
            Ok(evidence) => evidence,
            Err(Lack::Revoked(stop)) => return Err(stop),
            Err(Lack::Absent(stop)) => return self.tolerate(stop).map(|()| (pdf, Level::T)),
        };
        let kept = dss::add_evidence(pdf, open, &evidence)?;
        if self.level < Level::Archive {
            return Ok((kept, Level::LongTerm));
        }
        let stamped = dss::add_time_stamp(kept.clone(), open, |digest| self.stamp(digest))?;
        Ok(stamped.map_or((kept, Level::LongTerm), |stamped| (stamped, Level::Archive)))
    }
}
