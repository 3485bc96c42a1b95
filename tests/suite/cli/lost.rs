//! What a finished folder has lost: documents, lists, and what stands in their places.

use std::fs;
use std::process::Command;

use super::{MAKE, Scene, end, objects, second_wrong};

const MAKE_CSV: &str = "make accounts.csv --issuer issuer.toml --issue-date 2026-11-23 --out out";

fn pipe(scene: &Scene, name: &str) {
    let made = Command::new("mkfifo").arg(scene.path(name)).status().unwrap();
    assert!(made.success());
}

/// A folder with a refused row.
fn with_refused() -> Scene {
    let scene = Scene::new();
    let table = scene.text("accounts.csv");
    let mut lines: Vec<String> = table.lines().map(str::to_string).collect();
    lines[2] = lines[2].replacen("北京市", "", 1).replacen(",CNY,", ",CNY,1", 1);
    scene.write("accounts.csv", lines.join("\r\n") + "\r\n");
    let ran = scene.run(MAKE_CSV);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    scene
}

#[test]
fn lost_lists_are_told_and_made_again_byte_for_byte() {
    let scene = with_refused();
    let whole = scene.tree("out");
    let out = MAKE_CSV;
    for (names, words) in [
        (vec!["index.csv", "report.html"], "already made: "),
        (vec!["index.xlsx"], "already made: "),
        (vec!["refused.csv"], " documents made, 1 refused"),
        (vec!["refused.jsonl", "refused.xlsx", "report.html", "index.csv"], " documents made, 1 refused"),
    ] {
        names.iter().for_each(|name| fs::remove_file(scene.path("out").join(name)).unwrap());
        let audited = objects(&scene.run("audit out --format json").out);
        let flaws: Vec<_> = audited.iter().filter(|told| told["event"] == "flaw").collect();
        for name in &names {
            let told = flaws.iter().find(|told| told["file"] == **name && told["code"] == "A09");
            let told = told.unwrap_or_else(|| panic!("{name} is not told: {flaws:?}"));
            assert!(told["hint"].as_str().unwrap().contains("`--resume`"), "{told}");
        }
        let ran = scene.run(&format!("{out} --format json"));
        assert_eq!((ran.code, &end(&ran)["code"]), (Some(2), &"unfinished".into()), "{}", ran.err);
        assert!(names.iter().all(|name| ran.err.contains(&format!("`{name}`"))), "{}", ran.err);
        let ran = scene.run(&format!("{out} --resume"));
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
        assert!(scene.tree("out") == whole, "{names:?}");
        assert_eq!(scene.run("audit out").code, Some(0));
    }
    fs::remove_file(scene.path("out/report.json")).unwrap();
    assert_eq!(scene.run(out).code, Some(2));
    let ran = scene.run(&format!("{out} --resume --lang zh"));
    assert!(ran.err.ends_with("已重新生成缺失的清单文件：out/report.json\n"), "{}", ran.err);
    assert_eq!((&scene.report("out")["refused"], scene.run("audit out").code), (&1.into(), Some(0)));
}

#[test]
fn a_list_that_is_being_corrected_is_not_written_over() {
    let scene = with_refused();
    fs::remove_file(scene.path("out/refused.jsonl")).unwrap();
    let sheet = scene.text("out/refused.csv") + "\r\n";
    scene.write("out/refused.csv", &sheet);
    let ran = scene.run(&format!("{MAKE_CSV} --resume"));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("with `out/refused.csv`, which somebody has changed"), "{}", ran.err);
    assert_eq!(scene.text("out/refused.csv"), sheet);
}

#[test]
fn in_a_folder_of_several_runs_a_lost_index_comes_back_and_lost_refusals_do_not() {
    let scene = Scene::new();
    second_wrong(&scene);
    scene.run(MAKE);
    scene.write("other.jsonl", scene.text("corrected.jsonl").replace("\"1210.70\"", "\"1212.70\""));
    let add = format!("{} --add", MAKE.replace("accounts.jsonl", "other.jsonl"));
    assert_eq!(scene.run(&add).code, Some(1));
    let whole = scene.tree("out");
    fs::remove_file(scene.path("out/index.csv")).unwrap();
    fs::remove_file(scene.path("out/report.html")).unwrap();
    let resumed = scene.run(&format!("{MAKE} --resume"));
    assert!(resumed.code == Some(1) && scene.tree("out") == whole, "{}", resumed.err);
    fs::remove_file(scene.path("out/refused.jsonl")).unwrap();
    let ran = scene.run(&format!("{MAKE} --resume"));
    assert!(ran.err.contains("no single input makes them again"), "{}", ran.err);
    assert!(scene.run("audit out").err.contains("hint: take it from a backup"));
    let ran = scene.run(&format!("{add} --resume"));
    assert!(ran.code == Some(2) && ran.err.contains("are missing: `refused.jsonl`"), "{}", ran.err);
}

#[test]
fn a_document_of_which_one_byte_was_changed_is_not_already_made() {
    let scene = Scene::new();
    scene.run(MAKE);
    let whole = scene.tree("out");
    let name = whole.keys().find(|name| name.ends_with(".pdf")).unwrap();
    let mut bytes = whole[name].clone();
    bytes[100] ^= 1;
    scene.write(&format!("out/{name}"), bytes);
    let ran = scene.run(MAKE);
    assert_eq!(
        ran.said(),
        (
            Some(2),
            "error: `out` holds an unfinished run: 1 of its documents are missing or damaged\n  \
             hint: go on with it by `--resume`, or choose another folder\n"
        )
    );
    assert_eq!(scene.run(&format!("{MAKE} --resume")).code, Some(0));
    assert!(scene.tree("out") == whole);
}

