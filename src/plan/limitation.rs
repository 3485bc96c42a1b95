//! Turn due dates and what interrupted them into the end of the limitation period, and demands into
//! the effective ones.

use chrono::{Months, NaiveDate};

/// The limitation period in months: three years (民法典 188).
const PERIOD: Months = Months::new(36);

/// Something that starts the period anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interruption {
    /// The day it reached the debtor, or the debtor did it; nothing is interrupted by what did not arrive.
    pub on: Option<NaiveDate>,
    /// What it is.
    pub by: Interrupter,
}

/// What starts the period anew (民法典 195; 诉讼时效规定 8, 14, 19; 银行卡规定 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interrupter {
    /// A demand, a debit, a suit or an assignment notice: while the period runs.
    Demand,
    /// The debtor's own word in writing, such as a signed demand slip or a plan: also afterwards.
    Acknowledgement,
}

/// When a claim is out of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limitation {
    /// The day the period runs from: the due date, or the last interruption that counts.
    pub runs_from: NaiveDate,
    /// The last day of the period, moved off a holiday.
    pub ends_on: NaiveDate,
}

impl Limitation {
    /// Whether the period is over on a day: the debtor may then refuse (民法典 192).
    pub fn over_on(&self, day: NaiveDate) -> bool {
        day > self.ends_on
    }
}

/// The last day of a period of three years from a day: the corresponding day, February 28 for a leap
/// day (民法典 188, 202); `None` beyond the calendar's end. Whether it moves off a holiday is the
/// [`Shift`](super::Shift)'s to say.
pub fn limitation_end(from: NaiveDate) -> Option<NaiveDate> {
    from.checked_add_months(PERIOD)
}

/// The limitation period of a debt due on a day, started anew by every interruption that arrived;
/// `moved` says where a last day comes to lie that is a holiday (民法典 203).
///
/// The order of the interruptions does not matter. One before the due date changes nothing; a
/// demand after the period is over revives nothing, an acknowledgement does (诉讼时效规定 19).
/// `None` beyond the calendar's end.
pub fn limitation(
    due_date: NaiveDate,
    interruptions: &[Interruption],
    moved: impl Fn(NaiveDate) -> NaiveDate,
) -> Option<Limitation> {
    let from = |on| Some(Limitation { runs_from: on, ends_on: moved(limitation_end(on)?) });
    let mut arrived: Vec<_> =
        interruptions.iter().filter_map(|interruption| Some((interruption.on?, interruption.by))).collect();
    arrived.sort_by_key(|(on, _)| *on);
    arrived.into_iter().try_fold(from(due_date)?, |running, (on, by)| {
        let counts = by == Interrupter::Acknowledgement || !running.over_on(on);
        if counts && on > running.runs_from { from(on) } else { Some(running) }
    })
}
