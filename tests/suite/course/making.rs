//! `make --kind course`: each step by its own channel, in one run.

use std::fs;

use serde_json::{Value, json};

use super::owing;
use crate::cli::Scene;

/// Four accounts: a letter is due, a short message to the far west, an e-mail since a letter went out this week, and
/// nothing while an objection is open.
fn accounts() -> Vec<Value> {
    let told = json!({ "bureau_prenotified_on": "2026-11-02" });
    let of = |id: &str, patch: Value| {
        let mut value = owing(&patch);
        value["id"] = json!(id);
        value["as_of"] = json!("2026-11-22");
        value["debtor"]["mobile"] = json!("15400005678");
        value["debtor"]["email"] = json!("o@example.com");
        value.as_object_mut().unwrap().remove("kind");
        value
    };
    let west = json!({ "postcode": "830002", "address": "新疆维吾尔自治区乌鲁木齐市天山区示例路1号" });
    let posted =
        json!({ "contacts": [{ "date": "2026-11-20", "channel": "post", "kind": "account-statement" }] });
    vec![
        of("A0000001", json!({ "due_date": "2026-10-25", "flags": told })),
        of("A0000002", json!({ "due_date": "2026-11-16", "debtor": west })),
        of("A0000003", json!({ "due_date": "2026-10-25", "flags": told, "history": posted })),
        of("A0000004", json!({ "due_date": "2026-10-25", "flags": { "dispute_open": true } })),
    ]
}

fn scene() -> Scene {
    let scene = Scene::new();
    scene.write("due.jsonl", accounts().iter().map(|value| format!("{value}\n")).collect::<String>());
    scene
}

const MAKE: &str = "make due.jsonl --issuer issuer.toml --issue-date 2026-11-23 --kind course --out out";

#[test]
fn each_step_goes_out_by_its_own_channel_in_one_run() {
    let scene = scene();
    let ran = scene.run(MAKE);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("3 documents made, 0 refused"), "{}", ran.err);
    assert!(ran.err.contains("1 short messages in "), "{}", ran.err);
    let manifest = scene.lines("out/manifest.jsonl");
    assert_eq!(manifest[0]["channels"], json!(["letter", "sms", "email"]));
    let made: Vec<_> = manifest[1..4]
        .iter()
        .map(|line| [&line["id"], &line["line"], &line["channel"]].map(|cell| cell.as_str().unwrap_or("-")))
        .collect();
    let wanted =
        [["A0000001", "document", "-"], ["A0000002", "message", "sms"], ["A0000003", "message", "email"]];
    assert_eq!(made, wanted);
    // Ten o'clock in Beijing is eight by the sun of Ürümqi.
    assert_eq!(manifest[2]["not_before"], "2026-11-23T10:00:00+08:00");
    let end = manifest.last().unwrap();
    assert_eq!((&end["made"], &end["not_yet"]), (&json!(3), &json!(1)));
    let texts = scene.lines("out/messages.jsonl");
    assert_eq!((texts.len(), &texts[0]["number"]), (1, &manifest[2]["number"]));
    assert_eq!(scene.text("out/messages.csv").lines().count(), 2);
    let pdfs = |folder: &str| scene.tree("out").keys().filter(|name| name.starts_with(folder)).count();
    assert_eq!((pdfs("documents"), pdfs("emails")), (1, 1));
    let report: Value = serde_json::from_str(&scene.text("out/report.json")).unwrap();
    assert_eq!((&report["letters"], &report["messages"]), (&json!(1), &json!({ "email": 1, "sms": 1 })));
    let page = scene.text("out/report.html");
    for words in
        ["<caption>By channel</caption>", ">Letters<", ">E-mails<", "<dt>Nothing made yet</dt><dd>1</dd>"]
    {
        assert!(page.contains(words), "{words}");
    }
    let audited = scene.run("audit out");
    assert_eq!(audited.code, Some(0), "{}{}", audited.out, audited.err);
    let again = scene.run(MAKE);
    assert!(again.code == Some(0) && again.err.contains("already made"), "{}", again.err);
    // Each stands in the evidence of its account, and a result is told of each.
    for (at, counts) in [(1, "1 documents, 0 results"), (2, "0 documents, 1 messages")] {
        let number = manifest[at]["number"].as_str().unwrap();
        let bundled = scene.run(&format!("bundle {number} --from out --out b{at}.pdf --date 2026-12-01"));
        assert_eq!(bundled.code, Some(0), "{}", bundled.err);
        assert!(bundled.err.contains(counts), "{}", bundled.err);
    }
}

