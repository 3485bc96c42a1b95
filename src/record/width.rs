//! Turn typed figures and words into half-width characters, so that it does not matter how a keyboard was set.

use std::borrow::Cow;

use crate::unseen::Unseen;

/// Words as they are compared: full-width letters, digits and marks half-width, every blank a plain one, without
/// characters that have no width, blanks at the ends gone.
pub(crate) fn half_width(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let seen = |c: &char| !matches!(Unseen::of(*c), Some(Unseen::Direction | Unseen::Invisible));
    let folded: String = text.chars().filter(seen).map(narrow).collect();
    Cow::Owned(folded.trim().to_string())
}

fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '￥' => '¥',
        '￡' => '£',
        '￦' => '₩',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' => '-',
        '﹐' => ',',
        '﹒' => '.',
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        c if c.is_whitespace() => ' ',
        other => other,
    }
}

/// The words inside what keeps a spreadsheet from taking them for a number: `="…"` or an apostrophe before a figure.
pub(super) fn unguarded(text: &str) -> &str {
    let quoted = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let figure = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit());
    quoted.or_else(|| text.strip_prefix('\'').filter(figure)).map_or(text, str::trim)
}
