//! Whose the signatures are: who must have signed, by name, number or certificate, for `verify`, `audit` and `make`.

use std::fs;

use base64::prelude::{BASE64_STANDARD, Engine};
use hanpress::inner::digest::sha256;
use hanpress::inner::named_files::NamedFiles;
use hanpress::inner::sign::{Password, Signer, config};
use serde_json::Value;

use super::super::{MAKE, Scene, objects, sample};
use super::authority::Authority;
use super::lasting::{LONG, USAGE};
use super::{BORROWER, agreement, close, scene};
use crate::workshop::issue_date;

const BANK: &str = "示例银行股份有限公司信用卡中心";
const OTHER: &str = "另一家银行";

/// SHA-256 of a toy certificate, in hex.
fn fingerprint(scene: &Scene, pem: &str) -> String {
    let text = scene.text(pem);
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    sha256(&BASE64_STANDARD.decode(body).unwrap())
}

/// A signed run of six documents.
fn signed(key: &str) -> Scene {
    let scene = scene(key);
    let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    scene
}

/// Letters under the bank's letterhead, with the seal and the certificate of another company of the same authority.
fn by_another() -> Scene {
    let scene = scene("other-bank.p12");
    let issuer = scene.text("issuer.toml");
    let sealed = issuer.lines().map(|line| match line.starts_with("seal_name") {
        true => format!("seal_name = \"{OTHER}\"\n"),
        false => format!("{line}\n"),
    });
    scene.write("issuer.toml", sealed.collect::<String>());
    let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    scene
}

fn a_document(scene: &Scene) -> String {
    format!("out/{}", scene.documents("out").pop_first().unwrap().0)
}

/// The codes of what an audit finds, each with its file, and who signed.
fn audited(scene: &Scene, more: &str) -> (Vec<String>, Value) {
    let ran = scene.run(&format!("audit out --trust root.pem {more} --format json --quiet"));
    let events = objects(&ran.out);
    let flaws = events.iter().filter(|event| event["event"] == "flaw");
    let flaw =
        |flaw: &Value| format!("{} {}", flaw["code"].as_str().unwrap(), flaw["file"].as_str().unwrap());
    let flaws: Vec<_> = flaws.map(flaw).collect();
    assert_eq!(ran.code, Some(i32::from(!flaws.is_empty())), "{}", ran.err);
    let audited = events.iter().find(|event| event["event"] == "audited").unwrap();
    (flaws, audited["signers"].clone())
}

#[test]
fn letters_that_another_customer_of_the_authority_signed_are_told_from_the_banks() {
    let scene = by_another();
    let (flaws, signers) = audited(&scene, "");
    let name = format!("{OTHER}, h*******************");
    let told = &signers[0];
    assert_eq!(signers.as_array().unwrap().len(), 1, "{signers}");
    assert!(told["name"].as_str().unwrap().starts_with(OTHER), "{signers}, not {name}");
    assert_eq!(told["sha256"], fingerprint(&scene, "other-bank.pem"));
    assert_eq!(
        (&told["signatures"], &told["hold"]),
        (&7.into(), &7.into()),
        "six letters and the closing line"
    );
    assert_eq!(flaws.len(), 6, "{flaws:?}");
    assert!(flaws.iter().all(|flaw| flaw.starts_with("A20 documents/")), "{flaws:?}");
    let said = scene.run("audit out --trust root.pem").err;
    assert!(said.contains(&format!("the letterhead is that of `{BANK}`, and `{OTHER}")), "{said}");
    let (flaws, _) = audited(&scene, &format!("--signer {BANK}"));
    assert_eq!(flaws.len(), 7, "the chain too: {flaws:?}");
    assert!(flaws.iter().all(|flaw| flaw.starts_with("A20 ")), "{flaws:?}");
    let (flaws, _) = audited(&scene, &format!("--signer {OTHER}"));
    assert_eq!(flaws, Vec::<String>::new(), "where it is said that they may");
    let file = a_document(&scene);
    let ran = scene.run(&format!("verify {file} --trust root.pem --signer {BANK}"));
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains(": whole, but not by who must have signed\n"), "{}", ran.out);
    let words = format!("error[V13]: it must be signed by `{BANK}`, and is by `{OTHER}");
    assert!(ran.out.contains(&words), "{}", ran.out);
}

