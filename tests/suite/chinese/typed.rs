//! What is wrong with the command line is told in Chinese.

use std::process::{Command, Stdio};

use hanpress::Lang;
use hanpress::inner::cli::command;

use super::english;

/// What a command says on standard error, and its exit code.
fn said(words: &[&str], locale: &str) -> (Option<i32>, String) {
    let mut hanpress = Command::new(env!("CARGO_BIN_EXE_hanpress"));
    hanpress.args(words).env("LC_ALL", locale).env_remove("LANGUAGE").stdin(Stdio::null());
    let output = hanpress.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn every_fault_of_the_command_line_is_told_in_chinese() {
    let plan = ["plan", "--total", "1", "--first-due", "2026-12-22", "--signed-on", "2026-11-22"];
    let with = |more: &[&'static str]| -> Vec<&'static str> { plan.iter().chain(more).copied().collect() };
    let cases = [
        (vec!["mak"], "没有命令 `mak`\n  提示: 是否应为 `make`？"),
        (vec!["make"], "缺少：`--issuer <文件>`、`--out <目录>`、`<输入>...`"),
        (vec!["make", "--langg", "zh"], "没有选项 `--langg`\n  提示: 是否应为 `--lang`？"),
        (vec!["kinds", "--lang", "fr"], "`--lang <语言>`：没有取值 `fr`\n  提示: 可用：`zh`、`en`"),
        (vec!["kinds", "a", "b"], "多出参数 `b`"),
        (vec!["kinds", "--templates"], "`--templates <目录>` 缺少取值"),
        (vec!["kinds", "--quiet=1"], "`--quiet` 不接受取值 `1`"),
        (vec!["amount", "1", "--parse", "壹元整"], "`[金额]` 不能与 `--parse <文字>` 同时使用"),
        (vec!["sample", "--seed", "1", "--seed", "2"], "`--seed <种子>` 重复给出"),
        (vec!["sample", "--count", "六十"], "`--count <数字>`：`六十` 不是整数"),
        (vec!["sample", "--as-of", "2026-13-01"], "`--as-of <日期>`：`2026-13-01` 不是日期"),
        (vec!["audit", "x", "--workers", "0"], "`--workers <数字>`：`0` 不是 1 至 256 的整数"),
        (with(&["--instalments", "六十"]), "`--instalments 六十`：不是期数"),
        (with(&["--method", "equl"]), "`--method <方式>`：没有取值 `equl`\n  提示: 是否应为 `equal`？"),
    ];
    for (words, message) in cases {
        let (code, text) = said(&words, "zh_CN.UTF-8");
        assert_eq!(code, Some(2), "{words:?}");
        assert!(text.starts_with(&format!("错误: {message}")), "{words:?}:\n{text}");

        assert_eq!(english(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn an_option_takes_no_words_that_it_cannot_refuse_in_chinese() {
    let mut command = command(Lang::Zh);
    for below in command.get_subcommands_mut() {
        let name = below.get_name().to_string();
        let taking =
            below.get_arguments().filter(|one| one.get_action().takes_values() && !one.is_positional());
        let options: Vec<_> = taking.filter_map(|one| one.get_long()).map(str::to_string).collect();
        for option in options {
            let given = format!("--{option}=六 十?");
            // A server that finds nothing to refuse serves until it is stopped: it is given nowhere to listen.
            // So does a gallery, whose folder may have any name: it is asked for a kind that is none.
            let nowhere = (name == "serve" && option != "listen").then_some("--listen=六");
            let nothing = (name == "gallery" && option == "out").then_some("--kind=六");
            let more = nowhere.into_iter().chain(nothing);
            let words: Vec<&str> = [name.as_str(), given.as_str()].into_iter().chain(more).collect();
            let (_, text) = said(&words, "zh_CN.UTF-8");
            assert!(text.starts_with("错误"), "{name} --{option}:\n{text}");
            assert_eq!(english(&text), Vec::<String>::new(), "{name} --{option}:\n{text}");
        }
    }
}

#[test]
fn the_language_is_that_of_the_locale_until_it_is_said() {
    let (_, text) = said(&["mak"], "zh_CN.UTF-8");
    assert!(text.starts_with("错误: 没有命令"), "{text}");
    let (_, text) = said(&["mak", "--lang=en"], "zh_CN.UTF-8");
    assert!(text.starts_with("error: there is no command `mak`\n  hint: did you mean `make`?"), "{text}");
    let (_, text) = said(&["--lang", "zh", "mak"], "C");
    assert!(text.starts_with("错误: 没有命令"), "{text}");
}
