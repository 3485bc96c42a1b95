//! Signatures that last: evidence and time stamps over it, and what is revoked, missing or out of date.

use std::fs;

use serde_json::Value;

use super::super::tools::keep_to_the_schema;
use super::super::{Scene, sample};
use super::authority::{Authority, Manner};
use super::stamped::{make, quiet, signatures, verified};
use super::{BORROWER, agreement, close, holds, scene, template};

pub(super) const USAGE: &str = "keyUsage=critical,digitalSignature,nonRepudiation";
pub(super) const BANK: &str = "/C=CN/O=示例银行股份有限公司信用卡中心/CN=hanpress toy bank";
pub(super) const LONG: (&str, &str) = ("20200101000000Z", "20991231235959Z");

/// A scene whose bank has a certificate by the authority, which says where to ask about it.
fn lasting(level: &str, accounts: usize, more: &str) -> Option<(Scene, Authority)> {
    let scene = scene("bank-p256.p12");
    let authority = Authority::new(scene.path("authority"))?;
    fs::copy(scene.path("bank-p256.key"), authority.path("bank.key")).unwrap();
    authority.issue("bank", BANK, &[USAGE], LONG);
    authority.lists("root.crl");
    scene.write("accounts.jsonl", sample(accounts));
    asks(&scene, &authority, level, more);
    Some((scene, authority))
}

/// Writes a signing file that asks for a level.
pub(super) fn asks(scene: &Scene, authority: &Authority, level: &str, more: &str) {
    let pems =
        ["bank.key", "bank.pem", "root.pem"].map(|name| fs::read_to_string(authority.path(name)).unwrap());
    scene.write("whole.pem", pems.concat());
    close(&scene.path("whole.pem"));
    let stamps = match level {
        "B-B" => String::new(),
        _ => format!("[timestamp]\nurl = \"{}/tsa\"\ntrust = \"root.pem\"\nretries = 0\n", authority.url),
    };
    scene.write("sign.toml", format!("key = \"whole.pem\"\nlevel = \"{level}\"\n{stamps}{more}"));
}

#[test]
fn documents_carry_all_that_is_needed_to_check_them_later() {
    for (level, revisions) in [("B-LT", 3), ("B-LTA", 4)] {
        let Some((scene, authority)) = lasting(level, 6, "") else { return };
        let ran = make(&scene, "");
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert!(signatures(&scene).iter().all(|told| told["level"] == level && told["asked"].is_null()));
        assert_eq!(scene.report("out")["signed_by_level"][level], 6);
        let asked = (authority.asked("/ocsp").len(), authority.asked("/root.crl").len());
        assert_eq!(asked, (2, 0), "once for the bank, once for the authority, however many documents");
        for found in verified(&scene) {
            assert_eq!(
                (&found["verdict"], &found["revisions"]),
                (&"good".into(), &revisions.into()),
                "{found}"
            );
            let first = &found["signatures"][0];
            assert_eq!(
                (&first["time"]["proof"], &first["level"]),
                (&"stamp".into(), &level.into()),
                "{first}"
            );
            let told: Vec<_> =
                first["findings"].as_array().unwrap().iter().map(|told| &told["code"]).collect();
            assert_eq!(told, ["V13"], "whether it is revoked is known: {first}");
            assert!(
                first["changes"].as_array().unwrap().iter().all(|change| change["allowed"] == true),
                "{first}"
            );
            if level == "B-LTA" {
                let last = &found["signatures"][1];
                assert_eq!(
                    (&last["kind"], &last["verdict"]),
                    (&"time-stamp".into(), &"good".into()),
                    "{found}"
                );
                assert_eq!(last["covers"]["whole_file"], true);
            }
        }
        let made = scene.documents("out");
        assert!(made.values().all(|pdf| holds(pdf, b"/OCSPs")));
    }
}

