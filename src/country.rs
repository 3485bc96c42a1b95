//! The countries and regions that post goes to: their names, and whether they have postcodes.

use std::sync::LazyLock;

/// Code, three-letter code, Chinese name, English name, postcodes, other names; the names are those of Unicode CLDR
/// in the forms that post offices print, the postcodes those of the Universal Postal Union's list.
const TABLE: &str = include_str!("countries.tsv");

/// A country or region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// Its ISO 3166-1 code of two letters.
    code: &'static str,
}

/// What is known of a country.
#[derive(Debug)]
struct Facts {
    code: &'static str,
    chinese: &'static str,
    english: &'static str,
    postcodes: Postcodes,
    names: Vec<&'static str>,
}

/// Whether a country has postcodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Postcodes {
    /// Every address has one.
    Must,
    /// Few addresses have one, or none.
    May,
    /// There are none, and a figure in their place is a filler.
    None,
}

static COUNTRIES: LazyLock<Vec<Facts>> = LazyLock::new(|| TABLE.lines().filter_map(Facts::of).collect());

impl Facts {
    fn of(line: &'static str) -> Option<Self> {
        let mut cells = line.split('\t');
        let mut next = || cells.next();
        let (code, three, chinese, english) = (next()?, next()?, next()?, next()?);
        let postcodes = match next()? {
            "must" => Postcodes::Must,
            "may" => Postcodes::May,
            _ => Postcodes::None,
        };
        let others = next()?.split('、').filter(|name| !name.is_empty());
        let names = [code, three, chinese, english].into_iter().chain(others).collect();
        Some(Self { code, chinese, english, postcodes, names })
    }
}

impl Country {
    /// The mainland of China, where a letter needs no country's name.
    pub const CHINA: Self = Self { code: "CN" };

    /// The country of a code of two or three letters, or of a Chinese or English name.
    pub fn of(name: &str) -> Option<Self> {
        let is = |facts: &&Facts| facts.names.iter().any(|known| known.eq_ignore_ascii_case(name));
        COUNTRIES.iter().find(is).map(|facts| Self { code: facts.code })
    }

    /// Every country, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        COUNTRIES.iter().map(|facts| Self { code: facts.code })
    }

    /// The code of two letters (ISO 3166-1), such as `HK`.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// The Chinese name, such as `中国香港`.
    pub fn chinese(self) -> &'static str {
        self.facts().map_or("", |facts| facts.chinese)
    }

    /// The name that post offices abroad read, in capital letters: `HONG KONG, CHINA`.
    pub fn english(self) -> &'static str {
        self.facts().map_or("", |facts| facts.english)
    }

    /// Whether it has postcodes.
    pub fn postcodes(self) -> Postcodes {
        self.facts().map_or(Postcodes::May, |facts| facts.postcodes)
    }

    /// Whether it is the mainland of China.
    pub fn is_mainland(self) -> bool {
        self == Self::CHINA
    }

    /// Whether a postcode may stand in an address of it: six digits in the mainland, 3, 5 or 6 in Taiwan, elsewhere 2
    /// to 12 letters, digits, blanks and hyphens.
    pub fn is_postcode(self, code: &str) -> bool {
        let digits =
            |lengths: &[usize]| lengths.contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
        match (self.code, self.postcodes()) {
            // The first two figures name a province, and none has `00`.
            ("CN", _) => digits(&[6]) && !code.starts_with("00"),
            ("TW", _) => digits(&[3, 5, 6]),
            (_, Postcodes::None) => false,
            _ => {
                let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-');
                (2..=12).contains(&code.len())
                    && code.bytes().all(plain)
                    && code.bytes().any(|b| b.is_ascii_digit())
            }
        }
    }

    fn facts(self) -> Option<&'static Facts> {
        COUNTRIES.iter().find(|facts| facts.code == self.code)
    }
}
