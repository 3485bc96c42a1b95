//! `audit --join` of signed shards: the joined manifest is signed anew, or said not to be.

use std::fs;

use super::super::{MAKE, Scene};
use super::scene;

/// A run in three shards, signed.
fn shards() -> Scene {
    let scene = scene("bank-p256.p12");
    for index in 0..3 {
        let out = MAKE.replace("out out", &format!("out s{index}"));
        let ran = scene.run(&format!("{out} --sign sign.toml --shard {index}/3"));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    }
    scene
}

#[test]
fn shards_joined_with_the_key_are_what_one_signed_run_makes() {
    let scene = shards();
    scene.run(&format!("{MAKE} --sign sign.toml"));
    let ran = scene.run("audit --join s0 s1 s2 --out joined --sign sign.toml");
    assert!(ran.code == Some(0) && !ran.err.contains("warning"), "{}", ran.err);
    assert!(ran.err.contains("s1: whole, 2 documents, 0 refused, 3 signatures hold"), "{}", ran.err);
    assert!(scene.tree("joined") == scene.tree("out"), "the joined folder differs");
    assert_eq!(scene.run("audit joined --trust root.pem").code, Some(0));
}

#[test]
fn shards_joined_without_the_key_are_said_to_be_unsigned_and_are_found_so() {
    let scene = shards();
    let ran = scene.run("audit --join s0 s1 s2 --out joined");
    let warning = "warning: the shards' closing lines are signed, that of `joined` is not: to sign it, join into an \
        empty folder with `--sign CONFIG`\n";
    assert!(ran.code == Some(0) && ran.err.contains(warning), "{}", ran.err);
    let ran = scene.run("audit joined --trust root.pem");
    let flaw = "error[A17]: the closing line is not signed: nothing proves who made this manifest, nor that it is whole";
    assert!(ran.code == Some(1) && ran.err.starts_with(flaw), "{}", ran.err);
    let json = scene.run("audit --join s0 s1 s2 --out again --format json --quiet").out;
    assert!(json.contains("\"signed\":false"), "{json}");
}

#[test]
fn another_key_than_the_shards_signs_no_join() {
    let scene = shards();
    let said = |words: &str| {
        let ran = scene.run(words);
        assert!(!scene.path("joined").exists(), "nothing is begun");
        (ran.code, ran.err.lines().next().unwrap().to_string())
    };
    let table = scene.text("sign.toml");
    scene.write("other.toml", table.replace("bank-p256", "bank-rsa"));
    let other = "error: `other.toml` does not sign as the shards were signed";
    assert_eq!(said("audit --join s0 s1 s2 --out joined --sign other.toml"), (Some(2), other.into()));
    scene.write("other.toml", table.replace("出具文书", "其他"));
    assert_eq!(said("audit --join s0 s1 s2 --out joined --sign other.toml"), (Some(2), other.into()));
    scene.run(&MAKE.replace("out out", "out plain"));
    let none = "error: these shards are not signed, so what they are joined to is not";
    assert_eq!(said("audit --join plain --out joined --sign sign.toml"), (Some(2), none.into()));
    let name = scene.documents("s1").pop_first().unwrap().0;
    let mut bytes = fs::read(scene.path("s1").join(&name)).unwrap();
    bytes[700] ^= 1;
    fs::write(scene.path("s1").join(&name), bytes).unwrap();
    let ran = scene.run("audit --join s0 s1 s2 --out joined --sign sign.toml");
    assert!(ran.code == Some(1) && ran.err.ends_with("nothing was joined\n"), "{}", ran.err);
}
