//! The rules: every fixture under `tests/accounts`, the limits of each rule, and what no message may say.

mod at_once;
mod calculated;
mod cards;
mod checked;
mod chronology;
mod contacts;
mod credits;
mod digits;
mod odd;
mod papers;
mod stand_ins;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use hanpress::inner::account::Account;
use hanpress::inner::account::read::{Input, Reading, read};
use hanpress::inner::check::{Checked, Context, check, rule, rules};
use hanpress::inner::digits::resident_id_check_digit;
use hanpress::inner::finding::{Finding, Lang, Severity};
use hanpress::inner::issuer::IssuerFile;
use hanpress::inner::kind::{KindFacts, Origin};
use hanpress::inner::record::Amount;
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = r#"
[issuer]
name = "示例银行股份有限公司信用卡中心"
role = "issuer"
uscc = "91350100M000100Y43"
address = "福建省福州市鼓楼区示例路1号"
postcode = "350001"
hotline = "400-000-0000"
complaints = "400-000-0001"
website = "https://example.com"
verify_url = "https://example.com/verify?n={number}"
privacy_contact = "privacy@example.com"
payee = { name = "示例银行股份有限公司信用卡中心", bank = "示例银行", account = "本人信用卡账户" }

[contract]
name = "示例银行信用卡领用合约"
interest_clause = "第八条"
"#;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The account as reading gives it, from a file of one line.
fn account(value: &Value) -> Account {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(file, "{value}").unwrap();
    let mut entries = read(vec![Input::File(file.path().into())], Reading::default()).unwrap();
    entries.next().unwrap().account.expect("the fixture can be read")
}

/// One of the tests' own kinds, which ask for no more than a rule needs, or a kind of the binary.
fn kind(name: &str) -> KindFacts {
    let file = |folder: &str| root().join(folder).join(name).join("kind.toml");
    let path = Some(file("tests/kinds")).filter(|path| path.exists()).unwrap_or_else(|| file("templates"));
    KindFacts::of(name, &fs::read_to_string(path).unwrap()).unwrap().with_origin(Origin::Program)
}

/// An issuer file's text with values changed as a merge patch has them.
pub(crate) fn issuer_with(patch: &Value) -> String {
    let mut issuer: Value = serde_json::to_value(toml::from_str::<toml::Table>(ISSUER).unwrap()).unwrap();
    merge(&mut issuer, patch);
    issuer.as_object().unwrap().iter().map(|(name, table)| format!("{name} = {}\n", inline(table))).collect()
}

/// A value as TOML has it in one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let fields: Vec<_> =
                map.iter().map(|(name, value)| format!("{} = {}", json!(name), inline(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

pub(crate) fn merge(value: &mut Value, patch: &Value) {
    match (value, patch) {
        (Value::Object(map), Value::Object(patch)) => {
            for (name, patch) in patch {
                merge(map.entry(name.clone()).or_insert(json!({})), patch);
            }
        }
        (value, patch) => *value = patch.clone(),
    }
}

fn judge_for(account: Account, issuer: &str) -> Result<Checked, Vec<Finding>> {
    let kind = kind(account.kind.as_deref().unwrap());
    judge_as(account, issuer, &kind)
}

fn judge_as(account: Account, issuer: &str, kind: &KindFacts) -> Result<Checked, Vec<Finding>> {
    judge_on(account, issuer, kind, day("2026-11-22"))
}

fn judge_on(
    account: Account,
    issuer: &str,
    kind: &KindFacts,
    issue_date: NaiveDate,
) -> Result<Checked, Vec<Finding>> {
    let issuer = IssuerFile::read(issuer).unwrap();
    check(
        account,
        &Context {
            issuer: &issuer,
            kind,
            issue_date,
            fonts: super::fonts(),
            shift: &super::shift(&issuer),
            sent: &crate::workshop::desk().sent,
        },
    )
}

/// Judges a fixture: an account, or an account with what differs in the issuer file, or the day it is issued on.
pub(crate) fn judge(value: &Value) -> Result<Checked, Vec<Finding>> {
    let issuer = issuer_with(value.get("issuer").unwrap_or(&json!({})));
    let account = account(bare(value));
    let kind = kind(account.kind.as_deref().unwrap());
    let issued = value.get("issued").and_then(Value::as_str).unwrap_or("2026-11-22");
    judge_on(account, &issuer, &kind, day(issued))
}

/// The account of a fixture.
fn bare(value: &Value) -> &Value {
    value.get("account").unwrap_or(value)
}

/// All findings, whether they refuse or not.
pub(crate) fn told(value: &Value) -> Vec<Finding> {
    judge(value).map_or_else(|findings| findings, |checked| checked.warnings().to_vec())
}

pub(crate) fn codes(findings: &[Finding]) -> BTreeSet<&str> {
    findings.iter().map(|finding| finding.code).collect()
}

/// The fixtures of a folder by name.
fn fixtures(folder: &str) -> BTreeMap<String, Value> {
    let files =
        fs::read_dir(root().join("tests/accounts").join(folder)).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_string();
            (name, serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap())
        })
        .collect()
}

pub(crate) fn good(name: &str) -> Value {
    fixtures("good").remove(name).unwrap()
}

/// An account with values changed at JSON pointers; what is not there is added.
pub(crate) fn with(mut value: Value, changes: &[(&str, Value)]) -> Value {
    for (pointer, change) in changes {
        let (above, name) = pointer.rsplit_once('/').unwrap();
        match value.pointer_mut(above).unwrap() {
            Value::Object(map) => drop(map.insert(name.to_string(), change.clone())),
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = change.clone(),
            _ => panic!("nothing stands under {pointer}"),
        }
    }
    value
}

/// The findings as the expected text has them.
pub(crate) fn listed(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let (en, zh) = (finding.message.get(Lang::En), finding.message.get(Lang::Zh));
        let hints: Vec<_> =
            finding.hints.iter().map(|hint| format!("  hint: {}\n", hint.get(Lang::En))).collect();
        let place = if finding.path.is_empty() { "the record" } else { &finding.path };
        format!("{}[{}] {place}: {en}\n  {zh}\n{}", finding.severity, finding.code, hints.concat())
    };
    findings.iter().map(line).collect()
}

