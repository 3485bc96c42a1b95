//! `make --add`: further runs of a folder, and what counts as made.

use super::{MAKE, Scene, end, second_wrong};

/// A folder whose second account was refused, and the command that adds its correction.
fn begun() -> (Scene, String) {
    let scene = Scene::new();
    second_wrong(&scene);
    assert_eq!(scene.run(&format!("{MAKE} --name {{id}}-{{number}}")).code, Some(1));
    (scene, format!("{} --add", MAKE.replace("accounts.jsonl", "corrected.jsonl")))
}

fn runs(scene: &Scene) -> usize {
    scene.lines("out/manifest.jsonl").iter().filter(|line| line["line"] == "header").count()
}

#[test]
fn a_corrected_account_is_added_found_and_named_as_the_others() {
    let (scene, add) = begun();
    let refused = scene.run("show A0000002 --in out");
    assert_eq!(
        refused.said(),
        (Some(1), "warning: `A0000002` was refused and has no document: R04  (out/refused.jsonl)\n")
    );
    assert_eq!(
        scene.run(&add).said(),
        (Some(0), "1 documents made, 0 refused  (out/manifest.jsonl, out/refused.jsonl)\n")
    );
    let shown = scene.run("show A0000002 --in out");
    let (number, file) = shown.out.trim_end().split_once("  ").unwrap();
    assert_eq!(file, format!("documents/{}/A0000002-{number}.pdf", &number[number.len() - 2..]));
    assert!(scene.path("out").join(file).is_file());
    assert_eq!((shown.code, scene.text("out/refused.jsonl")), (Some(0), String::new()));
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn only_the_same_run_again_is_already_made() {
    let (scene, add) = begun();
    scene.run(&add);
    let made = scene.tree("out");
    assert_eq!(scene.run(&add).said(), (Some(0), "already made: 1 documents, 0 refused  (out)\n"));
    assert_eq!((scene.tree("out"), runs(&scene)), (made, 2));
    // Of another kind it is another run, of another date too.
    let other = scene.run(&format!("{add} --kind repayment-agreement --format json"));
    assert_eq!((other.code, &end(&other)["refused"], runs(&scene)), (Some(1), &1.into(), 3), "{}", other.err);
    let later = format!("{} --format json", add.replace("-23", "-24"));
    for again in [false, true] {
        let ran = scene.run(&later);
        let told = end(&ran);
        assert_eq!((ran.code, &told["issue_date"]), (Some(0), &"2026-11-24".into()), "{}", ran.err);
        assert_eq!((&told["made"], &told["stood"], runs(&scene)), (&0.into(), &1.into(), 4));
        assert_eq!(ran.err.starts_with("already made: "), again, "{}", ran.err);
    }
    assert_eq!(end(&scene.run(&format!("{add} --format json")))["issue_date"], "2026-11-23");
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn a_refused_account_that_was_corrected_is_not_taken_for_what_was_made() {
    let (scene, add) = begun();
    let make = format!("{MAKE} --name {{id}}-{{number}}");
    let before = scene.text("accounts.jsonl");
    let corrected = before
        .lines()
        .take(1)
        .chain(scene.text("corrected.jsonl").lines().take(1))
        .chain(before.lines().skip(2))
        .map(|line| format!("{line}\n"))
        .collect::<String>();
    let garbage = before.lines().take(1).chain(["garbage"]).chain(before.lines().skip(2));
    let garbage = garbage.map(|line| format!("{line}\n")).collect::<String>();
    let other = before.replace("A0000002", "A0000099");
    let whole = scene.tree("out");
    for changed in [&corrected, &garbage, &other] {
        scene.write("accounts.jsonl", changed);
        for mode in ["", " --resume"] {
            let ran = scene.run(&format!("{make}{mode} --format json"));
            let told = end(&ran);
            assert_eq!(
                (ran.code, &told["code"]),
                (Some(2), &"differs".into()),
                "{mode} {changed}: {}",
                ran.err
            );
            assert!(told["hint"].to_string().contains("`--add`"), "{told}");
            assert!(scene.tree("out") == whole, "{mode}");
        }
    }
    // A list that only the input makes again is not made from another one, nor is a document.
    let index = scene.path("out/refused.jsonl");
    for (lost, kept) in [(index.clone(), corrected.clone()), (index, other)] {
        scene.write("accounts.jsonl", &kept);
        let bytes = std::fs::read(&lost).unwrap();
        std::fs::remove_file(&lost).unwrap();
        let ran = scene.run(&format!("{make} --resume --format json"));
        assert_eq!((ran.code, &end(&ran)["code"]), (Some(2), &"differs".into()), "{}", ran.err);
        scene.write("accounts.jsonl", &before);
        let ran = scene.run(&format!("{make} --resume"));
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert_eq!(std::fs::read(&lost).unwrap(), bytes);
        assert!(scene.tree("out") == whole);
    }
    scene.write("accounts.jsonl", &before);
    assert!(scene.run(&make).err.starts_with("already made: "));
    scene.write("accounts.jsonl", &corrected);
    assert_eq!(scene.run(&format!("{make} --add")).code, Some(0), "{add}");
    // The first run's own input is known, though no list names its refused account any more.
    scene.write("accounts.jsonl", &before);
    assert_eq!(scene.run(&make).code, Some(1));
    scene.write("accounts.jsonl", &garbage);
    assert_eq!(scene.run(&make).code, Some(2));
}

#[test]
fn another_record_of_an_id_that_has_its_letter_is_told() {
    let (scene, add) = begun();
    let before = scene.text("accounts.jsonl");
    let first = before.lines().next().unwrap();
    let other = first.replacen("\"debtor\":{", "\"debtor\":{\"email\":\"b@example.com\",", 1);
    let other =
        if first.contains("\"email\"") { first.replacen("@example.com", "b@example.com", 1) } else { other };
    assert_ne!(other, first);
    scene.write("corrected.jsonl", format!("{first}\n{other}\n").lines().last().unwrap());
    let ran = scene.run(&add);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.err.contains("1 document is for an id") && ran.err.contains("`A0000001`"), "{}", ran.err);
    let made = scene.lines("out/manifest.jsonl");
    let findings = made.iter().rfind(|line| line["line"] == "document").unwrap()["findings"].to_string();
    assert!(findings.contains("W14"), "{findings}");
}

#[test]
fn an_added_run_that_stopped_says_how_it_is_gone_on_with() {
    let (scene, add) = begun();
    let corrected = scene.text("corrected.jsonl");
    let sound = corrected.replacen("A0000002", "A0000009", 1);
    scene.write("corrected.jsonl", format!("{sound}{{}}\n{corrected}"));
    let ran = scene.run(&format!("{add} --fail-fast --format json"));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(end(&ran)["hint"], "what was made is kept: go on with `--add --resume`");
    let ran = scene.run("audit out");
    assert!(ran.code == Some(1) && ran.err.contains("and `--add --resume` makes it whole"), "{}", ran.err);
    let ran = scene.run(&add.replace(" --add", " --resume"));
    assert!(ran.code == Some(2) && ran.err.contains("go on with it by `--add --resume`"), "{}", ran.err);
    let ran = scene.run(&add);
    assert!(ran.code == Some(2) && ran.err.contains("go on with it by `--add --resume`"), "{}", ran.err);
    assert_eq!(scene.run(&format!("{add} --resume")).code, Some(1));
    assert_eq!(scene.run("audit out").code, Some(0));
}

#[test]
fn accounts_that_all_stand_are_said_to_stand() {
    let scene = Scene::new();
    scene.run(MAKE);
    let add = format!("{MAKE} --add");
    assert_eq!(
        scene.run(&add).said(),
        (
            Some(0),
            "0 documents made, 0 refused, 12 stood already and are not made again  \
             (out/manifest.jsonl, out/refused.jsonl)\n"
        )
    );
    assert_eq!(
        scene.run(&format!("{add} --lang zh")).said(),
        (Some(0), "已经完成：0 份文书，0 份拒绝，另有 12 份此前已经生成，不再重复  （out）\n")
    );
    scene.write("none.jsonl", "");
    let ran = scene.run(&add.replace("accounts.jsonl", "none.jsonl"));
    assert!(ran.err.contains("warning: the input holds no accounts\n"), "{}", ran.err);
}
