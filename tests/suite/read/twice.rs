//! The same card and currency in two records: told at the second, with the line of the first.

use super::*;

/// A row with other values in some of its cells.
fn changed(id: &str, cells: &[(usize, &str)]) -> String {
    let row = row(id);
    let mut all: Vec<&str> = row.split(',').collect();
    cells.iter().for_each(|(at, cell)| all[*at] = cell);
    all.join(",")
}

fn warnings(entries: &[Entry]) -> Vec<Vec<String>> {
    let told = |finding: &Finding| format!("{} {}: {}", finding.code, finding.path, finding.message.en);
    entries.iter().map(|entry| entry.warnings.iter().map(told).collect()).collect()
}

const OTHER: &str = "9900000000011017";

#[test]
fn a_card_that_comes_again_is_told_with_the_line_of_the_first() {
    let entries = csv_rows(&[row("A1"), changed("A2", &[(3, OTHER)]), row("A3"), row("A4")]);
    let again = "W14 ledgers[0].currency: this card's CNY stands in line 2 already".to_string();
    assert_eq!(warnings(&entries), [vec![], vec![], vec![again.clone()], vec![again]]);
    assert!(entries.iter().all(|entry| entry.account.is_ok()), "it refuses nothing");
    let told = format!("{:?}", entries[2].warnings);
    assert!(!told.contains(CARD) && !told.contains("5679"), "{told}");
}

#[test]
fn another_currency_or_another_card_is_no_repetition() {
    let entries = csv_rows(&[row("A1"), changed("A2", &[(4, "USD")]), changed("A3", &[(3, OTHER)])]);
    assert_eq!(warnings(&entries), [vec![], vec![], Vec::<String>::new()]);
}

#[test]
fn two_ledgers_of_one_record_are_not_told_here() {
    let one = account("A1");
    let (before, ledger) = one.split_once("\"ledgers\":[").unwrap();
    let (ledger, after) = ledger.split_once(']').unwrap();
    let twice = format!("{before}\"ledgers\":[{ledger},{ledger}]{after}\n");
    assert_eq!(warnings(&json(twice)), [Vec::<String>::new()]);
}

#[test]
fn a_refused_record_is_no_first_one() {
    let entries = csv_rows(&[changed("A1", &[(5, "much")]), row("A2")]);
    assert_eq!(warnings(&entries), [vec![], Vec::<String>::new()]);
}

#[test]
fn the_first_one_in_another_input_is_told_with_its_input() {
    let inputs = Inputs::new();
    let text = |id: &str| format!("{HEADER}\n{}\n", row(id));
    let files = vec![inputs.file("a.csv", text("A1")), inputs.file("b.csv", text("A2"))];
    let entries: Vec<_> = read(files, Reading::default()).unwrap().collect();
    let told = &warnings(&entries)[1][0];
    assert!(told.contains("stands in line 2 of `") && told.ends_with("a.csv` already"), "{told}");
}
