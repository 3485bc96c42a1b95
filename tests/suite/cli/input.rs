//! Inputs of every sort: lines that cannot be read, standard input, CSV in two encodings, lists fed again.

use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use encoding_rs::GB18030;
use hanpress::inner::clock::Watch;

use super::{MAKE, Ran, Scene, sample};

pub(super) const MAKE_CSV: &str = "make accounts.csv --issuer issuer.toml --issue-date 2026-11-23 --out out";

#[test]
fn lines_that_cannot_be_read_are_refused_one_by_one() {
    let scene = Scene::new();
    let good = scene.text("accounts.jsonl").lines().next().unwrap().to_string();
    scene.write("accounts.jsonl", format!("not json\n[1]\n{good}\n{{\"id\":\"A1\"\n"));
    let ran = scene.run(MAKE);
    assert_eq!(
        ran.said(),
        (
            Some(1),
            "error[D01]: not JSON at line 1, column 2: a value is missing or miswritten\n  --> accounts.jsonl:1\n\n\
             error[D01]: a record is an object in braces\n  --> accounts.jsonl:2\n\n\
             error[D01]: not JSON at line 4, column 10: the record stops in its middle\n  --> accounts.jsonl:4 `A1`\n\n\
             1 documents made, 3 refused  (out/manifest.jsonl, out/refused.jsonl)\n\
             what was refused, and why: out/report.html\n"
        )
    );
}

