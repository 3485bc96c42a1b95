//! The surnames and regions that the list names, and what they tell of a whole text.

use std::collections::BTreeSet;

use super::text::Text;
use crate::check::normalise::is_han;

/// What joins two names into one text.
const JOINERS: &str = "或及与與和暨";

/// What holds places below a city, or one city after another.
const BELOW: &str = "市区县镇乡村路街道巷弄号";

/// Markets and shops, whose names end as those of cities do.
const MARKETS: &[&str] =
    &["超市", "夜市", "花市", "菜市", "早市", "集市", "门市", "鱼市", "鸟市", "米市", "灯市", "闹市"];

/// Surnames and regions.
pub(super) struct Known {
    /// Surnames of two characters.
    compound: BTreeSet<String>,
    /// Surnames of one character that little else is written with.
    common: BTreeSet<char>,
    /// Surnames of one character that names of other languages are written with, too.
    sounding: BTreeSet<char>,
    /// Countries and provinces, the longest first.
    provinces: Vec<String>,
}

impl Known {
    /// Those that blanks part in each text.
    pub(super) fn of(compound: &str, common: &str, sounding: &str, provinces: &str) -> Self {
        let owned = |text: &str| text.split_whitespace().map(String::from).collect::<Vec<_>>();
        let single = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect();
        let mut provinces = owned(provinces);
        provinces.sort_by_key(|name| std::cmp::Reverse(name.len()));
        Self {
            compound: owned(compound).into_iter().collect(),
            common: single(common),
            sounding: single(sounding),
            provinces,
        }
    }

    /// Whether two characters are a surname.
    pub(super) fn is_compound_surname(&self, part: &str) -> bool {
        self.compound.contains(part)
    }

    /// How many characters of a name its surname has.
    pub(super) fn surname_len(&self, name: &str) -> usize {
        let two: String = name.chars().take(2).collect();
        if self.is_compound_surname(&two) { 2 } else { 1 }
    }

    /// The character, counted from 1, that joins two names, each of a surname and one or two characters more; and
    /// whether both surnames are such that nobody alone goes by that name.
    pub(super) fn joined(&self, text: &Text<'_>) -> Option<(usize, bool)> {
        let chars = text.only_han.then_some(&text.chars)?;
        (2..chars.len().saturating_sub(2)).filter(|at| JOINERS.contains(chars[*at])).find_map(|at| {
            let sure = self.person(&chars[..at])?;
            Some((at + 1, sure & self.person(&chars[at + 1..])?))
        })
    }

    /// Whether a name of a surname and one or two characters more has one that little else is written with.
    fn person(&self, name: &[char]) -> Option<bool> {
        let whole: String = name.iter().collect();
        let first = name.first()?;
        let surname = self.surname_len(&whole);
        let sure = surname == 2 || self.common.contains(first);
        let known = sure || self.sounding.contains(first);
        (known && (surname + 1..=surname + 2).contains(&name.len())).then_some(sure)
    }

    /// Whether an address names a country, a province or a city and nothing in it.
    pub(super) fn is_region_alone(&self, text: &Text<'_>) -> bool {
        let mut rest = text.dense();
        while let Some(within) = self.provinces.iter().find_map(|name| rest.strip_prefix(name.as_str())) {
            rest = within;
        }
        let Some(city) = rest.strip_suffix('市') else { return rest.is_empty() && text.han };
        let (whole, length) = (rest.len() == text.dense().len(), city.chars().count());
        city.chars().all(|c| is_han(c) && !BELOW.contains(c))
            && !MARKETS.iter().any(|market| rest.ends_with(market))
            && (usize::from(whole) * 2..=6).contains(&length)
    }
}
