//! Tell the faults of a name that no word of a list shows: by what kinds of character it holds, and where.

use super::known::Known;
use super::text::{Text, is_latin};
use crate::check::normalise::is_han;
use crate::record::words;

words! {
    /// A fault of a whole text by the kinds of its characters.
    pub enum Shape {
        /// No letter of any script stands there.
        NoLetter = "no-letter" / "没有文字",
        /// Latin letters beside Han characters, but for initials between dots.
        LatinBesideHan = "latin-beside-han" / "汉字间夹字母",
        /// A name in Han characters, a blank, and one of several Latin words.
        TwoSpellings = "two-spellings" / "两种写法",
        /// A digit.
        Digit = "digit" / "数字",
        /// A sign that names of its script do not hold.
        ForeignSign = "foreign-sign" / "其他符号",
        /// A middle dot with nothing before or after it, or two of them.
        EdgeDot = "edge-dot" / "间隔号前后缺字",
        /// A blank between Han characters that does not merely pad a name.
        Parted = "parted" / "空格隔开",
        /// Two names of Han characters, joined by 和 or the like, under surnames that little else is written with.
        TwoNamed = "two-named" / "两人姓名",
        /// The same where names of other languages are written with one of the surnames, too.
        PerhapsTwoNamed = "perhaps-two-named" / "可能为两人姓名",
        /// A country, a province or a city alone.
        RegionAlone = "region-alone" / "只有地区",
    }
}

impl Shape {
    /// The character with which the fault begins, counted from 1; 0 where it is the whole text.
    pub(super) fn of(self, text: &Text<'_>, known: &Known) -> Option<usize> {
        match self {
            Self::NoLetter => no_letter(text).then_some(0),
            Self::TwoNamed => known.joined(text).filter(|(_, sure)| *sure).map(|(at, _)| at),
            Self::PerhapsTwoNamed => known.joined(text).filter(|(_, sure)| !sure).map(|(at, _)| at),
            Self::RegionAlone => known.is_region_alone(text).then_some(0),
            _ if text.only_han => None,
            Self::LatinBesideHan => (!spelt_twice(text)).then(|| latin_beside_han(text)).flatten(),
            Self::TwoSpellings => spelt_twice(text).then_some(0),
            Self::Digit => at(text, |text, at| is_figure(text.chars[at])),
            Self::ForeignSign => at(text, is_foreign),
            Self::EdgeDot => at(text, |text, at| {
                let beside = |at: Option<usize>| at.and_then(|at| text.chars.get(at));
                let missing = |c: Option<&char>| c.is_none_or(|c| *c == '·');
                text.chars[at] == '·' && (missing(beside(at.checked_sub(1))) || missing(beside(Some(at + 1))))
            }),
            Self::Parted => at(text, |text, at| {
                let is_name = |c: &&char| !c.is_whitespace();
                let (before, after) =
                    (text.chars[..at].iter().rfind(is_name), text.chars[at + 1..].iter().find(is_name));
                let han = |c: Option<&char>| c.is_some_and(|c| is_han(*c) || *c == '·');
                text.chars[at].is_whitespace() && han(before) && han(after)
            }),
        }
    }
}

/// The first character of which something is so, and of which no other rule tells.
fn at(text: &Text<'_>, is_so: impl Fn(&Text<'_>, usize) -> bool) -> Option<usize> {
    (0..text.chars.len()).find(|at| is_so(text, *at) && !text.is_told_elsewhere(*at)).map(|at| at + 1)
}

/// Whether only digits, marks and blanks stand there. A character that is lost or cannot be printed may be a letter.
fn no_letter(text: &Text<'_>) -> bool {
    !text.chars.iter().enumerate().any(|(at, c)| c.is_alphabetic() || text.is_told_elsewhere(at))
}

/// A digit or figure that is no Han character.
fn is_figure(c: char) -> bool {
    c.is_numeric() && !is_han(c)
}

/// The first Latin letter in a name that holds Han characters. Initials of one letter between dots, as in 乔治·W·布什,
/// are part of transcribed names.
fn latin_beside_han(text: &Text<'_>) -> Option<usize> {
    if !text.han {
        return None;
    }
    let is_end = |c: Option<&char>| c.is_none_or(|c| *c == '·');
    at(text, |text, at| {
        let (before, after) = (at.checked_sub(1).and_then(|at| text.chars.get(at)), text.chars.get(at + 1));
        let initial = is_end(before) && is_end(after) && !(before.is_none() && after.is_none());
        is_latin(text.chars[at]) && !initial
    })
}

/// Whether a name of Han characters is followed by a blank and at least two Latin words, as identity cards of
/// Hong Kong have both.
fn spelt_twice(text: &Text<'_>) -> bool {
    let mut words = text.raw.split_whitespace();
    let han = |word: &str| word.chars().count() >= 2 && word.chars().all(|c| is_han(c) || c == '·');
    let latin = |word: &str| word.chars().all(|c| is_latin(c) || matches!(c, '-' | '\'' | '’' | ','));
    text.han && words.next().is_some_and(han) && {
        let rest: Vec<_> = words.collect();
        rest.len() >= 2 && rest.into_iter().all(latin)
    }
}

/// Whether a character is a sign that names of its script do not hold.
fn is_foreign(text: &Text<'_>, at: usize) -> bool {
    let c = text.chars[at];
    if c.is_alphabetic() || c.is_numeric() || c.is_whitespace() || c == '·' || is_mark(c) {
        return false;
    }
    let kana =
        |c: &char| matches!(c, '\u{3041}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{FF66}'..='\u{FF9F}');
    if matches!(c, '・' | '･' | '＝' | '゠') && text.chars.iter().any(kana) {
        return false;
    }
    let first = text.chars.iter().find(|c| !c.is_whitespace());
    text.han
        || first.is_some_and(|first| !first.is_alphabetic() && *first == c && !matches!(c, '’' | '‘' | '\''))
        || !is_sign_of_latin_names(text, at)
}

/// Whether a character changes the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}')
}

/// The signs of names in Latin letters: hyphens, apostrophes, full stops, a comma after the family name, and those
/// of Malaysian and Singaporean registers, A/L and @ between two names.
pub(super) fn is_sign_of_latin_names(text: &Text<'_>, at: usize) -> bool {
    let char_at = |at: Option<usize>| at.and_then(|at| text.chars.get(at)).copied();
    let (before, after) = (char_at(at.checked_sub(1)), char_at(Some(at + 1)));
    match text.chars[at] {
        '-' | '‐' | '‑' | '–' | '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '.' => true,
        ',' => {
            before.is_some_and(char::is_alphabetic)
                && after.is_some_and(|c| c.is_alphabetic() || c.is_whitespace())
        }
        '@' => before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_whitespace),
        '/' => {
            let alone = |at: Option<usize>| char_at(at).is_none_or(char::is_whitespace);
            before.is_some_and(|c| matches!(c.to_ascii_lowercase(), 'a' | 's' | 'd' | 'w'))
                && after.is_some_and(|c| matches!(c.to_ascii_lowercase(), 'l' | 'p' | 'o'))
                && alone(at.checked_sub(2))
                && alone(Some(at + 2))
        }
        _ => false,
    }
}
