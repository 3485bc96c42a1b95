//! The rules: every fixture under `tests/accounts`, the limits of each rule, and what no message may say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use hanpress::account::read::{Input, Reading, read};
use hanpress::account::{Account, Amount};
use hanpress::check::digits::{is_luhn, is_resident_id, is_uscc, luhn_check_digit, resident_id_check_digit};
use hanpress::check::{Checked, Ground, check, rules};
use hanpress::finding::{Finding, Lang, Severity};
use hanpress::issuer::IssuerFile;
use hanpress::kind::KindFacts;
use serde_json::{Value, json};

const ISSUER: &str = r#"
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

fn root() -> PathBuf {
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

fn kind(name: &str) -> KindFacts {
    let text = fs::read_to_string(root().join("templates").join(name).join("kind.toml")).unwrap();
    KindFacts::of(name, &text).unwrap()
}

fn judge_for(account: Account, issuer: &str) -> Result<Checked, Vec<Finding>> {
    let issuer = IssuerFile::read(issuer).unwrap();
    let kind = kind(account.kind.as_deref().unwrap());
    check(
        account,
        &Ground { issuer: &issuer, kind: &kind, issue_date: day("2026-11-22"), fonts: super::fonts() },
    )
}

fn judge(value: &Value) -> Result<Checked, Vec<Finding>> {
    judge_for(account(value), ISSUER)
}

/// All findings, whether they refuse or not.
fn told(value: &Value) -> Vec<Finding> {
    judge(value).map_or_else(|findings| findings, |checked| checked.warnings().to_vec())
}

fn codes(findings: &[Finding]) -> BTreeSet<&str> {
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

fn good(name: &str) -> Value {
    fixtures("good").remove(name).unwrap()
}

/// An account with values changed at JSON pointers; what is not there is added.
fn with(mut value: Value, changes: &[(&str, Value)]) -> Value {
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
fn listed(findings: &[Finding]) -> String {
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
    for (name, value) in fixtures("bad") {
        let findings = told(&value);
        let code = name.split('-').next().unwrap();
        assert_eq!(codes(&findings), BTreeSet::from([code]), "{name}:\n{}", listed(&findings));
        assert_eq!(judge(&value).is_err(), !code.starts_with('W'), "{name}");
    }
}

#[test]
fn every_code_has_a_bad_account() {
    let shown: BTreeSet<String> =
        fixtures("bad").keys().map(|name| name.split('-').next().unwrap().to_string()).collect();
    // Who sends is the issuer file's, not the account's: see the tests on the sender.
    let elsewhere = BTreeSet::from(["R14"]);
    let missing: Vec<_> = rules()
        .map(|rule| rule.code)
        .filter(|code| !shown.contains(*code) && !elsewhere.contains(code))
        .collect();
    assert!(missing.is_empty(), "no bad account for {missing:?}");
    for code in shown {
        assert!(rules().any(|rule| rule.code == code), "{code} is no rule's");
    }
}

#[test]
fn every_good_account_passes_without_a_word() {
    for (name, value) in fixtures("good") {
        let findings = told(&value);
        assert!(findings.is_empty(), "{name}:\n{}", listed(&findings));
    }
}

#[test]
fn no_finding_shows_a_persons_data() {
    for (name, value) in fixtures("bad") {
        let person =
            ["/debtor/name", "/debtor/id_number", "/debtor/mobile", "/debtor/email", "/debtor/address"];
        let others = ["/card/number", "/addressee/name", "/addressee/address"];
        let private: Vec<_> =
            person.iter().chain(&others).filter_map(|pointer| value.pointer(pointer)?.as_str()).collect();
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
    assert!(judge(&value).is_ok(), "an agreement is no demand");
    let value = with(good("overdue-notice"), &[("/plan", good("repayment-agreement")["plan"].clone())]);
    assert!(judge(&value).unwrap().schedules().is_empty(), "a notice sets no plan down");
}

#[test]
fn an_agency_may_not_send_the_banks_letter() {
    let findings =
        judge_for(account(&good("overdue-notice")), &ISSUER.replace("\"issuer\"", "\"agency\"")).unwrap_err();
    assert_eq!(
        listed(&findings),
        "error[R14] issuer.role: `agency` may not send `overdue-notice`\n  受托机构不得发送 `overdue-notice`\n  \
         hint: it may be sent by: issuer\n"
    );
}

#[test]
fn a_wrong_credit_code_or_postcode_of_the_sender_refuses_every_account() {
    let issuer = ISSUER.replace("M000100Y43", "M000100Y44").replace("\"350001\"", "\"35001\"");
    let findings = judge_for(account(&good("overdue-notice")), &issuer).unwrap_err();
    let told: Vec<_> = findings.iter().map(|finding| (finding.code, finding.path.as_str())).collect();
    assert_eq!(told, [("R17", "issuer.postcode"), ("R17", "issuer.uscc")]);
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

#[test]
fn a_checked_account_holds_its_sums_in_money() {
    let checked = judge(&good("overdue-notice-two-currencies")).unwrap();
    let totals: Vec<_> = checked.ledgers().iter().map(|ledger| ledger.total.with_unit()).collect();
    assert_eq!(totals, ["8,543.77元", "1,210.70美元"]);
    assert_eq!((checked.overdue_days(), checked.bucket().to_string().as_str()), (28, "M1"));
    assert_eq!(checked.ledgers()[0].shortfall().unwrap().plain(), "837.63");
    assert_eq!(checked.account().id, "A0000001");
}

#[test]
fn a_checked_agreement_holds_waiver_payable_sum_and_schedule() {
    let checked = judge(&good("repayment-agreement-waiver")).unwrap();
    let [plan] = checked.schedules() else { panic!("one currency, one schedule") };
    assert_eq!(plan.waived.total().unwrap().plain(), "4333.41");
    assert_eq!(plan.payable.plain(), "18984.22");
    assert_eq!(plan.schedule.total(), plan.payable);
    assert_eq!(plan.schedule.instalments(), 24);
}

#[test]
fn the_terms_of_each_currency_become_its_own_schedule() {
    let checked = judge(&good("repayment-agreement-two-currencies")).unwrap();
    let payable: Vec<_> = checked.schedules().iter().map(|plan| plan.payable.with_unit()).collect();
    assert_eq!(payable, ["65,057.83元", "1,190.50美元", "122,400日元"]);
}

#[test]
fn the_standards_own_examples_have_their_check_digits() {
    for number in ["11010519491231002X", "440524188001010014", "110101200001010002"] {
        assert!(is_resident_id(number), "{number}");
    }
    for number in ["110105194912310021", "440305199713050018", "110101192302290127", "", "11010519491231002"]
    {
        assert!(!is_resident_id(number), "{number}");
    }
    for number in [
        "6225880012345675",
        "6259100000123458",
        "6217001234567890122",
        "4367420000111129",
        "5456191234567894",
        "3568330011223343",
        "370000000000010",
        "4111111111111111",
    ] {
        assert!(is_luhn(number), "{number}");
    }
    assert!(!is_luhn("6212341111111111111") && !is_luhn("") && !is_luhn("6a"));
    for code in ["91350100M000100Y43", "91110000100000001W", "311100004000000015"] {
        assert!(is_uscc(code), "{code}");
    }
    assert!(!is_uscc("91350100M000100Y34") && !is_uscc("91350100I000100Y43") && !is_uscc(""));
}

#[test]
fn a_changed_digit_never_keeps_its_check_digit() {
    fn holds(number: &str, alphabet: &str, is: fn(&str) -> bool) {
        for at in 0..number.len() {
            for other in alphabet.chars().filter(|c| !number[at..].starts_with(*c)) {
                let changed = format!("{}{other}{}", &number[..at], &number[at + 1..]);
                assert!(!is(&changed), "{changed} passes beside {number}");
            }
        }
    }
    holds("11010519491231002X", "0123456789", is_resident_id);
    holds("6225880012345675", "0123456789", is_luhn);
    holds("91350100M000100Y43", "0123456789ABCDEFGHJKLMNPQRTUWXY", is_uscc);
}

#[test]
fn letters_where_digits_belong_have_no_check_digit() {
    for first in ["", "1101051949123100", "1101051949123100２", "11010519491231 02"] {
        assert_eq!(resident_id_check_digit(first), None, "{first}");
    }
    assert_eq!(
        (luhn_check_digit(""), luhn_check_digit("62a"), luhn_check_digit("622588001234567")),
        (None, None, Some('5'))
    );
}
