//! `hanpress delivered`: what carriers tell of documents, recorded beside the run that made them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use hanpress::inner::clock::Watch;
use hanpress::inner::digest::sha256;
use serde_json::Value;

use super::{Ran, Scene, objects};

/// A scene with a finished run in `out`, and the numbers of its documents.
pub(super) fn sent(accounts: usize) -> (Scene, Vec<String>) {
    let scene = Scene::new();
    let sample =
        scene.run(&format!("sample --count {accounts} --seed 7 --as-of 2026-11-22 --kind overdue-notice"));
    scene.write("all.jsonl", sample.out);
    let ran = scene.run("make all.jsonl --issuer issuer.toml --issue-date 2026-11-23 --out out --quiet");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let documents = scene.lines("out/manifest.jsonl").into_iter().filter(|line| line["line"] == "document");
    let numbers = documents.map(|line| line["number"].as_str().unwrap().to_string()).collect();
    (scene, numbers)
}

pub(super) fn record(scene: &Scene, table: &str) -> Ran {
    scene.run(&format!("delivered {table} --in out --date 2026-12-01 --format json"))
}

/// The last line of a file, newline included.
fn last(scene: &Scene, name: &str) -> String {
    scene.text(name).lines().last().unwrap().to_string() + "\n"
}

fn codes(ran: &Ran) -> Vec<String> {
    let refused = objects(&ran.out).into_iter().filter(|event| event["event"] == "not-recorded");
    let told = |event: Value| {
        let all = event["findings"].as_array().unwrap().iter();
        let all =
            all.map(|one| format!("{} {}", one["code"].as_str().unwrap(), one["path"].as_str().unwrap()));
        format!("{}: {}", event["row"], all.collect::<Vec<_>>().join(", "))
    };
    refused.map(told).collect()
}

