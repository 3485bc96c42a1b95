//! Document numbers.

use hanpress::inner::deliver::{is_prefix, number};

use super::day;

#[test]
fn a_document_number_is_a_function_of_the_account() {
    let plain = |key| number("HP", key, day("2026-11-22"), "overdue-notice", "debtor", &[7; 32]);
    assert_eq!(plain(None), "HP-20261122-08ZKN9ZV59");
    assert_eq!(plain(Some(b"secret")), "HP-20261122-71ETRXFBC4");
    assert_eq!(plain(Some(&[b'k'; 100])), "HP-20261122-048Y70Z38P");
}

#[test]
fn every_part_of_an_account_changes_its_number() {
    let of =
        |prefix, date, kind, addressee, account| number(prefix, None, day(date), kind, addressee, &account);
    let all = [
        of("HP", "2026-11-22", "overdue-notice", "debtor", [7; 32]),
        of("HQ", "2026-11-22", "overdue-notice", "debtor", [7; 32]),
        of("HP", "2026-11-23", "overdue-notice", "debtor", [7; 32]),
        of("HP", "2026-11-22", "demand-letter", "debtor", [7; 32]),
        of("HP", "2026-11-22", "overdue-notice", "heir", [7; 32]),
        of("HP", "2026-11-22", "overdue-notice", "debtor", [8; 32]),
        of("HP", "2026-11-22", "overdue-notic", "edebtor", [7; 32]),
    ];
    let tails: std::collections::BTreeSet<_> = all.iter().map(|number| &number[12..]).collect();
    assert_eq!(tails.len(), all.len());
}

#[test]
fn a_number_prefix_is_fit_for_a_file_name() {
    assert!(["HP", "HP-1", "A"].into_iter().all(is_prefix));
    assert!(!["", "hp", "-A", "A/B", "..", "某行", "ABCDEFGHIJKLM"].into_iter().any(is_prefix));
}
