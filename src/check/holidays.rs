//! Tell of due dates whose holidays nobody knows yet.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::agreed_terms::AgreedTerms;
use super::{Case, Findings, Rule, said};
use crate::finding::Words;
use crate::plan::five_years_after;

/// The rules on holidays.
pub(super) const RULES: &[Rule] = &[Rule::warning(
    "W07",
    said("the calendar covers the years in which instalments fall due", "放假日历涵盖各期还款日所在年份"),
    said(
        "民法典 203: a last day on a holiday moves to the day after",
        "《中华人民共和国民法典》第二百零三条",
    ),
    calendar_covers_the_plan,
)];

/// W07: every due date lies in a year of the calendar, so that it is known whether it moves. Where
/// one does not, the date as agreed is printed.
fn calendar_covers_the_plan(case: &Case<'_>, findings: &mut Findings) {
    let shift = case.context.shift;
    let unknown = case.planned.iter().flat_map(days).filter(|day| !shift.rolled(*day).known);
    let years: BTreeSet<i32> = unknown.map(|day| day.year()).collect();
    if years.is_empty() {
        return;
    }
    let listed = |sep: &str| years.iter().map(ToString::to_string).collect::<Vec<_>>().join(sep);
    findings
        .tell(
            "plan",
            format!(
                "the holidays of {} are not in the calendar; due dates are printed as agreed",
                listed(", ")
            ),
            format!("放假日历未涵盖 {} 年，相应还款日按约定日期打印", listed("、")),
        )
        .hints
        .push(Words::new(
            "once they are published, name a holiday file under `[calendar]` of the issuer file",
            "放假安排公布后，请在发行方文件 `[calendar]` 中指定日历文件",
        ));
}

/// The due dates of a plan that the law allows; none where it could not be laid out.
fn days(plan: &AgreedTerms) -> Vec<NaiveDate> {
    let Some(Ok(schedule)) = &plan.schedule else { return Vec::new() };
    let last = five_years_after(plan.signed_on);
    let due = schedule.rows().iter().filter(|row| row.n > 0).map(|row| row.due_date);
    due.filter(|day| *day <= last).collect()
}
