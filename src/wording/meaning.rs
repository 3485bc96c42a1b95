//! Judge sentences by what they say: the structures of `meaning.toml`, with what excuses them.

use std::ops::Range;

use super::bare::Bare;
use super::classifier::Classifier;
use super::entry::EntryText;
use super::excuse::Excuses;
use super::lexicon::{Lexicon, LexiconBuilder, Tokens};
use super::structure::Structure;

/// The classes of words, compiled, with what excuses.
#[derive(Debug)]
pub(super) struct Language {
    lexicon: Lexicon,
    excuses: Excuses,
    classifier: Classifier,
}

/// What an entry forbids by meaning.
#[derive(Debug)]
pub(super) struct Meaning {
    says: Vec<Structure>,
    lawful: Vec<Structure>,
    /// Whether a denial excuses nothing.
    even_denied: bool,
    /// Whether how a sentence reads excuses nothing.
    sober: bool,
}

/// A sentence with its words found.
#[derive(Debug)]
pub(super) struct Heard<'t> {
    /// Its bare form.
    pub(super) bare: Bare<'t>,
    tokens: Tokens,
}

impl Language {
    /// Compiles the classes after the entries have added their own words.
    pub(super) fn of(lexicon: LexiconBuilder, weights: &str) -> Result<Self, String> {
        let (excuses, classifier) = (Excuses::of(&lexicon)?, Classifier::of(weights)?);
        Ok(Self { lexicon: lexicon.build(), excuses, classifier })
    }

    /// Finds the words of a folded sentence.
    pub(super) fn hear<'t>(&self, sentence: &'t str) -> Heard<'t> {
        let bare = Bare::of(sentence);
        let tokens = self.lexicon.tokens(&bare);
        Heard { bare, tokens }
    }

    /// Whether a sentence denies, forbids or warns of what stands at some bytes of its bare form; a denial alone excuses
    /// nothing that is forbidden `even_denied`.
    pub(super) fn excuses(&self, heard: &Heard<'_>, at: &Range<usize>, even_denied: bool) -> bool {
        self.excuses.excuse(&heard.bare, &heard.tokens, std::slice::from_ref(at), even_denied)
    }

    /// Where a sentence reads as forbidden as a whole, in bytes of its bare form.
    pub(super) fn forbidden(&self, heard: &Heard<'_>) -> Option<Range<usize>> {
        self.classifier.forbidden(&heard.bare)
    }

    /// Whether a sentence reads as lawful around some bytes of its bare form.
    pub(super) fn lawful(&self, bare: &Bare<'_>, at: &Range<usize>) -> bool {
        self.classifier.lawful(&bare.words, &bare.words[around(bare, at)])
    }
}

impl Meaning {
    /// What an entry says, where it has structures.
    pub(super) fn of(
        text: &EntryText,
        sober: bool,
        lexicon: &mut LexiconBuilder,
    ) -> Result<Option<Self>, String> {
        let mut read = |lines: &[String]| lines.iter().map(|line| Structure::of(line, lexicon)).collect();
        let (says, lawful): (Result<Vec<_>, _>, Result<Vec<_>, _>) = (read(&text.says), read(&text.lawful));
        let meaning = Self { says: says?, lawful: lawful?, even_denied: text.even_denied, sober };
        Ok((!meaning.says.is_empty()).then_some(meaning))
    }

    /// Where a sentence says it, in bytes of its bare form.
    pub(super) fn found(&self, language: &Language, heard: &Heard<'_>) -> Option<Range<usize>> {
        let Heard { bare, tokens } = heard;
        let mut hit = None;
        let mut accept = |places: &[Range<usize>]| {
            let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
            let at = first.start..last.end;
            let excused = language.excuses.excuse(bare, tokens, places, self.even_denied);
            let accepted = !excused
                && !self.is_lawful(bare, tokens, at.clone())
                && (self.sober || !language.lawful(bare, &at));
            if accepted {
                hit = Some(at);
            }
            accepted
        };
        self.says.iter().any(|line| line.may_stand_in(tokens) && line.find(bare, tokens, &mut accept));
        hit
    }

    /// Whether the clauses in which it was said have a wording that makes it lawful.
    fn is_lawful(&self, bare: &Bare<'_>, tokens: &Tokens, at: Range<usize>) -> bool {
        let said = around(bare, &at);
        let mut overlaps = |places: &[Range<usize>]| match (places.first(), places.last()) {
            (Some(first), Some(last)) => first.start < said.end && last.end > said.start,
            _ => false,
        };
        self.lawful.iter().any(|line| line.may_stand_in(tokens) && line.find(bare, tokens, &mut overlaps))
    }
}

/// The clauses in which bytes are.
fn around(bare: &Bare<'_>, at: &Range<usize>) -> Range<usize> {
    bare.clause(at.start).start..bare.clause(at.end.saturating_sub(1)).end
}
