//! Documents in their places, the chain of the manifest, and going on after a cut.

mod added;
mod numbers;
mod resume;
mod rows;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use hanpress::inner::clock;
use hanpress::inner::deliver::manifest::{Header, Line, Versions};
use hanpress::inner::deliver::{
    Debt, Delivery, Mode, Opened, Opening, Origin, Outcome, Output, Recorded, Register, Session, begun,
    number, schema,
};
use hanpress::inner::digest::{hex, sha256};
use hanpress::inner::error::Stop;
use hanpress::inner::finding::{Finding, Lang, Words};
use hanpress::inner::laps::Laps;
use hanpress::inner::money::{Currency, Money};
use hanpress::inner::place::{Folder, Place};
use hanpress::inner::plan::Bucket;
use tempfile::TempDir;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn header() -> Header {
    let hash = |of: &str| sha256(of.as_bytes());
    Header {
        kind: "own".into(),
        standards: vec!["a-2b".into()],
        versions: Versions::of_this_build(),
        issue_date: day("2026-11-22"),
        issuer: hash("issuer"),
        rules: hash("rules"),
        fonts: hash("fonts"),
        templates: BTreeMap::from([("overdue-notice".into(), hash("overdue-notice"))]),
        signing: None,
        signed: None,
        titles: BTreeMap::from([("overdue-notice".into(), "信用卡逾期还款通知书".into())]),
        lang: Lang::En,
        name: None,
        channels: None,
        only: None,
        approved: None,
        prev: None,
    }
}

fn account(seq: u64) -> [u8; 32] {
    [seq as u8; 32]
}

pub(super) fn delivery(seq: u64) -> Delivery {
    let warning = Finding::warning("R13", "as_of", Words::new("the figures are old", "数据较旧"));
    Delivery {
        seq,
        id: format!("A{seq}"),
        name: "王*".into(),
        number: number("HP", None, day("2026-11-22"), "overdue-notice", "debtor", &account(seq)),
        kind: "overdue-notice".into(),
        channel: (seq == 1).then(|| "ems".into()),
        post: Some("3500".into()),
        pdf: Some(format!("%PDF-1.7 document {seq}").into_bytes()),
        messages: Vec::new(),
        pages: 1,
        template: sha256(b"overdue-notice"),
        account_sha256: account(seq),
        as_of: day("2026-11-20"),
        findings: if seq == 2 { vec![warning] } else { Vec::new() },
        signature: None,
        copy: None,
        debt: debt(),
        laps: Laps::default(),
    }
}

/// What every account of these runs owes.
fn debt() -> Debt {
    Debt { bucket: Bucket::M1, owed: vec![Money::new(854_377, Currency::Cny)] }
}

pub(super) fn origin(seq: u64) -> Origin {
    Origin {
        seq,
        source: Arc::from("accounts.jsonl"),
        line: seq,
        id: Some(format!("A{seq}")),
        row: None,
        sha256: account(seq),
    }
}

/// Account 3 is one that the rules refuse.
fn refusal(seq: u64) -> Option<Vec<Finding>> {
    let words = Words::new("parts add up to `8,543.77`", "各项合计为 `8,543.77`");
    let finding =
        Finding::error("R04", "ledgers[0].total", words).basis("sum", "合计").hint("mend it", "请更正");
    (seq == 3).then(|| vec![finding])
}

/// A folder to write to.
pub(super) fn place(folder: &Path) -> Result<Arc<dyn Place>, Stop> {
    Ok(Arc::new(Folder::open(folder)?))
}

/// A run that begins, or goes on, in English.
pub(super) fn opening(mode: Mode) -> Opening {
    Opening { mode, ..Opening::default() }
}

fn open(folder: &Path, mode: Mode) -> Result<(Output, Register), Stop> {
    match Output::open(place(folder)?, &header(), &opening(mode))? {
        Opened::Ready(output, register) => Ok((output, *register)),
        Opened::AlreadyMade(counts) => panic!("already made: {counts:?}"),
    }
}

fn outcome(output: &Output, seq: u64) -> Outcome {
    match refusal(seq) {
        Some(findings) => Outcome::Refused(findings),
        None if output.stands(seq, &account(seq)).unwrap() => Outcome::Stands,
        None => Outcome::Made(output.place(&delivery(seq)).unwrap()),
    }
}

