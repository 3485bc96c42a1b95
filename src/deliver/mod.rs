//! Stage 7: put a finished document in its place and record it.
//!
//! [`Output`] is shared by all workers and places files; the [`Register`] belongs to one
//! thread, which records the accounts in input order. A file is on the disk under its own
//! name before its line is written, so whatever the manifest says is true.

mod chain;
mod debt;
pub(crate) mod files;
mod join;
pub mod manifest;
pub mod number;
mod numbers_given;
mod past;
pub mod reading;
pub mod refused;
pub mod register;
pub mod report;
mod resume;
mod schema;
mod sheets;
mod tail;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::account::read::Row;
use crate::digest;
use crate::error::Stop;
use crate::finding::{Finding, Lang};
use crate::laps::{Laps, Stage};
use crate::place::{Place, TemporaryFile, write};

pub use chain::Seal;
pub use debt::Debt;
pub use join::join;
pub use manifest::{Counts, Document, Header, Signature, Versions};
pub use number::{is_prefix, number};
pub use reading::begun;
pub use register::Register;
pub use report::{Report, Session, Tally};
pub use resume::Mode;
pub use schema::schema;

use manifest::{FindingLine, Hash, Line};
use past::Past;
use resume::Found;

/// A finished document, ready to be put in its place.
#[derive(Clone)]
pub struct Delivery {
    /// The account's ordinal in the input, from 1; refused ones count.
    pub seq: u64,
    /// The account's id.
    pub id: String,
    /// The document number, which becomes the file's name.
    pub number: String,
    /// The kind.
    pub kind: String,
    /// How it will be delivered, where the account says so.
    pub channel: Option<String>,
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
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
    /// What it is about, for the report.
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
}

/// What became of an account.
#[derive(Debug)]
pub enum Outcome {
    /// Its document was made, and its file is being brought to its place.
    Made(Placed),
    /// An earlier run had made it ([`Output::stands`]).
    Stands {
        /// What it is about, for the report; `None` where that cannot be told any more.
        debt: Option<Debt>,
    },
    /// It was refused.
    Refused(Vec<Finding>),
}

/// What was recorded of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// A document of this run.
    Made,
    /// A document of an earlier run.
    Stood,
    /// A refusal, with all its findings.
    Refused(Vec<Finding>),
}

/// A document whose file is written beside its place; only a [`Register`] can set it there.
///
/// Dropped unrecorded, it leaves nothing behind.
#[derive(Debug)]
pub struct Placed {
    temporary: TemporaryFile,
    copy: Option<TemporaryFile>,
    document: Box<Document>,
    debt: Debt,
    laps: Box<Laps>,
}

/// The place of a run's documents, shared by all its workers.
#[derive(Debug)]
pub struct Output {
    place: Arc<dyn Place>,
    /// `seq` and account hash of every document an earlier run made, by `seq`.
    accounts: Vec<(u64, Hash)>,
}

/// What a place turned out to hold.
#[derive(Debug)]
pub enum Opened {
    /// Ready for documents.
    Ready(Output, Box<Register>),
    /// A finished run of the same header stands here, and is left alone.
    AlreadyMade(Counts),
}

impl Output {
    /// Opens a place for a run.
    ///
    /// `lang` words the lists of the refused. Fails where it holds a run with another header, or an
    /// unfinished one without [`Mode::Resume`], and where it cannot be written to.
    pub fn open(place: Arc<dyn Place>, header: &Header, mode: Mode, lang: Lang) -> Result<Opened, Stop> {
        let mut past = match resume::look(&*place, header, mode)? {
            Found::Finished(counts) => return Ok(Opened::AlreadyMade(counts)),
            Found::Unfinished(past) => *past,
            Found::Nothing => begin(&place, header)?,
        };
        let accounts = past.take_accounts();
        let output = Self { place: Arc::clone(&place), accounts };
        let unmet = output.accounts.iter().map(|(seq, _)| *seq).collect();
        let register = Register::open(&place, header, past, unmet, lang)?;
        Ok(Opened::Ready(output, Box::new(register)))
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

    /// Writes a document's file beside its place.
    pub fn place(&self, delivery: &Delivery) -> Result<Placed, Stop> {
        let Some(file) = files::file_of(&delivery.number) else {
            return Err(unfit_number(&delivery.number));
        };
        let mut laps = delivery.laps;
        let (temporary, copy, document) = laps.time(Stage::Write, || {
            let temporary = self.begun(&file, &delivery.pdf)?;
            let copy = delivery.copy.as_ref();
            let copy = copy.map(|copy| self.begun(&files::copy_of(&file), &copy.pdf));
            Ok::<_, Stop>((temporary, copy.transpose()?, Box::new(document(delivery, file))))
        })?;
        Ok(Placed { temporary, copy, document, debt: delivery.debt.clone(), laps: Box::new(laps) })
    }

    /// Writes a file beside its place.
    fn begun(&self, file: &str, bytes: &[u8]) -> Result<TemporaryFile, Stop> {
        TemporaryFile::write(&self.place, file, bytes)
    }
}

/// Writes the header of a run that begins.
fn begin(place: &Arc<dyn Place>, header: &Header) -> Result<Past, Stop> {
    let text = Line::Header(header.clone()).text();
    let text = text.map_err(|error| Stop::at(&place.shown(manifest::NAME), &error.into()))?;
    write(place, manifest::NAME, text.as_bytes())?;
    Ok(Past::of_header(&text))
}

/// The manifest's line for a document, not chained yet.
fn document(delivery: &Delivery, file: String) -> Document {
    Document {
        seq: delivery.seq,
        id: delivery.id.clone(),
        number: delivery.number.clone(),
        kind: delivery.kind.clone(),
        channel: delivery.channel.clone(),
        file: file.clone(),
        sha256: digest::sha256(&delivery.pdf),
        bytes: delivery.pdf.len() as u64,
        pages: delivery.pages,
        template: delivery.template.clone(),
        account_sha256: digest::hex(&delivery.account_sha256),
        as_of: delivery.as_of,
        findings: FindingLine::all(&delivery.findings),
        signature: delivery.signature.clone(),
        copy: delivery.copy.as_ref().map(|_| files::copy_of(&file)),
        copy_level: delivery.copy.as_ref().and_then(|copy| copy.level.clone()),
        prev: String::new(),
    }
}

fn unfit_number(number: &str) -> Stop {
    let fault = Stop::new(
        format!("document number `{number}` cannot be a file's name"),
        format!("文书编号 `{number}` 不能用作文件名"),
    );
    fault.hint(
        "`number_prefix` of the issuer file holds capital letters, digits and hyphens only",
        "发行方文件中的 `number_prefix` 只能含大写字母、数字和连字符",
    )
}
