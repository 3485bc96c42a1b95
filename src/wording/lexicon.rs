//! Find the words of named classes in a sentence, all in one pass.
//!
//! A class is a list of words with one part in a sentence: verbs of paying, relatives, courts. `(甲|乙)` and `x?` in a
//! word stand for several words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::bare::Bare;
use super::entry::ClassText;

/// The words of all classes.
#[derive(Debug)]
pub(super) struct Lexicon {
    automaton: AhoCorasick,
    /// What each word of the automaton is.
    senses: Vec<Vec<Sense>>,
    /// How many classes there are.
    classes: usize,
}

/// A class that a word belongs to, or from which a longer word takes the shorter one within it.
#[derive(Debug, Clone, Copy)]
struct Sense {
    class: usize,
    voids: bool,
}

/// Gathers the classes before they are compiled.
#[derive(Debug, Default)]
pub(super) struct LexiconBuilder {
    words: BTreeMap<String, Vec<Sense>>,
    names: BTreeMap<String, usize>,
}

impl LexiconBuilder {
    /// With the classes of the file.
    pub(super) fn of(classes: &[ClassText]) -> Result<Self, String> {
        let mut builder = Self::default();
        for class in classes {
            let id = builder.names.len();
            if builder.names.insert(class.name.clone(), id).is_some() {
                return Err(format!("<{}> 2×", class.name));
            }
            builder.add(id, &class.words, false)?;
            builder.add(id, &class.but_not, true)?;
        }
        Ok(builder)
    }

    /// The number of a class of the file.
    pub(super) fn named(&self, name: &str) -> Result<usize, String> {
        self.names.get(name).copied().ok_or_else(|| format!("<{name}>?"))
    }

    /// The number of a class of these words alone.
    pub(super) fn literal(&mut self, words: &str) -> Result<usize, String> {
        if let Some(id) = self.names.get(words) {
            return Ok(*id);
        }
        let id = self.names.len();
        self.names.insert(words.to_string(), id);
        self.add(id, &[words.to_string()], false)?;
        Ok(id)
    }

    fn add(&mut self, class: usize, lines: &[String], voids: bool) -> Result<(), String> {
        for line in lines {
            for word in line.split_whitespace() {
                for word in expanded(word).ok_or_else(|| format!("`{word}`?"))? {
                    self.words.entry(word).or_default().push(Sense { class, voids });
                }
            }
        }
        Ok(())
    }

    /// Compiles them.
    pub(super) fn build(self) -> Result<Lexicon, String> {
        let (words, senses): (Vec<_>, Vec<_>) = self.words.into_iter().unzip();
        let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(words);
        Ok(Lexicon {
            automaton: automaton.map_err(|error| error.to_string())?,
            senses,
            classes: self.names.len(),
        })
    }
}

/// The words that a word with alternatives stands for; nothing where its brackets do not match.
fn expanded(word: &str) -> Option<Vec<String>> {
    // Most words stand for themselves, and there are thousands of them to read at every start.
    if !word.contains(['(', ')', '|', '?']) {
        return Some(vec![word.to_string()]);
    }
    let (all, rest) = alternatives(word)?;
    rest.is_empty().then(|| all.into_iter().filter(|word| !word.is_empty()).collect())
}

/// Reads alternatives up to a closing bracket or the end; with what follows.
fn alternatives(text: &str) -> Option<(BTreeSet<String>, &str)> {
    let (mut all, mut now, mut rest) = (BTreeSet::new(), BTreeSet::from([String::new()]), text);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let (mut next, mut after) = match c {
            ')' => break,
            '|' => {
                all.append(&mut now);
                (now, rest) = (BTreeSet::from([String::new()]), after);
                continue;
            }
            '(' => {
                let (inner, after) = alternatives(after)?;
                (inner, after.strip_prefix(')')?)
            }
            c => (BTreeSet::from([c.to_string()]), after),
        };
        if let Some(optional) = after.strip_prefix('?') {
            next.insert(String::new());
            after = optional;
        }
        now = now.iter().flat_map(|head| next.iter().map(move |tail| format!("{head}{tail}"))).collect();
        rest = after;
    }
    all.append(&mut now);
    Some((all, rest))
}

/// The words of a sentence that belong to classes.
#[derive(Debug)]
pub(super) struct Tokens {
    /// Class and place, class by class from left to right.
    all: Vec<(usize, Range<usize>)>,
    /// A bit for each class of which there is a word.
    present: Vec<u64>,
}

impl Lexicon {
    /// The words of classes in a bare sentence.
    pub(super) fn tokens(&self, bare: &Bare<'_>) -> Tokens {
        let (mut all, mut void) = (Vec::new(), Vec::new());
        for found in self.automaton.find_overlapping_iter(&*bare.words) {
            for sense in &self.senses[found.pattern().as_usize()] {
                let token = (sense.class, found.range());
                if sense.voids { void.push(token) } else { all.push(token) }
            }
        }
        void.sort_unstable_by_key(|(class, at)| (*class, at.start));
        all.retain(|(class, at)| {
            let from = void.partition_point(|(of, _)| of < class);
            let mut longer =
                void[from..].iter().take_while(|(of, void)| of == class && void.start <= at.start);
            longer.all(|(_, void)| void.end < at.end)
        });
        all.sort_unstable_by_key(|(class, at)| (*class, at.start, at.end));
        let mut present = vec![0; self.classes.div_ceil(64)];
        for (class, _) in &all {
            present[class / 64] |= 1 << (class % 64);
        }
        Tokens { all, present }
    }
}

impl Tokens {
    /// Where words of a class stand.
    pub(super) fn of(&self, class: usize) -> impl Iterator<Item = Range<usize>> {
        let from = self.all.partition_point(|(of, _)| *of < class);
        self.all[from..].iter().take_while(move |(of, _)| *of == class).map(|(_, at)| at.clone())
    }

    /// Whether there is a word of a class.
    pub(super) fn has(&self, class: usize) -> bool {
        self.present[class / 64] >> (class % 64) & 1 == 1
    }
}
