//! Find the words of named classes in a sentence, all in one pass.
//!
//! A class is a list of words with one part in a sentence: verbs of paying, relatives, courts. `(甲|乙)` and `x?` in a
//! word stand for several words.

use std::collections::BTreeMap;
use std::ops::Range;

use super::bare::Bare;
use super::entry::ClassText;
use super::words::WordIndex;

/// The words of all classes.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: WordIndex<Sense>,
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
#[derive(Debug)]
pub(super) struct LexiconBuilder {
    words: WordIndex<Sense>,
    names: BTreeMap<String, usize>,
}

impl LexiconBuilder {
    /// With the classes of the file.
    pub(super) fn of(classes: &[ClassText]) -> Result<Self, String> {
        let mut builder = Self { words: WordIndex::empty(), names: BTreeMap::new() };
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
        let sense = Sense { class, voids };
        for word in lines.iter().flat_map(|line| line.split_whitespace()) {
            // Most words stand for themselves, and there are thousands of them to read at every start.
            if !word.contains(['(', ')', '|', '?']) {
                self.words.add(word, sense);
                continue;
            }
            let all = expanded(word).ok_or_else(|| format!("`{word}`?"))?;
            all.iter().for_each(|word| self.words.add(word, sense));
        }
        Ok(())
    }

    /// Compiles them.
    pub(super) fn build(mut self) -> Lexicon {
        self.words.sort();
        Lexicon { words: self.words, classes: self.names.len() }
    }
}

/// The words that a word with alternatives stands for, some perhaps twice; nothing where its brackets do not match.
fn expanded(word: &str) -> Option<Vec<String>> {
    let (all, rest) = alternatives(word)?;
    rest.is_empty().then_some(all)
}

/// Reads alternatives up to a closing bracket or the end; with what follows.
fn alternatives(text: &str) -> Option<(Vec<String>, &str)> {
    let (mut all, mut now, mut rest) = (Vec::new(), vec![String::new()], text);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let (next, after) = match c {
            ')' => break,
            '|' => {
                all.append(&mut now);
                (now, rest) = (vec![String::new()], after);
                continue;
            }
            '(' => {
                let (inner, after) = alternatives(after)?;
                (inner, after.strip_prefix(')')?)
            }
            _ if !after.starts_with('?') => {
                now.iter_mut().for_each(|head| head.push(c));
                rest = after;
                continue;
            }
            c => (vec![c.to_string()], after),
        };
        let optional = after.strip_prefix('?');
        let mut longer = Vec::with_capacity(now.len() * (next.len() + 1));
        longer
            .extend(now.iter().flat_map(|head| next.iter().map(move |tail| [head.as_str(), tail].concat())));
        if optional.is_some() {
            longer.append(&mut now);
        }
        (now, rest) = (longer, optional.unwrap_or(after));
    }
    all.append(&mut now);
    Some((all, rest))
}

/// A word of a class and where it stands, in one number, so that thousands are put in order quickly: the class, then
/// where it begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Token(u64);

impl Token {
    /// How many bits tell a place. A text is far shorter than the 16 MiB that they reach.
    const PLACE: u32 = 24;

    fn of(class: usize, at: Range<usize>) -> Self {
        let place = |byte: usize| (byte as u64).min((1 << Self::PLACE) - 1);
        Self((class as u64) << (2 * Self::PLACE) | place(at.start) << Self::PLACE | place(at.end))
    }

    fn class(self) -> usize {
        (self.0 >> (2 * Self::PLACE)) as usize
    }

    fn at(self) -> Range<usize> {
        let place = |bits: u64| (bits & ((1 << Self::PLACE) - 1)) as usize;
        place(self.0 >> Self::PLACE)..place(self.0)
    }
}

/// The words of a sentence that belong to classes.
#[derive(Debug)]
pub(super) struct Tokens {
    /// Class by class from left to right.
    all: Vec<Token>,
    /// A bit for each class of which there is a word.
    present: Vec<u64>,
}

impl Lexicon {
    /// The words of classes in a bare sentence.
    pub(super) fn tokens(&self, bare: &Bare<'_>) -> Tokens {
        let (mut all, mut void) = (Vec::new(), Vec::new());
        self.words.find_in(&bare.words, |at, sense| {
            let token = Token::of(sense.class, at);
            if sense.voids { void.push(token) } else { all.push(token) }
        });
        void.sort_unstable();
        all.retain(|token| !is_void(*token, &void));
        all.sort_unstable();
        // Alternatives may come to the same word.
        all.dedup();
        let mut present = vec![0; self.classes.div_ceil(64)];
        for token in &all {
            present[token.class() / 64] |= 1 << (token.class() % 64);
        }
        Tokens { all, present }
    }
}

/// Whether a longer word around it takes a word from its class; `void` are those words in order.
fn is_void(token: Token, void: &[Token]) -> bool {
    let (class, at) = (token.class(), token.at());
    let of_class = &void[void.partition_point(|longer| longer.class() < class)..];
    let mut longer =
        of_class.iter().take_while(|longer| longer.class() == class && longer.at().start <= at.start);
    longer.any(|longer| longer.at().end >= at.end)
}

impl Tokens {
    /// Where words of a class stand.
    pub(super) fn of(&self, class: usize) -> impl Iterator<Item = Range<usize>> {
        let from = self.all.partition_point(|token| token.class() < class);
        self.all[from..].iter().take_while(move |token| token.class() == class).map(|token| token.at())
    }

    /// Whether there is a word of a class.
    pub(super) fn has(&self, class: usize) -> bool {
        self.present[class / 64] >> (class % 64) & 1 == 1
    }
}
