//! Certificates as Chinese authorities write them, and those that must not sign (`tests/keys/holders/make.sh`).

use std::fs;

use super::super::private::nobody_shows;
use super::super::{MAKE, Ran, Scene, objects};
use super::{agreement, close, scene};
use crate::workshop::file;

const BANK: &str = "示例银行股份有限公司信用卡中心";

/// A scene with the keys of one more folder in it.
fn with_keys(folder: &str, key: &str) -> Scene {
    let scene = scene(key);
    for entry in fs::read_dir(file(folder)).unwrap().map(Result::unwrap) {
        let copy = scene.path(entry.file_name().to_str().unwrap());
        fs::copy(entry.path(), &copy).unwrap();
        close(&copy);
    }
    scene
}

fn holders(key: &str) -> Scene {
    with_keys("tests/keys/holders", key)
}

/// A scene with the SM2 keys: those of the same names are put over the others.
fn sm2(key: &str) -> Scene {
    with_keys("tests/keys/sm2", key)
}

/// The report on one file, and whether the command called it good.
fn verified(scene: &Scene, name: &str) -> (Option<i32>, serde_json::Value) {
    let ran = scene.run(&format!("verify {name} --trust root.pem --format json"));
    (ran.code, objects(&ran.out)[0].clone())
}

/// Fails where a person of these certificates, a number or the password shows.
fn nobody_of_these_shows(ran: &Ran, what: &str) {
    let said = format!("{}\n{}", ran.out, ran.err);
    nobody_shows(&said, what);
    for secret in ["林玥", "19910531", "toytoy", "a secret"] {
        assert!(!said.contains(secret), "{what}: {said}");
    }
}

#[test]
fn a_card_centre_signs_with_a_certificate_of_every_shape_and_is_named() {
    for key in ["number-first", "name-first", "authority-in-o", "cn-only", "department", "branch"] {
        let scene = holders(&format!("{key}.p12"));
        agreement(&scene);
        let (code, report) = verified(&scene, "agreement.pdf");
        assert_eq!((code, &report["verdict"]), (Some(0), &"good".into()), "{key}: {report}");
        let signer = &report["signatures"][0]["signer"];
        let name = signer["name"].as_str().unwrap();
        let expected = match key {
            "department" => "示例银行股份有限公司, s**l",
            "branch" => "示例银行股份有限公司, 示例银行股份有限公司信用卡中心",
            _ => BANK,
        };
        assert_eq!(name, expected, "{key}");
        let numbered = ["number-first", "name-first", "authority-in-o"].contains(&key);
        assert_eq!(signer["number"].as_str(), numbered.then_some("91350100M000100Y43"), "{key}");
    }
}

#[test]
fn who_must_not_sign_is_told_why_and_no_person_shows() {
    let seal = |name: &str| format!("the seal says `{BANK}`, the certificate `{name}`");
    let cases = [
        ("customer", seal("示例科技有限公司")),
        ("pretender", seal("示例科技有限公司, 0****************************************")),
        ("person", seal("林*")),
        ("person-name-first", seal("林*")),
        ("person-number-first", seal("林*")),
        ("shapeless", "the certificate names no holder that can be told (SHA-256 ".into()),
        ("nobody", "the certificate names no holder that can be told (SHA-256 ".into()),
        (
            "signed-with-sha1",
            format!("the certificate of `{BANK}, t*y` is signed in a way too weak to prove anything"),
        ),
        ("rsa-1024", "the RSA key in `rsa-1024.p12` has 1024 bits, too few to prove anything".into()),
        ("p521", "`p521.p12` holds a key of a kind that nothing is signed with here".into()),
    ];
    for (key, words) in cases {
        let scene = holders(&format!("{key}.p12"));
        for lang in ["en", "zh"] {
            let ran = scene.run(&format!("{MAKE} --sign sign.toml --lang {lang}"));
            assert_eq!(ran.code, Some(2), "{key}");
            nobody_of_these_shows(&ran, key);
            let told = ran.err.starts_with(&format!("error: {words}"));
            assert!(told || lang == "zh", "{key}: {}", ran.err);
            assert!(!scene.path("out").exists(), "{key}: nothing is begun");
        }
    }
}

