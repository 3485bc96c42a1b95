//! Runs that are killed again and again, at any moment, and what a power cut leaves of them.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use hanpress::inner::clock::Watch;
use hanpress::inner::deliver::manifest::Line;
use hanpress::inner::digest::sha256;

use super::{Scene, sample};
use crate::workshop::PLAIN_KIND;

/// Two groups of documents that are brought to the disk together, and part of a third.
const ACCOUNTS: usize = 160;

const LETTER: &str = "#import \"/shared/text.typ\": v\n{{ number }} {{ as_of }}\n";

const MAKE: &str = "make accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --templates templates \
    --kind plain --out out --resume";

/// A scene with short letters, some of whose accounts are refused.
fn scene() -> Scene {
    static INPUT: LazyLock<String> = LazyLock::new(|| {
        let text = sample(ACCOUNTS);
        let line = |(at, line): (usize, &str)| match at % 13 {
            4 => "{}\n".to_string(),
            _ => format!("{line}\n"),
        };
        text.lines().enumerate().map(line).collect()
    });
    let scene = Scene::new();
    scene.write("accounts.jsonl", &*INPUT);
    fs::create_dir_all(scene.path("templates/plain")).unwrap();
    let channels = "channels = [\"post\", \"registered\", \"ems\", \"hand\", \"email\"]";
    scene.write("templates/plain/kind.toml", PLAIN_KIND.replace("channels = []", channels));
    scene.write("templates/plain/letter.typ.jinja", LETTER);
    scene
}

/// A run that is killed, and what an unbroken one makes of it.
struct Story {
    /// What stands before the run begins.
    scene: fn() -> Scene,
    /// The run.
    make: &'static str,
    whole: BTreeMap<String, Vec<u8>>,
    took: Duration,
    /// How much of the manifest stood before, and was brought to the disk.
    safe: usize,
}

impl Story {
    fn of(scene: fn() -> Scene, make: &'static str) -> Self {
        let whole = scene();
        let (safe, begun) = (manifest(&whole).len(), Watch::start());
        let ran = whole.run(make);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        Self { scene, make, whole: whole.tree("out"), took: begun.elapsed(), safe }
    }
}

/// A run into a new folder.
static FIRST: LazyLock<Story> = LazyLock::new(|| {
    let story = Story::of(scene, MAKE);
    let documents = story.whole.keys().filter(|name| name.ends_with(".pdf"));
    assert!(documents.count() > 128, "more than two groups are made");
    story
});

const ADD: &str = "make more.jsonl --issuer issuer.toml --issue-date 2026-11-23 --templates templates \
    --kind plain --out out --add --resume";

/// A finished run, and an input for another that holds accounts of it, corrected ones, new ones and some to be refused.
fn before_adding() -> Scene {
    let scene = scene();
    assert_eq!(scene.run(MAKE).code, Some(1));
    let text = sample(ACCOUNTS + 100);
    let line = |(at, line): (usize, &str)| match at % 17 {
        4 => "{}\n".to_string(),
        _ => format!("{line}\n"),
    };
    scene.write("more.jsonl", text.lines().enumerate().skip(120).map(line).collect::<String>());
    scene
}

/// A run that is added to a finished one.
static ADDED: LazyLock<Story> = LazyLock::new(|| Story::of(before_adding, ADD));

/// The bytes of the manifest; none before there is one.
fn manifest(scene: &Scene) -> Vec<u8> {
    fs::read(scene.path("out/manifest.jsonl")).unwrap_or_default()
}

/// Draws that come out alike everywhere: Lehmer's generator with the multiplier of Park and Miller.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0 * 48_271 % 2_147_483_647;
        self.0 * bound / 2_147_483_647
    }
}

/// Kills a run so many times, each time at another moment and with other workers, then lets it end.
fn killed(story: &Story, seed: u64, times: usize) {
    let (mut scene, mut dice) = ((story.scene)(), Dice(seed));
    for _ in 0..times {
        let workers = [1, 2, 3, 5][dice.below(4) as usize];
        let words = format!("{} --workers {workers}", story.make);
        let mut child = scene.command(&words).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(dice.below(story.took.as_micros() as u64)));
        child.kill().unwrap();
        if child.wait().unwrap().code().is_some() {
            assert!(scene.tree("out") == story.whole, "seed {seed}: a run that ended differs");
            scene = (story.scene)();
            continue;
        }
        no_line_before_its_file(&scene);
        cut_power(&scene, story.safe, &mut dice);
    }
    let ran = scene.run(&format!("{} --workers 2", story.make));
    assert_eq!(ran.code, Some(1), "seed {seed}: {}", ran.err);
    assert!(scene.tree("out") == story.whole, "seed {seed}: the resumed run differs from an unbroken one");
    assert_eq!(scene.run("audit out").code, Some(0));
}

