//! Documents for another program: an account in, a letter or everything that is wrong out.

mod message;
mod part;
mod strides;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use typst_layout::PagedDocument;

use crate::account;
use crate::account::read::{Entries, Entry, Record};
use crate::batch::JobError;
use crate::desk::{Desk, Fixed};
use crate::digest;
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Words};
use crate::issuer::Theme;
use crate::plan::overdue::Stage;
use crate::produce::{self, Asked, Failure, Finished, Prepared};
use crate::sign::Reached;
use crate::typeset::Typeset;

pub use message::{Message, Messages, messages, messages_of_entry};
pub use part::{Part, line_of_standing, make_parts, run_of};
pub use strides::{make_entries, stride};

/// An account as it was given, with the hash of its record, by which its document is numbered.
#[derive(Clone, PartialEq)]
pub struct Account {
    fields: account::Account,
    sha256: [u8; 32],
}

/// Names the account by its id only: the rest is a person's data.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "account `{}`", self.fields.id)
    }
}

impl Account {
    /// Reads an account from a JSON object, as one line of JSON Lines has it. Amounts are exact: numbers are read
    /// from their text and never pass through a float.
    pub fn from_json(text: &str) -> Result<Self, Refused> {
        Self::of(Record::from_json(1, text))
    }

    /// Reads an account from a JSON value. A number counts as its shortest text, so that amounts are better given
    /// as strings.
    pub fn from_value(value: &Value) -> Result<Self, Refused> {
        Self::of(Record::from_value(1, value))
    }

    fn of(record: Record) -> Result<Self, Refused> {
        Self::from_entry(Entries::single(record))
    }

    /// The account of an entry of a source.
    pub fn from_entry(entry: Entry) -> Result<Self, Refused> {
        let fields = entry.account.map_err(Refused::of)?;
        let sha256 = entry.sha256.ok_or_else(|| Refused::of(vec![produce::broken()]))?;
        Ok(Self { fields, sha256 })
    }

    /// The bank's own name of the record.
    pub fn id(&self) -> &str {
        &self.fields.id
    }
}

/// So that what takes an account takes a borrowed one, too.
impl From<&Account> for Account {
    fn from(account: &Account) -> Self {
        account.clone()
    }
}

/// A finished document.
#[derive(Clone)]
#[non_exhaustive]
pub struct Letter {
    /// The file.
    pub pdf: Vec<u8>,
    /// Its number, the same for the same record on any machine.
    pub number: String,
    /// The kind of document, such as `overdue-notice`.
    pub kind: String,
    /// How many pages it has.
    pub pages: usize,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// What was found and does not refuse it, ordered by field.
    pub warnings: Vec<Finding>,
    /// The level its signature reached, where it bears one.
    pub signed: Option<Reached>,
    /// The locked copy for e-mail, where there is to be one.
    pub copy: Option<Vec<u8>>,
    /// The messages that go with it, where the desk's ways ask for any.
    pub messages: Vec<Message>,
}

/// Names the document only: what is in it is a person's data.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}` of {} pages", self.kind, self.number, self.pages)
    }
}

/// Why there is no document.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Everything that is wrong with the account, ordered by field; nothing where it is not the account's fault.
    pub findings: Vec<Finding>,
    /// Why no document can be made at all, or this one not in time.
    pub stop: Option<Stop>,
}

impl Refused {
    fn of(findings: Vec<Finding>) -> Self {
        Self { findings, stop: None }
    }
}

impl From<Stop> for Refused {
    fn from(stop: Stop) -> Self {
        Self { findings: Vec::new(), stop: Some(stop) }
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(findings) => Self::of(findings),
            Failure::Stopped(stop) => stop.into(),
        }
    }
}

/// A line for each finding: `R04 ledgers[0].total: parts add up to …`.
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |finding: &Finding| match finding.path.as_str() {
            "" => format!("{} {}", finding.code, finding.message.en),
            path => format!("{} {path}: {}", finding.code, finding.message.en),
        };
        let stop = self.stop.iter().map(ToString::to_string);
        f.write_str(&self.findings.iter().map(line).chain(stop).collect::<Vec<_>>().join("\n"))
    }
}

