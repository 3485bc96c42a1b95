//! Numbers of identity papers and cards: the shape of each kind, whose age they tell, what a spreadsheet makes of them.

use super::*;

/// What is told of a debtor with this paper.
fn told_of(id_type: &str, number: &str) -> Vec<(&'static str, String)> {
    let value = with(
        good("overdue-notice"),
        &[("/debtor/id_type", json!(id_type)), ("/debtor/id_number", json!(number))],
    );
    let mut found = told(&value).into_iter();
    let (first, next) = (found.next(), found.next());
    assert!(next.is_none(), "{id_type} {number}: more than one finding");
    first.into_iter().map(|finding| (finding.code, finding.message.en)).collect()
}

fn code_of(id_type: &str, number: &str) -> Option<&'static str> {
    told_of(id_type, number).first().map(|(code, _)| *code)
}

/// Seventeen digits with their check digit.
fn complete(first: &str) -> String {
    format!("{first}{}", resident_id_check_digit(first).unwrap())
}

#[test]
fn sound_numbers_of_every_kind_pass_without_a_word() {
    for (kind, number) in [
        ("resident-id", "990000199408185441"),
        ("temporary-resident-id", "990000199408185441"),
        ("household-register", "990000199408185441"),
        ("hk-macao-permit", "810000199408185443"),
        ("hk-macao-permit", "820000199408185445"),
        ("taiwan-permit", "830000199408185447"),
        ("taiwan-permit", "83000019940810001X"),
        ("foreigner-permit", "911840199408185442"),
        ("foreigner-permit", "USA110194081801"),
        ("hk-macao-travel-permit", "H12345678"),
        ("hk-macao-travel-permit", "M1234567890"),
        ("taiwan-travel-permit", "12345678"),
        ("taiwan-travel-permit", "1234567890B"),
        ("officer-card", "军字第2001988号"),
        ("officer-card", "20019880"),
        ("soldier-card", "士字第P011816X号"),
        ("armed-police-card", "武字第1234567号"),
        ("passport", "ZZ1234567"),
    ] {
        assert_eq!(told_of(kind, number), [], "{kind} {number}");
    }
}

#[test]
fn a_permit_of_eighteen_digits_has_its_place_its_birth_date_and_its_check_digit() {
    for (kind, number) in [
        ("hk-macao-permit", complete("81000019940230544")),
        ("hk-macao-permit", "810000199408185440".into()),
        ("hk-macao-permit", "830000199408185447".into()),
        ("hk-macao-permit", complete("81000020940818544")),
        ("hk-macao-permit", "H12345678".into()),
        ("taiwan-permit", "830000199408185440".into()),
        ("taiwan-permit", "810000199408185443".into()),
        ("foreigner-permit", "000000000000000000".into()),
        ("foreigner-permit", complete("91184019941318544")),
        ("foreigner-permit", "911840199408185440".into()),
        ("foreigner-permit", complete("91115619940818544")),
        ("foreigner-permit", "810000199408185443".into()),
        ("foreigner-permit", "USA110194133101".into()),
        ("foreigner-permit", "USA11019408180".into()),
        ("resident-id", "810000199408185443".into()),
        ("resident-id", "911840199408185442".into()),
        ("household-register", "H12345678".into()),
        ("household-register", "110105194912310021".into()),
        ("temporary-resident-id", "110105194912310021".into()),
    ] {
        assert_eq!(code_of(kind, &number), Some("R17"), "{kind} {number}");
    }
}

#[test]
fn a_number_of_another_paper_is_told_with_what_it_is() {
    let said = told_of("resident-id", "830000199408185447").remove(0).1;
    assert!(said.contains("`taiwan-permit`"), "{said}");
    let said = told_of("foreigner-permit", "820000199408185445").remove(0).1;
    assert!(said.contains("`hk-macao-permit`"), "{said}");
}

#[test]
fn travel_permits_and_service_cards_have_shapes_of_their_own() {
    for (kind, number) in [
        ("hk-macao-travel-permit", "12345678"),
        ("hk-macao-travel-permit", "H123456789"),
        ("hk-macao-travel-permit", "A12345678"),
        ("taiwan-travel-permit", "H12345678"),
        ("taiwan-travel-permit", "1234567"),
        ("taiwan-travel-permit", "12345678B"),
        ("officer-card", "军字第号"),
        ("officer-card", "12 345"),
        ("soldier-card", "1"),
    ] {
        assert_eq!(code_of(kind, number), Some("R17"), "{kind} {number}");
    }
}

