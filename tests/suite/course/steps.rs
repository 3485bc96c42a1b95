//! Which step is due on which day, and what stops it.

use hanpress::inner::course::book::{Who, book};
use hanpress::inner::course::{Course, Rests};
use hanpress::inner::fill::TemplateSet;
use hanpress::inner::finding::Lang;
use serde_json::{Value, json};

use super::{advised, faults, issuer, on_day, owing, short};
use crate::dates::day;
use crate::workshop::account;

fn told() -> Value {
    json!({ "flags": { "bureau_prenotified_on": "2026-09-05" } })
}

/// A notice that was sent so many days after the due date and arrived at once.
fn notice(days: i64, kind: &str, channel: &str) -> Value {
    let sent = (day("2026-09-01") + chrono::TimeDelta::days(days)).to_string();
    json!({ "number": format!("HP-{days}"), "date": sent, "channel": channel, "result": "delivered", "kind": kind })
}

fn with(notices: &[Value], patch: &Value) -> Value {
    let mut value = told();
    crate::check::merge(&mut value, patch);
    value["notices"] = json!(notices);
    value
}

#[test]
fn steps_come_in_their_order_with_their_days() {
    let (first, second) = (notice(10, "overdue-notice", "ems"), notice(31, "overdue-notice", "ems"));
    let demand = notice(61, "demand-letter", "ems");
    for (days, record, expected) in [
        (-12, json!({}), "not-yet reminder sms 2026-08-22 window"),
        (-10, json!({}), "due reminder sms"),
        (-2, json!({}), "not-yet message-1 sms 2026-09-05 window"),
        (3, json!({}), "not-yet message-1 sms 2026-09-05 window"),
        (4, json!({}), "due message-1 sms"),
        (9, json!({}), "due message-1 sms"),
        (10, json!({}), "due notice-1 letter"),
        (
            10,
            with(&[notice(9, "overdue-notice", "sms")], &json!({})),
            "not-yet notice-1 letter 2026-09-13 gap",
        ),
        (30, with(std::slice::from_ref(&first), &json!({})), "not-yet notice-2 letter 2026-10-02 window"),
        (31, with(std::slice::from_ref(&first), &json!({})), "due notice-2 letter"),
        (60, with(&[first.clone(), second.clone()], &json!({})), "not-yet demand letter 2026-11-01 window"),
        (61, with(&[first.clone(), second.clone()], &json!({})), "due demand letter"),
        (
            61,
            with(&[first.clone(), notice(32, "overdue-notice", "ems")], &json!({})),
            "not-yet demand letter 2026-11-02 gap",
        ),
        (
            90,
            with(&[first.clone(), demand.clone()], &json!({})),
            "not-yet final-demand letter 2026-12-01 window",
        ),
        (91, with(&[first.clone(), demand.clone()], &json!({})), "due final-demand letter"),
        (
            92,
            with(&[first.clone(), notice(64, "demand-letter", "ems")], &json!({ "pay_by": "2026-12-20" })),
            "not-yet final-demand letter 2026-12-04 gap",
        ),
        // Nothing is known of earlier letters: the course begins with a notice all the same.
        (200, told(), "due notice-2 letter"),
    ] {
        assert_eq!(short(&on_day(days, &record)), expected, "day {days}: {record}");
    }
}

