//! Check digits of identity, card and credit code numbers.

use hanpress::inner::digits::{is_luhn, is_resident_id, is_uscc, luhn_check_digit, resident_id_check_digit};

#[test]
fn the_standards_own_examples_have_their_check_digits() {
    for number in ["11010519491231002X", "440524188001010014", "110101200001010002"] {
        assert!(is_resident_id(number), "{number}");
    }
    for number in ["110105194912310021", "440305199713050018", "110101192302290127", "", "11010519491231002"]
    {
        assert!(!is_resident_id(number), "{number}");
    }
    for number in [
        "6225880012345675",
        "6259100000123458",
        "6217001234567890122",
        "4367420000111129",
        "5456191234567894",
        "3568330011223343",
        "370000000000010",
        "4111111111111111",
    ] {
        assert!(is_luhn(number), "{number}");
    }
    assert!(!is_luhn("6212341111111111111") && !is_luhn("") && !is_luhn("6a"));
    for code in ["91350100M000100Y43", "91110000100000001W", "311100004000000015"] {
        assert!(is_uscc(code), "{code}");
    }
    assert!(!is_uscc("91350100M000100Y34") && !is_uscc("91350100I000100Y43") && !is_uscc(""));
}

#[test]
fn a_changed_digit_never_keeps_its_check_digit() {
    fn holds(number: &str, alphabet: &str, is: fn(&str) -> bool) {
        for at in 0..number.len() {
            for other in alphabet.chars().filter(|c| !number[at..].starts_with(*c)) {
                let changed = format!("{}{other}{}", &number[..at], &number[at + 1..]);
                assert!(!is(&changed), "{changed} passes beside {number}");
            }
        }
    }
    holds("11010519491231002X", "0123456789", is_resident_id);
    holds("6225880012345675", "0123456789", is_luhn);
    holds("91350100M000100Y43", "0123456789ABCDEFGHJKLMNPQRTUWXY", is_uscc);
}

#[test]
fn letters_where_digits_belong_have_no_check_digit() {
    for first in ["", "1101051949123100", "1101051949123100２", "11010519491231 02"] {
        assert_eq!(resident_id_check_digit(first), None, "{first}");
    }
    assert_eq!(
        (luhn_check_digit(""), luhn_check_digit("62a"), luhn_check_digit("622588001234567")),
        (None, None, Some('5'))
    );
}
