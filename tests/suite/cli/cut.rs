//! Runs that are cut off and gone on with.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use hanpress::inner::clock::Watch;

use super::{MAKE, Ran, Scene, objects};
use crate::workshop::file;

/// More accounts than one group of documents that is brought to the disk together.
const ACCOUNTS: usize = 120;

/// What an unbroken run of them makes.
static WHOLE: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let scene = Scene::new();
    scene.write("accounts.jsonl", accounts());
    assert_eq!(scene.run(MAKE).code, Some(0));
    scene.tree("out")
});

fn accounts() -> String {
    let words = format!("sample --count {ACCOUNTS} --seed 7 --kind overdue-notice --as-of 2026-11-22");
    Scene::new().run(&words).out
}

/// A run of many accounts, begun and not finished.
fn begun(scene: &Scene) -> Child {
    scene.write("accounts.jsonl", accounts());
    scene.command(MAKE).spawn().unwrap()
}

/// Waits until something has come about; fails when the run ends before.
fn wait(child: &mut Child, come: impl Fn() -> bool) {
    while !come() {
        assert!(child.try_wait().unwrap().is_none(), "the run ended too early");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// Goes on with the run and holds what it made against an unbroken one.
fn ends_as_unbroken(scene: &Scene) {
    assert_eq!(scene.run(MAKE).said().0, Some(2), "an unfinished run wants `--resume`");
    let ran = scene.run(&format!("{MAKE} --resume"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(scene.tree("out") == *WHOLE, "the resumed run differs from an unbroken one");
}

#[test]
fn a_terminated_run_finishes_what_it_has_in_hand_and_is_gone_on_with() {
    let scene = Scene::new();
    let mut child = begun(&scene);
    wait(&mut child, || scene.path("out/documents").exists());
    signal(&child, "-TERM");
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.said().0, Some(130), "{}", ran.err);
    let made = scene.documents("out").len();
    assert!(made < ACCOUNTS, "all were made");
    assert!(ran.err.starts_with(&format!("{made} documents made, 0 refused")), "{}", ran.err);
    let last = "\nstopped by a signal: what was made is kept: go on with `--resume`\n";
    assert!(ran.err.ends_with(last), "{}", ran.err);
    assert_eq!(scene.lines("out/manifest.jsonl").len(), made + 1, "a header, no closing line");
    ends_as_unbroken(&scene);
}

/// Sends a signal to a command whose input does not end, which must end by itself.
fn ends_at_once(mut child: Child, name: &str) -> Ran {
    signal(&child, name);
    // The pipe stays open, and the command must not wait for it.
    let _input = child.stdin.take();
    let sent = Watch::start();
    while child.try_wait().unwrap().is_none() {
        if sent.elapsed() > Duration::from_secs(30) {
            child.kill().unwrap();
            panic!("the command waits for its input");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ran::of(child.wait_with_output().unwrap())
}

/// A command whose input stays open behind what it was given.
fn fed_and_left_open(scene: &Scene, words: &str, input: &str) -> Child {
    let mut child = scene.command(words).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(input.as_bytes()).unwrap();
    child
}

#[test]
fn a_run_that_waits_for_its_input_ends_by_one_signal() {
    let scene = Scene::new();
    let input = scene.text("accounts.jsonl");
    let make = MAKE.replace("accounts.jsonl", "-");
    let mut child = fed_and_left_open(&scene, &make, &input);
    let manifest = scene.path("out/manifest.jsonl");
    wait(&mut child, || std::fs::read_to_string(&manifest).is_ok_and(|text| text.lines().count() == 13));
    let ran = ends_at_once(child, "-TERM");
    assert_eq!(ran.said().0, Some(130), "{}", ran.err);
    assert!(ran.err.starts_with("12 documents made, 0 refused"), "{}", ran.err);
    assert_eq!(scene.fed(&format!("{make} --resume"), &input).code, Some(0), "the folder is free");
    let check = "check - --issuer issuer.toml --issue-date 2026-11-23";
    let child = fed_and_left_open(&scene, check, &accounts());
    assert_eq!(ends_at_once(child, "-TERM").code, Some(130));
}

#[test]
fn a_run_that_looks_at_what_stands_there_ends_by_one_signal() {
    let scene = Scene::new();
    assert_eq!(scene.run(MAKE).code, Some(0));
    // A pipe holds less than this: the run reads by the time that all is written.
    let input = "{}\n".repeat(100_000);
    let child = fed_and_left_open(&scene, &MAKE.replace("accounts.jsonl", "-"), &input);
    let ran = ends_at_once(child, "-TERM");
    assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(130), "", ""));
    let words = format!("{} --format json", MAKE.replace("accounts.jsonl", "-"));
    let ran = ends_at_once(fed_and_left_open(&scene, &words, &input), "-TERM");
    let end = &objects(&ran.out)[0];
    assert_eq!((ran.code, &end["event"], &end["code"]), (Some(130), &"end".into(), &"signal".into()));
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn a_killed_run_is_gone_on_with() {
    let scene = Scene::new();
    let mut child = begun(&scene);
    let lines =
        || std::fs::read_to_string(scene.path("out/manifest.jsonl")).map_or(0, |text| text.lines().count());
    wait(&mut child, || lines() > 1);
    signal(&child, "-KILL");
    assert_eq!(child.wait_with_output().unwrap().status.code(), None);
    assert!(lines() < ACCOUNTS, "all were made");
    ends_as_unbroken(&scene);
}

#[test]
fn a_run_that_stops_at_a_refusal_or_a_fault_says_how_it_is_gone_on_with() {
    let scene = Scene::new();
    let input = scene.text("accounts.jsonl");
    let mut lines: Vec<&str> = input.lines().collect();
    lines[3] = "{}";
    scene.write("accounts.jsonl", lines.join("\n"));
    let ran = scene.run(&format!("{MAKE} --fail-fast --lang zh --format json"));
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.ends_with("已在第一个被拒绝的账户处停止：已生成的文书均已保留：请用 `--resume` 继续\n"),
        "{}",
        ran.err
    );
    assert_eq!(super::objects(&ran.out).last().unwrap()["finished"], false);
    scene.write("accounts.jsonl", &input);
    let hint = "  hint: what was made is kept: go on with `--resume`\n";
    std::fs::remove_file(scene.path("out/report.json")).unwrap();
    std::fs::create_dir(scene.path("out/report.json")).unwrap();
    let ran = scene.run(&format!("{MAKE} --resume"));
    assert!(ran.code == Some(2) && ran.err.ends_with(hint), "{}", ran.err);
    std::fs::remove_dir(scene.path("out/report.json")).unwrap();
    let ran = scene.run(&format!("{MAKE} --resume --format json"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!ran.err.contains("--resume"), "a finished run has nothing to be gone on with: {}", ran.err);
    assert_eq!(super::objects(&ran.out).last().unwrap()["finished"], true);
}

#[test]
fn a_resumed_run_takes_the_date_of_its_own_header() {
    let scene = Scene::new();
    scene.run(&format!("{} --fail-fast", MAKE));
    let manifest = scene.text("out/manifest.jsonl");
    let without_end: Vec<_> = manifest.lines().take(5).collect();
    scene.write("out/manifest.jsonl", without_end.join("\n") + "\n");
    let ran = scene.run(&format!("{} --resume", MAKE.replace(" --issue-date 2026-11-23", "")));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(scene.text("out/manifest.jsonl"), manifest);
}

#[test]
fn a_lost_document_is_made_again() {
    let scene = Scene::new();
    scene.run(MAKE);
    let before = scene.tree("out");
    let name = scene.documents("out").pop_first().unwrap().0;
    std::fs::remove_file(scene.path("out").join(name)).unwrap();
    assert_eq!(scene.run(MAKE).said().0, Some(2));
    assert_eq!(scene.run(&format!("{MAKE} --resume")).said().0, Some(0));
    assert_eq!(scene.tree("out"), before);
}

/// A run of the examples that got as far as its fourth document.
fn broken_off() -> Scene {
    let scene = Scene::new();
    assert_eq!(scene.run(MAKE).code, Some(0));
    let manifest = scene.text("out/manifest.jsonl");
    scene.write("out/manifest.jsonl", manifest.split_inclusive('\n').take(5).collect::<String>());
    scene
}

/// Which fields of the header a resumed run finds to differ, if it is refused for that.
fn differing(scene: &Scene, words: &str) -> Vec<String> {
    let before = scene.tree("out");
    let ran = scene.run(&format!("{words} --resume"));
    assert_eq!(ran.said().0, Some(2), "{}", ran.err);
    assert!(scene.tree("out") == before, "a refused run touches nothing");
    let told = ran
        .err
        .strip_prefix("error: `out` holds a run that differs: ")
        .unwrap_or_else(|| panic!("{}", ran.err));
    let fields = told.lines().next().unwrap().split("; ");
    fields.map(|field| field.split('`').nth(1).unwrap().to_string()).collect()
}

#[test]
fn a_resumed_run_is_refused_when_anything_that_shapes_its_documents_differs() {
    let scene = broken_off();
    let issuer = scene.text("issuer.toml");
    let with_issuer = |text: &str| {
        scene.write("issuer.toml", text);
        differing(&scene, MAKE)
    };
    assert_eq!(with_issuer(&issuer.replacen("400-", "401-", 1)), ["issuer"]);
    assert_eq!(with_issuer(&format!("{issuer}\n[severity]\nW05 = \"refuse\"\n")), ["issuer", "rules"]);
    scene.write("issuer.toml", &issuer);
    let seal = scene.text("seal.svg");
    scene.write("seal.svg", format!("{seal}<!-- another -->"));
    assert_eq!(differing(&scene, MAKE), ["issuer"]);
    scene.write("seal.svg", seal);
    std::fs::create_dir_all(scene.path("own/shared")).unwrap();
    scene.write("own/shared/more.typ", "#let more = 1\n");
    let kinds = ["templates.demand-letter", "templates.overdue-notice", "templates.repayment-agreement"];
    let templates = differing(&scene, &format!("{MAKE} --templates own"));
    assert!(kinds.iter().all(|kind| templates.contains(&kind.to_string())), "{templates:?}");
    std::fs::create_dir(scene.path("faces")).unwrap();
    std::fs::copy(file("fonts/HanpressSymbols-Regular.ttf"), scene.path("faces/more.ttf")).unwrap();
    assert_eq!(differing(&scene, &format!("{MAKE} --font-dir faces")), ["fonts"]);
    assert_eq!(differing(&scene, &format!("{MAKE} --standard a-3b")), ["standards"]);
    assert_eq!(differing(&scene, &MAKE.replace("-23", "-24")), ["issue_date"]);
    assert_eq!(differing(&scene, &format!("{MAKE} --kind auto")), ["kind"]);
    assert_eq!(scene.run(&format!("{MAKE} --resume")).code, Some(0), "and as it was it goes on");
}

#[test]
fn a_resumed_run_is_refused_when_its_input_differs() {
    let scene = broken_off();
    let input = scene.text("accounts.jsonl");
    let said = |text: String, words: &str| {
        scene.write("accounts.jsonl", text);
        let ran = scene.run(&format!("{MAKE} --resume {words}"));
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        ran.err.lines().next().unwrap().to_string()
    };
    let changed =
        |seq| format!("error: account {seq} of the input is not what it was when this folder was begun");
    let mobile = input.find("\"mobile\"").unwrap();
    let other = format!("{}{}", &input[..mobile], input[mobile..].replacen("\"1", "\"2", 1));
    assert_eq!(said(other, ""), changed(1));
    let mut lines: Vec<&str> = input.lines().collect();
    lines.swap(1, 2);
    assert_eq!(said(lines.join("\n"), ""), changed(2));
    let gone =
        |gone| format!("error: {gone} documents stand in this folder whose accounts the input does not hold");
    assert_eq!(said(input.lines().take(3).collect::<Vec<_>>().join("\n"), ""), gone(1));
    let absent = "error: account 2 has its document in this folder and is not in the input";
    assert_eq!(said(input.clone(), "--shard 0/2"), absent);
    assert_eq!(scene.run(&format!("{MAKE} --resume")).code, Some(0), "and as it was it goes on");
}

#[test]
fn one_two_and_five_workers_and_joined_shards_make_the_same_bytes() {
    let scene = Scene::new();
    let lines: Vec<String> = super::sample(40).lines().map(str::to_string).collect();
    scene.write("accounts.jsonl", format!("{}\n{{}}\n{}\n", lines[..20].join("\n"), lines[20..].join("\n")));
    let run = |words: &str, out: &str| {
        let ran = scene.run(&format!("{} {words}", MAKE.replace("out out", &format!("out {out}"))));
        assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    };
    run("--workers 1", "one");
    let one = scene.tree("one");
    for workers in [2, 5] {
        run(&format!("--workers {workers}"), &format!("by-{workers}"));
        assert!(scene.tree(&format!("by-{workers}")) == one, "{workers} workers");
    }
    for index in 0..3 {
        run(&format!("--shard {index}/3 --workers 2"), &format!("s{index}"));
    }
    let ran = scene.run("audit --join s0 s1 s2 --out joined");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(scene.tree("joined") == one, "joined shards");
}
