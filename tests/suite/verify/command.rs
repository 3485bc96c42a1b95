//! `hanpress verify` as people run it.

use std::process::Command;

use serde_json::Value;

use crate::workshop::file;

fn run(words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hanpress"));
    command.arg("verify").args(words).current_dir(file("tests/signed")).env("LC_ALL", "C").env_remove("LANG");
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_good_file_ends_well_and_says_who_when_and_what() {
    let (code, out, err) = run(&["both.pdf", "--trust", "ca.pem"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    for part in [
        "both.pdf: good\n",
        "  signature `creditor`: good\n    by: 示例银行股份有限公司信用卡中心\n",
        "    level: B-B\n    at: 2026-",
        "    over: revision 2, the first 11491 bytes\n    afterwards: revision 3: `borrower` was signed (allowed)\n",
        "  signature `borrower`: good\n    by: 欧**试\n",
        " (its own word, proven by nothing)\n    over: the whole file\n",
    ] {
        assert!(out.contains(part), "{part} is not in\n{out}");
    }
    let (_, out, _) = run(&["both.pdf", "--trust", "ca.pem", "--lang", "zh"]);
    assert!(
        out.contains("both.pdf: 有效\n")
            && out.contains("    其后改动：修订版本 3：`borrower` 已签署（允许）\n"),
        "{out}"
    );
}

#[test]
fn one_object_a_file_tells_programs() {
    let (code, out, _) =
        run(&["certified.pdf", "plain.pdf", "ca.pem", "--trust", "ca.pem", "--format", "json"]);
    assert_eq!(code, Some(1));
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let verdicts: Vec<_> = lines.iter().map(|line| line["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["good", "unsigned", "unreadable"]);
    let one = &lines[0]["signatures"][0];
    assert_eq!(one["covers"]["whole_file"], true);
    assert_eq!((&one["time"]["proof"], &one["permits"]), (&"claim".into(), &2.into()));
    assert_eq!(lines[1]["findings"][0]["code"], "V02");
}

#[test]
fn nobody_to_trust_is_a_verdict_of_its_own() {
    let (code, out, _) = run(&["certified.pdf"]);
    assert_eq!(code, Some(1));
    assert!(out.starts_with("certified.pdf: whole, but by nobody you told me to trust\n"), "{out}");
    assert!(
        out.contains("hint: give the certificate of who vouches for signers with `--trust FILE`\n"),
        "{out}"
    );
}

#[test]
fn what_cannot_be_opened_ends_with_2_and_the_others_are_told() {
    let (code, out, err) = run(&["certified.pdf", "absent.pdf", "--trust", "ca.pem"]);
    assert_eq!(code, Some(2));
    assert!(
        out.starts_with("certified.pdf: good\n")
            && err.contains("cannot read `absent.pdf`: there is no such file or folder"),
        "{out}{err}"
    );
    let (code, out, _) = run(&["encrypted.pdf", "--trust", "ca.pem"]);
    assert_eq!(code, Some(2));
    assert!(out.starts_with("encrypted.pdf: encrypted\n"), "{out}");
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, "借款人\n").unwrap();
    let words = ["encrypted.pdf", "--trust", "ca.pem", "--password-file", password.to_str().unwrap()];
    assert_eq!(run(&words).0, Some(0));
    let (code, _, err) = run(&["certified.pdf", "--trust", "plain.pdf"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("`plain.pdf`: no certificate can be read, in PEM or DER"), "{err}");
}

#[test]
fn what_is_not_judged_ends_with_2_and_says_why() {
    let (code, out, err) = run(&["../signed-kinds/sha3.pdf", "--trust", "../signed-kinds/ca.pem"]);
    assert_eq!(code, Some(2));
    assert!(out.starts_with("../signed-kinds/sha3.pdf: not judged\n"), "{out}{err}");
    assert!(
        out.contains("    error[V14]: the signature uses `SHA3-256`, which is not checked here\n"),
        "{out}"
    );
    let words = ["../signed-kinds/sha3.pdf", "--trust", "../signed-kinds/ca.pem", "--format", "json"];
    let (code, out, _) = run(&words);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, &lines[0]["verdict"]), (Some(2), &"not-judged".into()));
    assert_eq!((&lines[1]["code"], &lines[1]["exit"]), (&"input".into(), &2.into()));
}

/// A pipe that nobody writes to would be waited for without end, and a device read without end.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.pdf");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [pipe.to_str().unwrap(), "/dev/zero"] {
        let (code, _, err) = run(&[path]);
        assert_eq!(code, Some(2));
        assert!(err.contains(&format!("cannot read `{path}`: it is no file")), "{err}");
    }
    let mut sign = Command::new(env!("CARGO_BIN_EXE_hanpress"));
    sign.arg("sign").arg(&pipe).args(["--field", "borrower", "--key"]).arg(file("tests/keys/borrower.p12"));
    let out = sign.arg("--password-file").arg(file("tests/keys/password")).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains(": it is no file"), "{out:?}");
    let long = folder.path().join("long.pdf");
    std::fs::File::create(&long).unwrap().set_len(20 << 30).unwrap();
    let (code, _, err) = run(&[long.to_str().unwrap()]);
    assert_eq!(code, Some(2));
    assert!(err.contains("is longer than 256 MiB and is not judged"), "{err}");
}

/// What this program signs, it finds good; what is changed in it afterwards, it finds.
#[test]
fn own_documents_are_good_until_they_are_touched() {
    let folder = tempfile::tempdir().unwrap();
    let keys = file("tests/keys");
    let config = format!(
        "key = \"{0}/bank-rsa.p12\"\npassword_file = \"{0}/password\"\nreason = \"签署\"\n",
        keys.display()
    );
    std::fs::write(folder.path().join("sign.toml"), config).unwrap();
    let example = |name: &str| file("examples").join(name).display().to_string();
    let made = Command::new(env!("CARGO_BIN_EXE_hanpress"))
        .args(["make", &example("accounts.jsonl"), "--issuer", &example("issuer.toml"), "--out", "out"])
        .args(["--issue-date", "2026-11-23", "--sign", "sign.toml"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let manifest = std::fs::read_to_string(folder.path().join("out/manifest.jsonl")).unwrap();
    let lines = manifest.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let files: Vec<String> = lines
        .filter_map(|line| Some(folder.path().join("out").join(line["file"].as_str()?).display().to_string()))
        .collect();
    let root = keys.join("root.pem").display().to_string();
    let trust: Vec<&str> = files.iter().map(String::as_str).chain(["--trust", &root]).collect();
    let (code, out, err) = run(&trust);
    assert_eq!((code, out.matches(": good\n").count()), (Some(0), files.len() * 2), "{out}{err}");
    let mut bytes = std::fs::read(&files[0]).unwrap();
    bytes[1000] ^= 1;
    std::fs::write(&files[0], &bytes).unwrap();
    let (code, out, _) = run(&[&files[0], "--trust", &root]);
    assert_eq!(code, Some(1), "{out}");
}
