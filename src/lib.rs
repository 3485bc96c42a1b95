//! hanpress turns account data into letters: it reads, checks, drafts, fills, typesets, signs and delivers.
//!
//! The way of one account, stage by stage:
//! [`account`] (read) → [`check`] → [`draft`] → [`fill`] → [`typeset`] → [`sign`] → [`deliver`];
//! [`produce`] is that way as one sentence, [`batch`] drives many accounts through it, and
//! [`desk`] holds what is fixed for a run; [`audit`] proves what a run left. [`plan`], [`money`] and [`capitals`] are arithmetic.

pub mod account;
pub mod audit;
pub mod batch;
pub mod capitals;
pub mod check;
pub mod clock;
pub mod deliver;
pub mod desk;
pub mod digest;
pub mod draft;
pub mod error;
pub mod fill;
pub mod finding;
pub mod issuer;
pub mod kind;
mod known;
pub mod laps;
pub mod masked;
pub mod money;
pub mod plan;
pub mod private_use;
pub mod produce;
pub mod sample;
pub mod sign;
pub mod table;
pub mod typeset;
pub mod unseen;
pub mod verify;
pub mod wording;
