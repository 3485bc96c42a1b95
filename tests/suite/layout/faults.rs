//! Letters that were once set badly: what was printed over something, torn or left alone, each as it was found. That
//! they are made at all shows that they stand the proof of the page; what else is held here is how.

use hanpress::inner::desk::Desk;
use hanpress::inner::sample::{Kind, Sampling, sample};
use hanpress::inner::typeset::Typeset;
use serde_json::{Value, json};

use super::letters::set;
use super::lines::{MM, lines, runs};
use crate::workshop::{desk, desk_of, example, file, make, told, with};

/// The account of this name among those of every kind that were made to be hard to set.
pub(super) fn stress(id: &str) -> Value {
    let text = std::fs::read_to_string(file("tests/suite/layout/stress.jsonl")).unwrap();
    let mut accounts = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    accounts.find(|account| account["id"] == id).unwrap()
}

/// The sample of this name of the samples by which faults were found.
fn sampled(kind: Kind, id: &str) -> Value {
    let options = Sampling { count: 60, seed: 11, kinds: vec![kind], as_of: "2026-11-22".parse().unwrap() };
    let mut accounts = sample(&options).map(|line| serde_json::from_str::<Value>(&line).unwrap());
    accounts.find(|account| account["id"] == id).unwrap()
}

pub(super) fn one(desk: &Desk, value: &Value) -> Typeset {
    make(desk, value).unwrap_or_else(|findings| panic!("{}", told(&findings))).1
}

