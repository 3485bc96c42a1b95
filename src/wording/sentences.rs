//! Split folded text into sentences, and cache what was found in each: most are the same in every letter, or differ in
//! amounts and dates alone, which no list looks at.

use std::borrow::Cow;
use std::sync::Arc;

use typst::utils::hash128;

use crate::known::Known;

/// What ends a sentence. Nothing that the lists look for reaches over it.
pub(super) const STOP: char = '。';

/// How many sentences are remembered.
const MOST: usize = 4096;

/// A sentence of a folded text, or what stands between two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'t> {
    /// Its words.
    pub(super) words: &'t str,
    /// Where it begins in the text, in bytes.
    pub(super) at: usize,
    hash: u128,
}

/// The sentences of a folded text, in order, without what ends them.
pub(super) fn sentences(folded: &str) -> Vec<Sentence<'_>> {
    let mut next = 0;
    let sentences = folded.split(STOP).map(|words| {
        let at = next;
        next += words.len() + STOP.len_utf8();
        Sentence { words, at, hash: hash128(&*levelled(words)) }
    });
    sentences.collect()
}

/// A cache of what was found in sentences that were read before.
///
/// Its keys are hashes of the sentences, so that nobody's data stay behind in it.
#[derive(Debug)]
pub(super) struct SentenceCache<T>(Known<u128, Arc<T>>);

impl<T> SentenceCache<T> {
    /// Nothing yet.
    pub(super) fn empty() -> Self {
        Self(Known::of(MOST))
    }

    /// What was found in a sentence; `read` looks for it where the sentence is new, with one amount in the place of
    /// every amount and one date in that of every date.
    pub(super) fn of(&self, sentence: &Sentence<'_>, read: impl FnOnce(&str) -> T) -> Arc<T> {
        self.0.get(&sentence.hash).unwrap_or_else(|| {
            let found = Arc::new(read(&levelled(sentence.words)));
            self.0.keep(sentence.hash, &found);
            found
        })
    }
}

/// Stand for any amount and any date: as short as one can be, so that words on either side are no farther apart.
const AMOUNT: &str = "0.00";
const DATE: &str = "0000年1月1日";

/// A sentence with its amounts and dates made equal.
fn levelled(words: &str) -> Cow<'_, str> {
    let (mut out, mut done, mut at) = (String::new(), 0, 0);
    while let Some(begin) = words[at..].find(|c: char| c.is_ascii_digit()).map(|from| at + from) {
        let from = &words[begin..];
        let after_number = begin + digits(from).len();
        let found = amount(from).map(|length| (length, AMOUNT)).or(date(from).map(|length| (length, DATE)));
        at = after_number;
        if let Some((length, stands_for)) = found {
            out.push_str(&words[done..begin]);
            out.push_str(stands_for);
            (at, done) = (begin + length, begin + length);
        }
    }
    if done == 0 {
        return Cow::Borrowed(words);
    }
    out.push_str(&words[done..]);
    Cow::Owned(out)
}

/// The digits with which a text begins.
fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// How long the amount is with which a text begins: `8,543.77`, and no rate such as `0.05%`.
fn amount(text: &str) -> Option<usize> {
    let whole = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b',').count();
    let cents = text[whole..].strip_prefix('.')?;
    let rest = cents.strip_prefix(digits(cents))?;
    let is_amount = digits(cents).len() == 2 && !rest.starts_with(['%', '‰', '.']);
    is_amount.then_some(text.len() - rest.len())
}

/// How long the date is with which a text begins: `2026年11月23日`.
fn date(text: &str) -> Option<usize> {
    let (mut rest, mut parts) = (text, ["年", "月", "日"].into_iter().zip([4, 2, 2]));
    let is_date = parts.all(|(name, most)| {
        let number = digits(rest);
        let after = rest[number.len()..].strip_prefix(name);
        rest = after.unwrap_or_default();
        after.is_some() && (1..=most).contains(&number.len())
    });
    is_date.then_some(text.len() - rest.len())
}
