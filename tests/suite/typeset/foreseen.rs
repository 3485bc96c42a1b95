//! What is laid out by what is foreseen of its pages has the very bytes that Typst alone would make.

use std::path::Path;

use hanpress::inner::desk::{Desk, DeskOptions};
use hanpress::inner::sample::{Kind, Sampling, sample};
use serde_json::{Value, json};

use super::super::golden;
use super::super::workshop::{PLAIN_KIND, desk_for, example, file, issue_date, make_all, templates, with};

/// Two desks that differ in nothing but the way.
fn desks(issuer: &Path, templates: Option<&Path>) -> [Desk; 2] {
    [false, true].map(|plain| {
        let templates = templates.map(Path::to_path_buf);
        Desk::open(DeskOptions { templates, plain, ..DeskOptions::new(issuer, issue_date()) }).unwrap()
    })
}

/// Holds the documents of accounts by both ways against each other, those that are refused too, and tells how many there
/// are of each number of pages.
fn same_by_both(desks: &[Desk; 2], accounts: &[Value]) -> Vec<usize> {
    let both = desks.each_ref().map(|desk| make_all(accounts.iter().map(|value| (desk, value.clone()))));
    let [foreseen, plain] = both;
    let mut counts = vec![0; 80];
    for ((foreseen, plain), account) in foreseen.into_iter().zip(plain).zip(accounts) {
        match (foreseen, plain) {
            (Ok((one, foreseen)), Ok((other, plain))) => {
                assert_eq!(one.warnings, other.warnings, "{}", account["id"]);
                assert!(foreseen.pdf() == plain.pdf(), "{}: bytes differ", account["id"]);
                counts[plain.pages()] += 1;
            }
            (foreseen, plain) => assert_eq!(foreseen.map(drop), plain.map(drop), "{}", account["id"]),
        }
    }
    counts
}

/// Samples of a kind.
fn samples(kind: Kind, count: u64, seed: u64) -> Vec<Value> {
    let as_of = issue_date().pred_opt().unwrap();
    let sampling = Sampling { count, seed, kinds: vec![kind], as_of };
    sample(&sampling).map(|line| serde_json::from_str(&line).unwrap()).collect()
}

/// Names and addresses that are set in other ways than most.
const ODD: [(&str, &str); 3] = [
    ("欧阳𮧵", "虚构省示例市示例区示例路1888号示例花园12幢3单元1502室"),
    (
        "阿卜杜热合曼·买买提依明",
        "虚构省示例市示例区示例街道示例社区示例大道甲66号示例国际广场写字楼A座2318室收发室转",
    ),
    ("张㐂", "虚构省示例市示例镇示例村二组7号"),
];

/// An account with odd names and addresses.
fn odd(account: &Value) -> impl Iterator<Item = Value> + '_ {
    ODD.iter().map(|(name, address)| {
        with(with(account.clone(), "/debtor/name", *name), "/debtor/address", *address)
    })
}

#[test]
fn letters_of_every_kind_are_the_same_by_both_ways() {
    let mut cases: Vec<_> = golden::names(&golden::root()).into_iter().collect();
    cases.retain(|case| golden::root().join(case).is_dir());
    for issuer in ["examples/issuer.toml", "examples/law-firm.toml"] {
        let desks = desks(&file(issuer), None);
        let of_desk = |case: &&String| {
            let kind = example(case)["kind"].as_str().unwrap().to_string();
            let kinds = desks[0].templates.set().kinds();
            let is_firms =
                std::ptr::eq(desk_for(&kinds[&kind].facts), desk_for(&kinds["lawyer-letter"].facts));
            is_firms == (issuer == "examples/law-firm.toml")
        };
        let cases: Vec<Value> = cases.iter().filter(of_desk).map(|case| example(case)).collect();
        // The first that two workers set cannot be foreseen.
        let rounds = 2 + 6 / cases.len();
        let accounts: Vec<Value> = (0..rounds).flat_map(|_| cases.clone()).collect();
        same_by_both(&desks, &accounts);
        let [short, plain] = desks.each_ref().map(|desk| desk.press.ways());
        assert!(short.foreseen > 0, "{short:?}");
        assert_eq!(plain.foreseen, 0);
    }
}

#[test]
fn samples_of_any_number_of_pages_are_the_same_by_both_ways() {
    let desks = desks(&file("examples/issuer.toml"), None);
    for kind in Kind::ALL {
        let mut accounts = samples(*kind, 10, 19);
        accounts.extend(odd(&accounts[0].clone()));
        same_by_both(&desks, &accounts);
    }
    // One of several pages behind one of few, and the other way round.
    let mixed = Kind::MIXED.iter().map(|kind| samples(*kind, 6, 23));
    let [a, b, c] = mixed.collect::<Vec<_>>().try_into().unwrap();
    let mixed: Vec<Value> =
        a.into_iter().zip(b).zip(c).flat_map(|((a, b), c): ((Value, Value), Value)| [a, b, c]).collect();
    let counts = same_by_both(&desks, &mixed);
    assert!(counts.iter().filter(|count| **count > 0).count() > 2, "{counts:?}");
    let ways = desks[0].press.ways();
    assert!(ways.foreseen > 10, "{ways:?}");
}

/// `COUNT=1000 cargo test --release -- --ignored thousands_of_samples` looks at so many of each kind, look and theme.
#[test]
#[ignore = "takes many minutes"]
#[expect(clippy::disallowed_methods, reason = "how many is for whoever runs it")]
fn thousands_of_samples_are_the_same_by_both_ways() {
    let count = std::env::var("COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(200);
    let issuer = std::fs::read_to_string(file("examples/issuer.toml")).unwrap();
    for look in ["", "look = \"large\"", "theme = \"official\""] {
        let folder = tempfile::tempdir().unwrap();
        for drawing in ["seal.svg", "contract-seal.svg", "logo.svg"] {
            std::fs::copy(file("examples").join(drawing), folder.path().join(drawing)).unwrap();
        }
        let path = folder.path().join("issuer.toml");
        std::fs::write(&path, format!("{issuer}\n[page]\n{look}\n")).unwrap();
        let desks = desks(&path, None);
        for kind in Kind::ALL {
            for accounts in samples(*kind, count, 77).chunks(100) {
                let mut accounts = accounts.to_vec();
                accounts.extend(odd(&accounts[0].clone()));
                same_by_both(&desks, &accounts);
            }
        }
    }
}

#[test]
fn nothing_is_foreseen_of_templates_of_ones_own() {
    let letter = "#import \"/shared/letter.typ\": *\n#show: base\n#set page(margin: 20mm)\n\
        {{ debtor.name }} #context counter(page).final().first()\n";
    let folder = templates(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", letter)]);
    let desks = desks(&file("examples/issuer.toml"), Some(folder.path()));
    let accounts = samples(Kind::OverdueNotice, 6, 5).into_iter();
    let accounts: Vec<_> = accounts.map(|account| with(account, "/kind", json!("plain"))).collect();
    same_by_both(&desks, &accounts);
    assert_eq!(desks[0].press.ways().foreseen, 0);
}
