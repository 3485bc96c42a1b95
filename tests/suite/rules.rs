//! The book of rules: its examples, what an issuer may raise or answer for, the command that tells it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use hanpress::inner::check::book::{Entry, Example, Set, Waivable, entries, hash};
use hanpress::inner::check::{overrides, rules};
use hanpress::inner::finding::{Finding, Severity};
use hanpress::inner::issuer::IssuerFile;
use hanpress::inner::wording::{self, Setting, Switches, Target};
use regex::Regex;
use serde_json::{Value, json};

use crate::check::{codes, good, issuer_with, judge, listed, merge, told};
use crate::dates::day;
use crate::workshop::{desk_of, file};

/// A value at the end of a path as findings write it: `ledgers[0].total`.
fn at(path: &str, value: Value) -> Vec<(String, Value)> {
    let pointer = format!("/{}", path.replace('[', ".").replace(']', "").replace('.', "/"));
    vec![(pointer, value)]
}

/// A fixture with the fields of an example.
fn applied(example: &Example) -> Option<Value> {
    let fields = |set: &[Set]| -> Vec<(String, Value)> {
        set.iter().flat_map(|(path, text)| at(path, serde_json::from_str(text).unwrap())).collect()
    };
    match example {
        Example::Words(_) => None,
        Example::Account(kind, set) | Example::Issued(kind, _, set) => {
            let mut account = good(kind);
            for (pointer, value) in fields(set) {
                put(&mut account, &pointer, value);
            }
            Some(json!({ "account": account, "issued": example.issued() }))
        }
        Example::Issuer(kind, set) => {
            let mut patch = json!({});
            for (pointer, value) in fields(set) {
                put(&mut patch, &pointer, value);
            }
            Some(json!({ "account": good(kind), "issuer": patch }))
        }
    }
}

/// Sets a value at a pointer; objects on the way are made, `null` takes the field away.
fn put(value: &mut Value, pointer: &str, new: Value) {
    let (name, rest) =
        pointer[1..].split_once('/').map_or((&pointer[1..], None), |(name, rest)| (name, Some(rest)));
    let below = match value {
        Value::Array(items) => &mut items[name.parse::<usize>().unwrap()],
        Value::Object(map) if rest.is_none() && new.is_null() => return drop(map.remove(name)),
        Value::Object(map) => map.entry(name).or_insert(json!({})),
        _ => panic!("nothing stands at {pointer}"),
    };
    match rest {
        Some(rest) => put(below, &format!("/{rest}"), new),
        None => *below = new,
    }
}

/// The codes of the refuse list that a sentence is told under.
fn hits(words: &str) -> BTreeSet<&'static str> {
    let switches = Switches::of([]);
    let setting = Setting { kind: "overdue-notice", switches: &switches, target: Target::Page };
    let book = wording::book().unwrap();
    book.refuse.hits(words, &[], &setting).iter().map(|hit| hit.entry.code).collect()
}

#[test]
fn the_book_has_an_entry_for_every_rule_and_no_other() {
    let told: BTreeSet<_> = entries().map(|entry| entry.code).collect();
    let run: BTreeSet<_> = rules().map(|rule| rule.code).collect();
    assert_eq!(told, run);
    assert_eq!(entries().count(), told.len(), "one entry a code");
    let law = (1..=25).map(|n| format!("R{n:02}")).chain((1..=4).map(|n| format!("W{n:02}")));
    for code in law {
        assert!(told.contains(code.as_str()), "{code} of the handbook");
    }
}

#[test]
fn an_example_breaks_its_rule_and_no_other_and_its_counterpart_none() {
    for Entry { code, breaks, keeps, .. } in entries() {
        if let Some(value) = applied(breaks) {
            assert_eq!(codes(&told(&value)), BTreeSet::from([*code]), "{code}: {}", listed(&told(&value)));
        }
        if let Some(value) = applied(keeps) {
            assert!(told(&value).is_empty(), "{code}: {}", listed(&told(&value)));
        }
    }
}

#[test]
fn example_words_are_told_by_the_lists() {
    for Entry { code, breaks, keeps, .. } in entries() {
        if let Example::Words(words) = keeps {
            assert!(hits(words).is_empty(), "{code}: {words}");
        }
        if let (Example::Words(words), "R12" | "R24" | "R25" | "W12") = (breaks, *code) {
            assert_eq!(hits(words), BTreeSet::from([*code]), "{words}");
        }
    }
}

