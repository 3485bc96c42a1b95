//! What a message shows of a value that is no value of its field: words of the trade as they are, whatever may be a
//! person's masked.

use super::*;

/// What is told where `written` stands in the place of a currency.
fn as_currency(written: &str) -> String {
    let text = account("A1").replacen(r#""CNY""#, &serde_json::json!(written).to_string(), 1);
    words(&json(text)[0])
}

/// What is told where `written` stands in the place of the due date.
fn as_day(written: &str) -> String {
    let text = account("A1").replacen(r#""2026-10-25""#, &serde_json::json!(written).to_string(), 1);
    words(&json(text)[0])
}

#[test]
fn words_of_the_trade_are_shown_as_they_are() {
    let words = [
        "US",
        "M3+",
        "澳大利亚法郎",
        "美元现钞",
        "美利坚合众国元",
        "丹麦克朗",
        "逾期提醒",
        "逾期还款告知函",
        "债务减免协议书",
        "警官证件",
        "港澳台居民身份证件",
        "机动车驾驶证",
        "微信",
        "顺丰快递",
        "顺丰速运（SF）",
        "电子邮件/短信",
        "已妥投",
        "家属代签收",
        "NULL",
        "None",
        "N/A",
        "\\N",
        "暂无",
        "25-Oct-2026",
        "Oct 25, 2026",
        "2026_10_25",
        "2026-10-25T00:00:00+08:00",
        "Sun Oct 25 2026 00:00:00 GMT+0800 (China Standard Time)",
        "2026年10月25日 星期日 上午8时30分",
        "2026-10-25-16.30.00.000000",
    ];
    let masked: Vec<_> =
        words.into_iter().filter(|word| !as_day(word).contains(&format!("`{word}` "))).collect();
    assert_eq!(masked, [""; 0]);
}

#[test]
fn what_may_be_a_persons_is_masked_in_any_column() {
    for word in [
        "欧阳䶮",
        "张元",
        "张思元",
        "单成功",
        "和平安",
        "李港生",
        "韩美",
        "欧阳玉书",
        "张三逾期通知",
        "催收张三函",
        "Zhang San",
        "15400005678",
        "154-0000-5678",
        "15 40 00 05 67 8",
        "1990 01 01 12 34",
        "110105 19491231 002X",
        "11-01-05-19-49-12-31",
        "9900 0012 3456 5679",
        "2026-10-25 15400005678",
        "北京市东城区某街1号",
    ] {
        for all in [as_currency(word), as_day(word)] {
            assert!(!all.contains(word), "{word} is shown: {all}");
        }
    }
}

#[test]
fn a_moment_with_a_zone_is_told_by_its_day_in_china() {
    for (moment, day) in [
        ("2026-10-26T16:00:00.000Z", "of `2026-10-27`"),
        ("2026-10-26T15:59:59Z", "of `2026-10-26`"),
        ("2026-10-26T16:00:00+00:00", "of `2026-10-27`"),
        ("2026-10-26 12:00:00 -0500", "of `2026-10-27`"),
        ("2026-10-26T00:30:00+09:00", "of `2026-10-25`"),
        ("2026-10-26T23:00:00+08:00", "of `2026-10-26`"),
        ("2026-10-26 16:00:00 UTC", "of `2026-10-27`"),
        ("2026-10-26 08:30:00", "of `2026-10-26`"),
        ("2026-12-31T16:00:00Z", "of `2027-01-01`"),
    ] {
        assert!(as_day(moment).contains(day), "{moment}: {}", as_day(moment));
    }
    for unsure in
        ["2026-10-26Z", "2026-10-26 16:00:00 CST", "2026-10-26 16:00:00+99:00", "2026-10-26 25:00:00Z"]
    {
        let all = as_day(unsure);
        assert!(all.contains("a time of day or a zone") && !all.contains("of `2026"), "{unsure}: {all}");
    }
}

#[test]
fn a_word_for_nothing_is_told_with_the_way_to_make_it_a_blank() {
    for word in ["NULL", "null", "N/A", "None", "nan", "-", "--", "—", "无", "空"] {
        let hint = format!("nothing = [\"{word}\"]");
        for all in [as_currency(word), as_day(word)] {
            assert!(all.contains(&hint), "{word}: {all}");
        }
        for field in ["flags", "instalments"] {
            let more = match field {
                "flags" => format!(r#""flags":{{"deceased":"{word}"}}"#),
                _ => format!(r#""notices":[{{"result":"{word}"}}]"#),
            };
            let all = words(&json(account("A1").replacen('{', &format!("{{{more},"), 1))[0]);
            assert!(all.contains(&hint), "{word}: {all}");
        }
    }
    assert!(as_day("\\N").contains(r#"nothing = ["\\N"]"#), "{}", as_day("\\N"));
    let rate = |word: &str| {
        words(
            &json(account("A1").replacen(
                '{',
                &format!(r#"{{"plan":{{"annual_rate":"{word}","instalments":"{word}"}},"#),
                1,
            ))[0],
        )
    };
    assert!(rate("-").contains("nothing = [\"-\"]") && !rate("-").contains("below nothing"), "{}", rate("-"));
    assert!(rate("-1").contains("a rate cannot be below nothing"), "{}", rate("-1"));
    let amount = words(&json(account("A1").replace("8376.25", "-"))[0]);
    assert!(amount.contains("dash_is_zero") && !amount.contains("nothing = ["), "{amount}");
    let amount = words(&json(account("A1").replace("8376.25", "NULL"))[0]);
    assert!(amount.contains("nothing = [\"NULL\"]"), "{amount}");
}

#[test]
fn an_id_that_stands_for_nothing_or_a_total_is_none() {
    for id in ["NULL", "null", "无", "同上", "合计", "-", "N/A", "小计"] {
        assert_eq!(told(&json(account(id))[0]), "1 - D04 id", "{id}");
    }
}

#[test]
fn chinese_messages_name_kinds_of_values_in_chinese() {
    for (written, zh) in
        [("true", "真假值 不是金额"), ("[1]", "列表 不是金额"), (r#"{"a":1}"#, "对象 不是金额")]
    {
        let all = words(&json(account("A1").replace(r#""8376.25""#, written))[0]);
        assert!(all.contains(zh), "{all}");
    }
}
