//! An author's own: names that are missed are told with what may be meant, and own values are worded by filters.

use std::fs;

use hanpress::inner::capitals::capitals;
use hanpress::inner::fill::TemplateSet;
use hanpress::inner::money::{Currency, Money};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::super::workshop::{PLAIN_KIND, desk_of, example, file, prepare, templates, told, with};
use super::{refusal, third_line};
use hanpress::inner::desk::Desk;

/// What refuses a letter with one line of these words.
fn refused(line: &str) -> String {
    refusal(&third_line(line), &[])
}

#[test]
fn a_name_that_is_missed_is_told_alone_of_its_line_with_the_nearest_there_is() {
    for (line, named, meant) in [
        ("{{ as_of }}、{{ as_off }}、{{ stage }}", "as_off", "did you mean `as_of`?"),
        ("{{ payment.date }}", "payment.date", "`payment` has: own_card, name, bank, account"),
        ("{{ received.amont }}", "received.amont", "did you mean `received.amount`?"),
        ("{{ ledgers[0].totl }}", "ledgers[0].totl", "did you mean `ledgers[0].total`?"),
        ("{{ sender.agent.name2 }}", "sender.agent.name2", "did you mean `sender.agent.name`?"),
        ("{{ as_off|money }}", "as_off|money", "did you mean `as_of`?"),
        // Conditions, of which the engine tells the whole or a part that ends at the name.
        ("{% if as_off == 1 %}{% endif %}", "as_off", "did you mean `as_of`?"),
        ("{% if stage is defined and as_off != \"id\" %}{% endif %}", "as_off", "did you mean `as_of`?"),
        ("{% if overdue_days > 0 and as_off %}{% endif %}", "as_off", "did you mean `as_of`?"),
        (
            "{% for l in ledgers %}{% if l.total and ledgers[0].totl == 1.5 %}{% endif %}{% endfor %}",
            "ledgers[0].totl",
            "did you mean `ledgers[0].total`?",
        ),
    ] {
        assert_eq!(
            refused(line),
            format!(
                "R25 a value is used that does not exist: `{named}`\n  {meant}\n  at templates/plain/letter.typ.jinja:3\n"
            ),
        );
    }
}

#[test]
fn a_name_within_a_loop_is_told_with_the_nearest() {
    assert_eq!(
        refused("{% for l in ledgers %}{{ l.totl }}{% endfor %}"),
        "R25 a value is used that does not exist: `l.totl`\n  did you mean `l.total`?\n  at templates/plain/letter.typ.jinja:3\n"
    );
}

#[test]
fn a_name_of_the_templates_own_is_told_without_a_guess() {
    for (line, named) in [
        ("{% set own = extra.tag %}{% if own == as_of %}{% endif %}", "if own == as_of"),
        ("{{ extra.tag }}", "extra.tag"),
        ("{{ extra[debtor.name] }}", "extra[debtor.name]"),
    ] {
        assert_eq!(
            refused(line),
            format!(
                "R25 a value is used that does not exist: `{named}`\n{}  at templates/plain/letter.typ.jinja:3\n",
                super::ask_first(named)
            ),
        );
    }
    let told = refused(&format!("{{{{ ledgers[0].{} }}}}", "total_of_all_".repeat(9)));
    assert!(told.contains("…`") && told.lines().next().unwrap().chars().count() < 120, "{told}");
}

/// A desk whose letter prints this line.
fn desk(line: &str) -> Desk {
    let folder = templates(&[("plain/kind.toml", PLAIN_KIND), ("plain/letter.typ.jinja", &third_line(line))]);
    desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap()
}

/// The values a line prints of an account with these free ones, parted by blanks.
fn printed(line: &str, extra: Value) -> Result<String, String> {
    by(&desk(line), extra)
}

fn by(desk: &Desk, extra: Value) -> Result<String, String> {
    let account = with(with(example("notice-m1"), "/kind", "plain"), "/extra", extra);
    let place = regex::Regex::new(r"(?m)^  at .*/(plain/\S+?:\d+):\d+: .*$").unwrap();
    let line_only = |told: String| place.replace_all(&told, "  at templates/$1").into_owned();
    let prepared = prepare(desk, &account).map_err(|findings| line_only(told(&findings)))?;
    let line = prepared.filled.source().lines().nth(2).unwrap().to_string();
    Ok(line.replace("#v(\"", "").replace("\");", ""))
}

