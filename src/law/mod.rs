//! Hold what the law sets and may change: figures, names of bodies, days on which a text begins or ends.
//!
//! They stand in `law.toml`, each with its source and the day on which somebody last looked. What a statute has said
//! for decades and every document spells out, such as the five years of 办法 70, stands where it is used.

use std::sync::LazyLock;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use crate::finding::Lang;

const FILE: &str = include_str!("law.toml");

/// Everything that is held here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Laws {
    /// The share a year above which a court reduces charges when the borrower asks.
    pub interest_ceiling: Law<Share>,
    /// How many days must lie between two effective demands.
    pub demand_spacing: Law<u32>,
    /// Up to how many days overdue a payment settles charges first.
    pub charges_first: Law<i64>,
    /// Where the financial supervisor hears complaints.
    pub supervision_line: Law<Line>,
    /// Where the central bank hears complaints.
    pub central_bank_line: Law<Line>,
    /// The table of all-in cost.
    pub cost_table: Law<()>,
    /// The pilot for bulk sales of bad loans.
    pub assignment_pilot: Law<()>,
    /// The model forms of complaints.
    pub complaint_form: Law<()>,
}

/// One text with what it sets.
#[derive(Debug, Deserialize)]
pub struct Law<T> {
    /// Which text, and how long it holds.
    #[serde(flatten)]
    pub text: Text,
    /// What it sets.
    #[serde(default)]
    pub value: T,
}

/// Which text sets something, and how long it holds.
#[derive(Debug, Deserialize)]
pub struct Text {
    name: Both,
    source: Both,
    /// The day on which somebody last looked whether it still stands.
    #[serde(deserialize_with = "day")]
    pub checked: NaiveDate,
    /// From when it holds.
    #[serde(default, deserialize_with = "some_day")]
    pub in_force: Option<NaiveDate>,
    /// Its last day, where it has an end.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_until: Option<NaiveDate>,
    #[serde(default)]
    concerns: Vec<String>,
}

/// A share of one, such as 0.24.
#[derive(Debug, Default, Clone, Copy)]
pub struct Share(pub Decimal);

/// A telephone line of a public body.
#[derive(Debug, Default, Deserialize)]
pub struct Line {
    /// The number.
    pub number: String,
    /// Whose it is.
    pub body: String,
    /// What it is called.
    pub line: String,
}

#[derive(Debug, Deserialize)]
struct Both {
    zh: String,
    en: String,
}

/// The laws of this program.
pub fn laws() -> &'static Laws {
    static LAWS: LazyLock<Laws> = LazyLock::new(|| match toml::from_str(FILE) {
        Ok(laws) => laws,
        // The file is part of the program, and a test reads it.
        Err(fault) => unreachable!("law.toml: {fault}"),
    });
    &LAWS
}

/// The file itself, for the manifest's hash of the rules.
pub fn file() -> &'static str {
    FILE
}

impl Laws {
    /// The texts, in the order of the file.
    pub fn texts(&self) -> [&Text; 8] {
        let Self {
            interest_ceiling,
            demand_spacing,
            charges_first,
            supervision_line,
            central_bank_line,
            cost_table,
            assignment_pilot,
            complaint_form,
        } = self;
        [
            &interest_ceiling.text,
            &demand_spacing.text,
            &charges_first.text,
            &supervision_line.text,
            &central_bank_line.text,
            &cost_table.text,
            &assignment_pilot.text,
            &complaint_form.text,
        ]
    }
}

impl Text {
    /// What it sets, in a few words.
    pub fn name(&self, lang: Lang) -> &str {
        self.name.get(lang)
    }

    /// The text, and where it was published.
    pub fn source(&self, lang: Lang) -> &str {
        self.source.get(lang)
    }

    /// Whether it has ended before a day.
    pub fn has_ended(&self, on: NaiveDate) -> bool {
        self.valid_until.is_some_and(|last| on > last)
    }

    /// Whether it concerns a kind of document: one of that name, or one that lists one of these rules.
    pub fn concerns(&self, kind: &str, follows: impl Fn(&str) -> bool) -> bool {
        self.concerns.iter().any(|named| named == kind || follows(named))
    }
}

impl Both {
    fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map(Self).map_err(D::Error::custom)
    }
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    day(from).map(Some)
}