/// The whole lines of a manifest, which may be cut off at any byte, in the middle of a character too.
fn lines(scene: &Scene) -> Vec<Line> {
    let bytes = manifest(scene);
    let whole = bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
    whole.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

/// Whatever the manifest says is true at every moment.
fn no_line_before_its_file(scene: &Scene) {
    for line in lines(scene) {
        if let Line::Document(document) = line {
            let bytes = fs::read(scene.path("out").join(&document.file)).unwrap();
            assert_eq!(sha256(&bytes), document.sha256, "{}", document.number);
        }
    }
}

/// What was not synced may be lost, with or without its name: the manifest's tail, and the bytes of
/// documents whose lines are gone with it. What is `safe` stays.
fn cut_power(scene: &Scene, safe: usize, dice: &mut Dice) {
    let text = manifest(scene);
    if text.is_empty() {
        return;
    }
    if dice.below(2) == 0 && text.len() > safe {
        let lost = dice.below(3_000).min((text.len() - safe) as u64) as usize;
        fs::write(scene.path("out/manifest.jsonl"), &text[..text.len() - lost]).unwrap();
    }
    let named: Vec<_> = lines(scene)
        .into_iter()
        .filter_map(|line| match line {
            Line::Document(document) => Some(document.file),
            _ => None,
        })
        .collect();
    for (name, bytes) in scene.documents("out") {
        let file = scene.path("out").join(&name);
        match dice.below(4) {
            _ if named.contains(&name) => {}
            0 => fs::write(file, []).unwrap(),
            1 => fs::write(file, vec![0; bytes.len()]).unwrap(),
            2 => fs::remove_file(file).unwrap(),
            _ => {}
        }
    }
}

#[test]
fn a_run_that_is_killed_eight_times_ends_as_an_unbroken_one() {
    killed(&FIRST, 1, 4);
    killed(&FIRST, 2, 4);
}

#[test]
fn an_added_run_that_is_killed_ends_as_an_unbroken_one_and_leaves_the_first_alone() {
    killed(&ADDED, 1, 4);
}

#[test]
#[ignore = "takes a minute; .ci/run does it"]
fn a_run_that_is_killed_fifty_times_ends_as_an_unbroken_one() {
    (3..11).for_each(|seed| killed(&FIRST, seed, 5));
    (3..5).for_each(|seed| killed(&ADDED, seed, 5));
}

/// A shell in which files may be so many kilobytes long and no longer, as on a disk that is nearly full.
fn crammed(scene: &Scene, kilobytes: u64, words: &str) -> super::Ran {
    let program = env!("CARGO_BIN_EXE_hanpress");
    let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec {program} {words}");
    let mut command = Command::new("bash");
    command.args(["-c", &script]).current_dir(scene.path("")).env("LC_ALL", "C");
    super::Ran::of(command.stdin(Stdio::null()).output().unwrap())
}

#[test]
fn a_full_disk_stops_the_run_with_its_reason_and_room_lets_it_end() {
    let whole = &FIRST.whole;
    let longest =
        |name: &str| whole.iter().filter(|(file, _)| file.contains(name)).map(|(_, bytes)| bytes.len()).max();
    let (document, manifest) = (longest(".pdf").unwrap() / 1024, longest("manifest").unwrap() / 1024);
    assert!(document + 8 < manifest, "the manifest outgrows its documents");
    let scene = scene();
    for (room, file) in [(document as u64 / 2, "documents/"), (document as u64 + 4, "manifest.jsonl")] {
        let ran = crammed(&scene, room, MAKE);
        let place = format!("error: `out/{file}");
        assert!(ran.code == Some(2) && ran.err.contains(&place), "{room} kB: {}", ran.err);
        assert!(ran.err.contains("too long for this disk or its limits"), "{}", ran.err);
        let hints = "\n  hint: make room first\n  hint: what was made is kept: go on with `--resume`\n";
        assert!(ran.err.ends_with(hints), "{}", ran.err);
        no_line_before_its_file(&scene);
        assert!(
            scene.tree("out").keys().all(|name| !name.ends_with("-part")),
            "half-written files are cleared"
        );
    }
    assert_eq!(scene.run(MAKE).code, Some(1));
    assert!(scene.tree("out") == *whole);
}