#[test]
fn every_bad_account_is_told_what_is_wrong_with_it() {
    let folder = root().join("tests/accounts/bad");
    let mut differing = Vec::new();
    for (name, value) in fixtures("bad") {
        let (path, text) = (folder.join(format!("{name}.expected")), listed(&told(&value)));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            differing.push(format!("{name}:\n{text}"));
        }
    }
    assert!(differing.is_empty(), "run with UPDATE=1 if this is right:\n{}", differing.join("\n"));
}

#[test]
fn no_expected_text_is_an_orphan() {
    let fixtures = fixtures("bad");
    for entry in fs::read_dir(root().join("tests/accounts/bad")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(fixtures.contains_key(name), "{} belongs to no account", path.display());
    }
}

#[test]
fn a_bad_account_has_the_fault_its_file_is_named_after_and_no_other() {
    let mut others = String::new();
    for (name, value) in fixtures("bad") {
        let findings = told(&value);
        let code = name.split('-').next().unwrap();
        if codes(&findings) != BTreeSet::from([code]) {
            others += &format!("{name}:\n{}", listed(&findings));
        }
        let refuses = rule(code).is_some_and(|rule| rule.severity == Severity::Error);
        assert_eq!(judge(&value).is_err(), refuses, "{name}");
    }
    assert!(others.is_empty(), "{others}");
}

/// Rules on words have their fixtures with the words: see the tests on wording.
#[test]
fn every_rule_has_two_bad_accounts_and_a_good_one_just_inside() {
    let code = |name: &String| name.split('-').next().unwrap().to_string();
    let (bad, good) = (fixtures("bad"), fixtures("good"));
    // What R33 asks stands in each kind's folder, each condition with an example: see the tests on kinds.
    let judged = rules().filter(|rule| !rule.reads_wording() && rule.code != "R33");
    let judged: BTreeSet<_> = judged.map(|rule| rule.code).collect();
    for rule in &judged {
        let broken = bad.keys().filter(|name| code(name) == *rule).count();
        let kept = good.keys().filter(|name| code(name) == *rule).count();
        assert!(broken >= 2 && kept >= 1, "{rule}: {broken} bad accounts, {kept} good ones");
    }
    for name in bad.keys() {
        assert!(judged.contains(code(name).as_str()), "{name} is named after no rule");
    }
}

#[test]
fn every_good_account_passes_without_a_word() {
    let findings: Vec<_> = fixtures("good").into_iter().map(|(name, value)| (name, told(&value))).collect();
    let words = findings.iter().filter(|(_, told)| !told.is_empty());
    let words: String = words.map(|(name, told)| format!("{name}:\n{}", listed(told))).collect();
    assert!(words.is_empty(), "{words}");
}