#[test]
fn rules_are_worded_in_both_languages_and_hold_no_full_stop() {
    for entry in entries() {
        let said = entry.rules().flat_map(|rule| [rule.demands, rule.basis]).chain([entry.mend]);
        for said in said {
            assert!(!said.en.is_empty() && !said.en.ends_with('.'), "{}: {}", entry.code, said.en);
            assert!(!said.zh.is_empty() && !said.zh.ends_with('。'), "{}: {}", entry.code, said.zh);
        }
    }
}

fn issuer(patch: &Value) -> IssuerFile {
    IssuerFile::read(&issuer_with(patch)).unwrap()
}

fn answer(code: &str) -> Value {
    json!({ "id": "TP-1", "code": code, "reason": "已取得书面确认", "approver": "合规部", "expires": "2026-12-31" })
}

/// The paths of what is wrong with an issuer's severities and overrides.
fn faults(patch: &Value) -> Vec<String> {
    overrides::faults(&issuer(patch), day(Example::ISSUED)).into_iter().map(|finding| finding.path).collect()
}

#[test]
fn an_issuer_may_make_a_warning_refuse() {
    let doubtful = good("W01-exactly-the-guard");
    assert!(judge(&doubtful).is_ok());
    let raised = |word: &str| {
        let mut account = doubtful.clone();
        account["ledgers"][0]["interest"] = json!("134.22");
        account["ledgers"][0]["total"] = json!("8530.47");
        judge(&json!({ "account": account, "issuer": { "severity": { "W01": word } } }))
    };
    assert!(raised("warn").is_ok());
    let findings = raised("refuse").unwrap_err();
    assert_eq!((findings[0].code, findings[0].severity), ("W01", Severity::Error));
}

#[test]
fn no_issuer_makes_a_warning_of_a_refusal() {
    let told = faults(
        &json!({ "severity": { "R04": "warn", "W01": "off", "X9": "refuse", "R05": "refuse", "W02": "warn" } }),
    );
    assert_eq!(told, ["severity.R04", "severity.W01", "severity.X9"]);
}

#[test]
fn what_somebody_answers_for_is_made_and_remembered() {
    let account = good("R23-on-the-last-day");
    let late = |overrides: Value| {
        let mut account = account.clone();
        account["limitation_end"] = json!("2026-11-21");
        judge(&json!({ "account": account, "issuer": { "overrides": overrides } }))
    };
    assert!(late(json!([])).is_err());
    let checked = late(json!([answer("R23")])).unwrap();
    let [warning] = checked.warnings() else { panic!("one finding") };
    assert_eq!((warning.code, warning.severity), ("R23", Severity::Warning));
    let answer_told = warning.overridden_by.as_ref().map(|by| [&*by.id, &*by.approver, &*by.reason]);
    assert_eq!(answer_told, Some(["TP-1", "合规部", "已取得书面确认"]));
    for part in ["TP-1", "合规部", "已取得书面确认"] {
        assert!(warning.message.en.contains(part) && warning.message.zh.contains(part), "{part}");
    }
    let mut of_another = answer("R23");
    of_another["accounts"] = json!(["A0000009"]);
    assert!(late(json!([of_another.clone()])).is_err(), "an override of another account");
    of_another["accounts"] = json!(["A0000009", account["id"]]);
    assert!(late(json!([of_another])).is_ok());
}

#[test]
fn an_override_lets_nothing_through_that_the_law_demands() {
    for entry in entries().filter(|entry| entry.waivable == Waivable::Never) {
        assert_eq!(
            faults(&json!({ "overrides": [answer(entry.code)] })),
            ["overrides[0].code"],
            "{}",
            entry.code
        );
    }
    let open: Vec<_> =
        entries().filter(|entry| entry.waivable != Waivable::Never).map(|entry| entry.code).collect();
    assert_eq!(
        open,
        [
            "R12", "R23", "W01", "W02", "W03", "W04", "W05", "W06", "W07", "W08", "W09", "W10", "W11", "W12",
            "W13", "W15", "W16", "G08", "G09", "G10", "G11", "G12"
        ]
    );
}

