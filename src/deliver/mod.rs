//! Stage 7: put a finished document in its place and record it.
//!
//! [`Output`] is shared by all workers and places files; the [`Register`] belongs to one
//! thread, which records the accounts in input order. A file is on the disk under its own
//! name before its line is written, so whatever the manifest says is true.

mod chain;
pub mod course_book;
pub(crate) mod day;
mod debt;
pub(crate) mod files;
mod gather;
pub mod index;
mod join;
mod lists;
mod made;
mod made_of;
pub mod manifest;
mod message_line;
mod met;
pub(crate) mod naming;
pub mod not_yet;
pub mod number;
mod numbers_given;
mod past;
mod putting;
pub mod reading;
pub mod refused;
pub mod register;
pub mod report;
mod resume;
pub(crate) mod schema;
mod search;
pub(crate) mod sent;
mod sheets;
mod signed_run;
mod stood;
mod tail;
mod unresolved;
mod workbook;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::account::read::Row;
use crate::course::Awaited;
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::finding::Finding;
use crate::laps::{Laps, Stage};
use crate::place::{Place, TemporaryFile, write};

pub use chain::Seal;
pub use debt::Debt;
pub use gather::gather;
pub use join::join;
pub use lists::put_lists_again;
pub use made::Made;
pub use manifest::{Counts, Document, Header, Message, Signature, Versions};
pub use met::InputHash;
pub use naming::Naming;
pub use number::{is_prefix, number};
pub use past::FinishedRun;
pub use reading::{begun, runs};
pub use register::Register;
pub(crate) use report::html;
pub use report::{Report, Session, Tally};
pub use resume::{Mode, Opening, corrected, only_added};
pub use schema::schema;
pub use search::{FoundDocument, FoundMessage, Search, run_of, search};
pub use sent::Dispatch;
pub use signed_run::SignedRun;
pub(crate) use stood::signed_again;

use manifest::{Hash, Line};
use past::Past;
use resume::Found;

/// A finished document, ready to be put in its place.
#[derive(Clone)]
pub struct Delivery {
    /// The account's ordinal in the input, from 1; refused ones count.
    pub seq: u64,
    /// The account's id.
    pub id: String,
    /// To whom it goes, masked.
    pub name: String,
    /// The document number, by which the file is named.
    pub number: String,
    /// The kind.
    pub kind: String,
    /// How it will be delivered, where the account says so.
    pub channel: Option<String>,
    /// The first four digits of the postcode it is addressed to, where there is one of mainland China.
    pub post: Option<String>,
    /// The file; none where only messages go out.
    pub pdf: Option<Vec<u8>>,
    /// The messages that go out.
    pub messages: Vec<Dispatch>,
    /// How many pages the document has.
    pub pages: usize,
    /// SHA-256 of the kind's template set, in hex.
    pub template: String,
    /// SHA-256 of the account record.
    pub account_sha256: [u8; 32],
    /// The date the figures stand at.
    pub as_of: NaiveDate,
    /// What was found and does not refuse it.
    pub findings: Vec<Finding>,
    /// The sender's signature, where it bears one.
    pub signature: Option<Signature>,
    /// The locked copy for e-mail, where there is one.
    pub copy: Option<Copied>,
    /// What it is about.
    pub debt: Debt,
    /// How long each stage took so far.
    pub laps: Laps,
}

/// A locked copy for e-mail.
#[derive(Debug, Clone)]
pub struct Copied {
    /// The file.
    pub pdf: Vec<u8>,
    /// The level that its signature reached, where it is another than the document's.
    pub level: Option<String>,
}

/// Where an account came from, for the lists of the refused.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The account's ordinal in the input, from 1.
    pub seq: u64,
    /// The input's name.
    pub source: Arc<str>,
    /// The line it begins in, from 1.
    pub line: u64,
    /// The account's id, where it could be read.
    pub id: Option<String>,
    /// The row, where the input is CSV.
    pub row: Option<Row>,
    /// What its record is known by: [`Entry::fingerprint`](crate::account::read::Entry::fingerprint).
    pub sha256: [u8; 32],
}

/// What became of an account.
#[derive(Debug)]
pub enum Outcome {
    /// Its document was made, and its file is being brought to its place.
    Made(Placed),
    /// This run had made it before it was cut off ([`Output::stands`]).
    Stands,
    /// A run that this one is added to had made it ([`Output::stood_before`]).
    StoodBefore,
    /// It was refused.
    Refused(Vec<Finding>),
    /// No letter of the course is due for it.
    NotYet(Box<Awaited>),
}