#[test]
fn a_trusted_authority_alone_is_said_to_prove_nobody() {
    let scene = signed("bank-p256.p12");
    let file = a_document(&scene);
    let anybody = "note[V13]: any customer of `hanpress toy, hanpress toy root` could have signed this: it was not said who \
                   must have\n";
    let ran = scene.run(&format!("verify {file} --trust root.pem"));
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.contains(anybody), "{}", ran.out);
    let zh = scene.run(&format!("verify {file} --trust root.pem --lang zh")).out;
    assert!(zh.contains("的任何客户都可能作出该签名：未指定签名者"), "{zh}");
    for more in [format!("--trust root.pem --signer {BANK}"), "--trust bank-p256.pem".to_string()] {
        let ran = scene.run(&format!("verify {file} {more}"));
        assert!(ran.code == Some(0) && !ran.out.contains("any customer"), "{more}: {}", ran.out);
    }
    let ran = scene.run("audit out --trust root.pem");
    assert!(ran.err.contains("\n  7 signatures by 示例银行股份有限公司信用卡中心"), "{}", ran.err);
    assert!(
        ran.err.contains("any customer of who vouches for them could have made these signatures"),
        "{}",
        ran.err
    );
    let ran = scene.run(&format!("audit out --trust root.pem --signer {BANK}"));
    assert!(ran.code == Some(0) && !ran.err.contains("any customer"), "{}", ran.err);
    let ran = scene.run(&format!("audit out --signer {BANK}"));
    assert!(ran.code == Some(2) && ran.err.contains("nobody was named who vouches for them"), "{}", ran.err);
}

#[test]
fn who_must_have_signed_is_told_by_name_number_or_certificate() {
    let scene = scene("bank-p256.p12");
    let Some(authority) = Authority::new(scene.path("authority")) else { return };
    fs::copy(scene.path("bank-p256.key"), authority.path("bank.key")).unwrap();
    let config = fs::read_to_string(authority.path("ca.cnf")).unwrap();
    let named = "commonName=supplied\norganizationIdentifier=optional\n";
    fs::write(authority.path("ca.cnf"), config.replace("commonName=supplied\n", named)).unwrap();
    let subject = format!("/C=CN/O={BANK}/organizationIdentifier=NTRCN-91350100M000100Y43/CN=toy");
    authority.issue("bank", &subject, &[USAGE], LONG);
    let pems =
        ["bank.key", "bank.pem", "root.pem"].map(|name| fs::read_to_string(authority.path(name)).unwrap());
    scene.write("whole.pem", pems.concat());
    close(&scene.path("whole.pem"));
    scene.write("sign.toml", "key = \"whole.pem\"\n");
    fs::copy(authority.path("bank.pem"), scene.path("bank.pem")).unwrap();
    assert_eq!(scene.run(&format!("{MAKE} --sign sign.toml")).code, Some(0));
    let file = a_document(&scene);
    let verdict = |who: &str| {
        let words: Vec<_> = who.split(' ').map(|who| format!("--signer {who}")).collect();
        let ran = scene.run(&format!("verify {file} --trust root.pem {} --format json", words.join(" ")));
        let told: Value = serde_json::from_str(ran.out.trim()).unwrap();
        (told["verdict"].as_str().unwrap().to_string(), told["signatures"][0]["asked"].clone())
    };
    let own = fingerprint(&scene, "bank.pem");
    let upper = own.to_uppercase();
    let colons = upper.as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).into_owned());
    let colons = colons.collect::<Vec<_>>().join(":");
    let good = ("good".to_string(), Value::Bool(true));
    let number = "91350100M000100Y43";
    for who in [BANK, number, &number.to_lowercase(), &own, &colons] {
        for who in [who.to_string(), format!("creditor={who}"), format!("somebody {who}")] {
            assert_eq!(verdict(&who), good, "{who}");
        }
    }
    let other = ("untrusted".to_string(), Value::Bool(false));
    for who in ["toy", "示例银行", "信用卡中心", &"0".repeat(64), "91350100M000200Y4T", "creditor=toy"]
    {
        assert_eq!(verdict(who), other, "{who}");
    }
    assert_eq!(
        verdict(&format!("{BANK} borrower=somebody")),
        ("untrusted".into(), Value::Bool(true)),
        "no such field"
    );
    for (who, words) in [
        ("", "it names nobody"),
        ("creditor=", "it names nobody"),
        ("91350100M000100Y44", "its check digit is wrong"),
        (&own[1..], "a certificate's SHA-256 has 64 hexadecimal digits, this has 63"),
        (&own[..40], "a certificate's SHA-256 has 64 hexadecimal digits, this has 40"),
    ] {
        let mut command = scene.command(&format!("verify {file} --trust root.pem"));
        let ran = command.args(["--signer", who]).output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(ran.status.code() == Some(2) && said.contains(words), "{who}: {said}");
    }
}

