//! Hide a letter's data from the judge of its words.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fold::fold;
use super::sentences::{STOP, Sentence};

/// Written over data, which are masked before judging: a debtor may be called what no letter may say. The mask is as
/// long as what it hides, so that offsets stay.
pub(super) const DATA_MARK: char = '\u{FFFC}';

/// Fills the rest where the data's length is no multiple of the mark's.
const FILLER: char = '\u{1}';

/// How many characters of a hit a message shows.
const SHOWN: usize = 16;

/// The sentences of a text with the data in them masked, each once it is asked for.
pub(super) struct Masked<'t> {
    pub(super) parted: &'t [Sentence<'t>],
    /// The data, folded. What is a character alone stands everywhere, and is left.
    data: Vec<String>,
    /// Where data stand that reach over more than one sentence.
    across: Vec<Range<usize>>,
    sentences: BTreeMap<usize, String>,
}

impl<'t> Masked<'t> {
    pub(super) fn of(folded: &str, parted: &'t [Sentence<'t>], data: &[String]) -> Self {
        let data = data.iter().map(|datum| fold(datum)).filter(|datum| datum.chars().nth(1).is_some());
        let (long, data): (Vec<_>, Vec<_>) = data.partition(|datum| datum.contains(STOP));
        let across = long.iter().flat_map(|datum| places(folded, datum).collect::<Vec<_>>()).collect();
        Self { parted, data, across, sentences: BTreeMap::new() }
    }

    /// The sentence at that place among all.
    pub(super) fn sentence(&mut self, place: usize) -> &str {
        let Self { parted, data, across, sentences } = self;
        sentences.entry(place).or_insert_with(|| {
            let Some(Sentence { words, at, .. }) = parted.get(place) else { return String::new() };
            let mut hidden: Vec<_> = data.iter().flat_map(|datum| places(words, datum)).collect();
            let inside = |byte: usize| byte.clamp(*at, at + words.len()) - at;
            hidden.extend(across.iter().map(|piece| inside(piece.start)..inside(piece.end)));
            mask(words, hidden)
        })
    }

    /// The sentence in which a byte of the folded text is.
    pub(super) fn sentence_of(&mut self, at: usize) -> &str {
        self.sentence(self.parted.partition_point(|sentence| sentence.at <= at).saturating_sub(1))
    }
}

/// Where a datum stands in a folded text.
fn places(folded: &str, datum: &str) -> impl Iterator<Item = Range<usize>> {
    folded.match_indices(datum).map(|(at, datum)| at..at + datum.len())
}

/// Masks pieces of a folded text, keeping its length.
fn mask(folded: &str, mut hidden: Vec<Range<usize>>) -> String {
    hidden.sort_unstable_by_key(|piece| piece.start);
    let (mut out, mut done) = (String::with_capacity(folded.len()), 0);
    for piece in hidden {
        // Of data that overlap, the rest alone is hidden still.
        let rest = piece.start.max(done)..piece.end.max(done);
        out.push_str(&folded[done..rest.start]);
        out.extend(std::iter::repeat_n(DATA_MARK, rest.len() / DATA_MARK.len_utf8()));
        out.extend(std::iter::repeat_n(FILLER, rest.len() % DATA_MARK.len_utf8()));
        done = rest.end;
    }
    out.push_str(&folded[done..]);
    out
}

/// The words of a hit as they were written, or as they were judged where data stand among them.
pub(super) fn quote(written: &str, judged: &str) -> String {
    let hidden = |c: char| c == DATA_MARK || c == FILLER;
    let words: Vec<char> = if judged.contains(hidden) {
        let mut words: Vec<char> = judged.chars().map(|c| if hidden(c) { '…' } else { c }).collect();
        words.dedup_by(|a, b| *a == '…' && *b == '…');
        words
    } else {
        written.chars().filter(|c| !fold(c.encode_utf8(&mut [0; 4])).is_empty()).collect()
    };
    let Some(left_out) = words.len().checked_sub(SHOWN).filter(|left_out| *left_out > 0) else {
        return words.into_iter().collect();
    };
    let half = SHOWN / 2;
    words[..half].iter().chain(&['…']).chain(&words[half + left_out..]).collect()
}
