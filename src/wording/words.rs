//! Find words in a text wherever they stand, within each other too, each with what is known of it.
//!
//! An automaton would be quicker, and would take longer to build than all the sentences of a letter to read.

use std::ops::Range;

/// How many bits tell a character.
const CHARACTER: u32 = 21;

/// Words and what each is.
pub(super) struct WordIndex<T> {
    /// The words, one behind the other.
    text: String,
    /// In order of their beginnings once they are sorted.
    words: Vec<Word<T>>,
    /// A bit for each remainder of the characters with which words begin.
    first: [u64; 64],
}

struct Word<T> {
    /// Its first character and its second, or 0 where it has none.
    begins: u64,
    /// Its bytes in the text of all.
    at: Range<u32>,
    what: T,
}

/// Counts the words only: their thousands would drown what they stand beside.
impl<T> std::fmt::Debug for WordIndex<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} words", self.words.len())
    }
}

impl<T> WordIndex<T> {
    /// Without any word.
    pub(super) fn empty() -> Self {
        Self { text: String::new(), words: Vec::new(), first: [0; 64] }
    }

    /// Adds a word; one without characters is nowhere.
    pub(super) fn add(&mut self, word: &str, what: T) {
        let mut chars = word.chars();
        let Some(first) = chars.next() else { return };
        let from = self.text.len() as u32;
        self.text.push_str(word);
        let at = from..self.text.len() as u32;
        self.words.push(Word { begins: beginning(first, chars.next()), at, what });
        let (block, bit) = place(first);
        self.first[block] |= bit;
    }

    /// Makes them ready to be looked for, after the last was added.
    pub(super) fn sort(&mut self) {
        self.words.sort_unstable_by_key(|word| word.begins);
    }

    /// Finds every word at every place of a text.
    pub(super) fn find_in(&self, text: &str, mut found: impl FnMut(Range<usize>, &T)) {
        let mut chars = text.char_indices().peekable();
        while let Some((at, first)) = chars.next() {
            let (block, bit) = place(first);
            if self.first[block] & bit == 0 {
                continue;
            }
            let second = chars.peek().map(|(_, second)| *second);
            let rest = &text[at..];
            let mut begun = |begins: u64| {
                let from = self.words.partition_point(|word| word.begins < begins);
                for word in self.words[from..].iter().take_while(|word| word.begins == begins) {
                    let characters = &self.text[word.at.start as usize..word.at.end as usize];
                    if rest.starts_with(characters) {
                        found(at..at + characters.len(), &word.what);
                    }
                }
            };
            begun(beginning(first, None));
            if second.is_some() {
                begun(beginning(first, second));
            }
        }
    }
}

fn beginning(first: char, second: Option<char>) -> u64 {
    u64::from(u32::from(first)) << CHARACTER | u64::from(second.map_or(0, u32::from))
}

/// Where the bit of a first character is.
fn place(first: char) -> (usize, u64) {
    let code = u32::from(first) as usize % (64 * 64);
    (code / 64, 1 << (code % 64))
}
