//! Tell which dates cannot be: those before what they follow from, and those no record can hold.
//!
//! Systems that know no day write one all the same: the first day of their calendar, the last one they can hold,
//! or a round one between. Such a day must neither be printed nor count as a fact that the law asks for, such as a
//! prior notice. No list of such days is kept: each day is held between days that belong to the same account, by
//! the table in [`table`], so that whatever a system writes for nothing falls out.

mod bounds;
mod days;
mod table;

use chrono::{Days, Months, NaiveDate};

use bounds::{Anchor, Bound, Side, Span};
use days::{Day, days};
use table::TABLE;

use super::{Case, Findings, Rule, said};
use crate::finding::{Finding, Said, Words};
use crate::kind::KindFacts;

/// The rules on the order of dates.
pub(super) const RULES: &[Rule] = &[
    Rule::always(
        "D09",
        said(
            "no day lies before what it follows from, nor beyond what can be known or agreed on the issue date",
            "任何日期不早于其所依据的事实，也不超出出具日可以知悉或约定的范围",
        ),
        said("house rule: no fact before it can have happened", "内部规则：事实不得早于其可能发生之日"),
        every_day_can_be,
    ),
    Rule::always(
        "D09",
        said(
            "earlier notices are told oldest first, and no result before its sending",
            "此前的通知按时间先后排列，结果不早于发送",
        ),
        said("house rule: a letter retells its history as it was", "内部规则：文书须如实复述催告经过"),
        notices_are_in_order,
    ),
];

/// What is found from the days between the due date and `as_of` or the issue date alone, each with its path.
const BY_DAYS: &[(&str, &str)] = &[
    ("R08", "due_date"),
    ("R23", "due_date"),
    ("R09", "bucket"),
    ("W04", "as_of"),
    ("R26", "flags.bureau_prenotified_on"),
];

/// Leaves out what was found only because a due date or `as_of` cannot be: such a day is told itself, and the days
/// overdue that follow from it are nobody's.
pub(super) fn leave_out_consequences(found: &mut Vec<Finding>, kind: &KindFacts) {
    let impossible =
        |finding: &Finding| finding.code == "D09" && matches!(finding.path.as_str(), "due_date" | "as_of");
    if !found.iter().any(impossible) {
        return;
    }
    let by_days = |finding: &Finding| BY_DAYS.contains(&(finding.code, finding.path.as_str()));
    let needed_later = |finding: &Finding| {
        finding.code == "D02"
            && kind.needs_from_m2.contains(&finding.path)
            && !kind.needs.contains(&finding.path)
    };
    found.retain(|finding| !by_days(finding) && !needed_later(finding));
}

/// The paths of the dates that are held to one another, with `[]` for the number of a list's item.
#[cfg(feature = "inner")]
pub fn dated_fields() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(dated, _)| dated.path())
}

/// D09: each day of the account and of the issuer's authority lies within its bounds. Of one day the first bound
/// that it breaks is told, and a day that is wrong itself bounds no other.
fn every_day_can_be(case: &Case<'_>, findings: &mut Findings) {
    let mut wrong = Vec::new();
    for day in days(case) {
        let bounds =
            TABLE.iter().find(|(dated, _)| *dated == day.dated).map_or(&[][..], |(_, bounds)| bounds);
        let broken = bounds.iter().find_map(|bound| {
            let applies = (bound.when)(case) && !wrong.contains(&bound.anchor);
            let limit = limit(case, bound).filter(|_| applies)?;
            bound.is_broken(day.date, limit).then_some((bound, limit))
        });
        let Some((bound, limit)) = broken else { continue };
        wrong.extend(day.dated.anchors());
        tell(&day, bound, limit, findings);
    }
}

/// The last or first day that a bound allows; `None` where its anchor is not given.
fn limit(case: &Case<'_>, bound: &Bound) -> Option<NaiveDate> {
    let account = case.account;
    let from = match bound.anchor {
        Anchor::FirstCard => NaiveDate::from_ymd_opt(1985, 1, 1),
        Anchor::Due => Some(account.due_date),
        Anchor::Figures => Some(account.as_of),
        Anchor::Issue => Some(case.context.issue_date),
        Anchor::Signing => account.plan.as_ref().map(|plan| plan.signed_on),
        Anchor::Guarantee => account.guarantee.as_ref().map(|guarantee| guarantee.signed_on),
        Anchor::Suit => account.guarantee.as_ref().and_then(|guarantee| guarantee.sued_on),
        Anchor::NoticedSigning => account.plan_notice.as_ref().map(|notice| notice.signed_on),
        Anchor::MissedDue => account.plan_notice.as_ref().map(|notice| notice.due),
        Anchor::Death => account.estate.as_ref().map(|estate| estate.died_on),
        Anchor::BrokenSigning => account.broken_plan.as_ref().map(|broken| broken.signed_on),
        Anchor::Missed => account.broken_plan.as_ref().map(|broken| broken.missed_due),
    }?;
    // Beyond the calendar's end there is no later day, and none before its beginning.
    match bound.span {
        Span::None => Some(from),
        Span::DaysBefore(days) => Some(from.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)),
        Span::DaysAfter(days) => Some(from.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)),
        Span::YearsBefore(years) => {
            Some(from.checked_sub_months(Months::new(years * 12)).unwrap_or(NaiveDate::MIN))
        }
        Span::YearsAfter(years) => {
            Some(from.checked_add_months(Months::new(years * 12)).unwrap_or(NaiveDate::MAX))
        }
    }
}

fn tell(day: &Day, bound: &Bound, limit: NaiveDate, findings: &mut Findings) {
    let date = day.date;
    let (en, zh) = match bound.side {
        Side::NotBefore => ("before", "早于"),
        Side::NotAfter => ("after", "晚于"),
        Side::After => ("not after", "不晚于"),
    };
    let Said { en: anchor_en, zh: anchor_zh } = bound.named();
    let finding = findings.tell(
        day.path(),
        format!("{date} is {en} {anchor_en} {limit}: {}", bound.why.en),
        format!("{date} {zh}{anchor_zh} {limit}：{}", bound.why.zh),
    );
    finding.hints.push(if day.dated.is_agreed() {
        Words::new("give the day that is asked for or agreed", "请填写要求或约定的日期")
    } else {
        Words::new(
            "give the day it happened; where there is none, leave the field out",
            "请填写实际发生的日期；没有的，请留空",
        )
    });
}

/// D09: each notice was sent no earlier than the one before it, and its result is not older than itself.
fn notices_are_in_order(case: &Case<'_>, findings: &mut Findings) {
    let notices = &case.account.notices;
    for (at, notice) in notices.iter().enumerate() {
        let sent = notice.date;
        if let Some(before) = notices[..at].last().filter(|before| before.date > sent) {
            findings.tell(
                format!("notices[{at}].date"),
                format!("{sent} is before {} of the notice above it", before.date),
                format!("{sent} 早于上一条通知的 {}", before.date),
            );
        }
        if let Some(known) = notice.result_date.filter(|known| *known < sent) {
            findings.tell(
                format!("notices[{at}].result_date"),
                format!("{known} is before the sending on {sent}"),
                format!("{known} 早于发送日 {sent}"),
            );
        }
    }
}
