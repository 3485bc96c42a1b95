//! `make --only`: single accounts, in a folder of their own or in that of their run.

use super::{MAKE, Scene, end};

#[test]
fn the_accounts_that_are_named_are_made_into_a_new_or_an_empty_folder() {
    let scene = Scene::new();
    scene.run(MAKE);
    let all = scene.documents("out");
    let into = |folder: &str| MAKE.replace("--out out", &format!("--out {folder}"));
    std::fs::create_dir(scene.path("empty")).unwrap();
    for (folder, options, count) in [
        ("new", "--only A0000001", 1),
        ("empty", "--only A0000003 A0000001 --resume", 2),
        ("counted", "--only A0000003 --only A0000001 --expect 12", 2),
    ] {
        let words = format!("{} {options}", into(folder));
        let told =
            format!("{count} documents made, 0 refused  ({folder}/manifest.jsonl, {folder}/refused.jsonl)\n");
        assert_eq!(scene.run(&words).said(), (Some(0), &*told), "{words}");
        let made = scene.documents(folder);
        assert_eq!(made.len(), count);
        assert!(made.iter().all(|(name, bytes)| all.get(name) == Some(bytes)), "as the whole run makes them");
        let told = format!("already made: {count} documents, 0 refused  ({folder})\n");
        assert_eq!(scene.run(&words).said(), (Some(0), &*told), "{words} again");
        assert_eq!(scene.run(&format!("audit {folder}")).code, Some(0));
    }
    let short = scene.run(&format!("{} --only A0000001 --expect 13", into("short")));
    assert_eq!(short.code, Some(2), "{}", short.err);
    assert!(short.err.contains("the input holds 12 accounts, and 13 were expected"), "{}", short.err);
}

#[test]
fn an_account_that_the_input_does_not_hold_is_told_and_the_others_are_made() {
    let scene = Scene::new();
    let words = format!("{MAKE} --only A0000001 NOPE --format json");
    let (first, again) = (scene.run(&words), scene.run(&words));
    let told = end(&first);
    assert_eq!((first.code, &told["code"], &told["finished"]), (Some(1), &"count".into(), &true.into()));
    assert_eq!((&told["made"], end(&again)), (&1.into(), told.clone()));
    assert!(first.err.contains("error: the input holds no account `NOPE`\n"), "{}", first.err);
    assert!(first.err.contains("the other accounts were gone through"), "{}", first.err);
    // In the finished folder of the whole run, too.
    scene.run(&MAKE.replace("--out out", "--out all"));
    let words = words.replace("--out out", "--out all");
    assert_eq!(end(&scene.run(&words)), {
        let mut told = told;
        told["out"] = "all".into();
        told
    });
}

#[test]
fn where_none_of_them_is_there_nothing_is_begun() {
    let scene = Scene::new();
    let words = format!("{MAKE} --only NOPE --format json");
    let ran = scene.run(&words);
    let told = end(&ran);
    assert_eq!((ran.code, &told["code"], &told["finished"]), (Some(2), &"usage".into(), &false.into()));
    assert!(!scene.path("out/manifest.jsonl").exists());
    assert!(!ran.err.contains("other"), "{}", ran.err);
    let zh = scene.run(&format!("{MAKE} --only NOPE --lang zh"));
    assert_eq!(
        zh.said(),
        (Some(2), "错误: 输入中没有账户 `NOPE`\n  提示: 请核对编号是否与输入一致；未生成或写入任何内容\n")
    );
    assert_eq!(scene.run(MAKE).code, Some(0), "the folder is as good as new");
    let before = scene.tree("out");
    assert_eq!(scene.run(&words).code, Some(2));
    assert_eq!(scene.tree("out"), before);
}