#[test]
fn an_override_ends_after_the_issue_date_and_names_what_it_is_for() {
    let with = |name: &str, value: Value| {
        let mut one = answer("R23");
        one[name] = value;
        json!({ "overrides": [one] })
    };
    assert_eq!(faults(&with("expires", json!("2026-11-22"))), ["overrides[0].expires"]);
    assert!(faults(&with("expires", json!("2026-11-23"))).is_empty());
    assert_eq!(faults(&with("code", json!("R99"))), ["overrides[0].code"]);
    assert_eq!(faults(&with("code", json!("R12"))), ["overrides[0].entry"]);
    assert_eq!(faults(&with("entry", json!("X201"))), ["overrides[0].entry"]);
    assert_eq!(faults(&json!({ "overrides": [answer("R23"), answer("W01")] })), ["overrides[1].id"]);
    for part in ["id", "reason", "approver", "expires"] {
        let findings = IssuerFile::read(&issuer_with(&with(part, json!("")))).unwrap_err();
        assert_eq!(findings[0].path, format!("overrides[0].{part}"));
    }
}

#[test]
fn a_run_stops_at_an_override_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("issuer.toml");
    std::fs::write(&path, issuer_with(&json!({ "overrides": [answer("R06")] }))).unwrap();
    let stop = desk_of(&path, None).unwrap_err();
    for words in [&stop.message.en, &stop.message.zh] {
        assert!(
            words.contains("issuer.toml") && words.contains("overrides[0].code") && words.contains("R06"),
            "{words}"
        );
    }
}

#[test]
fn the_hash_of_the_rules_knows_thresholds_and_overrides() {
    let hash_of = |patch: Value| hash(&issuer(&patch), &[7; 32]);
    let plain = hash_of(json!({}));
    assert_eq!(plain, hash_of(json!({ "issuer": { "hotline": "95555" } })), "a telephone number is no rule");
    assert_ne!(plain, hash(&issuer(&json!({})), &[8; 32]), "the lists of words are part of the rules");
    for patch in [
        json!({ "contract": { "figures_days": 8 } }),
        json!({ "contract": { "guard_rate": "0.2" } }),
        json!({ "severity": { "W01": "refuse" } }),
        json!({ "overrides": [answer("R23")] }),
    ] {
        assert_ne!(plain, hash_of(patch.clone()), "{patch}");
    }
}

#[test]
fn a_misspelt_key_of_the_issuer_file_is_told_with_the_nearest() {
    for (patch, path, near) in [
        (json!({ "contract": { "grace_day": 3 } }), "contract.grace_day", "grace_days"),
        (json!({ "override": [] }), "override", "overrides"),
        (json!({ "overrides": [{ "aprover": "x" }] }), "overrides[0].aprover", "approver"),
    ] {
        let findings: Vec<Finding> = IssuerFile::read(&issuer_with(&patch)).unwrap_err();
        let told = findings.iter().find(|finding| finding.path == path).unwrap();
        assert!(told.hints[0].en.contains(near), "{told:?}");
    }
    let mut text = json!({});
    merge(&mut text, &json!({ "contract": { "name": "x" } }));
    assert!(IssuerFile::read(&issuer_with(&text)).is_ok());
}

fn hanpress(arguments: &[&str]) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_hanpress"));
    Command::new(binary).current_dir(file("")).args(arguments).output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = hanpress(arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every code that stands between quotation marks or brackets in a source file or a list of words, but for
/// the text that says what codes stand for.
fn printed_codes() -> BTreeSet<String> {
    let code = Regex::new(r#"["\[]([A-Z][0-9]{2,4})["\]]"#).unwrap();
    let (mut found, mut folders) = (BTreeSet::new(), vec![file("src")]);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !["codes", "book"].contains(&name) {
                folders.push(path);
            } else if name.ends_with(".rs") || name.ends_with(".toml") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.extend(code.captures_iter(&text).map(|found| found[1].to_string()));
            }
        }
    }
    found
}