/// The desk of the examples with some words of its issuer file replaced.
fn desk_with(changes: &[(&str, &str)]) -> Desk {
    let mut text = std::fs::read_to_string(file("examples/issuer.toml")).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    for name in ["logo.svg", "seal.svg", "contract-seal.svg"] {
        text = text.replace(&format!("\"{name}\""), &format!("{:?}", file("examples").join(name)));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("issuer.toml");
    std::fs::write(&path, text).unwrap();
    desk_of(&path, None).unwrap()
}

#[test]
fn every_hard_account_is_set_well() {
    let text = std::fs::read_to_string(file("tests/suite/layout/stress.jsonl")).unwrap();
    let accounts: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // Two letters go to guarantors by a kind that does not.
    let addressed = |account: &&Value| !["S06", "S07"].contains(&account["id"].as_str().unwrap());
    let letters = set(accounts.iter().filter(addressed).map(|account| (desk(), account.clone())).collect());
    assert_eq!(letters.len(), 19);
}

#[test]
fn every_hard_account_is_a_whole_letter_in_every_look() {
    let text = std::fs::read_to_string(file("tests/suite/layout/stress.jsonl")).unwrap();
    let accounts: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for look in ["large", "one-bit"] {
        let mut refused = Vec::new();
        for account in accounts.iter().filter(|account| account.get("addressee").is_none()) {
            let account = with(account.clone(), "/addressee", json!({ "role": "debtor", "look": look }));
            if let Err(findings) = make(desk(), &account) {
                refused.push(format!("{} {}", account["id"], told(&findings)));
            }
        }
        assert!(refused.is_empty(), "{look}: {refused:#?}");
    }
}

#[test]
fn contacts_of_any_length_stand_beside_the_seal() {
    let handled = with(example("notice-m1"), "/handler", json!({ "name": "王示例", "staff_no": "00018" }));
    for address in [
        "福建省福州市鼓楼区示例路1号示例金融大厦21层",
        "福建省福州市鼓楼区示例路1号示例金融大厦21层2105室信用卡中心风险管理部",
        &"福建省福州市鼓楼区示例路1号示例金融大厦21层".repeat(4),
    ] {
        let issuer = std::fs::read_to_string(file("examples/issuer.toml")).unwrap();
        let old = issuer.lines().find(|line| line.starts_with("address")).unwrap();
        let desk = desk_with(&[(old, &format!("address = \"{address}\""))]);
        for case in
            [&example("notice-m1"), &handled, &example("demand-letter-annex"), &example("notice-m3-yen")]
        {
            let letter = one(&desk, case);
            assert!(letter.text().contains("见二维码，或登录"), "{address}");
        }
    }
}

#[test]
fn a_due_date_that_moves_has_a_column_of_its_own() {
    for id in ["A0000028", "A0000045"] {
        let letter = one(desk(), &sampled(Kind::RepaymentAgreement, id));
        let lines = lines(&letter);
        let head = lines.iter().find(|line| line.text == "顺延至").expect("the column's head");
        let moved = lines
            .iter()
            .find(|line| line.page == head.page && line.y > head.y && line.text.starts_with("12月2"));
        let moved = moved.expect("a due date moves");
        assert!((moved.x + moved.right - head.x - head.right).abs() < 1.0, "centred under its head");
    }
    let still = one(desk(), &example("agreement-waiver"));
    assert!(lines(&still).iter().all(|line| line.text != "顺延至") || still.text().contains("12月"));
}

#[test]
fn a_long_name_of_the_sender_leaves_the_title_free() {
    for name in [
        "示例银行股份有限公司呼和浩特新城分行信用卡中心",
        "示例银行股份有限公司内蒙古自治区呼和浩特市新城区示例分行信用卡中心风险管理部",
    ] {
        let desk = desk_with(&[("示例银行股份有限公司信用卡中心", name)]);
        for case in ["agreement-waiver", "notice-m1", "demand-letter-annex", "agreement-two-currencies"] {
            let letter = one(&desk, &example(case));
            assert!(letter.text().replace('\n', "").contains(name), "{case}");
        }
    }
}

/// An account that owes in so many currencies.
pub(super) fn owing(currencies: &[&str]) -> Value {
    let account = example("notice-m1-two-currencies");
    let ledgers = account["ledgers"].as_array().unwrap();
    let foreign = |code: &&str| with(ledgers[1].clone(), "/currency", *code);
    let ledgers: Vec<Value> =
        std::iter::once(ledgers[0].clone()).chain(currencies.iter().map(foreign)).collect();
    with(account, "/ledgers", json!(ledgers))
}

#[test]
fn three_currencies_and_more_are_rows_of_one_table() {
    for currencies in [&["USD", "HKD"][..], &["USD", "HKD", "EUR", "GBP", "AUD", "CAD", "SGD"]] {
        let letter = one(desk(), &owing(currencies));
        let heads = lines(&letter).into_iter().filter(|line| line.text == "账户").count();
        assert_eq!(heads, 1, "one table on one page: {currencies:?}");
        assert_eq!(letter.text().matches("大写：").count(), currencies.len() + 1);
    }
}

#[test]
fn no_page_of_a_letter_is_torn_apart_by_white() {
    for account in [owing(&["USD", "HKD", "EUR"]), stress("S01"), stress("S02"), stress("S03"), stress("S05")]
    {
        let letter = one(desk(), &account);
        if letter.pages() == 1 {
            continue;
        }
        let lines = lines(&letter);
        for pair in lines.windows(2).filter(|pair| pair[0].page == pair[1].page && pair[1].y < 260.0 * MM) {
            assert!(pair[1].y - pair[0].y < 40.0 * MM, "white between {} and {}", pair[0].text, pair[1].text);
        }
    }
}

#[test]
fn the_number_of_a_document_is_whole_however_wide_its_letters() {
    let desk = desk_with(&[("number_prefix = \"HP\"", "number_prefix = \"FJXYKZ\"")]);
    for case in ["notice-m1", "demand-letter-annex"] {
        let letter = one(&desk, &example(case));
        // The foot says it too, and the head of later pages does not.
        let numbers = lines(&letter).into_iter().filter_map(|line| {
            let at = line.text.find("FJXYKZ-20261123-")?;
            (line.page == 0 && line.y < 80.0 * MM).then(|| line.text[at..].to_string())
        });
        let [number] = &numbers.collect::<Vec<_>>()[..] else { panic!("{case}") };
        assert_eq!(number.len(), "FJXYKZ-20261123-XXXXXXXXXX".len(), "{number}");
    }
}

#[test]
fn a_semicolon_after_a_figure_begins_no_line() {
    for id in ["A0000006", "A0000046"] {
        let letter = one(desk(), &sampled(Kind::RepaymentAgreement, id));
        assert!(
            letter.text().contains('；') && lines(&letter).iter().all(|line| !line.text.starts_with('；'))
        );
    }
}

#[test]
fn the_words_of_a_drawn_stamp_stand_below_name_and_date() {
    let letter = one(desk(), &example("notice-m1"));
    let name = lines(&letter).into_iter().find(|line| {
        line.text == "示例银行股份有限公司信用卡中心" && line.x > 100.0 * MM && line.y > 40.0 * MM
    });
    let name = name.expect("the sender's name");
    let date = runs(&letter).into_iter().filter(|run| {
        run.page == name.page
            && run.x > 100.0 * MM
            && run.text.contains('日')
            && (1.0..40.0).contains(&(run.y - name.y))
    });
    let foot = date.map(|run| run.y + 0.1 * run.size).fold(0.0, f64::max);
    assert!(foot > name.y, "a date under the name");
    // Name and date stand three millimetres under the middle of the seal of 38 mm.
    let middle = (name.y - 0.3 * name.size + foot) / 2.0 - 3.0 * MM;
    let stamp =
        hanpress::inner::sign::drawn_seal(crate::fonts(), "示例银行股份有限公司信用卡中心", "toy bank");
    let feet = regex::Regex::new(r#"transform="translate\([\d.]+ ([\d.]+)\) scale"#).unwrap();
    let feet: Vec<f64> = feet.captures_iter(&stamp).map(|found| found[1].parse().unwrap()).collect();
    assert!(feet.len() >= 8, "{stamp}");
    for y in feet {
        // A line of 40 units rises 36 above its foot, one of 22 units 20.
        let top = middle - 19.0 * MM + (y - 36.0) * 38.0 * MM / 420.0;
        assert!(top > foot, "{top} {foot}");
    }
}

#[test]
fn columns_of_the_largest_sums_stand_apart() {
    let letter = one(desk(), &stress("S15"));
    let sums = regex::Regex::new(r"^[\d,]{14,}\.\d\d$").unwrap();
    let columns: Vec<_> =
        runs(&letter).into_iter().filter(|run| run.size >= 7.9 && sums.is_match(&run.text)).collect();
    assert!(columns.len() > 200, "{}", columns.len());
}

#[test]
fn a_schedule_that_goes_on_says_so_and_holds_four_rows_at_least() {
    for count in [37, 38, 39, 40, 41, 48, 60] {
        let letter = one(desk(), &super::letters::agreement(count));
        let lines = lines(&letter);
        let heads: Vec<_> = lines.iter().filter(|line| line.text == "期次").collect();
        let goes_on: Vec<_> = lines.iter().filter(|line| line.text == "（续表）").collect();
        assert_eq!(goes_on.len(), heads.len() - 1, "{count}");
        if let [_, head] = heads[..] {
            assert!(goes_on[0].page == head.page && goes_on[0].y < head.y);
            let rows = lines.iter().filter(|line| {
                line.page == head.page
                    && line.text.starts_with("20")
                    && line.text.ends_with('日')
                    && line.y > head.y
            });
            assert!(rows.count() >= 4, "{count}");
        }
    }
}

#[test]
fn decimal_points_and_dates_of_a_column_stand_under_each_other() {
    let letter = one(desk(), &example("notice-m2-paid-in-part"));
    let lines = lines(&letter);
    let head = lines.iter().find(|line| line.text == "起息日").expect("an annex of accruals");
    let days: Vec<f64> = runs(&letter)
        .into_iter()
        .filter(|run| {
            run.page == head.page && run.text == "日" && run.y > head.y && (run.x - head.x).abs() < 60.0
        })
        .map(|run| run.x)
        .collect();
    assert!(days.len() > 1 && days.iter().all(|x| (x - days[0]).abs() < 0.01), "{days:?}");
    let interest =
        lines.iter().find(|line| line.page == head.page && line.text == "利息" && line.y == head.y).unwrap();
    let points: Vec<f64> = runs(&letter)
        .into_iter()
        .filter(|run| {
            run.page == head.page && run.y > head.y && run.x > interest.x - 40.0 && run.text.contains('.')
        })
        .map(|run| run.right - 0.5 * run.size * (run.text.len() - run.text.find('.').unwrap() - 1) as f64)
        .collect();
    assert!(points.len() > 2 && points.iter().all(|x| (x - points[0]).abs() < 0.3), "{points:?}");
}

#[test]
fn drawings_of_any_shape_keep_to_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let drawing = |name: &str, width: u32, height: u32| {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}mm\" height=\"{height}mm\">\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#D93B41\"/></svg>"
        );
        let path = folder.path().join(format!("{name}-{width}-{height}.svg"));
        std::fs::write(&path, svg).unwrap();
        format!("{path:?}")
    };
    for (width, height) in [(900, 10), (10, 900), (60, 40)] {
        let [logo, seal, contract] = ["logo", "seal", "contract"].map(|name| drawing(name, width, height));
        let desk = desk_with(&[
            ("\"logo.svg\"", &logo),
            ("\"seal.svg\"", &seal),
            ("\"contract-seal.svg\"", &contract),
        ]);
        for case in ["notice-m1", "agreement-waiver"] {
            one(&desk, &example(case));
        }
    }
}

