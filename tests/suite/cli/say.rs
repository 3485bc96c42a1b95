//! What is said, in which language, in which form, and with which exit code.

use super::{MAKE, Scene, objects};

/// The example accounts with a wrong total in the second.
fn with_a_fault() -> Scene {
    let scene = Scene::new();
    let mut lines: Vec<_> = scene.text("accounts.jsonl").lines().map(str::to_string).collect();
    lines[1] = lines[1].replace("\"1210.70\"", "\"1211.70\"");
    scene.write("accounts.jsonl", lines[..3].join("\n"));
    scene
}

const FOUND: &str = "error[R04]: parts add up to `1,210.70`, but `ledgers[1].total` is `1,211.70`
  --> accounts.jsonl:2 `A0000002` ledgers[1].total
  basis: sum of principal, interest, penalty and fees
  hint: principal 1,180.50 + interest 20.20 + penalty 10.00 + fees 0.00

";

const FOUND_ZH: &str = "错误[R04]：各组成部分之和为 `1,210.70`，但 `ledgers[1].total` 为 `1,211.70`
";

#[test]
fn one_bad_account_stops_nothing_and_the_exit_code_remembers_it() {
    let scene = with_a_fault();
    let ran = scene.run(MAKE);
    let last = "2 documents made, 1 refused  (out/manifest.jsonl, out/refused.jsonl)\n\
        what was refused, and why: out/report.html\n";
    assert_eq!(ran.said(), (Some(1), &*format!("{FOUND}{last}")));
    let refused = scene.lines("out/refused.jsonl");
    assert_eq!(refused.len(), 1);
    assert_eq!(
        refused[0].to_string(),
        r#"{"account_sha256":"e527b41411537181ea1240ef13b8d1e704d8829fbe29b2d2c33af9e4a73beea7","findings":[{"basis":"sum of principal, interest, penalty and fees","code":"R04","hints":["principal 1,180.50 + interest 20.20 + penalty 10.00 + fees 0.00"],"message":"parts add up to `1,210.70`, but `ledgers[1].total` is `1,211.70`","path":"ledgers[1].total","severity":"error"}],"id":"A0000002","line":2,"seq":2,"source":"accounts.jsonl"}"#
    );
    let seqs: Vec<_> =
        scene.lines("out/manifest.jsonl").iter().filter_map(|line| line["seq"].as_u64()).collect();
    assert_eq!(seqs, [1, 3], "refused accounts count");
}

#[test]
fn fail_fast_stops_at_the_first_refusal() {
    let scene = with_a_fault();
    let ran = scene.run(&format!("{MAKE} --fail-fast"));
    let last = "1 documents made, 1 refused  (out/manifest.jsonl, out/refused.jsonl)\n\
        what was refused, and why: out/report.html\n\
        stopped at the first refused account: what was made is kept: go on with `--resume`\n";
    assert_eq!(ran.said(), (Some(1), &*format!("{FOUND}{last}")));
    assert!(scene.lines("out/manifest.jsonl").iter().all(|line| line["line"] != "end"));
}

#[test]
fn findings_are_told_in_chinese_too() {
    let scene = with_a_fault();
    let ran = scene.run(&format!("{MAKE} --lang zh"));
    assert!(
        ran.err.starts_with(FOUND_ZH.trim_end()) || ran.err.starts_with(&FOUND_ZH.replace("]：", "]: ")),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("依据: 合计为本金、利息、违约金与费用之和"), "{}", ran.err);
    assert!(ran.err.ends_with(
        "已生成 2 份文书，拒绝 1 份  （out/manifest.jsonl、out/refused.jsonl）\n拒绝的账户及原因，请打开：out/report.html\n"
    ));
    assert!(scene.text("out/refused.jsonl").contains("各组成部分之和为"));
}

#[test]
fn the_language_comes_by_the_locale() {
    let scene = with_a_fault();
    let ran = scene.command(MAKE).env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    assert!(String::from_utf8(ran.stderr).unwrap().contains("份文书"));
}

#[test]
fn json_is_one_object_a_line_on_stdout() {
    let scene = with_a_fault();
    let ran = scene.run(&format!("{MAKE} --format json --quiet"));
    assert_eq!((ran.code, &*ran.err), (Some(1), ""));
    let told: Vec<_> =
        objects(&ran.out).iter().map(|line| line["event"].as_str().unwrap().to_string()).collect();
    assert_eq!(told, ["made", "refused", "made", "end"]);
    let refused = &objects(&ran.out)[1]["findings"][0];
    assert_eq!((refused["code"].as_str(), refused["path"].as_str()), (Some("R04"), Some("ledgers[1].total")));
}

