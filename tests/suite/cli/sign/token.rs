//! Keys in a token, in software where SoftHSM is there: the key signs in it and never comes out.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use super::super::{MAKE, Ran, Scene, sample};
use super::{close, scene};

const LIBRARY: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A scene with the bank's RSA key in a token, which `token.toml` names; none where SoftHSM is not there.
fn with_token() -> Option<Scene> {
    if !Path::new(LIBRARY).exists() {
        return None;
    }
    let scene = scene("bank-rsa.p12");
    fs::create_dir(scene.path("tokens")).unwrap();
    scene.write("softhsm2.conf", format!("directories.tokendir = {}\n", scene.path("tokens").display()));
    let tool = |words: &str| {
        let mut parts = words.split_whitespace();
        let mut command = Command::new(parts.next().unwrap());
        command.args(parts).current_dir(scene.path("")).env("SOFTHSM2_CONF", scene.path("softhsm2.conf"));
        assert!(command.output().unwrap().status.success(), "{words}");
    };
    tool("softhsm2-util --init-token --free --label bank --pin 1234 --so-pin 5678");
    tool("softhsm2-util --import bank-rsa.key --token bank --label seal --id 01 --pin 1234");
    scene.write("both.pem", [scene.text("bank-rsa.pem"), scene.text("root.pem")].concat());
    scene.write("pin", "1234\n");
    close(&scene.path("pin"));
    let table = "password_file = \"pin\"\ncertificate = \"both.pem\"\nreason = \"出具文书\"\n";
    let token = format!("{table}[token]\nlibrary = \"{LIBRARY}\"\nlabel = \"bank\"\nkey = \"seal\"\n");
    scene.write("token.toml", token);
    Some(scene)
}

/// A run that signs as a file says.
fn command(scene: &Scene, sign: &str) -> Command {
    let mut command = scene.command(&format!("{MAKE} --sign {sign}"));
    command.env("SOFTHSM2_CONF", scene.path("softhsm2.conf"));
    command
}

fn said(output: Output) -> (Option<i32>, String) {
    let ran = Ran::of(output);
    (ran.code, ran.err)
}

#[test]
fn a_key_in_a_token_signs_and_a_token_that_is_gone_stops_the_run() {
    let Some(scene) = with_token() else { return };
    let (code, words) = said(command(&scene, "token.toml").output().unwrap());
    assert_eq!(code, Some(0), "{words}");
    let by_token = scene.tree("out");
    fs::remove_dir_all(scene.path("out")).unwrap();
    command(&scene, "sign.toml").output().unwrap();
    assert!(scene.tree("out") == by_token, "RSA signs alike in a token and in a file");
    fs::remove_dir_all(scene.path("out")).unwrap();
    fs::remove_dir_all(scene.path("tokens")).unwrap();
    fs::create_dir(scene.path("tokens")).unwrap();
    let (code, words) = said(command(&scene, "token.toml").output().unwrap());
    assert!(code == Some(2) && words.contains("there is no token named `bank`"), "{words}");
    assert!(!words.contains("--resume"), "nothing was begun: {words}");
}

#[test]
fn a_wrong_pin_is_told_as_one() {
    let Some(scene) = with_token() else { return };
    scene.write("pin", "4321\n");
    let (code, words) = said(command(&scene, "token.toml").output().unwrap());
    let told = "error: the PIN does not open the token `bank`\n  hint: check `password_file`";
    assert!(code == Some(2) && words.starts_with(told), "{words}");
    assert!(!words.contains("4321"), "{words}");
}

#[test]
fn a_token_that_goes_away_in_the_middle_stops_the_run_cleanly_and_come_back_ends_it() {
    let Some(scene) = with_token() else { return };
    scene.write("accounts.jsonl", sample(120));
    assert_eq!(said(command(&scene, "sign.toml").output().unwrap()).0, Some(0));
    let whole = scene.tree("out");
    fs::remove_dir_all(scene.path("out")).unwrap();
    let mut child = command(&scene, "token.toml").spawn().unwrap();
    while !scene.path("out/documents").exists() {
        assert!(child.try_wait().unwrap().is_none(), "the run ended too early");
        std::thread::sleep(Duration::from_millis(5));
    }
    fs::rename(scene.path("tokens"), scene.path("away")).unwrap();
    let (code, words) = said(child.wait_with_output().unwrap());
    assert_eq!(code, Some(2), "{words}");
    let hints =
        "\n  hint: see that the token is there\n  hint: what was made is kept: go on with `--resume`\n";
    assert!(words.starts_with("error: the token does not sign: ") && words.ends_with(hints), "{words}");
    let made = scene.documents("out").len();
    assert!(made < 120, "all were made");
    assert_eq!(
        scene.lines("out/manifest.jsonl").len(),
        made + 1,
        "each has its line, and no line is without"
    );
    assert!(scene.tree("out").keys().all(|name| !name.ends_with("-part")), "nothing half-written is left");
    fs::rename(scene.path("away"), scene.path("tokens")).unwrap();
    let (code, words) = said(command(&scene, "token.toml").arg("--resume").output().unwrap());
    assert_eq!(code, Some(0), "{words}");
    assert!(scene.tree("out") == whole, "the resumed run differs from an unbroken one");
}
