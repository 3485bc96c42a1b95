//! The course of collection: what is due when, what stops it, what an issuer may change, and two years of it.

mod files;
mod held;
mod law;
mod making;
mod simulation;
mod steps;
mod world;

use chrono::NaiveDate;
use hanpress::inner::account::Account;
use hanpress::inner::course::{Awaited, Course, Setting};
use hanpress::inner::finding::Finding;
use hanpress::inner::issuer::IssuerFile;
use hanpress::inner::plan::{Calendar, Shift, Weekends};
use serde_json::{Value, json};

use crate::check::{issuer_with, merge};
use crate::workshop::{account, example};

/// How last days move by the built-in calendar.
fn shift() -> Shift {
    Shift { calendar: Calendar::built_in().unwrap(), weekends: Weekends::Roll, moves: true }
}

fn issuer(patch: &Value) -> IssuerFile {
    IssuerFile::read(&issuer_with(patch)).unwrap()
}

/// What is wrong with a `[course]`: paths, codes and bases.
fn faults(patch: &Value) -> Vec<Finding> {
    Course::of(&issuer(&json!({ "course": patch }))).err().unwrap_or_default()
}

/// An account that owes since 2026-09-01, as a bank gives it on a day.
fn owing(patch: &Value) -> Value {
    let mut value = example("notice-m1");
    for name in ["pay_by", "delivery", "notices", "flags", "waybill"] {
        value.as_object_mut().unwrap().remove(name);
    }
    value["due_date"] = json!("2026-09-01");
    merge(&mut value, patch);
    value
}

fn advised(account: &Account, issuer: &IssuerFile, today: NaiveDate) -> Awaited {
    let (course, shift) = (Course::of(issuer).unwrap(), shift());
    let setting =
        Setting { contract: &issuer.contract, shift: &shift, sent: &crate::workshop::desk().sent, today };
    Awaited::of(&course.advise(account, setting), today)
}

/// What is said of an account so many days after the due date, its figures of that day.
fn on_day(days: i64, patch: &Value) -> Awaited {
    let today = crate::dates::day("2026-09-01") + chrono::TimeDelta::days(days);
    let mut value = owing(&json!({ "as_of": today.to_string() }));
    merge(&mut value, patch);
    advised(&account(&value).0, &issuer(&json!({})), today)
}

/// `due notice-1 letter`, `not-yet demand letter 2026-11-01 gap`, `rests dispute`.
fn short(awaited: &Awaited) -> String {
    let mut words = vec![awaited.now.to_string()];
    if let Some(step) = &awaited.step {
        words.push(step.name.to_string());
        words.push(step.way.word().to_string());
        words.extend(step.day.filter(|_| awaited.now == "not-yet").map(|day| day.to_string()));
    }
    words.extend(awaited.lacks.iter().map(|field| (*field).to_string()));
    words.extend(awaited.why.iter().filter(|told| told.name != "step").map(|told| told.name.to_string()));
    words.join(" ")
}
