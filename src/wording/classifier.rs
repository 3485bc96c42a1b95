//! Score how a sentence reads: above zero as what the law forbids, below as what lawful letters say.
//!
//! A linear classifier over n-grams of one to three ideographs. Lists name words, and nobody can name them all; the
//! weights of `weights.tsv` were learned from the sentences of `tests/wording` by a support vector machine
//! (`tests/suite/wording/learned.rs`). Alone it decides where the lists find nothing and a sentence reads as forbidden by far;
//! and it lets a structure pass that was found in a sentence that reads as lawful by far.

use std::fmt;
use std::ops::Range;

use super::bare::Bare;

/// How many bits tell a character.
const CHARACTER: u32 = 21;

/// Stands for every number, and for whatever else is no ideograph: neither says what a sentence means.
const NUMBER: char = '0';
const OTHER: char = ',';

/// The name of the bias among the n-grams of the file.
const BIAS: &str = "*";

/// What the weights of the file are multiples of: whole numbers can be read and compared.
const UNIT: f64 = 0.001;

/// From this score on a sentence is refused though no list finds anything in it.
const FORBIDDEN: f64 = 0.15;

/// Up to this score a sentence is lawful though a structure was found in it: in the whole of it, and in the clauses where
/// it was found.
const LAWFUL: f64 = -0.1;
const LAWFUL_CLAUSES: f64 = 0.0;

/// How many n-grams a sentence has at least: of less nothing can be told.
const LEAST: usize = 24;

/// Of how many pairs of characters one is known at least: of a sentence from another field nothing is known, and whatever
/// its single characters say is chance.
const PAIRS_TO_KNOW_ONE: usize = 10;

/// The weights, in slots by their n-grams' hashes.
pub struct Classifier {
    bias: f64,
    /// The n-gram, 0 where the slot is free, and its weight.
    slots: Vec<(u64, i32)>,
}

/// Without its weights, which are many numbers.
impl fmt::Debug for Classifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a classifier of {} slots", self.slots.len())
    }
}

impl Classifier {
    /// Reads the weights; the line that is none otherwise.
    pub(super) fn of(text: &str) -> Result<Self, String> {
        // Every line has six bytes at least, most have twice as many, so that many slots stay free.
        let room = (text.len() / 6).next_power_of_two().max(2);
        let mut classifier = Self { bias: 0.0, slots: vec![(0, 0); room] };
        for line in text.lines() {
            let (gram, weight) = read(line).ok_or(line)?;
            if gram == BIAS {
                classifier.bias = f64::from(weight) * UNIT;
                continue;
            }
            let gram = gram.chars().fold(0, joined);
            let slot = classifier.slot(gram);
            classifier.slots[slot] = (gram, weight);
        }
        Ok(classifier)
    }

    /// Where an n-gram is or would be; half of the slots are free, so that there is one.
    fn slot(&self, gram: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (gram.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize & mask;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != gram {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// How words read; nothing where there are too few, or too few that are known.
    pub(super) fn score(&self, words: &str) -> Option<f64> {
        let (mut sum, mut count, mut pairs, mut known) = (0, 0, 0, 0);
        grams(words, |gram| {
            let weight = self.slots[self.slot(gram)].1;
            sum += weight;
            count += 1;
            if gram >> CHARACTER != 0 && gram >> (2 * CHARACTER) == 0 {
                pairs += 1;
                known += usize::from(weight != 0);
            }
        });
        (count >= LEAST && known * PAIRS_TO_KNOW_ONE >= pairs)
            .then(|| f64::from(sum) * UNIT / (count as f64).sqrt() + self.bias)
    }

    /// The clause that a sentence is refused for, which reads worst, where the whole of it reads as forbidden.
    pub(super) fn forbidden(&self, bare: &Bare<'_>) -> Option<Range<usize>> {
        self.score(&bare.words).filter(|score| *score >= FORBIDDEN)?;
        let scored = bare.clauses().filter_map(|at| Some((self.score(&bare.words[at.clone()])?, at)));
        let worst = scored.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, at)| at);
        Some(worst.unwrap_or(0..bare.words.len()))
    }

    /// Whether a sentence reads as lawful, and these clauses of it do.
    pub(super) fn lawful(&self, sentence: &str, clauses: &str) -> bool {
        let below = |words: &str, most: f64| self.score(words).is_some_and(|score| score <= most);
        below(sentence, LAWFUL) && below(clauses, LAWFUL_CLAUSES)
    }
}

/// An n-gram and its weight.
fn read(line: &str) -> Option<(&str, i32)> {
    let (gram, weight) = line.split_once('\t')?;
    Some((gram, weight.parse().ok()?))
}

/// An n-gram with one more character behind it.
fn joined(gram: u64, c: char) -> u64 {
    gram << CHARACTER | u64::from(u32::from(c))
}

/// Tells every n-gram of folded words, each as often as it stands there.
pub fn grams(words: &str, mut told: impl FnMut(u64)) {
    // The two characters before, 0 where there are none.
    let (mut first, mut second) = (0, 0);
    let mut tell = |c: char| {
        let third = u64::from(u32::from(c));
        told(third);
        if second != 0 {
            let pair = second << CHARACTER | third;
            told(pair);
            if first != 0 {
                told(first << (2 * CHARACTER) | pair);
            }
        }
        (first, second) = (second, third);
    };
    let mut between = None;
    for c in words.trim_start_matches(|c| !is_ideograph(c)).chars() {
        if is_ideograph(c) {
            if let Some(mark) = between.take() {
                tell(mark);
            }
            tell(c);
        } else if c.is_ascii_digit() {
            between = Some(NUMBER);
        } else {
            between = between.or(Some(OTHER));
        }
    }
}

/// The characters of an n-gram.
#[cfg(feature = "inner")]
pub fn characters(gram: u64) -> String {
    let chars = [2, 1, 0].map(|at| (gram >> (CHARACTER * at)) as u32 & ((1 << CHARACTER) - 1)).into_iter();
    chars.filter(|code| *code != 0).filter_map(char::from_u32).collect()
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}
