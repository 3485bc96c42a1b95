//! Kinds that a folder declares: fields of their own, conditions, samples; and what the program's own declare.

mod complaint;

use hanpress::inner::fill::TemplateSet;
use hanpress::inner::finding::Finding;
use hanpress::inner::kind::KindFacts;
use hanpress::inner::prove::{Coverage, sampled, sampled_with, try_kind};
use hanpress::inner::record::Node;
use serde_json::{Value, json};

use super::workshop::{
    desk_for, desk_of, example, file, issue_date, make, make_all, prepare, templates, told, with,
};

/// A kind with a field of each sort, rows, conditions and samples of its own.
const KIND: &str = r#"
title = "寄存物品领取通知书"
purpose = "tells somebody that what they left can be fetched"
senders = ["issuer"]
needs = ["debtor.address", "debtor.postcode", "matter.deposit.number", "matter.deposit.things.name"]
rules = []
blocks = []
channels = ["post"]
retention_years = 1
nothing_owed = true

[[field]]
path = "deposit.number"
is = "text"
en = "the number of the deposit"
zh = "寄存编号"
sample = "JC-001"

[[field]]
path = "deposit.left_on"
is = "past-day"
en = "the day the things were left"
zh = "寄存日"
sample = "=as_of-30"

[[field]]
path = "deposit.fetch_by"
is = "coming-day"
en = "until when to fetch them"
zh = "领取期限"
sample = "=as_of+20"

[[field]]
path = "deposit.fee"
is = "amount"
en = "what is to be paid for it"
zh = "保管费"
sample = "30.00"

[[field]]
path = "deposit.count"
is = "whole"
en = "how many things there are"
zh = "件数"
sample = "2"

[[field]]
path = "deposit.fragile"
is = "flag"
en = "something may break"
zh = "含易碎物品"

[[field]]
path = "deposit.place"
is = "choice"
of = [{ word = "counter", zh = "柜台" }, { word = "store", zh = "库房" }]
en = "where they are kept"
zh = "存放处"
sample = "counter"

[[field]]
path = "deposit.things[].name"
is = "text"
en = "a thing"
zh = "物品名称"
sample = "文件袋"

[[field]]
path = "deposit.things[].worth"
is = "amount"
en = "what it is worth"
zh = "物品价值"
sample = "30.00"

[[gate]]
at = "matter.deposit.fetch_by"
must = "days(issued_on, matter.deposit.fetch_by) >= 7"
en = "fewer than seven days are left to fetch the things"
zh = "领取期限不足七天"
basis = "house rule of the test"
basis_zh = "测试的内部规则"
breaks = { "matter.deposit.fetch_by" = "=as_of+7" }

[[gate]]
at = "matter.deposit.fee"
must = "matter.deposit.things|sum('worth') >= matter.deposit.fee"
en = "the fee is more than the things are worth"
zh = "保管费高于物品价值"
basis = "house rule of the test"
basis_zh = "测试的内部规则"
breaks = { "matter.deposit.fee" = "30.01" }

[[gate]]
at = "matter.deposit.place"
when = "matter.deposit.fragile"
wants = ["matter.deposit.place"]
en = "what may break is kept nowhere"
zh = "易碎物品未写存放处"
basis = "house rule of the test"
basis_zh = "测试的内部规则"
breaks = { "matter.deposit.fragile" = "是", "matter.deposit.place" = "=nothing" }

[samples]
like = "overdue-notice"

[[samples.one]]
en = "in the store, fragile"
zh = "库房，易碎"
[samples.one.set]
"matter.deposit.place" = "store"
"matter.deposit.fragile" = "是"
"matter.deposit.things" = [{ name = "花瓶", worth = "28.00" }, { name = "书", worth = "12.00" }]
"#;

const LETTER: &str = r##"#import "/shared/letter.typ": *
{%- set d = matter.deposit %}
#set document(title: [信函])
#let v(s) = s
#show: figures
编号{{ d.number }}。{% if d.left_on %}{{ d.left_on }}寄存。{% endif %}{% if d.fetch_by %}请于{{ d.fetch_by }}前领取。{% endif %}
{%- if d.place_word %}存放于{{ d.place_word }}{% if d.place == "store" %}，请先预约{% endif %}。{% endif %}
{%- if d.fee %}保管费{{ d.fee }}元（{{ d.fee_upper }}）。{% endif %}{% if d.count > 1 %}共{{ d.count }}件。{% endif %}
{%- if d.fragile %}轻拿轻放。{% endif %}
{%- for t in d.things %}{{ loop.index }}、{{ t.name }}{% if t.worth %}价值{{ t.worth }}元{% endif %}；{% endfor %}
"##;

