//! Turn the list's file into what is looked for in a text.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use regex::RegexSet;

use super::file::{Effect, File, GroupText, Place, Stands};
use super::known::Known;
use super::shape::is_sign_of_latin_names;
use super::text::{Text, folded};
use super::{By, Found};
use crate::check::normalise::is_han;
use crate::finding::{Finding, Severity, Words};
use crate::pattern::Pattern;

/// One entry, ready to be looked for.
pub(super) struct Group {
    pub(super) text: GroupText,
    words: BTreeSet<String>,
    pattern: Option<Pattern>,
}

/// The whole list.
pub(super) struct List {
    /// The entries that refuse, then those that warn.
    groups: Vec<Group>,
    known: Known,
    organisations: Vec<String>,
    /// Finds any word of any entry: few texts hold one.
    within: AhoCorasick,
    /// The entry of each of those words.
    entries_of_words: Vec<usize>,
    /// Finds any pattern of folded text, likewise.
    patterns: RegexSet,
    /// The entry of each of those patterns.
    entries_of_patterns: Vec<usize>,
    /// Every sign of any entry.
    signs: BTreeSet<char>,
}

/// The most entries that a list may have, one for each bit below.
const MOST: usize = 128;

/// Which entries may find something in a text, one bit each, so that the others need not look.
#[derive(Clone, Copy)]
struct MayHold {
    words: u128,
    patterns: u128,
    signs: bool,
}

impl List {
    /// Compiles the list of a file.
    pub(super) fn of(file: File) -> Result<Self, Vec<Finding>> {
        let (groups, faults): (Vec<_>, Vec<_>) =
            file.group.into_iter().map(Group::of).partition(Result::is_ok);
        let faults: Vec<_> = faults.into_iter().filter_map(Result::err).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut groups: Vec<_> = groups.into_iter().filter_map(Result::ok).collect();
        groups.sort_by_key(|group| group.text.severity);
        if groups.len() > MOST {
            let message = Words::new(format!("more than {MOST} entries"), format!("超过 {MOST} 条"));
            return Err(vec![Finding::error("D01", "group", message)]);
        }
        let fault = |error: &dyn std::fmt::Display| {
            vec![Finding::error("D01", "group", Words::foreign("程序", error))]
        };
        let numbered = || groups.iter().enumerate();
        let words = numbered().flat_map(|(at, group)| group.words.iter().map(move |word| (at, word)));
        let (entries_of_words, words): (Vec<_>, Vec<_>) = words.unzip();
        let within = AhoCorasick::new(words).map_err(|error| fault(&error))?;
        let patterns = numbered().filter(|(_, group)| !group.text.cased);
        let patterns = patterns.filter_map(|(at, group)| Some((at, group.text.pattern.as_deref()?)));
        let (entries_of_patterns, patterns): (Vec<_>, Vec<_>) = patterns.unzip();
        let patterns = RegexSet::new(patterns).map_err(|error| fault(&error))?;
        let signs: BTreeSet<char> = groups.iter().flat_map(|group| group.text.signs.chars()).collect();
        let known =
            Known::of(&file.surnames, &file.common_surnames, &file.sounding_surnames, &file.provinces);
        let organisations = file.organisations.iter().map(|word| folded(word)).collect();
        Ok(Self {
            groups,
            known,
            organisations,
            within,
            entries_of_words,
            patterns,
            entries_of_patterns,
            signs,
        })
    }

    /// Every entry.
    #[cfg(feature = "inner")]
    pub(super) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter()
    }

    /// The first entry that finds something in a text of a field.
    pub(super) fn find(&self, place: Place, text: &Text<'_>) -> Option<Found<'_>> {
        let may = self.may_hold(text);
        let holding = self.groups.iter().enumerate().filter(|(_, group)| group.text.fields.contains(&place));
        let mut found = holding.filter_map(|(at, group)| {
            let (place, word) = group.find(at, text, self, may)?;
            Some(Found { by: By::Group(group), place, word })
        });
        found.next()
    }

    /// Which entries may find something in a text.
    fn may_hold(&self, text: &Text<'_>) -> MayHold {
        let bits = |entries: &mut dyn Iterator<Item = usize>| entries.fold(0, |bits, at| bits | 1 << at);
        let words_of = |words: &str| {
            let found = self.within.find_overlapping_iter(words);
            bits(&mut found.map(|found| self.entries_of_words[found.pattern().as_usize()]))
        };
        let dense = if text.dense() == text.folded { 0 } else { words_of(text.dense()) };
        let patterns = if text.only_han || !self.patterns.is_match(&text.folded) {
            0
        } else {
            let matched = self.patterns.matches(&text.folded);
            bits(&mut matched.iter().map(|at| self.entries_of_patterns[at]))
        };
        let signs =
            text.chars.iter().any(|c| !c.is_ascii_alphanumeric() && !is_han(*c) && self.signs.contains(c));
        MayHold { words: words_of(&text.folded) | dense, patterns, signs }
    }

    /// Whether a name is that of a company or an office.
    pub(super) fn is_organisation(&self, name: &str) -> bool {
        let name = folded(name);
        self.organisations.iter().any(|word| {
            if word.is_ascii() {
                name.split(|c: char| !c.is_alphanumeric()).any(|part| part == word)
            } else {
                name.contains(word.as_str())
            }
        })
    }

    /// Whether two characters are a surname.
    pub(super) fn is_surname(&self, part: &str) -> bool {
        self.known.is_compound_surname(part)
    }

    /// Whether the last part of a name is a remark.
    pub(super) fn is_remark_after_blank(&self, part: &str) -> bool {
        let mut groups = self.groups.iter().filter(|group| group.text.stands == Stands::AfterBlank);
        groups.any(|group| group.words.contains(part))
    }
}