#[test]
fn the_longest_names_and_addresses_are_set_whole_in_every_kind() {
    let name = "示例者名".repeat(10);
    let address = "示例省示例市示例区示例路1号示例楼".repeat(12).chars().take(200).collect::<String>();
    for case in [
        "notice-m1",
        "notice-m3-yen",
        "demand-letter-annex",
        "guarantor-joint",
        "estate-heir",
        "agreement-waiver",
    ] {
        let letter = match make(desk(), &super::letters::named(case, &name, &address)) {
            Ok((_, letter)) => letter,
            // No window holds them, which is told.
            Err(findings) => {
                assert!(findings.iter().all(|finding| finding.code == "G30"), "{}", told(&findings));
                continue;
            }
        };
        assert!(letter.text().replace('\n', "").contains(&name), "{case}");
    }
}

#[test]
fn what_a_careful_typographer_would_mark_is_set_as_he_would() {
    let text = |account: &Value| one(desk(), account).text().replace('\n', "");
    let notice = text(&example("notice-m1"));
    assert!(notice.contains("请勿留存") && !notice.contains("请勿拆阅"), "what is read inside the envelope");
    assert!(notice.contains(" × ") && notice.contains(" = ") && !notice.contains('＝'), "one width of signs");
    let annexes = text(&stress("S04"));
    for word in ["见附件一", "见附件二", "附件一", "附件二"] {
        assert!(annexes.contains(word), "{word}");
    }
    assert!(annexes.contains("账户　利息") && annexes.contains("账户　违约金"), "tables told apart");
    let foreign = text(&owing(&["HKD"]));
    assert!(foreign.contains("单位：港元") && !foreign.contains("单位：港币"));
    for id in ["S01", "S09"] {
        let account = stress(id);
        let letter = one(desk(), &account);
        let lines: Vec<_> =
            lines(&letter).into_iter().filter(|line| line.page == 0 && line.y < 85.0 * MM).collect();
        for part in account["debtor"]["name"].as_str().unwrap().split('·') {
            assert!(lines.iter().any(|line| line.text.contains(part)), "{part} is broken: {lines:?}");
        }
    }
}
