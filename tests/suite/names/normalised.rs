//! What is replaced before printing: the document prints it, the hash stays that of what was read.

use hanpress::inner::issuer::IssuerFile;
use hanpress::inner::private_use::public;
use serde_json::{Value, json};

use crate::check::{codes, good, issuer_with, judge, told, with as changed};
use crate::workshop::{account, desk, example, make, with};

/// The debtor's name as it is printed.
fn normalised(name: &str) -> String {
    let value = with(good("overdue-notice"), "/debtor/name", name);
    let checked = judge(&value).unwrap_or_else(|findings| panic!("{findings:?}"));
    checked.account().debtor.name.reveal().clone()
}

#[test]
fn a_name_is_printed_with_its_middle_dot_and_hashed_as_it_was_read() {
    let value = with(example("notice-m1"), "/debtor/name", "古丽巴哈尔•买买提艾力");
    let (prepared, typeset) = make(desk(), &value).unwrap();
    let text = typeset.text();
    assert!(text.contains("古丽巴哈尔·买买提艾力") && !text.contains('•'));
    assert!(prepared.warnings.iter().any(|finding| (finding.code, &*finding.path) == ("G09", "debtor.name")));
    let (read, sha256) = account(&value);
    assert_eq!(read.debtor.name.reveal(), "古丽巴哈尔•买买提艾力", "the record is as it was read");
    assert_eq!(prepared.number, desk().number(&read, "overdue-notice", &sha256));
}

#[test]
fn every_mark_between_ideographs_becomes_the_middle_dot() {
    for dot in "•‧∙⋅⸱᛫ㆍ․∘⸳ꞏ˙⦁・･.．﹒●◦\u{0387}·".chars() {
        assert_eq!(normalised(&format!("尼玛{dot}次仁")), "尼玛·次仁", "U+{:04X}", u32::from(dot));
    }
    for name in ["JOHN F. KENNEDY JR.", "MARIA.J", "ジョン・スミス"] {
        assert_eq!(normalised(name), name, "a mark with a use of its own stays");
    }
}

#[test]
fn blanks_that_pad_a_name_are_left_out_and_told() {
    for (name, printed) in [
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("张\u{A0}三", "张三"),
        ("张 三 丰", "张三丰"),
        ("欧阳 小明", "欧阳小明"),
        ("欧阳\u{2003}修", "欧阳修"),
        ("古丽 · 买买提", "古丽·买买提"),
        ("古丽 •买买提", "古丽·买买提"),
        ("古丽 . 买买提", "古丽·买买提"),
    ] {
        let value = with(good("overdue-notice"), "/debtor/name", name);
        let checked = judge(&value).unwrap_or_else(|findings| panic!("{name}: {findings:?}"));
        assert_eq!(checked.account().debtor.name.reveal(), printed);
        assert!(codes(checked.warnings()).contains("G12"), "{name}");
    }
    for name in ["JOHN EXAMPLE", "田中 エリ"] {
        assert_eq!(normalised(name), name, "a blank between words stays");
    }
}

#[test]
fn a_blank_that_may_part_two_names_or_a_remark_is_not_left_out() {
    for name in ["张三 李四", "古丽 买买提", "李四 收", "李四　亲启", "王 女士"] {
        let findings = judge(&with(good("overdue-notice"), "/debtor/name", name)).unwrap_err();
        assert_eq!(codes(&findings), ["D11"].into(), "{name}");
    }
}

#[test]
fn texts_are_in_nfc_and_never_in_nfkc() {
    assert_eq!(normalised("JOSE\u{301} MU\u{308}LLER"), "JOSÉ MÜLLER");
    assert_eq!(normalised("王\u{F9D1}\u{2F804}示"), "王六你示", "compatibility ideographs");
    for kept in ["王﨑﨟示", "⼀⼁示"] {
        assert_eq!(normalised(kept), kept, "NFKC would change it");
    }
    let product = "示例①Ａ㍿卡";
    let checked = judge(&with(good("overdue-notice"), "/card/product", product)).unwrap();
    assert_eq!(checked.account().card.product.as_deref(), Some(product), "NFKC would change it");
}

