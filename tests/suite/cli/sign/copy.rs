//! Locked copies for e-mail.

use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::tools::keep_to_the_schema;
use super::super::{MAKE, sample};
use super::{BORROWER, holds, parted, scene, template};

#[test]
fn an_account_delivered_by_email_gets_a_locked_copy_that_the_borrower_can_sign() {
    let scene = scene("bank-p256.p12");
    let by_email = |line: &str| {
        let mut account: Value = serde_json::from_str(line).unwrap();
        account["delivery"] = "email".into();
        format!("{account}\n")
    };
    let lines: Vec<String> = sample(12).lines().map(str::to_string).collect();
    let agreement = lines.iter().find(|line| line.contains("\"repayment-agreement\"")).unwrap();
    scene.write("accounts.jsonl", [by_email(agreement), agreement.replace("\"A0", "\"B0") + "\n"].concat());
    let table = scene.text("sign.toml");
    scene.write("sign.toml", format!("{table}copy = {{ password = \"{{id:6}}\" }}\n"));
    template(&scene, "channels = [", "channels = [\"email\", ");
    let make = format!("{MAKE} --sign sign.toml --templates mine");
    let ran = scene.run(&make);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let manifest = scene.lines("out/manifest.jsonl");
    let (name, copy) = (manifest[1]["file"].as_str().unwrap(), manifest[1]["copy"].as_str().unwrap());
    assert_eq!(copy, name.replacen("documents", "copies", 1));
    assert!(manifest[2]["copy"].is_null(), "only what goes by e-mail is copied");
    keep_to_the_schema(&manifest);
    let archived = fs::read(scene.path(&format!("out/{name}"))).unwrap();
    let locked = fs::read(scene.path(&format!("out/{copy}"))).unwrap();
    assert!(!holds(&archived, b"/Encrypt") && holds(&locked, b"/AESV3"));
    let (around, signature) = parted(&locked);
    assert!(holds(&signature, &Sha256::digest(&around)), "what is signed is the locked file");
    let account: Value = serde_json::from_str(agreement).unwrap();
    let id = account["debtor"]["id_number"].as_str().unwrap();
    scene.write("opens", &id[id.len() - 6..]);
    scene.write("shut", "000000x");
    fs::copy(scene.path(&format!("out/{copy}")), scene.path("agreement.pdf")).unwrap();
    let sign = |with: &str| scene.run(&format!("{BORROWER} --out both.pdf {with}"));
    assert!(sign("").err.contains("it is encrypted"), "no password");
    assert_eq!(sign("--open-password-file shut").code, Some(2));
    let ran = sign("--open-password-file opens");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(scene.run(&make).code, Some(0));
    fs::write(scene.path(&format!("out/{copy}")), &archived).unwrap();
    let ran = scene.run(&make);
    assert!(ran.code == Some(2) && ran.err.contains("1 of its documents are missing"), "{}", ran.err);
    fs::remove_file(scene.path(&format!("out/{copy}"))).unwrap();
    let again = scene.run(&format!("{make} --resume"));
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(scene.path(&format!("out/{copy}")).exists(), "a copy that is gone is made again");
}

#[test]
fn shards_are_joined_with_their_locked_copies_and_a_lost_one_is_found() {
    let scene = scene("bank-p256.p12");
    let table = scene.text("sign.toml");
    scene.write("sign.toml", format!("{table}copy = {{ password = \"{{id:6}}\" }}\n"));
    let by_email = |line: &str| {
        let mut account: Value = serde_json::from_str(line).unwrap();
        account["delivery"] = "email".into();
        format!("{account}\n")
    };
    let agreements: Vec<_> =
        sample(24).lines().filter(|line| line.contains("\"repayment-agreement\"")).map(by_email).collect();
    assert!(agreements.len() > 2);
    scene.write("accounts.jsonl", agreements[..3].concat());
    template(&scene, "channels = [", "channels = [\"email\", ");
    let make = format!("{MAKE} --sign sign.toml --templates mine");
    assert_eq!(scene.run(&make).code, Some(0));
    for index in 0..2 {
        scene.run(&format!("{} --shard {index}/2", make.replace("out out", &format!("out s{index}"))));
    }
    let ran = scene.run("audit --join s0 s1 --out joined --sign sign.toml");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(scene.text("joined/manifest.jsonl"), scene.text("out/manifest.jsonl"));
    let names = |folder: &str| scene.tree(folder).into_keys().collect::<Vec<_>>();
    assert_eq!(names("joined"), names("out"));
    assert_eq!(names("joined").iter().filter(|name| name.starts_with("copies/")).count(), 3);
    assert_eq!(scene.run("audit joined --trust root.pem").code, Some(0));
    let copies: Vec<_> = names("joined").into_iter().filter(|name| name.starts_with("copies/")).collect();
    let at = |copy: &String| scene.path("joined").join(copy);
    let [first, second] = [&copies[0], &copies[1]].map(|copy| fs::read(at(copy)).unwrap());
    let told = |bytes: &[u8], words: &str| {
        fs::write(at(&copies[0]), bytes).unwrap();
        let ran = scene.run("audit joined");
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert!(ran.err.contains(words) && ran.err.contains(&copies[0]), "{}", ran.err);
        assert!(ran.err.contains("delete this copy"), "{}", ran.err);
    };
    let mut changed = first.clone();
    changed[first.len() / 3] ^= 1;
    told(&changed, "error[A10]: the locked copy for e-mail was changed: ");
    told(&first[..first.len() / 2], "error[A10]: the locked copy for e-mail was changed: ");
    let longer = [first.as_slice(), b"1 0 obj null endobj\n"].concat();
    told(&longer, "error[A10]: the locked copy for e-mail was changed: ");
    told(&[first.as_slice(), b"\n"].concat(), "error[A10]: the locked copy for e-mail was changed: ");
    // The letter itself, validly signed by the same certificate and of the same number, which anybody can open.
    let open = fs::read(at(&copies[0].replacen("copies", "documents", 1))).unwrap();
    told(&open, "error[A10]: the locked copy for e-mail was changed: this file opens without a password");
    told(&second, "error[A12]: the locked copy of another document stands here");
    fs::write(at(&copies[0]), &first).unwrap();
    assert_eq!(scene.run("audit joined").code, Some(0));
    let copy = copies[0].clone();
    fs::rename(scene.path("joined").join(&copy), scene.path("joined/copies/other.pdf")).unwrap();
    let said = scene.run("audit joined").err;
    assert!(
        said.contains(&format!("error[A09]: the locked copy for e-mail is missing\n  --> joined/{copy} ")),
        "{said}"
    );
    assert!(said.contains("error[A11]: no line names this file\n  --> joined/copies/other.pdf\n"), "{said}");
}

#[test]
fn a_rule_for_passwords_that_is_too_short_or_cannot_be_read_stops_the_run() {
    for (rule, words) in
        [("{id:4}", "at least 6 characters"), ("{name:6}", "cannot be read"), ("{id:6", "cannot be read")]
    {
        let scene = scene("bank-p256.p12");
        let table = scene.text("sign.toml");
        scene.write("sign.toml", format!("{table}copy = {{ password = \"{rule}\" }}\n"));
        let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
        assert_eq!(ran.code, Some(2), "{rule}");
        assert!(ran.err.contains(words), "{rule}: {}", ran.err);
    }
}
