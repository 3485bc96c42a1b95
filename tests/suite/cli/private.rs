//! Nothing of a person shows anywhere but in the document itself.

use std::fs;
use std::sync::LazyLock;

use hanpress::inner::produce;
use regex::Regex;
use serde_json::Value;

use super::super::workshop::{account, desk, example, file, with};
use super::{MAKE, Ran, Scene, objects, sample};

/// What must not show: name, numbers, address of the debtor and of whoever is written to.
fn secrets(account: &Value) -> Vec<String> {
    let pointers = [
        "/debtor/name",
        "/debtor/id_number",
        "/debtor/mobile",
        "/debtor/email",
        "/debtor/address",
        "/card/number",
        "/addressee/name",
        "/addressee/address",
    ];
    pointers.iter().filter_map(|pointer| Some(account.pointer(pointer)?.as_str()?.to_string())).collect()
}

/// Names and addresses of the people in the example files, and the shapes of numbers.
static PERSONS: LazyLock<(Vec<String>, Regex)> = LazyLock::new(|| {
    let mut words = Vec::new();
    let goldens = fs::read_dir(file("tests/golden")).unwrap().map(|entry| entry.unwrap().path());
    let files = goldens.map(|folder| folder.join("account.json")).filter(|path| path.is_file());
    for path in files.chain([file("examples/accounts.jsonl")]) {
        for account in objects(&fs::read_to_string(path).unwrap()) {
            words.extend(secrets(&account));
        }
    }
    for row in fs::read_to_string(file("examples/accounts.csv")).unwrap().lines().skip(1) {
        let cells: Vec<_> = row.split(',').collect();
        words.extend([cells[2], cells[5], cells[6], cells[9], cells[10]].map(str::to_string));
    }
    words.retain(|word| word.chars().count() > 1);
    words.sort();
    words.dedup();
    assert!(words.len() > 50);
    // A mobile telephone number, a resident id number, a card number of the samples: each by itself.
    let numbers = r"(?:^|[^0-9A-Za-z])(?:1[3-9][0-9]{9}|[0-9]{17}[0-9Xx]|9900[0-9]{12})(?:$|[^0-9A-Za-z])";
    (words, Regex::new(numbers).unwrap())
});

/// Fails where a text shows one of the people of the examples, or a number such as people have.
pub(super) fn nobody_shows(text: &str, what: &str) {
    let (words, numbers) = &*PERSONS;
    let known = words.iter().position(|word| text.contains(word.as_str()));
    assert!(known.is_none(), "somebody shows in {what}");
    assert!(!numbers.is_match(text), "somebody's number shows in {what}");
}

#[test]
fn somebody_who_shows_is_noticed() {
    let scene = Scene::new();
    let account: Value = serde_json::from_str(scene.text("accounts.jsonl").lines().next().unwrap()).unwrap();
    for secret in secrets(&account).into_iter().chain(["15912345678".into(), "99001052198801013376".into()]) {
        let found = std::panic::catch_unwind(|| nobody_shows(&format!("card `{secret}`"), "a test"));
        assert_eq!(found.is_err(), secret != "99001052198801013376");
    }
}

#[test]
fn debug_output_shows_no_person() {
    let value = example("guarantor-joint");
    let (account, sha256) = account(&value);
    let mut prepared = produce::prepare(account.clone(), &sha256, desk()).unwrap();
    let typeset = produce::set(&mut prepared, desk()).unwrap();
    let shown = format!("{account:?} {prepared:?} {desk:?}", desk = desk());
    assert!(shown.len() > 500);
    nobody_shows(&shown, "debug output");
    for secret in secrets(&value) {
        assert!(!shown.contains(&secret));
    }
    assert!(typeset.pages() > 0);
}

/// The words of a file; of a workbook those of all its parts.
fn words(name: &str, bytes: Vec<u8>) -> String {
    if !name.ends_with(".xlsx") {
        return String::from_utf8(bytes).unwrap();
    }
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let parts = (0..book.len()).map(|at| std::io::read_to_string(book.by_index(at).unwrap()).unwrap());
    parts.collect()
}

/// Fails where something said or written but the documents shows one of the secrets.
fn nothing_shows(scene: &Scene, ran: &Ran, accounts: &[Value]) {
    let mut said = format!("{}\n{}", ran.out, ran.err);
    for (name, bytes) in scene.tree("out") {
        if !name.starts_with("documents/") {
            said += &words(&name, bytes);
        }
        said += &name;
    }
    said += &scene.text("out/report.json");
    for (number, account) in accounts.iter().enumerate() {
        for secret in secrets(account) {
            assert!(!said.contains(&secret), "something of account {} shows", number + 1);
        }
    }
}

#[test]
fn no_run_of_sound_accounts_shows_a_person() {
    let scene = Scene::new();
    for accounts in [scene.text("accounts.jsonl"), sample(12)] {
        let _ = std::fs::remove_dir_all(scene.path("out"));
        scene.write("accounts.jsonl", &accounts);
        let ran = scene.run(&format!("{MAKE} --format json"));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        nothing_shows(&scene, &ran, &objects(&accounts));
    }
}

#[test]
fn no_refusal_shows_a_person() {
    let scene = Scene::new();
    let folder = super::file("tests/accounts/bad");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let text: String = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    scene.write("accounts.jsonl", &text);
    for (lang, out) in [("en", "human"), ("zh", "json"), ("en", "json"), ("zh", "human")] {
        let _ = std::fs::remove_dir_all(scene.path("out"));
        let ran = scene.run(&format!("{MAKE} --lang {lang} --format {out}"));
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        nothing_shows(&scene, &ran, &objects(&text));
    }
}

#[test]
fn no_value_that_cannot_be_read_shows_a_person() {
    let scene = Scene::new();
    let good: Value = serde_json::from_str(scene.text("accounts.jsonl").lines().next().unwrap()).unwrap();
    let person = secrets(&good);
    // Every secret where a date, an amount or a word of a list is read; numbers as a name of a field too.
    let mut lines = Vec::new();
    for secret in &person {
        for pointer in ["/due_date", "/kind", "/delivery", "/ledgers/0/total", "/debtor/salutation"] {
            let mut account = with(good.clone(), pointer, secret.as_str());
            account["debtor"]["fax"] = secret.as_str().into();
            lines.push(account.to_string());
        }
        lines.push(format!("{{\"id\": \"{secret}"));
    }
    for number in ["/debtor/id_number", "/debtor/mobile", "/card/number"] {
        let number = good.pointer(number).unwrap().as_str().unwrap();
        lines.push(with(good.clone(), &format!("/debtor/{number}"), "1").to_string());
        lines.push(format!("{{\"{number}\": 1}}"));
    }
    for number in ["/debtor/id_number", "/card/number"] {
        lines.push(with(good.clone(), "/id", good.pointer(number).unwrap().clone()).to_string());
    }
    scene.write("accounts.jsonl", lines.join("\n"));
    let ran = scene.run(MAKE);
    assert_eq!(ran.code, Some(1));
    nothing_shows(&scene, &ran, &[good]);
}
