//! What headings and names stand for: the issuer's own words first, then dotted paths, then the Chinese names of
//! fields.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::cell_words::CellWords;
use super::names::{self, folded};
use super::paths::{self, Step, Target};
use super::{Reading, is_added};
use crate::account::Account;
use crate::record::Field;

/// What a heading stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning<'m> {
    /// Nothing: it is blank, or left out, or that of the reasons for refusal.
    Nothing,
    /// A field that holds one value.
    Field(Vec<Step>),
    /// A part of fields that are put together from several columns.
    Part,
    /// What the issuer file says is a field, and is none.
    Wrong(&'m str),
    /// Nothing that is known.
    Unknown,
}

/// Headings of which a field is put together, folded and as they were written.
pub(super) type Parts = Vec<(String, String)>;

/// What headings and names stand for.
#[derive(Debug)]
pub(super) struct Mapping {
    pub(super) schema: Value,
    /// Folded headings to what the issuer file says they stand for.
    columns: BTreeMap<String, String>,
    /// Folded headings that are parts of fields put together.
    parts: BTreeSet<String>,
    /// Fields that have one value in all records.
    pub(super) values: Vec<(Vec<Step>, String)>,
    /// Fields that are put together.
    pub(super) joined: Vec<(Vec<Step>, Parts)>,
    /// What the words of cells mean.
    pub(super) words: CellWords,
}

impl Mapping {
    /// The mapping that a way of reading asks for.
    pub(super) fn of(reading: &Reading) -> Self {
        let columns = reading
            .columns
            .iter()
            .map(|(heading, path)| (folded(heading), path.trim().to_string()))
            .collect();
        let values = reading.values.iter().map(|(path, value)| (paths::steps(path), value.clone())).collect();
        let with_folded = |headings: &Vec<String>| {
            headings.iter().map(|heading| (folded(heading), heading.clone())).collect::<Parts>()
        };
        let joined: Vec<_> = reading
            .joined
            .iter()
            .map(|(path, headings)| (paths::steps(path), with_folded(headings)))
            .collect();
        let parts = joined.iter().flat_map(|(_, parts)| parts.iter().map(|(part, _)| part.clone())).collect();
        Self { schema: Account::schema(), columns, parts, values, joined, words: CellWords::of(reading) }
    }

    /// What a heading stands for.
    pub(super) fn meaning(&self, heading: &str) -> Meaning<'_> {
        let name = folded(heading);
        if name.is_empty() || is_added(&name) {
            return Meaning::Nothing;
        }
        if let Some(path) = self.stated(&name) {
            let steps = paths::steps(path);
            return match path {
                "" => Meaning::Nothing,
                _ if paths::target(&self.schema, &steps) == Target::Value => Meaning::Field(steps),
                _ => Meaning::Wrong(path),
            };
        }
        let steps = paths::steps(heading.trim());
        if paths::target(&self.schema, &steps) == Target::Value {
            return Meaning::Field(steps);
        }
        match names::field(&name) {
            Some(path) => Meaning::Field(paths::steps(path)),
            None if self.parts.contains(&name) => Meaning::Part,
            None => Meaning::Unknown,
        }
    }

    /// What the issuer file says a folded heading stands for; Hive writes the table's name before it: `t.cust_id`.
    pub(super) fn stated(&self, name: &str) -> Option<&str> {
        let bare = || self.columns.get(name.rsplit_once('.')?.1);
        self.columns.get(name).or_else(bare).map(String::as_str)
    }

    /// Whether something is known of a heading.
    pub(super) fn knows(&self, heading: &str) -> bool {
        !folded(heading).is_empty() && self.meaning(heading) != Meaning::Unknown
    }
}
