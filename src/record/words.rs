//! Read the words of an enumeration.

use super::damage::damage;
use super::width::half_width;
use super::{At, Field, Node};
use crate::finding::Words;
use crate::near::nearest;

/// The words of one value of an enumeration.
#[derive(Debug)]
pub struct Answer {
    /// The word in data files.
    pub word: &'static str,
    /// The Chinese word in documents.
    pub chinese: &'static str,
    /// What people and systems write for it beside these; letters are small.
    pub also: &'static [&'static str],
}

/// Which of the values is written, however wide or large its letters are; a fault where it is none.
pub fn answer(node: &Node, at: &mut At<'_>, answers: &[Answer]) -> Option<usize> {
    let text = node.text().map(str::trim).unwrap_or_default();
    if let Some(index) = exactly(text, answers) {
        at.alias(text, answers[index].word.to_string());
        return Some(index);
    }
    let Some(index) = nearly(text, answers) else {
        let words: Vec<_> = answers.iter().map(|answer| answer.word).collect();
        let chinese: Vec<_> = answers.iter().map(|answer| answer.chinese).collect();
        let finding = at.unlike(
            node,
            &format!("one of {}", words.join(", ")),
            &format!("以下之一：{}", chinese.join("、")),
        );
        if let Some(near) = nearest(text, words.iter().copied()).filter(|_| text.is_ascii()) {
            finding.hints.push(Words::did_you_mean(near));
        }
        if let Some(hint) = damage(text) {
            finding.code = "D07";
            finding.hints.push(hint);
        }
        return None;
    };
    // A word has one reading wherever it stands, in a file of settings, too.
    at.alias(text, answers[index].word.to_string());
    Some(index)
}

/// What a word means where it is typed, however wide or large its letters are: by the words that records read for it.
pub fn meant<T: Field>(text: &str) -> Option<T> {
    let (mut faults, mut written) = (Vec::new(), super::Written::default());
    T::read(&Node::Text(text.trim().to_string()), &mut At::top_of_account(&mut faults, &mut written))
}

/// Whether a word is the name of a kind of document, however its letters are written, or its Chinese title, with or
/// without 信用卡 before it.
pub fn is_called(word: &str, name: &str, title: &str) -> bool {
    let bare = |title: &str| {
        let title = title.trim().trim_start_matches('《').trim_end_matches('》');
        title.strip_prefix("信用卡").unwrap_or(title).to_string()
    };
    half_width(word.trim()).to_lowercase().replace(['_', ' '], "-") == name || bare(word) == bare(title)
}

fn exactly(text: &str, answers: &[Answer]) -> Option<usize> {
    answers.iter().position(|answer| answer.word == text || answer.chinese == text)
}

fn nearly(text: &str, answers: &[Answer]) -> Option<usize> {
    let folded = half_width(text).to_lowercase();
    let fits = |answer: &Answer| {
        answer.word == folded || answer.chinese.to_lowercase() == folded || answer.also.contains(&&*folded)
    };
    answers.iter().position(fits)
}

/// The word of data files for what is written, and what is written where there is none: a rule will say why it may
/// not stand.
pub fn answer_or_own(node: &Node, at: &mut At<'_>, answers: &[Answer]) -> Option<String> {
    let own = String::read(node, at)?;
    let text = own.trim();
    let Some(index) = exactly(text, answers).or_else(|| nearly(text, answers)) else { return Some(own) };
    let word = answers[index].word.to_string();
    at.alias(&own, word.clone());
    Some(word)
}

/// Declares an enumeration: the words a field may hold, each with its Chinese name, which is read too, and with what
/// else is read for it.
macro_rules! words {
    ($(#[doc = $doc:literal])+ pub enum $Name:ident { $( $(#[doc = $about:literal])+ $Variant:ident = $word:literal / $chinese:literal $(| $also:literal)*, )+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name { $( $(#[doc = $about])+ $Variant, )+ }

        impl $Name {
            /// Every value, in the order of the handbook.
            pub const ALL: &[Self] = &[$(Self::$Variant),+];

            /// What is read for each, in that order.
            const ANSWERS: &[$crate::record::Answer] = &[
                $( $crate::record::Answer {
                    word: Self::$Variant.word(),
                    chinese: Self::$Variant.chinese(),
                    also: &[$($also),*],
                }, )+
            ];

            /// The word in data files.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$Variant => $word, )+ }
            }

            /// The Chinese word in documents.
            pub const fn chinese(self) -> &'static str {
                match self { $( Self::$Variant => $chinese, )+ }
            }
        }

        impl $crate::record::Field for $Name {
            fn read(node: &$crate::record::Node, at: &mut $crate::record::At<'_>) -> Option<Self> {
                $crate::record::answer(node, at, Self::ANSWERS).map(|index| Self::ALL[index])
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "enum": Self::ALL.iter().map(|value| value.word()).collect::<Vec<_>>() })
            }
        }
    };
}
pub(crate) use words;