#[test]
fn check_tells_the_same_and_writes_nothing() {
    let scene = with_a_fault();
    let before = super::tree(scene.0.path());
    let ran = scene.run("check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23");
    assert_eq!(ran.said(), (Some(1), &*format!("{FOUND}2 accounts can be made, 1 refused\n")));
    assert_eq!(super::tree(scene.0.path()), before);
    let ran = scene.run("check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23 --format json");
    let told: Vec<_> =
        objects(&ran.out).iter().map(|line| line["event"].as_str().unwrap().to_string()).collect();
    assert_eq!(told, ["sound", "refused", "sound", "end"]);
}

#[test]
fn check_of_sound_accounts_ends_well() {
    let ran = Scene::new().run("check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23");
    let (code, said) = ran.said();
    let heads: Vec<_> = said.lines().filter(|line| line.contains("[") && line.contains("]:")).collect();
    assert_eq!((code, heads.len()), (Some(0), 5), "one warning an agreement: {said}");
    assert!(heads.iter().all(|line| line.starts_with("warning[W07]: the holidays of 2027")), "{said}");
    assert!(said.ends_with("\n12 accounts can be made, 0 refused\n"), "{said}");
}

/// Five rows of a table, four of them with a day that has two readings.
const FIVE: &str = "\u{feff}客户编号,到期还款日\r\nA1,10/5/26\r\nA2,10/5/26\r\nA3,10/5/26\r\nA4,10/5/26\r\nA5,2026-10-05\r\n";