#[test]
fn every_public_position_prints_as_its_character() {
    let rows = include_str!("../../../src/private_use.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut count = 0;
    for row in rows {
        let code = |cell: &str| char::from_u32(u32::from_str_radix(&cell[2..], 16).unwrap()).unwrap();
        let cells: Vec<&str> = row.split('\t').collect();
        let (from, to) = (code(cells[0]), code(cells[1]));
        assert_eq!(public(from), Some(to), "{row}");
        let checked = judge(&with(good("overdue-notice"), "/card/product", format!("示例{from}卡"))).unwrap();
        assert_eq!(checked.account().card.product.as_deref(), Some(&*format!("示例{to}卡")), "{row}");
        assert_eq!(codes(checked.warnings()), ["G08"].into(), "{row}");
        count += 1;
    }
    assert_eq!(count, 106);
    assert_eq!(['\u{E000}', '\u{E765}', '\u{E865}', '䶮'].map(public), [None; 4]);
}

#[test]
fn every_flaw_of_a_text_is_told_at_once_by_code_point_and_field() {
    let value = changed(
        good("overdue-notice"),
        &[
            ("/debtor/name", json!("王?\u{202e}\u{e000}\u{200b}?葛\u{e0100}\u{1F600}\u{323b0}")),
            ("/debtor/address", json!("福建省〓示例路\u{7}号")),
            ("/extra", json!({ "note": "第一行\n第二行\u{2066}", "\u{e001}": "x" })),
        ],
    );
    let findings = told(&value);
    let places: Vec<_> =
        findings.iter().map(|finding| (finding.code, &*finding.path, &*finding.message.en)).collect();
    let expected = [
        ("G04", "debtor.address", "character 4 is a placeholder for a lost character (`U+3013`)"),
        ("G05", "debtor.address", "character 8 is a control character (`U+0007`)"),
        ("G01", "debtor.name", "no face prints character 10 (`U+323B0`)"),
        ("G03", "debtor.name", "character 4 is a private-use character (`U+E000`)"),
        ("G04", "debtor.name", "character 2 is a placeholder for a lost character (`U+003F`)"),
        ("G05", "debtor.name", "character 3 is a writing-direction character (`U+202E`)"),
        ("G05", "debtor.name", "character 5 is an invisible character (`U+200B`)"),
        ("G06", "debtor.name", "character 8 is a variation selector (`U+E0100`)"),
        ("G07", "debtor.name", "character 9 is an emoji or pictograph (`U+1F600`)"),
        ("G03", "extra", "character 1 is a private-use character (`U+E001`)"),
        ("G05", "extra.note", "character 8 is a writing-direction character (`U+2066`)"),
    ];
    assert_eq!(places, expected);
}

#[test]
fn an_issuers_table_is_read_by_position_and_told_where_it_is_wrong() {
    let read = |table: Value| IssuerFile::read(&issuer_with(&json!({ "pua": table })));
    let file = read(json!({ "U+E000": "㛃", "U+F0001": "U+20BB7" })).unwrap();
    assert_eq!(
        ['\u{E000}', '\u{F0001}', '\u{E001}'].map(|c| file.pua.get(c)),
        [Some('㛃'), Some('𠮷'), None]
    );
    for (position, to) in
        [("U+4E00", "㛃"), ("E000", "㛃"), ("U+E000", "㛃㛃"), ("U+E000", "U+E001"), ("U+E000", "U+D800")]
    {
        let findings = read(json!({ position: to })).unwrap_err();
        assert_eq!(
            (findings[0].code, &*findings[0].path),
            ("D04", &*format!("pua.{position}")),
            "{position} {to}"
        );
    }
}
