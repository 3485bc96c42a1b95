//! A kind of document, as its `kind.toml` declares it.

pub mod gate;
mod needs;
pub mod own;
mod samples;
pub mod sent;

use serde_json::{Value, json};

use gate::Gate;
use own::OwnField;
use samples::Samples;

use crate::account::{Channel, Party};
use crate::finding::{Finding, Lang, Words};
use crate::issuer::{IssuerFile, Masking, Role, Theme};
use crate::record::{At, Field, Node, is_called, record};

record! {
    /// What a template folder's `kind.toml` says.
    pub struct KindFacts {
        /// The folder's name, such as `overdue-notice`; the program sets it.
        pub name: String = String::new(),
        /// The document's Chinese title.
        pub title: String,
        /// What it is for, in English or, where `purpose_zh` is left out, in any language.
        pub purpose: String,
        /// The same in Chinese.
        pub purpose_zh: Option<String>,
        /// Who may send it.
        pub senders: Vec<Role>,
        /// To whom it may be sent: what the addressee is to the debtor; the debtor alone when left out.
        pub addressees: Vec<Party> = vec![Party::Debtor],
        /// Field paths an account must give, such as `ledgers.minimum_due`.
        pub needs: Vec<String>,
        /// Field paths an account must give from stage M2 on.
        pub needs_from_m2: Vec<String> = Vec::new(),
        /// Rules that apply to it beside those that always do.
        pub rules: Vec<String>,
        /// Disclosures its text must carry, by the handbook's numbers `N01` to `N23`.
        pub blocks: Vec<String>,
        /// Disclosures its short message must carry, beside `N24`, which every message does.
        pub sms_blocks: Vec<String> = Vec::new(),
        /// Disclosures the words of its e-mail must carry, likewise; what is attached carries its own.
        pub email_blocks: Vec<String> = Vec::new(),
        /// Ways it may be delivered.
        pub channels: Vec<Channel>,
        /// Ways that prove it arrived, where this kind wants proof.
        pub proven_by: Vec<Channel> = Vec::new(),
        /// Years it is kept.
        pub retention_years: u32,
        /// How much of a person's numbers it asks to show: `contract` for the signed original of a contract, and for what
        /// goes to a court, a mediator or an administrator.
        pub masking: Option<Masking>,
        /// Whether it bears the seal of letters although it shows those numbers in full and is no contract.
        pub letter_seal: bool = false,
        /// Fields of its own, which accounts give under `matter`.
        pub field: Vec<OwnField> = Vec::new(),
        /// Conditions of its own, under which its document may be made.
        pub gate: Vec<Gate> = Vec::new(),
        /// Whether it demands payment, so that the limitation period begins anew when it arrives.
        pub demands: bool = true,
        /// Whether it may be made of an account on which nothing is owed.
        pub nothing_owed: bool = false,
        /// How its samples are made.
        pub samples: Option<Samples>,
        /// Whether the kind is the program's own; the program sets it.
        pub origin: Origin = Origin::Folder,
    }
}

/// Where a kind comes from. A `kind.toml` cannot say it: what a folder says of itself unmasks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The program, with every template of it that sees values unchanged.
    Program,
    /// A folder of templates.
    Folder,
}

impl Field for Origin {
    fn read(_: &Node, at: &mut At<'_>) -> Option<Self> {
        at.fault("D03", Words::new("the program says this, not a file", "此项由程序确定，文件中不得给出"));
        None
    }

    fn schema() -> Value {
        json!(false)
    }
}

impl KindFacts {
    /// Reads the `kind.toml` of the folder `name`.
    pub fn of(name: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let facts: Self = crate::record::table::read(text)?;
        let faults = needs::faults(&facts);
        if faults.is_empty() { Ok(Self { name: name.to_string(), ..facts }) } else { Err(faults) }
    }

    /// Reads the `kind.toml` of the program's own kind `name`. That it needs nothing that no account has is a test's to
    /// tell: every start would pay for it here.
    pub fn built_in(name: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let facts: Self = crate::record::table::read(text)?;
        Ok(Self { name: name.to_string(), ..facts })
    }

    /// The same kind as one that comes from there.
    pub fn with_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// Whether a word names it: its name or its Chinese title, with or without 信用卡.
    pub fn is_called(&self, word: &str) -> bool {
        is_called(word, &self.name, &self.title)
    }

    /// What it is for, in a language; as `kind.toml` says it where that has one only.
    pub fn purpose(&self, lang: Lang) -> &str {
        match (lang, &self.purpose_zh) {
            (Lang::Zh, Some(purpose)) => purpose,
            _ => &self.purpose,
        }
    }

    /// Whether a rule applies to it.
    pub fn follows(&self, code: &str) -> bool {
        self.rules.iter().any(|rule| rule == code)
    }

    /// How much of a person's numbers its documents show: what it asks for, where the issuer allows that or,
    /// for want of a word of the issuer's, the kind is the program's own.
    pub fn shows(&self, issuer: &IssuerFile) -> Masking {
        let asked = self.masking.unwrap_or(Masking::Letter);
        let allowed = issuer.kinds.masking(|word| self.is_called(word)).unwrap_or(match self.origin {
            Origin::Program => Masking::Contract,
            Origin::Folder => Masking::Letter,
        });
        asked.min(allowed)
    }

    /// By which measures and in which faces its documents are set: as the issuer says of it, or else of all.
    pub fn theme(&self, issuer: &IssuerFile) -> Theme {
        issuer.kinds.theme(|word| self.is_called(word)).unwrap_or(issuer.page.theme)
    }

    /// Whether it asks for more than a folder may have without a word of the issuer's, and there is none.
    pub fn oversteps(&self, issuer: &IssuerFile) -> bool {
        let silent = issuer.kinds.masking(|word| self.is_called(word)).is_none();
        silent && self.shows(issuer) < self.masking.unwrap_or(Masking::Letter)
    }
}
