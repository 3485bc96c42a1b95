//! What the header of a run says of its signatures.

use serde::{Deserialize, Serialize};

/// Which documents of a run are signed, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRun {
    /// The sender's full name, as the letterhead has it.
    pub sender: String,
    /// The kinds that are signed; all of them where none is named.
    pub kinds: Vec<String>,
}

impl SignedRun {
    /// Whether documents of a kind are signed.
    pub fn signs(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|named| named == kind)
    }
}
