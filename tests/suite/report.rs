//! The picture of a run: its counts, its amounts, its page.

mod browser;
mod html;
mod resumed;

use std::fs;
use std::path::Path;

use hanpress::inner::check;
use hanpress::inner::deliver::{
    Debt, Delivery, Mode, Opened, Opening, Origin, Outcome, Output, Register, Session,
};
use hanpress::inner::finding::{AppliedOverride, Finding, Lang, Words};
use hanpress::inner::money::{Currency, Money};
use hanpress::inner::plan::Bucket;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::deliver::{delivery, header, origin};
use html::Html;

/// What a run left, as it is read.
struct Told {
    page: String,
    html: Html,
    report: Value,
}

fn open(folder: &Path, mode: Mode, lang: Lang) -> (Output, Register) {
    match Output::open(
        super::deliver::place(folder).unwrap(),
        &header(),
        &Opening { mode, lang, ..Opening::default() },
    )
    .unwrap()
    {
        Opened::Ready(output, register) => (output, *register),
        Opened::AlreadyMade(counts) => panic!("already made: {counts:?}"),
    }
}

fn told(folder: &Path) -> Told {
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    let report = serde_json::from_slice(&fs::read(folder.join("report.json")).unwrap()).unwrap();
    Told { html: Html::read(&page), page, report }
}

/// What becomes of an account in these runs.
#[derive(Debug, Clone)]
enum Fate {
    Made(Debt),
    Refused(Vec<Finding>),
}

fn record(output: &Output, register: &mut Register, seq: u64, fate: &Fate) {
    let outcome = match fate {
        Fate::Made(debt) => {
            let made = Delivery { debt: debt.clone(), ..delivery(seq) };
            Outcome::Made(output.place(&made).unwrap())
        }
        Fate::Refused(findings) => Outcome::Refused(findings.clone()),
    };
    register.record(&origin(seq), outcome).unwrap();
}

/// A whole run of accounts with these fates.
fn run(folder: &Path, lang: Lang, fates: &[Fate]) -> Told {
    let (output, mut register) = open(folder, Mode::Fresh, lang);
    for (seq, fate) in (1..).zip(fates) {
        record(&output, &mut register, seq, fate);
    }
    register.finish(&Session::start(2)).unwrap();
    told(folder)
}

fn run_anew(lang: Lang, fates: &[Fate]) -> Told {
    run(TempDir::new().unwrap().path(), lang, fates)
}

fn made(bucket: Bucket, owed: &[(i64, Currency)]) -> Fate {
    let owed = owed.iter().map(|(minor, currency)| Money::new(*minor, *currency)).collect();
    Fate::Made(Debt { bucket, owed })
}

fn refused(codes: &[&'static str]) -> Fate {
    let finding = |code: &&'static str| {
        Finding::error(code, "ledgers[0].total", Words::new("parts add up to `1.00`", "各项合计为 `1.00`"))
            .basis("the sum", "合计依据")
            .hint("mend it", "请更正")
    };
    Fate::Refused(codes.iter().map(finding).collect())
}

/// Two of each bucket in 人民币, one of them with 日元 too, and three refused.
fn mixed() -> Vec<Fate> {
    use Bucket::{M0, M1, M2, M3, M4, M5, M6, M7Plus};
    let mut fates = Vec::new();
    for bucket in [M0, M1, M2, M3, M4, M5, M6, M7Plus] {
        fates.push(made(bucket, &[(854_377, Currency::Cny)]));
        fates.push(made(bucket, &[(100, Currency::Cny), (1_234_567, Currency::Jpy)]));
    }
    fates.extend([refused(&["R04"]), refused(&["R04", "R04", "R17"]), refused(&["D02"])]);
    fates
}

/// The numbers beside the bars of a chart.
fn bars(told: &Told, chart: &str) -> Vec<u64> {
    let start = told.page.find(&format!("aria-labelledby=\"{chart}-title")).expect("the chart is there");
    let svg = &told.page[start..start + told.page[start..].find("</svg>").unwrap()];
    let figures = svg.split("<text class=\"figure\"").skip(1);
    let figure = |part: &str| part.split_once('>').unwrap().1.split_once('<').unwrap().0.replace(',', "");
    figures.map(|part| figure(part).parse().unwrap()).collect()
}

fn sum_of(map: &Value) -> u64 {
    map.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum()
}

// What it says.

