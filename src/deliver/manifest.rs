//! Turn what a run made into chained lines.

mod compared;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(crate) use super::day;
pub use super::message_line::Message;
pub(crate) use super::message_line::{EMAIL, SMS};
use super::report::Sum;
use super::signed_run::SignedRun;
use crate::finding::{AppliedOverride, Finding, Lang, Words};
use crate::issuer::Level;
use crate::money::Money;
use crate::sign::Reached;

/// The file's name.
pub const NAME: &str = crate::place::MANIFEST;

/// The language of the findings in a manifest: one and the same, so that its bytes do not depend on who runs it.
const LANG: Lang = Lang::En;

/// One line of the manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "lowercase")]
pub enum Line {
    /// The first line of a run.
    Header(Box<Header>),
    /// A document.
    Document(Box<Document>),
    /// A message that went out with it, or instead of it.
    Message(Box<Message>),
    /// The last line of a finished run.
    End(End),
}

impl Line {
    /// The line as it stands in the file, newline included.
    pub(super) fn text(&self) -> serde_json::Result<String> {
        serde_json::to_string(self).map(|text| text + "\n")
    }

    /// The hash of the line before that this one holds; none in the first header.
    pub(crate) fn prev(&self) -> Option<&str> {
        match self {
            Self::Header(header) => header.prev.as_deref(),
            Self::Document(document) => Some(&document.prev),
            Self::Message(message) => Some(&message.prev),
            Self::End(end) => Some(&end.prev),
        }
    }
}

/// What every document of a run has in common; two runs with the same header and input make the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// What made the documents.
    pub versions: Versions,
    /// The date on every document.
    #[serde(with = "day")]
    pub issue_date: NaiveDate,
    /// How the kind is chosen: `own`, `auto`, `course`, or one kind for all.
    pub kind: String,
    /// The PDF standards every document keeps.
    pub standards: Vec<String>,
    /// SHA-256 of the issuer file with every file it names, in hex.
    pub issuer: String,
    /// SHA-256 of the rules, in hex.
    pub rules: String,
    /// SHA-256 of the fonts, in hex.
    pub fonts: String,
    /// SHA-256 of each kind's template set (its folder with `shared/`), in hex.
    pub templates: BTreeMap<String, String>,
    /// The Chinese title of each kind, by its name.
    pub titles: BTreeMap<String, String>,
    /// The language of lists and reports. It is that of who began the run; who goes on with it keeps it.
    pub lang: Lang,
    /// How files are named, where it is not by the number alone: `{id}-{number}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// SHA-256 over the ids of the only accounts that were asked for, in hex, where not all were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// Which ways documents go out, where it is not as letters alone: `letter`, `sms`, `email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<String>>,
    /// SHA-256 over the certificates and words of the signatures, in hex, where documents are signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing: Option<String>,
    /// Which documents are signed, and for whom, where any are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<SignedRun>,
    /// The version of the templates that was approved, where the issuer demands that somebody approved them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<u64>,
    /// SHA-256 of the line before, newline included, in hex: the closing line of the run that this one was added to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<String>,
}

/// The versions that shape a document's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// This program's.
    pub hanpress: String,
    /// The typesetter's.
    pub typst: String,
    /// The template engine's.
    pub minijinja: String,
}

impl Versions {
    /// Those that this program was built with. A crate cannot ask another for its version; `Cargo.toml` pins
    /// both to these, and a test holds them to what the lock file says was built.
    pub fn of_this_build() -> Self {
        let [hanpress, typst, minijinja] = [env!("CARGO_PKG_VERSION"), "0.15.1", "3.1.0"].map(String::from);
        Self { hanpress, typst, minijinja }
    }
}

/// A made document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The account's ordinal in the input, from 1; refused ones count.
    pub seq: u64,
    /// The account's id.
    pub id: String,
    /// To whom it goes, masked.
    pub name: String,
    /// The document number.
    pub number: String,
    /// The kind.
    pub kind: String,
    /// How it will be delivered, where the account says so.
    pub channel: Option<String>,
    /// The first four digits of the postcode it is addressed to, by which post is sorted to the county; the last two,
    /// which tell the office, and with a name some persons, are not kept. None for post abroad and in older manifests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Where it stands, relative to the folder, with `/` between the parts.
    pub file: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// The file's length.
    pub bytes: u64,
    /// How many pages it has.
    pub pages: usize,
    /// SHA-256 of its kind's template set, in hex.
    pub template: String,
    /// SHA-256 of the account record, in hex.
    pub account_sha256: String,
    /// The date its figures stand at.
    #[serde(with = "day")]
    pub as_of: NaiveDate,
    /// The bucket of its overdue days, `M0` to `M7+`.
    pub bucket: String,
    /// The total of each ledger, before any waiver.
    pub owed: Vec<LedgerTotal>,
    /// What was found and did not refuse it.
    pub findings: Vec<FindingLine>,
    /// The sender's signature, where it bears one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// Where the locked copy for e-mail stands. Each is locked with random numbers, so that its hash is not told
    /// here, where equal runs are equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<String>,
    /// The level that the copy's signature reached, where it is another than the document's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_level: Option<String>,
    /// SHA-256 of the line before, newline included, in hex.
    pub prev: String,
}

