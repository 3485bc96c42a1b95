//! Turn a report into one page of HTML that needs nothing but itself.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};
use serde::Serialize;

use super::chart::{Chart, Counted};
use super::codes::about;
use super::listed::Listed;
use super::waiting::Waiting;
use super::{Amounts, Owed, Report, Shown, Spread, Tally, Throughput, escape};
use crate::account::read::chinese;
use crate::deliver::manifest::Header;
use crate::fill::built_in_title;
use crate::finding::{Lang, Words};
use crate::laps::Stage;
use crate::money::{Currency, grouped};
use crate::plan::Bucket;

/// The file's name.
pub const NAME: &str = "report.html";

/// How many codes have a bar of their own; the rest share one.
const BARS: usize = 12;

/// The page with its places for values.
const TEMPLATE: &str = include_str!("page.html.jinja");

/// How it looks.
const STYLE: &str = include_str!("page.css");

/// What the page shows.
#[derive(Serialize)]
struct Page<'a> {
    lang: &'static str,
    style: &'static str,
    report: &'a Report,
    header: &'a Header,
    /// The run's times, where they were asked for.
    times: Option<Timed>,
    buckets: Vec<BucketRow>,
    buckets_chart: Chart,
    /// Made documents of no stage: not overdue.
    unstaged: u64,
    /// What goes out by which channel, where messages do.
    channels: Vec<ChannelRow>,
    amounts: Vec<CurrencyRows>,
    errors: Vec<CodeRow>,
    errors_chart: Chart,
    warnings: Vec<CodeRow>,
    refused: &'a Listed,
    /// Whether documents are those of the course, and what the others wait for.
    by_course: bool,
    not_yet: u64,
    waiting: &'a Waiting,
}

/// The run's times and sizes, as they are read.
#[derive(Serialize)]
struct Timed {
    began: String,
    ended: String,
    took: String,
    rate: String,
    memory: Option<String>,
    throughput: Chart,
    step: u64,
    stages: Vec<StageRow>,
}

/// How long one stage took.
#[derive(Serialize)]
struct StageRow {
    name: String,
    median: String,
    p99: String,
    most: String,
    /// Its share of all stages' time: in thousandths, and as `11.4%`.
    width: u64,
    share: String,
}

/// The documents of one bucket.
#[derive(Serialize)]
struct BucketRow {
    name: String,
    days: String,
    documents: u64,
}

/// What goes out by one channel.
#[derive(Serialize)]
struct ChannelRow {
    name: String,
    count: u64,
}

/// What is owed in one currency.
#[derive(Serialize)]
struct CurrencyRows {
    code: &'static str,
    name: &'static str,
    ledgers: u64,
    amount: String,
    rows: Vec<AmountRow>,
}

/// What is owed in one currency and bucket.
#[derive(Serialize)]
struct AmountRow {
    name: String,
    ledgers: u64,
    amount: String,
    /// Its share of the currency's sum: in thousandths, and as `11.4%`.
    width: u64,
    share: String,
}

/// What one code came to.
#[derive(Serialize)]
struct CodeRow {
    code: String,
    about: String,
    findings: u64,
    accounts: u64,
}

/// The page of a report, worded in the language of the run's lists.
pub(super) fn page(report: &Report, header: &Header, shown: &Shown, pictured: bool) -> Result<String, Error> {
    let lang = header.lang;
    let buckets = buckets(&report.tally.by_bucket, lang);
    let errors = codes(&report.tally.errors_by_code, &report.tally.refused_by_code, lang);
    let page = Page {
        lang: if lang == Lang::Zh { "zh-CN" } else { "en" },
        style: STYLE,
        report,
        header,
        times: pictured.then(|| timed(report, lang)),
        buckets_chart: Chart::of(bars_of_buckets(&buckets)),
        unstaged: report.tally.counts.made.saturating_sub(report.tally.by_stage.values().sum()),
        buckets,
        channels: channels(&report.tally, lang),
        amounts: amounts(&report.tally.amounts),
        errors_chart: Chart::of(bars_of_codes(&errors, lang)),
        errors,
        warnings: codes(&report.tally.warnings_by_code, &BTreeMap::new(), lang),
        refused: &shown.refused,
        by_course: header.follows_the_course(),
        not_yet: report.tally.counts.not_yet,
        waiting: &shown.waiting,
    };
    environment(lang).render_named_str(NAME, TEMPLATE, Serde(&page))
}