impl std::error::Error for Refused {}

/// Makes the document of an account: checked, drafted, filled, typeset, proofread, signed where the desk signs.
///
/// Whatever a template or the program itself does wrong comes back as a [`Refused`]; a document that takes longer
/// than the desk's time limit does, too. Nothing is written anywhere.
///
/// ```
/// use hanpress::{Account, Desk, DeskParts, make};
///
/// # let issuer = std::fs::read_to_string("examples/issuer.toml")?;
/// # let [logo, seal, contract_seal] = ["logo", "seal", "contract-seal"].map(|name| std::fs::read(format!("examples/{name}.svg")));
/// # let account = std::fs::read_to_string("examples/accounts.jsonl")?.lines().next().unwrap_or_default().to_string();
/// let parts = DeskParts::new(issuer, "2026-11-23".parse()?)?
///     .file("logo.svg", logo?)
///     .file("seal.svg", seal?)
///     .file("contract-seal.svg", contract_seal?);
/// let letter = make(&Desk::new(parts)?, Account::from_json(&account)?)?;
/// assert_eq!((letter.kind.as_str(), letter.sha256.len()), ("overdue-notice", 64));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn make(desk: &Desk, account: impl Into<Account>) -> Result<Letter, Refused> {
    let account = account.into();
    on_a_worker(desk, move |fixed| letter(account, fixed))
}

/// Does everything that [`make`] does before typesetting, and returns what was found and does not refuse it.
///
/// ```
/// use hanpress::{Account, Desk, DeskOptions, check};
///
/// let desk = Desk::open(DeskOptions::new("examples/issuer.toml", "2026-11-23".parse()?))?;
/// let accounts = std::fs::read_to_string("examples/accounts.jsonl")?;
/// let wrong = accounts.lines().next().unwrap_or_default().replace("8552.15", "8525.15");
/// let refused = check(&desk, Account::from_json(&wrong)?).unwrap_err();
/// assert!(refused.findings.iter().any(|finding| finding.code == "R04" && finding.path == "ledgers[0].total"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(desk: &Desk, account: impl Into<Account>) -> Result<Vec<Finding>, Refused> {
    let account = account.into();
    on_a_worker(desk, move |fixed| {
        let prepared = produce::prepare(account.fields, &account.sha256, fixed).map_err(Refused::of)?;
        Ok(prepared.warnings)
    })
}

/// Works where there is stack enough, where panics are caught, and no longer than the desk allows.
fn on_a_worker<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&Fixed) -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    let fixed = Arc::clone(desk.fixed());
    let broken = || Err(Refused::of(vec![produce::broken()]));
    let done = desk.pool().run(desk.time_limit(), move || work(&fixed), broken);
    done.unwrap_or_else(|error| match error {
        JobError::TooLong => Err(too_long(desk).into()),
        JobError::NoWorker(stop) => Err(stop.into()),
    })
}

/// Makes the document of an entry of a source, or tells everything at once that is wrong with it: what was found in
/// reading it, too.
pub fn make_entry(desk: &Desk, entry: &Arc<Entry>) -> Result<Letter, Refused> {
    let entry = Arc::clone(entry);
    on_a_worker(desk, move |fixed| of_entry(&entry, fixed))
}

fn of_entry(entry: &Entry, fixed: &Fixed) -> Result<Letter, Refused> {
    finished(produce::prepare_entry(entry, fixed).map_err(Refused::of)?, fixed)
}

