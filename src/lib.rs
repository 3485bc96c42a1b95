//! hanpress turns account data into letters: it reads, checks, drafts, fills, typesets, signs and delivers.
//!
//! The way of one account, stage by stage:
//! `account` (read) → `check` → `draft` → `fill` → `typeset` → `sign` → `deliver`;
//! `produce` is that way as one sentence, `batch` drives many accounts through it, and
//! `desk` holds what is fixed for a run; `audit` proves what a run left. `plan`, `money` and `capitals` are
//! arithmetic.
//!
//! # Floors
//!
//! Each room stands on a floor and uses rooms of lower floors only, so that it can be understood and tested
//! without those above it. This is the one place where the order stands; a test reads it here and holds every
//! import under `src/` to it.
//!
//! | floor | rooms | what they know |
//! |---|---|---|
//! | 14 | `cli` | what was typed, what is shown |
//! | 13 | `produce` | the way of one account |
//! | 12 | `audit` `desk` | a finished folder; what is fixed for a run |
//! | 11 | `deliver` | files, manifest, report |
//! | 10 | `sign` `wording` | signatures; what words may stand on a page |
//! | 9 | `typeset` | pages and PDF |
//! | 8 | `fill` | templates |
//! | 7 | `draft` | values as templates see them |
//! | 6 | `check` | rules |
//! | 5 | `kind` | what is sent |
//! | 4 | `issuer` `sample` | who sends; trial accounts |
//! | 3 | `account` | what is owed, as it was read |
//! | 2 | `batch` `beside` `laps` `plan` `private_use` `verify` | workers, time, arithmetic, signatures of any file |
//! | 1 | `capitals` `clock` `error` `fonts` `record` | one machine each |
//! | 0 | `digest` `digits` `finding` `known` `mask` `masked` `money` `unseen` | one noun each |

pub mod account;
pub mod audit;
pub mod batch;
pub mod beside;
pub mod capitals;
pub mod check;
pub mod clock;
pub mod deliver;
pub mod desk;
pub mod digest;
pub mod digits;
pub mod draft;
pub mod error;
pub mod fill;
pub mod finding;
pub mod fonts;
pub mod issuer;
pub mod kind;
mod known;
pub mod laps;
pub mod mask;
pub mod masked;
pub mod money;
pub mod plan;
pub mod private_use;
pub mod produce;
pub mod record;
pub mod sample;
pub mod sign;
pub mod typeset;
pub mod unseen;
pub mod verify;
pub mod wording;