#[test]
fn a_person_signs_masked_with_a_certificate_of_every_shape() {
    for key in ["person", "person-name-first", "person-number-first"] {
        let scene = holders("number-first.p12");
        agreement(&scene);
        for (format, lang) in [("human", "en"), ("human", "zh"), ("json", "en")] {
            let words = format!(
                "sign agreement.pdf --field borrower --key {key}.p12 --password-file password --out {key}-{format}-{lang}.pdf"
            );
            let ran = scene.run(&format!("{words} --format {format} --lang {lang}"));
            assert_eq!(ran.code, Some(0), "{key}: {}", ran.err);
            nobody_of_these_shows(&ran, key);
            assert!(format!("{}{}", ran.out, ran.err).contains("林*"), "{key}: {}{}", ran.out, ran.err);
        }
        let (code, report) = verified(&scene, &format!("{key}-json-en.pdf"));
        assert_eq!((code, &report["verdict"]), (Some(0), &"good".into()), "{key}: {report}");
        assert_eq!(report["signatures"][1]["signer"]["name"], "林*");
        let ran = scene.run(&format!("verify {key}-json-en.pdf --trust root.pem"));
        nobody_of_these_shows(&ran, key);
        // The signature states the plain name, never the number.
        let bytes = fs::read(scene.path(&format!("{key}-json-en.pdf"))).unwrap();
        let name = "/Name<FEFF6797".as_bytes();
        let stated = bytes.windows(name.len()).rposition(|window| window.eq_ignore_ascii_case(name));
        assert!(stated.is_some(), "{key}");
    }
}

#[test]
fn no_refusal_to_sign_shows_a_person_or_a_password() {
    let scene = holders("number-first.p12");
    agreement(&scene);
    scene.write("wrong", "a secret\n");
    scene.write(
        "self.toml",
        "key = \"person.p12\"\npassword_file = \"password\"\ntrust = \"bank-p256.pem\"\n",
    );
    let cases = [
        "sign agreement.pdf --field borrower --key person.p12 --password-file wrong",
        "sign agreement.pdf --field nobody --key person.p12 --password-file password",
        "sign agreement.pdf --field creditor --key person.p12 --password-file password",
        "sign agreement.pdf --field borrower --sign self.toml",
        "sign absent.pdf --field borrower --key person-name-first.p12 --password-file password",
        "sign person.p12 --field borrower --key person-number-first.p12 --password-file password",
        "sign agreement.pdf --field borrower --key person.p12 --password-file password --out agreement.pdf",
    ];
    for words in cases {
        for more in ["--lang en", "--lang zh", "--format json"] {
            let ran = scene.run(&format!("{words} {more}"));
            assert_eq!(ran.code, Some(2), "{words}: {}", ran.err);
            nobody_of_these_shows(&ran, words);
        }
    }
}

#[test]
fn a_password_file_may_begin_with_a_byte_order_mark() {
    let scene = holders("number-first.p12");
    scene.write("password", "\u{feff}toy\r\n");
    assert_eq!(scene.run(&format!("{MAKE} --sign sign.toml")).code, Some(0));
}

#[test]
fn p384_signs_and_verifies_alike_with_one_and_two_workers() {
    let scene = holders("p384.p12");
    agreement(&scene);
    let (code, report) = verified(&scene, "agreement.pdf");
    assert_eq!((code, &report["verdict"]), (Some(0), &"good".into()), "{report}");
    let files = scene.tree("out");
    fs::remove_dir_all(scene.path("out")).unwrap();
    scene.run(&format!("{MAKE} --sign sign.toml --workers 2"));
    assert_eq!(scene.tree("out"), files);
}

#[test]
fn sm2_signs_from_every_kind_of_file_and_both_parties_are_good() {
    let scene = sm2("bank.p12");
    agreement(&scene);
    let first = scene.documents("out");
    fs::remove_dir_all(scene.path("out")).unwrap();
    scene.write("both.pem", [scene.text("bank.pem"), scene.text("root.pem")].concat());
    for key in ["bank.key", "bank.locked.key", "bank.ec.key"] {
        let table = format!("key = \"{key}\"\npassword_file = \"password\"\ncertificate = \"both.pem\"\n");
        scene.write("sign.toml", format!("{table}reason = \"出具文书\"\ndeterministic = true\n"));
        let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
        assert_eq!(ran.code, Some(0), "{key}: {}", ran.err);
        assert!(scene.documents("out") == first, "{key}");
        let audit = scene.run("audit out --trust root.pem");
        assert_eq!(audit.code, Some(0), "{key}: {}{}", audit.out, audit.err);
        fs::remove_dir_all(scene.path("out")).unwrap();
    }
    let words =
        "sign agreement.pdf --field borrower --key borrower.p12 --password-file password --out both.pdf";
    let ran = scene.run(words);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    nobody_of_these_shows(&ran, "sign by SM2");
    let (code, report) = verified(&scene, "both.pdf");
    assert_eq!((code, &report["verdict"]), (Some(0), &"good".into()), "{report}");
    let names: Vec<_> =
        report["signatures"].as_array().unwrap().iter().map(|one| &one["signer"]["name"]).collect();
    assert_eq!(names, [BANK, "林*"]);
}