#[test]
fn lists_and_answers_come_from_files_too_and_lists_where_nobody_answers() {
    let Some((scene, authority)) = lasting("B-LT", 1, "[revocation]\ncrl = [\"root.crl\"]\nfetch = false\n")
    else {
        return;
    };
    fs::copy(authority.path("root.crl"), scene.path("root.crl")).unwrap();
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(authority.asked("/ocsp").len() + authority.asked("/root.crl").len(), 0);
    assert!(scene.documents("out").values().all(|pdf| holds(pdf, b"/CRLs") && !holds(pdf, b"/OCSPs")));
    let told = signatures(&scene);
    assert_eq!(told[0]["level"], "B-LT");
    fs::remove_dir_all(scene.path("out")).unwrap();
    authority.openssl("crl -in root.crl -inform DER -out root.crl.pem");
    fs::copy(authority.path("root.crl.pem"), scene.path("root.crl")).unwrap();
    assert_eq!(make(&scene, "").code, Some(0), "in PEM");
    fs::remove_dir_all(scene.path("out")).unwrap();
    authority.openssl("ocsp -index index -CA root.pem -rsigner root.pem -rkey root.key -ndays 7 -issuer root.pem -cert bank.pem -cert tsa.pem -respout both.der");
    fs::copy(authority.path("both.der"), scene.path("both.der")).unwrap();
    asks(&scene, &authority, "B-LT", "[revocation]\nocsp = [\"both.der\"]\nfetch = false\n");
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    fs::remove_dir_all(scene.path("out")).unwrap();
    asks(&scene, &authority, "B-LT", "");
    authority.answers(false);
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(authority.asked("/root.crl").len(), 2, "nobody answers, so the list is asked for");
    assert!(scene.documents("out").values().all(|pdf| holds(pdf, b"/CRLs")));
}

#[test]
fn what_is_revoked_or_nobody_tells_of_stops_the_run_before_it_begins() {
    let Some((scene, authority)) = lasting("B-LT", 1, "") else { return };
    let stops = |words: &str| {
        let ran = make(&scene, "");
        assert_eq!(ran.code, Some(2), "{words}: {}", ran.err);
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
        assert!(!scene.path("out").exists(), "{words}: nothing is begun");
    };
    authority.answers(false);
    fs::write(authority.path("root.crl"), "rubbish").unwrap();
    stops(
        "nobody says whether the certificate of `示例银行股份有限公司信用卡中心, h****************` is revoked: what was said of it does not count",
    );
    fs::remove_file(authority.path("root.crl")).unwrap();
    stops("/root.crl`: it answers `404 Not Found`");
    fs::write(authority.path("root.crl"), vec![0x30; 2 << 20]).unwrap();
    stops("/root.crl`: its answer has more than 1048576 bytes");
    authority.openssl("ca -config ca.cnf -cert root.pem -keyfile root.key -gencrl -crlsec 1 -out old.pem");
    authority.openssl("crl -in old.pem -outform DER -out root.crl");
    std::thread::sleep(std::time::Duration::from_millis(1500));
    stops("what was said of it does not count");
    authority.issue("other", "somebody else", &["basicConstraints=critical,CA:TRUE"], LONG);
    authority.openssl("ca -config ca.cnf -cert other.pem -keyfile other.key -gencrl -out other.crl.pem");
    authority.openssl("crl -in other.crl.pem -outform DER -out root.crl");
    stops("what was said of it does not count");
    authority.openssl("ca -config ca.cnf -cert root.pem -keyfile root.key -revoke bank.pem");
    authority.lists("root.crl");
    stops("the certificate of `示例银行股份有限公司信用卡中心, h****************` was revoked on ");
    authority.answers(true);
    stops("the certificate of `示例银行股份有限公司信用卡中心, h****************` was revoked on ");
}

#[test]
fn an_authority_whose_own_certificate_is_revoked_stamps_no_document() {
    let Some((scene, authority)) = lasting("B-LT", 1, "") else { return };
    authority.openssl("ca -config ca.cnf -cert root.pem -keyfile root.key -revoke tsa.pem");
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("error: the certificate of `toy_stamps` was revoked on "), "{}", ran.err);
    assert!(scene.documents("out").is_empty());
}