#[test]
fn a_course_that_was_cut_off_ends_as_an_unbroken_one() {
    let scene = scene();
    scene.run(MAKE);
    let whole = scene.tree("out");
    let manifest = scene.text("out/manifest.jsonl");
    let lines: Vec<_> = manifest.split_inclusive('\n').collect();
    for kept in 1..lines.len() {
        scene.write("out/manifest.jsonl", lines[..kept].concat());
        for name in ["messages.csv", "index.csv", "index.xlsx", "report.html", "report.json", "not-yet.jsonl"]
        {
            let _ = fs::remove_file(scene.path("out").join(name));
        }
        let ran = scene.run(&format!("{MAKE} --resume"));
        assert_eq!(ran.code, Some(0), "{kept}: {}", ran.err);
        for (name, bytes) in scene.tree("out") {
            assert!(whole[&name] == bytes, "{kept}: {name} differs");
        }
    }
    for index in 0..2 {
        scene.run(&format!("{} --shard {index}/2", MAKE.replace("--out out", &format!("--out s{index}"))));
    }
    let joined = scene.run("audit --join s0 s1 --out joined");
    assert_eq!(joined.code, Some(0), "{}", joined.err);
    for (name, bytes) in scene.tree("joined") {
        assert!(whole[&name] == bytes, "{name} differs");
    }
    // A letter that is lost is made again by itself; of messages that is said.
    let letter = whole.keys().find(|name| name.ends_with(".pdf")).unwrap();
    fs::remove_file(scene.path("out").join(letter)).unwrap();
    let ran = scene.run(&format!("{MAKE} --only A0000001"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(scene.tree("out") == whole);
    let ran = scene.run(&format!("{MAKE} --only A0000002"));
    assert!(ran.code == Some(2) && ran.err.contains("not made again one by one"), "{}", ran.err);
}

#[test]
fn a_channel_that_is_not_asked_for_is_left_for_later() {
    let scene = scene();
    let ran = scene.run(&format!("{MAKE} --channel letter,email"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let listed = scene.lines("out/not-yet.jsonl");
    let waits: Vec<_> = listed.iter().map(|line| (&line["seq"], &line["now"])).collect();
    assert_eq!(waits, [(&json!(2), &json!("due")), (&json!(4), &json!("lacks"))]);
    let why = listed[0]["why"].as_array().unwrap().iter().find(|why| why["reason"] == "channel").unwrap();
    assert_eq!(why["message"], "it goes out by `sms`, and `letter, email` is made");
    assert!(why["end"].as_str().unwrap().contains("`--channel`"), "{why}");
    assert!(!scene.path("out/messages.jsonl").exists());
    assert!(scene.text("out/report.html").contains("it goes out by"));
    assert_eq!(scene.run("audit out").code, Some(0));
    // Who has no address to send from is told what is missing, and the rest is made.
    let issuer = scene.text("issuer.toml").replace("email_from", "# email_from");
    scene.write("issuer.toml", issuer);
    let ran = scene.run(&MAKE.replace("--out out", "--out silent"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(scene.lines("silent/manifest.jsonl")[0]["channels"], json!(["letter", "sms"]));
    let listed = scene.lines("silent/not-yet.jsonl");
    assert!(listed[0].to_string().contains("email_from"), "{}", listed[0]);
    let ran = scene.run(&format!("{} --channel email", MAKE.replace("--out out", "--out none")));
    assert!(ran.code == Some(2) && ran.err.contains("from which address"), "{}", ran.err);
}

#[test]
fn a_store_takes_the_letters_of_the_course_alone() {
    let scene = scene();
    let ran = scene.run(&MAKE.replace("--out out", "--out s3://bucket/x"));
    assert!(ran.code == Some(2) && ran.err.contains("`--channel letter`"), "{}", ran.err);
}

#[test]
fn what_was_sent_is_known_by_its_chinese_name_too() {
    let day = |kind: &str| {
        let mut value = accounts().remove(0);
        value["due_date"] = json!("2026-08-01");
        value["notices"] = json!([{
            "number": "HP-1", "date": "2026-10-01", "channel": "ems", "result": "signed", "result_date": "2026-10-04",
            "kind": kind,
        }]);
        let scene = Scene::new();
        scene.write("one.jsonl", value.to_string());
        let ran = scene.run("next one.jsonl --issuer issuer.toml --issue-date 2026-11-23");
        ran.out.lines().next().unwrap_or_default().to_string()
    };
    let named = day("demand");
    assert!(named.contains("`final-demand`"), "{named}");
    for word in ["demand-letter", "信用卡欠款催收函", "欠款催收函"] {
        assert_eq!(day(word), named, "{word}");
    }
    // A confirmation that nobody pays for demands nothing.
    let silent = day("还款确认函");
    assert_eq!(silent, day("payment-confirmation"));
}
