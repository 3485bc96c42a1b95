//! The table of exit codes and last events in `docs/nightly.md` is done line by line; so are words of the command line.

use serde_json::Value;

use super::super::cli::{MAKE, Scene, objects};
use super::super::docs::{page::pages, shell::Section};

/// The last event of a command.
fn end(out: &str) -> Value {
    objects(out).pop().unwrap_or_else(|| panic!("no event in {out:?}"))
}

#[test]
fn the_table_of_exit_codes_and_events_is_as_it_says() {
    let page = pages().into_iter().find(|page| page.name == "docs/nightly.md").unwrap();
    let row = r"(?m)^\| ([^|]+) \| `([^`]*hanpress [^`]+)` \| (\d+) \| `(\{[^`]+\})` \|$";
    let row = regex::Regex::new(row).unwrap();
    let text = page.prose();
    let rows: Vec<_> = row.captures_iter(&text).map(|found| found.extract::<4>().1).collect();
    assert!(rows.len() >= 15, "only {} rows were found", rows.len());
    let section = Section::all(&page).into_iter().find(|section| section.makes("short.jsonl")).unwrap();
    let folder = section.begun();
    for [what, command, code, expected] in rows {
        let (exit, out) = section.typed(command, folder.path());
        super::all_described(&out);
        let (told, expected) = (end(&out), serde_json::from_str::<Value>(expected).unwrap());
        assert_eq!(exit, code.parse().ok(), "{what}: {command}\n{out}");
        assert_eq!(Some(&told["exit"]), Some(&exit.into()), "{what}: {told}");
        let fields = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let words = ["message", "hint"].map(String::from);
        let named = fields(&told).into_iter().filter(|name| !words.contains(name)).collect::<Vec<_>>();
        assert_eq!(named, fields(&expected), "{what}: {told}");
        for (name, value) in expected.as_object().unwrap().iter().filter(|(_, value)| *value != "…") {
            assert_eq!(&told[name], value, "{what}: {name}");
        }
    }
}

#[test]
fn every_kind_of_stop_is_told_in_the_docs() {
    let page = pages().into_iter().find(|page| page.name == "docs/nightly.md").unwrap();
    for code in hanpress::StopCode::ALL {
        assert!(page.prose().contains(&format!("| `{}` |", code.word())), "`{}` is missing", code.word());
    }
}

#[test]
fn the_same_command_again_ends_as_the_first_did() {
    let scene = Scene::new();
    let mut lines: Vec<String> = scene.text("accounts.jsonl").lines().take(3).map(str::to_string).collect();
    lines[1] = lines[1].replace("\"1210.70\"", "\"1211.70\"");
    scene.write("accounts.jsonl", lines.join("\n") + "\n");
    let words = format!("{MAKE} --format json");
    let (first, again) = (scene.run(&words), scene.run(&words));
    let last = |out: &str| out.lines().last().unwrap().to_string();
    assert_eq!((first.code, last(&first.out)), (Some(1), last(&again.out)));
    assert_eq!((again.code, again.out.lines().count()), (Some(1), 1));
    assert!(again.err.starts_with("already made: 2 documents, 1 refused"), "{}", again.err);
    let resumed = scene.run(&format!("{words} --resume"));
    assert_eq!((resumed.code, resumed.out), (Some(1), again.out));
}

#[test]
fn made_and_kept_tell_what_the_manifest_tells() {
    let scene = Scene::new();
    scene
        .write("accounts.jsonl", scene.text("accounts.jsonl").lines().take(3).collect::<Vec<_>>().join("\n"));
    let told = |out: &str, event: &str| {
        let events = objects(out).into_iter().filter(|told| told["event"] == event);
        let fields = ["seq", "id", "number", "kind", "file", "pages", "sha256"];
        events.map(|told| fields.map(|name| told[name].clone())).collect::<Vec<_>>()
    };
    let ran = scene.run(&format!("{MAKE} --format json"));
    let made = told(&ran.out, "made");
    let lines = scene.lines("out/manifest.jsonl");
    let fields = ["seq", "id", "number", "kind", "file", "pages", "sha256"];
    let listed = lines[1..4].iter().map(|line| fields.map(|name| line[name].clone())).collect::<Vec<_>>();
    assert_eq!(made, listed);
    // The second is lost: it is made again, and those around it are kept.
    std::fs::remove_file(scene.path("out").join(lines[2]["file"].as_str().unwrap())).unwrap();
    let ran = scene.run(&format!("{MAKE} --resume --format json"));
    assert_eq!(told(&ran.out, "kept"), [listed[0].clone(), listed[2].clone()]);
    assert_eq!(told(&ran.out, "made"), [listed[1].clone()]);
}

#[test]
fn what_was_typed_wrongly_is_an_event_too() {
    let scene = Scene::new();
    for (words, part) in [
        ("make --format json", "missing: "),
        ("--format=json mak", "there is no command `mak`"),
        ("check a.jsonl --issuer issuer.toml --worker 2 --format json", "there is no option `--worker`"),
        (
            "plan --total x --instalments 2 --first-due 2026-12-22 --signed-on 2026-11-22 --format json",
            "`--total`",
        ),
        ("amount --format json x", "`x` is not an amount of CNY"),
        ("kinds letter --format json", "there is no kind `letter`"),
        ("--format json", "a command is missing"),
    ] {
        let ran = scene.run(words);
        let told = end(&ran.out);
        assert_eq!(
            (ran.code, &told["exit"], &told["code"]),
            (Some(2), &2.into(), &"usage".into()),
            "{words}"
        );
        assert!(told["message"].as_str().unwrap().contains(part), "{words}: {told}");
        assert!(!ran.err.is_empty(), "{words}: words go to standard error all the same");
    }
    assert_eq!(
        scene.run("make --help --format json").out.lines().next().unwrap(),
        "Make one document per account"
    );
}
