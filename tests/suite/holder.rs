//! Whom certificates name, by the one table of shapes.

use hanpress::inner::holder::{Holder, Names, plain, shown, shown_body, shown_unit};
use regex::Regex;

use super::workshop::file;

const BANK: &str = "示例银行股份有限公司信用卡中心";

/// The holder by O, OU, CN, and O or CN of the issuer; what is empty is not there.
fn holder(o: &str, ou: &str, cn: &str, issuer: &str) -> Holder {
    let list = |word: &str| if word.is_empty() { Vec::new() } else { vec![word.to_string()] };
    Holder::of(&Names { organisations: list(o), units: list(ou), own: list(cn), issuer: list(issuer) })
}

#[test]
fn every_example_of_the_table_is_read_by_its_own_pattern_and_no_earlier_one() {
    let table: toml::Table =
        toml::from_str(&std::fs::read_to_string(file("src/holder/shapes.toml")).unwrap()).unwrap();
    let mut count = 0;
    for (list, key) in [("authority", "o"), ("shape", "cn")] {
        let rows = table[list].as_array().unwrap();
        let patterns: Vec<_> =
            rows.iter().map(|row| Regex::new(row[key].as_str().unwrap()).unwrap()).collect();
        for (at, row) in rows.iter().enumerate() {
            for seen in row["seen"].as_array().unwrap() {
                let first = patterns.iter().position(|pattern| pattern.is_match(seen.as_str().unwrap()));
                assert_eq!(first, Some(at), "{seen:?}");
                count += 1;
            }
        }
    }
    assert!(count > 10);
}

#[test]
fn name_and_number_are_found_in_every_shape() {
    let cases = [
        // O, OU, CN, issuer; name, number, shown, number shown.
        (
            ["CFCA OCA1", "Enterprises", &format!("041@N91350100M000100Y43@{BANK}@00000001"), "CFCA"],
            [BANK, "91350100M000100Y43", BANK, "91350100M000100Y43"],
        ),
        (
            ["CFCA ACS OCA31", "Organizational-1", &format!("CFCA@{BANK}@N91350100M000100Y43@1"), ""],
            [BANK, "91350100M000100Y43", BANK, "91350100M000100Y43"],
        ),
        (
            ["", "", &format!("RA@{BANK}@N91350100M000100Y43@6"), ""],
            [BANK, "91350100M000100Y43", BANK, "91350100M000100Y43"],
        ),
        (
            ["OCA1RSA", "", "051@0990000199105314621@林玥@1", ""],
            ["林玥", "990000199105314621", "林*", "990***********4621"],
        ),
        (
            ["CFCA TEST CA", "", "051@林玥@990000199105314621@1", ""],
            ["林玥", "990000199105314621", "林*", "990***********4621"],
        ),
        (["CFCA TEST CA", "", "051@林玥@ZH09358028@1", ""], ["林玥", "H09358028", "林*", "H09**8028"]),
        (
            ["某某CA", "", "051@林玥@0990000199105314621@1", "某某CA"],
            ["林玥", "990000199105314621", "林*", "990***********4621"],
        ),
        ([BANK, "", "seal", ""], [BANK, "", &format!("{BANK}, s**l"), ""]),
        ([BANK, "", "", ""], [BANK, "", BANK, ""]),
        (["", "", BANK, ""], [BANK, "", BANK, ""]),
        (["", "", "林玥", ""], ["林玥", "", "林*", ""]),
        (
            ["CFCA OCA1", "", "041@733901124@33901124@01000002", ""],
            ["", "", "0******************************", ""],
        ),
        (["", "HP", "", ""], ["", "", "", ""]),
        (["CFCA OCA1", "", "", ""], ["CFCA OCA1", "", "CFCA OCA1", ""]),
    ];
    for ([o, ou, cn, issuer], told) in cases {
        let one = holder(o, ou, cn, issuer);
        let number = one.shown_number().unwrap_or_default();
        let found = [one.name().unwrap_or_default(), one.number().unwrap_or_default(), &one.shown(), &number]
            .map(str::to_string);
        assert_eq!(found, told.map(str::to_string), "{o}, {cn}");
    }
}

