//! Judge words: what no document may say, and what each must.
//!
//! The lists are data a legal officer can read: `refuse.toml` (handbook 5.1; entries `X101` …) forbids words,
//! `meaning.toml` (`X2101` …) what sentences say in whatever words, and `presence.toml` (5.2; `N01` to `N16`) says what
//! must stand. [`book`] compiles them once. [`Wording`] holds them
//! against the templates when they are loaded, against a filled source with the account's free
//! values, and against finished pages; [`fold`](mod@fold) is the form in which words are compared, and
//! `extract` takes the words out of template and source, of which `code` is none.

mod bare;
pub mod classifier;
mod code;
pub mod entry;
mod excuse;
mod extract;
pub mod fold;
pub mod grounds;
mod judge;
mod lexicon;
mod masked;
mod meaning;
mod presence;
mod rates;
mod refuse;
mod sentences;
mod statements;
mod structure;
mod switch;
mod template;
mod tone;
mod values;
mod words;

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

pub use judge::{Document, Wording};
#[cfg(feature = "inner")]
pub use presence::Missing;
pub use presence::PresenceList;
#[cfg(feature = "inner")]
pub use rates::DailyRate;
pub use rates::Rates;
pub use refuse::{Entry, RefuseList};
#[cfg(feature = "inner")]
pub use refuse::{Hit, Setting, Target};
pub use statements::StatementList;
pub use switch::Switch;
#[cfg(feature = "inner")]
pub use switch::Switches;
#[cfg(feature = "inner")]
pub use values::Values;

use crate::error::Stop;
use crate::finding::{Finding, Words};

const REFUSE: &str = include_str!("refuse.toml");
const MEANING: &str = include_str!("meaning.toml");
const WEIGHTS: &str = include_str!("weights.tsv");
const PRESENCE: &str = include_str!("presence.toml");
const STATEMENTS: &str = include_str!("statements.toml");
const FORMS: &str = include_str!("fold.tsv");

/// The codes of the rules that the lists may name.
const CODES: &[&str] = &["R01", "R11", "R12", "R13", "R14", "R22", "R23", "R24", "R25", "W12"];

/// The lists that every document is held against, and the search for daily rates.
#[derive(Debug)]
pub struct Book {
    /// What no document may say.
    pub refuse: RefuseList,
    /// What documents must say.
    pub presence: PresenceList,
    /// Finds daily rates.
    pub rates: Rates,
}

/// The lists of the program, compiled the first time they are asked for; what is wrong with them otherwise.
pub fn book() -> Result<&'static Book, &'static [Finding]> {
    static BOOK: LazyLock<Result<Book, Vec<Finding>>> = LazyLock::new(read);
    BOOK.as_ref().map_err(Vec::as_slice)
}

fn read() -> Result<Book, Vec<Finding>> {
    Ok(Book {
        refuse: RefuseList::of(
            [crate::record::table::read(REFUSE)?, crate::record::table::read(MEANING)?],
            WEIGHTS,
        )?,
        presence: PresenceList::of(crate::record::table::read(PRESENCE)?)?,
        rates: Rates::new().map_err(|error| vec![fault("rates", &error)])?,
    })
}

/// What a template may say of an account only where the record tells it; compiled apart from the book, since only
/// one's own templates are held against it.
pub fn statements() -> Result<&'static StatementList, &'static [Finding]> {
    static STATED: LazyLock<Result<StatementList, Vec<Finding>>> =
        LazyLock::new(|| StatementList::of(crate::record::table::read(STATEMENTS)?));
    STATED.as_ref().map_err(Vec::as_slice)
}

/// Why the program's own lists cannot be used.
fn of_lists(findings: &[Finding]) -> Stop {
    Stop::of_file("src/wording", findings)
}

/// SHA-256 over the lists, for the manifest's hash of the rules.
pub fn pack_hash() -> [u8; 32] {
    static HASH: LazyLock<[u8; 32]> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        for list in [REFUSE, MEANING, WEIGHTS, PRESENCE, STATEMENTS, FORMS] {
            hash.update((list.len() as u64).to_be_bytes());
            hash.update(list);
        }
        hash.finalize().into()
    });
    *HASH
}

/// The code of that name, where the lists may name it.
fn code(name: &str) -> Option<&'static str> {
    CODES.iter().find(|code| **code == name).copied()
}

/// Something wrong with the lists themselves.
fn fault(id: &str, error: &dyn std::fmt::Display) -> Finding {
    Finding::error("D01", id, Words::foreign("程序", error))
}
