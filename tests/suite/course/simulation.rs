//! Two years of many debtors, day by day: no step ever comes that the law forbids, and those that may come do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::Days;
use hanpress::inner::account::Party;
use hanpress::inner::course::book::{Book, book};
use hanpress::inner::course::{Awaited, Course, Setting};
use hanpress::inner::issuer::Way;
use serde_json::json;

use super::law::broken;
use super::world::{Debtor, start};
use super::{issuer, shift};

const DAYS: u64 = 730;

/// What came of it.
#[derive(Default)]
struct Came {
    /// How often each step was taken.
    taken: BTreeMap<String, u64>,
    /// What stopped steps.
    stopped: BTreeSet<&'static str>,
    /// What was forbidden and came all the same.
    broken: BTreeSet<String>,
    /// The steps of those to whom nothing happened and whose letters all arrived.
    quiet: BTreeSet<Vec<String>>,
}

/// Goes through two years of so many debtors by a table of steps.
fn gone_through(debtors: u64, table: &'static Book) -> Came {
    let file = issuer(&json!({}));
    let (course, shift) = (Course::by(table, &file).unwrap(), shift());
    let mut came = Came::default();
    for seed in 0..debtors {
        let mut debtor = Debtor::of(seed);
        let quiet = debtor.is_quiet();
        for ahead in 0..DAYS {
            let today = start() + Days::new(ahead);
            debtor.tell(today);
            let setting = Setting {
                contract: &file.contract,
                shift: &shift,
                sent: &crate::workshop::desk().sent,
                today,
            };
            let advice = course.advise(&debtor.account, setting);
            for step in &advice.open {
                let (name, kind) = (&step.row.name, &step.row.kind);
                let law = broken(&debtor, kind, name, "none", today);
                came.broken.extend(law.into_iter().map(|law| format!("{name} offered: {law}")));
            }
            // What is asked for by its kind alone is held to the same.
            let kinds: &[&str] = match debtor.role {
                Party::Guarantor => &["guarantor-notice"],
                Party::Debtor => &["overdue-notice", "demand-letter"],
                _ => &[],
            };
            for kind in kinds {
                for way in Way::ALL.iter().filter(|_| ahead % 7 == seed % 7) {
                    if course.forbids((kind, *way), &debtor.account, setting).is_none() {
                        let law = broken(&debtor, kind, "", way.word(), today);
                        came.broken.extend(law.into_iter().map(|law| format!("{kind} by name: {law}")));
                    }
                }
            }
            let awaited = Awaited::of(&advice, today);
            came.stopped.extend(awaited.why.iter().map(|told| told.name));
            let Some(step) = awaited.step.filter(|_| awaited.now == "due") else { continue };
            let law = broken(&debtor, step.kind, step.name, step.way.word(), today);
            came.broken.extend(law.into_iter().map(|law| format!("{}: {law}", step.name)));
            *came.taken.entry(step.name.to_string()).or_default() += 1;
            debtor.post(step.name, step.kind, step.way.word(), today);
        }
        if quiet && debtor.posted.iter().all(|one| one.arrives.is_some()) {
            came.quiet.insert(debtor.posted.iter().map(|one| one.step.clone()).collect());
        }
    }
    came
}

fn holds(debtors: u64) -> Came {
    let came = gone_through(debtors, book());
    assert!(came.broken.is_empty(), "{:#?}", came.broken);
    // Nothing of this would tell anything if nobody were ever written to, or nothing ever in the way.
    for step in [
        "reminder",
        "message-1",
        "notice-1",
        "notice-2",
        "demand",
        "final-demand",
        "dispute-reply",
        "complaint-reply",
        "hardship-reply",
        "plan-default",
        "plan-end",
        "estate-notice",
        "guarantor-notice",
        "bureau-prenotice",
        "settlement-certificate",
        "assignment-notice",
        "limitation-demand",
    ] {
        assert!(came.taken.contains_key(step), "`{step}` was never taken: {:?}", came.taken);
    }
    came
}

/// That what may stop a step did so, and that with nothing in the way the course runs to its end, in its order.
fn is_whole(came: &Came) {
    for rest in [
        "settled",
        "minimum-paid",
        "sold",
        "deceased",
        "insolvent",
        "fraud",
        "dispute",
        "complaint",
        "hardship",
        "plan-kept",
        "plan-broken",
        "settlement",
        "court",
        "time-barred",
        "guarantor-free",
        "stale",
        "bureau-unknown",
        "gap",
        "window",
        "again",
    ] {
        assert!(came.stopped.contains(rest), "`{rest}` never stopped anything: {:?}", came.stopped);
    }
    let usual = ["reminder", "message-1", "notice-1", "notice-2", "demand", "final-demand"];
    assert!(!came.quiet.is_empty());
    for steps in &came.quiet {
        let mut steps: Vec<&str> =
            steps.iter().map(String::as_str).filter(|step| *step != "bureau-prenotice").collect();
        steps.dedup();
        assert_eq!(&steps[..usual.len()], usual, "{steps:?}");
    }
}

#[test]
fn no_forbidden_step_comes_in_two_years_of_two_hundred_debtors() {
    holds(200);
}

#[test]
#[ignore = "takes minutes where nothing is optimised: `--ignored` runs it"]
fn no_forbidden_step_comes_in_two_years_of_ten_thousand_debtors() {
    is_whole(&holds(10_000));
}

/// A table of steps with one thing changed.
fn loosened(from: &str, to: &str) -> &'static Book {
    let text = hanpress::inner::course::book::file();
    assert!(text.contains(from), "{from}");
    Box::leak(Box::new(Book::read(&text.replacen(from, to, 1)).unwrap()))
}

#[test]
fn a_table_that_is_loosened_is_noticed() {
    static LOOSE: LazyLock<Vec<(&'static Book, &str)>> = LazyLock::new(|| {
        vec![
            (
                loosened("from = 61\nleast_from = 31\nuntil = 360\ngap = 30", "from = 61\ngap = 0"),
                "thirty days",
            ),
            (
                loosened(
                    "from = 10\nleast_from = 4\nuntil = 30",
                    "from = 1\nleast_from = 1\nuntil = 30\ndespite = [\"all\"]",
                ),
                "",
            ),
            (loosened("special = \"plan-cure\"\n", ""), "make good"),
            (loosened("special = \"mourning\"\n", ""), "death"),
            (loosened("until = -3\nmost_until = -3", "until = 0\nmost_until = 0"), ""),
        ]
    });
    for (table, law) in LOOSE.iter().filter(|(_, law)| !law.is_empty()) {
        let came = gone_through(60, table);
        assert!(came.broken.iter().any(|told| told.contains(law)), "{law}: {:?}", came.broken);
    }
}