#[test]
fn everything_that_forbids_it_stops_the_course() {
    let set = |path: &str, value: Value| {
        let mut patch = told();
        path.rsplit('.')
            .fold(value, |value, name| json!({ name: value }))
            .as_object()
            .cloned()
            .into_iter()
            .flatten()
            .for_each(|(name, value)| crate::check::merge(&mut patch, &json!({ name: value })));
        patch
    };
    let plan = json!({ "agreement": "HP-A", "signed_on": "2026-09-10", "instalments": 6, "instalment": 1, "due": "2026-10-10", "amount": "100.00" });
    let broken = json!({ "agreement": "HP-A", "signed_on": "2026-09-10", "missed_due": "2026-10-10", "missed_amount": "100.00" });
    let both = |extra: &Value| {
        let mut patch = json!({ "flags": { "plan_active": true, "plan_breach": true }, "plan_notice": plan, "broken_plan": broken });
        crate::check::merge(&mut patch, &told());
        crate::check::merge(&mut patch, extra);
        patch
    };
    for (record, expected) in [
        (set("flags.plan_active", json!(true)), "rests plan-kept"),
        (set("flags.dispute_open", json!(true)), "lacks dispute-reply letter matter.dispute.outcome dispute"),
        (
            set("history.complaint_received_on", json!("2026-10-01")),
            "lacks complaint-reply letter matter.complaint.outcome complaint",
        ),
        (
            set("flags.hardship_claimed", json!(true)),
            "lacks hardship-reply letter matter.hardship.outcome hardship",
        ),
        (set("flags.bankrupt", json!(true)), "rests insolvent"),
        (set("flags.fraud_reported", json!(true)), "rests fraud"),
        (set("flags.deceased", json!(true)), "rests deceased"),
        (set("flags.minor", json!(true)), "rests minor"),
        (set("history.court_since", json!("2026-10-01")), "rests court"),
        (set("waiver", json!({ "payable": "100.00", "pay_by": "2026-12-30" })), "rests settlement"),
        (set("limitation_end", json!("2026-10-01")), "rests time-barred"),
        (set("as_of", json!("2026-10-01")), "rests stale"),
        (set("addressee.role", json!("employer")), "rests addressee"),
        (json!({}), "lacks bureau-prenotice letter matter.bureau.report_on bureau-unknown"),
        (both(&json!({})), "due plan-default letter"),
        (
            both(&json!({ "plan_notice": { "due": "2026-11-01" } })),
            "not-yet plan-default letter 2026-11-06 plan-broken plan-grace",
        ),
        (
            both(
                &json!({ "plan_notice": { "notice_arrived_on": "2026-10-20", "ends_on": "2026-11-10" }, "notices": [notice(49, "plan-default-notice", "ems")] }),
            ),
            "due plan-end letter",
        ),
        (
            both(
                &json!({ "plan_notice": { "notice_arrived_on": "2026-10-29", "ends_on": "2026-11-20" }, "notices": [notice(58, "plan-default-notice", "ems")] }),
            ),
            "not-yet plan-end letter 2026-11-10 plan-broken plan-cure",
        ),
    ] {
        // Day 62 is November 2.
        assert_eq!(short(&on_day(62, &record)), expected, "{record}");
    }
    let mut settled = told();
    settled["ledgers"] = json!([{ "currency": "CNY", "principal": "0.00", "interest": "0.00", "penalty": "0.00", "fees": "0.00", "total": "0.00" }]);
    assert_eq!(short(&on_day(62, &settled)), "rests settled");
    settled["settlement"] = json!({ "settled_on": "2026-11-01" });
    assert_eq!(short(&on_day(62, &settled)), "due settlement-certificate letter");
    let mut paid = told();
    paid["ledgers"] = json!([{ "currency": "CNY", "principal": "500.00", "interest": "0.00", "penalty": "0.00", "fees": "0.00", "total": "500.00", "minimum_due": "100.00", "paid": "95.00" }]);
    assert_eq!(short(&on_day(62, &paid)), "rests minimum-paid");
}

#[test]
fn a_channel_that_is_used_up_gives_way_to_the_next_or_to_another_day() {
    let call = |days: i64, channel: &str| {
        let date = (day("2026-09-01") + chrono::TimeDelta::days(days)).to_string();
        json!({ "date": date, "channel": channel })
    };
    let history = |contacts: &[Value]| json!({ "history": { "contacts": contacts } });
    assert_eq!(short(&on_day(4, &history(&[call(4, "sms")]))), "due message-1 email");
    let both = history(&[call(4, "sms"), call(4, "email")]);
    assert_eq!(short(&on_day(4, &both)), "not-yet message-1 sms 2026-09-06 limit");
    let calls: Vec<_> = (0..5).map(|ago| call(10 - ago, "call")).collect();
    assert_eq!(short(&on_day(10, &history(&calls))), "not-yet notice-1 letter 2026-09-14 limit");
    let none = json!({ "debtor": { "mobile": null, "email": null } });
    assert_eq!(short(&on_day(4, &none)), "lacks message-1 sms debtor.mobile");
}

#[test]
fn guarantors_and_heirs_have_ways_of_their_own() {
    let guarantor = json!({
        "addressee": { "role": "guarantor", "name": "何示例", "address": "福建省福州市鼓楼区示例路2号", "postcode": "350001" },
        "guarantee": { "contract": "保证合同", "number": "BZ-1", "signed_on": "2026-01-05", "mode": "joint" },
    });
    assert_eq!(short(&on_day(31, &guarantor)), "due guarantor-notice letter");
    assert_eq!(short(&on_day(182, &guarantor)), "rests guarantor-free");
    let heir = |died: &str, confirmed: bool| {
        json!({
            "addressee": { "role": "heir", "name": "何示例", "address": "福建省福州市鼓楼区示例路2号", "postcode": "350001", "heirship_confirmed": confirmed },
            "flags": { "deceased": true }, "estate": { "died_on": died },
        })
    };
    assert_eq!(short(&on_day(62, &heir("2026-09-20", true))), "due estate-notice letter");
    assert_eq!(
        short(&on_day(62, &heir("2026-10-20", true))),
        "not-yet estate-notice letter 2026-11-19 mourning"
    );
    assert_eq!(short(&on_day(62, &heir("2026-09-20", false))), "rests heir-unconfirmed");
}

