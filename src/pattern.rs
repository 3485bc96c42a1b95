//! Regular expressions of the program's lists, compiled when they are first needed.
//!
//! The lists hold hundreds, a letter needs a few of them, and to compile one costs more than to judge a page by it. So
//! they are read at the start, which tells mistakes, and compiled one by one.

use std::sync::OnceLock;

use regex::{Error, Regex};
use regex_syntax::hir::literal::Extractor;

/// A regular expression that is compiled the first time that it is asked.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    beginnings: Option<Vec<String>>,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// Reads one; what is wrong with it otherwise.
    pub fn of(text: &str) -> Result<Self, Error> {
        let read = regex_syntax::parse(text).map_err(|error| Error::Syntax(error.to_string()))?;
        let beginnings = Extractor::new().extract(&read);
        let words = |literals: &[regex_syntax::hir::literal::Literal]| {
            let words = literals.iter().map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok());
            words.map(|word| word.filter(|word| !word.is_empty())).collect()
        };
        let beginnings = beginnings.literals().and_then(words);
        Ok(Self { text: text.to_string(), beginnings, compiled: OnceLock::new() })
    }

    /// The words of which every match begins with one; nothing where they are not known.
    pub fn beginnings(&self) -> Option<&[String]> {
        self.beginnings.as_deref()
    }

    /// The regular expression.
    ///
    /// # Panics
    ///
    /// Where a list of the program holds one that can be read and is too large to be compiled. A test compiles all.
    pub fn regex(&self) -> &Regex {
        let compiled = || Regex::new(&self.text).unwrap_or_else(|error| panic!("{}: {error}", self.text));
        self.compiled.get_or_init(compiled)
    }
}
