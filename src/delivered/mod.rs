//! Record what became of the documents of a finished run, as carriers and gateways tell it in tables.
//!
//! Results are appended to `deliveries.jsonl` beside the manifest, a line each, chained as its lines are: the first goes
//! on from the hash of the run's closing line. A row that was recorded before adds nothing, so that a table may come
//! again, or with more rows in it.
//!
//! - [`outcome`], [`reason`], [`when`]: what became of it, why, and when; [`row`]: a row of a table as it is read;
//! - [`line`](mod@line): a line of the file, and the file read back; [`history`]: what may follow on what;
//! - [`record`](mod@record): tables recorded.

mod history;
mod line;
mod outcome;
mod reason;
mod record;
mod row;
mod run;
mod when;

pub use line::{DeliveryLine, NAME, StoodDelivery, delivery_lines};
pub use outcome::Outcome;
pub use record::{Told, Totals, record};