#[test]
fn show_tells_a_document_whose_file_is_gone() {
    let scene = Scene::new();
    scene.run(MAKE);
    let whole = scene.run("show A0000001 --in out --format json");
    let told = objects(&whole.out);
    assert_eq!((whole.code, &told[0]["missing"]), (Some(0), &serde_json::json!([])));
    let file = told[0]["file"].as_str().unwrap();
    let path = scene.path("out").join(file);
    for damage in ["shorter", "gone"] {
        match damage {
            "shorter" => fs::write(&path, "half").unwrap(),
            _ => fs::remove_file(&path).unwrap(),
        }
        let ran = scene.run("show A0000001 --in out");
        let (code, said) = ran.said();
        assert_eq!(code, Some(1), "{damage}");
        assert!(said.contains(&format!("its file is missing or damaged: out/{file}; ")), "{said}");
        assert!(said.contains("`hanpress make … --out out --only A0000001` makes it again"), "{said}");
        let ran = scene.run("show A0000001 --in out --format json --lang zh");
        assert_eq!((ran.code, &end(&ran)["found"]), (Some(1), &1.into()));
        assert_eq!(objects(&ran.out)[0]["missing"], serde_json::json!([file]));
        assert!(ran.err.contains("文件缺失或损坏"), "{}", ran.err);
    }
    assert_eq!(scene.run(&format!("{MAKE} --only A0000001")).code, Some(0));
    assert_eq!(scene.run("show A0000001 --in out").code, Some(0));
}

#[test]
fn a_pipe_in_the_place_of_a_list_or_the_lock_stops_nobody() {
    let scene = Scene::new();
    scene.run(MAKE);
    for name in ["out/refused.jsonl", "out/report.json", "out/index.csv"] {
        fs::remove_file(scene.path(name)).unwrap();
        pipe(&scene, name);
        let ran = scene.run("audit out");
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert_eq!(
            ran.err.matches(&format!("error[A10]: this is no file\n  --> {name}\n")).count(),
            1,
            "{}",
            ran.err
        );
    }
    // Whoever looks through the folder afterwards would wait at them.
    fs::remove_dir_all(scene.path("out")).unwrap();
    fs::create_dir(scene.path("busy")).unwrap();
    pipe(&scene, "busy/.lock");
    let ran = scene.run(&MAKE.replace("--out out", "--out busy"));
    assert_eq!(
        ran.said(),
        (
            Some(2),
            "error: `busy/.lock` is no file, so the folder cannot be locked\n  \
             hint: remove it, or choose another folder\n"
        )
    );
}

#[test]
fn what_a_killed_run_left_half_written_is_told_from_what_others_put_there() {
    let scene = Scene::new();
    scene.run(MAKE);
    let file = scene.tree("out").into_keys().find(|name| name.ends_with(".pdf")).unwrap();
    let (above, name) = file.rsplit_once('/').unwrap();
    let left = [".refused.jsonl.0.hanpress-part".to_string(), format!("{above}/.{name}.3.hanpress-part")];
    left.iter().for_each(|part| scene.write(&format!("out/{part}"), "half"));
    scene.write("out/holiday.jpg", "sea");
    let ran = scene.run("audit out");
    for part in &left {
        let told = format!(
            "error[A11]: a run that was killed left this: a file that it was writing, and that nothing needs\n  \
             --> out/{part}\n  hint: `hanpress make` into this folder with the same input and `--resume` clears it away\n"
        );
        assert!(ran.err.contains(&told), "{}", ran.err);
    }
    assert!(
        ran.err.contains("error[A11]: this does not belong here\n  --> out/holiday.jpg\n"),
        "{}",
        ran.err
    );
    fs::remove_file(scene.path("out/holiday.jpg")).unwrap();
    assert_eq!(scene.run(&format!("{MAKE} --resume")).code, Some(0));
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn a_place_within_the_folder_of_accounts_is_refused_at_once() {
    let scene = Scene::new();
    fs::create_dir(scene.path("in")).unwrap();
    fs::rename(scene.path("accounts.jsonl"), scene.path("in/accounts.jsonl")).unwrap();
    std::os::unix::fs::symlink("in", scene.path("link")).unwrap();
    for place in ["in", "in/out", "./in/../in/a/b", "link/out"] {
        let words = MAKE.replace("accounts.jsonl", "in").replace("--out out", &format!("--out {place}"));
        let ran = scene.run(&format!("{words} --format json"));
        assert_eq!((ran.code, &end(&ran)["code"]), (Some(2), &"usage".into()), "{place}: {}", ran.err);
        let told = format!("error: `--out {place}` lies in `in`, all files of which are read as accounts\n");
        assert!(ran.err.starts_with(&told), "{}", ran.err);
    }
    assert_eq!(fs::read_dir(scene.path("in")).unwrap().count(), 1);
    // What such a name holds is not read.
    let words = MAKE.replace("accounts.jsonl", "in").replace("--out out", "--out in/_letters");
    for _ in 0..2 {
        assert_eq!(scene.run(&words).code, Some(0));
    }
}
