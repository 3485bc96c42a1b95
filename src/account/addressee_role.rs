//! Turn what the addressee is to the debtor, in English or Chinese, into the word of data files.

use std::fmt;

use serde_json::Value;

use crate::record::{Answer, At, Field, Node, answer_or_own};

const ROLES: &[Answer] = &[
    Answer { word: "debtor", chinese: "债务人", also: &["持卡人", "借款人", "主卡人", "本人"] },
    Answer {
        word: "guarantor", chinese: "保证人", also: &["担保人", "连带保证人", "一般保证人"]
    },
    Answer { word: "heir", chinese: "继承人", also: &["法定继承人", "遗嘱继承人"] },
];

/// What the addressee is to the debtor. Another word than these is kept: the rule on who may be written to says why
/// it may not stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddresseeRole(String);

impl Field for AddresseeRole {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        answer_or_own(node, at, ROLES).map(Self)
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

impl From<&str> for AddresseeRole {
    fn from(word: &str) -> Self {
        Self(word.into())
    }
}

impl AddresseeRole {
    /// The word of data files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AddresseeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
