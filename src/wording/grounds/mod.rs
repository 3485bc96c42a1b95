//! List every sentence that a kind's templates can print, each with what it stands on.
//!
//! `grounds.toml` says for phrases on which articles, standards or house rules they rest; [`listed`] takes the sentences
//! out of the templates and holds them against it. A test wants a ground for every sentence of the program's own
//! templates, and a sentence for every ground.

mod script;

use serde::Deserialize;

use crate::error::Stop;
use crate::fill::TemplateSet;
use script::Printed;

const FILE: &str = include_str!("grounds.toml");

/// What sentences that have certain words stand on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Its stable id, such as `b12`.
    pub id: String,
    /// Words, any of which such a sentence has; `…` stands for what lies between two parts.
    says: Vec<String>,
    /// The kinds for whose sentences it holds; all where none is named.
    #[serde(default)]
    kinds: Vec<String>,
    /// Articles, standards, or a house rule.
    basis: String,
    /// Whether it is a question for the legal department.
    #[serde(default)]
    open: bool,
}

#[derive(Deserialize)]
struct Grounds {
    ground: Vec<Ground>,
}

/// A sentence of a kind's templates.
#[derive(Debug)]
pub struct SentenceOf {
    /// The file in which it ends, such as `shared/objection.typ.jinja`.
    pub file: String,
    /// Under which conditions it is printed, as the template has them; none where always.
    pub when: Vec<String>,
    /// Its words, with `〔name〕` for values and `［…｜…］` for wordings of which one is printed.
    pub words: String,
    /// What it stands on.
    pub grounds: Vec<Ground>,
}

impl SentenceOf {
    /// Whether it is a heading, the name of a column or a piece of a table, which is no sentence and needs no ground.
    pub fn is_label(&self) -> bool {
        !self.words.contains('。') && self.grounds.is_empty()
    }
}

/// The grounds of the program, or what is wrong with their file.
pub fn grounds() -> Result<Vec<Ground>, Stop> {
    let read = toml::from_str::<Grounds>(FILE).map(|grounds| grounds.ground);
    read.map_err(|fault| {
        Stop::new(format!("grounds.toml: {fault}"), format!("grounds.toml 有误；程序原文：“{fault}”"))
    })
}

/// Every sentence that the templates of a kind can print, in their order, each once.
pub fn listed(set: &TemplateSet, kind: &str) -> Result<Vec<SentenceOf>, Stop> {
    let grounds = grounds()?;
    let mut sentences: Vec<SentenceOf> = Vec::new();
    for Printed { file, when, words } in script::printed(set, kind) {
        if sentences.iter().any(|one| one.words == words && one.when == when) {
            continue;
        }
        let own = grounds.iter().filter(|ground| ground.is_of(kind, &words)).cloned().collect();
        sentences.push(SentenceOf { file, when, words, grounds: own });
    }
    Ok(sentences)
}

impl Ground {
    /// The basis, marked where it is a question for the legal department.
    pub fn basis(&self) -> String {
        format!("{}{}", self.basis, if self.open { "（待定）" } else { "" })
    }

    fn is_of(&self, kind: &str, words: &str) -> bool {
        let here = self.kinds.is_empty() || self.kinds.iter().any(|named| named == kind);
        here && self.says.iter().any(|phrase| holds(words, phrase))
    }
}

/// Whether words hold the parts of a phrase, one behind the other.
fn holds(words: &str, phrase: &str) -> bool {
    let mut rest = words;
    phrase.split('…').all(|part| match rest.split_once(part) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}