#[test]
fn charts_and_tables_come_to_the_counts() {
    let told = run_anew(Lang::En, &mixed());
    assert_eq!(bars(&told, "buckets"), [2; 8]);
    assert_eq!(bars(&told, "errors"), [3, 1, 1]);
    let report = &told.report;
    assert_eq!((&report["made"], &report["refused"]), (&16.into(), &3.into()));
    assert_eq!(sum_of(&report["by_bucket"]), 16);
    assert_eq!(sum_of(&report["by_kind"]), 16);
    assert_eq!(report["by_stage"], json!({ "M1": 2, "M2": 2, "M3+": 10 }));
    assert_eq!(report["errors_by_code"], json!({ "D02": 1, "R04": 3, "R17": 1 }));
    assert_eq!(report["refused_by_code"], json!({ "D02": 1, "R04": 2, "R17": 1 }));
    let rules = told.html.rows_of(&told.page, "rules");
    assert_eq!(rules[1][0], "R04");
    assert_eq!(rules[1][2..], ["2", "3"]);
    assert_eq!(rules.last().unwrap()[1..], ["3", "5"]);
    let documents = told.html.rows_of(&told.page, "documents");
    assert_eq!(documents[9], ["Together", "16"]);
}

#[test]
fn amounts_are_exact_by_currency_and_bucket_and_never_added_across() {
    let most = 99_999_999_999_999;
    let fates = [
        made(Bucket::M1, &[(most, Currency::Cny), (999_999_999_999, Currency::Jpy)]),
        made(Bucket::M2, &[(most, Currency::Cny), (1, Currency::Jpy)]),
        made(Bucket::M2, &[(1, Currency::Cny), (0, Currency::Usd)]),
    ];
    let told = run_anew(Lang::En, &fates);
    let amounts = json!({
        "CNY": { "ledgers": 3, "amount": "1999999999999.99", "by_bucket": {
            "M1": { "ledgers": 1, "amount": "999999999999.99" },
            "M2": { "ledgers": 2, "amount": "1000000000000.00" } } },
        "JPY": { "ledgers": 2, "amount": "1000000000000", "by_bucket": {
            "M1": { "ledgers": 1, "amount": "999999999999" },
            "M2": { "ledgers": 1, "amount": "1" } } },
        "USD": { "ledgers": 1, "amount": "0.00", "by_bucket": { "M2": { "ledgers": 1, "amount": "0.00" } } },
    });
    assert_eq!(told.report["amounts"], amounts);
    let rows = told.html.rows_of(&told.page, "amounts");
    let first: Vec<_> = rows.iter().map(|row| row[..3].join(" ")).collect();
    let expected = [
        "Bucket Ledgers Amount",
        "CNY 人民币 3 1,999,999,999,999.99",
        "M1 1 999,999,999,999.99",
        "M2 2 1,000,000,000,000.00",
        "USD 美元 1 0.00",
        "M2 1 0.00",
        "JPY 日元 2 1,000,000,000,000",
        "M1 1 999,999,999,999",
        "M2 1 1",
    ];
    assert_eq!(first, expected);
    assert_eq!((rows[2][3].as_str(), rows[5][3].as_str(), rows[8][3].as_str()), ("50.0%", "0.0%", "0.0%"));
}

#[test]
fn a_run_without_accounts_has_a_page_too() {
    for (lang, none) in [(Lang::En, "No document was made."), (Lang::Zh, "未生成文书。")] {
        let told = run_anew(lang, &[]);
        assert!(told.html.words().contains(none));
        assert_eq!(told.html.all("svg").count(), 0);
        assert_eq!(told.html.all("table").count(), 0);
        assert_eq!(told.report["amounts"], json!({}));
    }
}

#[test]
fn a_run_that_only_refuses_has_no_amounts() {
    let told = run_anew(Lang::En, &[refused(&["R04"]), refused(&["D07"])]);
    assert_eq!(bars(&told, "errors"), [1, 1]);
    assert!(told.html.words().contains("No document was made."));
    assert!(!told.page.contains("id=\"amounts\""));
    assert!(told.html.words().contains("what a spreadsheet or program did to a value"));
}

#[test]
fn a_page_speaks_the_language_that_was_asked_for() {
    let zh = run_anew(Lang::Zh, &mixed());
    assert_eq!(zh.html.all("html").next().unwrap().attribute("lang"), "zh-CN");
    for words in ["批次报告", "已生成文书", "各项合计为 1.00", "依据 合计依据", "提示 请更正", "缺少"]
    {
        assert!(zh.html.words().contains(words), "{words}");
    }
    for words in ["Documents", "parts add up", "mend it", "Together", "hint"] {
        assert!(!zh.html.words().contains(words), "{words}");
    }
    let en = run_anew(Lang::En, &mixed());
    assert_eq!(en.html.all("html").next().unwrap().attribute("lang"), "en");
    for words in ["Report of a run", "parts add up to 1.00", "basis the sum", "hint mend it"] {
        assert!(en.html.words().contains(words), "{words}");
    }
    for currency in Currency::ALL {
        // The names of currencies and articles are Chinese everywhere.
        assert!(!en.html.words().replace(currency.name(), "").contains("合计"));
    }
}