#[test]
fn the_first_findings_are_told_in_full_and_all_by_cause() {
    let scene = Scene::new();
    scene.write("five.csv", FIVE);
    let check = "check five.csv --issuer issuer.toml --issue-date 2026-11-23 --kind overdue-notice --lang zh";
    let ran = scene.run(&format!("{check} --max-errors 2"));
    let full = ran.err.lines().filter(|line| line.starts_with("  --> ")).count();
    assert_eq!((ran.code, full), (Some(1), 2), "{}", ran.err);
    let causes = ran.err.split_once("全部问题按原因汇总：\n").unwrap().1;
    assert!(
        causes.contains("错误[D02] 客户姓名：5 行，如第 2、3、4 行\n")
            || causes.contains("错误[D02] debtor：5 行，如第 2、3、4 行\n"),
        "{causes}"
    );
    assert!(causes.contains("错误[D04] 到期还款日：4 行，如第 2、3、4 行\n"), "{causes}");
    assert!(causes.ends_with("\n0 个账户可以出具文书，5 个拒绝\n"), "{causes}");
    let all = scene.run(&format!("{check} --max-errors 0")).err;
    assert!(
        !all.contains("汇总") && all.contains("--> five.csv:5 `A4` 到期还款日（B 列，due_date）"),
        "{all}"
    );
    let quiet = scene.run(&format!("{check} --quiet")).err;
    assert_eq!(quiet, "");
    let json = scene.run(&format!("{check} --format json --max-errors 1")).out;
    let column = |line: &serde_json::Value| line["findings"].to_string().contains(r#""column":"到期还款日""#);
    assert_eq!(objects(&json).iter().filter(|line| column(line)).count(), 4, "{json}");
}

#[test]
fn an_empty_input_warns_and_ends_well() {
    let scene = Scene::new();
    scene.write("accounts.jsonl", "");
    let last = "warning: the input holds no accounts\n0 documents made, 0 refused  (out/manifest.jsonl, out/refused.jsonl)\n";
    assert_eq!(scene.run(MAKE).said(), (Some(0), last));
    assert_eq!(scene.lines("out/manifest.jsonl").len(), 2);
}

#[test]
fn what_stops_the_run_itself_is_exit_code_2() {
    let scene = Scene::new();
    scene.write("broken.toml", "[issuer]\nname = ");
    scene.write("lacking.toml", "[issuer]\nnam = \"示例银行\"\n");
    let cases = [
        (MAKE.replace("issuer.toml", "none.toml"), "cannot read `none.toml`"),
        (MAKE.replace("issuer.toml", "broken.toml"), "`broken.toml` cannot be used"),
        (MAKE.replace("issuer.toml", "lacking.toml"), "`lacking.toml` cannot be used"),
        (MAKE.replace("accounts.jsonl", "none.jsonl"), "`none.jsonl`: there is no such file"),
        (MAKE.replace("accounts.jsonl", "- -"), "standard input is given twice"),
        (format!("{MAKE} --templates none"), "cannot read `none`"),
        (format!("{MAKE} --standard a-9"), "there is no PDF standard `a-9`"),
        (format!("{MAKE} --shard 2/2"), "`2/2` is no shard"),
        (format!("{MAKE} --format csv"), "`--format csv` is for `plan` only"),
        ("make accounts.jsonl".to_string(), "missing: `--issuer <FILE>`, `--out <DIR>`"),
        ("mak".to_string(), "there is no command `mak`"),
    ];
    for (words, message) in cases {
        let ran = scene.run(&words);
        assert_eq!(ran.said().0, Some(2), "{words}");
        assert!(ran.err.contains(message), "{words}:\n{}", ran.err);
    }
    assert!(!scene.path("out").exists());
}

#[test]
fn colour_is_there_when_asked_for_only() {
    let scene = with_a_fault();
    assert!(!scene.run(MAKE).err.contains('\u{1b}'));
    let ran = scene.run(&format!("{} --color always", MAKE.replace("out out", "out other")));
    assert!(ran.err.starts_with("\u{1b}["));
}

/// Runs a command whose standard output nobody reads.
fn unread(scene: &Scene, words: &str) -> (Option<i32>, String) {
    let mut child = scene.command(words).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_reader_that_goes_away_ends_a_listing_and_no_run() {
    let scene = Scene::new();
    assert_eq!(unread(&scene, "sample --count 20000"), (Some(0), String::new()));
    let (code, said) = unread(&scene, &format!("{MAKE} --format json"));
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(scene.documents("out").len(), 12);
}

#[test]
fn a_warning_that_the_issuer_accepts_is_counted_and_recorded_and_not_told() {
    let scene = Scene::new();
    let first = scene.text("accounts.jsonl").lines().next().unwrap().to_string();
    scene.write("accounts.jsonl", first);
    let told = |severity: &str| {
        let issuer = scene.text("issuer.toml").replace("guard_rate = \"1\"", "guard_rate = \"0.0001\"");
        scene.write("own.toml", format!("{issuer}\n[severity]\n{severity}\n"));
        let out = severity.replace(|c: char| !c.is_ascii_alphanumeric(), "");
        let make = MAKE.replace("issuer.toml", "own.toml").replace("out out", &format!("out {out}x"));
        let check = make.replace("make ", "check ").replace(&format!(" --out {out}x"), "");
        let checked = scene.run(&check);
        let made = scene.run(&make);
        assert_eq!(made.code, checked.code, "{}", made.err);
        checked
    };
    let warned = told("");
    assert!(warned.err.contains("warning[W01]"), "{}", warned.err);
    let ran = told("W01 = \"忽略\"");
    assert!(!ran.err.contains("warning["), "{}", ran.err);
    assert!(ran.err.contains("warnings that the issuer file accepts (`[severity]`): W01 × "), "{}", ran.err);
    let lines = scene.lines("W01x/manifest.jsonl");
    let accepted = lines[1]["findings"].as_array().unwrap().iter().find(|one| one["code"] == "W01").unwrap();
    assert_eq!(accepted["override"]["id"], "severity.W01");
    assert!(accepted["override"]["approver"].as_str().unwrap().contains("银行"));
    let refused = told("W05 = \"ignore\"");
    assert!(
        refused.err.contains("severity.W05: `W05` cannot be accepted for all accounts"),
        "{}",
        refused.err
    );
    let law = told("R01 = \"ignore\"");
    assert!(law.err.contains("severity.R01: `R01` refuses"), "{}", law.err);
}

#[test]
fn kinds_are_known_by_their_chinese_titles() {
    let scene = Scene::new();
    let lines: Vec<_> = scene.text("accounts.jsonl").lines().map(str::to_string).collect();
    let notice = lines.iter().find(|line| line.contains("overdue-notice")).unwrap();
    scene.write("accounts.jsonl", notice.replace("\"overdue-notice\"", "\"逾期还款通知书\""));
    let check = "check accounts.jsonl --issuer issuer.toml --issue-date 2026-11-23";
    assert_eq!(scene.run(check).code, Some(0));
    for kind in ["逾期还款通知书", "信用卡逾期还款通知书", "Overdue-Notice", "《信用卡逾期还款通知书》"]
    {
        let ran = scene.run(&format!("{check} --kind {kind}"));
        assert_eq!(ran.code, Some(0), "{kind}: {}", ran.err);
        assert!(scene.run(&format!("kinds {kind} --lang zh")).out.contains("告知持卡人逾期金额"), "{kind}");
    }
    let wrong = scene.run(&format!("{check} --kind 逾期还款通知 --lang zh"));
    assert!(wrong.err.contains("是否应为信用卡逾期还款通知书（`overdue-notice`）？"), "{}", wrong.err);
    let heir = notice.replacen("\"debtor\":", "\"addressee\":{\"role\":\"持卡人\"},\"debtor\":", 1);
    scene.write("accounts.jsonl", &heir);
    assert!(heir.contains("持卡人") && scene.run(check).code == Some(0), "{heir}");
}
