//! Runs that are cut off and gone on with.

use std::collections::BTreeMap;
use std::process::{Child, Command};
use std::sync::LazyLock;
use std::time::Duration;

use super::{MAKE, Ran, Scene};

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
    assert_eq!(scene.lines("out/manifest.jsonl").len(), made + 1, "a header, no closing line");
    ends_as_unbroken(&scene);
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
