//! How files are read, as it is typed or as the issuer file says.

use super::input::MAKE_CSV;
use super::{MAKE, Scene};

const CHECK: &str = "check accounts.csv --issuer issuer.toml --issue-date 2026-11-23";

#[test]
fn a_table_comes_by_standard_input_and_is_known_by_its_looks() {
    let scene = Scene::new();
    scene.run(MAKE_CSV);
    let table = scene.text("accounts.csv");
    for (at, (flags, text)) in
        [("", table.clone()), ("--from csv", table.clone()), ("--from tsv", table.replace(',', "\t"))]
            .into_iter()
            .enumerate()
    {
        let words = MAKE.replace("accounts.jsonl", "-").replace("out out", &format!("out o{at} {flags}"));
        assert_eq!(scene.fed(&words, &text).code, Some(0), "{flags}");
        assert_eq!(scene.documents(&format!("o{at}")), scene.documents("out"));
    }
}

#[test]
fn the_sign_between_cells_is_typed_or_stands_in_the_issuer_file() {
    let scene = Scene::new();
    scene.write("accounts.csv", scene.text("accounts.csv").replace(',', "~"));
    assert_eq!(scene.run(CHECK).code, Some(2));
    assert_eq!(scene.run(&format!("{CHECK} --delimiter ~")).code, Some(0));
    let ran = scene.run(&format!("{CHECK} --delimiter ab"));
    assert_eq!(ran.said().0, Some(2));
    assert!(ran.err.contains("`--delimiter ab`: this parts no cells"), "{}", ran.err);
    scene.write("issuer.toml", scene.text("issuer.toml") + "\n[reading]\ndelimiter = \"~\"\n");
    assert_eq!(scene.run(CHECK).code, Some(0));
}

#[test]
fn a_column_nobody_needs_is_left_out() {
    let scene = Scene::new();
    let table = scene.text("accounts.csv").replace("\r\n", "\n");
    let with: Vec<_> = table
        .lines()
        .enumerate()
        .map(|(at, line)| format!("{},{line}", if at == 0 { "序号".into() } else { at.to_string() }))
        .collect();
    scene.write("accounts.csv", with.join("\n") + "\n");
    let ran = scene.run(CHECK);
    assert_eq!(ran.said().0, Some(2));
    assert!(ran.err.contains("column 1 `序号` is no field of an account"), "{}", ran.err);
    assert!(ran.err.contains("leave it out: `\"序号\" = \"\"`"), "{}", ran.err);
    scene.write(
        "issuer.toml",
        scene.text("issuer.toml").replace("[columns]\n", "[columns]\n\"序号\" = \"\"\n"),
    );
    assert_eq!(scene.run(CHECK).code, Some(0));
}

#[test]
fn the_mapping_is_printed_ready_to_paste() {
    let scene = Scene::new();
    let table =
        scene.text("accounts.csv").replacen("客户姓名", "客户名称", 1).replacen("通讯地址", "支行", 1);
    scene.write("accounts.csv", table);
    let ran = scene.run(&format!("{CHECK} --columns"));
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let lines: Vec<_> = ran.out.lines().collect();
    assert_eq!(lines[..3], ["[columns]", "# accounts.csv", "\"客户编号\" = \"id\""]);
    assert!(lines.contains(&"# \"客户名称\" = \"debtor.name\"") && lines.contains(&"# \"支行\" = \"\""));
    let pasted = ran.out.replace("# \"客户", "\"客户").replace("# \"支行", "\"支行");
    let issuer = scene.text("issuer.toml");
    scene.write("issuer.toml", format!("{}{pasted}", issuer.split("[columns]").next().unwrap()));
    assert_eq!(scene.run(&format!("{CHECK} --columns")).out, pasted);
    let rows = scene.text("accounts.csv");
    scene.write("accounts.csv", rows.lines().skip(1).collect::<Vec<_>>().join("\n"));
    let ran = scene.run(&format!("{CHECK} --columns"));
    assert!(ran.out.contains("# column 3"), "nobody shows: {}", ran.out);
}

#[test]
fn notes_are_events_too() {
    let scene = Scene::new();
    scene.write("accounts.csv", encoding_rs::GB18030.encode(&scene.text("accounts.csv")).0);
    let ran = scene.run(&format!("{CHECK} --format json"));
    let first: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    assert_eq!((&first["event"], &first["source"]), (&"note".into(), &"accounts.csv".into()));
    let ran = scene.run(&format!("{CHECK} --encoding gbk"));
    assert!(ran.code == Some(0) && !ran.err.contains("note"), "{}", ran.err);
}

#[test]
fn faults_of_reading_are_faults_of_the_issuer_file() {
    let scene = Scene::new();
    let issuer = scene.text("issuer.toml");
    for (table, told) in [
        ("[reading]\nvalues = { kin = \"x\" }", "`kin` is no field of an account; did you mean `kind`?"),
        ("[reading]\ndelimiter = \"ab\"", "`ab` parts no cells"),
        ("[reading]\nheading_row = 0", "rows are counted from 1"),
        ("[reading]\nyes = [\"1\"]\nno = [\"1\"]", "`1` means yes everywhere and cannot mean another thing"),
        ("[reading]\nyes = [\"Z\"]\nnothing = [\"Z\"]", "`Z` stands in `yes`, too"),
        (
            "\"省\" = \"\"\n[reading]\njoined = { \"debtor.address\" = [\"省\", \"市\"] }",
            "`省`, a part of `debtor.address`, is left out",
        ),
        ("\"备注\" = \"\"\n\"备 注\" = \"extra.note\"", "are one heading"),
        ("[reading]\nhedding_row = 2", "did you mean `heading_row`?"),
    ] {
        scene.write("issuer.toml", format!("{issuer}\n{table}\n"));
        let ran = scene.run(CHECK);
        assert_eq!(ran.said().0, Some(2), "{table}");
        assert!(ran.err.contains(told), "{table}: {}", ran.err);
    }
}

#[test]
fn an_issuer_file_that_is_no_utf8_is_told_in_words() {
    let scene = Scene::new();
    let issuer = scene.text("issuer.toml");
    for bytes in [
        encoding_rs::GBK.encode(&issuer).0.into_owned(),
        [b"\xff\xfe".to_vec(), issuer.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
    ] {
        scene.write("issuer.toml", bytes);
        let ran = scene.run(CHECK);
        assert!(
            ran.err.contains("it is not UTF-8") && ran.err.contains("hint: it may be GBK or UTF-16"),
            "{}",
            ran.err
        );
        let ran = scene.run(&format!("--lang zh {CHECK}"));
        assert!(ran.err.contains("不是 UTF-8 文本") && ran.err.contains("请另存为 UTF-8"), "{}", ran.err);
    }
}
