//! End a run: its lists, index and reports in their places, then its closing line.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Register;
use crate::deliver::chain::{Chain, Seal};
use crate::deliver::manifest::{Added, Header};
use crate::deliver::met::Met;
use crate::deliver::report::{self, Report, Session};
use crate::deliver::{index, resume, sent, unresolved};
use crate::error::Stop;
use crate::place::Place;

impl Register {
    /// Ends a run that went through its whole input: lists, report, closing line.
    ///
    /// Fails when an earlier run had made documents whose accounts this input no longer holds.
    pub fn finish(self, session: &Session) -> Result<Report, Stop> {
        self.finish_sealed(session, None)
    }

    /// Ends a run as [`finish`](Self::finish) does; `seal` signs the closing line.
    pub fn finish_sealed(mut self, session: &Session, seal: Option<&Seal<'_>>) -> Result<Report, Stop> {
        self.flush()?;
        if !self.expected.is_empty() {
            return Err(resume::fewer_accounts(self.expected.len()));
        }
        let input = self.input.hex();
        if self.known.as_ref().is_some_and(|known| known.input != input) {
            return Err(resume::other_refused());
        }
        let Closed { chain, report, files, added, header, place } = self.close(session, true)?;
        match chain.closing(report.run, added, input, files, seal) {
            Ok(closing) => {
                chain.end(&closing)?;
                Ok(report)
            }
            // The key is gone: all is made, and only this line is left to be written.
            Err(fault) => {
                let report = Report { finished: false, ..report };
                report.write(&place, &header, session.pictured)?;
                Err(fault)
            }
        }
    }

    /// Leaves a run that stopped before the end of its input: lists and report, but no closing line.
    pub fn leave(mut self, session: &Session) -> Result<Report, Stop> {
        self.flush()?;
        self.close(session, false).map(|closed| closed.report)
    }

    /// Sets lists, index and reports in their places.
    fn close(mut self, session: &Session, finished: bool) -> Result<Closed, Stop> {
        // Where the lists are those of a run, its header stands.
        self.chain.write_header()?;
        let mut files = BTreeMap::new();
        // The lists of a folder may be the input of a run that is added to it, corrected where they stand: they
        // are kept until all of it is met.
        let keeps_lists = self.met.is_some() && !finished;
        let met = self.met.take().filter(|_| finished);
        let added = met.map(|met| self.carry_over(met)).transpose()?;
        let Self { place, header, chain, refused, not_yet, counts, tally, pace, .. } = self;
        if !keeps_lists {
            files.extend(refused.close()?);
            files.extend(not_yet.close()?);
        }
        files.extend(index::write(&place, &header)?);
        files.extend(sent::put_sheet(&place)?);
        let report = Report::new(&tally, &pace, &header, session, finished, counts);
        files.insert(report::PAGE.to_string(), report.write(&place, &header, session.pictured)?);
        Ok(Closed { chain, report, files, added, header, place })
    }

    /// Lists the accounts that earlier runs refused and that this one did not meet.
    fn carry_over(&mut self, met: Met) -> Result<Added, Stop> {
        let run = self.refused.run();
        let mut unresolved = 0;
        for (refused, row) in unresolved::unresolved(&self.place, run, &met)? {
            self.list(refused, row)?;
            unresolved += 1;
        }
        Ok(met.told(unresolved))
    }
}

/// A register whose lists and reports are in their places.
struct Closed {
    chain: Chain,
    report: Report,
    /// SHA-256 of each list, by name.
    files: BTreeMap<String, String>,
    added: Option<Added>,
    header: Header,
    place: Arc<dyn Place>,
}
