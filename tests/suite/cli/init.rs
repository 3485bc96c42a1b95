//! A folder to begin with, whose commands work as they are printed.

use std::process::Command;

use super::{Scene, objects};

#[test]
fn the_commands_that_init_prints_work_as_they_stand() {
    let scene = Scene::new();
    for (lang, folder, told) in [("en", "my letters", "is laid out"), ("zh", "新文件夹", "已建好")] {
        let mut init = scene.command("init");
        let made = init.arg(folder).args(["--lang", lang]).output().unwrap();
        assert!(made.status.success());
        assert!(String::from_utf8(made.stderr).unwrap().contains(told));
        let commands = String::from_utf8(made.stdout).unwrap();
        assert_eq!(commands.lines().count(), 4, "{commands}");
        let program = std::path::Path::new(env!("CARGO_BIN_EXE_hanpress")).parent().unwrap();
        let rest = std::env::var_os("PATH").unwrap();
        let path = format!("{}:{}", program.display(), rest.to_str().unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", &commands]).current_dir(scene.0.path()).env("PATH", path).env("LC_ALL", "C");
        let ran = shell.env_remove("SOURCE_DATE_EPOCH").output().unwrap();
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(ran.status.success(), "{said}");
        for end in ["4 accounts can be made, 0 refused", "4 documents made, 0 refused"] {
            assert!(said.contains(end), "{said}");
        }
        let readme = scene.text(&format!("{folder}/README.md"));
        assert!(commands.lines().skip(1).all(|command| readme.contains(command)), "{readme}");
        assert_eq!(readme.contains("依次输入"), lang == "zh");
    }
}

#[test]
fn what_is_laid_out_and_what_headings_mean_are_events_too() {
    let scene = Scene::new();
    let told = objects(&scene.run("init letters --format json").out);
    assert_eq!(
        (told.len(), &told[0]["event"], &told[0]["folder"]),
        (2, &"laid-out".into(), &"letters".into())
    );
    let files = told[0]["files"].as_array().unwrap();
    assert!(files.iter().all(|name| scene.path("letters").join(name.as_str().unwrap()).is_file()));
    assert_eq!(told[0]["commands"].as_array().unwrap().len(), 3);
    for words in
        ["check accounts.csv --issuer issuer.toml", "make accounts.csv --issuer issuer.toml --out out"]
    {
        let printed = scene.run(&format!("{words} --columns"));
        let ran = scene.run(&format!("{words} --columns --format json"));
        let told = objects(&ran.out);
        assert_eq!((ran.code, told.len(), &told[0]["event"]), (Some(0), 2, &"columns".into()));
        assert_eq!(told[0]["toml"].as_str().unwrap(), printed.out.trim_end());
        assert_eq!(told[1], serde_json::json!({ "event": "end", "exit": 0 }));
    }
    let ran = scene.run("init letters --format json");
    assert_eq!((ran.code, &objects(&ran.out)[0]["code"]), (Some(2), &"folder".into()));
}

#[test]
fn init_leaves_a_folder_alone_that_holds_something() {
    let scene = Scene::new();
    let before = super::tree(scene.0.path());
    let ran = scene.run("init .");
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.err, "error: `.` holds something already\n  hint: name a folder that is not there yet\n");
    assert_eq!(scene.run("init issuer.toml").code, Some(2));
    assert_eq!(super::tree(scene.0.path()), before);
}

#[test]
fn shells_complete_every_command() {
    let scene = Scene::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = scene.run(&format!("completions {shell}"));
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{shell}");
        for word in ["make", "audit", "completions", "issue-date"] {
            assert!(ran.out.contains(word), "{shell} does not complete {word}");
        }
    }
    std::fs::write(scene.path("done.bash"), scene.run("completions bash").out).unwrap();
    let checked = Command::new("bash").arg("-n").arg(scene.path("done.bash")).status().unwrap();
    assert!(checked.success());
}

#[test]
fn the_chinese_issuer_file_says_the_same() {
    let english = std::fs::read_to_string(crate::workshop::file("examples/issuer.toml")).unwrap();
    let scene = Scene::new();
    assert_eq!(scene.run("init 示例 --lang zh").code, Some(0));
    let chinese = scene.text("示例/issuer.toml");
    let read = |text: &str| toml::from_str::<toml::Table>(text).unwrap();
    assert_eq!(read(&english), read(&chinese));
    // What is commented out says the same, too: every key, switched on.
    let lines = |text: &str| -> Vec<String> {
        let key = |line: &str| Some(line.trim_start_matches("# ").split_once(" = ")?.0.to_string());
        let plain = |name: &String| !name.contains(' ') && !name.contains('`');
        text.lines().filter_map(key).filter(plain).collect()
    };
    assert_eq!(lines(&english), lines(&chinese));
    let word = |line: &str| line.split_whitespace().any(|word| ["the", "where", "which"].contains(&word));
    let comments = chinese.lines().filter_map(|line| line.split_once('#')).map(|(_, said)| said);
    assert_eq!(comments.filter(|said| word(said)).count(), 0);
}
