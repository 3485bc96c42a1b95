//! Turn a message of an engine into one without what an account gave it to say.

use std::borrow::Cow;

use minijinja::value::{Value, ValueKind};

use super::TemplateSet;

/// The fewest digits in one run that may name somebody.
const FEW: usize = 4;

/// A message without words of the account's. A word stays that stands in a template; of the others none does that a
/// value holds, that is not ASCII (the engines speak English) or that holds a long number.
pub(super) fn apart(message: &str, values: &Value, set: &TemplateSet) -> String {
    let (mut held, mut out, mut rest) = (None, String::with_capacity(message.len()), message);
    while let Some(from) = rest.find(char::is_alphanumeric) {
        let (before, word) = rest.split_at(from);
        let (word, after) = word.split_at(word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len()));
        out.push_str(before);
        let strange = !word.is_ascii() || word.bytes().filter(u8::is_ascii_digit).count() >= FEW;
        let suspect = strange || holds(held.get_or_insert_with(|| words(values)), word);
        let shown = if suspect && !stands(set, word) { "***" } else { word };
        out.push_str(shown);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether a word is one of the account's, or is put together from one that is long enough to tell.
fn holds(words: &[String], word: &str) -> bool {
    let word = word.to_lowercase();
    words.iter().any(|held| *held == word || (held.len() > FEW && word.contains(held.as_str())))
}

/// Whether a template holds a word: then it is the author's. Engines write some of them in small letters.
fn stands(set: &TemplateSet, word: &str) -> bool {
    let small = word.to_lowercase();
    set.files().any(|(_, text)| text.contains(word) || text.to_lowercase().contains(&small))
}

/// The words of all that an account gave, in small letters.
fn words(values: &Value) -> Vec<String> {
    let mut found = Vec::new();
    gather(values, &mut found);
    found
}

fn gather(value: &Value, found: &mut Vec<String>) {
    let text = match value.kind() {
        ValueKind::String => Cow::Borrowed(value.as_str().unwrap_or_default()),
        ValueKind::Number => Cow::Owned(value.to_string()),
        ValueKind::Seq | ValueKind::Map => {
            for name in value.try_iter().into_iter().flatten() {
                let below = value.get_item(&name).ok().filter(|_| value.kind() == ValueKind::Map);
                gather(below.as_ref().unwrap_or(&name), found);
            }
            return;
        }
        _ => return,
    };
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    found.extend(words.map(str::to_lowercase));
}