#[test]
fn a_changed_sm2_signature_is_bad_and_one_by_another_key_too() {
    let scene = sm2("bank.p12");
    agreement(&scene);
    let good = fs::read(scene.path("agreement.pdf")).unwrap();
    let judged = |bytes: &[u8]| {
        scene.write("changed.pdf", bytes);
        let (_, report) = verified(&scene, "changed.pdf");
        let codes = report["signatures"][0]["findings"].as_array().unwrap().iter();
        let codes: Vec<_> = codes.map(|one| one["code"].as_str().unwrap().to_string()).collect();
        (report["verdict"].as_str().unwrap().to_string(), codes)
    };
    assert_eq!(judged(&good).0, "good");
    // A byte of a page.
    let mut changed = good.clone();
    let within = good.windows(7).position(|window| window == b"stream\n").unwrap() + 60;
    changed[within] ^= 1;
    let (verdict, codes) = judged(&changed);
    assert!(verdict == "bad" && codes.contains(&"V04".to_string()), "{verdict} {codes:?}");
    // The last byte of the signature's value, which ends the container.
    let at = good.windows(10).rposition(|window| window == b"/Contents<").unwrap() + 10;
    let length = 4 + usize::from_str_radix(std::str::from_utf8(&good[at + 4..at + 8]).unwrap(), 16).unwrap();
    let mut changed = good.clone();
    let last = at + 2 * length - 1;
    changed[last] = if good[last] == b'0' { b'1' } else { b'0' };
    let (verdict, codes) = judged(&changed);
    assert!(verdict == "bad" && codes.contains(&"V05".to_string()), "{verdict} {codes:?}");
}

/// What makers write beside the forms of ISO 32000, told by its name.
#[test]
fn other_chinese_forms_are_told_by_name() {
    let scene = sm2("bank.p12");
    agreement(&scene);
    let good = fs::read(scene.path("agreement.pdf")).unwrap();
    let swapped = |from: &str, to: &str| {
        let text = format!("{to:<width$}", width = from.len());
        let at = good.windows(from.len()).rposition(|window| window == from.as_bytes()).unwrap();
        // What is longer is written over what follows, so that nothing moves.
        [&good[..at], text.as_bytes(), &good[at + text.len()..]].concat()
    };
    let sub_filter = "/SubFilter/ETSI.CAdES.detached";
    let cases = [
        (swapped(sub_filter, "/SubFilter/GM.sm2cms.detached"), "`GM.sm2cms.detached` (GB/T 35275)"),
        (swapped(sub_filter, "/SubFilter/GM.sm2seal"), "`GM.sm2seal` (GB/T 38540)"),
        (
            swapped("/Filter/Adobe.PPKLite", "/Filter/GM.PKILite"),
            "`GM.PKILite ETSI.CAdES.detached` (GM/T 0112)",
        ),
        (swapped("06092a864886f70d010702", "060a2a811ccf550601040202"), "`ETSI.CAdES.detached` (GB/T 35275)"),
    ];
    for (bytes, words) in cases {
        scene.write("other.pdf", bytes);
        let ran = scene.run("verify other.pdf --trust root.pem");
        assert_eq!(ran.code, Some(2), "{words}: {}", ran.out);
        let told = format!("the signature is in a Chinese form that is not judged here: {words}");
        assert!(ran.out.contains(&told), "{}", ran.out);
        let ran = scene.run("verify other.pdf --trust root.pem --lang zh");
        assert!(ran.out.contains("在此不作判定"), "{}", ran.out);
    }
}
