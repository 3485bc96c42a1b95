//! `hanpress sign`: a second hand on a signed document.

use std::fs;

use sha2::{Digest, Sha256};

use super::super::{MAKE, Ran, Scene, objects, sample};
use super::{BORROWER, agreement, holds, parted, scene};
use crate::workshop::file;

#[test]
fn the_borrower_signs_behind_the_bank_and_changes_no_byte_before() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    let hand = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><path d='M5 20 Q30 0 45 20 T85 10' fill='none' stroke='black'/></svg>";
    scene.write("hand.svg", hand);
    let ran = scene.run(&format!("{BORROWER} --picture hand.svg --out both.pdf"));
    let told = "`borrower` signed by `h********************`  (both.pdf)\n";
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
        ("no PDF at all", b"hello".to_vec(), "this is not a PDF"),
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
fn what_somebody_else_is_writing_is_left_alone() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    scene.write("both.part", "another's");
    let ran = scene.run(&format!("{BORROWER} --out both.pdf"));
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert_eq!(ran.err, "error: cannot write `both.part`: something stands here already\n");
    let ran = scene.run(&format!("{BORROWER} --out both.pdf --lang zh"));
    assert_eq!(ran.err, "错误: 无法写入 `both.part`：此处已有文件\n");
    assert_eq!(scene.text("both.part"), "another's");
    fs::remove_file(scene.path("both.part")).unwrap();
    assert_eq!(scene.run(&format!("{BORROWER} --out both.pdf")).code, Some(0));
    assert!(!scene.path("both.part").exists());
}

/// The program waits for its password, and meanwhile a file appears where its own should go.
#[cfg(unix)]
#[test]
fn a_file_that_appears_while_signing_is_not_written_over() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    let pipe = scene.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let words = BORROWER.replace("--password-file password", "--password-file pipe --out both.pdf");
    let child = scene.command(&words).spawn().unwrap();
    // Opens once the program opens it, too, which is after it looked whether the place is free.
    let mut password = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    scene.write("both.pdf", "another's");
    std::io::Write::write_all(&mut password, b"toy\n").unwrap();
    drop(password);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("`both.pdf` is there already"), "{}", ran.err);
    assert_eq!(scene.text("both.pdf"), "another's");
    assert!(!scene.path("both.part").exists());
}

/// Nobody puts a good signature behind a broken one: what looks whole is held against its signatures first.
#[test]
fn a_file_whose_earlier_signature_is_broken_is_not_signed_further() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    let good = fs::read(scene.path("agreement.pdf")).unwrap();
    let within = good.windows(7).position(|window| window == b"stream\n").unwrap() + 60;
    let mut bytes = good.clone();
    bytes[within] ^= 1;
    scene.write("agreement.pdf", &bytes);
    let ran = scene.run(&format!("{BORROWER} --out more.pdf"));
    let told = "error: this file is not signed further: `creditor`: what is covered was changed after signing (V04)\n";
    assert!(ran.code == Some(2) && ran.err.starts_with(told), "{}", ran.err);
    assert!(!scene.path("more.pdf").exists());
    scene.write("agreement.pdf", &good);
    assert_eq!(scene.run(&format!("{BORROWER} --out both.pdf")).code, Some(0));
    let mut bytes = fs::read(scene.path("both.pdf")).unwrap();
    let at = bytes.windows(10).rposition(|window| window == b"/Contents<").unwrap() + 400;
    bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
    scene.write("both.pdf", &bytes);
    let words = BORROWER.replace("agreement.pdf", "both.pdf").replace("--field borrower", "--field witness");
    assert_eq!(scene.run(&words).code, Some(2), "nor behind the borrower's");
}

