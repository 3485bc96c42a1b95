//! `hanpress bundle` with short messages and e-mails: unchanged beside the letters, locked copies too, and told where one is
//! missing or changed.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use hanpress::inner::bundle::{Request, front_pages};
use hanpress::inner::digest::sha256;
use hanpress::{Folder, Place};
use lopdf::{Document, LoadOptions};
use serde_json::{Value, json};

use super::bundle::attached;
use super::delivered::record;
use super::sign::scene as with_keys;
use super::{Ran, Scene, objects};
use crate::golden::{Differences, Picture};
use crate::workshop::file;

const SEND: &str = "make all.jsonl --issuer issuer.toml --issue-date 2026-11-23 --out out --quiet";

/// Puts notices of two accounts with telephone and mailbox into a scene; the ids.
fn accounts(scene: &Scene) -> [String; 2] {
    let sample = scene.run("sample --count 2 --seed 7 --as-of 2026-11-22 --kind overdue-notice");
    let mut lines: Vec<Value> = objects(&sample.out);
    for (at, account) in lines.iter_mut().enumerate() {
        account["debtor"]["mobile"] = json!(format!("1380000{at}678"));
        account["debtor"]["email"] = json!(format!("p{at}@example.com"));
    }
    scene.write("all.jsonl", lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    [0, 1].map(|at| lines[at]["id"].as_str().unwrap().to_string())
}

/// A scene whose run sent letters, short messages and e-mails; results are known of the first account's.
fn sent() -> (Scene, [String; 2], String) {
    let scene = Scene::new();
    let ids = accounts(&scene);
    let ran = scene.run(&format!("{SEND} --channel letter,sms,email"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let number = scene.lines("out/manifest.jsonl")[1]["number"].as_str().unwrap().to_string();
    scene.write(
        "r.csv",
        format!(
            "number,result,when,channel,reference,reason\n{number},signed,2026-11-26 10:20,ems,110,\n\
             {number},delivered,2026-11-23 09:00,sms,G-1,\n{number},failed,2026-11-23 09:01,email,M-1,\n"
        ),
    );
    assert_eq!(record(&scene, "r.csv").code, Some(0));
    (scene, ids, number)
}

fn bundle(scene: &Scene, id: &str, more: &str) -> Ran {
    scene.run(&format!("bundle {id} --from out --out b.pdf --date 2026-12-01 --format json {more}"))
}

fn event(ran: &Ran) -> Value {
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    objects(&ran.out).into_iter().find(|event| event["event"] == "bundled").unwrap()
}

/// What bookmarks say and whether each leads to a page.
fn bookmarks(pdf: &Document) -> Vec<String> {
    let mut found = Vec::new();
    let pages: Vec<_> = pdf.get_pages().into_values().collect();
    for object in pdf.objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        let (Ok(title), Ok(to)) = (dictionary.get(b"Title"), dictionary.get(b"Dest")) else { continue };
        let page = to.as_array().unwrap()[0].as_reference().unwrap();
        assert!(pages.contains(&page));
        let units: Vec<u16> = title.as_str().unwrap()[2..]
            .chunks(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        found.push(String::from_utf16(&units).unwrap());
    }
    found.sort();
    found
}

#[test]
fn messages_go_with_a_bundle_unchanged_beside_the_letters() {
    let (scene, ids, number) = sent();
    let event = event(&bundle(&scene, &ids[0], ""));
    let told = ["documents", "messages", "results", "archive"].map(|name| event[name].clone());
    assert_eq!(told, [json!(1), json!(2), json!(3), json!(true)]);
    let pdf = Document::load(scene.path("b.pdf")).unwrap();
    let files: BTreeMap<_, _> = attached(&pdf);
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    let [eml, letter, short] = [".eml", ".pdf", ".sms.jsonl"].map(|ending| format!("{number}{ending}"));
    assert_eq!(names, [eml.as_str(), &letter, &short, "evidence.jsonl"]);
    let lines = scene.lines("out/manifest.jsonl");
    let line = |channel: &str| {
        lines.iter().find(|line| line["number"] == number.as_str() && line["channel"] == channel).unwrap()
    };
    for (name, channel) in [(&eml, "email"), (&short, "sms")] {
        assert_eq!(sha256(&files[name].1), line(channel)["sha256"].as_str().unwrap(), "{name}");
        assert_eq!(files[name].0.get(b"AFRelationship").unwrap().as_name().unwrap(), b"Source");
    }
    let mail = line("email")["file"].as_str().unwrap();
    assert!(files[&eml].1 == fs::read(scene.path(&format!("out/{mail}"))).unwrap());
    let text = String::from_utf8(files[&short].1.clone()).unwrap();
    assert_eq!(text, scene.text("out/messages.jsonl").lines().next().unwrap().to_string() + "\n");
    // The lines that name the messages go along, and nothing of the other account.
    let evidence = String::from_utf8(files["evidence.jsonl"].1.clone()).unwrap();
    for channel in ["sms", "email"] {
        assert!(evidence.contains(line(channel)["sha256"].as_str().unwrap()), "{channel}");
    }
    assert!(!evidence.contains(&ids[1]));
    // There is a bookmark for each.
    let marks = bookmarks(&pdf);
    for words in [format!("（短信） {number}"), format!("（电子邮件） {number}"), "短信和电子邮件".into()]
    {
        assert!(marks.iter().any(|mark| mark.ends_with(&words)), "{words}: {marks:?}");
    }
    // By the number of a message the account is found, too.
    fs::rename(scene.path("b.pdf"), scene.path("a.pdf")).unwrap();
    self::event(&bundle(&scene, &number, ""));
    assert!(fs::read(scene.path("a.pdf")).unwrap() == fs::read(scene.path("b.pdf")).unwrap());
}

#[test]
fn contents_and_words_of_messages_are_as_they_are_kept() {
    let (scene, ids, _) = sent();
    let folders = [Arc::new(Folder::to_read(&scene.path("out"))) as Arc<dyn Place>];
    let date = "2026-12-01".parse().unwrap();
    let request = Request { id: &ids[0], folders: &folders, desk: None, terms: None, date };
    let front = front_pages(&request).unwrap();
    let kept = file("tests/bundle/messages");
    let mut differences = Differences::default();
    differences.text(&kept.join("pages.txt"), &front.text());
    for (number, page) in (1..).zip(front.document().pages()) {
        differences.picture(&kept.join(format!("page-{number}.png")), &Picture::of(page));
    }
    differences.none();
    let words = front.text();
    assert!(words.contains("138****0678") && !words.contains("13800000678"), "{words}");
}

#[test]
fn a_message_that_is_missing_or_changed_stops_it_and_is_named() {
    let (scene, ids, number) = sent();
    let told = |why: &str| {
        let ran = bundle(&scene, &ids[0], "");
        assert_eq!((ran.code, scene.path("b.pdf").exists()), (Some(2), false), "{}", ran.err);
        assert!(ran.err.contains(why), "{why}: {}", ran.err);
    };
    let lines = scene.lines("out/manifest.jsonl");
    let mail = lines.iter().find(|line| line["channel"] == "email").unwrap()["file"].as_str().unwrap();
    let path = scene.path(&format!("out/{mail}"));
    let whole = fs::read(&path).unwrap();
    fs::write(&path, [&whole[..], b"\n"].concat()).unwrap();
    told(&format!("`out/{mail}`: the e-mail of `{number}` was changed"));
    fs::remove_file(&path).unwrap();
    told(&format!("`out/{mail}`: the e-mail of `{number}` is missing"));
    fs::write(&path, whole).unwrap();
    let texts = scene.text("out/messages.jsonl");
    scene.write("out/messages.jsonl", texts.replacen("13800000678", "13900000678", 1));
    told(&format!("`out/messages.jsonl`: the short message of `{number}` was changed"));
    scene.write(
        "out/messages.jsonl",
        texts.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>(),
    );
    told(&format!("`out/messages.jsonl`: the short message of `{number}` is missing"));
    // What became of another account's message is no matter of this one's.
    let other = texts.lines().next().unwrap();
    scene.write("out/messages.jsonl", format!("{other}\n"));
    event(&bundle(&scene, &ids[0], ""));
}

#[test]
fn an_account_that_got_messages_only_has_a_bundle_too() {
    let scene = Scene::new();
    let ids = accounts(&scene);
    let ran = scene.run(&format!("{SEND} --channel sms"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let event = event(&bundle(&scene, &ids[1], ""));
    assert_eq!((&event["documents"], &event["messages"]), (&json!(0), &json!(1)));
    let pdf = Document::load(scene.path("b.pdf")).unwrap();
    assert_eq!(attached(&pdf).len(), 2);
    assert_eq!(pdf.get_pages().len() as u64, event["pages"].as_u64().unwrap());
}

#[test]
fn an_email_with_a_locked_copy_is_sent_audited_and_bundled() {
    let scene = with_keys("bank-p256.p12");
    let ids = accounts(&scene);
    let table = scene.text("sign.toml");
    scene.write("sign.toml", format!("{table}copy = {{ password = \"{{id:6}}\" }}\n"));
    let ran = scene.run(&format!("{SEND} --channel letter,email --sign sign.toml"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let lines = scene.lines("out/manifest.jsonl");
    let mail = lines.iter().find(|line| line["channel"] == "email" && line["id"] == ids[0].as_str()).unwrap();
    assert_eq!(mail["locked"], true);
    let sent = fs::read(scene.path(&format!("out/{}", mail["file"].as_str().unwrap()))).unwrap();
    // What is attached opens with the last six characters of the holder's identity number, and only so.
    let parsed = mailparse::parse_mail(&sent).unwrap();
    let attached_pdf = parsed.parts().find(|part| part.ctype.mimetype == "application/pdf").unwrap();
    let locked = attached_pdf.get_body_raw().unwrap();
    let id = scene.lines("all.jsonl")[0]["debtor"]["id_number"].as_str().unwrap().to_string();
    let opens =
        |with: &str| Document::load_mem_with_options(&locked, LoadOptions::with_password(with)).is_ok();
    assert!(opens(&id[id.len() - 6..]));
    assert!(!opens("000000"));
    // Each time it is locked anew: what the line tells is the same.
    let again =
        scene.run(&format!("{} --channel letter,email --sign sign.toml", SEND.replace("out out", "out b")));
    assert_eq!(again.code, Some(0), "{}", again.err);
    let other = scene.lines("b/manifest.jsonl");
    let other =
        other.iter().find(|line| line["channel"] == "email" && line["id"] == ids[0].as_str()).unwrap();
    assert_eq!(mail["sha256"], other["sha256"]);
    assert!(sent != fs::read(scene.path(&format!("b/{}", other["file"].as_str().unwrap()))).unwrap());
    let audited = scene.run("audit out");
    assert_eq!(audited.code, Some(0), "{}{}", audited.out, audited.err);
    let event = event(&bundle(&scene, &ids[0], "--trust root.pem"));
    assert_eq!((&event["documents"], &event["messages"]), (&json!(1), &json!(1)));
    let pdf = Document::load(scene.path("b.pdf")).unwrap();
    let number = mail["number"].as_str().unwrap();
    assert!(attached(&pdf)[&format!("{number}.eml")].1 == sent);
    // Its words are held to the line all the same.
    let path = scene.path(&format!("out/{}", mail["file"].as_str().unwrap()));
    let text = String::from_utf8(sent).unwrap().replacen("service@example.com", "service@example.org", 1);
    fs::write(path, text).unwrap();
    fs::remove_file(scene.path("b.pdf")).unwrap();
    let ran = bundle(&scene, &ids[0], "");
    assert!(
        ran.code == Some(2) && ran.err.contains(&format!("the e-mail of `{number}` was changed")),
        "{}",
        ran.err
    );
}
