//! Name what turns entries of the refuse list on and off.

use std::collections::BTreeSet;

use crate::issuer::{IssuerFile, Role};
use crate::record::words;

words! {
    /// Something that is so for an issuer, a kind or an account, and decides about entries of the list.
    pub enum Switch {
        /// The contract authorises set-off (办法 57).
        SetoffAuthorised = "setoff_authorised" / "合约授权扣划",
        /// The sender is a law firm.
        LawFirm = "law_firm" / "律师事务所出具",
        /// The document bears a reliable electronic signature (电子签名法 13).
        Signed = "signed" / "已有可靠电子签名",
        /// The limitation period is over (民法典 192).
        LimitationExpired = "limitation_expired" / "诉讼时效已届满",
    }
}

/// The switches that are on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Switches(BTreeSet<Switch>);

impl Switches {
    /// These and no others.
    #[cfg(feature = "inner")]
    pub fn of(on: impl IntoIterator<Item = Switch>) -> Self {
        Self(on.into_iter().collect())
    }

    /// Those an issuer file turns on.
    pub fn of_issuer(file: &IssuerFile) -> Self {
        Self::default()
            .with(Switch::LawFirm, file.issuer.role == Role::LawFirm)
            .with(Switch::SetoffAuthorised, file.contract.setoff_authorised)
    }

    /// The same with one more, where it is so.
    #[must_use]
    pub fn with(mut self, switch: Switch, on: bool) -> Self {
        if on {
            self.0.insert(switch);
        }
        self
    }

    /// Whether a switch is on.
    pub fn is_on(&self, switch: Switch) -> bool {
        self.0.contains(&switch)
    }
}
