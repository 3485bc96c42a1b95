//! Collect faults of pages, each with its page and place, and turn them into findings.

use super::sheet::{MM, Sheet};
use crate::check::book::entries;
use crate::check::rules;
use crate::finding::{Finding, Words};

/// The rules of the proof.
const CODES: [&str; 5] = ["G21", "G22", "G23", "G24", "G25"];

/// How many places of one rule are told: one broken measure repeats itself on every row.
const TOLD: usize = 3;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

#[derive(Debug)]
struct Fault {
    code: &'static str,
    page: usize,
    x: f64,
    y: f64,
    words: Words,
}

impl Faults {
    /// Adds one at a place of a page, in points. Its words quote nothing that may be a person's.
    pub(super) fn add(&mut self, code: &'static str, sheet: &Sheet<'_>, (x, y): (f64, f64), words: Words) {
        self.0.push(Fault { code, page: sheet.number, x, y, words });
    }

    /// The findings: of each rule the first places, and how many there are beside them.
    pub(super) fn told(self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        for code in CODES {
            let faults: Vec<&Fault> = self.0.iter().filter(|fault| fault.code == code).collect();
            for fault in faults.iter().take(TOLD) {
                let (x, y) = ((fault.x / MM).round(), (fault.y / MM).round());
                let Words { en, zh } = &fault.words;
                let words = Words::new(
                    format!("page {}, {x} mm from the left, {y} mm from the top: {en}", fault.page),
                    format!("第 {} 页，距左边 {x} 毫米、距上边 {y} 毫米处：{zh}", fault.page),
                );
                findings.push(finding(code, words));
            }
            if let (Some(last), more @ 1..) = (findings.last_mut(), faults.len().saturating_sub(TOLD)) {
                last.hints
                    .push(Words::new(format!("and at {more} further places"), format!("另有 {more} 处")));
            }
        }
        findings
    }
}

/// A finding of a rule, with what it stands on and how to mend it, as the book of rules has them.
fn finding(code: &'static str, words: Words) -> Finding {
    let found = match rules().find(|rule| rule.code == code) {
        Some(rule) => rule.finding("", words),
        None => Finding::error(code, "", words),
    };
    match entries().find(|entry| entry.code == code) {
        Some(entry) => found.hint(entry.mend.en, entry.mend.zh),
        None => found,
    }
}
