//! Reading fields: what is missing, unknown, wrong, damaged or personal.

use super::*;

#[test]
fn every_missing_field_is_told_at_once() {
    let entries = json(r#"{"id":"A1","debtor":{"name":" "},"ledgers":[{"principal":null}]}"#);
    assert_eq!(
        told(&entries[0]),
        "1 A1 D02 as_of, D02 card, D02 debtor.name, D02 due_date, D02 ledgers[0].currency, D02 ledgers[0].fees, \
         D02 ledgers[0].principal"
    );
    assert_eq!(told(&json("{}")[0]).split(", ").last().unwrap(), "D02 ledgers");
}

#[test]
fn an_unknown_field_is_told_with_the_nearest_known() {
    let (told, words) = changed(r#""due_date""#, r#""due_dat":"2026-10-25","due_date""#);
    assert_eq!(told, "1 A1 D03 due_dat");
    assert!(words.contains("hint: did you mean `due_date`?"), "{words}");
    let (told, words) = changed(r#""name""#, r#""nmae":"x","name""#);
    assert_eq!(told, "1 A1 D03 debtor.nmae");
    assert!(words.contains("did you mean `name`?"), "{words}");
    let (told, words) = changed(r#""name""#, r#""11010519491231002X":"x","name""#);
    assert_eq!(told, "1 A1 D03 debtor.1101*************X");
    assert!(words.contains("known here: name"), "{words}");
}

#[test]
fn a_field_given_twice_is_told_wherever_it_stands() {
    assert_eq!(changed(r#""card""#, r#""card":null,"card""#).0, "1 A1 D03 card");
    assert_eq!(changed(r#""card""#, r#""extra":{"a":[{"b":1,"b":2}]},"card""#).0, "1 A1 D03 extra.a[0].b");
    assert_eq!(changed(r#""debtor""#, r#""id":"A2","debtor""#).0, "1 - D03 id");
}

#[test]
fn a_value_of_the_wrong_sort_is_told() {
    for (from, to, expected) in [
        (r#""2026-10-25""#, r#""2026-02-30""#, "D04 due_date"),
        (r#""2026-10-25""#, "true", "D04 due_date"),
        (r#""125.64""#, r#""-125.64""#, "D04 ledgers[0].interest"),
        (r#""8376.25""#, r#""--8376.25""#, "D04 ledgers[0].principal"),
        (r#""8376.25""#, r#""8376.25美元""#, "D04 ledgers[0].principal"),
        (r#""8376.25""#, "8.37625e3", "D07 ledgers[0].principal"),
        (r#""8376.25""#, "123456789012345678901234567890", "D04 ledgers[0].principal"),
        (r#""8376.25""#, "1000000000000.00", "D04 ledgers[0].principal"),
        (r#""8376.25""#, r#"["8376.25"]"#, "D04 ledgers[0].principal"),
        (r#""CNY""#, r#""XYZ""#, "D04 ledgers[0].currency"),
        (r#"{"number":"9900001234565679"}"#, r#""9900001234565679""#, "D04 card"),
        (r#""9900001234565679""#, "9900001234565679", "D04 card.number"),
        (r#""due_date""#, r#""extra":"欧阳䶮","due_date""#, "D04 extra"),
        (r#""due_date""#, r#""flags":{"deceased":"maybe"},"due_date""#, "D04 flags.deceased"),
        (
            r#""due_date""#,
            r#""notices":[{},7],"due_date""#,
            "D02 notices[0].channel, D02 notices[0].date, D02 notices[0].number, D02 notices[0].result, D04 notices[1]",
        ),
    ] {
        assert_eq!(changed(from, to).0, format!("1 A1 {expected}"), "{to}");
    }
}

#[test]
fn numbers_are_exact() {
    for (written, read) in
        [("8376.25", "8376.25"), ("0.1", "0.1"), ("0.10", "0.10"), ("900719925474.31", "900719925474.31")]
    {
        for form in [written.to_string(), format!("\"{written}\"")] {
            let entries = json(account("A1").replace(r#""8376.25""#, &form));
            assert_eq!(entries[0].account.as_ref().unwrap().ledgers[0].principal.0.to_string(), read);
        }
    }
}

#[test]
fn a_number_hashes_like_its_text() {
    let text = json(account("A1"));
    let number = json(account("A1").replace(r#""8376.25""#, "8376.25"));
    let other = json(account("A1").replace(r#""8376.25""#, "8376.26"));
    assert_eq!(text[0].sha256, number[0].sha256);
    assert_ne!(text[0].sha256, other[0].sha256);
}

#[test]
fn spreadsheet_damage_is_told_in_so_many_words() {
    let hint = |from: &str, to: &str, expected: &str, hint: &str| {
        let (told, words) = changed(from, to);
        assert_eq!(told, format!("1 A1 {expected}"), "{to}");
        assert!(words.contains(hint), "{to}: {words}");
    };
    hint(ID_NUMBER, "1.1E+17", "D07 debtor.id_number", "its last digits are lost");
    hint(CARD, "9.90000E+15", "D07 card.number", "its last digits are lost");
    hint(ID_NUMBER, "=\\\"00123\\\"", "D07 debtor.id_number", "between the quotes");
    hint(ID_NUMBER, "'00123", "D07 debtor.id_number", "apostrophe");
    hint(ID_NUMBER, "########", "D07 debtor.id_number", "error mark");
    hint(ID_NUMBER, "#N/A", "D07 debtor.id_number", "error mark");
    hint(ID_NUMBER, "110105194.0", "D07 debtor.id_number", "added `.0`");
    hint("8376.25", "8.38E+03", "D07 ledgers[0].principal", "its last digits are lost");
    hint("2026-10-25", "46320", "D07 due_date", "day count, of `2026-10-25`");
    hint("2026-10-25", "10/25/2026", "D04 due_date", "write the year first");
    assert_eq!(changed("A1", "12E56").0, "1 12E56 ok", "an id may look a little like a number");
}

#[test]
fn words_in_the_wrong_column_are_not_shown() {
    for personal in [NAME, ID_NUMBER, CARD, MOBILE, "北京市东城区某街1号"] {
        for field in ["8376.25", "2026-10-25", "CNY"] {
            let text = account("A1").replace(field, personal);
            let entries = json(text);
            assert!(findings(&entries[0]).len() == 1 || (personal, field) == (MOBILE, "8376.25"), "{field}");
            words(&entries[0]);
        }
    }
}

#[test]
fn an_id_must_be_short_plain_and_of_no_person() {
    let expect = |id: &str, expected: &str| {
        let entries = json(account(id));
        assert_eq!(told(&entries[0]), format!("1 {expected}"), "{id}");
        if expected == "- D04 id" {
            assert!(!words(&entries[0]).contains(id));
        }
    };
    for sound in ["A-1_b.2", "账户0001", "2026112200000000017", "11010519491231002", &"x".repeat(64)] {
        expect(sound, &format!("{sound} ok"));
    }
    for faulty in [
        "../../etc",
        "a b",
        "a/b",
        "a\\\\b",
        "a\\nb",
        "...",
        &"x".repeat(65),
        "6225880012345675",
        "6225-8800-1234-5675",
        "370000000000010",
        ID_NUMBER,
        "11010519491231002x",
        "15400005678",
        "8615400005678",
    ] {
        expect(faulty, "- D04 id");
    }
    for own in ["欧阳䶮", "X欧阳䶮1"] {
        expect(own, "- D04 id");
    }
    expect("", "- D02 id");
    expect("1.1E+17", "- D07 id");
}

#[test]
fn half_a_character_is_told_with_its_field() {
    assert_eq!(changed("欧阳䶮", r"\ud83d").0, "1 A1 D05 debtor.name");
    assert_eq!(changed(r#""card""#, r#""extra":{"a":1,"\ud83d":2},"card""#).0, "1 A1 D05 extra");
}

#[test]
fn a_record_of_a_thousand_faults_tells_a_hundred() {
    let faults: String = (0..1000).map(|at| format!("\"x{at}\":1,")).collect();
    let entries = json(account("A1").replacen('{', &format!("{{{faults}"), 1));
    assert_eq!(findings(&entries[0]).len(), 101);
    assert_eq!(findings(&entries[0])[100].message.en, "900 more faults in this record");
}
