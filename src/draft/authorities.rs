//! Word the public bodies that a document names: where a debtor can complain beside the sender.

use serde::Serialize;

use crate::law::{Line, laws};

/// The lines of public bodies, as the table of laws has them today.
#[derive(Debug, Serialize)]
pub(super) struct Authorities {
    supervision: LineWords,
    central_bank: LineWords,
}

/// A telephone line: its number, whose it is, what it is called.
#[derive(Debug, Serialize)]
struct LineWords {
    number: &'static str,
    body: &'static str,
    line: &'static str,
}

impl Authorities {
    pub(super) fn of_today() -> Self {
        Self {
            supervision: LineWords::of(&laws().supervision_line.value),
            central_bank: LineWords::of(&laws().central_bank_line.value),
        }
    }
}

impl LineWords {
    fn of(line: &'static Line) -> Self {
        Self { number: &line.number, body: &line.body, line: &line.line }
    }
}
