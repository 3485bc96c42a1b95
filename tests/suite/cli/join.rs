//! `audit --join`: shards become the folder of one run, or are refused with the reason.

use std::fs;
use std::os::unix::fs::MetadataExt;

use super::{MAKE, Scene};

/// A run over JSON Lines and CSV, some of whose accounts are refused.
const BOTH: &str =
    "make accounts.jsonl more.csv --issuer issuer.toml --issue-date 2026-11-23 --out out --workers 2";

/// The examples, and beside them rows of CSV: good ones, one without amounts, one with a card as its id.
fn scene() -> Scene {
    let scene = Scene::new();
    let text = scene.text("accounts.jsonl");
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(4, "{\"id\": \"X\"");
    lines.insert(6, "{}");
    scene.write("accounts.jsonl", lines.join("\n"));
    let table = scene.text("accounts.csv");
    let mut rows = table.lines();
    let heading = rows.next().unwrap();
    let renamed: Vec<_> = rows.map(|row| row.replacen("A0", "B0", 1)).collect();
    let missing = renamed[0].replacen("B0", "C0", 1).split_once(',').unwrap().0.to_string();
    let all = [heading, &renamed[0], &missing, &renamed[1], &missing, "\"two\r\nlines\",x", &renamed[2]];
    scene.write("more.csv", all.join("\r\n") + "\r\n");
    scene
}

fn shards(scene: &Scene, of: u64) {
    for index in 0..of {
        let ran =
            scene.run(&format!("{} --shard {index}/{of}", BOTH.replace("out out", &format!("out s{index}"))));
        assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    }
}

#[test]
fn joined_shards_are_what_one_run_makes() {
    let scene = scene();
    assert_eq!(scene.run(BOTH).code, Some(1));
    let one = scene.tree("out");
    assert!(one.contains_key("refused.csv") && one["refused.jsonl"].len() > 1000, "some are refused");
    shards(&scene, 3);
    let ran = scene.run("audit --join s2 s0 s1 --out joined");
    let (made, refused) = (scene.documents("out").len(), scene.lines("out/refused.jsonl").len());
    let last = format!("3 folders joined: {made} documents, {refused} refused  (joined)\n");
    assert!(ran.code == Some(0) && ran.err.ends_with(&last), "{}", ran.err);
    let joined = scene.tree("joined");
    assert_eq!(joined.keys().collect::<Vec<_>>(), one.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(joined[name] == *bytes, "{name} differs");
    }
    assert_eq!(scene.run("audit joined").code, Some(0));
    let (whole, sum) = (&scene.report("out"), &scene.report("joined"));
    for name in
        ["made", "refused", "by_kind", "by_bucket", "by_stage", "amounts", "refused_by_code", "accounts"]
    {
        assert_eq!(whole[name], sum[name], "{name}");
    }
    assert!(whole["amounts"]["CNY"]["ledgers"].as_u64() > Some(3));
    let file = scene.documents("joined").pop_first().unwrap().0;
    assert_eq!(fs::metadata(scene.path("joined").join(file)).unwrap().nlink(), 2, "documents are linked");
}

#[test]
fn a_missing_or_repeated_shard_is_named() {
    let scene = Scene::new();
    for index in 0..3 {
        scene.run(&format!("{} --shard {index}/3", MAKE.replace("out out", &format!("out s{index}"))));
    }
    let said = |words: &str| {
        let ran = scene.run(words);
        (
            ran.code,
            ran.err.lines().filter(|line| line.starts_with("error")).map(str::to_string).collect::<Vec<_>>(),
        )
    };
    let error = |text: &str| (Some(2), vec![format!("error: {text}")]);
    assert_eq!(
        said("audit --join s0 s1 --out all"),
        error("accounts 3, 6, 9, 12 stand in no shard (4 of 12)")
    );
    assert_eq!(said("audit --join s0 s1 s2 s0 --out all"), error("account 1 stands in `s0` and in `s0`"));
    assert_eq!(said("audit --join s0 s1 s2 --out s0"), error("`s0` holds a run already"));
    assert!(!scene.path("all").exists(), "nothing was written");
    fs::remove_file(scene.path("s1/refused.jsonl")).unwrap();
    let ran = scene.run("audit --join s0 s1 s2 --out all");
    assert!(ran.code == Some(1) && ran.err.ends_with("nothing was joined\n"), "{}", ran.err);
}

#[test]
fn shards_of_different_runs_are_refused_with_what_differs() {
    let scene = Scene::new();
    scene.run(&format!("{} --shard 0/2", MAKE.replace("out out", "out s0")));
    scene
        .run(&format!("{} --shard 1/2 --kind auto", MAKE.replace("out out", "out s1").replace("-23", "-24")));
    let ran = scene.run("audit --join s0 s1 --out all");
    let expected = "error: `s0` and `s1` are of different runs: `issue_date` `2026-11-23` – `2026-11-24`; \
        `kind` `own` – `auto`\n";
    assert!(ran.code == Some(2) && ran.err.contains(expected), "{}", ran.err);
    scene.run(&format!("{} --shard 1/2 --lang zh", MAKE.replace("out out", "out zh")));
    let ran = scene.run("audit --join s0 zh --out all");
    assert!(
        ran.code == Some(2) && ran.err.contains("of different runs: `lang` `en` – `zh`\n"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("`--lang`"), "{}", ran.err);
}

#[test]
fn an_interrupted_join_is_begun_anew() {
    let scene = scene();
    shards(&scene, 2);
    scene.run("audit --join s0 s1 --out joined");
    let whole = scene.tree("joined");
    let manifest = scene.text("joined/manifest.jsonl");
    scene.write("joined/manifest.jsonl", &manifest[..manifest.len() / 2]);
    fs::remove_file(scene.path("joined").join(scene.documents("joined").pop_last().unwrap().0)).unwrap();
    assert_eq!(scene.run("audit --join s0 s1 --out joined").code, Some(0));
    let again = scene.tree("joined");
    assert_eq!(again.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    assert!(again == whole);
}
