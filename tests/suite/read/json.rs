//! Reading lines: what is no JSON, too long, too deep or over many lines.

use super::*;

#[test]
fn a_sound_line_becomes_an_account_with_its_place() {
    let entries = json(format!("\n{}\n  \n{}\n", account("A1"), account("A2")));
    assert_eq!(all_told(&entries), ["2 A1 ok", "4 A2 ok"]);
    assert_eq!(entries[1].seq, 2);
    assert!(entries[1].source.ends_with("accounts.jsonl"));
    assert!(entries[1].row.is_none());
    let account = entries[1].account.as_ref().unwrap();
    assert_eq!(account.debtor.name.reveal(), NAME);
    assert_eq!(account.ledgers[0].principal.0.to_string(), "8376.25");
}

#[test]
fn a_broken_line_never_stops_the_next() {
    let broken = [
        r#"{"id":"B1","debtor":{"name":"欧阳䶮"},}"#,
        r#"{"id":"B2""debtor":1}"#,
        r#"{"id":"B3","debtor" 1}"#,
        r#"{"id":"B4","due_date":2026-10-25}"#,
        r#"{"id":"B5"} {"id":"B6"}"#,
        r#"{id:"B7"}"#,
        "{\"id\":\"B8\",\"kind\":\"a\tb\"}",
        r#"{"id":"B9","kind":"a\qb"}"#,
        r#"{"id":"B10","ledgers":[1 2]}"#,
        r#"{"id":"B11","kind":}"#,
        "欧阳䶮,11010519491231002X",
        r#"["list"]"#,
        "42",
        r#""11010519491231002X""#,
    ];
    let text: Vec<String> = broken
        .iter()
        .enumerate()
        .flat_map(|(at, line)| [account(&format!("A{at}")), line.to_string()])
        .collect();
    let entries = json(text.join("\r\n"));
    let expected_ids = ["B1", "B2", "B3", "B4", "B5", "-", "B8", "B9", "B10", "B11", "-", "-", "-", "-"];
    for (at, id) in expected_ids.iter().enumerate() {
        assert_eq!(told(&entries[2 * at]), format!("{} A{at} ok", 2 * at + 1));
        assert_eq!(told(&entries[2 * at + 1]), format!("{} {id} D01", 2 * at + 2));
        assert!(entries[2 * at + 1].sha256.is_none());
    }
    let said = |at: usize| findings(&entries[2 * at + 1])[0].message.en.clone();
    assert_eq!(said(0), "not JSON at line 2, column 36: a comma stands before the end");
    assert_eq!(said(1), "not JSON at line 4, column 11: a comma or the closing `}` is missing");
    assert_eq!(said(4), "not JSON at line 10, column 13: something stands after the record");
    assert_eq!(said(5), "not JSON at line 12, column 2: a field's name stands without quotes");
    assert_eq!(said(6), "not JSON at line 14, column 20: a line break or tab stands inside quotes");
    assert_eq!(said(9), "not JSON at line 20, column 20: a value is missing or miswritten");
    assert_eq!(said(12), "a record is an object in braces");
}

#[test]
fn a_file_cut_off_is_said_to_be_cut_off() {
    let cut: String = account("A2").chars().take(90).collect();
    let entries = json(format!("{}\n{cut}", account("A1")));
    assert_eq!(all_told(&entries), ["1 A1 ok", "2 A2 D01"]);
    assert!(words(&entries[1]).contains("the record stops in its middle"));
    assert!(words(&entries[1]).contains("hint: if the file was cut off, transfer it again"));
    let entries = json(format!("{cut}\n{}", account("A1")));
    assert!(!words(&entries[0]).contains("cut off"), "a line in the middle was not cut off by a transfer");
}

#[test]
fn the_longest_line_that_is_let_through_is_one_mebibyte() {
    let padded = |length: usize| {
        let text = account("A1");
        format!("{text}{}", " ".repeat(length - text.len()))
    };
    assert_eq!(all_told(&json(padded(1 << 20) + "\r\n")), ["1 A1 ok"]);
    assert_eq!(all_told(&json(padded((1 << 20) + 1) + "\n")), ["1 - D06"]);
    assert_eq!(all_told(&json(padded((1 << 20) + 1))), ["1 - D06"]);
}

#[test]
fn a_record_too_deep_is_refused_with_its_path() {
    let deep = |levels: usize| {
        let nested = format!(r#""extra":{{"a":{}1{}}},"#, "[".repeat(levels), "]".repeat(levels));
        json(account("A1").replacen('{', &format!("{{{nested}"), 1))
    };
    assert_eq!(told(&deep(30)[0]), "1 A1 ok");
    let path = format!("extra.a{}", "[0]".repeat(30));
    assert_eq!(told(&deep(31)[0]), format!("1 A1 D06 {path}"));
    assert_eq!(told(&deep(100_000)[0]), format!("1 A1 D06 {path}"));
}

#[test]
fn one_object_over_many_lines_is_read() {
    let pretty = account("A1").replace('{', "{\n").replace(',', ",\n  ");
    assert_eq!(all_told(&json(format!("\n{pretty}\n"))), ["2 A1 ok"]);
    let two = json(format!("{pretty}\n{pretty}"));
    assert_eq!(all_told(&two), ["1 A1 D01"]);
    assert!(words(&two[0]).contains("`jq -c '.' FILE > accounts.jsonl`"));
    let endless = json(format!("{{\n{}", format!("{}\n", "x".repeat(99)).repeat(20_000)));
    assert_eq!(all_told(&endless), ["1 - D01"]);
}

#[test]
fn a_list_is_told_how_to_become_lines() {
    for text in [format!("[\n{},\n{}\n]", account("A1"), account("A2")), format!("[{}]", account("A1"))] {
        let entries = json(text);
        assert_eq!(all_told(&entries), ["1 - D01"]);
        assert!(words(&entries[0]).contains("`jq -c '.[]' FILE > accounts.jsonl`"));
    }
}
