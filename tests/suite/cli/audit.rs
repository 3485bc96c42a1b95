//! `audit`: a folder on the command line, its flaws and its exit codes.

use std::fs;

use hanpress::inner::digest::sha256;

use super::{MAKE, Ran, Scene, objects};

fn head(scene: &Scene) -> String {
    let manifest = scene.text("out/manifest.jsonl");
    sha256(manifest.split_inclusive('\n').next_back().unwrap().as_bytes())
}

#[test]
fn a_folder_as_it_was_made_is_whole() {
    let scene = Scene::new();
    scene.run(MAKE);
    let head = head(&scene);
    let expected = format!("out: whole, 12 documents, 0 refused; the chain ends in {head}\n");
    assert_eq!(scene.run("audit out").said(), (Some(0), &*expected));
    let ran = scene.run("audit out --format json --quiet");
    let expected = format!(
        "{{\"documents\":12,\"event\":\"audited\",\"finished\":true,\"flaws\":0,\"folder\":\"out\",\
         \"head\":\"{head}\",\"judged\":false,\"refused\":0,\"results\":0,\"results_head\":null,\"runs\":1,\"signatures\":0,\
         \"signers\":[]}}\n{{\"event\":\"end\",\"exit\":0,\"flaws\":0,\"folders\":1}}\n"
    );
    assert_eq!((ran.code, ran.out, ran.err), (Some(0), expected, String::new()));
}

#[cfg(unix)]
#[test]
fn a_folder_whose_name_is_no_text_is_told_as_it_can_be_shown() {
    use std::os::unix::ffi::OsStrExt;
    let (scene, name) = (Scene::new(), std::ffi::OsStr::from_bytes(b"letters\xff"));
    scene.run(MAKE);
    let mut join = scene.command("audit --join out --format json --out");
    let ran = Ran::of(join.arg(name).output().unwrap());
    assert_eq!((ran.code, &objects(&ran.out)[1]["out"]), (Some(0), &"letters\u{fffd}".into()));
    let ran = Ran::of(scene.command("audit --format json").arg(name).output().unwrap());
    assert_eq!((ran.code, &objects(&ran.out)[0]["folder"]), (Some(0), &"letters\u{fffd}".into()));
}

#[test]
fn a_lost_document_is_told_in_words_and_as_an_event() {
    let scene = Scene::new();
    scene.run(MAKE);
    let file = scene.lines("out/manifest.jsonl")[3]["file"].as_str().unwrap().to_string();
    fs::remove_file(scene.path("out").join(&file)).unwrap();
    let expected = format!(
        "error[A09]: this document is missing\n  --> out/{file} `A0000003`\n  \
         hint: `hanpress make` with the same input and `--resume` makes it whole again\n\n\
         out: not whole, flaws found: 1; 12 documents, 0 refused\n"
    );
    assert_eq!(scene.run("audit out").said(), (Some(1), &*expected));
    let ran = scene.run("audit out --format json --lang zh");
    let events = objects(&ran.out);
    assert_eq!((ran.code, events.len()), (Some(1), 3));
    assert_eq!(
        (&events[0]["event"], &events[0]["code"], &events[0]["message"], &events[0]["file"]),
        (&"flaw".into(), &"A09".into(), &"文书缺失".into(), &file.into())
    );
    assert_eq!(events[1]["flaws"], 1);
    assert!(ran.err.starts_with("out：发现 1 处问题"), "{}", ran.err);
}

/// A finished run is left alone by `make`, so nobody is told to run it again.
#[test]
fn the_lost_sheet_of_a_finished_run_is_told_and_made_again() {
    let scene = Scene::new();
    let table = scene.text("accounts.csv");
    let mut lines: Vec<String> = table.lines().map(str::to_string).collect();
    lines[2] = lines[2].replacen(',', ",\"", 3);
    scene.write("accounts.csv", lines.join("\r\n") + "\r\n");
    let make = MAKE.replace("accounts.jsonl", "accounts.csv");
    assert_eq!(scene.run(&make).code, Some(1));
    fs::remove_file(scene.path("out/refused.csv")).unwrap();
    let words = "error[A09]: the sheet of refused rows is missing\n  --> out/refused.csv\n  \
                 hint: `hanpress make` with the same input and `--resume` makes it whole again\n";
    let ran = scene.run("audit out");
    assert!(ran.code == Some(1) && ran.err.starts_with(words), "{}", ran.err);
    assert_eq!(scene.run(&format!("{make} --resume")).code, Some(1), "one is refused as before");
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn several_folders_are_audited_and_the_worst_counts() {
    let scene = Scene::new();
    scene.run(MAKE);
    scene.run(&MAKE.replace("out out", "out two"));
    fs::remove_file(scene.path("out/refused.jsonl")).unwrap();
    let ran = scene.run("audit out two");
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("two: whole"), "{}", ran.err);
}

#[test]
fn what_is_no_folder_of_a_run_cannot_be_audited() {
    let scene = Scene::new();
    fs::create_dir(scene.path("empty")).unwrap();
    let expected = "error: there is no `manifest.jsonl` in `empty`\n  \
        hint: name the folder that was given to `make --out`\n";
    assert_eq!(scene.run("audit empty").said(), (Some(2), expected));
    let expected = "error: `nothing/manifest.jsonl`: there is no such file or folder\n";
    assert_eq!(scene.run("audit nothing").said(), (Some(2), expected));
}

#[test]
fn a_hash_that_is_none_is_a_fault_of_what_was_typed() {
    let scene = Scene::new();
    scene.run(MAKE);
    let head = head(&scene);
    assert_eq!(scene.run(&format!("audit out --last-hash {}", head.to_uppercase())).code, Some(0));
    for hash in
        ["", &head[1..], &format!("{head}0"), &head.replace(|digit: char| digit.is_ascii_digit(), "x")]
    {
        let ran = scene.run(&format!("audit out --format json --last-hash={hash}"));
        let told = objects(&ran.out).pop().unwrap();
        assert_eq!((ran.code, &told["code"]), (Some(2), &"usage".into()), "{hash}");
        assert!(told["message"].as_str().unwrap().contains("64 hexadecimal digits"), "{told}");
    }
    let ran = scene.run("audit out --last-hash=12 --lang zh");
    assert!(ran.err.contains("`12` 不是 SHA-256，应为 64 位十六进制数字"), "{}", ran.err);
    let ran = scene.run(&format!("audit out --last-hash {}", "0".repeat(64)));
    assert!(ran.code == Some(1) && ran.err.contains("error[A18]"), "{}", ran.err);
}
