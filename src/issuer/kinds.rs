//! What the issuer says of kinds of document: which may show a person's numbers in full, and how they are set.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Theme;
use crate::record::{At, Field, Node, record, words};

words! {
    /// How much of a person's numbers a document shows. No document shows more of a card than its last four
    /// digits.
    pub enum Masking {
        /// A letter: identity number, telephone and e-mail address masked.
        Letter = "letter" / "信函",
        /// The signed original of a contract: they stand there in full.
        Contract = "contract" / "合同",
    }
}

record! {
    /// What the issuer says of one kind.
    pub struct KindWord {
        /// What a kind that asks for `masking = "contract"` gets: `contract` allows it, `letter` does not.
        pub masking: Option<Masking>,
        /// Its theme, where it is another than that of `[page]`.
        pub theme: Option<Theme>,
    }
}

/// What the issuer says of kinds, by their names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Kinds(BTreeMap<String, KindWord>);

impl Kinds {
    /// How much a kind may show by the issuer's word; `None` where there is none.
    pub fn masking(&self, is_called: impl Fn(&str) -> bool) -> Option<Masking> {
        self.of(is_called).find_map(|word| word.masking)
    }

    /// The theme of a kind by the issuer's word; `None` where there is none.
    pub fn theme(&self, is_called: impl Fn(&str) -> bool) -> Option<Theme> {
        self.of(is_called).find_map(|word| word.theme)
    }

    /// The names of the kinds that have a theme of their own.
    pub fn themed(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, word)| word.theme.is_some()).map(|(name, _)| name.as_str())
    }

    fn of(&self, is_called: impl Fn(&str) -> bool) -> impl Iterator<Item = &KindWord> {
        self.0.iter().filter(move |(name, _)| is_called(name)).map(|(_, word)| word)
    }
}

impl Field for Kinds {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let Node::Map(entries) = node else {
            at.unlike(node, "a table of kinds", "文书种类表");
            return None;
        };
        let read: Vec<_> = entries
            .iter()
            .map(|(name, word)| Some((name.clone(), KindWord::read(word, &mut at.field(name))?)))
            .collect();
        read.into_iter().collect::<Option<_>>().map(Self)
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "object", "additionalProperties": KindWord::schema() })
    }
}