/// Runs through so many accounts and tells which documents it made.
pub(super) fn run(folder: &Path, mode: Mode, accounts: u64) -> Vec<u64> {
    let (output, mut register) = open(folder, mode).unwrap();
    let made = (1..=accounts).filter(|seq| {
        let outcome = outcome(&output, *seq);
        matches!(register.record(&origin(*seq), outcome).unwrap(), Recorded::Made(_))
    });
    let made = made.collect();
    register.finish(&Session::start(1)).unwrap();
    made
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

/// Everything but the report, which tells of times.
fn lasting(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = files(folder);
    assert!(files.remove("report.json").is_some() && files.contains_key("report.html"));
    files
}

fn documents(folder: &Path) -> Vec<String> {
    files(folder).into_keys().filter(|name| name.starts_with("documents/")).collect()
}

pub(super) fn manifest(folder: &Path) -> String {
    fs::read_to_string(folder.join("manifest.jsonl")).unwrap()
}

/// A folder in memory, where there is one.
pub(super) fn quick_folder() -> TempDir {
    resume::quick_folder()
}

pub(super) fn file_of(seq: u64) -> String {
    let number = delivery(seq).number;
    format!("documents/{}/{number}.pdf", &number[number.len() - 2..])
}

// Document numbers.

#[test]
fn the_manifest_names_the_versions_that_were_built() {
    let read = |name| fs::read_to_string(crate::workshop::file(name)).unwrap();
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    let pins: toml::Table = read("Cargo.toml").parse().unwrap();
    let built = |name: &str| {
        let packages = lock["package"].as_array().unwrap();
        let found: Vec<_> =
            packages.iter().filter(|package| package["name"].as_str() == Some(name)).collect();
        assert_eq!(found.len(), 1, "{name} is built once");
        found[0]["version"].as_str().unwrap().to_string()
    };
    let told = Versions::of_this_build();
    for (name, version) in
        [("hanpress", &told.hanpress), ("typst", &told.typst), ("minijinja", &told.minijinja)]
    {
        assert_eq!(*version, built(name), "{name}");
    }
    for (name, version) in [("typst", told.typst), ("minijinja", told.minijinja)] {
        let pin = &pins["dependencies"][name];
        let pin = pin.as_str().or_else(|| pin["version"].as_str()).unwrap();
        assert_eq!(pin, format!("={version}"), "where it is no pin, others build with another {name}");
    }
}

#[test]
fn the_day_changes_at_midnight_in_shanghai() {
    let now = DateTime::parse_from_rfc3339("2026-11-22T23:59:59+08:00").unwrap();
    let of = |epoch| clock::day_of(epoch, now).map_err(|words| words.en);
    assert_eq!(of(None), Ok(day("2026-11-22")));
    assert_eq!(of(Some("")), Ok(day("2026-11-22")));
    assert_eq!(of(Some("1795363199")), Ok(day("2026-11-22")));
    assert_eq!(of(Some("1795363200")), Ok(day("2026-11-23")));
    let error = "`SOURCE_DATE_EPOCH` is not a number of whole seconds since 1970";
    assert_eq!(of(Some("yesterday")), Err(error.into()));
}

// One run.

#[test]
fn a_run_leaves_documents_manifest_refused_list_and_report() {
    let folder = TempDir::new().unwrap();
    assert_eq!(run(folder.path(), Mode::Fresh, 4), [1, 2, 4]);
    let found = files(folder.path());
    let mut expected = vec![
        ".lock",
        "index.csv",
        "index.xlsx",
        "manifest.jsonl",
        "refused.jsonl",
        "report.html",
        "report.json",
    ];
    let places = [1, 2, 4].map(file_of);
    expected.extend(places.iter().map(String::as_str));
    expected.sort();
    assert_eq!(found.keys().map(String::as_str).collect::<Vec<_>>(), expected);
    assert_eq!(found[&file_of(4)], b"%PDF-1.7 document 4");
    let refused = [
        r#"{"seq":3,"source":"accounts.jsonl","line":3,"id":"A3","account_sha256":""#,
        &hex(&account(3)),
        r#"","findings":[{"code":"R04","severity":"error","#,
        r#""message":"parts add up to `8,543.77`","path":"ledgers[0].total","basis":"sum","hints":["mend it"]}]}"#,
        "\n",
    ];
    assert_eq!(String::from_utf8_lossy(&found["refused.jsonl"]), refused.concat());
    let report: serde_json::Value = serde_json::from_slice(&found["report.json"]).unwrap();
    assert_eq!(report["finished"], true);
    assert_eq!((&report["made"], &report["refused"], &report["warnings"]), (&3.into(), &1.into(), &1.into()));
    assert_eq!(report["by_stage"], serde_json::json!({ "M1": 3 }));
    let owed = serde_json::json!({ "ledgers": 3, "amount": "25631.31" });
    let amounts = serde_json::json!({ "ledgers": 3, "amount": "25631.31", "by_bucket": { "M1": owed } });
    assert_eq!(report["by_bucket"], serde_json::json!({ "M1": 3 }));
    assert_eq!(report["amounts"], serde_json::json!({ "CNY": amounts }));
    assert_eq!(report["errors_by_code"], serde_json::json!({ "R04": 1 }));
    assert_eq!(report["warnings_by_code"], serde_json::json!({ "R13": 1 }));
}

#[test]
fn every_line_of_the_manifest_holds_the_hash_of_the_line_before() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), Mode::Fresh, 4);
    let text = manifest(folder.path());
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    assert_eq!(lines.len(), 5);
    for pair in lines.windows(2) {
        assert!(pair[1].ends_with(&format!("\"prev\":\"{}\"}}\n", sha256(pair[0].as_bytes()))));
    }
    assert_eq!(serde_json::from_str::<Line>(lines[0]).unwrap(), Line::Header(Box::new(header())));
    let file = file_of(2);
    let expected = format!(
        "{{\"line\":\"document\",\"seq\":2,\"id\":\"A2\",\"name\":\"王*\",\"number\":\"{}\",\"kind\":\"overdue-notice\",\"channel\":null,\"post\":\"3500\",\
         \"file\":\"{file}\",\"sha256\":\"{}\",\"bytes\":19,\"pages\":1,\"template\":\"{}\",\"account_sha256\":\"{}\",\
         \"as_of\":\"2026-11-20\",\"bucket\":\"M1\",\"owed\":[{{\"currency\":\"CNY\",\"amount\":\"8543.77\"}}],\"findings\":[{{\"code\":\"R13\",\"severity\":\"warning\",\"message\":\"the figures are old\",\
         \"path\":\"as_of\",\"basis\":null,\"hints\":[]}}],\"prev\":\"{}\"}}\n",
        delivery(2).number,
        sha256(b"%PDF-1.7 document 2"),
        sha256(b"overdue-notice"),
        hex(&account(2)),
        sha256(lines[1].as_bytes()),
    );
    assert_eq!(lines[2], expected);
    let end = "{\"line\":\"end\",\"made\":3,\"refused\":1,\"warnings\":1,\"input\":\"";
    assert!(lines[4].starts_with(end), "{}", lines[4]);
    assert!(lines[4].contains("\",\"files\":{\"index.csv\":\""), "{}", lines[4]);
}