/// What goes out by each channel, in their order; nothing where all of it is letters.
fn channels(tally: &Tally, lang: Lang) -> Vec<ChannelRow> {
    if tally.messages.is_empty() {
        return Vec::new();
    }
    let of = |channel: &str| tally.messages.get(channel).copied().unwrap_or_default();
    let parts = grouped(&tally.parts.to_string());
    let rows = [
        (Words::new("Letters", "信函"), tally.letters),
        (
            Words::new(format!("Short messages, in {parts} parts"), format!("短信（计费 {parts} 条）")),
            of("sms"),
        ),
        (Words::new("E-mails", "电子邮件"), of("email")),
    ];
    let row = |(name, count): (Words, u64)| ChannelRow { name: name.get(lang).to_string(), count };
    rows.into_iter().filter(|(_, count)| *count > 0).map(row).collect()
}

/// What a kind is called: in Chinese by its title, where it is a built-in one; the manifest knows no other's.
fn titled(kind: String, lang: Lang) -> String {
    match lang {
        Lang::Zh => built_in_title(&kind).unwrap_or(kind),
        Lang::En => kind,
    }
}

/// What a field is called: in Chinese with its Chinese name before it.
fn named(path: String, lang: Lang) -> String {
    match chinese(&path).filter(|_| lang == Lang::Zh) {
        Some(name) => format!("{name}（{path}）"),
        None => path,
    }
}

/// An environment in which every value is escaped and undefined is strict.
fn environment(lang: Lang) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(escape::format);
    environment.set_debug(false);
    environment.add_function("w", move |en: String, zh: String| Words { en, zh }.get(lang).to_string());
    environment.add_filter("count", |count: u64| grouped(&count.to_string()));
    environment.add_filter("title", move |kind: String| titled(kind, lang));
    environment.add_filter("field", move |path: String| named(path, lang));
    environment.add_filter("with_code", |text: String| escape::with_code(&text));
    environment.add_filter("items", minijinja::filters::items);
    environment.add_filter("safe", minijinja::filters::safe);
    environment.add_filter("length", minijinja::filters::length);
    environment.add_test("string", minijinja::tests::is_string);
    environment.add_test("mapping", minijinja::tests::is_mapping);
    environment
}

/// Every bucket with its days and documents.
fn buckets(counts: &BTreeMap<String, u64>, lang: Lang) -> Vec<BucketRow> {
    let row = |(bucket, en, zh): (Bucket, &str, &str)| {
        let name = bucket.to_string();
        let documents = counts.get(&name).copied().unwrap_or(0);
        BucketRow { name, days: Words::new(en, zh).get(lang).to_string(), documents }
    };
    [
        (Bucket::M0, "not overdue", "未逾期"),
        (Bucket::M1, "1–30 days", "1–30 天"),
        (Bucket::M2, "31–60 days", "31–60 天"),
        (Bucket::M3, "61–90 days", "61–90 天"),
        (Bucket::M4, "91–120 days", "91–120 天"),
        (Bucket::M5, "121–150 days", "121–150 天"),
        (Bucket::M6, "151–180 days", "151–180 天"),
        (Bucket::M7Plus, "181 days and more", "181 天及以上"),
    ]
    .map(row)
    .into()
}

/// The later the stage, the deeper the colour.
fn bars_of_buckets(rows: &[BucketRow]) -> Vec<Counted> {
    let shade = |name: &str| match name {
        "M0" => "light",
        "M1" => "mild",
        "M2" => "firm",
        _ => "deep",
    };
    rows.iter().map(|row| (row.name.clone(), row.documents, shade(&row.name))).collect()
}

/// The commonest codes first, the rest together.
fn bars_of_codes(rows: &[CodeRow], lang: Lang) -> Vec<Counted> {
    let shown = if rows.len() > BARS { BARS - 1 } else { rows.len() };
    let bars = rows[..shown].iter().map(|row| (row.code.clone(), row.findings, "firm"));
    let rest: u64 = rows[shown..].iter().map(|row| row.findings).sum();
    let others = Words::new("others", "其他").get(lang).to_string();
    bars.chain((rest > 0).then_some((others, rest, "light"))).collect()
}

