//! Read the table of steps that is part of the program.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::finding::{Lang, Said, said};

const FILE: &str = include_str!("steps.toml");

/// What stands in the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// What stops steps, at the most 32.
    #[serde(rename = "rest")]
    pub rests: Vec<Ground>,
    /// Why a step waits for a day.
    #[serde(rename = "wait")]
    pub waits: Vec<Ground>,
    /// How many contacts there may be.
    #[serde(rename = "limit")]
    pub limits: Vec<LimitRow>,
    /// The steps, the first of those that may be taken first.
    #[serde(rename = "step")]
    pub steps: Vec<StepRow>,
}

/// A reason with what it stands on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Its name, by which data tell it.
    pub name: String,
    en: String,
    zh: String,
    basis: String,
    basis_zh: String,
    #[serde(default)]
    end: String,
    #[serde(default)]
    end_zh: String,
}

/// How many contacts an addressee gets by a way.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitRow {
    /// A way, or `all`.
    pub way: String,
    /// Within a day.
    pub day: u32,
    /// Within seven days.
    pub week: u32,
    /// The most that an issuer may set for a day.
    pub most_day: u32,
    /// The most that an issuer may set for seven days.
    pub most_week: u32,
    basis: String,
    basis_zh: String,
}

/// One step as the table has it; the head of the file says what each field means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRow {
    /// Its name, by which data and issuer files tell it.
    pub name: String,
    en: String,
    zh: String,
    /// The kind of document.
    pub kind: String,
    /// Whom it goes to.
    pub to: Vec<String>,
    /// The first day after the due date.
    pub from: Option<i32>,
    /// The earliest first day that may be set.
    pub least_from: Option<i32>,
    /// The last day after the due date.
    pub until: Option<i32>,
    /// The latest last day that may be set.
    pub most_until: Option<i32>,
    /// Days since the last demand that arrived.
    #[serde(default)]
    pub gap: u32,
    /// The fewest of them that may be set.
    pub least_gap: Option<u32>,
    /// Days after which it is taken again.
    pub again: Option<u32>,
    /// The fewest of them that may be set.
    pub least_again: Option<u32>,
    /// Steps of which one came before.
    #[serde(default)]
    pub after: Vec<String>,
    /// How many days ago.
    #[serde(default)]
    pub days: u32,
    /// Whether they count from its arrival.
    #[serde(default)]
    pub arrived: bool,
    /// Steps after which it is taken no more.
    #[serde(default)]
    pub never_after: Vec<String>,
    /// Rests that must stand.
    #[serde(default)]
    pub only: Vec<String>,
    /// Rests that do not stop it.
    #[serde(default)]
    pub despite: Vec<String>,
    /// Fields that the record must give.
    #[serde(default)]
    pub needs: Vec<String>,
    /// A field without which an account is not concerned.
    pub when: Option<String>,
    /// A field that shows that it was done.
    pub unless: Option<String>,
    /// The field from which “once” counts.
    pub since: Option<String>,
    /// Days from then within which it is wanted.
    pub within: Option<u32>,
    /// A day that is reckoned.
    pub special: Option<Special>,
    /// The ways, the first that is free.
    pub channels: Vec<String>,
    /// Who decides.
    #[serde(default)]
    pub who: Who,
    /// Whether it demands payment.
    #[serde(default)]
    pub demands: bool,
    /// Whether the law wants it.
    #[serde(default)]
    pub duty: bool,
    /// What it gives the document's own fields.
    #[serde(default)]
    pub sets: std::collections::BTreeMap<String, String>,
    basis: String,
    basis_zh: String,
}

/// A day that is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Special {
    /// After the grace of the instalment that was missed.
    PlanGrace,
    /// After the days to make good.
    PlanCure,
    /// Some time after the death.
    Mourning,
    /// Some time before the limitation period ends.
    Limitation,
}

/// Who decides on a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// The program.
    #[default]
    Program,
    /// Somebody; the program tells that it may be.
    Person,
}

/// The table that is part of the program.
pub fn book() -> &'static Book {
    static BOOK: LazyLock<Book> = LazyLock::new(|| match Book::read(FILE) {
        Ok(book) => book,
        // The file is part of the program, and a test reads it.
        Err(fault) => unreachable!("steps.toml: {fault}"),
    });
    &BOOK
}

/// The kind of document that a step sends, where a word is the name of one, or its Chinese name.
pub fn kind_of_step(word: &str) -> Option<&'static str> {
    let step = book().steps.iter().find(|step| step.name == word || step.zh == word);
    step.map(|step| step.kind.as_str())
}

/// The file itself, for the manifest's hash of the rules.
pub fn file() -> &'static str {
    FILE
}

impl Book {
    /// Reads a table.
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|fault| fault.to_string())
    }
}

impl Ground {
    /// What it is.
    pub fn about(&'static self) -> Said {
        said(&self.en, &self.zh)
    }

    /// What it stands on.
    pub fn basis(&'static self) -> Said {
        said(&self.basis, &self.basis_zh)
    }

    /// What ends it; no words where a day does.
    pub fn end(&'static self) -> Said {
        said(&self.end, &self.end_zh)
    }
}

impl LimitRow {
    /// What it stands on.
    pub fn basis(&'static self) -> Said {
        said(&self.basis, &self.basis_zh)
    }
}

impl StepRow {
    /// What it is called.
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// What it stands on.
    pub fn basis(&'static self) -> Said {
        said(&self.basis, &self.basis_zh)
    }

    /// What it stands on, in a language.
    pub fn ground(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.basis,
            Lang::Zh => &self.basis_zh,
        }
    }
}
