//! A record as it was written: a tree of words, before anything is made of it.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};
use sha2::{Digest, Sha256};

/// A value of a record. Numbers keep their text, so that no amount ever passes through a float.
#[derive(Clone, PartialEq, Eq)]
pub enum Node {
    /// Nothing; the same as a field left out.
    Null,
    /// True or false.
    Bool(bool),
    /// A number, as it was typed.
    Number(String),
    /// Words.
    Text(String),
    /// Several values.
    List(Vec<Node>),
    /// Named values, in the order they were written.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value under `name`, if this is a map that has it.
    pub fn get(&self, name: &str) -> Option<&Node> {
        match self {
            Self::Map(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The words of a text or number.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            _ => None,
        }
    }

    /// What of these it is, in Chinese.
    pub(super) fn kind_in_chinese(&self) -> &'static str {
        match self {
            Self::Null => "空值",
            Self::Bool(_) => "真假值",
            Self::Number(_) => "数字",
            Self::Text(_) => "文本",
            Self::List(_) => "列表",
            Self::Map(_) => "对象",
        }
    }

    /// Whether there is nothing here: null, or words of blanks only.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// Whether nothing is said here: a blank, or a list or object of nothing.
    pub(super) fn says_nothing(&self) -> bool {
        match self {
            Self::List(items) => items.is_empty(),
            Self::Map(entries) => entries.iter().all(|(_, node)| node.says_nothing()),
            other => other.is_blank(),
        }
    }

    /// SHA-256 of the record in canonical form: fields sorted, blanks and empty lists and objects
    /// left out, numbers and flags as their text. A record hashes alike whether it came as JSON or as CSV.
    pub fn sha256(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        self.feed(&mut hash);
        hash.finalize().into()
    }

    fn feed(&self, hash: &mut Sha256) {
        let mut word = |tag: u8, text: &str| {
            hash.update([tag]);
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        };
        match self {
            Self::Null => word(b'0', ""),
            Self::Bool(value) => word(b't', if *value { "true" } else { "false" }),
            Self::Number(text) | Self::Text(text) => word(b't', text.trim()),
            Self::List(items) => {
                word(b'[', &items.len().to_string());
                items.iter().for_each(|item| item.feed(hash));
            }
            Self::Map(entries) => {
                let mut given: Vec<_> = entries.iter().filter(|(_, node)| !node.says_nothing()).collect();
                given.sort_by(|a, b| a.0.cmp(&b.0));
                word(b'{', &given.len().to_string());
                for (name, node) in given {
                    hash.update((name.len() as u64).to_be_bytes());
                    hash.update(name.as_bytes());
                    node.feed(hash);
                }
            }
        }
    }
}

/// Shows the shape only: a record is a person's data.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool(_) => "a flag",
            Self::Number(_) => "a number",
            Self::Text(_) => "words",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
        })
    }
}

/// As templates see it under `extra`: numbers are their text.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(text) | Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (name, node) in entries {
                    map.serialize_entry(name, node)?;
                }
                map.end()
            }
        }
    }
}
