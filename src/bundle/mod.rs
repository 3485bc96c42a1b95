//! Turn all that was sent to one account, and what became of it, into one file: what was said to one debtor, as a court,
//! an auditor or the debtor may ask for it.
//!
//! Nothing is taken on trust: the chain of each manifest is followed, each file held against its line, each signature
//! checked, and the results recorded of it likewise. A file that is missing or changed stops it and is named. The pages are
//! the letters' own, and what short messages and e-mails say; letters and messages themselves go with the file unchanged,
//! signatures and all, beside the lines of the manifests that name them. Nothing of another account is in it.
//!
//! - [`chain`]: a folder's manifest and results, followed; [`gather`]: the account's documents among them;
//! - [`judge`]: files and signatures; [`messages`]: short messages and e-mails; [`evidence`](mod@evidence): the lines that
//!   go with the file;
//! - [`front`]: the cover; [`tables`]: contents, timeline and what messages say; [`join`]: the file itself.

mod chain;
mod evidence;
mod front;
mod gather;
mod join;
mod judge;
mod messages;
mod tables;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;

use crate::desk::Desk;
use crate::error::Stop;
use crate::place::Place;
use crate::verify::Terms;

/// What a bundle is made of.
#[derive(Debug)]
pub struct Request<'r> {
    /// The account's id, or the number of one of its documents.
    pub id: &'r str,
    /// Folders of finished runs.
    pub folders: &'r [Arc<dyn Place>],
    /// Who sends: whose letterhead the bundle bears, and whose key signs it.
    pub desk: Option<&'r Desk>,
    /// By what terms signatures are judged; without, they are held against the files only.
    pub terms: Option<&'r Terms>,
    /// The day on which it is compiled.
    pub date: NaiveDate,
}

/// A bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundled {
    /// The account's id.
    pub id: String,
    /// The file.
    pub pdf: Vec<u8>,
    /// How many documents are in it.
    pub documents: u64,
    /// How many short messages and e-mails are.
    pub messages: u64,
    /// How many results are told of them.
    pub results: u64,
    /// How many pages it has.
    pub pages: u64,
    /// Documents whose pages cannot stand in it, by number: they go with it as files only.
    pub apart: Vec<String>,
    /// SHA-256 of the evidence that goes with it, in hex.
    pub evidence: String,
    /// Whether it is PDF/A-3: it is not where a document is no PDF/A at all.
    pub is_archive: bool,
    /// Who signed it, where it is signed.
    pub signer: Option<String>,
}

/// The pages before the letters of a bundle, for tests that look at them: with one hash in place of all, since those change
/// with every template.
#[cfg(feature = "inner")]
pub fn front_pages(request: &Request<'_>) -> Result<crate::typeset::Typeset, Stop> {
    let mut gathered = gather::gather(request, &AtomicBool::new(false))?;
    let hash = "0123456789abcdef".repeat(4);
    gathered.letters.iter_mut().for_each(|letter| letter.document.sha256.clone_from(&hash));
    gathered.messages.iter_mut().for_each(|sent| sent.message.sha256.clone_from(&hash));
    for chain in &mut gathered.chains {
        chain.head.clone_from(&hash);
        chain.results_head = chain.results_head.as_ref().map(|_| hash.clone());
    }
    let evidence = evidence::Evidence { text: String::new(), sha256: hash };
    join::front(&gathered, &evidence, request)
}

/// Makes the bundle of an account.
///
/// Fails, and makes nothing, where a folder's manifest is broken or unfinished, where a document or message is missing,
/// changed or not signed as its line says, and where no folder knows the account.
pub fn bundle(request: &Request<'_>, halt: &AtomicBool) -> Result<Bundled, Stop> {
    let gathered = gather::gather(request, halt)?;
    let evidence = evidence::written(&gathered, request.date)?;
    join::join(gathered, &evidence, request)
}