/// An account of that kind, with one value changed under `matter.deposit`.
fn deposit(name: &str, value: impl Into<Value>) -> Value {
    let things = json!([{ "name": "花瓶", "worth": "1,280.00" }, { "name": "书", "worth": "20.00" }]);
    let matter = json!({ "deposit": {
        "number": "JC-017", "left_on": "2026/10/8", "fetch_by": "2026-12-15", "fee": "88.80", "count": 2,
        "fragile": "是", "place": "库房", "things": things,
    }, "another_kinds": { "anything": "stands here" } });
    let account = with(with(example("notice-m1"), "/kind", "deposit-notice"), "/matter", matter);
    with(account, &format!("/matter/deposit/{name}"), value)
}

/// The codes and places of findings that refuse, with their English.
fn refused(findings: &[Finding]) -> Vec<(String, String)> {
    let refusing = findings.iter().filter(|finding| finding.refuses());
    refusing
        .map(|finding| (format!("{} {}", finding.code, finding.path), finding.message.en.clone()))
        .collect()
}

#[test]
fn a_folder_adds_a_kind_with_fields_conditions_and_samples_of_its_own() {
    let folder =
        templates(&[("deposit-notice/kind.toml", KIND), ("deposit-notice/letter.typ.jinja", LETTER)]);
    let desk = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap();

    let (prepared, typeset) =
        make(&desk, &deposit("number", "JC-017")).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    assert_eq!(prepared.kind, "deposit-notice");
    let page = super::fill::run_together(&typeset.text());
    for words in [
        "编号JC-017",
        "2026年10月8日寄存",
        "请于2026年12月15日前领取",
        "存放于库房，请先预约",
        "保管费88.80元（人民币捌拾捌元捌角整）",
        "共2件",
        "轻拿轻放",
        "1、花瓶价值1,280.00元；2、书价值20.00元；",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }

    let wrong: &[(&str, Value, &str)] = &[
        ("left_on", json!("2026-11-24"), "D09 matter.deposit.left_on"),
        ("left_on", json!("yesterday"), "D04 matter.deposit.left_on"),
        ("fetch_by", json!("2026-11-22"), "D09 matter.deposit.fetch_by"),
        ("fetch_by", json!("2026-11-29"), "R33 matter.deposit.fetch_by"),
        ("fee", json!("8880,1"), "D04 matter.deposit.fee"),
        ("fee", json!("88.801"), "D04 matter.deposit.fee"),
        ("fee", json!("1300.01"), "R33 matter.deposit.fee"),
        ("count", json!("two"), "D04 matter.deposit.count"),
        ("fragile", json!("perhaps"), "D04 matter.deposit.fragile"),
        ("place", json!("cellar"), "D04 matter.deposit.place"),
        ("place", json!(""), "R33 matter.deposit.place"),
        ("number", json!(""), "D02 matter.deposit.number"),
        ("things", json!([]), "D02 matter.deposit.things.name"),
        ("things", json!("a vase"), "D04 matter.deposit.things"),
        ("things", json!([{ "name": "书", "wort": "1.00" }]), "D03 matter.deposit.things[0].wort"),
        ("nomber", json!("JC-017"), "D03 matter.deposit.nomber"),
    ];
    for (name, value, expected) in wrong {
        let Err(findings) = prepare(&desk, &deposit(name, value.clone())) else {
            panic!("{name} {value}: made")
        };
        let codes: Vec<_> = refused(&findings).into_iter().map(|(code, _)| code).collect();
        assert!(codes.iter().any(|code| code == expected), "{name} {value}: {codes:?}");
    }
    let card = prepare(&desk, &deposit("number", "9900001234565679")).unwrap_err();
    assert!(refused(&card).iter().any(|(code, _)| code == "R03 matter.deposit.number"), "{}", told(&card));

    let coverage = Coverage::of(&TemplateSet::with_folder(folder.path()).unwrap());
    let limit = std::time::Duration::from_secs(300);
    let (tried, _) = try_kind(&desk, "deposit-notice", coverage, limit).unwrap();
    let traits: Vec<_> = tried.iter().flat_map(|one| &one.traits).map(|one| one.en.as_str()).collect();
    assert!(traits.contains(&"in the store, fragile"), "{traits:?}");
    for one in &tried {
        assert!(one.faults.is_empty() && one.doubts.is_empty(), "{:?}: {}", one.traits, told(&one.faults));
    }
}

