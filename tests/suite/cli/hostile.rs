//! Broken and malicious files and folders: each is told by its line, and nothing else is lost or touched.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::Duration;

use hanpress::inner::clock::Watch;
use serde_json::Value;

use super::super::workshop::{PLAIN_KIND, with};
use super::input::MAKE_CSV;
use super::{MAKE, Ran, Scene, objects, sample};

/// How accounts are checked, one event a line.
const CHECK: &str =
    "check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --format json --lang en";

/// Records that cannot be used, each with the code that says so.
fn broken_records() -> Vec<(Vec<u8>, &'static str)> {
    let good: Value =
        serde_json::from_str(Scene::new().text("accounts.jsonl").lines().next().unwrap()).unwrap();
    let changed = |pointer: &str, value: &str| with(good.clone(), pointer, value).to_string();
    let text = good.to_string();
    let digits = "9".repeat(1000);
    let texts = vec![
        (text[..text.len() / 2].to_string(), "D01"),
        (text.replacen("\"id\"", "\"id\":\"X\",\"id\"", 1), "D03"),
        ("[".repeat(100_000), "D01"),
        (format!("{{\"extra\":{}", "{\"a\":".repeat(100_000)), "D01"),
        (format!("{{\"extra\":{}1{}}}", "{\"a\":".repeat(50_000), "}".repeat(50_000)), "D06"),
        (format!("{{\"id\":\"B\",\"extra\":\"{}\"}}", "x".repeat(3 << 20)), "D06"),
        (changed("/ledgers/0/principal", &digits), "D04"),
        (text.replacen("\"8376.25\"", &digits, 1).replacen("\"id\":", "\"id\":\"Y\",\"ie\":", 1), "D03"),
        (changed("/id", "../../../etc/passwd"), "D04"),
        (changed("/id", "..\\\\CON"), "D04"),
        (changed("/id", "15400005678"), "D04"),
        (changed("/id", "9900001234565679"), "D04"),
        (changed("/id", "欧阳䶮"), "D04"),
        ("null".into(), "D01"),
        ("\"".into(), "D01"),
        ("{}".into(), "D02"),
        ("\u{feff}{".into(), "D01"),
        ("{\"id\": \"\\ud800\"}".into(), "D05"),
    ];
    let mut records: Vec<_> = texts.into_iter().map(|(text, code)| (text.into_bytes(), code)).collect();
    let cut = |at: usize, byte: &[u8]| [&text.as_bytes()[..at], byte, &text.as_bytes()[at..]].concat();
    let inside = text.find("欧阳").unwrap();
    records.push((cut(inside, b"\0"), "D05"));
    records.push((cut(inside, b"\xff\xfe"), "D05"));
    records.push((cut(inside + 1, b""), "D05").clone());
    records.last_mut().unwrap().0.remove(inside);
    records.push((b"{\0\"\0i\0d\0".to_vec(), "D05"));
    records
}