#[test]
fn overrides_are_told_with_rule_accounts_reason_and_who_answers() {
    let folder = TempDir::new().unwrap();
    let (output, mut register) = open(folder.path(), Mode::Fresh, Lang::Zh);
    let waived = |code, id: &str| {
        let answer =
            AppliedOverride {
                id: id.into(), reason: "已取得<书面>确认".into(), approver: "合规部".into()
            };
        let finding = Finding::warning(code, "as_of", Words::new("late", "已过期"));
        Finding { overridden_by: Some(answer), ..finding }
    };
    let plain = Finding::warning("W04", "as_of", Words::new("old", "数据较旧"));
    for seq in 1..=130 {
        let mut findings = vec![plain.clone()];
        if seq != 3 {
            findings.extend([waived("R23", "TP-1"), waived("R23", "TP-1")]);
        }
        if seq == 3 {
            findings.push(waived("W03", "TP-2"));
        }
        let made = Delivery { findings, ..delivery(seq) };
        register.record(&origin(seq), Outcome::Made(output.place(&made).unwrap())).unwrap();
    }
    register.finish(&Session::start(1)).unwrap();
    let told = told(folder.path());
    let used = &told.report["overrides"];
    assert_eq!(used["R23"]["TP-1"]["documents"], 129, "a document counts once");
    assert_eq!(used["R23"]["TP-1"]["accounts"].as_array().unwrap().len(), 100);
    let expected = json!({ "TP-2": {
        "reason": "已取得<书面>确认", "approver": "合规部", "documents": 1, "accounts": ["A3"]
    } });
    assert_eq!(used["W03"], expected);
    assert_eq!(used.as_object().unwrap().len(), 2);
    let words = told.html.words();
    for part in
        ["特批", "R23", "TP-1", "合规部", "已取得<书面>确认", "A1, A2, A4", "A101 …", "129", "W03", "TP-2"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let manifest = fs::read_to_string(folder.path().join("manifest.jsonl")).unwrap();
    let line: Value = serde_json::from_str(manifest.lines().nth(3).unwrap()).unwrap();
    assert_eq!(line["findings"][0].get("override"), None);
    let answer = json!({ "id": "TP-2", "reason": "已取得<书面>确认", "approver": "合规部" });
    assert_eq!(line["findings"][1]["override"], answer);
    assert!(
        !run_anew(Lang::Zh, &mixed()).html.words().contains("特批"),
        "a run without any says nothing of them"
    );
}

#[test]
fn every_code_is_explained_in_both_languages() {
    let own = ["D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08", "D09", "D10"];
    let own = own.into_iter().chain(["G01", "G02", "T01", "T02", "T03", "T04"]);
    let codes: Vec<_> = own.chain(check::rules().map(|rule| rule.code)).collect();
    let distinct = codes.iter().collect::<std::collections::BTreeSet<_>>().len();
    for lang in [Lang::En, Lang::Zh] {
        let told = run_anew(lang, &[refused(&codes)]);
        let rows = told.html.rows_of(&told.page, "rules");
        assert_eq!(rows.len(), distinct + 2);
        assert!(rows.iter().all(|row| !row[1].is_empty()), "{rows:?}");
        // Many codes share the last bar, so that the chart still comes to all findings.
        assert_eq!(bars(&told, "errors").len(), 12);
        assert_eq!(bars(&told, "errors").iter().sum::<u64>(), codes.len() as u64);
    }
}

// What it must not do.

#[test]
fn hostile_text_is_shown_and_does_nothing() {
    let folder = TempDir::new().unwrap();
    let (_output, mut register) = open(folder.path(), Mode::Fresh, Lang::En);
    let evil = "</style></title><script>alert(1)</script><img src=x onerror='y'> \"&amp; {{ 7*7 }} {% raw %}";
    let hidden = "a\u{202e}b\u{0}c\u{200b}d\u{feff}e\u{2028}f\u{1b}[31mg\u{ad}h\u{3164}";
    let finding = Finding::error("D04", evil, Words::new(format!("`{evil}` is no date, `{hidden}"), "—"))
        .basis(evil, "—")
        .hint(evil, "—");
    let origin = Origin { source: evil.into(), id: Some(format!("{evil}{hidden}")), ..origin(1) };
    register.record(&origin, Outcome::Refused(vec![finding])).unwrap();
    register.finish(&Session::start(1)).unwrap();
    let told = told(folder.path());
    let words = told.html.words();
    assert_eq!(words.matches(evil).count(), 6, "{words}");
    let shown = "a⟨U+202E⟩b⟨U+0000⟩c⟨U+200B⟩d⟨U+FEFF⟩e⟨U+2028⟩f⟨U+001B⟩[31mg⟨U+00AD⟩h⟨U+3164⟩";
    assert_eq!(words.matches(shown).count(), 2, "{words}");
    assert!(told.page.chars().all(|c| c == '\n' || !c.is_control()));
    assert!(told.html.all("code").any(|code| code.words == evil));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_stays_text(id in ".{0,40}", message in "[`<>&\"'/a-z;#!=\\-\u{0}-\u{20}\u{2028}]{0,60}") {
        let folder = TempDir::new().unwrap();
        let (_output, mut register) = open(folder.path(), Mode::Fresh, Lang::Zh);
        let finding = Finding::error("D04", message.clone(), Words::new("", message));
        let origin = Origin { id: Some(id), ..origin(1) };
        register.record(&origin, Outcome::Refused(vec![finding])).unwrap();
        register.finish(&Session::start(1)).unwrap();
        prop_assert_eq!(told(folder.path()).html.all("h3").count(), 1);
    }
}

#[test]
fn a_page_shows_the_first_of_thousands_and_says_how_many_there_are() {
    let told = run_anew(Lang::En, &vec![refused(&["R04"]); 5_000]);
    assert_eq!(told.html.all("h3").count(), 500);
    assert!(told.html.words().contains("Further refused accounts, listed in refused.jsonl: 4,500"));
    assert_eq!(bars(&told, "errors"), [5_000]);
    assert!(told.page.len() < 1 << 20, "{} bytes", told.page.len());
}

#[test]
fn a_page_stays_small_however_much_is_wrong() {
    let words = Words::new("<'> ".repeat(2_000), "—");
    let many: Vec<_> = (0..100).map(|_| Finding::error("D04", "extra", words.clone())).collect();
    let told = run_anew(Lang::En, &vec![Fate::Refused(many); 40]);
    assert!(told.page.len() < 2 << 20, "{} bytes", told.page.len());
    assert_eq!(told.html.all("h3").count(), 2);
    assert!(told.html.words().contains("further findings in refused.jsonl: 80"));
    assert!(told.html.words().contains("listed in refused.jsonl: 38"));
}

// When it is written.

#[test]
fn times_are_told_stage_by_stage_and_pictured_when_asked_for() {
    use hanpress::inner::laps::{Laps, Stage};
    let folder = TempDir::new().unwrap();
    let (output, mut register) = open(folder.path(), Mode::Fresh, Lang::En);
    for seq in 1..=100 {
        let mut laps = Laps::default();
        laps.add(Stage::Check, std::time::Duration::from_micros(seq * 100));
        laps.add(Stage::Compile, std::time::Duration::from_millis(if seq == 42 { 900 } else { 3 }));
        let placed = output.place(&Delivery { laps, ..delivery(seq) }).unwrap();
        register.record(&origin(seq), Outcome::Made(placed)).unwrap();
    }
    register.finish(&Session { pictured: true, ..Session::start(1) }).unwrap();
    let told = told(folder.path());
    let times = &told.report["times"];
    let near = |value: &Value, exact: f64| (value.as_f64().unwrap() / exact - 1.0).abs() < 0.07;
    assert!(near(&times["stages"]["check"]["median_ms"], 5.0), "{times}");
    assert!(near(&times["stages"]["check"]["p99_ms"], 9.9), "{times}");
    assert_eq!(times["stages"]["compile"]["most_ms"], 900.0);
    assert!(near(&times["stages"]["compile"]["median_ms"], 3.0), "{times}");
    assert_eq!(times["slowest"][0]["seq"], 42);
    assert_eq!(times["slowest"].as_array().unwrap().len(), 10);
    let steps = times["throughput"]["documents"].as_array().unwrap();
    assert_eq!(steps.iter().map(|step| step.as_u64().unwrap()).sum::<u64>(), 100);
    assert!(!told.html.words().contains("Time by stage"), "equal runs leave equal pages");
    let timed = fs::read_to_string(folder.path().join("times.html")).unwrap();
    assert!(Html::read(&timed).words().contains("Time by stage") && timed.contains("throughput-title"));
}
