//! The line of a short message or an e-mail in the manifest.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::manifest::{FindingLine, LedgerTotal, day};

/// A short message or an e-mail. Its line stands behind that of its account's document, where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The account's ordinal in the input, as its document has it.
    pub seq: u64,
    /// The account's id.
    pub id: String,
    /// To whom it goes, masked.
    pub name: String,
    /// The number of the document that it goes with, or would.
    pub number: String,
    /// The kind.
    pub kind: String,
    /// `sms` or `email`.
    pub channel: String,
    /// Where it stands: an e-mail in a file of its own, a short message as a line of `messages.jsonl`.
    pub file: String,
    /// SHA-256 of that file or line, newline included, in hex; of an e-mail with a locked copy, as it is with nothing
    /// attached, since each copy is locked with random numbers.
    pub sha256: String,
    /// Its length, likewise of the whole.
    pub bytes: u64,
    /// Into how many parts a short message falls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<u32>,
    /// Whether what is attached to an e-mail is locked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// From when it may be sent, where hour or day forbid it before: RFC 3339, by Beijing's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<String>,
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
    /// What was found and did not refuse it, where no document of the account tells it.
    pub findings: Vec<FindingLine>,
    /// SHA-256 of the line before, newline included, in hex.
    pub prev: String,
}

impl Message {
    /// Where it comes among the messages of an account.
    pub(crate) fn rank(&self) -> u8 {
        if self.channel == SMS { 1 } else { 2 }
    }
}

/// The channel of short messages.
pub(crate) const SMS: &str = "sms";

/// The channel of e-mails.
pub(crate) const EMAIL: &str = "email";