#[test]
fn accounts_come_by_standard_input() {
    let scene = Scene::new();
    scene.run(MAKE);
    let ran = scene.fed(
        &MAKE.replace("accounts.jsonl", "-").replace("out out", "out two"),
        &scene.text("accounts.jsonl"),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(scene.tree("two"), scene.tree("out"));
}

#[test]
fn a_document_stands_though_the_next_account_is_long_in_coming() {
    let scene = Scene::new();
    let mut child =
        scene.command(&MAKE.replace("accounts.jsonl", "-")).stdin(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let accounts = scene.text("accounts.jsonl");
    writeln!(input, "{}", accounts.lines().next().unwrap()).unwrap();
    let begun = Watch::start();
    let lines =
        || fs::read_to_string(scene.path("out/manifest.jsonl")).map_or(0, |text| text.lines().count());
    while lines() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(60), "the document does not come");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(scene.documents("out").len(), 1);
    drop(input);
    let ran = Ran::of(child.wait_with_output().unwrap());
    assert_eq!(ran.said().0, Some(0), "{}", ran.err);
}

#[test]
fn what_is_sampled_can_be_made() {
    let scene = Scene::new();
    let ran = scene.fed(&MAKE.replace("accounts.jsonl", "-"), &sample(9));
    assert_eq!(ran.said().0, Some(0), "{}", ran.err);
    assert_eq!(scene.documents("out").len(), 9);
}

#[test]
fn the_example_table_is_all_made() {
    let scene = Scene::new();
    assert_eq!(
        scene.run(MAKE_CSV).said(),
        (Some(0), "4 documents made, 0 refused  (out/manifest.jsonl, out/refused.jsonl)\n")
    );
}

#[test]
fn a_table_in_gb18030_makes_the_same_documents() {
    let scene = Scene::new();
    scene.run(MAKE_CSV);
    scene.write("accounts.csv", GB18030.encode(&scene.text("accounts.csv")).0);
    let ran = scene.run(&format!("{} --encoding gb18030", MAKE_CSV.replace("out out", "out two")));
    assert_eq!(ran.said().0, Some(0), "{}", ran.err);
    assert_eq!(scene.tree("two"), scene.tree("out"));
}

#[test]
fn a_table_in_an_encoding_that_was_not_named_is_read_and_told() {
    let scene = Scene::new();
    scene.run(MAKE_CSV);
    scene.write("accounts.csv", GB18030.encode(&scene.text("accounts.csv")).0);
    let ran = scene.run(&MAKE_CSV.replace("out out", "out two"));
    assert_eq!(
        ran.said(),
        (
            Some(0),
            "note: `accounts.csv`: read as GB18030, which it is by its looks\n\
             4 documents made, 0 refused  (two/manifest.jsonl, two/refused.jsonl)\n"
        )
    );
    assert_eq!(scene.tree("two"), scene.tree("out"));
}

#[test]
fn refused_rows_are_corrected_and_fed_again() {
    let scene = Scene::new();
    let table = scene.text("accounts.csv");
    scene.write("accounts.csv", table.replace("5245.90", "5,245.9"));
    assert_eq!(scene.run(MAKE_CSV).code, Some(1));
    let refused = scene.text("out/refused.csv");
    assert_eq!(refused.lines().count(), 2);
    assert!(refused.lines().next().unwrap().ends_with("退回原因,修改建议"));
    scene.write("accounts.csv", refused.replace("\"5,245.9\"", "5245.90").replace("5,245.9,", "5245.90,"));
    let ran = scene.run(&MAKE_CSV.replace("out out", "out two"));
    assert_eq!(
        ran.said(),
        (Some(0), "1 documents made, 0 refused  (two/manifest.jsonl, two/refused.jsonl)\n")
    );
    let (name, bytes) = scene.documents("two").pop_first().unwrap();
    scene.write("accounts.csv", table);
    scene.run(&MAKE_CSV.replace("out out", "out three"));
    assert_eq!(scene.documents("three")[&name], bytes, "the corrected row is the row that was meant");
}

#[test]
fn a_row_with_a_cell_too_many_is_listed_under_its_own_width_and_read_back() {
    let scene = Scene::new();
    let table = scene.text("accounts.csv");
    let mut lines: Vec<String> = table.lines().map(str::to_string).collect();
    assert!(lines.len() > 3);
    lines[1] = lines[1].replace("5245.90", "5,245.90");
    lines[2] = lines[2].replace(",CNY,", ",XXX,");
    lines[3] = lines[3].replace(",CNY,", ",XXX,");
    scene.write("accounts.csv", lines.join("\r\n") + "\r\n");
    assert_eq!(scene.run(MAKE_CSV).code, Some(1));
    let check = |list: &str| {
        scene.run(&format!("check out/{list} --issuer issuer.toml --issue-date 2026-11-23 --format json"))
    };
    let (wide, others) = (check("refused.csv"), check("refused-2.csv"));
    for ran in [&wide, &others] {
        assert_eq!(ran.code, Some(1), "{}", ran.err);
    }
    assert_eq!(
        (super::end(&wide)["refused"].as_u64(), super::end(&others)["refused"].as_u64()),
        (Some(1), Some(2))
    );
    let width = scene.text("out/refused.csv").lines().next().unwrap().split(',').count();
    assert_eq!(width, lines[0].split(',').count() + 3);
    // Tabs before long numbers part nothing, whatever stands in the rows.
    let one = scene.text("out/refused-2.csv");
    let ragged = one.replacen(",XXX,", ",XXX,,,", 1);
    scene.write("out/refused-2.csv", ragged);
    let ran = check("refused-2.csv");
    assert_eq!((ran.code, super::end(&ran)["refused"].as_u64()), (Some(1), Some(2)), "{}", ran.err);
}

#[test]
fn no_cell_of_a_list_of_refused_rows_is_a_formula() {
    let scene = Scene::new();
    let table = scene.text("accounts.csv");
    for cell in [
        "=1+1",
        "+86 1",
        "-2.00",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "\"=HYPERLINK(\"\"x\"\",\"\"y\"\")\"",
        "\t=1",
    ] {
        scene.write("accounts.csv", table.replace("5245.90", cell));
        let _ = std::fs::remove_dir_all(scene.path("out"));
        assert_eq!(scene.run(MAKE_CSV).code, Some(1), "{cell}");
        let list = scene.text("out/refused.csv");
        let mut rows = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(list.trim_start_matches('\u{feff}').as_bytes());
        for whole in
            rows.records().flat_map(|row| row.unwrap().iter().map(str::to_string).collect::<Vec<_>>())
        {
            // A tab stands before digits only.
            let cell = whole.strip_prefix('\t').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            let cell = cell.unwrap_or(&whole);
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell} is a formula");
        }
        // Fed again as it is, the same cell is refused for the same reason.
        let first = scene.lines("out/refused.jsonl")[0]["findings"].clone();
        scene.write("accounts.csv", &list);
        let _ = std::fs::remove_dir_all(scene.path("out"));
        assert_eq!(scene.run(MAKE_CSV).code, Some(1), "{cell}");
        assert_eq!(scene.lines("out/refused.jsonl")[0]["findings"], first, "{cell}");
        assert_eq!(scene.text("out/refused.csv"), list, "{cell}");
    }
}

#[test]
fn several_inputs_are_one_run() {
    let scene = Scene::new();
    let ran = scene.run(&MAKE.replace("accounts.jsonl", "accounts.jsonl accounts.csv"));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let seqs: Vec<_> =
        scene.lines("out/manifest.jsonl").iter().filter_map(|line| line["seq"].as_u64()).collect();
    assert_eq!(seqs, (1..=16).collect::<Vec<_>>());
}
