//! `audit --trust`: the signatures of a finished run, judged.

use std::fs;

use base64::prelude::{BASE64_STANDARD, Engine};
use hanpress::inner::digest::sha256;
use hanpress::inner::named_files::NamedFiles;
use hanpress::inner::sign::{Password, Signer, config};
use serde_json::Value;

use super::super::{MAKE, Scene, objects};
use super::scene;
use crate::workshop::{file, issue_date};

/// A signed run of six documents.
fn signed() -> Scene {
    let scene = scene("bank-p256.p12");
    let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    scene
}

/// The codes of what is found, each with its file.
fn found(scene: &Scene) -> Vec<String> {
    let ran = scene.run("audit out --trust root.pem --format json --quiet");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let events = objects(&ran.out);
    let flaws = events.iter().filter(|event| event["event"] == "flaw");
    let flaw =
        |flaw: &Value| format!("{} {}", flaw["code"].as_str().unwrap(), flaw["file"].as_str().unwrap());
    flaws.map(flaw).collect()
}

/// Writes the manifest anew after something was done to its lines, as somebody without the key could:
/// every line holds the hash of the one before.
fn forge(scene: &Scene, change: impl FnOnce(&mut Vec<Value>)) {
    let mut lines = scene.lines("out/manifest.jsonl");
    change(&mut lines);
    let (mut text, mut before) = (String::new(), None);
    for mut line in lines {
        if let Some(before) = before {
            line["prev"] = Value::from(before);
        }
        let line = format!("{line}\n");
        before = Some(sha256(line.as_bytes()));
        text += &line;
    }
    scene.write("out/manifest.jsonl", text);
}

/// The line of the first document.
fn first(lines: &mut [Value]) -> &mut Value {
    lines.iter_mut().find(|line| line["line"] == "document").unwrap()
}

fn first_file(scene: &Scene) -> String {
    first(&mut scene.lines("out/manifest.jsonl"))["file"].as_str().unwrap().to_string()
}

#[test]
fn signatures_are_judged_where_it_is_said_whom_to_trust_and_else_counted() {
    let scene = signed();
    let ran = scene.run("audit out");
    let unjudged = "out: 7 signatures were not judged: say whom to trust with `--trust FILE`\n";
    assert!(ran.code == Some(0) && ran.err.ends_with(unjudged), "{}", ran.err);
    let ran = scene.run("audit out --trust root.pem --workers 2");
    let begin = "out: whole, 6 documents, 0 refused, 7 signatures hold; the chain ends in ";
    assert!(ran.code == Some(0) && ran.err.starts_with(begin), "{}", ran.err);
    let event = &objects(&scene.run("audit out --trust root.pem --format json").out)[0];
    assert_eq!((&event["signatures"], &event["judged"]), (&7.into(), &true.into()));
    let wrong = scene.run("audit out --trust issuer.toml");
    assert!(wrong.err.starts_with("error: `issuer.toml`: no certificate can be read"), "{}", wrong.err);
}

#[test]
fn signatures_by_nobody_trusted_are_told_one_by_one() {
    let scene = signed();
    fs::copy(file("tests/signed/ca.pem"), scene.path("root.pem")).unwrap();
    let found = found(&scene);
    assert_eq!(found.len(), 7);
    assert!(found.iter().all(|flaw| flaw.starts_with("A15 ")), "{found:?}");
}

#[test]
fn a_document_changed_with_its_line_is_found_by_its_signature_and_by_that_of_the_chain() {
    let scene = signed();
    let name = first_file(&scene);
    let path = scene.path("out").join(&name);
    let mut bytes = fs::read(&path).unwrap();
    bytes[900] ^= 1;
    fs::write(&path, &bytes).unwrap();
    forge(&scene, |lines| first(lines)["sha256"] = sha256(&bytes).into());
    assert_eq!(found(&scene), ["A14 manifest.jsonl".to_string(), format!("A14 {name}")]);
    let said = scene.run("audit out --trust root.pem").err;
    assert!(
        said.contains(
            "error[A14]: its signature does not hold: what is covered was changed after signing (V04)"
        ),
        "{said}"
    );
    assert!(said.contains("error[A14]: the signature on the chain does not hold: "), "{said}");
}

#[test]
fn a_document_that_was_never_signed_is_no_signed_one() {
    let scene = signed();
    scene.run(&MAKE.replace("out out", "out plain"));
    let name = first_file(&scene);
    let bytes = fs::read(scene.path("plain").join(&name)).unwrap();
    fs::write(scene.path("out").join(&name), &bytes).unwrap();
    forge(&scene, |lines| {
        first(lines)["sha256"] = sha256(&bytes).into();
        first(lines)["bytes"] = bytes.len().into();
    });
    assert_eq!(found(&scene), ["A14 manifest.jsonl".to_string(), format!("A14 {name}")]);
}

#[test]
fn a_signature_other_than_its_line_says_is_found() {
    for (key, value) in [("certificate", "0".repeat(64)), ("level", "B-LTA".to_string())] {
        let scene = signed();
        let name = first_file(&scene);
        forge(&scene, |lines| first(lines)["signature"][key] = value.into());
        let line = (key == "certificate").then(|| "A20 manifest.jsonl".to_string());
        let whole = ["A14 manifest.jsonl".to_string(), format!("A16 {name}")];
        assert_eq!(found(&scene), line.into_iter().chain(whole).collect::<Vec<_>>(), "{key}");
    }
}

#[test]
fn a_line_that_was_taken_out_breaks_the_signature_on_the_chain() {
    let scene = signed();
    forge(&scene, |lines| {
        lines.remove(6);
        lines.last_mut().unwrap()["made"] = 5.into();
    });
    assert_eq!(found(&scene)[0], "A14 manifest.jsonl");
}

#[test]
fn the_closing_line_must_be_signed_by_who_signed_the_documents() {
    let scene = signed();
    let lines = scene.lines("out/manifest.jsonl");
    forge(&scene, |lines| drop(lines.last_mut().unwrap().as_object_mut().unwrap().remove("signature")));
    assert_eq!(found(&scene), ["A17 manifest.jsonl"]);
    let text = scene.text("out/manifest.jsonl");
    let (above, bare) = text.trim_end().rsplit_once('\n').unwrap();
    let signed = |key: &str| {
        scene.write("other.toml", format!("key = \"{key}\"\npassword_file = \"password\"\n"));
        let table = config::read(&scene.path("other.toml")).unwrap();
        let password = Password::none();
        let signer =
            Signer::open(&table, &NamedFiles::Folder(scene.path("")), &password, issue_date()).unwrap();
        let signature = BASE64_STANDARD.encode(signer.over(format!("{bare}\n").as_bytes()).unwrap());
        let line = format!("{},\"signature\":\"{signature}\"}}", bare.strip_suffix('}').unwrap());
        scene.write("out/manifest.jsonl", format!("{above}\n{line}\n"));
    };
    signed("other-bank.p12");
    assert_eq!(found(&scene), ["A16 manifest.jsonl"], "{}", lines.len());
    signed("bank-p256.p12");
    assert_eq!(
        scene.run("audit out --trust root.pem").code,
        Some(0),
        "whoever has the key may write it anew"
    );
    let spoilt = scene.text("out/manifest.jsonl").replace("\"refused\":0", "\"refused\":1");
    scene.write("out/manifest.jsonl", spoilt);
    let found = found(&scene);
    assert!(found.contains(&"A14 manifest.jsonl".to_string()), "{found:?}");
}
