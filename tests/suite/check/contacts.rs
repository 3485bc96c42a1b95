//! Postcodes and telephone numbers of the mainland, of Hong Kong, Macao and Taiwan, and of other countries.

use hanpress::inner::country::{Country, Postcodes};

use super::*;

/// A debtor in a country: the codes and paths told, or the mobile number as a document has it.
fn reached(country: &str, postcode: Value, mobile: &str) -> Result<String, Vec<(&'static str, String)>> {
    let mut value =
        with(good("overdue-notice"), &[("/debtor/mobile", json!(mobile)), ("/debtor/postcode", postcode)]);
    if !country.is_empty() {
        value["debtor"]["country"] = json!(country);
    }
    match judge(&value) {
        Ok(checked) => Ok(checked.account().debtor.mobile.as_ref().unwrap().reveal().clone()),
        Err(found) => Err(found.into_iter().map(|finding| (finding.code, finding.path)).collect()),
    }
}

const OWN: &str = "15400005678";

#[test]
fn a_postcode_is_one_of_its_country() {
    for (country, postcode) in [
        ("", json!("350001")),
        ("CN", json!("350001")),
        ("中国大陆", json!("350001")),
        ("HK", Value::Null),
        ("中国香港", Value::Null),
        ("澳门", Value::Null),
        ("TW", json!("100")),
        ("台湾", json!("10001")),
        ("TWN", json!("100001")),
        ("GB", json!("SW1A 1AA")),
        ("英国", json!("SW1A 1AA")),
        ("us", json!("94105-1234")),
        ("JP", json!("100-0001")),
        ("AE", Value::Null),
    ] {
        assert_eq!(reached(country, postcode.clone(), OWN), Ok(OWN.into()), "{country} {postcode}");
    }
    for (country, postcode, code) in [
        ("CN", json!("000000"), "R17"),
        ("", json!("SW1A 1AA"), "R17"),
        ("", json!("35001"), "R17"),
        ("", Value::Null, "D02"),
        ("HK", json!("999077"), "R17"),
        ("MO", json!("000000"), "R17"),
        ("TW", json!("1000"), "R17"),
        ("TW", Value::Null, "D02"),
        ("GB", Value::Null, "D02"),
        ("GB", json!("-"), "R17"),
        ("GB", json!("SW1A 1AA, London"), "R17"),
    ] {
        let told = reached(country, postcode.clone(), OWN);
        assert_eq!(told, Err(vec![(code, "debtor.postcode".to_string())]), "{country} {postcode}");
    }
}

#[test]
fn a_mobile_number_has_one_writing() {
    for (written, read) in [
        ("154-0000-5678", OWN),
        ("154 0000 5678", OWN),
        ("+86 154 0000 5678", OWN),
        ("+86-15400005678", OWN),
        ("(+86)15400005678", OWN),
        ("0086 15400005678", OWN),
        ("8615400005678", OWN),
        ("+852 9123 4567", "+85291234567"),
        ("+852-91234567", "+85291234567"),
        ("0085291234567", "+85291234567"),
        ("+44 7700 900123", "+447700900123"),
    ] {
        assert_eq!(reached("", json!("350001"), written), Ok(read.into()), "{written}");
    }
    for wrong in
        ["12345678", "91234567", "+86 10 1234 5678", "+1", "+0123456789", "+85291234567890123", "1540000567a"]
    {
        let told = reached("", json!("350001"), wrong);
        assert_eq!(told, Err(vec![("R17", "debtor.mobile".to_string())]), "{wrong}");
    }
}

#[test]
fn every_country_is_known_by_its_code_and_its_names() {
    assert!(Country::all().count() > 240);
    for country in Country::all() {
        for name in [country.code(), country.chinese(), country.english()] {
            assert_eq!(Country::of(name), Some(country), "{name}");
            assert_eq!(Country::of(&name.to_lowercase()), Some(country), "{name}");
        }
        assert!(country.english().is_ascii() && !country.chinese().is_ascii(), "{}", country.code());
    }
    assert!(Country::of("").is_none() && Country::of("Atlantis").is_none());
    assert_eq!(Country::CHINA.postcodes(), Postcodes::Must);
}

