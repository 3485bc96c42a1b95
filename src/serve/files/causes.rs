//! Count what is wrong with the records of a file, by rule and field, as they are judged: a file may have a million of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::rows::label;
use crate::account::read::Header;
use crate::finding::{Finding, Lang, any_item};
use crate::serve::options::Catalogue;

/// How many causes are told apart by their field; further ones by their code alone. Fields may have any name.
const MOST: usize = 500;

/// What is wrong in a file.
#[derive(Default)]
pub(super) struct Causes {
    all: Vec<Cause>,
    /// Where each stands, by code, whether it refuses, and field.
    places: BTreeMap<(&'static str, bool, String), u16>,
}

struct Cause {
    /// The first that was found.
    finding: Finding,
    path: String,
    rows: usize,
}

impl Causes {
    /// Counts one more record; which causes it has.
    pub(super) fn count(&mut self, findings: &[Finding]) -> Box<[u16]> {
        let mut met: Vec<u16> = Vec::new();
        for finding in findings {
            let at = self.place(finding);
            if !met.contains(&at) {
                met.push(at);
                self.all[usize::from(at)].rows += 1;
            }
        }
        met.into()
    }

    /// No longer counts a record with these causes.
    pub(super) fn discount(&mut self, causes: &[u16]) {
        for at in causes {
            self.all[usize::from(*at)].rows -= 1;
        }
    }

    /// Whether one of these is of that code.
    pub(super) fn have(&self, causes: &[u16], code: &str) -> bool {
        causes.iter().any(|at| self.all[usize::from(*at)].finding.code == code)
    }

    fn place(&mut self, finding: &Finding) -> u16 {
        let mut path = any_item(&finding.path);
        let is_known = self.places.contains_key(&(finding.code, finding.refuses(), path.clone()));
        if !is_known && self.all.len() >= MOST {
            path.clear();
        }
        let next = self.all.len() as u16;
        let at = *self.places.entry((finding.code, finding.refuses(), path.clone())).or_insert(next);
        if at == next {
            self.all.push(Cause { finding: finding.clone(), path, rows: 0 });
        }
        at
    }

    /// What the page shows of them, the most frequent first.
    pub(super) fn told(&self, header: Option<&Header>, catalogue: &Catalogue, lang: Lang) -> Vec<Value> {
        let mut all: Vec<_> = self.all.iter().filter(|cause| cause.rows > 0).collect();
        all.sort_by_key(|cause| {
            (!cause.finding.refuses(), std::cmp::Reverse(cause.rows), cause.finding.code)
        });
        let word = if lang == Lang::Zh { "zh" } else { "en" };
        let about = |code: &str| {
            let rule = catalogue.rules.iter().find(|rule| rule["code"] == code);
            rule.and_then(|rule| rule["about"][word].as_str())
        };
        let told = all.into_iter().map(|Cause { finding, path, rows }| {
            let column = header.and_then(|header| Some(header.column(&finding.path)?.heading));
            let label = label(&finding.path, lang).filter(|_| !path.is_empty());
            json!({
                "code": finding.code, "severity": finding.severity.to_string(), "about": about(finding.code),
                "path": path, "column": column.filter(|_| !path.is_empty()), "label": label, "rows": rows,
            })
        });
        told.collect()
    }
}
