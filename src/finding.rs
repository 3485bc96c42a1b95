//! What is wrong with an account, where, on what legal basis, and what to do.

use std::fmt;

use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

/// A sentence in English and in Chinese, so that the reader picks the language and not the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// English: lower case, no full stop, names in backticks.
    pub en: String,
    /// Chinese: no full stop, names in backticks.
    pub zh: String,
}

impl Words {
    /// Both wordings of one sentence.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// The words of another program, which has one language: the Chinese says whose they are and quotes them.
    pub fn foreign(whose: &str, words: impl fmt::Display) -> Self {
        Self { en: words.to_string(), zh: format!("{whose}原文：“{words}”") }
    }

    /// The question whether a name is meant.
    pub(crate) fn did_you_mean(name: &str) -> Self {
        Self::new(format!("did you mean `{name}`?"), format!("是否应为 `{name}`？"))
    }

    /// The wording in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// The English wording.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Words {}

/// A fixed sentence in English and in Chinese.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

/// A fixed sentence.
pub(crate) const fn said(en: &'static str, zh: &'static str) -> Said {
    Said { en, zh }
}

impl Said {
    /// The sentence as a finding has it.
    pub fn words(self) -> Words {
        Words::new(self.en, self.zh)
    }

    /// The wording in `lang`.
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// The language of findings, reports and messages; the documents are always Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// Whether a finding refuses the document or only warns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The document is made and the manifest remembers the finding.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One thing that is wrong with one account.
///
/// Codes: `R…` and `W…` are the rules of the handbook, `D…` data that cannot be
/// read, `G…` glyphs, `T…` templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether the document is refused.
    pub severity: Severity,
    /// The stable code, such as `R04`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Words,
    /// The field, as `ledgers[0].total`; empty when the whole record is meant.
    pub path: String,
    /// The article, standard or house rule it stands on.
    pub basis: Option<Words>,
    /// What to do about it.
    pub hints: Vec<Words>,
    /// The override that waived it, where one did.
    pub overridden_by: Option<AppliedOverride>,
}

/// An override of the issuer file that waived a finding, as it stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedOverride {
    /// Its id.
    pub id: String,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approver: String,
}

impl Finding {
    /// A finding that refuses the document.
    pub fn error(code: &'static str, path: impl Into<String>, message: Words) -> Self {
        let (severity, path) = (Severity::Error, path.into());
        Self { severity, code, message, path, basis: None, hints: Vec::new(), overridden_by: None }
    }

    /// A finding that lets the document through.
    pub fn warning(code: &'static str, path: impl Into<String>, message: Words) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, path, message) }
    }

    /// Adds its legal basis.
    #[must_use]
    pub fn basis(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.basis = Some(Words::new(en, zh));
        self
    }

    /// Adds a way to mend it.
    #[must_use]
    pub fn hint(self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.hinted(Words::new(en, zh))
    }

    /// The same in words that are there already.
    #[must_use]
    pub fn hinted(mut self, hint: Words) -> Self {
        self.hints.push(hint);
        self
    }

    /// Takes down that the issuer accepts it for all accounts, by the `[severity]` table of the issuer file.
    pub(crate) fn accept(&mut self, issuer: &str) {
        self.overridden_by = Some(AppliedOverride {
            id: accepted_id(self.code),
            reason: "[severity]".into(),
            approver: issuer.into(),
        });
    }

    /// Whether the issuer accepts it for all accounts: it is counted and recorded, and not told.
    pub fn is_accepted(&self) -> bool {
        self.overridden_by.as_ref().is_some_and(|by| by.id == accepted_id(self.code))
    }

    /// Whether it refuses the document.
    pub fn refuses(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The finding as written to `refused.jsonl` and the manifest, worded in `lang`.
    pub fn worded(&self, lang: Lang) -> Worded<'_> {
        Worded { finding: self, lang, column: None }
    }
}

/// The id that an acceptance under `[severity]` is recorded by: where it stands in the issuer file.
fn accepted_id(code: &str) -> String {
    format!("severity.{code}")
}

/// Orders findings by field, then by code, each once: the order in which an account's findings are told.
pub fn in_order(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| (&a.path, a.code, &a.message.en).cmp(&(&b.path, b.code, &b.message.en)));
    findings.dedup();
}

/// A path with the numbers of its items left out, `ledgers[].total`: the same for every item of a list.
pub fn any_item(path: &str) -> String {
    let parts = path.split('[').enumerate();
    let bare = |(at, part): (usize, &str)| match part.split_once(']') {
        Some((_, rest)) if at > 0 => format!("[]{rest}"),
        _ => part.to_string(),
    };
    parts.map(bare).collect()
}

/// A finding in one language, ready to be serialised.
#[derive(Debug)]
pub struct Worded<'a> {
    finding: &'a Finding,
    lang: Lang,
    column: Option<String>,
}

impl Worded<'_> {
    /// Adds the heading of the column that holds the field, where the input is a table.
    #[must_use]
    pub fn in_column(self, column: Option<String>) -> Self {
        Self { column, ..self }
    }
}

impl Serialize for Worded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Worded { finding, lang, column } = self;
        let hints: Vec<_> = finding.hints.iter().map(|hint| hint.get(*lang)).collect();
        let mut out = serializer.serialize_struct("Finding", 6 + usize::from(column.is_some()))?;
        out.serialize_field("code", finding.code)?;
        out.serialize_field("severity", &finding.severity.to_string())?;
        out.serialize_field("message", finding.message.get(*lang))?;
        out.serialize_field("path", &finding.path)?;
        if let Some(column) = column {
            out.serialize_field("column", column)?;
        }
        out.serialize_field("basis", &finding.basis.as_ref().map(|basis| basis.get(*lang)))?;
        out.serialize_field("hints", &hints)?;
        out.end()
    }
}
