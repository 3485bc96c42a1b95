//! Tell what a record says was sent: which kind of document, and whether that demanded payment.

use super::KindFacts;
use crate::account::Notice;
use crate::record::is_called;

/// The kind of document that a step of the course sends, where a word is the name of a step.
type KindOfStep = fn(&str) -> Option<&'static str>;

/// The kinds of document that may have been sent to somebody, the program's own and those of a template folder.
///
/// A record names what was sent by a kind or by a step of the course. The course is a room above this one, so that it is
/// asked by a function.
#[derive(Debug, Clone)]
pub struct SentKinds {
    kinds: Vec<SentKind>,
    of_step: KindOfStep,
}

/// What is known of a kind.
#[derive(Debug, Clone)]
struct SentKind {
    name: String,
    title: String,
    demands: bool,
}

impl SentKinds {
    /// Those of these facts.
    pub fn of<'k>(kinds: impl Iterator<Item = &'k KindFacts>, of_step: KindOfStep) -> Self {
        let known = |kind: &KindFacts| SentKind {
            name: kind.name.clone(),
            title: kind.title.clone(),
            demands: kind.demands,
        };
        Self { kinds: kinds.map(known).collect(), of_step }
    }

    /// The name of the kind that a word means: its own, or its title where no other kind has that.
    pub fn named(&self, word: &str) -> Option<&str> {
        self.exactly(word).or_else(|| self.called(word)).map(|kind| kind.name.as_str())
    }

    /// Whether what a word names may have demanded payment. What is known to be of a kind that does not, did not: it
    /// confirms, answers, announces, or reminds before anything is due. Whether one of those starts the limitation period
    /// anew is open to dispute at the least, so that nobody may rely on it (民法典 195; 法释〔2020〕17号 arts. 8-10).
    pub fn may_demand(&self, word: Option<&str>) -> bool {
        let Some(word) = word else { return true };
        let of_step = || self.exactly((self.of_step)(word)?);
        let kind = self.exactly(word).or_else(of_step).or_else(|| self.called(word));
        kind.is_none_or(|kind| kind.demands)
    }

    /// The same of a notice.
    pub fn notice_may_demand(&self, notice: &Notice) -> bool {
        self.may_demand(notice.kind.as_deref())
    }

    fn exactly(&self, word: &str) -> Option<&SentKind> {
        self.kinds.iter().find(|kind| kind.name == word)
    }

    /// The one kind that is called so.
    fn called(&self, word: &str) -> Option<&SentKind> {
        let mut called = self.kinds.iter().filter(|kind| is_called(word, &kind.name, &kind.title));
        called.next().filter(|_| called.next().is_none())
    }
}