#[test]
fn a_minor_is_seen_by_any_paper_that_tells_the_birth_date() {
    for (kind, number) in [
        ("hk-macao-permit", complete("81000020150818544")),
        ("taiwan-permit", complete("83000020081123544")),
        ("foreigner-permit", complete("91184020150818544")),
        ("foreigner-permit", "USA110115081801".into()),
        ("household-register", complete("99000020150818544")),
    ] {
        assert_eq!(code_of(kind, &number), Some("W06"), "{kind} {number}");
    }
    assert_eq!(code_of("taiwan-permit", &complete("83000020081122544")), None, "eighteen on the issue date");
}

#[test]
fn a_small_letter_is_read_as_a_capital_one() {
    for (kind, small, capital) in [
        ("resident-id", "11010519491231002x", "11010519491231002X"),
        ("taiwan-permit", "83000019940810001x", "83000019940810001X"),
        ("hk-macao-travel-permit", "h12345678", "H12345678"),
    ] {
        let value = with(
            good("overdue-notice"),
            &[("/debtor/id_type", json!(kind)), ("/debtor/id_number", json!(small))],
        );
        let checked = judge(&value).unwrap();
        let number = checked.account().debtor.id_number.as_ref().unwrap();
        assert_eq!(number.reveal(), capital);
        assert!(checked.warnings().is_empty(), "{small}");
    }
}

/// The code and the number of hints told of a card number.
fn card(number: &str) -> Option<(&'static str, usize)> {
    let findings = told(&with(good("overdue-notice"), &[("/card/number", json!(number))]));
    assert!(findings.len() < 2, "{number}");
    assert!(findings.iter().all(|finding| finding.code == "W05" || finding.severity == Severity::Error));
    findings.first().map(|finding| (finding.code, finding.hints.len()))
}

#[test]
fn a_card_number_that_a_program_spoilt_is_refused() {
    for (number, expected) in [
        // Fifteen digits kept, 0 for the others.
        ("9900000000011010", Some(("D07", 1))),
        ("99000000000110100", Some(("D07", 1))),
        ("9900000000011010000", Some(("D07", 1))),
        // What a double makes of nineteen digits, written whole and written short.
        ("9900001234565679104", Some(("D07", 1))),
        ("9900001234565677000", Some(("D07", 1))),
        // Shorter numbers are such too often by chance.
        ("990000123456567936", Some(("W05", 1))),
        // Wrong, but not by a program.
        ("9900001234565678", Some(("W05", 0))),
        ("9900001234565679123", Some(("W05", 0))),
        ("990000123456570", Some(("W05", 0))),
    ] {
        assert_eq!(card(number), expected, "{number}");
    }
}

#[test]
fn a_card_number_with_its_check_digit_is_never_taken_for_spoilt() {
    use hanpress::inner::digits::luhn_check_digit;
    let mut ending_in_zeros = 0;
    for first in 0..1000 {
        let first = format!("990000000000{first:03}000");
        let number = format!("{first}{}", luhn_check_digit(&first).unwrap());
        ending_in_zeros += usize::from(number.ends_with("0000"));
        assert_eq!(card(&number), None, "{number}");
    }
    assert_eq!(ending_in_zeros, 100);
}

#[test]
fn a_number_parted_by_blanks_or_hyphens_is_the_same_number() {
    for parted in ["990000 19940818 5441", "990000-19940818-5441", "990000\u{3000}199408185441"] {
        let value = with(good("overdue-notice"), &[("/debtor/id_number", json!(parted))]);
        let checked = judge(&value).unwrap_or_else(|found| panic!("{parted}: {}", found.len()));
        let number = checked.account().debtor.id_number.as_ref().unwrap();
        assert_eq!(number.reveal(), "990000199408185441", "{parted}");
    }
    for other in ["990000*19940818*5441", "-", "990000/199408185441"] {
        assert_eq!(code_of("resident-id", other), Some("R17"), "{other}");
    }
}

#[test]
fn nobody_is_older_than_a_hundred_and_twenty_years_nor_has_a_number_of_one_digit() {
    assert_eq!(code_of("resident-id", &complete("99000018990818544")), Some("R17"));
    assert_eq!(code_of("resident-id", &complete("99000019100818544")), None);
    for (kind, number) in [
        ("passport", "000000000"),
        ("passport", "E00000000"),
        ("hk-macao-travel-permit", "H00000000"),
        ("taiwan-travel-permit", "11111111"),
        ("officer-card", "军字第0000000号"),
    ] {
        assert_eq!(code_of(kind, number), Some("R17"), "{kind} {number}");
    }
    for card in ["0000000000000000", "9999999999999999"] {
        let found = told(&with(good("overdue-notice"), &[("/card/number", json!(card))]));
        let found: Vec<_> = found.iter().map(|finding| (finding.code, finding.path.as_str())).collect();
        assert!(found.contains(&("R17", "card.number")), "{card}: {found:?}");
    }
}
