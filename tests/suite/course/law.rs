//! The law of the course, said once more and from what really happened: none of this calls the program.

use chrono::{Days, Months, NaiveDate};
use hanpress::inner::account::Party;

use super::world::{Debtor, Posted};

/// Kinds that ask for money.
const ASKING: [&str; 5] =
    ["overdue-notice", "demand-letter", "guarantor-notice", "lawyer-letter", "acceleration-notice"];

/// Papers for a court and a mediator.
const COURT: [&str; 3] = ["mediation-request", "payment-order", "civil-complaint"];

/// Days that lie between two days.
fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days()
}

fn asks(one: &Posted) -> bool {
    ASKING.contains(&one.kind.as_str())
}

/// Kinds that ask for nothing that is due: no limitation period starts anew by them.
const ASKING_NOTHING: [&str; 7] = [
    "payment-reminder",
    "bureau-prenotice",
    "dispute-reply",
    "complaint-reply",
    "hardship-reply",
    "settlement-certificate",
    "payment-confirmation",
];

/// The last day of three years from the due date or from the last demand that arrived within them (民法典 188, 195).
fn limitation(debtor: &Debtor, today: NaiveDate) -> NaiveDate {
    let three_years = |day: NaiveDate| day + Months::new(36);
    let asking = |one: &Posted| !ASKING_NOTHING.contains(&one.kind.as_str());
    let mut demands: Vec<NaiveDate> =
        debtor.arrived(today).filter(|(one, _)| asking(one)).map(|(_, day)| day).collect();
    demands.sort_unstable();
    demands
        .into_iter()
        .fold(three_years(debtor.due), |end, day| if day <= end { three_years(day) } else { end })
}

/// What forbids a document of that kind and step today.
pub(super) fn broken(debtor: &Debtor, kind: &str, step: &str, way: &str, today: NaiveDate) -> Vec<String> {
    let mut broken = Vec::new();
    let mut must = |holds: bool, law: &str| {
        if !holds {
            broken.push(law.to_string());
        }
    };
    let overdue = days(debtor.due, today);
    let demand_arrived = |before: &str, least: i64| {
        let old = |(one, day): (&Posted, NaiveDate)| {
            (before.is_empty() && one.kind == "demand-letter" || one.step == before)
                && days(day, today) >= least
        };
        debtor.arrived(today).any(old)
    };
    if ASKING.contains(&kind) || COURT.contains(&kind) {
        must(overdue > 3, "公约 14: three days of grace");
        must(debtor.is_left_alone(today).is_none(), debtor.is_left_alone(today).unwrap_or_default());
        // The period moves off holidays; ten days are more than any holiday.
        must(today <= limitation(debtor, today) + Days::new(10), "民法典 192: the limitation period is over");
        must(debtor.role != Party::Heir, "民法典 1161: an heir is no debtor");
    }
    if ASKING.contains(&kind) {
        let told = debtor.prenotified.is_some_and(|day| day <= today);
        must(overdue <= 30 || told || debtor.role == Party::Guarantor, "征信业管理条例 15: told before");
    }
    match kind {
        "payment-reminder" => must(overdue <= -3, "公约 13: three days before the due date"),
        "demand-letter" | "guarantor-notice" | "lawyer-letter" => {
            let near =
                debtor.arrived(today).filter(|(one, _)| asks(one)).any(|(_, day)| days(day, today) < 30);
            must(!near, "法释〔2018〕19号 7: thirty days between effective demands");
            must(
                kind == "guarantor-notice" || debtor.posted.iter().any(asks),
                "a notice comes before a demand",
            );
        }
        "plan-default-notice" => {
            must(debtor.broke_a_plan(today), "only of a broken agreement");
            must(
                debtor.plan.is_some_and(|(_, due)| days(due, today) > 3),
                "the grace of the instalment is over",
            );
        }
        "plan-termination-notice" => {
            must(debtor.broke_a_plan(today), "only of a broken agreement");
            let told = debtor.arrived(today).filter(|(one, _)| one.kind == "plan-default-notice");
            must(
                told.into_iter().any(|(_, day)| days(day, today) > 10),
                "民法典 563: a notice of default arrived, and ten days to make good are over",
            );
        }
        "estate-notice" => {
            must(debtor.role == Party::Heir, "only to heirs");
            must(debtor.died.is_some_and(|died| days(died, today) >= 30), "thirty days after the death");
        }
        "settlement-certificate" => {
            must(debtor.settled.is_some_and(|day| day <= today), "certified only where nothing is owed");
        }
        "assignment-notice" => must(debtor.sold.is_some_and(|day| day <= today), "only of a sold debt"),
        "bureau-prenotice" => {
            must(debtor.is_left_alone(today).is_none(), "a prior notice of a report that must not be made");
        }
        "dispute-reply" => must(debtor.disputes(today), "an answer to nothing"),
        "complaint-reply" => must(debtor.complains(today), "an answer to nothing"),
        "hardship-reply" => must(debtor.asks_in_hardship(today), "an answer to nothing"),
        "repayment-agreement" => must(!debtor.keeps_a_plan(today), "one agreement at a time"),
        _ => {}
    }
    if step == "final-demand" || kind == "lawyer-letter" {
        must(demand_arrived("", 30), "a demand arrived thirty days before");
    }
    if COURT.contains(&kind) {
        must(
            demand_arrived("final-demand", 15),
            "法建〔2023〕2号: the last demand and its fifteen days first",
        );
    }
    if kind == "guarantor-notice" {
        let end = debtor.due + Months::new(6);
        let kept = debtor.arrived(today).any(|(one, day)| one.kind == "guarantor-notice" && day <= end);
        must(today <= end || kept, "民法典 692, 693: the period of guarantee is over");
    }
    if !kind.ends_with("-reply") && !kind.ends_with("-certificate") && kind != "assignment-notice" {
        let of_way = |back: i64| {
            let near = |one: &&Posted| one.way == way && (0..back).contains(&days(one.on, today));
            debtor.posted.iter().filter(near).count()
        };
        must(of_way(1) == 0, "one contact a day by one way");
        must(of_way(7) < if way == "letter" { 1 } else { 2 }, "the contacts of a week");
    }
    broken
}
