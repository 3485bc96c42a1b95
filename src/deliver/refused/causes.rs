//! Count the rows by what they were refused for.

use std::collections::{BTreeMap, BTreeSet};

use super::{FindingLine, Refused};
use crate::account::read::chinese;
use crate::finding::{Severity, any_item};

/// Why rows are refused: a code, and the column or field it is about.
type Cause = (String, String);

/// How many rows have a cause, and the first of them.
#[derive(Debug)]
pub(super) struct Count {
    pub(super) rows: u32,
    /// The file and line of the first.
    pub(super) first: String,
    /// Where the first stands in the workbook.
    pub(super) at: String,
}

/// The causes of all refused rows.
#[derive(Debug, Default)]
pub(super) struct Causes(BTreeMap<Cause, Count>);

impl Causes {
    /// Adds a row, which counts once for each of its causes.
    pub(super) fn add(&mut self, refused: &Refused, at: &str) {
        let refusing = refused.findings.iter().filter(|told| told.severity == Severity::Error.to_string());
        let cause = |told: &FindingLine| (told.code.clone(), named(told));
        for cause in refusing.map(cause).collect::<BTreeSet<Cause>>() {
            let first = || Count {
                rows: 0,
                first: format!("{}:{}", refused.source, refused.line),
                at: at.to_string(),
            };
            self.0.entry(cause).or_insert_with(first).rows += 1;
        }
    }

    /// All causes, the commonest first.
    pub(super) fn commonest(&self) -> Vec<(&Cause, &Count)> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(count.rows));
        all
    }
}

/// The column a finding is about, or what the field is called where no column holds it.
fn named(told: &FindingLine) -> String {
    let path = || chinese(&told.path).map_or_else(|| any_item(&told.path), String::from);
    told.column.clone().unwrap_or_else(path)
}