#[test]
fn a_broken_record_is_told_by_its_line_and_its_neighbours_are_read() {
    let scene = Scene::new();
    let good = sample(60);
    let mut good = good.lines();
    let (mut file, mut expected) = (b"\xEF\xBB\xBF".to_vec(), Vec::new());
    for (record, code) in broken_records() {
        file.extend(record);
        file.extend(b"\r\n");
        file.extend(good.next().unwrap().as_bytes());
        file.extend(b"\r\n");
        expected.extend([Some(code), None]);
    }
    scene.write("accounts.jsonl", file);
    let ran = scene.run(CHECK);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let events = objects(&ran.out);
    assert_eq!(events.len(), expected.len() + 1);
    let mut wrong = Vec::new();
    for (at, (event, code)) in events.iter().zip(&expected).enumerate() {
        assert_eq!(event["line"], at + 1, "{event}");
        let found = event["findings"].as_array().unwrap();
        let fits = match code {
            None => event["event"] == "sound",
            Some(code) => event["event"] == "refused" && found.iter().any(|found| found["code"] == *code),
        };
        if !fits {
            wrong.push(format!("line {}, expected {code:?}: {event}", at + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn inputs_that_are_no_files_are_told_or_read_as_streams() {
    let scene = Scene::new();
    fs::create_dir(scene.path("folder")).unwrap();
    let ran = scene.run(&MAKE.replace("accounts.jsonl", "folder"));
    assert_eq!(ran.said().0, Some(2));
    assert!(ran.err.starts_with("error: `folder`: this folder holds no file of accounts\n"), "{}", ran.err);
    assert_eq!(scene.run(MAKE).code, Some(0));
    // A pipe with a name is read once, from its one end to the other.
    assert!(Command::new("mkfifo").arg(scene.path("pipe")).status().unwrap().success());
    let mut child =
        scene.command(&MAKE.replace("accounts.jsonl", "pipe").replace("out out", "out two")).spawn().unwrap();
    fs::write(scene.path("pipe"), scene.text("accounts.jsonl")).unwrap();
    assert!(ends(&mut child, 60), "the pipe was opened twice");
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(scene.tree("two"), scene.tree("out"));
}

/// Whether a run ends within so many seconds; it is ended otherwise.
fn ends(child: &mut std::process::Child, seconds: u64) -> bool {
    let begun = Watch::start();
    while begun.elapsed() < Duration::from_secs(seconds) {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    false
}

/// A folder whose run lacks its closing line and is to be gone on with, and a folder elsewhere.
fn unfinished() -> Scene {
    let scene = Scene::new();
    let first: String =
        scene.text("accounts.jsonl").lines().take(2).map(|line| format!("{line}\n")).collect();
    scene.write("accounts.jsonl", first);
    assert_eq!(scene.run(MAKE).code, Some(0));
    let manifest = scene.text("out/manifest.jsonl");
    let lines: Vec<_> = manifest.lines().collect();
    scene.write("out/manifest.jsonl", lines[..lines.len() - 1].join("\n") + "\n");
    fs::create_dir(scene.path("elsewhere")).unwrap();
    scene
}

/// Goes on with the run and expects it to stop at a link, with nothing written elsewhere.
fn stops_at(scene: &Scene, link: &str) {
    let before = super::tree(&scene.path("elsewhere"));
    let ran = scene.run(&format!("{MAKE} --resume"));
    assert_eq!(ran.said().0, Some(2), "{link}: {}", ran.err);
    let told = format!("error: `out/{link}` is a link, and nothing is written through links\n");
    assert!(ran.err.starts_with(&told), "{}", ran.err);
    assert!(super::tree(&scene.path("elsewhere")) == before, "something was written through {link}");
}

#[test]
fn nothing_is_written_through_a_link() {
    let scene = unfinished();
    let documents = scene.documents("out");
    let file = documents.first_key_value().unwrap().0.clone();
    let shard = file.rsplit_once('/').unwrap().0.to_string();
    for link in ["documents", &shard, "manifest.jsonl", ".lock"] {
        let scene = unfinished();
        let (from, to) = (scene.path("out").join(link), scene.path("elsewhere/moved"));
        fs::rename(&from, &to).unwrap();
        if to.is_dir() {
            fs::remove_dir_all(&to).unwrap();
            fs::create_dir(&to).unwrap();
        }
        symlink(&to, &from).unwrap();
        stops_at(&scene, link);
    }
    let dangling = unfinished();
    fs::remove_file(dangling.path("out/.lock")).unwrap();
    symlink(dangling.path("elsewhere/none"), dangling.path("out/.lock")).unwrap();
    stops_at(&dangling, ".lock");
}

#[test]
fn a_link_in_the_place_of_a_document_is_replaced_and_not_followed() {
    let scene = unfinished();
    let before = scene.documents("out");
    let (file, bytes) = before.first_key_value().unwrap();
    let (from, to) = (scene.path("out").join(file), scene.path("elsewhere/moved"));
    fs::rename(&from, &to).unwrap();
    symlink(&to, &from).unwrap();
    let ran = scene.run(&format!("{MAKE} --resume"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(fs::symlink_metadata(&from).unwrap().is_file(), "the link still stands");
    assert!(scene.documents("out") == before && fs::read(&to).unwrap() == *bytes);
}

#[test]
fn a_manifest_that_names_files_elsewhere_is_not_believed() {
    let scene = unfinished();
    let before = scene.documents("out");
    fs::write(scene.path("elsewhere/x.pdf"), before.first_key_value().unwrap().1).unwrap();
    let manifest = scene.text("out/manifest.jsonl");
    let file = before.first_key_value().unwrap().0;
    scene.write("out/manifest.jsonl", manifest.replace(file.as_str(), "documents/../../elsewhere/x.pdf"));
    let ran = scene.run(&format!("{MAKE} --resume"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!scene.text("out/manifest.jsonl").contains("elsewhere"));
    assert!(scene.documents("out") == before);
}

#[test]
fn a_second_run_into_one_folder_is_turned_away() {
    let scene = Scene::new();
    scene.write("slow.jsonl", sample(200));
    let mut child = scene.command(&MAKE.replace("accounts.jsonl", "slow.jsonl")).spawn().unwrap();
    while !scene.path("out/manifest.jsonl").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let ran = scene.run(&MAKE.replace("accounts.jsonl", "slow.jsonl"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(
        ran.said(),
        (
            Some(2),
            "error: another run is at work in `out`\n  hint: wait until it ends, or choose another folder\n"
        )
    );
}

/// A template that takes a minute and few steps for one name, not for samples: one long word broken into lines of many widths.
const SLOW: &str = "#set document(title: [信])\n#set text(font: \"Noto Serif SC\", fallback: false)\n#let v(s) = s\n\
    #set text(lang: \"en\", hyphenate: true)\n#set par(justify: true)\n#let word = \"hyphenation\" * 500\n\
    {% if addressee.name == \"NAME\" %}#context { for i in range(4000) { let _ = measure(text(word), width: 400pt + i * 0.1pt) } }{% endif %}\n{{ number }}\n";

/// Accounts of which the second takes a minute.
fn slow() -> Scene {
    let scene = Scene::new();
    fs::create_dir_all(scene.path("templates/slow")).unwrap();
    let channels = "channels = [\"sms\", \"email\", \"post\", \"registered\", \"ems\", \"hand\"]";
    scene.write("templates/slow/kind.toml", PLAIN_KIND.replace("channels = []", channels));
    let accounts = scene.text("accounts.jsonl");
    let mut accounts: Vec<Value> = objects(&accounts).into_iter().take(3).collect();
    accounts[1]["kind"] = "slow".into();
    let name = accounts[1]["debtor"]["name"].as_str().unwrap();
    scene.write("templates/slow/letter.typ.jinja", SLOW.replace("NAME", name));
    let lines: Vec<_> = accounts.iter().map(Value::to_string).collect();
    scene.write("accounts.jsonl", lines.join("\n"));
    scene
}

#[test]
fn a_document_that_takes_too_long_stops_the_run_which_is_gone_on_with() {
    let scene = slow();
    let command = format!("{MAKE} --templates templates --workers 2 --time-limit 8");
    for resume in ["", " --resume"] {
        let ran = scene.run(&format!("{command}{resume}"));
        assert_eq!(ran.said().0, Some(2), "{}", ran.err);
        let told = "error: account 2 of the input has been in hand for more than 8 s: the run stops here\n";
        assert!(ran.err.starts_with(told), "{}", ran.err);
        assert!(ran.err.ends_with("\n  hint: what was made is kept: go on with `--resume`\n"), "{}", ran.err);
        assert_eq!(ran.err.matches("--resume").count(), 1, "{}", ran.err);
        assert_eq!(scene.lines("out/manifest.jsonl").len(), 2, "the header and the first document");
        assert_eq!(scene.lines("out/manifest.jsonl")[1]["seq"], 1);
        assert_eq!(scene.report("out")["made"], 1);
        assert!(scene.text("out/report.html").contains("</html>"), "the page is written, too");
    }
}

#[test]
fn a_second_signal_stops_at_once_and_loses_nothing_that_was_made() {
    let scene = slow();
    let mut child =
        scene.command(&format!("{MAKE} --templates templates --workers 2 --time-limit 0")).spawn().unwrap();
    while !scene.path("out/documents").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_secs(1));
    let signal = |child: &std::process::Child| {
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(700));
    };
    signal(&child);
    assert!(child.try_wait().unwrap().is_none(), "the document in hand is finished first");
    signal(&child);
    assert!(ends(&mut child, 20), "it waits for the document in hand");
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(130), "{}", ran.err);
    assert!(
        ran.err.ends_with("stopped by a signal: what was made is kept: go on with `--resume`\n"),
        "{}",
        ran.err
    );
    assert_eq!(scene.lines("out/manifest.jsonl").len(), 2, "the header and the first document");
}

#[test]
fn the_text_of_a_table_with_broken_quotes_costs_no_other_row() {
    let scene = Scene::new();
    let table = scene.text("accounts.csv");
    let mut lines: Vec<String> = table.lines().map(str::to_string).collect();
    lines[2] = lines[2].replacen(',', ",\"", 3);
    scene.write("accounts.csv", lines.join("\r\n") + "\r\n");
    let ran = scene.run(&MAKE_CSV.replace("make ", "check ").replace(" --out out", " --format json"));
    let events = objects(&ran.out);
    let refused: Vec<_> = events.iter().filter(|event| event["event"] == "refused").collect();
    assert_eq!((events.len(), refused.len()), (lines.len(), 1), "{}", ran.out);
    assert_eq!((&refused[0]["line"], &refused[0]["findings"][0]["code"]), (&3.into(), &"D01".into()));
}
