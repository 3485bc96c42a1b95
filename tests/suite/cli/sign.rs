//! Signed documents, and keys that cannot sign them.

mod aloud;
mod audit;
mod containers;
mod copy;
mod further;
mod holders;
mod join;
mod seal;
mod signers;
mod token;

mod authority;
mod indirect;
mod lasting;
mod later;
mod revoked;
mod stamped;

use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::workshop::file;
use super::{MAKE, Scene, sample};

/// A scene with the toy keys, the first accounts of every kind and a signing file for one of the keys.
pub(super) fn scene(key: &str) -> Scene {
    let scene = Scene::new();
    for entry in fs::read_dir(file("tests/keys")).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            let copy = scene.path(entry.file_name().to_str().unwrap());
            fs::copy(entry.path(), &copy).unwrap();
            close(&copy);
        }
    }
    scene.write(
        "sign.toml",
        format!("key = \"{key}\"\npassword_file = \"password\"\nreason = \"出具文书\"\n"),
    );
    scene.write("accounts.jsonl", sample(6));
    scene
}

/// Lets only its owner read a file.
fn close(path: &std::path::Path) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    #[cfg(not(unix))]
    let _ = path;
}

/// The bytes around the gap, and what is in it.
fn parted(pdf: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let at = pdf.windows(11).rposition(|window| window == b"/ByteRange[").unwrap() + 11;
    let byte_range = String::from_utf8_lossy(&pdf[at..at + 60]);
    let range: Vec<usize> =
        byte_range.split(']').next().unwrap().split_whitespace().map(|part| part.parse().unwrap()).collect();
    let [start, gap, after, rest] = range[..] else { panic!("four numbers: {byte_range}") };
    assert_eq!((start, after + rest), (0, pdf.len()), "the range reaches from the first byte to the last");
    assert_eq!((pdf[gap], pdf[after - 1]), (b'<', b'>'), "the gap is the signature and no more");
    let hex = std::str::from_utf8(&pdf[gap + 1..after - 1]).unwrap();
    let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
    ([&pdf[..gap], &pdf[after..]].concat(), bytes.collect())
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn every_document_is_signed_and_one_and_two_workers_sign_alike() {
    for key in ["bank-p256.p12", "bank-rsa.p12", "bank-rsa3072.p12"] {
        let scene = scene(key);
        let one = scene.run(&format!("{MAKE} --sign sign.toml --workers 1"));
        assert_eq!(one.code, Some(0), "{}", one.err);
        let (files, lines) = (scene.tree("out"), scene.lines("out/manifest.jsonl"));
        fs::remove_dir_all(scene.path("out")).unwrap();
        scene.run(&format!("{MAKE} --sign sign.toml --workers 2"));
        assert_eq!(scene.tree("out"), files);
        let documents: Vec<&Value> = lines.iter().filter(|line| line["line"] == "document").collect();
        assert_eq!(documents.len(), 6);
        for line in documents {
            let (around, signature) = parted(&files[line["file"].as_str().unwrap()]);
            assert!(holds(&signature, &Sha256::digest(&around)), "the signature holds the digest");
            assert_eq!(line["signature"]["level"], "B-B");
            assert_eq!(line["signature"]["certificate"].as_str().unwrap().len(), 64);
        }
        let end = lines.last().unwrap();
        assert!(end["signature"].as_str().unwrap().len() > 1000, "the closing line is signed");
    }
}

#[test]
fn the_file_that_was_typeset_stands_unchanged_before_the_signature() {
    let scene = scene("bank-p256.p12");
    scene.run(MAKE);
    let plain = scene.documents("out");
    fs::remove_dir_all(scene.path("out")).unwrap();
    scene.run(&format!("{MAKE} --sign sign.toml"));
    for (name, signed) in scene.documents("out") {
        assert!(signed.starts_with(&plain[&name]), "{name}");
        assert!(signed.ends_with(b"%%EOF\n"), "{name}: the next revision needs an end of line");
        assert!(holds(&signed[plain[&name].len()..], b"/SubFilter/ETSI.CAdES.detached"), "{name}");
    }
}

#[test]
fn a_key_signs_alike_from_every_kind_of_file() {
    let scene = scene("bank-p256.p12");
    let pem = [scene.text("bank-p256.key"), scene.text("bank-p256.pem"), scene.text("root.pem")].concat();
    scene.write("whole.pem", pem);
    scene.write("both.pem", [scene.text("bank-p256.pem"), scene.text("root.pem")].concat());
    let made = |table: &str| {
        scene.write("sign.toml", table);
        let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
        assert_eq!(ran.code, Some(0), "{table}: {}", ran.err);
        let documents = scene.documents("out");
        fs::remove_dir_all(scene.path("out")).unwrap();
        documents
    };
    let first = made("key = \"bank-p256.p12\"\npassword_file = \"password\"\ndeterministic = true\n");
    let certificates = "certificate = \"both.pem\"\ntrust = \"root.pem\"\n";
    assert_eq!(made("key = \"bank-legacy.p12\"\npassword_file = \"password\"\n"), first);
    assert_eq!(made("[sign]\nkey = \"whole.pem\"\n"), first);
    // As `openssl pkcs12 -nodes` writes them: words before every block.
    let worded = |text: String| {
        let words = "Bag Attributes\n    localKeyID: 01 5A\nsubject=CN = hanpress toy\n\n-----BEGIN ";
        text.replace("-----BEGIN ", words)
    };
    scene.write("worded.pem", worded(scene.text("whole.pem")));
    assert_eq!(made("key = \"worded.pem\"\n"), first);
    scene.write("edited.pem", worded(scene.text("whole.pem")).replace('\n', "\r\n") + "the end\r\n");
    assert_eq!(made("key = \"edited.pem\"\n"), first, "by an editor of Windows");
    scene.write("worded.pem", worded(scene.text("both.pem")));
    assert_eq!(made("key = \"bank-p256.key\"\ncertificate = \"worded.pem\"\ntrust = \"root.pem\"\n"), first);
    assert_eq!(made(&format!("key = \"bank-p256.key\"\n{certificates}")), first);
    let locked = "key = \"bank-p256.locked.key\"\npassword_file = \"password\"\n";
    assert_eq!(made(&format!("{locked}{certificates}")), first);
}

#[test]
fn a_password_comes_from_a_file_or_the_environment_and_else_the_run_stops() {
    let scene = scene("bank-p256.p12");
    scene.write("sign.toml", "key = \"bank-p256.p12\"\n");
    let words = format!("{MAKE} --sign sign.toml");
    let none = scene.run(&words);
    assert_eq!(none.code, Some(2));
    assert!(none.err.starts_with("error: `bank-p256.p12` needs a password\n"), "{}", none.err);
    let with =
        |password: &str| scene.command(&words).env("HANPRESS_KEY_PASSWORD", password).output().unwrap();
    let wrong = with("wrong");
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said.starts_with("error: the password does not open `bank-p256.p12`\n"), "{said}");
    assert_eq!(with("toy").status.code(), Some(0));
}

