//! A balance as it was read: what is owed, or below nothing what the bank owes the holder.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::record::{Amount, At, Field, Node, read_signed};

/// An amount that may be below nothing: then the holder paid more than was owed (溢缴款).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Balance(pub Decimal);

impl Balance {
    /// The figure, below nothing or not.
    pub fn amount(self) -> Amount {
        Amount(self.0)
    }

    /// What the bank owes the holder, where it is below nothing.
    pub fn credit(self) -> Option<Amount> {
        (self.0 < Decimal::ZERO).then_some(Amount(-self.0))
    }
}

impl Field for Balance {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let text = node.text().map(str::trim).unwrap_or_default();
        Amount::taken(read_signed(text), node, at).map(|amount| Self(amount.0))
    }

    fn schema() -> Value {
        json!({ "type": ["string", "number"], "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,3})?$", "examples": ["8376.25"] })
    }
}