#[test]
fn a_run_that_may_do_without_reaches_what_it_can_and_tells_the_level() {
    let Some((scene, authority)) =
        lasting("B-LTA", 1, "on_failure = \"unstamped\"\n[revocation]\nfetch = false\n")
    else {
        return;
    };
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let told = signatures(&scene);
    assert_eq!((&told[0]["level"], &told[0]["asked"]), (&"B-T".into(), &"B-LTA".into()));
    assert_eq!(scene.report("out")["unstamped"], 0);
    assert!(
        ran.err.contains("warning: 1 documents do not reach the level asked for: nobody says whether"),
        "{}",
        ran.err
    );
    fs::remove_dir_all(scene.path("out")).unwrap();
    asks(&scene, &authority, "B-LTA", "on_failure = \"unstamped\"\n");
    authority.now(Manner::Once);
    assert_eq!(make(&scene, "").code, Some(0));
    assert_eq!(signatures(&scene)[0]["level"], "B-LT", "the stamp over all of it is what lacks");
}

/// Whoever does not answer is not asked again for every letter.
#[test]
fn an_authority_that_does_not_tell_of_revocation_is_left_alone_once_it_failed() {
    let Some((scene, authority)) = lasting("B-LT", 6, "on_failure = \"unstamped\"\n") else { return };
    fs::remove_file(authority.path("root.crl")).unwrap();
    authority.answers(false);
    let ran = make(&scene, "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("warning: 6 documents do not reach the level asked for: "), "{}", ran.err);
    assert!(signatures(&scene).iter().all(|told| told["level"] == "B-T" && told["asked"] == "B-LT"));
    let asked = (authority.asked("/ocsp").len(), authority.asked("/root.crl").len());
    assert_eq!(asked, (1, 1), "once for the bank, however many documents");
}

#[test]
fn a_borrower_signs_behind_the_evidence_and_both_last() {
    let Some((scene, authority)) = lasting("B-LTA", 12, "") else { return };
    agreement(&scene);
    let ran = scene.run(&format!("{BORROWER} --out both.pdf"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    fs::copy(scene.path("borrower.key"), authority.path("borrower.key")).unwrap();
    authority.issue("borrower", "hanpress toy borrower", &[USAGE], LONG);
    let pems = ["borrower.key", "borrower.pem", "root.pem"]
        .map(|name| fs::read_to_string(authority.path(name)).unwrap());
    scene.write("borrower-whole.pem", pems.concat());
    scene.write("further.toml", scene.text("sign.toml").replace("whole.pem", "borrower-whole.pem"));
    // Two answers of one second about one certificate would be the same, and stand there once.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    let words = "sign agreement.pdf --field borrower --sign further.toml --out lasts.pdf";
    let done = quiet(&scene, words).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    for (name, kinds) in [
        ("both.pdf", "signature time-stamp signature"),
        ("lasts.pdf", "signature time-stamp signature time-stamp"),
    ] {
        let ran = scene.run(&format!("verify {name} --trust root.pem --format json"));
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(found["verdict"], "good", "{found}");
        let all = found["signatures"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap());
        assert_eq!(all.collect::<Vec<_>>().join(" "), kinds);
    }
    let pdf = fs::read(scene.path("lasts.pdf")).unwrap();
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    let store = document.dereference(document.catalog().unwrap().get(b"DSS").unwrap()).unwrap().1;
    let count = |key: &[u8]| store.as_dict().unwrap().get(key).unwrap().as_array().unwrap().len();
    assert_eq!(
        (count(b"Certs"), count(b"OCSPs")),
        (4, 4),
        "what was there is kept, and certificates not twice"
    );
}

/// Sets the stage for one agreement that goes by e-mail, as a locked copy, too; gives its account.
fn mailed(scene: &Scene) -> Value {
    let lines = sample(12);
    let agreement = lines.lines().find(|line| line.contains("\"repayment-agreement\"")).unwrap();
    let mut account: Value = serde_json::from_str(agreement).unwrap();
    account["delivery"] = "email".into();
    scene.write("accounts.jsonl", format!("{account}\n"));
    let table = scene.text("sign.toml");
    scene.write("sign.toml", format!("copy = {{ password = \"{{id:6}}\" }}\n{table}"));
    template(scene, "channels = [", "channels = [\"email\", ");
    account
}

#[test]
fn a_locked_copy_lasts_as_long_as_the_document_and_is_signed_further() {
    let Some((scene, _authority)) = lasting("B-LTA", 1, "") else { return };
    let account = mailed(&scene);
    let ran = make(&scene, "--templates mine");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let copy = scene.lines("out/manifest.jsonl")[1]["copy"].as_str().unwrap().to_string();
    fs::copy(scene.path(&format!("out/{copy}")), scene.path("agreement.pdf")).unwrap();
    let id = account["debtor"]["id_number"].as_str().unwrap();
    scene.write("opens", &id[id.len() - 6..]);
    let ran = scene.run(&format!("{BORROWER} --open-password-file opens --out both.pdf"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for (name, count) in [("agreement.pdf", 2), ("both.pdf", 3)] {
        let ran = scene.run(&format!("verify {name} --trust root.pem --password-file opens --format json"));
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(found["verdict"], "good", "{name}: {found}");
        assert_eq!(found["signatures"].as_array().unwrap().len(), count);
    }
}

/// The copy is stamped on its own, and need not come as far as the document.
#[test]
fn a_copy_that_does_not_reach_the_level_is_told_and_counted_and_its_time_is_measured() {
    let Some((scene, authority)) = lasting("B-T", 1, "timeout = 2\non_failure = \"unstamped\"\n") else {
        return;
    };
    mailed(&scene);
    authority.now(Manner::Tired);
    let ran = make(&scene, "--templates mine");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let lines = scene.lines("out/manifest.jsonl");
    keep_to_the_schema(&lines);
    let told = &lines[1];
    assert_eq!((&told["signature"]["level"], &told["signature"]["asked"]), (&"B-T".into(), &Value::Null));
    assert_eq!(told["copy_level"], "B-B");
    let report = scene.report("out");
    assert_eq!((&report["below_level"], &report["unstamped"]), (&1.into(), &0.into()));
    let words = "warning: 1 documents do not reach the level asked for: no time stamp from ";
    assert!(ran.err.contains(words), "{}", ran.err);
    let signing = report["times"]["stages"]["sign"]["most_ms"].as_f64().unwrap();
    assert!(signing > 1900.0, "waiting for the copy's stamp is part of signing: {signing} ms");
    assert_eq!(scene.run("audit out --trust root.pem").code, Some(0));
    fs::remove_dir_all(scene.path("out")).unwrap();
    authority.now(Manner::Honest);
    assert_eq!(make(&scene, "--templates mine").code, Some(0));
    assert!(scene.lines("out/manifest.jsonl")[1]["copy_level"].is_null(), "equal levels are told once");
}

#[test]
fn what_is_slipped_in_with_the_evidence_is_not_signed_further() {
    let Some((scene, _authority)) = lasting("B-LT", 12, "") else { return };
    agreement(&scene);
    let good = fs::read(scene.path("agreement.pdf")).unwrap();
    let mut document = lopdf::IncrementalDocument::load_from(&good[..]).unwrap();
    let page = document.get_prev_documents().page_iter().next().unwrap();
    document.opt_clone_object_to_new_document(page).unwrap();
    document.new_document.get_dictionary_mut(page).unwrap().set("Rotate", 180);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    scene.write("agreement.pdf", [bytes, b"\n".to_vec()].concat());
    let ran = scene.run(&format!("{BORROWER} --out both.pdf"));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("it was changed after it was signed"), "{}", ran.err);
    scene.write("agreement.pdf", good);
    assert_eq!(scene.run(&format!("{BORROWER} --out both.pdf")).code, Some(0));
}