#[test]
fn no_finding_shows_a_persons_data() {
    for (name, value) in fixtures("bad") {
        let person =
            ["/debtor/name", "/debtor/id_number", "/debtor/mobile", "/debtor/email", "/debtor/address"];
        let others = ["/card/number", "/addressee/name", "/addressee/address"];
        let account = bare(&value);
        let private: Vec<_> =
            person.iter().chain(&others).filter_map(|pointer| account.pointer(pointer)?.as_str()).collect();
        for finding in told(&value) {
            let hints = finding.hints.iter().chain([&finding.message]).chain(&finding.basis);
            let words: String = hints.map(|words| format!("{} {} ", words.en, words.zh)).collect();
            for text in &private {
                assert!(
                    !words.contains(text) && !finding.path.contains(text),
                    "{name} shows a person's data"
                );
            }
        }
    }
}

#[test]
fn messages_are_lower_case_without_a_full_stop_and_have_a_basis() {
    for (name, value) in fixtures("bad") {
        for finding in told(&value) {
            let (en, zh) = (&finding.message.en, &finding.message.zh);
            assert!(!en.ends_with('.') && !zh.ends_with('。'), "{name}: {en}");
            assert!(
                !en.starts_with(char::is_uppercase) || en.starts_with("CNY") || en.starts_with("USD"),
                "{name}: {en}"
            );
            assert!(finding.basis.is_some(), "{name}: {en}");
        }
    }
}

#[test]
fn findings_are_told_all_at_once_in_the_order_of_the_fields() {
    let value = with(
        good("overdue-notice"),
        &[
            ("/ledgers/0/total", json!("8534.77")),
            ("/debtor/postcode", json!("35001")),
            ("/flags", json!({ "dispute_open": true })),
            ("/due_date", json!("2026-11-20")),
        ],
    );
    let findings = judge(&value).unwrap_err();
    let told: Vec<_> = findings.iter().map(|finding| (finding.code, finding.path.as_str())).collect();
    assert_eq!(
        told,
        [
            ("R17", "debtor.postcode"),
            ("R08", "due_date"),
            ("R07", "flags.dispute_open"),
            ("R04", "ledgers[0].total")
        ]
    );
}

#[test]
fn a_warning_alone_refuses_nothing_and_is_remembered() {
    let checked = judge(&fixtures("bad")["W05-luhn"]).unwrap();
    assert_eq!(codes(checked.warnings()), BTreeSet::from(["W05"]));
    assert_eq!(checked.warnings()[0].severity, Severity::Warning);
}

#[test]
fn a_rule_of_other_kinds_does_not_run() {
    let value = with(good("repayment-agreement"), &[("/flags", json!({ "plan_active": true }))]);
    assert_eq!(codes(&told(&value)), BTreeSet::from(["R05"]), "an agreement is no demand, but one at a time");
    let value = with(good("overdue-notice"), &[("/plan", good("repayment-agreement")["plan"].clone())]);
    assert!(judge(&value).unwrap().schedules().is_empty(), "a notice sets no plan down");
}

#[test]
fn an_amount_that_no_document_can_print_is_refused() {
    let mut account = account(&good("overdue-notice"));
    account.ledgers[0].paid = Amount("1000000000000.00".parse().unwrap());
    assert_eq!(codes(&judge_for(account, ISSUER).unwrap_err()), BTreeSet::from(["D09"]));
}

#[test]
fn grace_ends_after_its_last_day() {
    let due = |date: &str| with(good("overdue-notice"), &[("/due_date", json!(date))]);
    assert_eq!(codes(&told(&due("2026-11-19"))), BTreeSet::from(["R08"]), "three days are grace");
    assert!(judge(&due("2026-11-18")).is_ok(), "four are not");
}

#[test]
fn a_shortfall_of_exactly_the_tolerance_counts_as_paid() {
    let paid = |sum: &str| with(good("overdue-notice"), &[("/ledgers/0/paid", json!(sum))]);
    assert_eq!(codes(&told(&paid("827.63"))), BTreeSet::from(["R08"]));
    assert!(judge(&paid("827.62")).is_ok());
}

#[test]
fn a_plan_may_end_on_the_very_day_five_years_after_signing() {
    let last =
        |date: &str| with(good("repayment-agreement-negotiated"), &[("/plan/rows/2/due_date", json!(date))]);
    assert!(judge(&last("2031-11-22")).is_ok());
    assert_eq!(codes(&told(&last("2031-11-23"))), BTreeSet::from(["R05"]));
}

#[test]
fn a_minor_comes_of_age_on_the_eighteenth_birthday() {
    let born = |birth: &str| {
        let first = format!("990000{birth}002");
        let number = format!("{first}{}", resident_id_check_digit(&first).unwrap());
        codes(&told(&with(good("overdue-notice"), &[("/debtor/id_number", json!(number))]))).len()
    };
    assert_eq!((born("20081122"), born("20081123")), (0, 1));
}