#[test]
fn every_code_that_the_program_prints_is_told_by_the_command_and_no_other() {
    let rows = printed(&["rules", "--format", "json"]);
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: BTreeSet<String> = rows.iter().map(|row| row["code"].as_str().unwrap().to_string()).collect();
    assert_eq!(told.len(), rows.len(), "each once");
    assert_eq!(told, printed_codes());
    for letter in ["A", "C", "D", "E", "G", "M", "N", "R", "S", "T", "V", "W", "X"] {
        assert!(told.iter().any(|code| code.starts_with(letter)), "{letter}");
    }
    for row in &rows {
        for language in ["en", "zh"] {
            let words = [&row["about"][language], &row["mend"][language]];
            let grounds = match row["rules"].as_array() {
                Some(rules) => rules.iter().map(|rule| &rule["basis"][language]).collect(),
                None => vec![&row["from"][language]],
            };
            for words in words.into_iter().chain(grounds) {
                let words = words.as_str().unwrap_or_default();
                assert!(!words.is_empty() && !words.ends_with(['.', '。']), "{language}: {row}");
            }
        }
    }
}

#[test]
fn the_command_lists_every_code_once_in_groups() {
    let list = printed(&["rules", "--lang", "en"]);
    let (mut groups, mut told) = (Vec::new(), Vec::new());
    for first in list.lines().filter_map(|line| line.split(' ').next()).filter(|first| !first.is_empty()) {
        match first.strip_suffix(':') {
            Some(letter) => groups.push(letter),
            None => {
                assert!(first.starts_with(groups[groups.len() - 1]), "{first} in its group");
                told.push(first.to_string());
            }
        }
    }
    assert_eq!(groups, ["R", "W", "C", "D", "G", "T", "M", "V", "A", "E", "N", "S", "X"]);
    assert_eq!(told.iter().cloned().collect::<BTreeSet<_>>(), printed_codes());
    for letter in groups {
        let group = told.iter().filter(|code| code.starts_with(letter)).map(|code| (code.len(), code));
        let group: Vec<_> = group.collect();
        assert!(group.is_sorted(), "{group:?}");
    }
}

#[test]
fn the_command_explains_one_rule_with_examples() {
    let told = printed(&["rules", "r05", "--lang", "en"]);
    for words in [
        "five years",
        "art. 70",
        "how to mend it",
        "breaks it",
        "2027-01-05",
        "keeps it",
        "2026-12-22",
        "never",
    ] {
        assert!(told.contains(words), "{words}:\n{told}");
    }
    let told = printed(&["rules", "R05", "--lang", "zh"]);
    for words in ["第七十条", "如何更正", "违反示例", "符合示例", "特批"] {
        assert!(told.contains(words), "{words}:\n{told}");
    }
    assert!(printed(&["rules", "R12", "--lang", "en"]).contains("X201"), "the list stands with its rule");
}

#[test]
fn a_code_that_is_no_rule_is_explained_likewise() {
    let cases = [
        (
            "d04",
            "D04\n\na value that is not what belongs there\n\ncomes from\n  reading accounts",
            "how to mend it",
        ),
        ("A03", "A03\n\na line that is missing\n\ncomes from\n  the manifest", "restore the folder"),
        ("V05", "V05\n\na signature that its certificate does not prove\n", "RSA from 2048 bits"),
        ("N01", "N01  refuses\n\nthe sender's full name and role\n", "told under\n  R01"),
        ("X101", "X101  refuses\n\nimpersonation of authorities", "caught\n  公安局已立案"),
        ("D02", "D02  refuses\n\na field that is missing\n", "hanpress kinds KIND"),
    ];
    for (code, begins, holds) in cases {
        let told = printed(&["rules", code, "--lang", "en"]);
        assert!(told.starts_with(begins) && told.contains(holds), "{told}");
    }
    let told = printed(&["rules", "T01", "--lang", "zh"]);
    assert!(told.starts_with("T01\n\n模板出错\n\n来源\n  载入"), "{told}");
    let facts: Value = serde_json::from_str(&printed(&["rules", "x101", "--format", "json"])).unwrap();
    assert_eq!([&facts["code"], &facts["rule"], &facts["severity"]], ["X101", "R12", "error"]);
}

#[test]
fn a_rule_that_does_not_exist_is_named() {
    let output = hanpress(&["rules", "R99", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("there is no rule `R99`") && told.contains("R24, R25"), "{told}");
    let told = hanpress(&["rules", "Q1", "--lang", "en"]).stderr;
    assert!(
        String::from_utf8(told).unwrap().contains("codes begin with R, W, C, D, G, T, M, V, A, E, N, S, X")
    );
}
