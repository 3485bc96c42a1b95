//! Turn how a command ended into its last event.

use serde_json::{Map, Value};

use super::Ending;
use super::args::Command;
use crate::error::{Stop, StopCode};
use crate::finding::Lang;

/// The last event: with which code the program exits, why the command did not come to its end where it did not, and
/// what is known beside.
pub(super) fn event(ending: Ending, stop: Option<&Stop>, facts: Map<String, Value>, lang: Lang) -> Value {
    let mut event = facts;
    event.insert("event".into(), "end".into());
    event.insert("exit".into(), ending.code().into());
    let Some(Stop { message, hints, code }) = stop else { return event.into() };
    event.extend(code.map(|code| ("code".into(), code.word().into())));
    event.insert("message".into(), message.get(lang).into());
    if !hints.is_empty() {
        let gap = if lang == Lang::Zh { "；" } else { "; " };
        let hints: Vec<_> = hints.iter().map(|hint| hint.get(lang)).collect();
        event.insert("hint".into(), hints.join(gap).into());
    }
    event.into()
}

impl Command {
    /// The kind of a stop of this command, where nothing nearer to its cause has said it.
    pub(crate) const fn stop_code(&self) -> StopCode {
        match self {
            Self::Make(_) | Self::Check(_) | Self::Next(_) => StopCode::Program,
            Self::Audit(_)
            | Self::Show(_)
            | Self::Print(_)
            | Self::Delivered(_)
            | Self::Bundle(_)
            | Self::Log(_) => StopCode::Folder,
            Self::Sign(_) => StopCode::Signing,
            Self::Verify(_) => StopCode::Input,
            Self::Plan(_)
            | Self::Amount(_)
            | Self::Kinds(_)
            | Self::Course(_)
            | Self::Rules(_)
            | Self::Schema(_)
            | Self::Completions(_)
            | Self::Sample(_) => StopCode::Usage,
            Self::Test(_) | Self::Gallery(_) | Self::Approve(_) => StopCode::Template,
            Self::Serve(_) => StopCode::Program,
            Self::Init(_) => StopCode::File,
        }
    }
}
