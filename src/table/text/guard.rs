//! Write a cell so that a spreadsheet leaves it alone when a CSV file is opened by a double click, and undo it.

use std::borrow::Cow;

/// From how many digits on a spreadsheet shows, and saves, a number as `9.9E+17`.
const LONG: usize = 12;

/// Whether a spreadsheet would take a cell for a formula, apostrophes before it not counted.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell as a list of refused rows holds it: what begins like a formula stands behind an apostrophe, what a spreadsheet
/// would take for a number and spoil stands behind a tab. Reading takes both off again.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    match cell {
        _ if is_formula(cell) => format!("'{cell}").into(),
        _ if would_be_spoilt(cell) => format!("\t{cell}").into(),
        _ => cell.into(),
    }
}

/// The cell that was guarded.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell.strip_prefix('\t').filter(|rest| would_be_spoilt(rest)).unwrap_or(cell),
    }
}

/// Whether a spreadsheet would lose digits: the last ones of a long number, the zeros before a short one, or all
/// but the value of what looks like a power of ten.
fn would_be_spoilt(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let power = || cell.split_once(['e', 'E']).is_some_and(|(front, back)| digits(front) && digits(back));
    digits(cell) && (cell.len() >= LONG || cell.len() > 1 && cell.starts_with('0')) || power()
}
