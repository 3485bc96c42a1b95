//! Certificates that were issued on the day itself.

use std::fs;

use super::authority::Authority;
use super::lasting::{BANK, LONG, USAGE};
use super::{close, scene};

/// The bank's key with certificates of the authority, as the signing file names it.
fn whole(scene: &super::super::Scene, authority: &Authority, certificates: &[&str]) {
    let pems = ["bank.key"].iter().chain(certificates);
    let pems: String = pems.map(|name| fs::read_to_string(authority.path(name)).unwrap()).collect();
    scene.write("whole.pem", pems);
    close(&scene.path("whole.pem"));
}

#[test]
fn a_certificate_issued_at_noon_of_the_issue_date_signs_letters_of_that_day() {
    let scene = scene("bank-p256.p12");
    let Some(authority) = Authority::new(scene.path("authority")) else { return };
    fs::copy(scene.path("bank-p256.key"), authority.path("bank.key")).unwrap();
    // Noon in Shanghai.
    authority.issue("bank", BANK, &[USAGE], ("20260602040000Z", LONG.1));
    whole(&scene, &authority, &["bank.pem", "root.pem"]);
    scene.write("sign.toml", "key = \"whole.pem\"\n");
    scene.write("accounts.jsonl", scene.run("sample --count 3 --seed 7 --as-of 2026-06-01").out);
    let words = "make accounts.jsonl --issuer issuer.toml --out out --sign sign.toml --issue-date";
    let ran = scene.run(&format!("{words} 2026-06-02"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let name = scene.documents("out").pop_first().unwrap().0;
    let ran = scene.run(&format!("verify out/{name} --trust root.pem"));
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("    at: 2026-06-02T12:00:00+08:00 ("), "{}", ran.out);
    let ran = scene.run("audit out --trust root.pem");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    fs::remove_dir_all(scene.path("out")).unwrap();
    let ran = scene.run(&format!("{words} 2026-06-01"));
    assert!(ran.code == Some(2) && ran.err.contains("is valid only from 2026-06-02"), "{}", ran.err);
}