#[test]
fn what_a_kind_declares_wrongly_stops_the_run_with_its_place() {
    let cases = [
        ("path = \"deposit.number\"", "path = \"number\"", "`field[0].path`: two or more names"),
        (
            "path = \"deposit.left_on\"",
            "path = \"deposit.number\"",
            "`field[1].path`: this field is declared",
        ),
        ("is = \"flag\"", "is = \"choice\"", "`field[5].of`: a choice has words"),
        (
            "matter.deposit.fragile\"\nwants",
            "matter.deposit.fragile ==\"\nwants",
            "`gate[2].when`: this is no condition",
        ),
        (
            "at = \"matter.deposit.place\"",
            "at = \"matter.deposit.plaice\"",
            "there is no field `matter.deposit.plaice`",
        ),
        ("wants = [\"matter.deposit.place\"]", "", "`gate[2]`: a condition has `must` or `wants`"),
        ("rules = []", "rules = [\"R0\"]", "there is no rule `R0`"),
        (
            "\"matter.deposit.number\", ",
            "\"matter.deposit.numbers\", ",
            "there is no field `matter.deposit.numbers`",
        ),
    ];
    for (from, to, expected) in cases {
        assert!(KIND.contains(from), "{from}");
        let kind = KIND.replacen(from, to, 1);
        let folder =
            templates(&[("deposit-notice/kind.toml", &kind), ("deposit-notice/letter.typ.jinja", LETTER)]);
        let stop = desk_of(&file("examples/issuer.toml"), Some(folder.path())).map(drop).unwrap_err();
        assert!(stop.message.en.contains(expected), "{expected}: {}", stop.message.en);
    }
}

/// The program's own kinds that declare samples.
fn own() -> Vec<KindFacts> {
    let set = TemplateSet::built_in().unwrap();
    let own: Vec<_> =
        set.kinds().values().map(|kind| kind.facts.clone()).filter(|kind| kind.samples.is_some()).collect();
    assert!(own.len() > 5, "only {} kinds declare samples", own.len());
    own
}

