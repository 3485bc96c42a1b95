//! Turn a checked account into what the report adds up: its bucket, and what is owed in each currency.

use crate::check::Checked;
use crate::money::Money;
use crate::plan::Bucket;

/// What one document is about, as far as the report wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// The bucket of its overdue days.
    pub bucket: Bucket,
    /// The total of each ledger, before any waiver.
    pub owed: Vec<Money>,
}

impl Debt {
    /// The debt of a checked account.
    pub fn of(checked: &Checked) -> Self {
        let owed = checked.ledgers().iter().map(|ledger| ledger.total).collect();
        Self { bucket: checked.bucket(), owed }
    }
}
