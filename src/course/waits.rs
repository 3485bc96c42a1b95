//! Reckon the days that a step waits for.

use chrono::{Days, NaiveDate};

use super::book::Special;
use super::next::Facts;
use super::sent::Sent;
use super::{Course, Setting, Step};
use crate::check::limitation_end;
use crate::issuer::Way;

/// Days after a death before anybody is written to.
const MOURNING: u32 = 30;

/// Days before the end of the limitation period from which a demand keeps it from ending.
const BEFORE_THE_END: u32 = 180;

/// How often a step is tried whose letters come back.
const TRIES: usize = 2;

/// Why a step waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait {
    /// The name of the ground.
    pub(super) ground: &'static str,
    /// How many days.
    pub(super) days: i64,
    /// After which step.
    pub(super) step: Option<usize>,
    /// By which way.
    pub(super) way: Option<Way>,
}

impl Wait {
    pub(super) const fn of(ground: &'static str, days: i64) -> Self {
        Self { ground, days, step: None, way: None }
    }
}

/// A day that something has to wait for, or why none is known.
pub(super) enum Until {
    /// From this day on.
    Day(NaiveDate, Wait),
    /// Nobody can tell: what comes before it is missing.
    Unknown(Wait),
    /// Never.
    Never,
}

/// So many days after a day.
pub(super) fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// So many days after the due date, or before it.
pub(super) fn offset(due: NaiveDate, days: i64) -> NaiveDate {
    due.checked_add_signed(chrono::TimeDelta::days(days)).unwrap_or(NaiveDate::MAX)
}

/// The distance to the last demand that arrived.
pub(super) fn gap(step: &Step, facts: &Facts<'_>) -> Option<Until> {
    let last = facts.sent.iter().filter(|one| one.demands).filter_map(Sent::felt).max()?;
    (step.gap > 0).then(|| Until::Day(after(last, step.gap), Wait::of("gap", step.gap.into())))
}

/// The distance to the last time the same step was taken; never where it is taken once, or came back too often.
pub(super) fn again(at: usize, step: &Step, facts: &Facts<'_>) -> Option<Until> {
    let since = step.row.since.as_deref().and_then(|path| facts.day_of(path));
    let own = |one: &&Sent| one.step == Some(at) && since.is_none_or(|since| one.date >= since);
    let last = facts.sent.iter().filter(own).map(|one| one.date).max()?;
    let reached = facts.sent.iter().filter(own).any(|one| !one.lost);
    let tries = facts.sent.iter().filter(own).count();
    match step.again {
        Some(days) => Some(Until::Day(after(last, days), Wait::of("again", days.into()))),
        None if reached || tries >= TRIES => Some(Until::Never),
        // A letter that came back is sent once more, as soon as the limits allow.
        None => None,
    }
}

/// That one of the steps before it was taken, so many days ago.
pub(super) fn earlier(step: &Step, facts: &Facts<'_>) -> Option<Until> {
    let first = *step.after.first()?;
    let days = step.row.days;
    let wait = |step| Wait { step: Some(step), ..Wait::of("after", days.into()) };
    let counts = |one: &Sent| {
        let step_before = one.step.filter(|before| step.after.contains(before))?;
        // Proof is what the record itself says; that something came before may follow from its day and way.
        let day = if step.row.arrived {
            one.arrived.filter(|_| one.told)
        } else {
            Some(one.date).filter(|_| !one.lost)
        };
        Some((day?, step_before))
    };
    let found = facts.sent.iter().filter_map(counts).min();
    Some(match found {
        Some((day, before)) => Until::Day(after(day, days), wait(before)),
        None => Until::Unknown(wait(first)),
    })
}

/// A day that is reckoned.
pub(super) fn special(special: Special, course: &Course, facts: &Facts<'_>) -> Until {
    let account = facts.account;
    let Setting { contract, shift, sent, .. } = facts.setting;
    let grace = |due| shift.by_law(after(shift.by_law(due), contract.plan_grace_days));
    match special {
        Special::PlanGrace => match &account.plan_notice {
            Some(notice) => Until::Day(
                after(grace(notice.due), 1),
                Wait::of("plan-grace", contract.plan_grace_days.into()),
            ),
            // What is missing is told as a field.
            None => Until::Day(facts.setting.today, Wait::of("plan-grace", 0)),
        },
        Special::PlanCure => {
            let before = course.steps().iter().position(|step| step.row.special == Some(Special::PlanGrace));
            let missing =
                Until::Unknown(Wait { step: before, ..Wait::of("after", contract.plan_cure_days.into()) });
            let Some(notice) = &account.plan_notice else { return missing };
            let told = |one: &&Sent| one.step.is_some() && one.step == before && one.told;
            let by_notice = facts.sent.iter().filter(told).filter_map(|one| one.arrived).max();
            let arrived = notice.notice_arrived_on.or(by_notice).filter(|day| *day > grace(notice.due));
            let Some(arrived) = arrived else { return missing };
            let last = shift.by_law(after(arrived, contract.plan_cure_days));
            Until::Day(after(last, 1), Wait::of("plan-cure", contract.plan_cure_days.into()))
        }
        Special::Mourning => match &account.estate {
            Some(estate) => {
                Until::Day(after(estate.died_on, MOURNING), Wait::of("mourning", MOURNING.into()))
            }
            None => Until::Never,
        },
        Special::Limitation => {
            let end = limitation_end(account, shift, sent);
            end.map_or(Until::Never, |end| {
                Until::Day(
                    offset(end, -i64::from(BEFORE_THE_END)),
                    Wait::of("limitation", BEFORE_THE_END.into()),
                )
            })
        }
    }
}
