//! Tell from a certificate's subject whom it was issued to: name and number, and what of them may be shown.
//!
//! One table of shapes, `shapes.toml`, serves signing and verifying alike, so that both name the same holder.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use crate::digits::is_resident_id;
use crate::mask;
use crate::unseen::Unseen;

/// The longest name or number that is shown, in characters.
const LONGEST: usize = 120;

/// The longest name in Han characters that may be a person's with a word of rank behind it.
const LONGEST_PERSON: usize = 8;

/// What the name of an organisation ends with; a point behind it does not count.
const ENDINGS: [&str; 19] = [
    "公司",
    "银行",
    "中心",
    "机构",
    "法院",
    "事务所",
    "委员会",
    "CA",
    "Co",
    "Ltd",
    "Limited",
    "Inc",
    "LLC",
    "Corporation",
    "Bank",
    "Authority",
    "Center",
    "Centre",
    "根证书",
];

/// The same, where a person's name may end so, too: behind at least [`FEWEST`] characters in all.
const SHORT_ENDINGS: [&str; 14] =
    ["部", "局", "厅", "院", "所", "社", "会", "厂", "店", "处", "集团", "大学", "认证", "协会"];

/// The fewest characters of an organisation that ends with one of the [`SHORT_ENDINGS`]: no person's name is as long.
const FEWEST: usize = 5;

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    toml::from_str(include_str!("shapes.toml")).unwrap_or_else(|error| panic!("shapes.toml: {error}"))
});

/// The table of `shapes.toml`, whose examples are for people and for a test.
#[derive(Deserialize)]
struct Shapes {
    authority: Vec<Authority>,
    shape: Vec<Shape>,
}

#[derive(Deserialize)]
struct Authority {
    #[serde(deserialize_with = "pattern")]
    o: Regex,
}

#[derive(Deserialize)]
struct Shape {
    #[serde(deserialize_with = "pattern")]
    cn: Regex,
}

fn pattern<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Regex, D::Error> {
    Regex::new(&String::deserialize(from)?).map_err(serde::de::Error::custom)
}

/// The names in a certificate, as they stand there.
#[derive(Default)]
pub struct Names {
    /// O of the subject.
    pub organisations: Vec<String>,
    /// OU of the subject.
    pub units: Vec<String>,
    /// CN of the subject.
    pub own: Vec<String>,
    /// O and CN of the issuer.
    pub issuer: Vec<String>,
}

/// Whom a certificate was issued to.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Holder {
    /// The holder's name first, then what else is a name of the same.
    names: Vec<String>,
    number: Option<String>,
    /// O, where it is the holder's: vouched for as an organisation.
    organisation: Option<String>,
    /// CN as it stands.
    own: Option<String>,
}

/// Masked, because it may be a person.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the holder `{}`", self.shown())
    }
}

impl Holder {
    /// The holder by a certificate's names.
    ///
    /// O names the holder, unless it is the authority's; then CN does. A CN of one of the shapes counts where O says
    /// nothing else, for an authority that looks at O alone may let anybody write any CN. OU is never a name by
    /// itself: it tells a department of O, or a class of certificates.
    pub fn of(names: &Names) -> Self {
        let own = names.own.iter().map(|own| own.trim()).find(|own| !own.is_empty()).map(str::to_string);
        let organisation = names.organisations.iter().map(|o| o.trim()).find(|o| !o.is_empty());
        let organisation =
            organisation.filter(|o| !is_authority(o, own.as_deref(), names)).map(str::to_string);
        if let Some(organisation) = organisation {
            // Behind a whole name only: of half a one anybody could make another's by a unit of their choice.
            let units = names.units.iter().filter(|_| is_organisation(&organisation));
            let departments = units.map(|unit| format!("{organisation}{}", unit.trim()));
            let branch = own.iter().filter(|own| own.starts_with(&organisation)).cloned();
            let all = std::iter::once(organisation.clone()).chain(departments).chain(branch).collect();
            return Self { names: all, number: None, organisation: Some(organisation), own };
        }
        let Some(whole) = own else { return Self::default() };
        let found = SHAPES.shape.iter().find_map(|shape| shape.cn.captures(&whole));
        let (names, number) = match found {
            Some(parts) => (vec![parts["name"].trim().to_string()], Some(bare(&parts["number"]))),
            // Parted by @ in a way that nobody knows: which part is the name cannot be told.
            None if whole.matches('@').count() > 1 => (Vec::new(), None),
            None => (vec![whole.clone()], None),
        };
        Self { names, number, organisation: None, own: Some(whole) }
    }

    /// The holder's name, if the certificate tells one.
    pub fn name(&self) -> Option<&str> {
        self.names.first().map(String::as_str)
    }

    /// The holder's number, if the certificate tells one: a 统一社会信用代码, or a person's.
    pub fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// Whether words are a name of the holder; the width of brackets does not count.
    pub fn is(&self, words: &str) -> bool {
        self.names.iter().any(|name| folded(name) == folded(words))
    }