#[test]
fn an_authoritys_o_and_a_class_in_ou_are_no_name_and_a_department_is() {
    let customer = holder("CFCA RSA OCA31", BANK, "041@N91350100M000100Y43@示例科技有限公司@1", "");
    assert!(customer.is("示例科技有限公司"));
    for words in [BANK, "CFCA RSA OCA31", "041@N91350100M000100Y43@示例科技有限公司@1", ""] {
        assert!(!customer.is(words), "{words}");
    }
    let department = holder("示例银行股份有限公司", "信用卡中心", "seal", "");
    assert!(department.is(BANK) && department.is("示例银行股份有限公司"));
    assert!(!department.is("信用卡中心") && !department.is("seal"));
    assert!(!holder("示例", "银行股份有限公司信用卡中心", "", "").is(BANK));
    let branch = holder("示例银行股份有限公司", "", BANK, "");
    assert!(branch.is(BANK));
    // Where O is another's own, a CN in the bank's shape makes nobody the bank.
    let pretender = holder("示例科技有限公司", "", &format!("041@N91350100M000100Y43@{BANK}@1"), "");
    assert!(!pretender.is(BANK) && pretender.is("示例科技有限公司"));
    // A bank that is its own authority.
    assert!(holder(BANK, "", "seal", BANK).is(BANK));
    assert!(holder("示例银行（中国）有限公司", "", "", "").is("示例银行(中国)有限公司"));
}

#[test]
fn a_document_may_state_the_plain_name_or_cn_as_it_stands() {
    let person = holder("CFCA ACS OCA31", "Individual-1", "051@欧阳䶮@0990000199105314621@1", "");
    assert!(person.may_sign_as("欧阳䶮") && person.may_sign_as(" 051@欧阳䶮@0990000199105314621@1"));
    assert!(
        !person.may_sign_as("欧阳")
            && !person.may_sign_as("CFCA ACS OCA31")
            && !person.may_sign_as("Individual-1")
    );
    assert_eq!(person.signs_as(), "欧阳䶮", "never with the number");
    assert_eq!(holder(BANK, "", "seal", "").signs_as(), "seal");
}

#[test]
fn debug_output_and_units_show_no_person() {
    let person = holder("CFCA ACS OCA31", "", "051@欧阳䶮@0990000199105314621@1", "");
    let shown_whole = format!("{person:?}");
    assert!(!shown_whole.contains("欧阳") && !shown_whole.contains("9910"), "{shown_whole}");
    assert_eq!(shown("欧阳䶮"), "欧*䶮");
    assert_eq!(shown("a@某某公司"), "a*****");
    assert_eq!(shown_unit("Organizational-1"), "Organizational-1");
    assert!(!shown_unit("身份证990000199105314621").contains("19910531"));
}

#[test]
fn the_shorter_of_two_names_must_be_a_whole_one() {
    assert!(holder("示例银行", "", "", "").is_part_of(BANK));
    assert!(holder(BANK, "", "", "").is_part_of("示例银行股份有限公司"));
    for short in ["示", "示例", "示例银", "示例银行股份有限公司信用"] {
        assert!(!holder(short, "", "", "").is_part_of(BANK), "{short}");
    }
}

#[test]
fn a_person_is_masked_in_o_and_as_an_authority_too() {
    for (o, shown) in [("林玥", "林*"), ("林玥律师", "林**师"), ("示例社", "示*社"), ("刘大学", "刘*学")]
    {
        assert_eq!(holder(o, "", "", "").shown(), shown);
        assert_eq!(shown_body(o), shown);
    }
    for body in [
        "示例市人民法院",
        "示例律师事务所",
        "示例控股集团",
        "示例认证中心",
        "trial authority",
        "示例市公证处",
    ] {
        assert_eq!(shown_body(body), body);
    }
}

#[test]
fn nothing_invisible_is_left_in_a_name() {
    assert_eq!(plain("示例\u{202E}银行\u{200B}有限公司\u{7}"), "示例\u{FFFD}银行\u{FFFD}有限公司");
}