impl Group {
    fn of(text: GroupText) -> Result<Self, Finding> {
        let pattern = text.pattern.as_deref().map(Pattern::of).transpose();
        let fault = |error: &dyn std::fmt::Display| {
            Finding::error("D01", text.id.clone(), Words::foreign("程序", error))
        };
        let pattern = pattern.map_err(|error| fault(&error))?;
        let words = text.words.iter().map(|word| folded(word)).collect();
        Ok(Self { text, words, pattern })
    }

    pub(super) fn severity(&self) -> Severity {
        match self.text.severity {
            Effect::Refuse => Severity::Error,
            Effect::Warn => Severity::Warning,
        }
    }

    /// What it finds in a text: from which character, and the word or sign.
    fn find(&self, at: usize, text: &Text<'_>, list: &List, may: MayHold) -> Option<(usize, Option<String>)> {
        let is_in = |bits: u128| bits >> at & 1 == 1;
        if is_in(may.words)
            && let Some(found) = self.words(text, list)
        {
            return Some(found);
        }
        if text.only_han {
            return self.shape(text, list);
        }
        if may.signs
            && let Some(at) = self.sign(text)
        {
            return Some((at + 1, Some(text.chars[at].to_string())));
        }
        let pattern = self.pattern.as_ref().filter(|_| match self.text.cased {
            // Every such pattern is one of words in Latin letters, and dear.
            true => text.latin_word,
            false => is_in(may.patterns),
        });
        let hit = pattern.and_then(|pattern| {
            if self.text.cased {
                pattern.regex().find(text.raw).map(|hit| text.raw[..hit.start()].chars().count() + 1)
            } else {
                pattern.regex().find(&text.folded).map(|hit| text.place(hit.start()))
            }
        });
        hit.map(|place| (place, None)).or_else(|| self.shape(text, list))
    }

    fn shape(&self, text: &Text<'_>, list: &List) -> Option<(usize, Option<String>)> {
        self.text.shape?.of(text, &list.known).map(|place| (place, None))
    }

    fn sign(&self, text: &Text<'_>) -> Option<usize> {
        let is_one = |at: &usize| {
            self.text.signs.contains(text.chars[*at])
                && !text.is_told_elsewhere(*at)
                && (text.han || !is_sign_of_latin_names(text, *at))
        };
        (0..text.chars.len()).find(is_one)
    }

    fn words(&self, text: &Text<'_>, list: &List) -> Option<(usize, Option<String>)> {
        match self.text.stands {
            Stands::Whole => self.whole(text),
            Stands::Inside => self.inside(text),
            Stands::BesideHan => text.han.then(|| self.inside(text)).flatten(),
            Stands::End | Stands::AfterSurname | Stands::AfterName => self.at_end(text, list),
            Stands::AfterBlank => {
                let last = text.folded.trim().rsplit_once(' ')?;
                let word = self.words.get(last.1).filter(|_| !last.0.trim().is_empty())?;
                Some((text.place(text.folded.trim_end().len() - word.len()), Some(word.clone())))
            }
        }
    }

    fn whole(&self, text: &Text<'_>) -> Option<(usize, Option<String>)> {
        if let Some(word) = text.wholes().into_iter().find_map(|whole| self.words.get(whole)) {
            return Some((0, Some(word.clone())));
        }
        if !self.text.repeats {
            return None;
        }
        let mut parts = text.parts();
        let repeated = parts.next().and_then(|part| self.words.get(part)).filter(|_| {
            let mut others = parts.peekable();
            others.peek().is_some() && others.all(|part| self.words.contains(part))
        });
        let core = text.core();
        let run_together = || {
            let mut words = self.words.iter();
            words.find(|word| {
                // Shorter ones are syllables, which names repeat.
                word.len() >= 4
                    && core.len() > word.len()
                    && core.starts_with(word.as_str())
                    && core.split(word.as_str()).all(str::is_empty)
            })
        };
        repeated.or_else(run_together).map(|word| (0, Some(word.clone())))
    }

    fn inside(&self, text: &Text<'_>) -> Option<(usize, Option<String>)> {
        self.words.iter().find_map(|word| {
            let mut found = text.folded.match_indices(word.as_str());
            let at = found.find(|(at, _)| self.stands_alone(text, word, *at))?.0;
            Some((text.place(at), Some(word.clone())))
        })
    }

    /// Whether a word is no part of a longer one.
    fn stands_alone(&self, text: &Text<'_>, word: &str, at: usize) -> bool {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !is_han(c));
        let latin = word.chars().any(|c| c.is_ascii_alphabetic());
        let (before, after) = (&text.folded[..at], &text.folded[at + word.len()..]);
        let parted = !latin || !(letter(before.chars().next_back()) || letter(after.chars().next()));
        let within = |longer: &String| {
            let mut found = text.folded.match_indices(longer.as_str());
            found.any(|(from, _)| from <= at && at + word.len() <= from + longer.len())
        };
        parted && !self.text.but_not.iter().any(within)
    }

    fn at_end(&self, text: &Text<'_>, list: &List) -> Option<(usize, Option<String>)> {
        let core = text.core();
        self.words.iter().find_map(|word| {
            let before = core.strip_suffix(word.as_str())?.trim_end();
            let (length, surname) = (before.chars().count(), list.known.surname_len(before));
            let stands = match self.text.stands {
                Stands::AfterSurname => length == surname,
                Stands::AfterName => length > surname,
                _ => length > 0,
            };
            let stands = stands && !self.text.but_not.contains(word);
            let end = text.folded.rfind(word.as_str())?;
            stands.then(|| (text.place(end), Some(word.clone())))
        })
    }
}
