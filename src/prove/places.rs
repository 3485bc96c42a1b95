//! Say where in an author's templates the fixed words stand that a fault is about: rules on words and faces judge what
//! was filled in, and know no place.

use crate::fill::TemplateSet;
use crate::finding::{Finding, Lang};

/// A fault with its place, where it has none and its words stand in a file that is not built in.
pub(super) fn placed(mut fault: Finding, set: &TemplateSet) -> Finding {
    let told = fault.hints.iter().any(|hint| hint.get(Lang::En).starts_with("at "));
    let Some(words) = words(&fault.message.en).filter(|_| !told) else { return fault };
    let own = || set.templates().chain(set.modules()).filter(|(name, _)| set.is_own(name));
    if let Some((name, at)) = own().find_map(|(name, text)| Some((name, text.find(&words)?))) {
        fault.hints.insert(0, set.place(name, at).told());
    }
    fault
}

/// The words that a message is about: those it quotes first, or the character whose number it tells.
fn words(message: &str) -> Option<String> {
    let character = || {
        let digits = message.split("U+").nth(1)?;
        let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        char::from_u32(u32::from_str_radix(&digits[..end], 16).ok()?).map(String::from)
    };
    let quoted = || message.split('`').nth(1).filter(|words| !words.is_ascii()).map(String::from);
    character().or_else(quoted)
}
