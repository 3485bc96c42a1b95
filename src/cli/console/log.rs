//! Turn what is said on standard error into lines of JSON, each with its time and how grave it is.

use serde_json::{Map, Value};

use crate::clock;

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Something is wrong.
    Error,
    /// Something may be wrong.
    Warning,
    /// Something should be known.
    Note,
    /// What a command came to.
    Info,
    /// How far it is.
    Progress,
}

impl Level {
    const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Info => "info",
            Self::Progress => "progress",
        }
    }
}

/// A line of the log; facts that are null are left out.
pub(super) fn line(level: Level, message: &str, facts: Value) -> String {
    let facts = match facts {
        Value::Object(facts) => facts.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    };
    let mut line = facts;
    line.insert("time".into(), clock::stamp().into());
    line.insert("level".into(), level.word().into());
    line.insert("message".into(), message.into());
    Value::Object(line).to_string()
}