/// Without the signer's certificate nothing can be checked: somebody could write the digest anew.
#[test]
fn a_file_whose_signer_was_taken_out_is_not_signed_further() {
    let scene = scene("bank-p256.p12");
    agreement(&scene);
    let good = fs::read(scene.path("agreement.pdf")).unwrap();
    let (around, container) = parted(&good);
    let (old, mut bytes) = (Sha256::digest(&around), good.clone());
    let within = good.windows(7).position(|window| window == b"stream\n").unwrap() + 60;
    bytes[within] ^= 1;
    let mut forged = container.clone();
    let new = Sha256::digest(parted(&bytes).0);
    let at = forged.windows(32).position(|window| *window == old[..]).unwrap();
    forged[at..at + 32].copy_from_slice(&new);
    // By this name the signature names its certificate; it is not covered.
    let name = b"hanpress toy root";
    let at = forged.windows(name.len()).rposition(|window| window == name).unwrap();
    forged[at] ^= 1;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let from = good.windows(10).rposition(|window| window == b"/Contents<").unwrap() + 10;
    let held = String::from_utf8_lossy(&good[from..from + 2 * container.len()]).to_uppercase();
    assert_eq!(held, hex(&container));
    bytes[from..from + 2 * forged.len()].copy_from_slice(hex(&forged).as_bytes());
    scene.write("agreement.pdf", &bytes);
    let ran = scene.run(&format!("{BORROWER} --out more.pdf"));
    let told = "error: this file is not signed further: `creditor`: the signer's certificate is not in the signature (V05)\n";
    assert!(ran.code == Some(2) && ran.err.starts_with(told), "{}", ran.err);
    assert!(!scene.path("more.pdf").exists());
}

/// An agreement whose template marks places for a guarantor and a witness beside the borrower's.
fn agreement_of_four(scene: &Scene) {
    let text = fs::read_to_string(file("templates/shared/signing.typ")).unwrap();
    let own = "signature-field(\"borrower\", \"乙方签名\", half - 38mm, 10.5mm))";
    let more = "\n      place(dx: 12mm, dy: 29mm, signature-field(\"guarantor\", \"保证人签名\", 40mm, 9mm))\
        \n      place(dx: 12mm, dy: 44mm, signature-field(\"witness\", \"见证人签名\", 40mm, 9mm))";
    assert!(text.contains(own));
    fs::create_dir_all(scene.path("mine/shared")).unwrap();
    scene.write("mine/shared/signing.typ", text.replace(own, &format!("{own}{more}")));
    let agreement =
        sample(12).lines().find(|line| line.contains("\"repayment-agreement\"")).unwrap().to_string();
    scene.write("accounts.jsonl", format!("{agreement}\n"));
    let ran = scene.run(&format!("{MAKE} --sign sign.toml --templates mine"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let name = scene.documents("out").pop_first().unwrap().0;
    fs::copy(scene.path("out").join(name), scene.path("agreement.pdf")).unwrap();
}

#[test]
fn borrower_guarantor_and_witness_sign_in_any_order_and_every_signature_stays_good() {
    let keys = [("borrower", "borrower.p12"), ("guarantor", "guarantor.p12"), ("witness", "other-bank.p12")];
    let scene = scene("bank-rsa.p12");
    agreement_of_four(&scene);
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let mut before = "agreement.pdf".to_string();
        for (step, (field, key)) in order.map(|at| keys[at]).into_iter().enumerate() {
            let after = format!("{}{step}.pdf", order[0]);
            let words =
                format!("sign {before} --field {field} --key {key} --password-file password --out {after}");
            let ran = scene.run(&words);
            assert_eq!(ran.code, Some(0), "{}", ran.err);
            before = after;
        }
        let ran = scene.run(&format!("verify {before} --trust root.pem --format json"));
        assert_eq!(ran.code, Some(0), "{}", ran.out);
        let report = &objects(&ran.out)[0];
        assert_eq!((&report["verdict"], &report["revisions"]), (&"good".into(), &5.into()));
        let signatures = report["signatures"].as_array().unwrap();
        let fields: Vec<_> = signatures.iter().map(|one| one["field"].as_str().unwrap()).collect();
        assert_eq!(fields, ["creditor", keys[order[0]].0, keys[order[1]].0, keys[order[2]].0]);
        let mut signers: Vec<_> = signatures.iter().map(|one| one["signer"]["sha256"].to_string()).collect();
        signers.dedup();
        assert_eq!(signers.len(), 4, "each by a key of its own");
        for (at, one) in signatures.iter().enumerate() {
            let changes = one["changes"].as_array().unwrap();
            assert_eq!((&one["verdict"], changes.len()), (&"good".into(), 3 - at), "{one}");
            assert!(changes.iter().all(|change| change["allowed"] == true), "{one}");
        }
    }
}

#[test]
fn a_field_that_the_template_names_is_the_only_one_there_is() {
    let scene = scene("bank-p256.p12");
    agreement_of_four(&scene);
    let ran = scene.run(&BORROWER.replace("--field borrower", "--field notary"));
    let told = "it has no field `notary`\n  hint: fields to be signed: borrower, guarantor, witness\n";
    assert!(ran.code == Some(2) && ran.err.ends_with(told), "{}", ran.err);
}