#[test]
fn a_country_that_is_none_is_told_with_what_to_write() {
    let value = with(good("overdue-notice"), &[("/debtor/country", json!("火星"))]);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    write!(file, "{value}").unwrap();
    let mut entries = read(vec![Input::File(file.path().into())], Reading::default()).unwrap();
    let findings = entries.next().unwrap().account.unwrap_err();
    assert_eq!(
        (findings[0].code, findings[0].path.as_str(), findings[0].hints.len()),
        ("D04", "debtor.country", 1)
    );
}

#[test]
fn the_country_written_to_is_that_of_the_address_written_to() {
    let to = |addressee: Value| {
        let value = with(
            good(if addressee["role"] == "guarantor" { "guarantor-notice" } else { "overdue-notice" }),
            &[("/debtor/country", json!("HK")), ("/debtor/postcode", Value::Null), ("/addressee", addressee)],
        );
        judge(&value).map(|checked| checked.account().addressed_country().code())
    };
    assert_eq!(to(json!({ "role": "debtor" })).unwrap(), "HK");
    let guarantor =
        json!({ "role": "guarantor", "name": "李示例", "address": "福建省福州市鼓楼区示例路20号" });
    assert_eq!(
        codes(&to(guarantor.clone()).unwrap_err()),
        BTreeSet::from(["D02"]),
        "the mainland has postcodes"
    );
    let here = with(guarantor.clone(), &[("/postcode", json!("350001"))]);
    assert_eq!(to(here).unwrap(), "CN");
    let there = with(guarantor, &[("/country", json!("MO"))]);
    assert_eq!(to(there).unwrap(), "MO");
}

#[test]
fn an_e_mail_address_is_one_and_nothing_beside_it() {
    let found = |email: &str| {
        let value = with(good("overdue-notice"), &[("/debtor/email", json!(email))]);
        judge(&value).map(|_| ()).map_err(|found| (found[0].code, found[0].path.clone()))
    };
    for sound in ["a0000001@example.com", "a.b+c_d-e@mail.example.com.cn", "示例@例子.公司"] {
        assert_eq!(found(sound), Ok(()), "{sound}");
    }
    for wrong in [
        "a***1@example.com",
        "<a@example.com>",
        "mailto:a@example.com",
        "a(家)@example.com",
        "[a]@example.com",
        "a＠example.com",
        "ａ@example.com",
        "a@example。com",
        "a@example..com",
        "a..b@example.com",
        "a@example.com;b",
        "a@b@example.com",
        "a@example",
    ] {
        assert_eq!(found(wrong), Err(("R17", "debtor.email".into())), "{wrong}");
    }
}

#[test]
fn words_for_nothing_are_told_as_such_where_contacts_stand() {
    for (field, path) in
        [("mobile", "/debtor/mobile"), ("postcode", "/debtor/postcode"), ("email", "/debtor/email")]
    {
        let found = judge(&with(good("overdue-notice"), &[(path, json!("NULL"))])).err().unwrap();
        let hints: Vec<_> = found[0].hints.iter().map(|hint| hint.en.as_str()).collect();
        assert!(hints.len() == 1 && hints[0].contains("nothing = [\"NULL\"]"), "{field}: {hints:?}");
    }
}

#[test]
fn a_landline_in_place_of_a_mobile_number_is_called_one() {
    let hints = |mobile: &str| {
        let value = with(good("overdue-notice"), &[("/debtor/mobile", json!(mobile))]);
        judge(&value).unwrap_err().remove(0).hints.remove(0).en
    };
    for landline in ["010-60001234", "0591 8600 1234", "(0755)26001234", "02160001234", "010-60001234转801"]
    {
        assert!(hints(landline).contains("landline"), "{landline}: {}", hints(landline));
    }
    for other in ["12345678901", "86001234"] {
        assert!(!hints(other).contains("landline"), "{other}");
    }
}
