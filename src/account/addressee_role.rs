//! Turn what the addressee is to the debtor, in English or Chinese, into the word of data files.

use std::fmt;

use serde_json::Value;

use crate::record::{At, Field, Node, answer_or_own, words};

words! {
    /// Somebody who may be written to about a debt.
    pub enum Party {
        /// The person who owes.
        Debtor = "debtor" / "债务人" | "持卡人" | "借款人" | "主卡人" | "本人",
        /// The person who stands surety.
        Guarantor = "guarantor" / "保证人" | "担保人" | "连带保证人" | "一般保证人",
        /// Who inherits from a debtor who died.
        Heir = "heir" / "继承人" | "法定继承人" | "遗嘱继承人",
        /// Who administers the estate of a debtor who died (民法典 1145).
        Administrator = "administrator" / "遗产管理人" | "遗嘱执行人",
    }
}

/// What the addressee is to the debtor. Another word than a [`Party`]'s is kept: the rule on who may be written to
/// says why it may not stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddresseeRole(String);

impl Field for AddresseeRole {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        answer_or_own(node, at, Party::ANSWERS).map(Self)
    }

    fn schema() -> Value {
        String::schema()
    }

    fn has(&self, path: &[&str]) -> bool {
        self.0.has(path)
    }

    fn texts<'a>(&'a self, path: &str, visit: &mut dyn FnMut(&str, &'a str)) {
        self.0.texts(path, visit);
    }

    fn rewrite(&mut self, path: &str, change: &mut dyn FnMut(&str, &mut String)) {
        self.0.rewrite(path, change);
    }
}

impl From<Party> for AddresseeRole {
    fn from(party: Party) -> Self {
        Self(party.word().into())
    }
}

impl AddresseeRole {
    /// The word of data files.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Who that is; `None` for anybody who may not be written to.
    pub fn party(&self) -> Option<Party> {
        Party::ALL.iter().copied().find(|party| party.word() == self.0)
    }
}

impl fmt::Display for AddresseeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