/// What is owed in one ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerTotal {
    /// The currency's ISO 4217 code.
    pub currency: String,
    /// The ledger's total: `8376.25`.
    pub amount: Sum,
}

impl LedgerTotal {
    /// That of a ledger whose total this is.
    pub fn of(total: Money) -> Self {
        Self { currency: total.currency().code().to_string(), amount: Sum::of(total) }
    }
}

/// What is told of a document's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// `B-B`, `B-T`, `B-LT` or `B-LTA` (ETSI EN 319 142-1).
    pub level: String,
    /// SHA-256 of the signer's certificate, in hex.
    pub certificate: String,
    /// The time its time stamp proves, as RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// SHA-256 of the certificate of who stamped the time, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The level that was asked for, where it was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
}

impl Signature {
    /// What is told of a signature by a certificate of this SHA-256.
    pub fn of(certificate: String, reached: &Reached) -> Self {
        let word = |level: Level| level.word().to_string();
        Self {
            level: word(reached.level),
            certificate,
            time: reached.time.map(|time| time.to_rfc3339()),
            authority: reached.authority.clone(),
            asked: (reached.asked > reached.level).then(|| word(reached.asked)),
        }
    }
}

/// A finding as the manifest and the refused list hold it, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingLine {
    /// The stable code.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// The field.
    pub path: String,
    /// The heading of the column that holds it, in the list of the refused and where the input is a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What it stands on.
    pub basis: Option<String>,
    /// What to do about it.
    pub hints: Vec<String>,
    /// The override that let it through, where one did.
    #[serde(rename = "override", default, skip_serializing_if = "Option::is_none")]
    pub overridden_by: Option<AppliedOverride>,
}

impl FindingLine {
    /// A finding in `lang`.
    pub fn of(finding: &Finding, lang: Lang) -> Self {
        let word = |words: &Words| words.get(lang).to_string();
        Self {
            code: finding.code.to_string(),
            severity: finding.severity.to_string(),
            message: word(&finding.message),
            path: finding.path.clone(),
            column: None,
            basis: finding.basis.as_ref().map(word),
            hints: finding.hints.iter().map(word).collect(),
            overridden_by: finding.overridden_by.clone(),
        }
    }

    /// All findings of a document as the manifest holds them.
    pub fn all(findings: &[Finding]) -> Vec<Self> {
        findings.iter().map(|finding| Self::of(finding, LANG)).collect()
    }
}

/// How many accounts came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Documents made.
    pub made: u64,
    /// Accounts refused.
    pub refused: u64,
    /// Warnings on the documents made.
    pub warnings: u64,
    /// Accounts for which nothing of the course is made yet.
    #[serde(default, skip_serializing_if = "is_none")]
    pub not_yet: u64,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// The last line of a finished run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// What the run came to.
    #[serde(flatten)]
    pub counts: Counts,
    /// What a run that was added to others met of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<Added>,
    /// SHA-256 over the records of its input, those of refused accounts too, in hex, by which the same input is known
    /// again. None in older manifests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// SHA-256 of each list that stands beside the manifest, and of `report.html`, in hex, by name.
    pub files: BTreeMap<String, String>,
    /// SHA-256 of the line before, newline included, in hex.
    pub prev: String,
    /// A signature over the chain, where documents are signed: a detached CMS signature, in Base64, of this
    /// line as it stands without `signature`, newline included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// What a run that was added to others met of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Added {
    /// Accounts whose documents an earlier run had made.
    pub stood: u64,
    /// Accounts that earlier runs refused and that this run did not meet: the lists name them still.
    pub unresolved: u64,
}

/// SHA-256.
pub(crate) type Hash = [u8; 32];

/// A hash from its hex digits; `None` for anything else.
pub(crate) fn hash_of(hex: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    if hex.len() != 2 * hash.len() || !hex.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(hash)
}