fn value(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

#[test]
fn samples_of_every_kind_that_declares_them_are_made() {
    let as_of = issue_date().pred_opt().unwrap();
    for kind in own() {
        let branches = kind.samples.as_ref().map_or(0, |samples| samples.one.len()) as u64;
        let lines: Vec<_> = sampled(&kind, 2 * (branches + 1), 7, as_of).map(|line| value(&line)).collect();
        for (made, line) in
            make_all(lines.iter().map(|line| (desk_for(&kind), line.clone()))).into_iter().zip(&lines)
        {
            if let Err(findings) = made {
                panic!("{}: {}{line}", kind.name, told(&findings));
            }
        }
    }
}

#[test]
fn every_condition_of_every_kind_refuses_what_it_is_there_for_and_nothing_else() {
    let as_of = issue_date().pred_opt().unwrap();
    for kind in own() {
        for gate in &kind.gate {
            let line = sampled_with(&kind, as_of, &gate.breaks).unwrap();
            let Err(findings) = prepare(desk_for(&kind), &value(&line)) else {
                panic!("{}: `{}` refuses nothing: {line}", kind.name, gate.en);
            };
            let told_by = refused(&findings);
            let own = (format!("R33 {}", gate.at), gate.en.clone());
            assert!(told_by.contains(&own), "{}: `{}` is not told: {told_by:?}", kind.name, gate.en);
            let finding = findings.iter().find(|finding| finding.message.en == gate.en).unwrap();
            let basis = finding.basis.as_ref().unwrap();
            assert_eq!((&basis.en, &basis.zh), (&gate.basis, &gate.basis_zh));
            let others: Vec<_> = told_by.iter().filter(|(code, _)| !code.starts_with("R33")).collect();
            assert!(others.is_empty(), "{}: `{}` is told with {others:?}", kind.name, gate.en);
        }
    }
}

/// A sample of a kind of the program's own, without what stands at some dotted paths.
fn sample_of(name: &str, without: &[&str]) -> (KindFacts, Value) {
    let kind = own().into_iter().find(|kind| kind.name == name).unwrap();
    let nothing = |path: &&str| ((*path).to_string(), Node::Text("=nothing".into()));
    let changed = Node::Map(without.iter().map(nothing).collect());
    let line = sampled_with(&kind, issue_date().pred_opt().unwrap(), &changed).unwrap();
    (kind, value(&line))
}

/// The kinds that nobody may make of half their facts.
const WHOLE: &[&str] =
    &["lawyer-letter", "payment-order", "mediation-request", "civil-complaint", "claim-filing"];

#[test]
fn a_paper_of_law_with_a_fact_missing_is_refused_with_the_law_that_wants_it() {
    for name in WHOLE {
        let (kind, whole) = sample_of(name, &[]);
        prepare(desk_for(&kind), &whole).unwrap_or_else(|findings| panic!("{name}: {}", told(&findings)));
        let mut asked = 0;
        for field in kind.field.iter().filter(|field| field.basis.is_some()) {
            let path = format!("matter.{}", field.path.replace("[]", ""));
            assert!(kind.needs.contains(&path), "{name}: `{path}` has a basis, and nobody needs it");
            let (_, half) = sample_of(name, &[&format!("matter.{}", field.path.replace("[]", ".0"))]);
            // Of a list of one, nothing is left.
            let matter = alone(&half["matter"], &field.path);
            let half = with(half, "/matter", matter);
            let Err(findings) = prepare(desk_for(&kind), &half) else {
                panic!("{name}: made without `{path}`")
            };
            let finding = findings.iter().find(|finding| finding.path == path).unwrap();
            assert_eq!((finding.code, &finding.basis), ("D02", &field.law()), "{name}: {path}");
            asked += 1;
        }
        assert!(asked > 0, "{name} asks for nothing by law");
    }
}

/// The same values, with the list on the way of a path cut to its first item.
fn alone(matter: &Value, path: &str) -> Value {
    let Some((list, _)) = path.split_once("[]") else { return matter.clone() };
    let pointer = format!("/{}", list.replace('.', "/"));
    let mut matter = matter.clone();
    if let Some(Value::Array(items)) = matter.pointer_mut(&pointer) {
        items.truncate(1);
    }
    matter
}

#[test]
fn only_a_law_firm_with_its_mandate_sends_a_lawyers_letter() {
    let (kind, account) = sample_of("lawyer-letter", &[]);
    assert_eq!(make(desk_for(&kind), &account).map(|_| ()).map_err(|findings| told(&findings)), Ok(()));
    let refused_by = |issuer: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issuer.toml");
        std::fs::write(&path, issuer).unwrap();
        let desk = desk_of(&path, None).unwrap();
        let findings = make(&desk, &account).map(|_| ()).unwrap_err();
        assert!(findings.iter().filter(|finding| finding.refuses()).all(|finding| finding.basis.is_some()));
        refused(&findings).into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    let firm = std::fs::read_to_string(file("examples/law-firm.toml")).unwrap();
    let without = |line: &str| {
        assert!(firm.lines().any(|one| one.starts_with(line)), "{line}");
        firm.lines().filter(|one| !one.starts_with(line)).map(|one| format!("{one}\n")).collect::<String>()
    };
    assert_eq!(refused_by(&without("client_hotline")), ["R14 "]);
    let later = firm.replace("2026-11-02", "2026-11-24");
    assert!(refused_by(&later).contains(&"R14 lawyer.mandated_on".to_string()));
    for role in ["issuer", "assignee", "agency"] {
        let other = firm.replace("law-firm\"", &format!("{role}\""));
        let codes = refused_by(&other);
        assert!(codes.iter().any(|code| code == "R13 kind"), "{role}: {codes:?}");
        assert!(codes.iter().any(|code| code == "R14 issuer.role"), "{role}: {codes:?}");
    }
}