#[test]
fn an_open_field_is_told_and_who_must_sign_it_can_be_asked_for() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    assert_eq!(scene.run(&format!("{BORROWER} --out both.pdf")).code, Some(0));
    let verify = |file: &str, more: &str| scene.run(&format!("verify {file} --trust root.pem {more}"));
    let open = "note[V02]: open, nobody has signed there yet: `borrower`\n";
    let ran = verify("agreement.pdf", "");
    assert!(ran.code == Some(0) && ran.out.contains(open), "{}", ran.out);
    let ran = verify("both.pdf", "");
    assert!(ran.code == Some(0) && !ran.out.contains("note[V02]"), "{}", ran.out);
    // Cut back to what the bank signed: every signature that is left holds.
    let (whole, before) =
        (fs::read(scene.path("both.pdf")).unwrap(), fs::read(scene.path("agreement.pdf")).unwrap());
    fs::write(scene.path("cut.pdf"), &whole[..before.len()]).unwrap();
    assert!(verify("cut.pdf", "").out.contains(open));
    let name = "欧阳䶮";
    let borrower = fingerprint(&scene, "borrower.pem");
    for (file, who, code) in [
        ("both.pdf", format!("--signer {BANK} --signer borrower={borrower}"), 0),
        ("cut.pdf", format!("--signer {BANK} --signer borrower={borrower}"), 1),
        ("both.pdf", format!("--signer borrower={name}x"), 1),
        ("both.pdf", format!("--signer {borrower}"), 1),
    ] {
        let ran = verify(file, &who);
        assert_eq!(ran.code, Some(code), "{file} {who}: {}", ran.out);
        assert!(!ran.out.contains(name), "{}", ran.out);
    }
    let ran = verify("cut.pdf", &format!("--signer borrower={borrower}"));
    let words = format!("error[V13]: `borrower` must be signed by `{borrower}`, and nobody has signed it\n");
    assert!(ran.out.contains(&words), "{}", ran.out);
}

/// Writes the manifest anew, as somebody with the bank's key could: chained and signed by it.
fn forge(scene: &Scene, change: impl FnOnce(&mut Vec<Value>)) {
    let mut lines = scene.lines("out/manifest.jsonl");
    change(&mut lines);
    lines.last_mut().unwrap().as_object_mut().unwrap().remove("signature");
    let (mut text, mut before, mut last) = (String::new(), None, String::new());
    for mut line in lines {
        if let Some(before) = before {
            line["prev"] = Value::from(before);
        }
        text += &last;
        last = format!("{line}\n");
        before = Some(sha256(last.as_bytes()));
    }
    let table = config::read(&scene.path("sign.toml")).unwrap();
    let beside = NamedFiles::Folder(scene.path(""));
    let signer = Signer::open(&table, &beside, &Password::none(), issue_date()).unwrap();
    let signature = BASE64_STANDARD.encode(signer.over(last.as_bytes()).unwrap());
    let bare = last.trim_end().strip_suffix('}').unwrap();
    scene.write("out/manifest.jsonl", format!("{text}{bare},\"signature\":\"{signature}\"}}\n"));
}

/// Puts another file in the place of the first document, and what its line says of it into the manifest.
fn replace(scene: &Scene, with: &str, change: impl FnOnce(&mut Value)) -> String {
    let lines = scene.lines("out/manifest.jsonl");
    let name = lines[1]["file"].as_str().unwrap().to_string();
    let bytes = fs::read(scene.path(with).join(&name)).unwrap();
    fs::write(scene.path("out").join(&name), &bytes).unwrap();
    forge(scene, |lines| {
        lines[1]["sha256"] = sha256(&bytes).into();
        lines[1]["bytes"] = bytes.len().into();
        change(&mut lines[1]);
    });
    name
}

#[test]
fn a_document_of_a_signed_run_that_is_not_signed_is_found_even_where_the_key_signed_the_chain_anew() {
    let scene = signed("bank-p256.p12");
    scene.run(&MAKE.replace("out out", "out plain"));
    replace(&scene, "plain", |line| drop(line.as_object_mut().unwrap().remove("signature")));
    assert_eq!(audited(&scene, "").0, ["A19 manifest.jsonl"]);
    // Without anybody to trust, too.
    let ran = scene.run("audit out");
    assert!(
        ran.code == Some(1) && ran.err.contains("error[A19]: this document is not signed, and its run is"),
        "{}",
        ran.err
    );
}

