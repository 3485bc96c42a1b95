//! Tell which parts of templates no sample reached.

use std::collections::BTreeMap;

use minijinja::OutputSpan;

use crate::fill::{TemplatePlace, TemplateSet, parts};
use crate::finding::Lang;

/// The parts of a set's own templates: runs of fixed words and values, each with whether a sample reached it.
#[derive(Debug)]
pub struct Coverage {
    files: BTreeMap<String, Vec<(std::ops::Range<usize>, bool)>>,
}

/// A part that no sample reached.
#[derive(Debug)]
pub struct Unreached {
    /// Where it begins.
    pub place: TemplatePlace,
    /// The condition in whose branch it stands, where it is in one.
    pub branch: Option<String>,
}

impl Coverage {
    /// All parts of the templates that are not built in, and of kinds that use such.
    pub fn of(set: &TemplateSet) -> Self {
        let own = set.templates().filter(|(name, _)| set.is_own(name));
        let file = |(name, text): (&str, &str)| {
            let parts = parts(text).map(|range| (range, false)).collect();
            (name.to_string(), parts)
        };
        Self { files: own.map(file).collect() }
    }

    /// Marks what a sample reached; whether any of it is new.
    pub(super) fn add(&mut self, spans: &[OutputSpan]) -> bool {
        let mut new = false;
        for span in spans {
            let Some(parts) = self.files.get_mut(span.name()) else { continue };
            let from = span.source_range();
            let after = parts.partition_point(|(part, _)| part.end <= from.start);
            for (_, reached) in parts.iter_mut().skip(after).take_while(|(part, _)| part.start < from.end) {
                new |= !std::mem::replace(reached, true);
            }
        }
        new
    }

    /// How many parts were reached, and how many there are.
    pub fn count(&self) -> (usize, usize) {
        let all = || self.files.values().flatten();
        (all().filter(|(_, reached)| *reached).count(), all().count())
    }

    /// What no sample reached: the first part of each branch.
    pub fn unreached(&self, set: &TemplateSet) -> Vec<Unreached> {
        let mut found: Vec<Unreached> = Vec::new();
        for (name, parts) in &self.files {
            let text = set.files().find(|(file, _)| file == name).map_or("", |(_, text)| text);
            let mut before = true;
            for (part, reached) in parts {
                if !reached && before {
                    let branch = text[..part.start].rfind("{%").and_then(|at| tag(&text[at..part.start]));
                    found.push(Unreached { place: set.place(name, part.start), branch });
                }
                before = *reached;
            }
        }
        found
    }
}

impl Unreached {
    /// Where it is, and in which branch.
    pub fn told(&self, lang: Lang) -> String {
        let (place, words) = (&self.place, self.place.excerpt.as_deref().unwrap_or_default());
        match (&self.branch, lang) {
            (Some(branch), Lang::En) => format!("{place} `{words}`, behind `{branch}`"),
            (Some(branch), Lang::Zh) => format!("{place} `{words}`（在 `{branch}` 之后）"),
            (None, _) => format!("{place} `{words}`"),
        }
    }
}

/// The tag that a text begins with.
fn tag(text: &str) -> Option<String> {
    let end = text.find("%}")? + 2;
    text.get(..end).map(str::to_string)
}
