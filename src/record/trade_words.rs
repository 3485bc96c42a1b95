//! Tell words of the trade from a person's: kinds of documents and papers, currencies, ways of delivery, results.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that name nobody, alone and put together.
const WORDS: &str = include_str!("trade_words.txt");

/// The longest of them, in characters.
const LONGEST: usize = 12;

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());

/// Whether the whole, of half-width text, is put together of such words, with marks, figures and short capitals
/// between them: what is left over might be a name.
pub(super) fn are_of_trade(text: &str) -> bool {
    let (mut rest, mut words) = (text, 0);
    let folded;
    if !text.is_ascii() || text.contains(|c: char| c.is_ascii_lowercase()) {
        folded = text.to_lowercase();
        rest = &folded;
    }
    if rest.chars().count() > 40 || rest.bytes().filter(u8::is_ascii_digit).count() > 4 {
        return false;
    }
    let parts =
        rest.split(|c: char| " ()[]<>-_/,.:;+、，。（）【】《》“”\"'&|".contains(c) || c.is_ascii_digit());
    for part in parts.filter(|part| !part.is_empty()) {
        for run in runs(part) {
            if !is_of_words(run) {
                return false;
            }
            words += 1;
        }
    }
    words > 0
}

/// Letters and ideographs apart, as in `ems快递`.
fn runs(part: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut start = 0;
    for (at, c) in part.char_indices() {
        let before = part[start..at].chars().next();
        if before.is_some_and(|first| first.is_ascii() != c.is_ascii()) {
            runs.push(&part[start..at]);
            start = at;
        }
    }
    runs.push(&part[start..]);
    runs
}

fn is_of_words(run: &str) -> bool {
    if run.is_ascii() {
        return KNOWN.contains(run) || matches!(run, "ems" | "sms" | "sf" | "m" | "app");
    }
    let places: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let mut reached = vec![false; places.len()];
    reached[0] = true;
    for from in 0..places.len() {
        for to in from + 1..places.len().min(from + LONGEST + 1) {
            // Some of the single characters are surnames, so that none begins longer words.
            let begins = from > 0 || to > 1 || to == places.len() - 1;
            reached[to] |= begins && reached[from] && KNOWN.contains(&run[places[from]..places[to]]);
        }
    }
    reached.last() == Some(&true)
}
