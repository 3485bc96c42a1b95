//! Values: nothing that the checks let pass is code, in any field, and all of it is printed.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use typst::syntax::{SyntaxNode, ast, parse};
use unicode_normalization::UnicodeNormalization;

use super::fill::{HOSTILE, run_together, shape};
use super::fonts;
use super::workshop::{PLAIN_KIND, desk, desk_of, example, file, make, prepare, templates, told, with};

/// The fields in which words stand, beside those that must be numbers or words of a list.
const FIELDS: &[&str] = &["/debtor/name", "/debtor/address", "/card/product"];

/// A character that a face prints, from anywhere in Unicode.
fn printable() -> impl Strategy<Value = String> {
    any::<char>().prop_filter_map("not printed", |c| {
        // Most of Unicode is not printed: spread what was drawn over what is.
        let code = u32::from(c);
        let near = (0..).map(|step| (code + step * 977) % 0x3_2000).filter_map(char::from_u32);
        near.take(200).find(|c| fonts().prints(*c)).map(String::from)
    })
}

/// Words of printable characters with hostile pieces between them.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => printable(),
        2 => prop::sample::select(HOSTILE).prop_map(String::from),
        2 => prop::sample::select(&["示例", "路", "1", "a", " ", "#", "\"", "\\", "{{", "*"][..]).prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

/// A name of ideographs: what else `words` makes is hardly ever a name, and refused before it is filled.
fn names() -> impl Strategy<Value = String> {
    let ideograph = |words: &String| words.chars().all(|c| c >= '\u{3400}' && c.is_alphabetic());
    let ideograph = printable().prop_filter("no ideograph", ideograph);
    prop::collection::vec(ideograph, 1..12).prop_map(|pieces| pieces.concat())
}

/// The words that stand in a filled letter's calls, in order.
fn values(node: &SyntaxNode, found: &mut Vec<String>) {
    if let Some(words) = node.cast::<ast::Str<'_>>() {
        found.push(words.get().to_string());
    }
    node.children().for_each(|child| values(child, found));
}

#[test]
fn whatever_passes_the_checks_adds_no_node_in_any_field_of_any_kind() {
    for case in ["notice-m1", "guarantor-joint", "agreement-waiver"] {
        let plain = example(case);
        let expected = shape(&parse(prepare(desk(), &plain).unwrap().filled.source()));
        let passed = std::cell::Cell::new(0);
        let mut runner = TestRunner::deterministic();
        let outcome = runner.run(&(words(), prop::sample::select(FIELDS)), |(words, field)| {
            if let Ok(prepared) = prepare(desk(), &with(plain.clone(), field, words.as_str())) {
                passed.set(passed.get() + 1);
                let tree = parse(prepared.filled.source());
                prop_assert!(tree.errors_and_warnings().0.is_empty());
                // A long name or address takes another way through the template, by its length alone.
                let same = shape(&tree) == expected;
                let rest = with(plain.clone(), field, "示".repeat(words.chars().count()));
                let rest = prepare(desk(), &rest).map(|prepared| shape(&parse(prepared.filled.source())));
                prop_assert!(
                    same || rest.is_ok_and(|rest| rest == shape(&tree)),
                    "{} is code in {}",
                    words,
                    field
                );
            }
            Ok(())
        });
        outcome.unwrap();
        assert!(passed.get() > 20, "only {} values passed the checks", passed.get());
    }
}

/// Every field of free words, with the name under which a letter prints it.
const PRINTED: &[(&str, &str)] = &[
    ("/debtor/name", "debtor.name"),
    ("/debtor/address", "debtor.address"),
    ("/addressee/name", "addressee.name"),
    ("/addressee/address", "addressee.address"),
    ("/card/product", "card.product"),
    ("/handler/name", "handler.name"),
    ("/handler/staff_no", "handler.staff_no"),
    ("/enclosures/0", "enclosures[0]"),
    ("/notices/1/number", "notices[1].number"),
    ("/notices/1/waybill", "notices[1].waybill"),
    ("/waybill", "delivery_words"),
    ("/ledgers/0/fees_note", "ledgers[0].fees_note"),
    ("/extra/words", "extra.words"),
];

/// An account in which each of these fields holds something, of a kind that prints them, and nothing else, in rows.
fn of_rows() -> (tempfile::TempDir, Value) {
    let rows: String = PRINTED.iter().map(|(_, name)| format!("#par[{{{{ {name} }}}}]\n")).collect();
    let letter = format!(
        "#set document(title: [信])\n#set text(font: (\"Hanpress Latin\", \"Noto Serif SC\", \
        \"BabelStone Han\", \"HanaMinB\", \"Hanpress Symbols\"), fallback: false)\n#let v(s) = s\n\
        #set page(width: 200cm)\n{rows}"
    );
    let kind = PLAIN_KIND.replace("channels = []", "channels = [\"ems\"]");
    let folder = templates(&[("plain/kind.toml", &kind), ("plain/letter.typ.jinja", &letter)]);
    let mut plain = with(example("guarantor-joint"), "/kind", "plain");
    for (field, words) in [("/enclosures", json!(["示例"])), ("/extra", json!({})), ("/handler", json!({}))]
    {
        plain = with(plain, field, words);
    }
    for (field, _) in PRINTED {
        // Nobody guarantees a debt of their own.
        let words = if *field == "/addressee/name" { "李示例" } else { "示例" };
        plain = with(plain, field, words);
    }
    (folder, plain)
}

#[test]
fn whatever_passes_the_checks_comes_back_from_the_page_in_every_field_that_is_printed() {
    let (folder, plain) = of_rows();
    let desk = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap();
    prepare(&desk, &plain).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    for (at, (field, name)) in PRINTED.iter().enumerate() {
        let (cases, seed) = (Config::with_cases(24), TestRunner::deterministic().new_rng());
        let mut runner = TestRunner::new_with_rng(cases, seed);
        let passed = std::cell::Cell::new(0);
        let any = if field.ends_with("/name") { names().boxed() } else { words().boxed() };
        let outcome = runner.run(&any, |words| {
            let value = with(plain.clone(), field, words.as_str());
            if prepare(&desk, &value).is_err() {
                return Ok(());
            }
            let (prepared, typeset) =
                make(&desk, &value).map_err(|found| TestCaseError::fail(told(&found)))?;
            let mut given = Vec::new();
            values(&parse(prepared.filled.source()), &mut given);
            let given = &given[given.len() - PRINTED.len()..];
            let same = run_together(&given[at]).contains(&run_together(&words.nfc().collect::<String>()));
            prop_assert!(same || prepared.warnings.iter().any(|told| told.code == "G09"), "{}", name);
            let text = typeset.text();
            let printed: Vec<String> = text.lines().map(run_together).collect();
            let given: Vec<String> = given.iter().map(|words| run_together(words)).collect();
            prop_assert_eq!(printed, given, "{}", name);
            passed.set(passed.get() + 1);
            Ok(())
        });
        outcome.unwrap();
        assert!(passed.get() > 0, "only {} values passed the checks of {name}", passed.get());
    }
}