/// The codes, commonest first.
fn codes(findings: &BTreeMap<String, u64>, accounts: &BTreeMap<String, u64>, lang: Lang) -> Vec<CodeRow> {
    let row = |(code, findings): (&String, &u64)| CodeRow {
        code: code.clone(),
        about: about(code, lang),
        findings: *findings,
        accounts: accounts.get(code).copied().unwrap_or(0),
    };
    let mut rows: Vec<_> = findings.iter().map(row).collect();
    rows.sort_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.code.cmp(&b.code)));
    rows
}

/// The currencies in the order of the handbook.
fn amounts(amounts: &BTreeMap<String, Amounts>) -> Vec<CurrencyRows> {
    let present =
        Currency::ALL.into_iter().filter_map(|currency| Some((currency, amounts.get(currency.code())?)));
    let rows = |amounts: &Amounts| {
        let row = |(name, owed): (&String, &Owed)| {
            let width = owed.amount.thousandths_of(amounts.all.amount);
            let (name, amount) = (name.clone(), owed.amount.to_string());
            AmountRow { name, ledgers: owed.ledgers, amount, width, share: percent(width) }
        };
        amounts.by_bucket.iter().map(row).collect()
    };
    let currency = |(currency, amounts): (Currency, &Amounts)| CurrencyRows {
        code: currency.code(),
        name: currency.name(),
        ledgers: amounts.all.ledgers,
        amount: amounts.all.amount.to_string(),
        rows: rows(amounts),
    };
    present.map(currency).collect()
}

/// The run's times.
fn timed(report: &Report, lang: Lang) -> Timed {
    let Throughput { step_seconds, documents } = &report.times.throughput;
    let all: f64 = report.times.stages.values().map(|spread| spread.total_seconds).sum();
    let row = |(name, spread): (String, &Spread)| {
        let part = if all > 0.0 { spread.total_seconds / all } else { 0.0 };
        let (width, ms) = ((part * 1000.0).round() as u64, |ms: f64| format!("{ms:.2}"));
        let (median, p99, most) = (ms(spread.median_ms), ms(spread.p99_ms), ms(spread.most_ms));
        StageRow { name, median, p99, most, width, share: percent(width) }
    };
    let stages = Stage::ALL.into_iter().filter_map(|stage| {
        let spread = report.times.stages.get(stage.word())?;
        (spread.total_seconds > 0.0).then(|| (stage_word(stage).get(lang).to_string(), spread))
    });
    let whole = Words::new("all together", "合计").get(lang).to_string();
    Timed {
        began: moment(&report.started),
        ended: moment(&report.ended),
        took: took(report.seconds, lang),
        rate: format!("{:.1}", report.documents_per_second),
        memory: report.peak_memory_bytes.map(|bytes| format!("{} MiB", bytes >> 20)),
        throughput: Chart::columns(documents),
        step: *step_seconds,
        stages: stages.map(row).chain([row((whole, &report.times.document))]).collect(),
    }
}

fn stage_word(stage: Stage) -> Words {
    let zh = match stage {
        Stage::Read => "读取",
        Stage::Check => "检查",
        Stage::Fill => "填写",
        Stage::Compile => "排版",
        Stage::Export => "导出 PDF",
        Stage::Sign => "签名",
        Stage::Write => "写入",
        Stage::Sync => "落盘",
    };
    Words::new(stage.word(), zh)
}

/// Thousandths as `11.4%`.
fn percent(thousandths: u64) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// `2026-11-22 19:38:09` of an RFC 3339 moment; the report's moments are those of Asia/Shanghai.
fn moment(rfc3339: &str) -> String {
    rfc3339.chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

/// A span of time in words: `12.3 s`, `1 h 02 min 03 s`.
fn took(seconds: f64, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    if seconds < 60.0 {
        return if zh { format!("{seconds:.1} 秒") } else { format!("{seconds:.1} s") };
    }
    let whole = seconds.round() as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    match (hours, zh) {
        (0, false) => format!("{minutes} min {rest:02} s"),
        (0, true) => format!("{minutes} 分 {rest:02} 秒"),
        (_, false) => format!("{hours} h {minutes:02} min {rest:02} s"),
        (_, true) => format!("{hours} 小时 {minutes:02} 分 {rest:02} 秒"),
    }
}