#[test]
fn own_amounts_and_dates_are_worded_as_the_programs_are() {
    let extra = json!({
        "fee": "8376.25", "whole": 1200, "long": 123456789012.1, "little": "0.05", "day": "2026-11-02",
        "deep": [{ "费用": 99.9 }],
    });
    for (line, words) in [
        ("{{ extra.fee|money }} {{ extra.fee|money(\"USD\") }}", "8,376.25 8,376.25"),
        ("{{ extra.whole|money }} {{ extra.whole|money(\"JPY\") }}", "1,200.00 1,200"),
        ("{{ extra.long|money }}", "123,456,789,012.10"),
        ("{{ extra.deep[0][\"费用\"]|money }}", "99.90"),
        ("{{ extra.fee|capitals }}", "人民币捌仟叁佰柒拾陆元贰角伍分"),
        ("{{ extra.whole|capitals(\"jpy\") }}", "日元壹仟贰佰元整"),
        ("{{ extra.little|capitals }}", "人民币伍分"),
        ("{{ extra.day|date }}", "2026年11月2日"),
        ("{{ 8|money }} {{ \"0.10\"|capitals }}", "8.00 人民币壹角整"),
        ("{% set all = extra.fee|money %}{{ all }}", "8,376.25"),
    ] {
        assert_eq!(printed(line, extra.clone()).unwrap(), words, "{line}");
    }
}

#[test]
fn no_amount_passes_through_a_float() {
    let desk = desk("{{ extra.text|money }} {{ extra.number|money }} {{ extra.text|capitals }}");
    let mut runner = TestRunner::new_with_rng(Config::with_cases(64), TestRunner::deterministic().new_rng());
    // Of eleven digits at most: thirteen might be a card's number, which stands nowhere in the open.
    let outcome = runner.run(&(0..=99_999_999_999_i64), |minor| {
        let sum = Money::new(minor, Currency::Cny);
        let number: Value = serde_json::from_str(&sum.plain()).unwrap();
        let words = by(&desk, json!({ "text": sum.plain(), "number": number }));
        prop_assert_eq!(words, Ok(format!("{sum} {} {}", written(&number), capitals(sum).unwrap())));
        Ok(())
    });
    outcome.unwrap();
}

/// A number of JSON as it is written, grouped: what reaches the program is this text.
fn written(number: &Value) -> String {
    let text = number.to_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    format!("{}.{rest:0<2}", hanpress::inner::money::grouped(whole))
}

#[test]
fn what_is_neither_an_amount_nor_a_date_is_told_by_its_shape_with_a_remedy() {
    let extra = json!({
        "grouped": "8,376.25", "signed": "-5.00", "words": "陈示例一二三", "blank": " ", "list": [1], "flag": true,
        "fine": "1.001", "slashed": "1990/11/22", "counted": 32000, "none": "2026-02-30", "power": 1e30, "huge": "1000000000000",
    });
    let at = "\n  at templates/plain/letter.typ.jinja:3\n";
    for (value, message, remedy) in [
        ("grouped|money", "`8******5` is not written as it must be here", "write it as in `8376.25`"),
        (
            "signed|money",
            "`-****` is not an amount such as `8376.25`",
            "an amount cannot be below nothing here",
        ),
        (
            "words|capitals",
            "`陈*****` is not an amount such as `8376.25`",
            "write digits, not numerals in words; `hanpress amount --parse` reads capital numerals",
        ),
        ("blank|money", "`*` is not an amount such as `8376.25`", ""),
        ("list|money", "a list is not an amount such as `8376.25`", ""),
        ("flag|date", "a flag is not a date as `2026-11-22`", ""),
        ("slashed|date", "`1********2` is not written as it must be here", "write it as in `2026-11-22`"),
        (
            "counted|date",
            "`3****` is not a date as `2026-11-22`",
            "this is a spreadsheet's day count; format the column as text and export again",
        ),
        ("none|date", "`2********0` is not a date as `2026-11-22`", "no calendar has this day"),
        (
            "huge|money",
            "`1***********0` is not an amount such as `8376.25`",
            "an amount has at most 12 digits before the point",
        ),
    ] {
        let filter = value.split_once('|').unwrap().1;
        let told = printed(&format!("{{{{ extra.{value} }}}}"), extra.clone()).unwrap_err();
        let remedy = if remedy.is_empty() { String::new() } else { format!("\n  {remedy}") };
        let expected =
            format!("R25 a value cannot be printed: `|{filter}`: {message}: `extra.{value}`{remedy}{at}");
        assert_eq!(told, expected);
    }
    for (line, message) in [
        ("{{ extra.fine|money }}", "`|money` is given more decimals than the 2 of CNY"),
        ("{{ extra.fine|capitals(\"JPY\") }}", "`|capitals` is given more decimals than the 0 of JPY"),
        ("{{ \"1\"|money(\"RMB\") }}", "`|money` is given a currency that there is not"),
        ("{{ \"1\"|money(1) }}", "`|money` is given a currency that there is not"),
        ("{{ 1.1|money }}", "`|money` is given a number that the template holds without quotes"),
        ("{{ extra.power|money }}", "`|money`: `1"),
    ] {
        let told = printed(line, extra.clone()).unwrap_err();
        assert!(told.starts_with(&format!("R25 a value cannot be printed: {message}")), "{told}");
        assert!(told.ends_with(at) && told.lines().count() >= 2, "{told}");
    }
    let missing = printed("{{ extra.amount|money }}", extra).unwrap_err();
    assert!(
        missing.starts_with("R25 a value is used that does not exist: `extra.amount|money`"),
        "{missing}"
    );
}

