//! What the issuer file says of how its files are written: words, values, joined columns, line breaks.

use std::collections::BTreeMap;

use super::*;

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.to_string()).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

#[test]
fn the_issuers_words_for_nothing_yes_and_no_are_read_in_every_file() {
    let mut inputs = Inputs::new();
    inputs.reading.nothing = texts(&["NULL", "\\N"]);
    inputs.reading.yes = texts(&["Y"]);
    inputs.reading.no = texts(&["N"]);
    let header = format!("{HEADER},debtor.email,flags.deceased,flags.minor");
    let entries = inputs.entries("a.csv", format!("{header}\n{},NULL,N,\\N\n", row("A1")));
    assert_eq!(all_told(&entries), ["2 A1 ok"]);
    let flags = r#""flags":{"deceased":"N","minor":"\\N"},"extra":{"yes":"Y"},"#;
    let text = account("A1")
        .replacen('{', &format!("{{{flags}"), 1)
        .replace(r#""id_number""#, r#""email":" NULL ","id_number""#);
    let lines = inputs.entries("a.jsonl", text);
    assert_eq!(all_told(&lines), ["1 A1 ok"]);
    let account = lines[0].account.as_ref().unwrap();
    assert!(account.debtor.email.is_none() && !account.flags.deceased);
    assert_eq!(
        all_told(&Inputs::new().entries("b.csv", format!("{header}\n{},NULL,N,\\N\n", row("A1"))))[0]
            .matches("flags")
            .count(),
        1,
        "`N` is no without a word of the issuer, `\\N` is nothing only with one"
    );
}

#[test]
fn a_dash_is_nothing_owed_only_where_that_is_said() {
    let dashed = row("A1")
        .replace("125.64", " -   ")
        .replace("41.88", "—")
        .replace("0.00", "")
        .replace("8543.77", "8376.25");
    let mut inputs = Inputs::new();
    let text = format!("{HEADER}\n{dashed}\n");
    assert!(inputs.entries("a.csv", &text)[0].account.is_err());
    inputs.reading.dash_is_zero = true;
    let entries = inputs.entries("a.csv", &text);
    assert_eq!(all_told(&entries), ["2 A1 ok"]);
    let unlike = text.replace("8376.25", "8376");
    assert!(inputs.entries("a.csv", unlike)[0].account.is_err(), "no amount is written as accountants do");
}

#[test]
fn a_value_for_all_rows_is_given_and_conflicts_are_told() {
    let mut inputs = Inputs::new();
    inputs.reading.values =
        pairs(&[("kind", "overdue-notice"), ("ledgers.0.currency", "CNY"), ("ledgers.1.currency", "USD")]);
    let header = HEADER.replace("ledgers.0.currency,", "");
    let text = format!("{header}\n{}\n", row("A1").replace("CNY,", ""));
    let entries = inputs.entries("a.csv", &text);
    assert_eq!(all_told(&entries), ["2 A1 ok"]);
    let account = entries[0].account.as_ref().unwrap();
    assert_eq!((account.kind.as_deref(), account.ledgers.len()), (Some("overdue-notice"), 1));
    let fault = inputs.fault("a.csv", format!("{HEADER}\n"));
    assert!(fault.message.en.starts_with("`ledgers[0].currency` has a column here, and `values`"));
    inputs.reading.values = pairs(&[("kind", "overdue-notice")]);
    let lines = inputs.entries("a.jsonl", super::account("A1"));
    assert_eq!(lines[0].account.as_ref().unwrap().kind.as_deref(), Some("overdue-notice"));
    let twice = super::account("A1").replacen('{', r#"{"kind":"demand-letter","#, 1);
    assert_eq!(all_told(&inputs.entries("a.jsonl", twice)), ["1 A1 D03 kind"]);
}

#[test]
fn a_field_is_put_together_from_several_columns() {
    let mut inputs = Inputs::new();
    inputs.reading.joined = BTreeMap::from([("debtor.address".to_string(), texts(&["省", "市 ", "地址"]))]);
    let text = format!("{HEADER},省,地址,市\n{},北京, 甲路1号 ,东城区\n", row("A1"));
    let entries = inputs.entries("a.csv", text);
    assert_eq!(all_told(&entries), ["2 A1 ok"]);
    let address =
        |entry: &Entry| entry.account.as_ref().unwrap().debtor.address.as_ref().unwrap().reveal().clone();
    assert_eq!(address(&entries[0]), "北京东城区甲路1号");
    let parts = r#""省":"北京","市":"东城区","地址":"甲路1号","#;
    let lines = inputs.entries("a.jsonl", account("A1").replacen('{', &format!("{{{parts}"), 1));
    assert_eq!(address(&lines[0]), "北京东城区甲路1号");
    let fault = inputs.fault("a.csv", format!("{HEADER},省,市\n"));
    assert_eq!(fault.message.en, "there is no column `地址`, of which `debtor.address` is put together");
}

#[test]
fn line_breaks_and_escapes_of_spreadsheets_are_no_part_of_a_value() {
    let header = format!("{HEADER},debtor.address,extra.note");
    let with = |address: &str| csv(format!("{header}\n{},\"{address}\",\"a\nb\"\n", row("A1")));
    for (written, read) in [
        ("甲路27号\n6号楼", "甲路27号6号楼"),
        ("甲路27号\r\n 6号楼", "甲路27号6号楼"),
        ("12 High Street\nLondon", "12 High Street London"),
        ("甲路27号_x000D_\n6号楼", "甲路27号6号楼"),
        ("甲路27号_x000a_6号楼", "甲路27号6号楼"),
        ("甲路_x0032_7号", "甲路27号"),
        ("_xD842__xDFB7_甲路", "𠮷甲路"),
        ("a_x12_b", "a_x12_b"),
    ] {
        let entries = with(written);
        let account =
            entries[0].account.as_ref().unwrap_or_else(|_| panic!("{written}: {}", words(&entries[0])));
        assert_eq!(account.debtor.address.as_ref().unwrap().reveal(), read, "{written}");
        assert_eq!(account.extra.get("note").and_then(|note| note.text()), Some("a\nb"));
    }
    for written in ["甲路_x0007_", "甲路_x0009_1号", "甲路_xD842_", "甲路_x005F_x000D_"] {
        let entries = with(written);
        assert_eq!(all_told(&entries), ["2 A1 D07 debtor.address"], "{written}");
    }
}

#[test]
fn a_short_row_is_filled_with_blanks_unless_it_was_cut_off() {
    let header = format!("{HEADER},debtor.email,pay_by");
    let entries = csv(format!("{header}\n{}\n{},x@example.com\n{}", row("A1"), row("A2"), row("A3")));
    assert_eq!(all_told(&entries), ["2 A1 ok", "3 A2 ok", "4 - D01"]);
    let lines = format!("{header}\n{}\n{}\n", row("A1").replace(NAME, "\"欧阳\n䶮\""), row("A2"));
    assert_eq!(
        all_told(&csv(lines)),
        ["2 - D01", "4 A2 ok"],
        "a row on several lines may hold parts of others"
    );
}
