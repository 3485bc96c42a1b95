//! hanpress turns account data into letters: it reads, checks, drafts, fills, typesets, signs and delivers.
//!
//! A [`Desk`] holds what is fixed: who sends, by which templates, on which day. [`make`] turns one account into a
//! [`Letter`], or into everything that is wrong with it; [`Run`] makes those of a whole [`Source`] and puts them into a
//! [`Place`]. The program `hanpress` is a client of this library.
//!
//! ```
//! use hanpress::{Account, Desk, DeskOptions, make};
//!
//! let day = "2026-11-23".parse()?;
//! let desk = Desk::open(DeskOptions::new("examples/issuer.toml", day))?;
//! let accounts = std::fs::read_to_string("examples/accounts.jsonl")?;
//! let account = Account::from_json(accounts.lines().next().unwrap_or_default())?;
//! let letter = make(&desk, account)?;
//! assert!(letter.pdf.starts_with(b"%PDF-") && letter.number.starts_with("HP-20261123-"));
//!
//! let refused = Account::from_json(r#"{"id": "A1"}"#).unwrap_err();
//! assert!(refused.findings.iter().any(|finding| finding.path == "debtor"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The way of one account
//!
//! `account` (read) → `check` → `draft` → `fill` → `typeset` → `sign` → `deliver`; `produce` is that way as one
//! sentence, `batch` drives many accounts through it, `run` records what became of them. `audit` proves what a run
//! left. `plan`, `money` and `capitals` are arithmetic.
//!
//! # Floors
//!
//! Each room stands on a floor and uses rooms of lower floors only, so that it can be understood and tested
//! without those above it. This is the one place where the order stands; a test reads it here and holds every
//! import under `src/` to it.
//!
//! | floor | rooms | what they know |
//! |---|---|---|
//! | 15 | `cli` | what was typed, what is shown |
//! | 14 | `letter` `run` | one document; those of a whole input |
//! | 13 | `produce` | the way of one account |
//! | 12 | `audit` `desk` | a finished run; what is fixed for one |
//! | 11 | `countersign` `deliver` | one more signature; manifest, lists, report |
//! | 10 | `sign` `wording` | signatures; what words may stand on a page |
//! | 9 | `typeset` | pages and PDF |
//! | 8 | `fill` | templates |
//! | 7 | `draft` | values as templates see them |
//! | 6 | `check` | rules |
//! | 5 | `kind` | what is sent |
//! | 4 | `issuer` `sample` | who sends; trial accounts |
//! | 3 | `account` | what is owed, as it was read |
//! | 2 | `batch` `beside` `fonts` `laps` `place` `plan` `private_use` `verify` | workers, files, faces, time, arithmetic, signatures of any file |
//! | 1 | `capitals` `clock` `codes` `error` `record` | one machine each |
//! | 0 | `digest` `digits` `finding` `known` `mask` `masked` `money` `unseen` | one noun each |

// What tests look at is reachable with the feature `inner` only; without it the compiler tells what nobody uses.
#![cfg_attr(not(feature = "inner"), allow(unreachable_pub))]

mod account;
mod audit;
mod batch;
mod beside;
mod capitals;
mod check;
pub mod cli;
mod clock;
mod codes;
mod countersign;
mod deliver;
mod desk;
mod digest;
mod digits;
mod draft;
mod error;
mod fill;
mod finding;
mod fonts;
mod issuer;
mod kind;
mod known;
mod laps;
mod letter;
mod mask;
mod masked;
mod money;
mod place;
mod plan;
mod private_use;
mod produce;
mod record;
mod run;
mod sample;
mod sign;
mod typeset;
mod unseen;
mod verify;
mod wording;

pub use account::read::{Entries, Input, Record, Source};
pub use audit::{Audited, Flaw, audit};
pub use beside::Beside;
pub use capitals::capitals as amount;
pub use countersign::sign;
pub use desk::{Desk, DeskOptions, DeskParts, KindChoice};
pub use error::Stop;
pub use finding::{Finding, Lang, Severity, Words};
pub use letter::{Account, Letter, Refused, check, make};
pub use money::{Currency, Money};
pub use place::{Folder, Place};
pub use plan::schedule::schedule as plan;
pub use run::{Event, Halt, Run, RunOptions, Summary};
pub use sample::sample;
pub use sign::{Password, Signer};
pub use verify::{Report, Terms, verify};