    /// Whether words are a name of the holder, or a part of one or the other way round: `…银行` and `…银行信用卡中心`.
    pub fn is_part_of(&self, words: &str) -> bool {
        let (own, words) = (folded(self.name().unwrap_or_default()), folded(words));
        let (short, long) = if own.len() < words.len() { (&own, &words) } else { (&words, &own) };
        // Whoever is called `示` is no part of `示例银行`: the shorter is a whole name of its own.
        long.starts_with(short.as_str()) && is_organisation(short) || self.is(&words)
    }

    /// Whether a document may say that this holder signed it under these words: a name, or CN as it stands.
    pub fn may_sign_as(&self, words: &str) -> bool {
        self.is(words) || self.own.as_deref().is_some_and(|own| folded(own) == folded(words))
    }

    /// What a signature says of who made it: a CN that is one name as it stands, else the name.
    pub fn signs_as(&self) -> &str {
        let plain = self.own.as_deref().filter(|_| self.number.is_none());
        plain.or(self.name()).unwrap_or_default()
    }

    /// What a drawn seal says below the holder's name: the number of an organisation, else how it signs.
    pub fn below_the_name(&self) -> &str {
        self.number().filter(|_| self.is_shown_in_full()).unwrap_or(self.signs_as())
    }

    /// The holder in few words that may be shown: organisations by name, persons masked.
    pub fn shown(&self) -> String {
        match (&self.organisation, &self.own) {
            (Some(organisation), Some(own)) if organisation != own => {
                format!("{}, {}", shown_body(organisation), shown(own))
            }
            (Some(organisation), _) => shown_body(organisation),
            (None, own) => self.name().or(own.as_deref()).map(shown).unwrap_or_default(),
        }
    }

    /// The number as it may be shown: an organisation's in full, a person's masked.
    pub fn shown_number(&self) -> Option<String> {
        let number = self.number()?;
        Some(if self.is_shown_in_full() { plain(number) } else { mask::id_number(&plain(number)) })
    }

    /// Whether name and number are an organisation's, which nobody needs to hide.
    fn is_shown_in_full(&self) -> bool {
        self.name().is_some_and(is_organisation) && !self.number().is_some_and(is_resident_id)
    }
}

/// Whether O is the name of an authority and not of the holder, whose own name CN then tells. A bank that is its own
/// authority repeats its O in what it issues, too, but writes no CN with @.
fn is_authority(o: &str, own: Option<&str>, names: &Names) -> bool {
    let Some(own) = own else { return false };
    let known = SHAPES.authority.iter().any(|one| one.o.is_match(o));
    known || own.matches('@').count() > 1 && names.issuer.iter().any(|issuer| issuer.trim() == o)
}

/// A number without the character for its kind before it: N and Z always, 0 where eighteen characters follow.
fn bare(number: &str) -> String {
    let rest = number.strip_prefix(['N', 'Z']).or(number.strip_prefix('0').filter(|rest| rest.len() == 18));
    rest.unwrap_or(number).to_string()
}

/// Words with brackets of one width, and no blanks around them.
fn folded(words: &str) -> String {
    words.trim().replace('（', "(").replace('）', ")")
}

fn is_organisation(name: &str) -> bool {
    let (bare, length) = (name.trim_end_matches('.'), name.chars().count());
    let is_short = || length >= FEWEST && SHORT_ENDINGS.iter().any(|ending| bare.ends_with(ending));
    ENDINGS.iter().any(|ending| bare.ends_with(ending)) || is_short()
}

/// A name as messages may show it: what ends like an organisation's in full, anything else masked.
pub fn shown(name: &str) -> String {
    let name = plain(name);
    if !name.contains('@') && is_organisation(&name) { name } else { mask::name(&name) }
}

/// An O or an authority as messages may show it: in full, unless it may be a person's name. A trader or a doctor may
/// stand there by name, and whoever issues certificates to himself is his own authority.
pub fn shown_body(name: &str) -> String {
    let name = plain(name);
    let is_han = |c: char| ('\u{3400}'..='\u{9FFF}').contains(&c) || c > '\u{1FFFF}';
    let may_be_a_person = name.chars().any(is_han) && name.chars().count() <= LONGEST_PERSON;
    if may_be_a_person { shown(&name) } else { name }
}

/// A unit as messages may show it: in full, unless it holds a number such as persons have.
pub fn shown_unit(unit: &str) -> String {
    let unit = plain(unit);
    let longest = unit.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    if longest < 6 { unit } else { mask::shape(&unit) }
}

/// Text from a certificate without what could disturb a terminal, and with a sign in place of what nobody sees: a name
/// that only looks like another's must not.
pub fn plain(text: &str) -> String {
    let seen = text.chars().filter(|c| !c.is_control());
    seen.map(|c| if Unseen::of(c).is_some() { '\u{FFFD}' } else { c }).take(LONGEST).collect()
}
