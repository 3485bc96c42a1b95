//! What the names of fields stand for, for sources of records that are no files.

use std::fmt;
use std::sync::Arc;

use super::mapping::Mapping;
use super::{Reading, Record};

/// What the names of fields stand for: paths, their Chinese names, and the issuer's own names for them.
#[derive(Clone)]
pub struct FieldNames(Arc<Mapping>);

impl fmt::Debug for FieldNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names of fields")
    }
}

impl FieldNames {
    /// The names as the issuer file maps them, such as those of [`Desk::reading`](crate::Desk::reading).
    pub fn of(reading: &Reading) -> Self {
        Self(Arc::new(Mapping::of(reading)))
    }

    #[cfg(feature = "arrow")]
    pub(super) fn mapping(&self) -> &Arc<Mapping> {
        &self.0
    }

    /// A record with the fields' own names, with the values and words that the issuer file asks for: what a line of
    /// JSON Lines with the same names says.
    ///
    /// ```
    /// use hanpress::parts::{FieldNames, Reading};
    /// use hanpress::Record;
    ///
    /// let names = FieldNames::of(&Reading::default());
    /// let record = names.told(Record::from_json(1, r#"{"id": "A1", "客户姓名": "王示例"}"#));
    /// assert!(record.node.is_some_and(|node| node.get("debtor").is_some()));
    /// ```
    #[must_use]
    pub fn told(&self, mut record: Record) -> Record {
        let findings = &mut record.findings;
        record.node = record.node.map(|node| self.0.renamed(node, findings));
        record
    }
}