#[test]
fn a_kind_may_need_a_value_of_the_banks_own() {
    let kind = PLAIN_KIND.replace("needs = []", "needs = [\"extra.branch.name\", \"extra.items.sum\"]");
    let folder = templates(&[
        ("plain/kind.toml", &kind),
        ("plain/letter.typ.jinja", &third_line("{{ extra.branch.name }}")),
    ]);
    let desk = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap();
    let full = json!({ "branch": { "name": "示例支行" }, "items": [{ "sum": 1 }, { "sum": "2" }] });
    assert_eq!(by(&desk, full.clone()).unwrap(), "示例支行");
    for (pointer, value) in [
        ("/branch/name", json!(" ")),
        ("/branch", json!("示例支行")),
        ("/items", json!([])),
        ("/items/1", json!({})),
    ] {
        let told = by(&desk, with(full.clone(), pointer, value)).unwrap_err();
        assert!(told.starts_with("D02 `extra."), "{pointer}: {told}");
    }
}

#[test]
fn a_fault_of_the_engine_tells_nothing_that_the_account_gave_it_to_say() {
    let extra = json!({ "file": "陈示例/15400005678.jinja", "few": ["John", "x"] });
    for (line, message) in [
        ("{% include debtor.address %}", "T01 a template is named that there is not"),
        ("{% include [debtor.name, extra.file] %}", "T01 a template is named that there is not"),
        ("{% import extra.file as own %}", "T01 a template is named that there is not"),
        ("{% extends extra.few[0] %}", "T01 a template is named that there is not"),
        ("{{ extra.file|nosuch }}", "T01 there is no such filter: `extra.file|nosuch`"),
    ] {
        let told = printed(line, extra.clone()).unwrap_err();
        assert!(told.starts_with(message), "{told}");
        for value in ["陈示例", "154000", "John", "福建省"] {
            assert!(!told.contains(value), "{value} in {told}");
        }
    }
}

/// Words of a drawing are read by no rule and set in whatever face there is.
#[test]
fn a_drawing_beside_a_template_holds_no_words() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("shared")).unwrap();
    let path = folder.path().join("shared/mark.svg");
    let drawn = |inside: &str| {
        fs::write(&path, format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>")).unwrap();
        TemplateSet::with_folder(folder.path()).map_err(|faults| faults[0].message.en.clone())
    };
    assert!(drawn("<path d=\"M0 0h9v9z\"/>").is_ok());
    let told = drawn("<g><text>立即逮捕</text></g>").unwrap_err();
    assert!(told.contains("shared/mark.svg` holds words") && told.contains("with outlines"), "{told}");
    assert!(drawn("<g>").unwrap_err().contains("shared/mark.svg` is no SVG drawing"));
}