#[test]
fn a_run_that_signs_some_kinds_has_unsigned_documents_of_others() {
    let scene = scene("bank-p256.p12");
    let table = scene.text("sign.toml");
    scene.write("sign.toml", format!("{table}kinds = [\"overdue-notice\"]\n"));
    assert_eq!(scene.run(&format!("{MAKE} --sign sign.toml")).code, Some(0));
    let lines = scene.lines("out/manifest.jsonl");
    assert_eq!(lines[0]["signed"]["sender"], BANK);
    assert_eq!(lines[0]["signed"]["kinds"], serde_json::json!(["overdue-notice"]));
    let signed = lines.iter().filter(|line| line["line"] == "document" && !line["signature"].is_null());
    let signed = signed.count();
    assert!((1..6).contains(&signed), "{signed}");
    assert_eq!(audited(&scene, "").0, Vec::<String>::new());
    // A header of an earlier version does not tell which kinds are signed: the lines do.
    forge(&scene, |lines| drop(lines[0].as_object_mut().unwrap().remove("signed")));
    assert_eq!(audited(&scene, "").0, Vec::<String>::new());
}

#[test]
fn a_document_that_another_certificate_of_the_bank_signed_is_found() {
    let scene = signed("bank-p256.p12");
    let table = scene.text("sign.toml");
    scene.write("sign.toml", table.replace("bank-p256", "bank-rsa"));
    let ran = scene.run(&format!("{} --sign sign.toml", MAKE.replace("out out", "out other")));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    scene.write("sign.toml", table);
    let rsa = fingerprint(&scene, "bank-rsa.pem");
    replace(&scene, "other", |line| line["signature"]["certificate"] = rsa.clone().into());
    let (flaws, signers) = audited(&scene, "");
    assert_eq!(flaws, ["A20 manifest.jsonl"]);
    let counts: Vec<_> =
        signers.as_array().unwrap().iter().map(|one| one["signatures"].as_u64().unwrap()).collect();
    assert_eq!(counts, [6, 1], "five letters and the closing line; one letter");
    let (flaws, _) = audited(&scene, &format!("--signer {}", fingerprint(&scene, "bank-p256.pem")));
    assert_eq!(flaws.len(), 2, "its line and its signature: {flaws:?}");
}

#[test]
fn make_signs_by_no_other_certificate_than_the_issuer_file_holds_it_to() {
    let scene = scene("bank-p256.p12");
    let (own, other) = (fingerprint(&scene, "bank-p256.pem"), fingerprint(&scene, "bank-rsa.pem"));
    let (table, issuer) = (scene.text("sign.toml"), scene.text("issuer.toml"));
    let words = format!("{MAKE} --sign sign.toml");
    let refused = |told: &str| {
        let ran = scene.run(&words);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
        assert!(!scene.path("out").exists(), "nothing is begun");
    };
    let told =
        format!("error: the key's certificate is `{own}`, and `certificate_sha256` asks for `{other}`\n");
    scene.write("sign.toml", format!("{table}certificate_sha256 = \"{other}\"\n"));
    refused(&told);
    scene.write("sign.toml", format!("{table}certificate_sha256 = \"{}\"\n", &own[..40]));
    refused("a SHA-256 has 64 hexadecimal digits");
    // The issuer file holds a signing file to it, which has its own keys.
    scene.write("sign.toml", &table);
    scene.write("issuer.toml", format!("{issuer}\n[sign]\ncertificate_sha256 = \"{other}\"\n"));
    refused(&told);
    scene
        .write("issuer.toml", format!("{issuer}\n[sign]\ncertificate_sha256 = \"{}\"\n", own.to_uppercase()));
    let ran = scene.run(&words);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn the_banks_own_signature_in_the_borrowers_field_is_told() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    let own = BORROWER.replace("borrower.p12", "bank-p256.p12");
    let ran = scene.run(&format!("{own} --out both.pdf"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let told = "error[V13]: `borrower` is signed by the same holder as `creditor`: who owes has not signed";
    let ran = scene.run("verify both.pdf --trust root.pem");
    assert!(ran.code == Some(1) && ran.out.contains(told), "{}", ran.out);
    let meant = "verify both.pdf --trust root.pem --signer borrower=示例银行股份有限公司信用卡中心";
    let ran = scene.run(meant);
    assert!(ran.code == Some(0) && !ran.out.contains(told), "{}", ran.out);
}

#[test]
fn a_kind_that_is_signed_must_be_there() {
    let scene = scene("bank-p256.p12");
    scene.write("accounts.jsonl", sample(1));
    let own = scene.text("sign.toml");
    scene.write("sign.toml", format!("kinds = [\"repayment-agreements\"]\n{own}"));
    let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
    let told = "error: `kinds` of `sign.toml`: there is no kind `repayment-agreements`\n";
    assert!(ran.code == Some(2) && ran.err.starts_with(told), "{}", ran.err);
    assert!(ran.err.contains("did you mean `repayment-agreement`?"), "{}", ran.err);
    // By its Chinese title it is known.
    scene.write("sign.toml", format!("kinds = [\"个性化分期还款协议\"]\n{own}"));
    let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}
