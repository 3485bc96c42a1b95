//! What in an issuer file stops a run before any account is read.

use hanpress::inner::check::unprintable;
use hanpress::inner::fill::TemplateSet;
use hanpress::inner::fonts::Fonts;

use crate::names::issuer::faults;

/// A start does not ask this again: nothing of it differs from one start to the next.
#[test]
fn every_text_of_the_programs_own_kinds_can_be_printed() {
    let fonts = &*Fonts::shared().unwrap();
    for (name, kind) in TemplateSet::built_in().unwrap().kinds() {
        assert_eq!(unprintable(&kind.facts, "", fonts), [], "{name}");
    }
}

#[test]
fn rows_of_the_policy_that_share_days_stop_the_run_by_name() {
    for (row, by) in [("\"61-\"", "\"31-90\""), ("\"61-\"", "\"60-\""), ("\"1-60\"", "\"1-\"")] {
        let told = faults(row, by);
        assert!(
            told.starts_with("`[policy]` of the issuer file: `1-") && told.ends_with(" share days"),
            "{told}"
        );
    }
}

#[test]
fn a_row_of_the_policy_that_runs_backwards_stops_the_run() {
    let told = faults("\"1-60\"", "\"60-1\"");
    assert_eq!(told, "`[policy]` of the issuer file: `60-1` is no range of overdue days");
}

#[test]
fn the_senders_postcode_and_credit_code_are_judged_before_any_account() {
    let told = faults("\"350001\"", "\"35001\"");
    assert!(told.contains("issuer.postcode: a postcode has six digits"), "{told}");
    let told = faults("M000100Y43", "M000100Y44");
    assert!(told.contains("issuer.uscc: this is no 统一社会信用代码"), "{told}");
}

#[test]
fn a_sum_of_the_contract_that_is_none_stops_the_run() {
    for (from, path) in
        [("penalty_floor = \"10.00\"", "penalty_floor"), ("tolerance = \"10.00\"", "tolerance")]
    {
        let told = faults(from, &format!("{path} = \"10.005\""));
        assert!(told.contains(&format!("contract.{path}: a sum of the contract is in CNY")), "{told}");
    }
}

#[test]
fn an_address_that_no_phone_opens_stops_the_run() {
    for (from, to) in [
        ("https://example.com/verify", "htps://example.com/verify"),
        ("https://example.com/v", "example.com/v"),
    ] {
        let told = faults(from, to);
        assert!(told.contains("issuer.verify_url: the address does not begin with `https://`"), "{told}");
    }
}
