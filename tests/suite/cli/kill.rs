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

/// What an unbroken run makes, and how long it takes.
static WHOLE: LazyLock<(BTreeMap<String, Vec<u8>>, Duration)> = LazyLock::new(|| {
    let (scene, begun) = (scene(), Watch::start());
    let ran = scene.run(MAKE);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(scene.documents("out").len() > 128, "more than two groups are made");
    (scene.tree("out"), begun.elapsed())
});

/// Draws that come out alike everywhere: Lehmer's generator with the multiplier of Park and Miller.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0 * 48_271 % 2_147_483_647;
        self.0 * bound / 2_147_483_647
    }
}

/// Kills a run so many times, each time at another moment and with other workers, then lets it end.
fn killed(seed: u64, times: usize) {
    let (whole, took) = &*WHOLE;
    let (mut scene, mut dice) = (scene(), Dice(seed));
    for _ in 0..times {
        let workers = [1, 2, 3, 5][dice.below(4) as usize];
        let mut child =
            scene.command(&format!("{MAKE} --workers {workers}")).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(dice.below(took.as_micros() as u64)));
        child.kill().unwrap();
        if child.wait().unwrap().code().is_some() {
            assert!(scene.tree("out") == *whole, "seed {seed}: a run that ended differs");
            scene = self::scene();
            continue;
        }
        no_line_before_its_file(&scene);
        cut_power(&scene, &mut dice);
    }
    let ran = scene.run(&format!("{MAKE} --workers 2"));
    assert!(matches!(ran.code, Some(0 | 1)), "seed {seed}: {}", ran.err);
    assert!(scene.tree("out") == *whole, "seed {seed}: the resumed run differs from an unbroken one");
    assert_eq!(scene.run("audit out").code, Some(0));
}

/// The whole lines of a manifest, which may be cut off.
fn lines(scene: &Scene) -> Vec<Line> {
    let text = fs::read_to_string(scene.path("out/manifest.jsonl")).unwrap_or_default();
    let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    whole.map(|line| serde_json::from_str(line).unwrap()).collect()
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
/// documents whose lines are gone with it.
fn cut_power(scene: &Scene, dice: &mut Dice) {
    let path = scene.path("out/manifest.jsonl");
    let Ok(text) = fs::read(&path) else { return };
    if dice.below(2) == 0 {
        let lost = dice.below(3_000).min(text.len() as u64) as usize;
        fs::write(&path, &text[..text.len() - lost]).unwrap();
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
    killed(1, 4);
    killed(2, 4);
}

#[test]
#[ignore = "takes a minute; .ci/run does it"]
fn a_run_that_is_killed_fifty_times_ends_as_an_unbroken_one() {
    (3..13).for_each(|seed| killed(seed, 5));
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
    let (whole, _) = &*WHOLE;
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
