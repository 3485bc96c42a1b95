//! Keys in a token.

use std::fs;

use super::super::MAKE;
use super::{close, scene};

/// A token in software, where SoftHSM is there: the key signs in it and never comes out.
#[test]
fn a_key_in_a_token_signs_and_a_token_that_is_gone_stops_the_run() {
    let library = "/usr/lib/softhsm/libsofthsm2.so";
    if !std::path::Path::new(library).exists() {
        return;
    }
    let scene = scene("bank-rsa.p12");
    fs::create_dir(scene.path("tokens")).unwrap();
    scene.write("softhsm2.conf", format!("directories.tokendir = {}\n", scene.path("tokens").display()));
    let tool = |words: &str| {
        let mut parts = words.split_whitespace();
        let mut command = std::process::Command::new(parts.next().unwrap());
        command.args(parts).current_dir(scene.path("")).env("SOFTHSM2_CONF", scene.path("softhsm2.conf"));
        assert!(command.output().unwrap().status.success(), "{words}");
    };
    tool("softhsm2-util --init-token --free --label bank --pin 1234 --so-pin 5678");
    tool("softhsm2-util --import bank-rsa.key --token bank --label seal --id 01 --pin 1234");
    scene.write("both.pem", [scene.text("bank-rsa.pem"), scene.text("root.pem")].concat());
    scene.write("pin", "1234\n");
    close(&scene.path("pin"));
    let table = "password_file = \"pin\"\ncertificate = \"both.pem\"\nreason = \"出具文书\"\n";
    scene.write(
        "token.toml",
        format!("{table}[token]\nlibrary = \"{library}\"\nlabel = \"bank\"\nkey = \"seal\"\n"),
    );
    let run = |sign: &str| {
        let words = format!("{MAKE} --sign {sign}");
        scene.command(&words).env("SOFTHSM2_CONF", scene.path("softhsm2.conf")).output().unwrap()
    };
    let made = run("token.toml");
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let by_token = scene.tree("out");
    fs::remove_dir_all(scene.path("out")).unwrap();
    run("sign.toml");
    assert_eq!(scene.tree("out"), by_token, "RSA signs alike in a token and in a file");
    fs::remove_dir_all(scene.path("out")).unwrap();
    fs::remove_dir_all(scene.path("tokens")).unwrap();
    fs::create_dir(scene.path("tokens")).unwrap();
    let gone = run("token.toml");
    assert_eq!(gone.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&gone.stderr).contains("there is no token named `bank`"));
}