#[test]
fn the_schema_names_the_fields_of_every_line() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), Mode::Fresh, 4);
    let schemas = schema()["oneOf"].as_array().unwrap().clone();
    for line in manifest(folder.path()).lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let of = schemas.iter().find(|of| of["properties"]["line"]["const"] == line["line"]).unwrap();
        let names =
            |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let mut required: Vec<_> =
            of["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        required.sort_unstable();
        let mut has = names(&line);
        has.retain(|name| name != "post" && name != "input");
        assert_eq!(
            required, has,
            "what every line has; letters abroad have no postcode, older runs no hash of their input"
        );
        assert!(required.iter().all(|name| of["properties"].get(name).is_some()));
    }
}

#[test]
fn files_may_be_placed_in_any_order_and_by_any_thread() {
    let (one, many) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    run(one.path(), Mode::Fresh, 150);
    let (output, mut register) = open(many.path(), Mode::Fresh).unwrap();
    let mut outcomes: Vec<_> = std::thread::scope(|scope| {
        let work = |rest: u64| {
            let output = &output;
            let all = (1..=150).rev().filter(move |seq| seq % 3 == rest);
            scope.spawn(move || all.map(|seq| (seq, outcome(output, seq))).collect::<Vec<_>>())
        };
        [0, 1, 2].map(work).into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    outcomes.sort_by_key(|(seq, _)| *seq);
    for (seq, outcome) in outcomes {
        register.record(&origin(seq), outcome).unwrap();
    }
    register.finish(&Session::start(3)).unwrap();
    assert_eq!(lasting(one.path()), lasting(many.path()));
}

#[test]
fn no_line_stands_before_its_file() {
    let folder = TempDir::new().unwrap();
    let (output, mut register) = open(folder.path(), Mode::Fresh).unwrap();
    let first = outcome(&output, 1);
    register.record(&origin(1), first).unwrap();
    assert_eq!((documents(folder.path()).len(), manifest(folder.path()).lines().count()), (1, 1));
    assert!(documents(folder.path())[0].ends_with(".hanpress-part"));
    register.flush().unwrap();
    assert_eq!(documents(folder.path()), [file_of(1)]);
    assert_eq!(manifest(folder.path()).lines().count(), 2);
    drop(output.place(&delivery(2)).unwrap());
    assert_eq!(documents(folder.path()), [file_of(1)]);
}

#[test]
fn a_number_that_is_taken_refuses_the_later_account() {
    let folder = TempDir::new().unwrap();
    let (output, mut register) = open(folder.path(), Mode::Fresh).unwrap();
    let twin = Delivery { seq: 2, pdf: Some(b"%PDF other".to_vec()), ..delivery(1) };
    let later = Outcome::Made(output.place(&twin).unwrap());
    let first = outcome(&output, 1);
    assert!(matches!(register.record(&origin(1), first).unwrap(), Recorded::Made(_)));
    let Recorded::Refused(findings) = register.record(&origin(2), later).unwrap() else { panic!() };
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["D10"]);
    register.finish(&Session::start(1)).unwrap();
    let found = files(folder.path());
    assert_eq!(Some(&found[&file_of(1)]), delivery(1).pdf.as_ref());
    assert!(String::from_utf8_lossy(&found["refused.jsonl"]).contains("D10"));
}

#[test]
fn an_empty_input_gives_a_header_and_a_closing_line() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), Mode::Fresh, 0);
    assert_eq!(manifest(folder.path()).lines().count(), 2);
    assert_eq!(files(folder.path())["refused.jsonl"], b"");
}
