//! Hand what is to be known of each request to whoever writes logs. Nothing of a person's is in it: no query, no id of a
//! file or run, no address of a client.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

/// Takes the facts of each request, beside how grave it is (`info`, `error`) and a word on it.
type Write = dyn Fn(&'static str, &'static str, Value) + Send + Sync;

/// Where the facts of requests go.
#[derive(Clone, Default)]
pub struct Log(Option<Arc<Write>>);

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "a log" } else { "no log" })
    }
}

impl Log {
    /// A log that is written so.
    pub fn to(write: impl Fn(&'static str, &'static str, Value) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(write)))
    }

    /// Tells facts, how grave they are and what they are about.
    pub(super) fn tell(&self, level: &'static str, about: &'static str, facts: impl FnOnce() -> Value) {
        if let Some(write) = &self.0 {
            write(level, about, facts());
        }
    }
}
