//! Values written in one of many ways: what has one reading is read, alike and with the same hash; what has two, or
//! was spoilt by a program, is refused with what to do about it.

use super::*;
use hanpress::inner::account::{Channel, DeliveryResult, IdType, Salutation};
use hanpress::inner::money::Currency;

/// The account with one field written otherwise, as JSON escapes it.
fn with(field: &str, from: &str, to: &str) -> Entry {
    let (from, to) = (format!(r#""{field}":"{from}""#), format!(r#""{field}":{}"#, serde_json::json!(to)));
    let text = account("A1");
    assert!(text.contains(&from), "{from}");
    json(text.replacen(&from, &to, 1)).remove(0)
}

/// The account with more fields at its top.
fn and(more: &str) -> Entry {
    json(account("A1").replacen('{', &format!("{{{more},"), 1)).remove(0)
}

fn is_as_before(entry: &Entry, what: &str) {
    let before = json(account("A1")).remove(0);
    assert_eq!(told(entry), "1 A1 ok", "{what}: {}", words(entry));
    assert_eq!(entry.sha256, before.sha256, "{what} hashes otherwise");
}

/// What is told of a field: its code, then words and hints in both languages.
fn refused(entry: &Entry, code: &str, path: &str, hint: &str) -> String {
    let all = words(entry);
    assert_eq!(told(entry), format!("1 A1 {code} {path}"), "{all}");
    assert!(all.contains(hint), "{hint}: {all}");
    all
}

#[test]
fn a_day_is_read_however_it_is_written() {
    for day in [
        "2026/10/25",
        "2026.10.25",
        "2026-10-25 00:00:00",
        "2026-10-25T00:00:00",
        "2026-10-25 00:00:00.0",
        "2026-10-25 00:00:00.000",
        "2026/10/25 0:00",
        "2026/10/25 0:00:00",
        "2026年10月25日",
        "2026年10月25日 0:00:00",
        "2026 年 10 月 25 日",
        "2026年10月25号",
        "20261025",
        "２０２６－１０－２５",
        "２０２６／１０／２５",
        "２０２６年１０月２５日",
        "\u{a0}2026-10-25\u{3000}",
        "'2026-10-25",
        "=\"2026-10-25\"",
        "二〇二六年十月二十五日",
        "二零二六年十月二十五日",
        "二○二六年一十月二十五日",
    ] {
        is_as_before(&with("due_date", "2026-10-25", day), day);
    }
    for (day, read) in
        [("2026/1/5", "2026-01-05"), ("二〇二六年十月五日", "2026-10-05"), ("2026- 1-01", "2026-01-01")]
    {
        let entry = with("due_date", "2026-10-25", day);
        assert_eq!(entry.account.as_ref().unwrap().due_date.to_string(), read, "{day}");
    }
}

#[test]
fn a_day_of_two_readings_is_refused_with_a_hint() {
    for (day, code, hint) in [
        ("10/25/26", "D04", "the year first"),
        ("26年10月25日", "D04", "the year first"),
        ("10/25/2026", "D04", "the year first"),
        ("25.10.2026", "D04", "请先写四位年份"),
        ("46320", "D07", "day count, of `2026-10-25`"),
        ("46320.0", "D07", "day count, of `2026-10-25`"),
        ("2026-13-01", "D04", "no calendar has this day"),
        ("2026-02-30", "D04", "no calendar has this day"),
        ("2026/2/30", "D04", "no calendar has this day"),
        ("20260230", "D04", "no calendar has this day"),
        ("2026-10", "D04", "the day of the month is missing"),
        ("2026-10-25 08:30:00", "D04", "a time of day"),
        ("2026-10-24T16:00:00Z", "D04", "a time of day or a zone"),
        ("2026-10-25T00:00:00Z", "D04", "or a zone"),
        ("2026-10/25", "D04", ""),
        ("12345678", "D04", ""),
        ("99999", "D04", ""),
    ] {
        let all = refused(&with("due_date", "2026-10-25", day), code, "due_date", hint);
        assert!(all.contains(day), "{day} is not shown: {all}");
    }
}

#[test]
fn an_amount_is_read_however_it_is_written() {
    for amount in [
        "8,376.25",
        "8，376.25",
        "¥8376.25",
        "￥8,376.25",
        "¥ 8376.25",
        "CNY 8376.25",
        "cny8376.25",
        "RMB8376.25",
        "RMB 8,376.25",
        "人民币8376.25元",
        "人民币 8376.25",
        "8376.25元",
        "8376.25 元",
        "8376.25元整",
        "+8376.25",
        "８３７６．２５",
        "￥８，３７６．２５",
        "'8376.25",
        "=\"8376.25\"",
        "\u{a0}8376.25\u{3000}",
        "8376.250",
        "8376.25000000",
    ] {
        is_as_before(&with("principal", "8376.25", amount), amount);
    }
    let number = json(account("A1").replace(r#""8376.25""#, "8376.250")).remove(0);
    is_as_before(&number, "a number");
}

#[test]
fn an_amount_hashes_with_the_decimals_of_its_currency() {
    for (one, other) in [("0", "0.00"), ("99.6", "99.60"), ("12480", "12,480.00")] {
        let [one, other] = [one, other].map(|amount| with("fees", "0.00", amount));
        assert_eq!(one.sha256.unwrap(), other.sha256.unwrap());
    }
    let yen = |amount: &str| json(account("A1").replace("CNY", "JPY").replace("8376.25", amount)).remove(0);
    assert_eq!(yen("8376").sha256, yen("8,376.00").sha256);
    assert_ne!(yen("8376").sha256, yen("8377").sha256);
}

#[test]
fn an_amount_of_two_readings_is_refused_with_a_hint() {
    for (amount, code, hint) in [
        ("8.376,25", "D04", "two readings"),
        ("8376,25", "D04", "two readings"),
        ("8.376.250", "D04", "two readings"),
        ("1,2,3", "D04", "groups of three"),
        ("107,00.00", "D04", "groups of three"),
        (",120.00", "D04", "groups of three"),
        ("1200,", "D04", "groups of three"),
        ("(200.00)", "D04", "`-100.00`"),
        ("（200.00）", "D04", "填入 `credit`"),
        ("200.00-", "D04", "`credit`"),
        ("--200.00", "D04", "`credit`"),
        ("-", "D04", "dash_is_zero"),
        ("—", "D04", "dash_is_zero"),
        (" -   ", "D04", "`[reading]`"),
        ("8.38E+03", "D07", "its last digits are lost"),
        ("9.9E+17", "D07", "its last digits are lost"),
        ("1.0E7", "D07", "末尾数字已丢失"),
        ("5120.449999999999", "D07", "binary fraction"),
        ("5120.4499999999998", "D07", "浮点误差"),
        ("8376.3.1", "D04", "two points"),
        ("$8376.25", "D04", "its own field"),
        ("8376.25%", "D04", "percentage"),
        ("1.2万元", "D04", "whole figure in digits"),
        ("8 376.25", "D04", "blanks"),
        ("8376.", "D04", "both sides of a point"),
    ] {
        let all = refused(&with("principal", "8376.25", amount), code, "ledgers[0].principal", hint);
        assert!(all.contains(amount.trim()), "{amount} is not shown: {all}");
    }
    refused(&with("interest", "125.64", "-125.64"), "D04", "ledgers[0].interest", "below nothing");
    refused(&with("interest", "125.64", "（125.64）"), "D04", "ledgers[0].interest", "此处金额不得为负");
    refused(&with("interest", "125.64", "125.64-"), "D04", "ledgers[0].interest", "minus behind");
    refused(&with("principal", "8376.25", "五千元"), "D04", "ledgers[0].principal", "write digits");
    refused(
        &with("principal", "8376.25", "1234567890123"),
        "D04",
        "ledgers[0].principal",
        "at most 12 digits",
    );
}

#[test]
fn a_mark_of_another_currency_than_the_ledgers_is_told() {
    refused(
        &with("principal", "8376.25", "USD 8376.25"),
        "D04",
        "ledgers[0].principal",
        "means USD, its currency is CNY",
    );
    refused(&with("principal", "8376.25", "HK$8376.25"), "D04", "ledgers[0].principal", "HKD");
    refused(&with("principal", "8376.25", "¥8376.25美元"), "D04", "ledgers[0].principal", "its own field");
    let in_yen =
        |amount: &str| json(account("A1").replace("CNY", "日元").replace("8376.25", amount)).remove(0);
    for amount in ["¥8376", "8376円", "8,376日元", "JPY 8376"] {
        assert_eq!(told(&in_yen(amount)), "1 A1 ok", "{amount}");
    }
    refused(&in_yen("8376元"), "D04", "ledgers[0].principal", "means CNY, its currency is JPY");
    let in_dollars =
        |amount: &str| json(account("A1").replace("CNY", "USD").replace("8376.25", amount)).remove(0);
    assert_eq!(told(&in_dollars("US$8,376.25")), "1 A1 ok");
    refused(&in_dollars("¥8376.25"), "D04", "ledgers[0].principal", "means CNY or JPY, its currency is USD");
}

#[test]
fn a_currency_is_read_by_every_name_it_has() {
    for name in ["cny", "RMB", "rmb", "人民币", "人民币元", "156", "ＣＮＹ", "ＲＭＢ", " 人民币 "]
    {
        is_as_before(&with("currency", "CNY", name), name);
    }
    for currency in Currency::ALL {
        let named = |name: &str| {
            json(account("A1").replace("CNY", name))
                .remove(0)
                .account
                .map(|account| account.ledgers[0].currency)
        };
        assert_eq!(named(currency.name()), Ok(currency));
        assert_eq!(named(&currency.code().to_lowercase()), Ok(currency));
    }
    for (name, code) in [
        ("美金", "USD"),
        ("840", "USD"),
        ("港元", "HKD"),
        ("344", "HKD"),
        ("日圆", "JPY"),
        ("日币", "JPY"),
        ("欧元", "EUR"),
        ("英镑", "GBP"),
        ("新臺幣", "TWD"),
        ("澳门币", "MOP"),
    ] {
        let entry = with("currency", "CNY", name);
        assert_eq!(entry.account.as_ref().unwrap().ledgers[0].currency.code(), code, "{name}");
    }
    for unknown in ["XYZ", "¥", "$", "999", "虚拟币"] {
        let all = refused(
            &with("currency", "CNY", unknown),
            "D04",
            "ledgers[0].currency",
            "以下币种之一：人民币、美元",
        );
        assert!(all.contains(&format!("`{unknown}`")), "{all}");
    }
}

#[test]
fn answers_are_read_by_their_common_words() {
    let read = |more: &str| and(more).account.unwrap_or_else(|_| panic!("{more}"));
    for (word, kind) in [
        ("身份证", IdType::ResidentId),
        ("二代身份证", IdType::ResidentId),
        ("居民身份证", IdType::ResidentId),
        ("Resident-ID", IdType::ResidentId),
        ("Ｐａｓｓｐｏｒｔ", IdType::Passport),
        ("中国护照", IdType::Passport),
    ] {
        let text = account("A1").replace(r#""id_number""#, &format!(r#""id_type":"{word}","id_number""#));
        let entry = json(text).remove(0);
        assert_eq!(entry.account.as_ref().unwrap().debtor.id_type, kind, "{word}");
        let plain =
            account("A1").replace(r#""id_number""#, &format!(r#""id_type":"{}","id_number""#, kind.word()));
        assert_eq!(entry.sha256, json(plain).remove(0).sha256, "{word}");
    }
    for (word, salutation) in
        [("男", Salutation::Mr), ("M", Salutation::Mr), ("女", Salutation::Ms), ("Female", Salutation::Ms)]
    {
        let text = account("A1").replace(r#""id_number""#, &format!(r#""salutation":"{word}","id_number""#));
        assert_eq!(json(text).remove(0).account.unwrap().debtor.salutation, Some(salutation), "{word}");
    }
    for (word, channel) in [
        ("EMS", Channel::Ems),
        ("特快专递", Channel::Ems),
        ("邮政特快", Channel::Ems),
        ("挂号", Channel::Registered),
        ("手机短信", Channel::Sms),
    ] {
        assert_eq!(read(&format!(r#""delivery":"{word}""#)).delivery, Some(channel), "{word}");
    }
    let notice = |result: &str| {
        read(&format!(
            r#""notices":[{{"number":"N1","date":"2026/11/1","channel":"挂号","result":"{result}"}}]"#
        ))
        .notices[0]
            .result
    };
    assert_eq!([notice("代收"), notice("已退回")], [DeliveryResult::SignedByOther, DeliveryResult::Returned]);
    for (word, yes) in [
        ("是", true),
        ("Y", true),
        ("yes", true),
        ("1", true),
        ("√", true),
        ("TRUE", true),
        ("否", false),
        ("N", false),
        ("0", false),
        ("×", false),
    ] {
        assert_eq!(read(&format!(r#""flags":{{"deceased":"{word}"}}"#)).flags.deceased, yes, "{word}");
    }
}

#[test]
fn an_unknown_answer_is_told_in_the_words_of_each_language() {
    let text = account("A1").replace(r#""id_number""#, r#""id_type":"01","id_number""#);
    let all = refused(&json(text).remove(0), "D04", "debtor.id_type", "one of resident-id, ");
    assert!(all.contains("`01` 不是以下之一：居民身份证、"), "{all}");
    let name = account("A1").replace(r#""id_number""#, &format!(r#""id_type":"{NAME}","id_number""#));
    refused(&json(name).remove(0), "D04", "debtor.id_type", "");
}

#[test]
fn what_a_program_did_to_words_is_told_in_every_field() {
    for (path, from) in [("debtor.name", NAME), ("debtor.id_number", ID_NUMBER), ("card.number", CARD)] {
        for (damaged, hint) in [
            ("9.9E+17", "last digits are lost"),
            ("1.0E7", "last digits are lost"),
            ("2.02611221E8", "last digits are lost"),
            ("1.5400001102E10", "last digits are lost"),
            ("1.0008E5", "last digits are lost"),
            ("9.90000199408185E17", "last digits are lost"),
            ("９.９Ｅ＋１７", "last digits are lost"),
            ("1e17", "last digits are lost"),
            ("46320.0", "added `.0`"),
            ("#N/A", "error mark"),
            ("Err:502", "error mark"),
            ("某_x000D_", "escapes of characters"),
        ] {
            let entry = json(account("A1").replace(from, damaged)).remove(0);
            refused(&entry, "D07", path, hint);
        }
    }
    for damaged in ["9.9E+17", "2.02611221E8", "1.0E7"] {
        assert_eq!(told(&json(account(damaged)).remove(0)), "1 - D07 id", "{damaged}");
        let product = account("A1").replace(r#""card":{"#, &format!(r#""card":{{"product":"{damaged}","#));
        refused(&json(product).remove(0), "D07", "card.product", "last digits are lost");
    }
}

#[test]
fn what_looks_a_little_like_damage_stays_whole() {
    for id in ["A1E5", "E7", "3E", "3E8", "12E56", "1E5A", "E-7"] {
        assert_eq!(told(&json(account(id)).remove(0)), format!("1 {id} ok"));
        let product = account("A1").replace(r#""card":{"#, &format!(r#""card":{{"product":"{id}","#));
        let entry = json(product).remove(0);
        assert_eq!(entry.account.as_ref().unwrap().card.product.as_deref(), Some(id));
    }
}

#[test]
fn figures_of_a_person_are_read_in_full_width() {
    let wide =
        |text: &str| text.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect::<String>();
    for own in [ID_NUMBER, CARD] {
        let entry = json(account("A1").replace(own, &wide(own))).remove(0);
        is_as_before(&entry, own);
    }
}

#[test]
fn counts_are_digits_and_nothing_else() {
    let count = |count: &str| {
        and(&format!(
            r#""plan":{{"signed_on":"2026-11-22","method":"等额","first_due":"2026-12-22","instalments":"{count}"}}"#
        ))
    };
    for written in ["36", "３６", "'36"] {
        assert_eq!(count(written).account.unwrap().plan.unwrap().instalments, Some(36), "{written}");
    }
    refused(&count("36期"), "D04", "plan.instalments", "without a unit");
    refused(&count("36.0"), "D07", "plan.instalments", "without the point");
    refused(&count("-3"), "D04", "plan.instalments", "below nothing");
}
