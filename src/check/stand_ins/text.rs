//! A text in the form in which it is looked through: letters small and half-width, blanks alike, places kept.

use crate::check::characters::Flaw;
use crate::check::lookalikes::meant;
use crate::check::normalise::is_han;
use crate::fonts::Fonts;

/// A text, folded character by character, so that places in it stay.
pub(super) struct Text<'a> {
    /// The characters as they are.
    pub(super) chars: Vec<char>,
    /// The text as it is.
    pub(super) raw: &'a str,
    /// The text with small, half-width letters and marks, every blank a plain one.
    pub(super) folded: String,
    /// Where it stands, and the faces it is printed with: whether other rules tell a character.
    path: &'a str,
    fonts: &'a Fonts,
    /// Whether it holds a Han character.
    pub(super) han: bool,
    /// Whether all of it is Han characters.
    pub(super) only_han: bool,
    /// Whether two of the letters a to z stand side by side in it, small or not.
    pub(super) latin_word: bool,
    /// What is left without the marks and blanks around it.
    core: String,
    /// The same without blanks within.
    dense: String,
}

impl<'a> Text<'a> {
    pub(super) fn of(text: &'a str, path: &'a str, fonts: &'a Fonts) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let only_han = chars.iter().all(|c| is_han(*c));
        let folded = if only_han { text.to_string() } else { folded(text) };
        let trimmed = folded.trim_matches(|c: char| !c.is_alphanumeric());
        let core = if trimmed.is_empty() { folded.trim() } else { trimmed };
        let dense: String = core.chars().filter(|c| *c != ' ').collect();
        let (core, han) = (core.to_string(), chars.iter().any(|c| is_han(*c)));
        let latin_word = text.as_bytes().windows(2).any(|two| two.iter().all(u8::is_ascii_alphabetic));
        Self { raw: text, chars, folded, path, fonts, han, only_han, latin_word, core, dense }
    }

    /// Whether another rule tells the character at a place: it was lost, is hidden, or looks like another.
    pub(super) fn is_told_elsewhere(&self, at: usize) -> bool {
        let told =
            |c: &char| Flaw::of(*c, self.path, self.fonts).is_some() || meant(&self.chars, at).is_some();
        !self.only_han && self.chars.get(at).is_some_and(told)
    }

    /// Whether a word is all that stands there, but for marks and blanks around it and blanks between Han characters.
    pub(super) fn is_only(&self, word: &str) -> bool {
        !word.is_empty()
            && (self.folded.trim() == word || self.core == word || (self.han && self.dense == word))
    }

    /// The forms in which it may be a whole word.
    pub(super) fn wholes(&self) -> [&str; 3] {
        [self.folded.trim(), &self.core, if self.han { &self.dense } else { &self.core }]
    }

    /// The parts that blanks and marks separate.
    pub(super) fn parts(&self) -> impl Iterator<Item = &str> {
        let parts = self.core.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\\' | '/'));
        parts.filter(|part| !part.is_empty())
    }

    /// What stands there without blanks and marks around.
    pub(super) fn core(&self) -> &str {
        &self.core
    }

    /// The same without blanks within.
    pub(super) fn dense(&self) -> &str {
        &self.dense
    }

    /// The place of a byte of the folded text, counted from 1.
    pub(super) fn place(&self, byte: usize) -> usize {
        self.folded[..byte].chars().count() + 1
    }
}

/// Small, half-width letters and marks; every blank a plain one; one character for one.
pub(super) fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

fn fold(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_lowercase(),
        _ if c.is_whitespace() => ' ',
        _ => c,
    }
}

/// Whether a character is a letter of the Latin script, whatever its width and accents.
pub(super) fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
        || (c.is_alphabetic()
            && matches!(c, '\u{AA}'..='\u{2AF}' | '\u{1D00}'..='\u{1DBF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2C60}'..='\u{2C7F}'))
}
