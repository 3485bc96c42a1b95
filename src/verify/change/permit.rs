//! Turn a signature's own terms (DocMDP, FieldMDP) into which later changes it allows.

use std::collections::BTreeSet;

use super::Kind;
use crate::verify::pdf::{Dict, File, text_string};

/// How many steps it takes to read a name.
const NAME: usize = 32;

/// What may still happen to a file after a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::verify) struct Permit {
    /// 1 nothing, 2 filling in and signing, 3 notes too; `None` where the signature does not say.
    pub(in crate::verify) level: Option<i64>,
    /// Which fields nobody may fill any more.
    pub(in crate::verify) locked: Locked,
}

/// Fields that a signature locks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::verify) enum Locked {
    #[default]
    None,
    All,
    These(BTreeSet<String>),
    AllBut(BTreeSet<String>),
}

impl Locked {
    fn covers(&self, field: &str) -> bool {
        let under = |names: &BTreeSet<String>| {
            let below =
                |name: &String| field.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'));
            names.contains(field) || names.iter().any(below)
        };
        match self {
            Self::None => false,
            Self::All => true,
            Self::These(names) => under(names),
            Self::AllBut(names) => !under(names),
        }
    }
}

impl Permit {
    /// What a signature dictionary, and the lock of its field, say.
    pub(in crate::verify) fn of(file: &File<'_>, value: &Dict, lock: Option<&Dict>, revision: usize) -> Self {
        let mut permit = Self { level: None, locked: Locked::None };
        let references = file.entry(value, "Reference", revision);
        for reference in references.array().unwrap_or_default() {
            let reference = file.follow(reference, revision);
            let Some(reference) = reference.dict() else { continue };
            let method = file.entry(reference, "TransformMethod", revision);
            let terms = file.entry(reference, "TransformParams", revision);
            let Some(terms) = terms.dict() else { continue };
            if method.is("DocMDP") {
                let level = file.entry(terms, "P", revision).integer().unwrap_or(2);
                permit.narrow(Some(level));
            } else if method.is("FieldMDP") {
                permit.locked = locked(file, terms, revision);
                permit.narrow(file.entry(terms, "P", revision).integer());
            }
        }
        if let Some(lock) = lock {
            if permit.locked == Locked::None {
                permit.locked = locked(file, lock, revision);
            }
            permit.narrow(file.entry(lock, "P", revision).integer());
        }
        permit
    }

    fn narrow(&mut self, level: Option<i64>) {
        self.level = match (self.level, level) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// Whether the signature allows a change. Notes on pages are never allowed, whatever it says: they can hide
    /// what was signed.
    pub(in crate::verify) fn allows(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Evidence | Kind::TimeStamp | Kind::Description => true,
            Kind::Signed(field) => self.level != Some(1) && !self.locked.covers(field),
            Kind::Other => false,
        }
    }
}

fn locked(file: &File<'_>, terms: &Dict, revision: usize) -> Locked {
    let action = file.entry(terms, "Action", revision);
    let list = file.entry(terms, "Fields", revision);
    let list = list.array().unwrap_or_default();
    // A lock that costs too much to read counts for nothing: the whole file is not judged then.
    if file.budget.spend(list.len() * NAME).is_err() {
        return Locked::All;
    }
    let named = list.iter();
    let named =
        named.filter_map(|name| file.follow(name, revision).string().map(|text| text_string(&text.bytes)));
    match action.name() {
        Some(b"All") => Locked::All,
        Some(b"Include") => Locked::These(named.collect()),
        Some(b"Exclude") => Locked::AllBut(named.collect()),
        // A lock that cannot be read locks everything.
        _ => Locked::All,
    }
}
