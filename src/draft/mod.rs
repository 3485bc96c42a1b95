//! Turn a checked account into a draft: the only values a template sees, already worded and masked.

mod authorities;
mod blocks;
mod called;
mod estate;
mod facts;
mod guarantee;
mod ledger;
mod letter;
mod matter;
mod notices;
mod paid;
mod plan;
mod plan_notice;
mod sender;
pub mod wording;

use chrono::NaiveDate;
use serde::Serialize;

use crate::check::Checked;
use crate::issuer::{IssuerFile, Masking};
use crate::kind::KindFacts;
use crate::kind::sent::SentKinds;
use crate::plan::Shift;
use crate::plan::overdue::Stage;
use letter::Letter;

/// What a draft needs beside the account.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// Who sends, under which contract.
    pub issuer: &'a IssuerFile,
    /// The kind of document.
    pub kind: &'a KindFacts,
    /// The document's number.
    pub number: &'a str,
    /// The date on it.
    pub issued_on: NaiveDate,
    /// How last days move off holidays.
    pub shift: &'a Shift,
    /// What may have been sent before.
    pub sent: &'a SentKinds,
    /// Whether there is a picture of the seal.
    pub has_seal: bool,
    /// Whether there is a logo.
    pub has_logo: bool,
    /// The stage of dunning whose tone it takes; none where nothing is overdue.
    pub stage: Option<Stage>,
    /// Whether it is for a short message or the words of an e-mail, which show less of a person than a letter does.
    pub message: bool,
}

/// The values of one document, worded and masked, which only [`draft`] can make.
pub struct Draft {
    kind: String,
    values: Letter,
}

/// Names the kind only: a draft is a person's data.
impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a draft of `{}`", self.kind)
    }
}

impl Draft {
    /// The kind of document.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// What the template sees.
    pub fn values(&self) -> &impl Serialize {
        &self.values
    }
}

/// Words and masks the values of one document; what is masked the kind and the issuer say.
pub fn draft(checked: &Checked, occasion: &Occasion<'_>) -> Draft {
    let (kind, masking) = (occasion.kind.name.clone(), occasion.kind.shows(occasion.issuer));
    let values = match occasion.message {
        true => Letter::of(checked, occasion, Masking::Letter).for_message(),
        false => Letter::of(checked, occasion, masking),
    };
    Draft { kind, values }
}