/// What the names above are made of, for those who need to name it.
pub mod parts {
    pub use crate::account::read::{Encoding, Entry, Reading, Row, read};
    pub use crate::audit::Told;
    pub use crate::capitals::{CapitalsFault, read_capitals};
    pub use crate::countersign::Countersignature;
    pub use crate::deliver::{Counts, Mode, Recorded};
    pub use crate::desk::{Signing, SigningFile};
    pub use crate::fonts::Fonts;
    pub use crate::place::{Standing, Temporary};
    pub use crate::plan::{Cycle, Instalment, Method, PlanFault, Remainder, Request, Schedule, StepOf};
    pub use crate::record::Node;
    pub use crate::run::{CheckSummary, Checked, Ended, Shard, check_all};
    pub use crate::sample::{Kind as SampleKind, Sampling};
    pub use crate::sign::{Reached, Signed};
}

/// The rooms, for tests, benches and fuzz targets of this package: nothing here keeps its shape.
#[cfg(feature = "inner")]
pub mod inner {
    /// The room `account`.
    pub mod account {
        pub use crate::account::*;
    }
    /// The room `audit`.
    pub mod audit {
        pub use crate::audit::*;
    }
    /// The room `batch`.
    pub mod batch {
        pub use crate::batch::*;
    }
    /// The room `beside`.
    pub mod beside {
        pub use crate::beside::*;
    }
    /// The room `capitals`.
    pub mod capitals {
        pub use crate::capitals::*;
    }
    /// The room `check`.
    pub mod check {
        pub use crate::check::*;
    }
    /// The room `clock`.
    pub mod clock {
        pub use crate::clock::*;
    }
    /// The room `codes`.
    pub mod codes {
        pub use crate::codes::*;
    }
    /// The room `deliver`.
    pub mod deliver {
        pub use crate::deliver::*;
    }
    /// The room `desk`.
    pub mod desk {
        pub use crate::desk::*;
    }
    /// The room `digest`.
    pub mod digest {
        pub use crate::digest::*;
    }
    /// The room `digits`.
    pub mod digits {
        pub use crate::digits::*;
    }
    /// The room `draft`.
    pub mod draft {
        pub use crate::draft::*;
    }
    /// The room `error`.
    pub mod error {
        pub use crate::error::*;
    }
    /// The room `fill`.
    pub mod fill {
        pub use crate::fill::*;
    }
    /// The room `finding`.
    pub mod finding {
        pub use crate::finding::*;
    }
    /// The room `fonts`.
    pub mod fonts {
        pub use crate::fonts::*;
    }
    /// The room `issuer`.
    pub mod issuer {
        pub use crate::issuer::*;
    }
    /// The room `kind`.
    pub mod kind {
        pub use crate::kind::*;
    }
    /// The room `laps`.
    pub mod laps {
        pub use crate::laps::*;
    }
    /// The room `mask`.
    pub mod mask {
        pub use crate::mask::*;
    }
    /// The room `masked`.
    pub mod masked {
        pub use crate::masked::*;
    }
    /// The room `money`.
    pub mod money {
        pub use crate::money::*;
    }
    /// The room `place`.
    pub mod place {
        pub use crate::place::*;
    }
    /// The room `plan`.
    pub mod plan {
        pub use crate::plan::*;
    }
    /// The room `private_use`.
    pub mod private_use {
        pub use crate::private_use::*;
    }
    /// The room `produce`.
    pub mod produce {
        pub use crate::produce::*;
    }
    /// The room `record`.
    pub mod record {
        pub use crate::record::*;
    }
    /// The room `run`.
    pub mod run {
        pub use crate::run::*;
    }
    /// The room `sample`.
    pub mod sample {
        pub use crate::sample::*;
    }
    /// The room `sign`.
    pub mod sign {
        pub use crate::sign::*;
    }
    /// The room `typeset`.
    pub mod typeset {
        pub use crate::typeset::*;
    }
    /// The room `unseen`.
    pub mod unseen {
        pub use crate::unseen::*;
    }
    /// The room `verify`.
    pub mod verify {
        pub use crate::verify::*;
    }
    /// The room `wording`.
    pub mod wording {
        pub use crate::wording::*;
    }
}
