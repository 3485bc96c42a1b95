//! Turn text into the form in which words are matched, so that no spelling hides one.
//!
//! Blanks, zero-width and combining signs go, full-width letters and marks become half-width,
//! letters small, and the characters that the lists use simplified, from traditional and
//! compatibility forms alike (`fold.tsv`: each such character with its other forms).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::unseen::Unseen;

/// The characters of the lists and their other forms.
const FORMS: &str = include_str!("fold.tsv");

/// Marks whose half-width form is not 0xFEE0 below.
const MARKS: &[(char, char)] = &[
    ('￥', '¥'),
    ('｡', '。'),
    ('﹐', ','),
    ('﹒', '.'),
    ('﹔', ';'),
    ('﹕', ':'),
    ('﹖', '?'),
    ('﹗', '!'),
    ('﹙', '('),
    ('﹚', ')'),
];

/// What each character becomes: of the first plane by its code, 0 for nothing; of the others by name.
struct Table {
    first: Vec<u16>,
    /// A bit for each of the first plane that stays as it is: most do, and bits are nearer than codes.
    stays: Vec<u64>,
    others: BTreeMap<char, char>,
}

impl Table {
    fn stays(&self, c: char) -> bool {
        let code = u32::from(c) as usize;
        self.stays.get(code / 64).is_some_and(|bits| bits >> (code % 64) & 1 == 1)
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(table);

fn table() -> Table {
    let mut first: Vec<u16> = (0..=u16::MAX).collect();
    for code in 0..=u16::MAX {
        let Some(c) = char::from_u32(u32::from(code)) else { continue };
        let kept = !c.is_whitespace() && !c.is_control() && !is_unseen(c);
        let plain = u16::try_from(u32::from(half_width(c).to_ascii_lowercase())).unwrap_or(code);
        first[usize::from(code)] = if kept { plain } else { 0 };
    }
    let mut others = BTreeMap::new();
    for (plain, form) in forms() {
        match (u16::try_from(u32::from(form)), u16::try_from(u32::from(plain))) {
            (Ok(form), Ok(plain)) => first[usize::from(form)] = plain,
            _ => drop(others.insert(form, plain)),
        }
    }
    let mut stays = vec![0; first.len() / 64];
    for (code, plain) in first.iter().enumerate() {
        stays[code / 64] |= u64::from(*plain != 0 && usize::from(*plain) == code) << (code % 64);
    }
    Table { first, stays, others }
}

/// Every other form of a character of the lists, after that character.
pub fn forms() -> impl Iterator<Item = (char, char)> {
    FORMS.lines().filter_map(|line| line.split_once('\t')).flat_map(|(plain, forms)| {
        let plain = plain.chars().next();
        forms.chars().filter_map(move |form| Some((plain?, form)))
    })
}

/// The characters the table of forms has been made for.
#[cfg(feature = "inner")]
pub fn covered() -> impl Iterator<Item = char> {
    FORMS.lines().filter_map(|line| line.chars().next())
}

/// Whether nothing of a character counts: it prints nothing, or lies over its neighbour (combining marks).
fn is_unseen(c: char) -> bool {
    Unseen::of(c).is_some()
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}')
        || matches!(c, '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => MARKS.iter().find(|(wide, _)| *wide == c).map_or(c, |(_, half)| *half),
    }
}

/// What a character becomes; `None` where nothing is left of it.
fn plain(table: &Table, c: char) -> Option<char> {
    match u16::try_from(u32::from(c)) {
        Ok(code) => match table.first[usize::from(code)] {
            0 => None,
            plain => char::from_u32(u32::from(plain)),
        },
        Err(_) if is_unseen(c) => None,
        Err(_) => Some(table.others.get(&c).copied().unwrap_or(c)),
    }
}

/// The text as it is matched.
pub fn fold(text: &str) -> String {
    let table = &*TABLE;
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    // Most characters stay, so that whole runs of them are taken over.
    for (at, c) in text.char_indices().filter(|(_, c)| !table.stays(*c)) {
        out.push_str(&text[done..at]);
        out.extend(plain(table, c));
        done = at + c.len_utf8();
    }
    out.push_str(&text[done..]);
    out
}

/// The offsets in bytes at which words occur in a text, from left to right, without overlap.
pub(super) fn occurrences(text: &str, words: &Finder<'_>) -> impl Iterator<Item = usize> {
    // No words at all would be found within characters, too.
    words.find_iter(text.as_bytes()).filter(|at| text.is_char_boundary(*at))
}

/// The bytes of `text` that became the bytes `folded` of its folded form.
pub fn origin(text: &str, folded: Range<usize>) -> Range<usize> {
    let table = &*TABLE;
    let (mut at, mut start) = (0, None);
    for (index, c) in text.char_indices() {
        let Some(left) = plain(table, c) else { continue };
        if at >= folded.start && start.is_none() {
            start = Some(index);
        }
        at += left.len_utf8();
        if at >= folded.end {
            return start.unwrap_or(index)..index + c.len_utf8();
        }
    }
    start.unwrap_or(text.len())..text.len()
}
