//! Say in a few words what a finding's code stands for.

use crate::check::book;
use crate::codes;
use crate::finding::Lang;

/// What the code is about; empty for a code that nobody knows.
pub(in crate::deliver) fn about(code: &str, lang: Lang) -> String {
    let rule = book::entry(code).map(book::Entry::about);
    let other = || codes::named(code).map(|code| code.says.words());
    rule.or_else(other).map(|words| words.get(lang).to_string()).unwrap_or_default()
}
