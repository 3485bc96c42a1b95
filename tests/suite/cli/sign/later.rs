//! Certificates that were issued on the day itself, and what a signature is worth long after it was made.

use std::fs;

use hanpress::inner::verify::{Terms, Verdict, verify};

use super::super::sample;
use super::authority::Authority;
use super::lasting::{BANK, LONG, USAGE};
use super::stamped::{make, signatures};
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

/// Who vouches for the bank is trusted here, and who vouches for the stamps is not.
#[test]
fn the_level_of_a_signature_is_the_same_when_its_lists_have_run_out() {
    let scene = scene("bank-p256.p12");
    let Some(authority) = Authority::new(scene.path("authority")) else { return };
    let above = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign";
    authority.issue("banks", "toy banks", &[above], LONG);
    fs::copy(scene.path("bank-p256.key"), authority.path("bank.key")).unwrap();
    authority.openssl(&format!(
        "req -new -config ca.cnf -utf8 -key bank.key -subj {} -out csr",
        BANK.replace(' ', "_")
    ));
    fs::write(authority.path("ext"), USAGE).unwrap();
    authority.openssl(&format!(
        "ca -batch -config ca.cnf -cert banks.pem -keyfile banks.key -in csr -extfile ext -utf8 -notext -preserveDN \
         -startdate {} -enddate {} -out bank.pem",
        LONG.0, LONG.1
    ));
    for (name, by) in [("root.crl", "root"), ("banks.crl", "banks")] {
        authority.openssl(&format!(
            "ca -config ca.cnf -cert {by}.pem -keyfile {by}.key -gencrl -crldays 30 -out list.pem"
        ));
        authority.openssl("crl -in list.pem -outform DER -out list.crl");
        fs::copy(authority.path("list.crl"), scene.path(name)).unwrap();
    }
    whole(&scene, &authority, &["bank.pem", "banks.pem", "root.pem"]);
    let table = format!(
        "key = \"whole.pem\"\nlevel = \"B-LT\"\n[timestamp]\nurl = \"{}/tsa\"\ntrust = \"root.pem\"\n\
         [revocation]\ncrl = [\"root.crl\", \"banks.crl\"]\nfetch = false\n",
        authority.url
    );
    scene.write("sign.toml", table);
    scene.write("accounts.jsonl", sample(1));
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(signatures(&scene)[0]["level"], "B-LT");
    let pdf = scene.documents("out").pop_first().unwrap().1;
    let now = hanpress::inner::clock::now().timestamp();
    for days in [0, 10, 60, 400] {
        let mut terms = Terms::at(now + days * 86_400);
        terms.trust(&fs::read(authority.path("banks.pem")).unwrap()).unwrap();
        let report = verify(&pdf, &terms);
        let level = report.signatures[0].level.map(|level| level.word());
        assert_eq!((report.verdict, level), (Verdict::Good, Some("B-LT")), "after {days} days: {report:#?}");
    }
}
