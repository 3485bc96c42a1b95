//! A kind of document, as its `kind.toml` declares it.

use crate::account::Channel;
use crate::finding::Finding;
use crate::issuer::Role;
use crate::record::record;

record! {
    /// What a template folder's `kind.toml` says.
    pub struct KindFacts {
        /// The folder's name, such as `overdue-notice`; the program sets it.
        pub name: String = String::new(),
        /// The document's Chinese title.
        pub title: String,
        /// What it is for, in English.
        pub purpose: String,
        /// Who may send it.
        pub senders: Vec<Role>,
        /// Field paths an account must give, such as `ledgers.minimum_due`.
        pub needs: Vec<String>,
        /// Field paths an account must give from stage M2 on.
        pub needs_from_m2: Vec<String> = Vec::new(),
        /// Rules that apply to it beside those that always do.
        pub rules: Vec<String>,
        /// Disclosures its text must carry, by the handbook's numbers `N01` to `N16`.
        pub blocks: Vec<String>,
        /// Ways it may be delivered.
        pub channels: Vec<Channel>,
        /// Ways that prove it arrived, where this kind wants proof.
        pub proven_by: Vec<Channel> = Vec::new(),
        /// Years it is kept.
        pub retention_years: u32,
    }
}

impl KindFacts {
    /// Reads the `kind.toml` of the folder `name`.
    pub fn of(name: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let facts: Self = crate::record::table::read(text)?;
        Ok(Self { name: name.to_string(), ..facts })
    }

    /// Whether a rule applies to it.
    pub fn follows(&self, code: &str) -> bool {
        self.rules.iter().any(|rule| rule == code)
    }
}
