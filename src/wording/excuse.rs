//! Tell whether a sentence says of something that it is not done, or warns of those who do it.
//!
//! “我行不会联系您的亲友” and “谨防冒充法院的诈骗” hold the words of a threat and are none. “如不还款，将联系您的亲友”
//! holds a 不 that denies something else: what denies must stand before, in the same clause, with no turn in between.
//! Only words that can deny nothing else may stand behind: “…均与您无关”.

use std::ops::Range;

use super::bare::Bare;
use super::lexicon::{LexiconBuilder, Tokens};

/// The classes of the file by which a sentence excuses its words.
#[derive(Debug)]
pub(super) struct Excuses {
    /// Denies or forbids what follows in the clause.
    denies: usize,
    /// Ends what a denial covers.
    turns: usize,
    /// Lets the denial of the clause before go on.
    goes_on: usize,
    /// Warns of what follows in the clause.
    warns: usize,
    /// Begins to tell of what strangers may do.
    supposes: usize,
    /// Says what to do against it.
    resolves: usize,
    /// Says behind it that it is not so, or nobody's right: 与您无关, 我行无权.
    disclaims: usize,
    /// Says what collectors may not do: 催收人员不得.
    rules_out: usize,
    /// Opens a sentence that warns as a whole: 谨防.
    reminds: usize,
}

impl Excuses {
    /// The classes by their names in the file.
    pub(super) fn of(lexicon: &LexiconBuilder) -> Result<Self, String> {
        Ok(Self {
            denies: lexicon.named("否定")?,
            turns: lexicon.named("转折")?,
            goes_on: lexicon.named("承接")?,
            warns: lexicon.named("警示")?,
            supposes: lexicon.named("假设")?,
            resolves: lexicon.named("化解")?,
            disclaims: lexicon.named("撇清")?,
            rules_out: lexicon.named("严令")?,
            reminds: lexicon.named("提醒")?,
        })
    }

    /// Whether what stands at these places is denied, forbidden or warned of. Some words no denial makes lawful, as 毫无诚信
    /// denies and is an insult; but who warns of those who say so insults nobody.
    pub(super) fn excuse(
        &self,
        bare: &Bare<'_>,
        tokens: &Tokens,
        places: &[Range<usize>],
        even_denied: bool,
    ) -> bool {
        !even_denied && places.iter().any(|at| self.is_denied(bare, tokens, at.clone()))
            || self.is_warned_of(bare, tokens, places)
            || self.is_disclaimed(tokens, places)
            || self.is_ruled_out(bare, tokens, places)
            || tokens.of(self.reminds).any(|word| word.start == 0)
    }

    /// Whether its clause says that collectors may not do it, whatever turns stand in the words that they may not use.
    fn is_ruled_out(&self, bare: &Bare<'_>, tokens: &Tokens, places: &[Range<usize>]) -> bool {
        let Some(first) = places.first() else { return false };
        let clause = bare.clause(first.start);
        tokens.of(self.rules_out).any(|word| word.start >= clause.start && word.end <= first.end)
    }

    /// Whether the sentence goes on to say that what it named is not so.
    fn is_disclaimed(&self, tokens: &Tokens, places: &[Range<usize>]) -> bool {
        let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
        tokens.of(self.disclaims).any(|word| word.start > first.start && word.end >= last.end)
    }

    /// Whether something before a byte, in its clause or in one that it goes on with, denies it.
    fn is_denied(&self, bare: &Bare<'_>, tokens: &Tokens, at: Range<usize>) -> bool {
        let clause = bare.clause(at.start);
        let governs = |class| self.governs(tokens, class, clause.start, &at);
        if governs(self.denies) || governs(self.warns) {
            return true;
        }
        let goes_on = tokens.of(self.goes_on).any(|word| word.start == clause.start);
        let goes_on = goes_on && !self.turned(tokens, clause.start, at.start);
        // The last byte of the clause before: past the one that parts the two.
        let before = clause.start.checked_sub(2).filter(|_| goes_on);
        before.is_some_and(|last| self.is_denied(bare, tokens, last..last + 1))
    }

    /// Whether a word of a class stands before, or begins with what it covers (不代收), with no turn behind it.
    fn governs(&self, tokens: &Tokens, class: usize, from: usize, at: &Range<usize>) -> bool {
        let before = |word: &Range<usize>| word.start >= from && word.start < at.start && word.end <= at.end;
        tokens.of(class).filter(before).any(|word| !self.turned(tokens, word.end, at.start))
    }

    /// Whether a turn stands between; one that is part of a denial (不会将) is none.
    fn turned(&self, tokens: &Tokens, from: usize, to: usize) -> bool {
        let mut turns = tokens.of(self.turns).filter(|turn| turn.start >= from && turn.end <= to);
        turns.any(|turn| !tokens.of(self.denies).any(|word| word.start <= turn.start && word.end >= turn.end))
    }

    /// Whether the sentence tells of strangers who do it and what to do against them.
    fn is_warned_of(&self, bare: &Bare<'_>, tokens: &Tokens, places: &[Range<usize>]) -> bool {
        let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
        let supposed = || tokens.of(self.supposes).any(|word| word.start < last.end);
        let end = bare.clause(last.end.saturating_sub(1)).end;
        let told = || bare.words[..end].ends_with('的') && first.start < end;
        tokens.of(self.resolves).any(|word| word.start >= last.end) && (supposed() || told())
    }
}