/// What was recorded of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// A document of this run, its messages, or both. Their lines are not chained yet, and files may not have their names
    /// yet.
    Made(Arc<Made>),
    /// What this run had made before it was cut off.
    Stood(Arc<Made>),
    /// A document of a run that this one is added to.
    StoodBefore,
    /// A refusal, with all its findings.
    Refused(Vec<Finding>),
    /// No letter of the course is due: what comes next.
    NotYet(Box<Awaited>),
}

/// What was made of an account, whose files are written beside their places; only a [`Register`] can set it there.
///
/// Dropped unrecorded, it leaves nothing behind.
#[derive(Debug)]
pub struct Placed {
    temporaries: Vec<TemporaryFile>,
    /// The line of its short message.
    text: Vec<u8>,
    made: Box<Made>,
    laps: Box<Laps>,
}

/// The place of a run's documents, shared by all its workers.
#[derive(Debug)]
pub struct Output {
    place: Arc<dyn Place>,
    naming: Naming,
    /// `seq` and account hash of every document that this run made before it was cut off, by `seq`.
    accounts: Vec<(u64, Hash)>,
    /// What tells the documents of the runs apart that this one is added to.
    made_before: HashSet<[u8; 16]>,
    /// Their ids, each with the kind.
    ids_before: HashSet<[u8; 16]>,
}

/// What a place turned out to hold.
#[derive(Debug)]
pub enum Opened {
    /// Ready for documents.
    Ready(Output, Box<Register>),
    /// Finished runs of the same header stand here, and are left alone.
    AlreadyMade(Vec<FinishedRun>),
}

impl Output {
    /// Opens a place for a run.
    ///
    /// Fails where it holds a run with another header, or an unfinished one without [`Mode::Resume`], and where it
    /// cannot be written to.
    pub fn open(place: Arc<dyn Place>, header: &Header, opening: &Opening) -> Result<Opened, Stop> {
        let (mut past, added) = match resume::look(&*place, header, opening)? {
            Found::Same(runs) => {
                // A run may have been cut off between its last line and this.
                let settled = place.settle(manifest::NAME);
                settled.map_err(|error| Stop::at(&place.shown(manifest::NAME), &error))?;
                return Ok(Opened::AlreadyMade(runs));
            }
            Found::Unfinished(past) => (*past, None),
            Found::Finished(_, _) if opening.naming.is_of_one_run() => {
                return Err(named_by_seq(&opening.naming));
            }
            Found::Finished(past, header) => (*past, Some(header)),
            Found::Nothing(header) => (begin(&place, &header)?, None),
        };
        let (accounts, made_before) = (past.take_accounts(), std::mem::take(&mut past.made_before));
        let (naming, ids_before) = (opening.naming.clone(), std::mem::take(&mut past.ids_before));
        let output = Self { place: Arc::clone(&place), naming, accounts, made_before, ids_before };
        let expected = output.accounts.iter().map(|(seq, _)| *seq).collect();
        let register = Register::open(&place, past, added, expected)?;
        Ok(Opened::Ready(output, Box::new(register)))
    }

    /// Whether a run that this one is added to made the document of such a record, of that kind.
    pub fn stood_before(&self, account_sha256: &[u8; 32], kind: &str) -> bool {
        self.made_before.contains(&past::record_and_kind(account_sha256, kind))
    }

    /// Whether a run that this one is added to made a document of an account with that id, of that kind.
    pub fn knew_id(&self, id: &str, kind: &str) -> bool {
        let id = Sha256::digest(id).into();
        !self.ids_before.is_empty() && self.ids_before.contains(&past::record_and_kind(&id, kind))
    }

    /// Whether this run is added to others.
    pub fn is_added(&self) -> bool {
        !self.made_before.is_empty()
    }

    /// Whether files are named by the accounts' ids.
    pub fn shows_id(&self) -> bool {
        self.naming.shows_id()
    }

    /// Whether an earlier run made the document of account `seq`, so that it need not be made again.
    ///
    /// Fails when that account was another one then.
    pub fn stands(&self, seq: u64, account_sha256: &[u8; 32]) -> Result<bool, Stop> {
        match self.accounts.binary_search_by_key(&seq, |(seq, _)| *seq) {
            Err(_) => Ok(false),
            Ok(at) if self.accounts[at].1 == *account_sha256 => Ok(true),
            Ok(_) => Err(resume::other_input(seq)),
        }
    }

