//! Take off what dresses a word up: the signs between its characters, as in 微*信 or 老、赖.
//!
//! What is left is a sentence's bare form. Patterns and structures of the refuse list are looked for in it.

use std::borrow::Cow;
use std::ops::Range;

/// What parts one clause from the next. Square brackets part the blocks of a Typst source.
const BREAKS: [char; 9] = [',', ';', ':', '!', '?', '[', ']', '|', '—'];

/// Signs that a reader may need between ideographs: brackets of titles and numbers, and marks of data.
const KEPT: [char; 14] =
    ['(', ')', '《', '》', '〔', '〕', '、', '%', '¥', '=', '×', '{', '}', super::masked::DATA_MARK];

/// How many characters in a row with the same sign between them are a word that is dressed up.
const DRESSED: usize = 3;

/// A sentence without its dress.
#[derive(Debug)]
pub(super) struct Bare<'t> {
    /// Its words.
    pub(super) words: Cow<'t, str>,
    /// For each byte, which of the sentence it was; nothing where none was taken off.
    kept: Vec<usize>,
    /// Where clauses part, in bytes.
    breaks: Vec<usize>,
}

impl<'t> Bare<'t> {
    /// The bare form of a folded sentence.
    pub(super) fn of(sentence: &'t str) -> Self {
        let chars: Vec<(usize, char)> = sentence.char_indices().collect();
        let dropped = dropped(&chars);
        if dropped.is_empty() {
            let words = Cow::Borrowed(sentence);
            return Self { breaks: breaks(&words), words, kept: Vec::new() };
        }
        let (mut words, mut kept) = (String::with_capacity(sentence.len()), Vec::new());
        for (place, (at, c)) in chars.into_iter().enumerate() {
            if dropped.binary_search(&place).is_err() {
                words.push(c);
                kept.extend(at..at + c.len_utf8());
            }
        }
        Self { breaks: breaks(&words), words: Cow::Owned(words), kept }
    }

    /// The bytes of the sentence that became these.
    pub(super) fn origin(&self, bare: Range<usize>) -> Range<usize> {
        let byte = |at: usize| self.kept.get(at).copied().unwrap_or(at);
        byte(bare.start)..byte(bare.end.saturating_sub(1)) + 1
    }

    /// The bytes of the clause in which a byte is.
    pub(super) fn clause(&self, at: usize) -> Range<usize> {
        let after = self.breaks.partition_point(|end| *end <= at);
        let start = after.checked_sub(1).and_then(|before| self.breaks.get(before)).map_or(0, |end| end + 1);
        start..self.breaks.get(after).copied().unwrap_or(self.words.len())
    }

    /// The bytes of each clause.
    pub(super) fn clauses(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.breaks.iter().copied().chain([self.words.len()]);
        let mut next = 0;
        ends.map(move |end| std::mem::replace(&mut next, end + 1).min(end)..end)
    }

    /// Whether two bytes are in one clause.
    pub(super) fn in_one_clause(&self, from: usize, to: usize) -> bool {
        let after = self.breaks.partition_point(|end| *end < from);
        self.breaks.get(after).is_none_or(|end| *end >= to)
    }
}

/// Where clauses part. A mark within a number, as in 8,543.77 or 12:00, parts none.
fn breaks(words: &str) -> Vec<usize> {
    let bytes = words.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let marks = words.char_indices().filter(|(_, c)| BREAKS.contains(c));
    marks.filter(|(at, _)| !(digit(at.checked_sub(1)) && digit(Some(at + 1)))).map(|(at, _)| at).collect()
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_letter(c: char) -> bool {
    is_ideograph(c) || c.is_ascii_alphanumeric()
}

/// The places of the characters to take off.
fn dropped(chars: &[(usize, char)]) -> Vec<usize> {
    let is_sign = |c: char| !c.is_alphanumeric() && !c.is_control();
    let between = |place: usize| {
        let beside = |place: Option<usize>| place.and_then(|place| chars.get(place)).map(|(_, c)| *c);
        is_sign(chars[place].1)
            && beside(place.checked_sub(1)).is_some_and(is_letter)
            && beside(Some(place + 1)).is_some_and(is_letter)
    };
    let mut dropped = Vec::new();
    for place in 0..chars.len() {
        let sign = chars[place].1;
        if sign.is_alphanumeric() {
            continue;
        }
        let needed = BREAKS.contains(&sign) || KEPT.contains(&sign) || !is_sign(sign);
        if !needed && beside_words(chars, place) || between(place) && is_dressed(chars, place, between) {
            dropped.push(place);
        }
    }
    dropped
}

/// Whether a run of signs begins and ends at an ideograph, so that a word may go on behind it.
fn beside_words(chars: &[(usize, char)], place: usize) -> bool {
    let bare = |c: &char| c.is_alphanumeric() || BREAKS.contains(c) || KEPT.contains(c) || c.is_control();
    let before = chars[..place].iter().rev().map(|(_, c)| c).find(|c| bare(c));
    let after = chars[place..].iter().map(|(_, c)| c).find(|c| bare(c));
    before.is_some_and(|c| is_ideograph(*c)) && after.is_some_and(|c| is_ideograph(*c))
}

/// Whether single characters stand in a row with the same sign between them: it parts nothing then.
fn is_dressed(chars: &[(usize, char)], place: usize, between: impl Fn(usize) -> bool) -> bool {
    let sign = chars[place].1;
    let alike = |place: usize| chars.get(place).is_some_and(|(_, c)| *c == sign) && between(place);
    let before = (1..).take_while(|step| place.checked_sub(2 * step).is_some_and(&alike)).count();
    let after = (1..).take_while(|step| alike(place + 2 * step)).count();
    before + 1 + after + 1 >= DRESSED
}