#[test]
fn an_issuer_tightens_and_shifts_and_never_loosens() {
    let ok = json!({
        "channels": ["letter"], "limits": { "letter": { "week": 2 } },
        "steps": { "notice-1": { "from": 6, "until": 25 }, "notice-2": { "gap": 21 }, "acceleration": { "off": true } },
    });
    assert!(faults(&ok).is_empty(), "{:?}", faults(&ok));
    let today = day("2026-09-07");
    let record = account(&owing(&json!({ "as_of": "2026-09-07" }))).0;
    assert_eq!(short(&advised(&record, &issuer(&json!({ "course": ok })), today)), "due notice-1 letter");
    for (patch, path) in [
        (json!({ "steps": { "notice-1": { "from": 3 } } }), "course.steps.notice-1.from"),
        (json!({ "steps": { "reminder": { "until": -1 } } }), "course.steps.reminder.until"),
        (json!({ "steps": { "demand": { "gap": 20 } } }), "course.steps.demand.gap"),
        (json!({ "steps": { "demand": { "again": 10 } } }), "course.steps.demand.again"),
        (json!({ "steps": { "notice-1": { "until": 5 } } }), "course.steps.notice-1.until"),
        (
            json!({ "steps": { "final-demand": { "channels": ["sms"] } } }),
            "course.steps.final-demand.channels",
        ),
        (json!({ "steps": { "hardship-reply": { "off": true } } }), "course.steps.hardship-reply.off"),
        (json!({ "steps": { "plan-end": { "from": 5 } } }), "course.steps.plan-end.from"),
        (json!({ "steps": { "notice-2": { "again": 60 } } }), "course.steps.notice-2.again"),
        (json!({ "channels": ["sms", "email"] }), "course.channels"),
        (json!({ "steps": { "notce-1": {} } }), "course.steps.notce-1"),
        (json!({ "limits": { "sms": { "day": 4 } } }), "course.limits.sms.day"),
        (json!({ "limits": { "fax": { "day": 1 } } }), "course.limits.fax"),
    ] {
        let found = faults(&patch);
        let [fault] = &found[..] else { panic!("{patch}: {found:?}") };
        assert_eq!(fault.path, path);
        assert!(
            fault.basis.as_ref().is_some_and(|basis| !basis.en.is_empty() && !basis.zh.is_empty()),
            "{path}"
        );
    }
    // A longer grace of the contract shifts the steps behind it; a shorter one does not go below the table.
    let grace = |days: u32| {
        Course::of(&issuer(&json!({ "contract": { "grace_days": days } })))
            .unwrap()
            .steps()
            .iter()
            .find(|step| step.row.name == "message-1")
            .unwrap()
            .from
    };
    assert_eq!((grace(0), grace(3), grace(6)), (Some(4), Some(4), Some(7)));
    // Where an issuer says nothing of the course, nothing can be wrong with it: a desk reads it only when it is asked for.
    let long = json!({ "contract": { "grace_days": 4000, "demand_days": 4000, "notice_days": 4000 } });
    assert!(Course::of(&issuer(&long)).is_ok());
}

#[test]
fn the_table_names_only_what_there_is_and_is_worded_in_both_languages() {
    let book = book();
    let set = TemplateSet::built_in().unwrap();
    for step in &book.steps {
        let known = set.kinds().contains_key(&step.kind);
        assert!(known || step.who == Who::Person, "`{}` has no kind `{}`", step.name, step.kind);
        assert!(Rests::named(&step.only).is_ok() && Rests::named(&step.despite).is_ok(), "{}", step.name);
        for words in [step.title(Lang::Zh), step.ground(Lang::Zh)] {
            assert!(words.chars().any(|c| c > '\u{2e80}'), "{}: {words}", step.name);
        }
    }
    for ground in book.rests.iter().chain(&book.waits) {
        for said in [ground.about(), ground.basis()] {
            assert!(
                !said.en.is_empty()
                    && !said.zh.is_empty()
                    && !said.en.ends_with('.')
                    && !said.zh.ends_with('。')
            );
        }
    }
    let names: std::collections::BTreeSet<_> = book.rests.iter().map(|ground| ground.name.as_str()).collect();
    assert_eq!(names.len(), 20, "every rest has its words");
}

#[test]
fn a_notice_that_demands_nothing_does_not_put_off_the_demand_before_the_limitation_period_ends() {
    let sent = |number: &str, on: i64, kind: &str| {
        let day = (crate::dates::day("2026-09-01") + chrono::TimeDelta::days(on)).to_string();
        json!({ "number": number, "date": day, "channel": "ems", "result": "delivered", "result_date": day, "kind": kind })
    };
    let with = |last: &str| {
        let notices = json!([sent("HP-1", 40, "overdue-notice"), sent("HP-2", 600, last)]);
        json!({ "notices": notices, "flags": { "bureau_prenotified_on": "2026-10-02" } })
    };
    // Three years from the notice of day 40, less 180 days.
    for quiet in ["bureau-prenotice", "dispute-reply", "payment-confirmation", "account-statement"] {
        assert_eq!(short(&on_day(960, &with(quiet))), "due limitation-demand letter", "{quiet}");
    }
    for demand in ["overdue-notice", "plan-default-notice", "some-kind-of-ones-own"] {
        assert_eq!(
            short(&on_day(960, &with(demand))),
            "not-yet limitation-demand letter 2030-10-25 limitation",
            "{demand}"
        );
    }
}
