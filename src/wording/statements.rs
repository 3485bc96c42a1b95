//! Hold what a template states of an account against the values that must decide it: before any account is read.
//!
//! A fixed sentence is printed on every letter. One that states a fact of the account ("you were told on …", "no
//! arrangement was reached", "this letter itself is the prior notice") is untrue on most of them, unless a value of
//! the record decides whether it is printed, or is printed in it.

use std::ops::Range;

use regex::Regex;

use super::entry::{StatementFile, StatementText};
use super::fault;
use super::fold::{fold, origin};
use crate::fill::{Governed, GovernedSet, Sense, TemplateFault, TemplateSet, Use};
use crate::finding::{Finding, Words};

/// How many characters of a hit a message shows.
const SHOWN: usize = 24;

/// What ends a sentence of a template: its stop, or the line.
const ENDS: [char; 2] = ['。', '\n'];

/// A row of the table, ready to be looked for.
#[derive(Debug)]
struct Statement {
    text: StatementText,
    pattern: Regex,
    but_not: Option<Regex>,
}

/// The facts that templates may state only where a value decides.
#[derive(Debug)]
pub struct StatementList(Vec<Statement>);

impl StatementList {
    /// Compiles the table of a file.
    pub(super) fn of(file: StatementFile) -> Result<Self, Vec<Finding>> {
        let compiled = |text: StatementText| {
            let regex = |pattern: &str| Regex::new(pattern).map_err(|error| fault(&text.id, &error));
            let pattern = regex(&text.pattern)?;
            let but_not = text.but_not.as_deref().map(regex).transpose()?;
            Ok(Statement { text, pattern, but_not })
        };
        let (list, faults): (Vec<_>, Vec<_>) =
            file.statement.into_iter().map(compiled).partition(Result::is_ok);
        if faults.is_empty() {
            Ok(Self(list.into_iter().flatten().collect()))
        } else {
            Err(faults.into_iter().filter_map(Result::err).collect())
        }
    }

    /// The rows as the file has them.
    pub fn rows(&self) -> impl Iterator<Item = &StatementText> {
        self.0.iter().map(|statement| &statement.text)
    }

    /// Every fact that a template of the set states though nothing of the account decides it, at its line.
    pub(super) fn faults(&self, set: &TemplateSet) -> Vec<TemplateFault> {
        let parted = GovernedSet::of(set);
        // What is built in keeps to it by itself, and perhaps not where another template includes it.
        let judged = parted.reached(|name| set.is_own(name));
        let mut faults = Vec::new();
        for (name, governed) in parted.files().filter(|(name, _)| judged.contains(name)) {
            let around = parted.inherited(name);
            for (statement, at) in self.ungoverned(governed, &around) {
                let place = Some(set.place(name, governed.origin(at.start)));
                faults.push(TemplateFault { place, message: statement.said(&governed.words[at]) });
            }
        }
        faults
    }

    /// The statements in a template's words that no value governs, each with its bytes.
    fn ungoverned<'s>(
        &'s self,
        governed: &'s Governed,
        around: &'s [Use],
    ) -> Vec<(&'s Statement, Range<usize>)> {
        let folded = folded_lines(&governed.words);
        let mut found = Vec::new();
        for statement in &self.0 {
            for (folded, line) in &folded {
                for hit in statement.hits(folded) {
                    let within = |range| origin(&governed.words[line.clone()], range);
                    let shifted = |range: Range<usize>| line.start + range.start..line.start + range.end;
                    let at = shifted(within(hit.clone()));
                    let sentence = shifted(within(sentence_around(folded, &hit)));
                    let mut uses = governed.uses(&sentence).chain(around);
                    if !uses.any(|one| statement.is_met_by(one)) {
                        found.push((statement, at));
                    }
                }
            }
        }
        found
    }
}

/// The lines of some words, folded, each with its bytes: folding takes line ends away.
fn folded_lines(words: &str) -> Vec<(String, Range<usize>)> {
    let mut at = 0;
    let lines = words.split_inclusive(ENDS[1]).map(|line| {
        let range = at..at + line.len();
        at += line.len();
        (fold(line), range)
    });
    lines.collect()
}

/// The sentence that a hit stands in.
fn sentence_around(folded: &str, hit: &Range<usize>) -> Range<usize> {
    let start = folded[..hit.start].rfind(ENDS).map_or(0, |at| at + ENDS[0].len_utf8());
    let end = folded[hit.end..].find(ENDS).map_or(folded.len(), |at| hit.end + at);
    start..end
}

impl Statement {
    /// Where a folded line states it.
    fn hits(&self, folded: &str) -> Vec<Range<usize>> {
        let states = |hit: &Range<usize>| {
            let before = &folded[sentence_around(folded, hit).start..hit.end];
            !self.but_not.as_ref().is_some_and(|not| not.is_match(before))
        };
        self.pattern.find_iter(folded).map(|hit| hit.range()).filter(states).collect()
    }

    /// Whether a value that governs the words is one of those that must.
    fn is_met_by(&self, one: &Use) -> bool {
        // A block is there in every draft, so that only a value below it decides.
        let decides = |need: &String| match need.strip_suffix('.') {
            Some(_) => one.path.starts_with(need.as_str()),
            None => {
                one.path == *need
                    || one.path.strip_prefix(need.as_str()).is_some_and(|rest| rest.starts_with('.'))
            }
        };
        matches!(one.sense, Sense::Holds | Sense::Measured) && self.text.needs.iter().any(decides)
    }

    fn said(&self, words: &str) -> Words {
        let StatementText { id, says, needs, basis, .. } = &self.text;
        let visible = words.chars().map(|c| if c == crate::fill::VALUE { '…' } else { c });
        let quote: String = visible.filter(|c| !c.is_control()).take(SHOWN).collect();
        let name = |need: &String| match need.strip_suffix('.') {
            Some(block) => format!("`{block}.…`"),
            None => format!("`{need}`"),
        };
        let named: Vec<_> = needs.iter().map(name).collect();
        Words::new(
            format!(
                "`{quote}` states a fact of the account ({id}, {}); print it only where {} says so ({})",
                says.en,
                named.join(" or "),
                basis.en
            ),
            format!(
                "`{quote}` 写明了账户的事实（{id}，{}），须由 {} 决定是否打印（{}）",
                says.zh,
                named.join(" 或 "),
                basis.zh
            ),
        )
    }
}
