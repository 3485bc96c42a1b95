//! Hold a finished folder against its manifest, and say everything that is not as it was.
//!
//! The manifest's lines hold each the hash of the line before, and each document's line that of its
//! file. So whatever was changed, lost, added, swapped or renamed shows; only a manifest written anew
//! from its first line on does not, for which the hash of the last line is told: kept elsewhere, or
//! signed, it pins the rest. Signatures are judged where it is said whom to trust.

mod book;
mod chain;
mod copies;
mod deliveries;
mod files;
mod flaw;
mod job;
mod line_signers;
mod lines;
mod lists;
mod messages;
mod signed;
mod signers;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::deliver::Counts;
use crate::error::Stop;
use crate::place::{Guarded, Place};
use crate::verify::Terms;

use chain::Chain;
use deliveries::Deliveries;
pub use flaw::Flaw;
use signed::Closing;
pub use signers::AuditedSigner;
use signers::Signers;

/// What an audit tells as it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditEvent {
    /// So many documents will be looked at.
    Begun(u64),
    /// One document more was looked at.
    Looked,
    /// Something is wrong.
    Found(Flaw),
}

/// What is demanded of a folder beyond that it is as its manifest says.
#[derive(Debug, Clone, Default)]
pub struct Demands {
    /// By what terms every signature is judged; none is judged without.
    pub terms: Option<Arc<Terms>>,
    /// The hash, in hex, that the last line of a run had when it was made, or the last line of the results recorded of it,
    /// as it was noted elsewhere.
    pub last_hash: Option<String>,
}

/// What a folder came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// Documents in the manifest, refused accounts in their list, and the warnings of a finished run.
    pub counts: Counts,
    /// How many runs there are: the first, and those that were added to it.
    pub runs: u64,
    /// How many things are wrong.
    pub flaws: u64,
    /// SHA-256 of the manifest's last line, in hex: it stands for all that is in the folder.
    pub head: String,
    /// How many signatures there are: of documents, and of the closing line.
    pub signatures: u64,
    /// Who made them, who made most first; nobody where none were judged.
    pub signers: Vec<AuditedSigner>,
    /// How many results are recorded of its documents.
    pub results: u64,
    /// SHA-256 of the last of these, in hex; none where there are none.
    pub results_head: Option<String>,
    /// Whether everything was looked at.
    pub whole: bool,
}

/// Looks at everything in a folder, at `workers` documents at a time, and tells what is wrong: first with
/// the chain, then with the documents, then with lists and reports.
///
/// With terms every signature is judged by them: that of each document, against its line too, and that of
/// the closing line, which must be there. Locked copies for e-mail are not opened: their signatures over the
/// locked bytes are held against them, with terms or without.
///
/// A job for the print room is looked at likewise: its chain, and each of its files against the hash in its last line. The
/// hash that was noted may be that of the run it was printed from, which its first line holds.
///
/// See [`Run`](crate::Run) for an example. Stops early where `halt` is raised. Fails where there is no manifest, and where something cannot be read.
pub fn audit(
    place: &Arc<dyn Place>,
    workers: usize,
    demands: Demands,
    halt: &Arc<AtomicBool>,
    tell: &mut dyn FnMut(AuditEvent) -> Result<(), Stop>,
) -> Result<Audited, Stop> {
    let (place, Demands { terms, last_hash }) = (&Guarded::around(place), demands);
    if job::stands(&**place)? {
        return job::audit(&**place, last_hash.as_deref(), halt, tell);
    }
    let mut chain = Chain::follow(&**place)?;
    let mut flaws = 0;
    let mut tell_all = |found: Vec<Flaw>, tell: &mut dyn FnMut(AuditEvent) -> Result<(), Stop>| {
        flaws += found.len() as u64;
        found.into_iter().try_for_each(|flaw| tell(AuditEvent::Found(flaw)))
    };
    tell_all(std::mem::take(&mut chain.flaws), tell)?;
    let Closing { flaw, signer } = terms.as_ref().and_then(|terms| chain.closing(terms)).unwrap_or_default();
    tell_all(flaw.into_iter().collect(), tell)?;
    let deliveries = Deliveries::follow(&**place, &chain)?;
    let noted = last_hash.iter().filter(|hash| !deliveries.hashes.contains(&hash.to_lowercase()));
    tell_all(noted.filter_map(|hash| chain.other_end(hash)).collect(), tell)?;
    tell_all(deliveries.flaws, tell)?;
    tell(AuditEvent::Begun(chain.documents))?;
    let strangers = files::strangers(&**place, &chain.files)?;
    let mut signers = Signers::default();
    let step = || tell(AuditEvent::Looked);
    let found = files::documents(place, &strangers, workers, terms, &mut signers, halt, step)?;
    if let Some((signer, verdict)) = signer {
        signers.add(&signer, verdict);
    }
    tell_all(found, tell)?;
    if chain.messages > 0 {
        tell_all(messages::flaws(&**place, halt)?, tell)?;
    }
    let (refused, found) = lists::beside(&**place, &chain)?;
    tell_all(found, tell)?;
    let (warnings, not_yet) = chain.counts.map_or((0, 0), |counts| (counts.warnings, counts.not_yet));
    Ok(Audited {
        counts: Counts { made: chain.documents, refused, warnings, not_yet },
        runs: chain.runs,
        flaws,
        head: chain.head(),
        signatures: chain.signed + u64::from(chain.sealed.is_some()),
        signers: signers.all(),
        results: deliveries.hashes.len() as u64,
        results_head: deliveries.hashes.last().cloned(),
        whole: !halt.load(Ordering::Relaxed),
    })
}
