//! `make --channel`: short messages and e-mails beside letters or instead of them, from the first line to the audit.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::{MAKE, Scene, end};

/// The examples of kinds that have messages, each with a telephone and a mailbox, and one without.
fn scene() -> Scene {
    let scene = Scene::new();
    let mut lines = Vec::new();
    for (at, mut account) in scene.lines("accounts.jsonl").into_iter().enumerate() {
        if !matches!(account["kind"].as_str(), Some("overdue-notice" | "demand-letter")) {
            continue;
        }
        account["debtor"]["mobile"] = format!("138{:08}", at + 1).into();
        account["debtor"]["email"] = format!("p{at}@example.com").into();
        lines.push(account);
    }
    let mut unreached = lines[0].clone();
    unreached["id"] = "A0000099".into();
    unreached["debtor"]["mobile"] = Value::Null;
    unreached["debtor"]["email"] = Value::Null;
    lines.insert(2, unreached);
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    scene.write("accounts.jsonl", text);
    scene
}

fn make(channels: &str) -> String {
    format!("{MAKE} --channel {channels}")
}

#[test]
fn messages_go_out_beside_letters_and_are_recorded() {
    let scene = scene();
    let accounts = scene.lines("accounts.jsonl").len() as u64;
    let ran = scene.run(&format!("{} --format json", make("letter,sms,email")));
    assert_eq!((ran.code, &end(&ran)["made"]), (Some(1), &(accounts - 1).into()), "{}", ran.err);
    let refused = scene.lines("out/refused.jsonl");
    let found = refused[0]["findings"].as_array().unwrap();
    let missing = found.iter().filter(|one| one["code"] == "M02").count();
    assert_eq!((refused.len(), missing), (1, 2), "neither number nor address: {found:?}");

    let manifest = scene.lines("out/manifest.jsonl");
    assert_eq!(manifest[0]["channels"], serde_json::json!(["letter", "sms", "email"]));
    let order: Vec<_> = manifest[1..4].iter().map(|line| (&line["line"], &line["channel"])).collect();
    assert_eq!(order[1..], [(&"message".into(), &"sms".into()), (&"message".into(), &"email".into())]);
    assert_eq!(order[0].0, "document");
    assert_eq!(manifest.len() as u64, 2 + 3 * (accounts - 1));

    let texts = scene.lines("out/messages.jsonl");
    assert_eq!(texts.len() as u64, accounts - 1);
    let first = &texts[0];
    assert!(first["text"].as_str().unwrap().starts_with("【示例银行信用卡中心】尊敬的"));
    assert_eq!((&first["number"], &first["mobile"]), (&manifest[1]["number"], &"13800000001".into()));
    assert_eq!(first["parts"], manifest[2]["parts"]);
    let sheet = scene.text("out/messages.csv");
    assert!(sheet.starts_with("\u{feff}number,mobile,text,parts,not_before\r\n"));
    assert_eq!(sheet.lines().count() as u64, accounts);
    for name in ["messages.jsonl", "messages.csv"] {
        let mode = fs::metadata(scene.path("out").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let mail = scene.text(&format!("out/{}", manifest[3]["file"].as_str().unwrap()));
    assert!(mail.contains("application/pdf") && mail.contains("To: <p0@example.com>"), "{mail:.900}");
    // A telephone number stands in the gateway's files only.
    for name in ["manifest.jsonl", "index.csv", "report.json"] {
        assert!(!scene.text(&format!("out/{name}")).contains("13800000001"), "{name}");
    }
    assert_eq!(
        scene.text("out/index.csv").lines().filter(|line| line.contains("（短信）")).count() as u64,
        accounts - 1
    );
    let shown = scene.run(&format!("show {} --in out", manifest[1]["id"].as_str().unwrap()));
    assert_eq!((shown.code, shown.out.lines().count()), (Some(0), 3), "{}", shown.out);
    let audited = scene.run("audit out");
    assert_eq!(audited.code, Some(0), "{}", audited.err);
    let again = scene.run(&make("letter,sms,email"));
    assert!(again.code == Some(1) && again.err.starts_with("already made"), "{}", again.err);
    let other = scene.run(&make("letter,sms"));
    assert!(other.code == Some(2) && other.err.contains("`channels`"), "{}", other.err);
}

#[test]
fn a_run_that_was_cut_off_ends_as_an_unbroken_one() {
    let scene = scene();
    let command = make("letter,sms,email");
    scene.run(&command);
    let whole = scene.tree("out");
    let manifest = scene.text("out/manifest.jsonl");
    let lines: Vec<_> = manifest.split_inclusive('\n').collect();
    // Cut off within an account, behind one, and before the closing line; texts may stand that no line tells of.
    for kept in [1, 2, 3, 4, 6, lines.len() - 2, lines.len() - 1] {
        scene.write("out/manifest.jsonl", lines[..kept].concat());
        for name in ["messages.csv", "index.csv", "index.xlsx", "report.html", "report.json", "refused.jsonl"]
        {
            let _ = fs::remove_file(scene.path("out").join(name));
        }
        let ran = scene.run(&format!("{command} --resume"));
        assert_eq!(ran.code, Some(1), "{kept}: {}", ran.err);
        for (name, bytes) in scene.tree("out") {
            assert!(whole[&name] == bytes, "{kept}: {name} differs");
        }
    }
    // An e-mail that is lost, and a text that was changed, are told and mended.
    let mail = whole.keys().find(|name| name.ends_with(".eml")).unwrap();
    fs::remove_file(scene.path("out").join(mail)).unwrap();
    let texts = scene.text("out/messages.jsonl");
    scene.write("out/messages.jsonl", texts.replacen("13800000001", "13900000001", 1));
    let audited = scene.run("audit out");
    assert!(audited.code == Some(1), "{}", audited.err);
    assert!(audited.err.contains("this e-mail is missing"), "{}", audited.err);
    assert!(audited.err.contains("the short message of"), "{}", audited.err);
    assert_eq!(scene.run(&format!("{command} --resume")).code, Some(1));
    assert!(scene.tree("out") == whole);
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn short_messages_alone_make_no_document_and_can_be_added_to() {
    let scene = scene();
    let ran = scene.run(&make("sms"));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(!scene.path("out/documents").exists() && !scene.path("out/emails").exists());
    let made = scene.lines("out/messages.jsonl").len();
    assert_eq!(scene.run("audit out").code, Some(0));
    let text = scene.text("accounts.jsonl");
    let more = text.lines().next().unwrap().replacen("\"id\":\"", "\"id\":\"B", 1);
    scene.write("more.jsonl", format!("{more}\n"));
    let add = format!("{} --add", make("sms").replace("accounts.jsonl", "more.jsonl"));
    let ran = scene.run(&add);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(scene.lines("out/messages.jsonl").len(), made + 1);
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn joined_shards_are_what_one_run_sends() {
    let scene = scene();
    scene.run(&make("sms,email"));
    let one = scene.tree("out");
    for index in 0..2 {
        let command = make("sms,email").replace("out out", &format!("out s{index}"));
        scene.run(&format!("{command} --shard {index}/2"));
    }
    let ran = scene.run("audit --join s1 s0 --out joined");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let joined = scene.tree("joined");
    assert_eq!(joined.keys().collect::<Vec<_>>(), one.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(joined[name] == *bytes, "{name} differs");
    }
}

#[test]
fn what_is_asked_for_and_cannot_be_is_told() {
    let scene = scene();
    let ran = scene.run(&make("letter,fax"));
    assert!(ran.code == Some(2) && ran.err.contains("`fax` is no channel"), "{}", ran.err);
    let issuer = scene.text("issuer.toml").replace("email_from", "# email_from");
    scene.write("issuer.toml", issuer);
    let ran = scene.run(&make("email"));
    assert!(ran.code == Some(2) && ran.err.contains("from which address"), "{}", ran.err);
    assert_eq!(
        scene.run("check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --channel sms").code,
        Some(1)
    );
}
