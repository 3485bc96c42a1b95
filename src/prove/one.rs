//! Look at a template with one sample at a time: what an author sees while he writes.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use regex::Regex;

use super::samples::{self, Trait};
use super::{Tried, prove_broken, too_long, tried};
use crate::batch::JobError;
use crate::desk::Desk;
use crate::error::Stop;
use crate::fill::TemplatePlace;
use crate::finding::{Finding, Lang};

/// A sample that a kind can be looked at with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Which it is among all samples of its kind, counted from 0.
    pub id: usize,
    /// What it has.
    pub traits: BTreeSet<Trait>,
}

/// The samples that a kind can be looked at with: the first of each sort, in the order in which they are tried.
pub fn offered(desk: &Desk, kind: &str) -> Vec<Offered> {
    let mut seen = BTreeSet::new();
    let all = samples::of_all_branches(kind, desk.fixed()).into_iter().enumerate();
    all.filter(|(_, candidate)| seen.insert(candidate.key.clone()))
        .map(|(id, candidate)| Offered { id, traits: candidate.traits })
        .collect()
}

/// Tries a kind's templates with one of its samples, within a time; nothing where there is no such sample, or it fits
/// neither kind nor issuer.
pub fn try_one(desk: &Desk, kind: &str, id: usize, limit: Duration) -> Result<Option<Tried>, Stop> {
    let (fixed, kind) = (Arc::clone(desk.fixed()), kind.to_string());
    let work = move || {
        let candidate = samples::of_all_branches(&kind, &fixed).into_iter().nth(id);
        let done = candidate.and_then(|candidate| tried(&kind, candidate, &fixed, None));
        Some(done.map(|done| Tried { id, ..done }))
    };
    match desk.pool().run(limit, work, || None) {
        Ok(Some(done)) => Ok(done),
        Ok(None) => Err(prove_broken()),
        Err(JobError::NoWorker(stop)) => Err(stop),
        Err(JobError::TooLong) => Err(too_long()),
    }
}

/// Where in a template a fault is, as one of its hints tells it.
pub fn place(fault: &Finding) -> Option<TemplatePlace> {
    static AT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?s)^at (.+?):(\d+)(?::(\d+))?(?:: `(.*)`)?$").ok());
    let found = fault.hints.iter().find_map(|hint| AT.as_ref()?.captures(hint.get(Lang::En)))?;
    Some(TemplatePlace {
        file: found[1].to_string(),
        line: found[2].parse().ok()?,
        column: found.get(3).and_then(|column| column.as_str().parse().ok()),
        excerpt: found.get(4).map(|words| words.as_str().to_string()),
    })
}
