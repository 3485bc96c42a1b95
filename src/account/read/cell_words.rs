//! What the words of cells mean: words for nothing, for yes and for no, and what spreadsheets leave in them.

use std::borrow::Cow;

use serde_json::Value;

use super::Reading;
use super::paths::{self, Step};
use crate::table::Holds;

/// What kind of value a column holds, as far as it changes how its cells are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// An amount.
    Amount,
    /// A day.
    Day,
    /// Yes or no.
    Flag,
    /// Free values, of which only templates know what they are.
    Free,
    /// Words, counts, rates.
    Other,
}

impl ColumnKind {
    /// The kind of the field at these steps.
    pub(super) fn of(schema: &Value, steps: &[Step]) -> Self {
        if matches!(steps.first(), Some(Step::Field(first)) if first == "extra" || first == "matter") {
            return Self::Free;
        }
        paths::leaf(schema, steps).map_or(Self::Other, Self::of_leaf)
    }

    /// The kind of a field, by what the schema says of it.
    pub(super) fn of_leaf(leaf: &Value) -> Self {
        if leaf["format"] == "date" {
            Self::Day
        } else if leaf["type"] == "boolean" {
            Self::Flag
        } else if leaf["examples"][0] == "8376.25" {
            Self::Amount
        } else {
            Self::Other
        }
    }
}

/// Fields of words and digits, none of which a binary fraction can be.
const NO_FRACTIONS: [&str; 12] = [
    "id",
    "kind",
    "name",
    "salutation",
    "id_type",
    "id_number",
    "mobile",
    "email",
    "postcode",
    "address",
    "number",
    "product",
];

impl ColumnKind {
    /// Whether values of a type can be values of the field at this path.
    pub(super) fn may_be(self, path: &str, holds: Holds) -> bool {
        match (self, holds) {
            (_, Holds::Words) => true,
            (_, Holds::Unfit) => false,
            (Self::Free, _) => true,
            (Self::Amount | Self::Flag | Self::Day | Self::Other, Holds::Exact) => true,
            (Self::Amount, Holds::Float) => true,
            (Self::Other, Holds::Float) => {
                path.rsplit('.').next().is_none_or(|last| !NO_FRACTIONS.contains(&last))
            }
            (Self::Day, Holds::Days) | (Self::Flag, Holds::Flags) => true,
            _ => false,
        }
    }
}

/// What the issuer's own words mean.
#[derive(Debug, Clone, Default)]
pub(super) struct CellWords {
    nothing: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
    dash_is_zero: bool,
}

/// A control character that a spreadsheet wrote into a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ControlMark;

impl CellWords {
    /// The words that a way of reading names.
    pub(super) fn of(reading: &Reading) -> Self {
        let trimmed = |words: &[String]| words.iter().map(|word| word.trim().to_string()).collect();
        Self {
            nothing: trimmed(&reading.nothing),
            yes: trimmed(&reading.yes),
            no: trimmed(&reading.no),
            dash_is_zero: reading.dash_is_zero,
        }
    }

    /// Whether every cell means what it says, so that there is nothing to look for in a record of JSON.
    pub(super) fn is_plain(&self) -> bool {
        let Self { nothing, yes, no, dash_is_zero } = self;
        nothing.is_empty() && yes.is_empty() && no.is_empty() && !dash_is_zero
    }

    /// Whether dashes and blanks are nothing owed.
    pub(super) fn dash_is_zero(&self) -> bool {
        self.dash_is_zero
    }

    /// What the words say; nothing for a word that stands for nothing. `accounting` says that other amounts of the
    /// row are written as accountants do.
    pub(super) fn meant<'t>(&self, text: &'t str, kind: ColumnKind, accounting: bool) -> &'t str {
        let word = text.trim();
        let is = |words: &[String]| words.iter().any(|known| known == word);
        if !self.nothing.is_empty() && is(&self.nothing) {
            return "";
        }
        match kind {
            ColumnKind::Flag if is(&self.yes) => "true",
            ColumnKind::Flag if is(&self.no) => "false",
            ColumnKind::Amount if accounting && is_dash(word) => "0.00",
            _ => text,
        }
    }
}

/// Whether it is the dash that accountants write for nothing.
fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "–" | "—" | "－" | "--" | "——")
}

/// Whether an amount is written as accountants do: with separators, or with two decimals.
pub(super) fn is_accounting(text: &str) -> bool {
    let word = text.trim();
    let decimals = word.rsplit_once('.').map(|(_, decimals)| decimals);
    word.contains(',')
        || decimals
            .is_some_and(|decimals| decimals.len() == 2 && decimals.bytes().all(|b| b.is_ascii_digit()))
}

/// The words of a cell on one line, without the escapes that spreadsheets write for characters: Alt+Enter and its
/// like part nothing in a name or an address.
pub(super) fn on_one_line(text: &str, kind: ColumnKind) -> Result<Cow<'_, str>, ControlMark> {
    if memchr::memchr3(b'\n', b'\r', b'_', text.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let text = unescaped(text)?;
    if kind == ColumnKind::Free || !text.contains(['\n', '\r']) {
        return Ok(text);
    }
    let mut joined = String::with_capacity(text.len());
    for line in text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(joined.chars().next_back()) && latin(line.chars().next()) {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    Ok(Cow::Owned(joined))
}

/// The words with `_xHHHH_` as the character it stands for, as workbooks write what XML cannot hold.
fn unescaped(text: &str) -> Result<Cow<'_, str>, ControlMark> {
    if !text.contains("_x") {
        return Ok(Cow::Borrowed(text));
    }
    let mut words = String::with_capacity(text.len());
    let (mut rest, mut half) = (text, None);
    while let Some((before, code, after)) = escape(rest) {
        words.push_str(before);
        // A character above U+FFFF is written as its two halves.
        let character = match half.take() {
            Some(high) if before.is_empty() => char::decode_utf16([high, code]).next().and_then(Result::ok),
            Some(_) => None,
            None if (0xD800..0xDC00).contains(&code) => {
                half = Some(code);
                rest = after;
                continue;
            }
            None => char::from_u32(code.into()),
        };
        match character {
            Some('\n' | '\r') => words.push('\n'),
            Some(c) if !c.is_control() => words.push(c),
            _ => return Err(ControlMark),
        }
        rest = after;
    }
    if half.is_some() {
        return Err(ControlMark);
    }
    words.push_str(rest);
    Ok(Cow::Owned(words))
}

/// The first escape: what stands before it, its code, what stands behind it.
fn escape(text: &str) -> Option<(&str, u16, &str)> {
    text.match_indices("_x").find_map(|(at, _)| {
        let code = text.get(at + 2..at + 6).filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let after = text.get(at + 6..)?.strip_prefix('_')?;
        Some((&text[..at], u16::from_str_radix(code, 16).ok()?, after))
    })
}
