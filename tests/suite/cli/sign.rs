//! `make --sign`: signed documents, and keys that cannot sign them.

use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::workshop::file;
use super::{MAKE, Scene, sample};

/// A scene with the toy keys, the first accounts of every kind and a signing file for one of the keys.
fn scene(key: &str) -> Scene {
    let scene = Scene::new();
    for entry in fs::read_dir(file("tests/keys")).unwrap().map(Result::unwrap) {
        let copy = scene.path(entry.file_name().to_str().unwrap());
        fs::copy(entry.path(), &copy).unwrap();
        close(&copy);
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

/// The bytes around the hole, and what is in it.
fn parted(pdf: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let at = pdf.windows(11).rposition(|window| window == b"/ByteRange[").unwrap() + 11;
    let told = String::from_utf8_lossy(&pdf[at..at + 60]);
    let range: Vec<usize> =
        told.split(']').next().unwrap().split_whitespace().map(|part| part.parse().unwrap()).collect();
    let [start, hole, after, rest] = range[..] else { panic!("four numbers: {told}") };
    assert_eq!((start, after + rest), (0, pdf.len()), "the range reaches from the first byte to the last");
    assert_eq!((pdf[hole], pdf[after - 1]), (b'<', b'>'), "the hole is the signature and no more");
    let hex = std::str::from_utf8(&pdf[hole + 1..after - 1]).unwrap();
    let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
    ([&pdf[..hole], &pdf[after..]].concat(), bytes.collect())
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
    scene.write("both.pem", [scene.text("bank-p256.pem"), scene.text("root.pem")].concat());
    assert_eq!(made("key = \"bank-legacy.p12\"\npassword_file = \"password\"\n"), first);
    assert_eq!(made("[sign]\nkey = \"whole.pem\"\n"), first);
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
        ("expired.p12", "the certificate of `hanpress toy expired` is valid until 2021-01-01"),
        ("not-yet.p12", "the certificate of `hanpress toy not yet` is valid only from 2090-01-01"),
        ("wrong-usage.p12", "the certificate of `hanpress toy wrong usage` is not for signing documents"),
        ("wrong-purpose.p12", "the certificate of `hanpress toy wrong purpose` is not for signing documents"),
        ("orphan.p12", "the issuer of `hanpress toy bank` is not known"),
        ("other-bank.p12", "the seal says `示例银行股份有限公司信用卡中心`, the certificate `另一家银行`"),
        ("root.pem", "`root.pem` holds 0 keys, not one"),
        ("issuer.toml", "`issuer.toml` is no key file"),
        ("absent.p12", "cannot read `absent.p12`: No such file or directory (os error 2)"),
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

#[test]
fn the_borrower_signs_behind_the_bank_and_changes_no_byte_before() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    let hand = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><path d='M5 20 Q30 0 45 20 T85 10' fill='none' stroke='black'/></svg>";
    scene.write("hand.svg", hand);
    let ran = scene.run(&format!("{BORROWER} --picture hand.svg --out both.pdf"));
    let told = "`borrower` signed by `hanpress toy borrower`  (both.pdf)\n";
    assert_eq!(ran.said(), (Some(0), told));
    let (before, after) =
        (fs::read(scene.path("agreement.pdf")).unwrap(), fs::read(scene.path("both.pdf")).unwrap());
    assert!(after.starts_with(&before));
    let (around, signature) = parted(&after);
    assert!(holds(&signature, &Sha256::digest(&around)));
    assert!(holds(&after[before.len()..], b"/TransformMethod/FieldMDP"));
    for wrong in ["borrower", "creditor"] {
        let words = format!("{} --out more.pdf", BORROWER.replace("agreement.pdf", "both.pdf"));
        let ran = scene.run(&words.replace("--field borrower", &format!("--field {wrong}")));
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(&format!("`{wrong}` is signed already")), "{}", ran.err);
    }
    let absent = scene.run(&BORROWER.replace("--field borrower", "--field witness"));
    assert!(
        absent.err.contains("it has no field `witness`\n  hint: fields to be signed: borrower"),
        "{}",
        absent.err
    );
}

#[test]
fn a_file_that_is_not_as_this_program_left_it_is_not_signed_further() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    let good = fs::read(scene.path("agreement.pdf")).unwrap();
    let swapped = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let at = good.windows(from.len()).rposition(|window| window == from.as_bytes()).unwrap();
        [&good[..at], to.as_bytes(), &good[at + from.len()..]].concat()
    };
    let update = |object: &str| {
        let xref = good.len() + object.len();
        let tail = format!(
            "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 2/Prev 1>>\nstartxref\n{xref}\n%%EOF\n"
        );
        [&good, object.as_bytes(), tail.as_bytes()].concat()
    };
    let cases = [
        (
            "another program's",
            swapped("/Creator(hanpress 0", "/Creator(Handpress "),
            "hanpress did not make it",
        ),
        ("with a script", swapped("/Lang(zh-CN)", "/AA<</O 99>>"), "it holds scripts or actions"),
        ("longer by a comment", [&good[..], b"% more\n"].concat(), "it was changed after it was signed"),
        ("with one more revision", update("% one more\n"), ""),
        ("no PDF at all", b"hello".to_vec(), "the PDF cannot be read"),
        ("cut short", good[..good.len() - 300].to_vec(), ""),
    ];
    for (what, bytes, words) in cases {
        scene.write("agreement.pdf", bytes);
        let ran = scene.run(&format!("{BORROWER} --out more.pdf"));
        assert_eq!(ran.code, Some(2), "{what}: {}", ran.err);
        assert!(ran.err.contains(words), "{what}: {}", ran.err);
        assert!(!scene.path("more.pdf").exists(), "{what}");
    }
}