#[test]
fn a_key_that_must_not_sign_is_refused_before_any_account_is_read() {
    let cases = [
        (
            "expired.p12",
            "the certificate of `示例银行股份有限公司信用卡中心, h*******************` is valid until 2021-01-01",
        ),
        (
            "not-yet.p12",
            "the certificate of `示例银行股份有限公司信用卡中心, h*******************` is valid only from 2090-01-01",
        ),
        (
            "wrong-usage.p12",
            "the certificate of `示例银行股份有限公司信用卡中心, h***********************` is not for signing documents",
        ),
        (
            "wrong-purpose.p12",
            "the certificate of `示例银行股份有限公司信用卡中心, h*************************` is not for signing documents",
        ),
        ("orphan.p12", "the issuer of `示例银行股份有限公司信用卡中心, h****************` is not known"),
        (
            "other-bank.p12",
            "the seal says `示例银行股份有限公司信用卡中心`, the certificate `另一家银行, h**********************`",
        ),
        ("root.pem", "`root.pem` holds 0 keys, not one"),
        ("issuer.toml", "`issuer.toml` is no key file"),
        ("absent.p12", "cannot read `absent.p12`: there is no such file or folder"),
    ];
    for (key, words) in cases {
        let scene = scene(key);
        let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
        assert_eq!(ran.code, Some(2), "{key}");
        assert!(ran.err.starts_with(&format!("error: {words}\n")), "{key}: {}", ran.err);
        assert!(!scene.path("out").exists(), "{key}: nothing is begun");
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_warned_of() {
    let scene = scene("bank-p256.p12");
    let key = scene.path("bank-p256.p12");
    fs::set_permissions(key, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.starts_with("warning: others can read `bank-p256.p12`"), "{}", ran.err);
}

#[test]
fn a_run_that_was_cut_off_ends_as_if_it_had_not_been() {
    let scene = scene("bank-rsa.p12");
    let words = format!("{MAKE} --sign sign.toml");
    scene.run(&words);
    let whole = scene.tree("out");
    let manifest = scene.text("out/manifest.jsonl");
    let part: String = manifest.split_inclusive('\n').take(4).collect();
    scene.write("out/manifest.jsonl", part);
    let ran = scene.run(&format!("{words} --resume"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(scene.tree("out"), whole);
    let other = scene.run(&words.replace("sign.toml", "issuer.toml"));
    assert_eq!(other.code, Some(2), "a file without a key is refused: {}", other.err);
    let unsigned = scene.run(MAKE);
    assert_eq!(unsigned.code, Some(2), "a signed folder is not gone on with unsigned");
    assert!(unsigned.err.contains("`signing` is"), "{}", unsigned.err);
}

/// The first agreement of a scene, signed by the bank, as `agreement.pdf`.
fn agreement(scene: &Scene) {
    scene.write("accounts.jsonl", sample(12));
    let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let lines = scene.lines("out/manifest.jsonl");
    let line = lines.iter().find(|line| line["kind"] == "repayment-agreement").unwrap();
    let name = format!("out/{}", line["file"].as_str().unwrap());
    fs::copy(scene.path(&name), scene.path("agreement.pdf")).unwrap();
}

const BORROWER: &str = "sign agreement.pdf --field borrower --key borrower.p12 --password-file password";

/// Puts the agreement's template into the folder `mine`, with some words replaced in all its files. The issuer
/// allows it what the program's own agreement has.
fn template(scene: &Scene, from: &str, to: &str) {
    let (issuer, allowed) =
        (scene.text("issuer.toml"), "[kinds.repayment-agreement]\nmasking = \"contract\"\n");
    if !issuer.contains(allowed) {
        scene.write("issuer.toml", format!("{issuer}\n{allowed}"));
    }
    fs::create_dir_all(scene.path("mine/repayment-agreement")).unwrap();
    for entry in fs::read_dir(file("templates/repayment-agreement")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let text = fs::read_to_string(entry.path()).unwrap();
        scene.write(&format!("mine/repayment-agreement/{name}"), text.replace(from, to));
    }
}