/// Makes the document of an entry as [`make_entry`] does for who does not wait: `then` is told what it came to, on the
/// thread that made it. That nobody waits longer than the desk allows is its own affair.
pub(crate) fn begin_entry(
    desk: &Desk,
    entry: &Arc<Entry>,
    then: impl FnOnce(Result<Letter, Refused>) + Send + 'static,
) -> Result<(), Stop> {
    let (fixed, entry) = (Arc::clone(desk.fixed()), Arc::clone(entry));
    desk.pool().begin(move || of_entry(&entry, &fixed), || Err(Refused::of(vec![produce::broken()])), then)
}

/// Does everything that [`make_entry`] does before typesetting, and returns what was found and does not refuse it.
pub fn check_entry(desk: &Desk, entry: &Arc<Entry>) -> Result<Vec<Finding>, Refused> {
    let entry = Arc::clone(entry);
    on_a_worker(desk, move |fixed| Ok(produce::prepare_entry(&entry, fixed).map_err(Refused::of)?.warnings))
}

fn letter(account: Account, fixed: &Fixed) -> Result<Letter, Refused> {
    finished(produce::prepare(account.fields, &account.sha256, fixed).map_err(Refused::of)?, fixed)
}

/// A document with its pages as they were set, to be drawn on a screen. The sender's seal is among what is drawn, that
/// of a signing certificate, too: the field of the signature itself shows nothing.
pub(crate) struct Looked {
    /// The document.
    pub(crate) letter: Letter,
    /// Its pages.
    pub(crate) pages: PagedDocument,
}

/// How a document is looked at otherwise than it is sent: what nothing is named of is as account and issuer have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Trial {
    /// The stage in whose tone it speaks.
    pub(crate) stage: Option<Stage>,
    /// The theme that it is set in.
    pub(crate) theme: Option<Theme>,
}

/// Makes the document of an entry as [`make_entry`] does, and keeps its pages.
pub(crate) fn look_entry(desk: &Desk, entry: &Arc<Entry>, trial: Trial) -> Result<Looked, Refused> {
    let entry = Arc::clone(entry);
    on_a_worker(desk, move |fixed| {
        let asked = Asked { stage: trial.stage, ways: None };
        let mut prepared = produce::prepare_entry_as(&entry, asked, fixed).map_err(Refused::of)?;
        message::has_pages(&prepared)?;
        trial.theme.into_iter().for_each(|theme| prepared.put_into(theme));
        let typeset = produce::set(&mut prepared, fixed).map_err(Refused::of)?;
        let pages = typeset.document().clone();
        Ok(Looked { letter: signed(prepared, typeset, fixed)?, pages })
    })
}

fn finished(mut prepared: Prepared, fixed: &Fixed) -> Result<Letter, Refused> {
    message::makes_letters(fixed)?;
    message::has_pages(&prepared)?;
    let typeset = produce::set(&mut prepared, fixed).map_err(Refused::of)?;
    signed(prepared, typeset, fixed)
}

fn signed(mut prepared: Prepared, typeset: Typeset, fixed: &Fixed) -> Result<Letter, Refused> {
    let finished = produce::finish(&mut prepared, Some(typeset), fixed)?;
    Ok(letter_of(prepared, finished))
}

fn letter_of(prepared: Prepared, finished: Finished) -> Letter {
    let messages = message::of(&prepared, &finished);
    let Finished { pdf, pages, reached, copy, .. } = finished;
    let Prepared { kind, number, warnings, .. } = prepared;
    let (sha256, copy) = (digest::sha256(&pdf), copy.map(|copy| copy.pdf));
    Letter { pdf, number, kind, pages, sha256, warnings, signed: reached, copy, messages }
}

/// A document that takes longer than the desk allows.
pub(crate) fn too_long(desk: &Desk) -> Stop {
    let limit = desk.time_limit().as_secs_f64();
    let Words { en, zh } = Words::new(
        format!("this document has been in hand for more than {limit} s"),
        format!("该文书处理超过 {limit} 秒"),
    );
    Stop::new(en, zh).coded(StopCode::TimeLimit).hint(
        "mend the account or its template, or open the desk with a longer time limit",
        "请修正该户数据或模板，或放宽时限",
    )
}
