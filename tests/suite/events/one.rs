//! `make --one`: a document on standard output and nothing else; and words on standard error as lines of JSON.

use std::io::{ErrorKind, Write};
use std::process::{Output, Stdio};

use serde_json::Value;

use super::super::cli::{MAKE, Scene, objects};

const ONE: &str = "make --one - --issuer issuer.toml --issue-date 2026-11-23";

/// What a command does with this on its standard input.
fn fed(scene: &Scene, words: &str, input: &str) -> Output {
    let mut child = scene.command(words).stdin(Stdio::piped()).spawn().unwrap();
    // A command that refuses its options ends without reading what it is given.
    let fed = child.stdin.take().unwrap().write_all(input.as_bytes());
    assert!(fed.is_ok() || fed.is_err_and(|error| error.kind() == ErrorKind::BrokenPipe));
    child.wait_with_output().unwrap()
}

fn err(ran: &Output) -> String {
    String::from_utf8(ran.stderr.clone()).unwrap()
}

/// The last event, which stands on standard error where a document stands on standard output.
fn end(ran: &Output) -> Value {
    let text = err(ran);
    super::all_described(&text);
    let mut events = text.lines().filter(|line| line.starts_with('{'));
    let last: Value =
        serde_json::from_str(events.next_back().unwrap_or_else(|| panic!("no event in {text}"))).unwrap();
    assert_eq!(last["event"], "end");
    assert_eq!(last["exit"].as_i64(), ran.status.code().map(i64::from));
    last
}

#[test]
fn one_account_is_made_to_standard_output_as_a_run_makes_it() {
    let scene = Scene::new();
    let line = scene.text("accounts.jsonl").lines().next().unwrap().to_string();
    let ran = fed(&scene, &format!("{ONE} --format json"), &line);
    assert_eq!(ran.status.code(), Some(0), "{}", err(&ran));
    assert_eq!(end(&ran)["made"], 1);
    scene.write("one.jsonl", format!("{line}\n{{\"count\":1}}\n"));
    assert_eq!(scene.run(&MAKE.replace("accounts.jsonl", "one.jsonl")).code, Some(0));
    let files: Vec<_> = scene.documents("out").into_values().collect();
    assert!(files.len() == 1 && files[0] == ran.stdout, "the same bytes as in a folder");
    let file = fed(&scene, &ONE.replace("--one -", "--one one.jsonl"), "");
    assert!(file.stdout == ran.stdout && file.stderr.is_empty(), "{}", err(&file));
}

#[test]
fn without_exactly_one_sound_account_nothing_is_printed() {
    let scene = Scene::new();
    let text = scene.text("accounts.jsonl");
    let two = text.lines().take(2).collect::<Vec<_>>().join("\n");
    let one = text.lines().next().unwrap();
    let wrong = one.replacen("\"principal\":\"", "\"principal\":\"9", 1);
    let wrong = if wrong == one { one.replacen("\"principal\": \"", "\"principal\": \"9", 1) } else { wrong };
    for (input, code, word, part) in [
        ("", 2, "count", "holds no account"),
        (two.as_str(), 2, "count", "more than one account"),
        (&one[..200], 2, "cut-feed", "transfer it again"),
        (wrong.as_str(), 1, "", ""),
    ] {
        let ran = fed(&scene, &format!("{ONE} --format json"), input);
        assert_eq!((ran.status.code(), ran.stdout.len()), (Some(code), 0), "{}", err(&ran));
        assert_eq!(end(&ran)["code"].as_str().unwrap_or_default(), word);
        assert!(err(&ran).contains(part), "{}", err(&ran));
    }
    let ran = fed(&scene, ONE, &wrong);
    assert!(err(&ran).starts_with("error[R04]"), "{}", err(&ran));
    for words in [format!("{ONE} --out out"), format!("{ONE} --resume"), ONE.replace("--one ", "")] {
        let ran = fed(&scene, &words, one);
        assert_eq!((ran.status.code(), ran.stdout.len()), (Some(2), 0), "{words}");
    }
    let ran = scene.run(&MAKE.replace("--out out", "--out -"));
    let (code, said) = ran.said();
    assert!(code == Some(2) && said.contains("`hanpress make --one - > letter.pdf`"), "{said}");
    assert!(!scene.path("-").exists());
}

/// A document that nobody took is no document made.
#[test]
fn where_nobody_reads_the_document_the_command_fails_and_says_so() {
    let scene = Scene::new();
    let line = scene.text("accounts.jsonl").lines().next().unwrap().to_string();
    let mut child = scene.command(&format!("--lang zh {ONE}")).stdin(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(line.as_bytes()).unwrap();
    let ran = child.wait_with_output().unwrap();
    assert_eq!((ran.status.code(), err(&ran).as_str()), (Some(2), "错误: 标准输出：接收输出的程序已关闭\n"));
}

#[test]
fn every_word_of_the_log_is_a_line_of_json_with_its_time() {
    let scene = Scene::new();
    let mut lines: Vec<String> = scene.text("accounts.jsonl").lines().take(3).map(str::to_string).collect();
    lines[1] = lines[1].replace("\"1210.70\"", "\"1211.70\"");
    scene.write("accounts.jsonl", lines.join("\n"));
    let log = |words: &str| {
        let told = objects(&scene.run(&format!("{words} --log-format json")).err);
        for line in &told {
            assert!(chrono::DateTime::parse_from_rfc3339(line["time"].as_str().unwrap()).is_ok(), "{line}");
            assert!(!line["message"].as_str().unwrap().is_empty(), "{line}");
        }
        told
    };
    let told = log(MAKE);
    assert_eq!(
        (&told[0]["level"], &told[0]["code"], &told[0]["line"]),
        (&"error".into(), &"R04".into(), &2.into())
    );
    assert_eq!(told[0]["hints"].as_array().unwrap().len(), 1);
    let last: Vec<_> = told.iter().rev().take(2).map(|line| line["message"].as_str().unwrap()).collect();
    assert!(told.iter().rev().take(2).all(|line| line["level"] == "info"), "{last:?}");
    assert!(last[0].starts_with("what was refused, and why: "), "{last:?}");
    assert!(last[1].starts_with("2 documents made, 1 refused"), "{last:?}");
    let stopped = log(&MAKE.replace("--issuer issuer.toml", "--issuer none.toml"));
    assert_eq!((stopped.len(), &stopped[0]["code"]), (1, &"settings".into()));
    let check = "check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --max-errors 1";
    assert!(log(check).iter().any(|line| line["level"] == "error"));
    let typed = log("make --worker 2");
    assert_eq!((typed.len(), &typed[0]["code"]), (1, &"usage".into()));
    assert!(log("audit out").last().unwrap()["message"].as_str().unwrap().contains("whole"));
}
