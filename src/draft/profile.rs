//! Say which documents show a person's data in full.
//!
//! Which kind may show what is fixed here, so that a template folder cannot unmask anything.

/// What a document of a kind may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Letters to the addressee: name in full, numbers masked.
    Letter,
    /// The signed original of a contract: identity number and telephone in full.
    Contract,
}

impl Profile {
    /// The profile of a kind: contracts are named here, every other kind is a letter.
    pub fn of(kind: &str) -> Self {
        match kind {
            "repayment-agreement" => Self::Contract,
            _ => Self::Letter,
        }
    }
}