#[test]
fn a_signed_file_is_never_written_over() {
    let scene = scene("bank-p256.p12");
    scene.write("agreement.signed.pdf", "here already");
    let ran = scene.run(BORROWER);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("error: `agreement.signed.pdf` is there already\n"), "{}", ran.err);
    assert_eq!(scene.text("agreement.signed.pdf"), "here already");
}

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
    fs::remove_file(scene.path(&format!("out/{copy}"))).unwrap();
    let again = scene.run(&format!("{make} --resume"));
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(scene.path(&format!("out/{copy}")).exists(), "a copy that is gone is made again");
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

#[test]
fn without_a_picture_of_a_seal_a_stamp_is_drawn_that_names_the_certificate() {
    let scene = scene("bank-p256.p12");
    let issuer = scene.text("issuer.toml");
    let bare =
        issuer.lines().filter(|line| !line.starts_with("seal = ") && !line.starts_with("contract_seal"));
    scene.write("issuer.toml", bare.collect::<Vec<_>>().join("\n"));
    let ran = scene.run(&format!("{MAKE} --sign sign.toml"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let stamp = hanpress::sign::stamp(super::super::fonts(), "示例银行", "toy bank");
    assert_eq!(stamp.matches("<path").count(), 4 + 4 + 7, "every letter is an outline, the blank is none");
    assert!(!stamp.contains("<text"));
}

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

#[test]
fn the_cross_page_seal_lies_on_every_page_or_on_the_first_and_the_last() {
    let scene = Scene::new();
    let agreement =
        sample(12).lines().find(|line| line.contains("\"repayment-agreement\"")).unwrap().to_string();
    scene.write("accounts.jsonl", format!("{agreement}\n"));
    template(&scene, "#show: contract.with(", "#show: contract.with(across: \"ends\",");
    scene.run(MAKE);
    let all = steps(&scene.documents("out").into_values().next().unwrap());
    fs::remove_dir_all(scene.path("out")).unwrap();
    scene.run(&format!("{MAKE} --templates mine"));
    let ends = steps(&scene.documents("out").into_values().next().unwrap());
    let ends_at = all.len() - 1;
    assert!(all.len() > 2, "a page between the first and the last");
    for (page, (all, ends)) in all.iter().zip(&ends).enumerate() {
        let middle = page > 0 && page < ends_at;
        assert_eq!(ends < all, middle, "page {page}: {ends} steps against {all}");
    }
}

/// Puts the agreement's template into the folder `mine`, with some words replaced in all its files.
fn template(scene: &Scene, from: &str, to: &str) {
    fs::create_dir_all(scene.path("mine/repayment-agreement")).unwrap();
    for entry in fs::read_dir(file("templates/repayment-agreement")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let text = fs::read_to_string(entry.path()).unwrap();
        scene.write(&format!("mine/repayment-agreement/{name}"), text.replace(from, to));
    }
}

/// How many steps the drawing of each page takes; a slice of the seal takes some more.
fn steps(pdf: &[u8]) -> Vec<usize> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let steps =
        |page| lopdf::content::Content::decode(&document.get_page_content(page)).unwrap().operations.len();
    document.page_iter().map(steps).collect()
}
