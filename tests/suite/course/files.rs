//! `hanpress next`, `hanpress course`, `make --kind course`: what a person types, and what comes of it.

use serde_json::{Value, json};

use super::owing;
use crate::cli::Scene;

/// Three accounts: a letter is due, a short message, nothing while an objection is open.
fn accounts() -> String {
    let told = json!({ "bureau_prenotified_on": "2026-11-02" });
    let of = |id: &str, patch: Value| {
        let mut value = owing(&patch);
        value["id"] = json!(id);
        value["as_of"] = json!("2026-11-22");
        value.as_object_mut().unwrap().remove("kind");
        value
    };
    let due = of("A0000001", json!({ "due_date": "2026-10-25", "flags": told }));
    let early = of("A0000002", json!({ "due_date": "2026-11-16" }));
    let open = of("A0000003", json!({ "due_date": "2026-10-25", "flags": { "dispute_open": true } }));
    [due, early, open].iter().map(|value| format!("{value}\n")).collect()
}

fn scene() -> Scene {
    let scene = Scene::new();
    std::fs::write(scene.path("due.jsonl"), accounts()).unwrap();
    scene
}

const NEXT: &str = "next due.jsonl --issuer issuer.toml --issue-date 2026-11-23";
const MAKE: &str = "make due.jsonl --issuer issuer.toml --issue-date 2026-11-23 --kind course --out out";

#[test]
fn next_tells_what_is_due_why_and_what_comes_then() {
    let scene = scene();
    let ran = scene.run(NEXT);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for words in [
        "A0000001  day 29  due: first notice (`notice-1`) by letter",
        "then: second notice (`notice-2`) by letter on ",
        "A0000002  day 7  due: first message after the days of grace (`message-1`) by sms",
        "A0000003  day 29  lacks data: answer to an objection (`dispute-reply`) by letter",
        "give: `matter.dispute.outcome`",
        "why: an objection is being looked into",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let chinese = scene.run(&format!("{NEXT} --lang zh"));
    for words in [
        "应办：第一次逾期通知（`notice-1`），信函",
        "原因：异议正在核查",
        "依据：《商业银行信用卡业务监督管理办法》第六十九条",
    ] {
        assert!(chinese.out.contains(words), "{words}: {}", chinese.out);
    }
    let events = scene.run(&format!("{NEXT} --format json"));
    let events: Vec<Value> = events.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events[0]["event"], "next");
    assert_eq!((&events[0]["step"], &events[0]["day"]), (&json!("notice-1"), &json!("2026-11-23")));
    assert_eq!(events.last().unwrap()["due"], 2);
}

#[test]
fn next_writes_a_workbook() {
    let scene = scene();
    let ran = scene.run(&format!("{NEXT} --out next.xlsx --lang zh"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(std::fs::read(scene.path("next.xlsx")).unwrap().starts_with(b"PK"));
    assert_eq!(scene.run(&format!("{NEXT} --out next.csv")).code, Some(2));
    assert_eq!(scene.run(&format!("{NEXT} --kind auto")).code, Some(2));
}

#[test]
fn make_makes_what_is_due_and_lists_what_is_not() {
    let scene = scene();
    let ran = scene.run(MAKE);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("2 documents made, 0 refused"), "{}", ran.err);
    assert!(ran.err.contains("1 accounts get nothing of the course yet"), "{}", ran.err);
    let listed = std::fs::read_to_string(scene.path("out/not-yet.jsonl")).unwrap();
    let listed: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(listed.iter().map(|line| &line["now"]).collect::<Vec<_>>(), ["lacks"]);
    assert_eq!((&listed[0]["seq"], &listed[0]["channel"]), (&json!(3), &json!("letter")));
    let report: Value =
        serde_json::from_str(&std::fs::read_to_string(scene.path("out/report.json")).unwrap()).unwrap();
    assert_eq!((&report["made"], &report["not_yet"], &report["refused"]), (&json!(2), &json!(1), &json!(0)));
    let page = std::fs::read_to_string(scene.path("out/report.html")).unwrap();
    for words in [
        "<dt>Nothing made yet</dt><dd>1</dd>",
        "an objection is being looked into",
        "answer to an objection (letter)",
        "not-yet.jsonl",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // The page that is made again is the same.
    std::fs::remove_file(scene.path("out/report.html")).unwrap();
    let again = scene.run(&format!("{MAKE} --resume"));
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(page == std::fs::read_to_string(scene.path("out/report.html")).unwrap());
    let audited = scene.run("audit out");
    assert_eq!(audited.code, Some(0), "{}{}", audited.out, audited.err);
    let again = scene.run(MAKE);
    assert!(again.err.contains("already made"), "{}", again.err);
    // A line that is taken out is missed.
    let text = std::fs::read_to_string(scene.path("out/not-yet.jsonl")).unwrap();
    std::fs::write(scene.path("out/not-yet.jsonl"), text.lines().skip(1).collect::<String>()).unwrap();
    assert_eq!(scene.run("audit out").code, Some(1));
}

#[test]
fn shards_of_a_course_join_to_the_whole_run() {
    let scene = scene();
    scene.run(MAKE);
    for shard in ["0/2", "1/2"] {
        let out = format!("s{}", &shard[..1]);
        let ran =
            scene.run(&format!("{} --shard {shard}", MAKE.replace("--out out", &format!("--out {out}"))));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    let joined = scene.run("audit --join s0 s1 --out whole");
    assert_eq!(joined.code, Some(0), "{}", joined.err);
    let of = |folder: &str, name: &str| std::fs::read(scene.path(&format!("{folder}/{name}"))).unwrap();
    assert_eq!(of("whole", "manifest.jsonl"), of("out", "manifest.jsonl"));
    assert_eq!(of("whole", "not-yet.jsonl"), of("out", "not-yet.jsonl"));
}

#[test]
fn check_tells_the_same_and_one_account_alone_is_refused_with_the_reason() {
    let scene = scene();
    let checked = scene.run(&MAKE.replace("make", "check").replace(" --out out", ""));
    assert_eq!(checked.code, Some(0), "{}", checked.err);
    assert!(checked.err.contains("1 accounts get nothing of the course yet"), "{}", checked.err);
    let last = accounts().lines().last().unwrap().to_string();
    std::fs::write(scene.path("one.jsonl"), last).unwrap();
    let one = scene.run("make one.jsonl --issuer issuer.toml --issue-date 2026-11-23 --kind course --one");
    assert_eq!(one.code, Some(1), "{}", one.err);
    assert!(one.err.contains("C02"), "{}", one.err);
}

#[test]
fn a_course_below_the_law_is_refused_before_anything_is_read() {
    let scene = scene();
    let issuer = std::fs::read_to_string(scene.path("issuer.toml")).unwrap();
    std::fs::write(scene.path("issuer.toml"), format!("{issuer}\n[course.steps.demand]\ngap = 10\n"))
        .unwrap();
    for words in [NEXT, MAKE] {
        let ran = scene.run(words);
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.err.contains("course.steps.demand.gap") && ran.err.contains("10 days are too few"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn the_course_is_printed_as_an_issuer_has_it() {
    let scene = scene();
    let built_in = scene.run("course");
    assert!(
        built_in.out.contains("| `notice-1`: first notice | `overdue-notice` | debtor | 10 … 30 |"),
        "{}",
        built_in.out
    );
    let chinese = scene.run("course --issuer issuer.toml --lang zh");
    assert!(chinese.out.contains("| `notice-1`：第一次逾期通知 |"), "{}", chinese.out);
    assert!(chinese.out.contains("| `dispute`：异议正在核查 |"), "{}", chinese.out);
}