    /// Writes the files of what was made of an account beside their places.
    pub fn place(&self, delivery: &Delivery) -> Result<Placed, Stop> {
        let Some(file) = self.naming.file_of(delivery.seq, &delivery.id, &delivery.number) else {
            return Err(unfit_number(&delivery.number));
        };
        let mut laps = delivery.laps;
        let (temporaries, text, made) = laps.time(Stage::Write, || {
            let (mut temporaries, mut text, mut made) = (Vec::new(), Vec::new(), Made::default());
            if let Some(pdf) = &delivery.pdf {
                temporaries.push(self.begun(&file, pdf)?);
                if let Some(copy) = &delivery.copy {
                    temporaries.push(self.begun(&files::copy_of(&file), &copy.pdf)?);
                }
                made.document = Some(made_of::document(delivery, pdf, file.clone()));
            }
            for sent in &delivery.messages {
                let own = match sent.channel {
                    manifest::SMS => {
                        text.extend_from_slice(&sent.bytes);
                        sent::NAME.to_string()
                    }
                    _ => {
                        let name = files::mail_of(&file);
                        temporaries.push(self.begun(&name, &sent.bytes)?);
                        name
                    }
                };
                let first = made.is_empty();
                made.messages.push(made_of::message(delivery, sent, own, first));
            }
            Ok::<_, Stop>((temporaries, text, Box::new(made)))
        })?;
        Ok(Placed { temporaries, text, made, laps: Box::new(laps) })
    }

    /// Writes a file beside its place.
    fn begun(&self, file: &str, bytes: &[u8]) -> Result<TemporaryFile, Stop> {
        TemporaryFile::write(&self.place, file, bytes)
    }
}

/// Writes the header of a run that begins.
fn begin(place: &Arc<dyn Place>, header: &Header) -> Result<Past, Stop> {
    let text = Line::Header(Box::new(header.clone())).text();
    let text = text.map_err(|error| Stop::at(&place.shown(manifest::NAME), &error.into()))?;
    write(place, manifest::NAME, text.as_bytes())?;
    Ok(Past::of_header(header, &text))
}

/// Puts a document's file back in its place, with its copy. Fails, and writes nothing, where it is not what its line
/// says.
pub fn put_again(
    place: &Arc<dyn Place>,
    document: &Document,
    pdf: &[u8],
    copy: Option<&Copied>,
) -> Result<(), Stop> {
    if digest::sha256(pdf) != document.sha256 || copy.is_some() != document.copy.is_some() {
        return Err(other_bytes(place, document));
    }
    let mut files = vec![TemporaryFile::write(place, &document.file, pdf)?];
    if let Some(copy) = copy {
        files.push(TemporaryFile::write(place, &files::copy_of(&document.file), &copy.pdf)?);
    }
    TemporaryFile::put_all(&**place, files)
}

fn other_bytes(place: &Arc<dyn Place>, document: &Document) -> Stop {
    let (shown, id) = (place.shown(&document.file), &document.id);
    Stop::new(
        format!("`{shown}`: the document of `{id}` would not have the bytes that its line tells; nothing was written"),
        format!("`{shown}`：`{id}` 的文书与清单所记的内容不一致，未写入"),
    )
    .coded(StopCode::Differs)
    .hint(
        "a signature with a time stamp cannot be made twice: take the file from a backup",
        "带时间戳的签名无法重新生成：请从备份恢复该文件",
    )
}

/// The manifest's line for a document whose file is named by its number, not chained yet.
pub fn document_of(delivery: &Delivery) -> Result<Document, Stop> {
    let file = Naming::default().file_of(delivery.seq, &delivery.id, &delivery.number);
    let pdf = delivery.pdf.as_deref().unwrap_or_default();
    file.map(|file| made_of::document(delivery, pdf, file)).ok_or_else(|| unfit_number(&delivery.number))
}

fn named_by_seq(naming: &Naming) -> Stop {
    let pattern = naming.pattern().unwrap_or_default();
    Stop::new(
        format!("files that are named `{pattern}` are told apart in one run only, so nothing can be added"),
        format!("以 `{pattern}` 命名的文件只在一个批次内不重名，因此不能追加"),
    )
    .coded(StopCode::Usage)
    .hint("give the added run a folder of its own with `--out`", "请用 `--out` 为追加的批次另指定文件夹")
}

fn unfit_number(number: &str) -> Stop {
    let fault = Stop::new(
        format!("document number `{number}` cannot be a file's name"),
        format!("文书编号 `{number}` 不能用作文件名"),
    );
    fault.coded(StopCode::Settings).hint(
        "`number_prefix` of the issuer file holds capital letters, digits and hyphens only",
        "发行方文件中的 `number_prefix` 只能含大写字母、数字和连字符",
    )
}