#[test]
fn results_are_chained_to_the_run_and_the_same_table_adds_nothing() {
    let (scene, numbers) = sent(4);
    let (a, b) = (&numbers[0], &numbers[1]);
    let table = format!(
        "投递情况\n文书编号,投递结果,签收时间,投递方式,运单号,未妥投原因,收件人\n\
         {a},已交寄,2026-11-24 09:10,EMS,1102345678901,,\n\
         {a},本人签收,2026年11月26日 10时20分,EMS,1102345678901,,某人\n\
         {b},退回,2026/11/28,挂号信,XA12345678911,迁移新址，电话13800001234,\n"
    );
    scene.write("r.csv", &table);
    let ran = record(&scene, "r.csv");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let lines = scene.lines("out/deliveries.jsonl");
    let told: Vec<_> = lines
        .iter()
        .map(|line| [&line["number"], &line["result"], &line["at"]].map(|v| v.as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            [a.as_str(), "sent", "2026-11-24T09:10:00+08:00"],
            [a.as_str(), "signed", "2026-11-26T10:20:00+08:00"],
            [b.as_str(), "returned", "2026-11-28"],
        ]
    );
    assert_eq!(lines[2]["reason"], "moved", "free words may name people, and are not kept");
    assert_eq!(lines[0]["prev"], sha256(last(&scene, "out/manifest.jsonl").as_bytes()));
    let first = scene.text("out/deliveries.jsonl").lines().next().unwrap().to_string() + "\n";
    assert_eq!(lines[1]["prev"], sha256(first.as_bytes()));
    let mode = fs::metadata(scene.path("out/deliveries.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The same table again, and one with a row more.
    let before = scene.text("out/deliveries.jsonl");
    let again = record(&scene, "r.csv");
    assert_eq!((again.code, scene.text("out/deliveries.jsonl")), (Some(0), before.clone()));
    let recorded = &objects(&again.out)[1];
    assert_eq!((&recorded["added"], &recorded["known"]), (&0.into(), &3.into()), "{}", again.out);
    scene.write(
        "r2.csv",
        table + &format!("{},已送达,2026-11-29,短信,M1,,\n", numbers[2]).replace("短信", "电子邮件"),
    );
    assert_eq!(record(&scene, "r2.csv").code, Some(0));
    assert!(scene.text("out/deliveries.jsonl").starts_with(&before));
    assert_eq!(scene.lines("out/deliveries.jsonl").len(), 4);
    let audited = scene.run("audit out --format json");
    assert_eq!(audited.code, Some(0), "{}", audited.out);
    let head = sha256(last(&scene, "out/deliveries.jsonl").as_bytes());
    let audited = objects(&audited.out).into_iter().find(|event| event["event"] == "audited").unwrap();
    assert_eq!((&audited["results"], &audited["results_head"]), (&4.into(), &head.as_str().into()));
    assert_eq!(scene.run(&format!("audit out --last-hash {head} --quiet")).code, Some(0));
    // The run itself is none the wiser.
    let made = scene.run("make all.jsonl --issuer issuer.toml --issue-date 2026-11-23 --out out");
    assert_eq!(made.code, Some(0), "{}", made.err);
}

#[test]
fn tables_are_read_by_every_door() {
    let (scene, numbers) = sent(5);
    let cells = |at: usize| [numbers[at].clone(), "delivered".into(), "2026-11-26".to_string()];
    let [a, b, c] = cells(0);
    scene.write("t.tsv", format!("number\tresult\twhen\n{a}\t{b}\t{c}\n"));
    let [a, b, c] = cells(1);
    scene.write("t.jsonl", format!("{{\"编号\":\"{a}\",\"状态\":\"{b}\",\"time\":\"{c}T02:00:00Z\"}}\n"));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (at, heading) in (0..).zip(["文书编号", "结果", "结果时间"]) {
        sheet.write(0, at, heading).unwrap();
    }
    let stamp = rust_xlsxwriter::ExcelDateTime::parse_from_str("2026-11-26T10:20:00").unwrap();
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet.write(1, 0, numbers[2].as_str()).unwrap();
    sheet.write(1, 1, "妥投").unwrap();
    sheet.write_datetime_with_format(1, 2, &stamp, &format).unwrap();
    book.save(scene.path("t.xlsx")).unwrap();
    let [a, _, c] = cells(3);
    let (gbk, _, _) = encoding_rs::GB18030.encode("文书编号,结果,日期\n");
    let (row, _, _) = encoding_rs::GB18030.encode("投递失败");
    let mut bytes = gbk.into_owned();
    bytes.extend(format!("{a},").bytes().chain(row.iter().copied()).chain(format!(",{c}\n").bytes()));
    scene.write("t.csv", bytes);
    let ran = record(&scene, "t.tsv t.jsonl t.xlsx t.csv");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let told: Vec<_> = scene
        .lines("out/deliveries.jsonl")
        .iter()
        .map(|line| format!("{} {}", line["result"].as_str().unwrap(), line["at"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "delivered 2026-11-26",
            "delivered 2026-11-26T10:00:00+08:00",
            "delivered 2026-11-26T10:20:00+08:00",
            "failed 2026-11-26",
        ]
    );
    let [a, ..] = cells(4);
    let ran = scene.fed(
        "delivered - --in out --date 2026-12-01 --from csv --format json",
        &format!("number,result,when\n{a},read,2026-11-26\n"),
    );
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
}

#[test]
fn rows_that_cannot_be_true_are_refused_with_their_place_and_the_others_recorded() {
    let (scene, n) = sent(9);
    let row = |rest: &str| format!("number,result,when,channel,reference,reason\n{rest}");
    scene.write(
        "r.csv",
        row(&format!(
            "{a},signed,2026-11-26,ems,E1,\n\
         {a},returned,2026-11-27,ems,E1,\n\
         {a},signed-by-other,2026-11-26,ems,E1,\n\
         {a},signed,2026-11-25,ems,E1,\n\
         {a},sent,2026-11-27,ems,E1,\n\
         {a},failed,2026-11-28,ems,E1,\n\
         {a},returned,2026-11-27,ems,E2,\n\
         {b},read,2026-11-26,ems,E3,\n\
         {c},signed,2026-11-26,email,M3,\n\
         {d},sent,2026-11-22,post,,\n\
         {e},sent,2026-12-03,post,,\n\
         HP-20261123-AAAAAAAAAA,sent,2026-11-24,post,,\n\
         {f},gone,2026-11-24,post,,\n\
         {f},sent,soon,pigeon,,\n\
         ,sent,2026-11-24,post,,\n\
         {g},sent,2026-11-24,post,13800001234,\n\
         {h},sent,2026-11-24,post,110105199912310021,\n\
         {i},failed,2026-11-24,ems,E9,\n\
         {i},delivered,2026-11-25,ems,E9,\n",
            a = n[0],
            b = n[1],
            c = n[2],
            d = n[3],
            e = n[4],
            f = n[5],
            g = n[6],
            h = n[7],
            i = n[8]
        )),
    );
    let ran = record(&scene, "r.csv");
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(
        codes(&ran),
        [
            "3: E02 result",
            "4: E02 result",
            "5: E02 result",
            "6: E02 result",
            "7: E02 result",
            "9: E02 result",
            "10: E02 result",
            "11: E02 when",
            "12: E02 when",
            "13: E01 number",
            "14: D04 result",
            "15: D04 when, D04 channel",
            "16: D02 number",
            "17: D04 reference",
            "18: D04 reference",
        ]
    );
    let told: Vec<_> =
        scene.lines("out/deliveries.jsonl").iter().map(|line| line["row"].as_u64().unwrap()).collect();
    assert_eq!(
        told,
        [2, 8, 19, 20],
        "a letter sent again has a way of its own, and a failed attempt may be followed"
    );
    let human = scene.run("delivered r.csv --in out --date 2026-12-01");
    assert!(
        human.err.contains("--> r.csv:13 `HP-20261123-AAAAAAAAAA` number\n  hint: name the folder"),
        "{}",
        human.err
    );
    let zh = scene.run("delivered r.csv --in out --date 2026-12-01 --lang zh");
    assert!(zh.err.contains("该文件夹中没有此编号的文书"), "{}", zh.err);
}

#[test]
fn what_is_no_table_of_results_or_no_run_is_refused() {
    let (scene, n) = sent(1);
    scene.write("x.csv", "a,b\n1,2\n");
    let told = |ran: Ran| (ran.code, ran.err.lines().next().unwrap_or_default().to_string());
    assert_eq!(
        told(scene.run("delivered x.csv --in out")),
        (Some(2), "error: `x.csv`: no row of headings was found".into())
    );
    scene.write("y.csv", format!("number,编号,result,when\n{0},{0},sent,2026-11-24\n", n[0]));
    let ran = scene.run("delivered y.csv --in out");
    assert!(ran.err.contains("two columns hold `number`: `number` and `编号`"), "{}", ran.err);
    let ran = scene.run("delivered x.csv --in nowhere");
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(!scene.path("nowhere").exists());
    // A run that is not finished, and one that was changed.
    let manifest = scene.text("out/manifest.jsonl");
    let cut: String = manifest.lines().take(2).map(|line| format!("{line}\n")).collect();
    scene.write("out/manifest.jsonl", cut);
    let ran = scene.run("delivered x.csv --in out --format json");
    assert_eq!(
        (ran.code, objects(&ran.out)[0]["code"].as_str()),
        (Some(2), Some("unfinished")),
        "{}",
        ran.out
    );
    scene.write("out/manifest.jsonl", manifest.replace("\"pages\":", "\"pages\": "));
    let ran = scene.run("delivered x.csv --in out --format json");
    assert_eq!((ran.code, objects(&ran.out)[0]["code"].as_str()), (Some(2), Some("folder")), "{}", ran.out);
    scene.write("out/manifest.jsonl", manifest);
}

#[test]
fn audit_finds_what_was_done_to_results() {
    let (scene, n) = sent(3);
    let rows: String = n.iter().map(|number| format!("{number},sent,2026-11-24\n")).collect();
    scene.write("r.csv", format!("number,result,when\n{rows}"));
    assert_eq!(record(&scene, "r.csv").code, Some(0));
    let whole = scene.text("out/deliveries.jsonl");
    let lines: Vec<String> = whole.lines().map(|line| format!("{line}\n")).collect();
    let told = |text: String| {
        scene.write("out/deliveries.jsonl", text);
        crate::audit::told(&scene.path("out"))
    };
    let changed = "the line before was changed, or a line is missing: this one holds another hash";
    assert_eq!(told(whole.replacen("sent", "delivered", 1)), [format!("A02 deliveries.jsonl:2: {changed}")]);
    assert_eq!(told(lines[0].clone() + &lines[2]), [format!("A02 deliveries.jsonl:2: {changed}")]);
    let other = "this line goes on from no run of this manifest: it is of another folder, or lines before it are missing";
    assert_eq!(told(lines[1].clone() + &lines[2]), [format!("A07 deliveries.jsonl:1: {other}")]);
    assert_eq!(told(lines[0].clone() + "{}\n"), ["A01 deliveries.jsonl:2: this line cannot be read"]);
    let half = lines[0].clone() + &lines[1][..40];
    assert_eq!(
        told(half.clone()),
        ["A06 deliveries.jsonl:2: the last line is half-written: recording was cut off"]
    );
    let forged = lines[2].replace(&n[2], "HP-20261123-AAAAAAAAAA");
    let expected = "A07 deliveries.jsonl:3: the manifest has no document `HP-20261123-AAAAAAAAAA`";
    assert_eq!(told(lines[..2].concat() + &forged), [expected]);
    // What is cut off whole is found by the hash that was noted.
    let head = sha256(lines[2].as_bytes());
    scene.write("out/deliveries.jsonl", lines[..2].concat());
    assert_eq!(scene.run(&format!("audit out --last-hash {head} --quiet")).code, Some(1));
    // A half-written line is left out, a changed one stops it.
    scene.write("out/deliveries.jsonl", half);
    let ran = record(&scene, "r.csv");
    assert_eq!((ran.code, scene.text("out/deliveries.jsonl")), (Some(0), whole.clone()), "{}", ran.out);
    assert!(ran.out.contains("\"mended\":true"), "{}", ran.out);
    scene.write("out/deliveries.jsonl", whole.replacen("sent", "delivered", 1));
    let ran = record(&scene, "r.csv");
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.out.contains("was changed at line 2"), "{}", ran.out);
    scene.write("out/deliveries.jsonl", whole);
}

#[test]
fn recording_that_is_killed_goes_on_where_it_was() {
    let (scene, n) = sent(3);
    let mut rows = String::new();
    for at in 0..3_000 {
        rows.push_str(&format!(
            "{},pending,2026-11-24T{:02}:{:02}:{:02}+08:00,ems,E{at}\n",
            n[at % 3],
            at / 3600 % 24,
            at / 60 % 60,
            at % 60
        ));
    }
    scene.write("r.csv", format!("number,result,when,channel,reference\n{rows}"));
    let whole = {
        let begun = Watch::start();
        assert_eq!(record(&scene, "r.csv").code, Some(0));
        (scene.text("out/deliveries.jsonl"), begun.elapsed())
    };
    for part in 1..=4_u32 {
        fs::remove_file(scene.path("out/deliveries.jsonl")).unwrap_or_default();
        let mut child = scene.command("delivered r.csv --in out --date 2026-12-01").spawn().unwrap();
        std::thread::sleep(whole.1 * part / 5 + Duration::from_millis(u64::from(part)));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = fs::read_to_string(scene.path("out/deliveries.jsonl")).unwrap_or_default();
        assert!(whole.0.starts_with(&left), "what is left is a beginning of the whole");
        assert_eq!(record(&scene, "r.csv").code, Some(0));
        assert!(
            scene.text("out/deliveries.jsonl") == whole.0,
            "the rest is recorded as if nothing had happened"
        );
    }
    // Whether a kill meets the middle is chance; a line cut by hand stands in for it, above.
}

#[test]
fn who_signed_is_asked_for_where_a_carrier_leaves_it_open() {
    let (scene, numbers) = sent(1);
    scene.write("r.csv", format!("文书编号,投递结果,签收时间\n{},签收,2026-11-26\n", numbers[0]));
    let ran = record(&scene, "r.csv");
    assert!(
        ran.code == Some(1) && ran.out.contains("this does not say who signed"),
        "{}{}",
        ran.out,
        ran.err
    );
}
