//! What stands in for a name, an address or a product is told, and real ones that look like it are not.

use hanpress::inner::account::read::{Input, Reading, read};
use hanpress::inner::check::{stand_in, stand_in_samples};
use hanpress::inner::issuer::NamesTable;
use hanpress::inner::sample::{Kind, Sampling, sample};

use super::*;

/// What is told of a text by the program's own list.
fn told_of(path: &str, text: &str) -> Option<(String, bool)> {
    stand_in(path, text, &NamesTable::default(), crate::fonts())
}

#[test]
fn every_entry_of_the_list_tells_its_hits_and_none_of_its_misses() {
    for (id, path, hits, misses) in stand_in_samples().unwrap() {
        assert!(!hits.is_empty() && !misses.is_empty(), "{id} has no samples");
        for hit in hits {
            assert_eq!(told_of(path, &hit).map(|told| told.0).as_ref(), Some(&id), "{hit}");
        }
        for miss in misses {
            assert_eq!(told_of(path, &miss), None, "{id}: {miss}");
        }
    }
}

#[test]
fn hard_names_are_made_as_they_are_and_without_a_word() {
    let list = fs::read_to_string(root().join("tests/lists/hard-names.txt")).unwrap();
    let names: Vec<_> = list.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(names.len() >= 300, "{}", names.len());
    for name in names {
        let value = with(good("overdue-notice"), &[("/debtor/name", json!(name))]);
        let checked = judge(&value).unwrap_or_else(|findings| panic!("{name}: {}", listed(&findings)));
        assert!(checked.warnings().is_empty(), "{name}: {}", listed(checked.warnings()));
        assert_eq!(checked.account().debtor.name.reveal(), name);
    }
}

#[test]
fn hard_addresses_and_products_are_not_told() {
    let list = fs::read_to_string(root().join("tests/lists/hard-places.txt")).unwrap();
    let rows: Vec<_> = list.lines().filter_map(|line| line.split_once('\t')).collect();
    assert!(rows.len() >= 100, "{}", rows.len());
    for (path, text) in rows {
        assert_eq!(told_of(path, text), None, "{text}");
    }
}

#[test]
fn no_sample_account_is_told_anything_of_its_names_or_dates() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.jsonl");
    let sampling = Sampling { count: 5_000, seed: 14, kinds: Kind::ALL.to_vec(), as_of: day("2026-11-21") };
    fs::write(&path, sample(&sampling).collect::<Vec<_>>().join("\n")).unwrap();
    let issuer = IssuerFile::read(&fs::read_to_string(root().join("examples/issuer.toml")).unwrap()).unwrap();
    let kinds: BTreeMap<_, _> = Kind::ALL.iter().map(|one| (one.word(), kind(one.word()))).collect();
    let shift = crate::shift(&issuer);
    let mut count = 0;
    for entry in read(vec![Input::File(path)], Reading::default()).unwrap() {
        let account = entry.account.unwrap();
        let kind = &kinds[account.kind.as_deref().unwrap()];
        let issue_date = day("2026-11-22");
        let context = Context {
            issuer: &issuer,
            kind,
            issue_date,
            fonts: crate::fonts(),
            shift: &shift,
            sent: &crate::workshop::desk().sent,
        };
        let findings = match check(account, &context) {
            Ok(checked) => checked.warnings().to_vec(),
            Err(findings) => findings,
        };
        let alarms = ["D09", "D11", "W13", "G12"];
        let alarms: Vec<_> = findings.into_iter().filter(|one| alarms.contains(&one.code)).collect();
        assert!(alarms.is_empty(), "line {}: {}", entry.line, listed(&alarms));
        count += 1;
    }
    assert_eq!(count, 5_000);
}

#[test]
fn what_stands_in_for_a_name_is_refused_for_everybody_who_is_named() {
    let guaranteed = good("guarantor-notice");
    for path in ["/addressee/name", "/handler"] {
        let value =
            if path == "/handler" { json!({ "name": "NULL", "staff_no": "1" }) } else { json!("NULL") };
        let findings = judge(&with(guaranteed.clone(), &[(path, value)])).unwrap_err();
        assert_eq!(codes(&findings), BTreeSet::from(["D11"]), "{path}");
    }
    let company = with(guaranteed, &[("/addressee/name", json!("示例融资担保（福建）有限公司"))]);
    assert!(judge(&company).is_ok(), "{}", listed(&told(&company)));
}

#[test]
fn other_printed_texts_hold_no_database_word() {
    let account = good("demand-letter");
    for (pointer, path) in [
        ("/waybill", "waybill"),
        ("/enclosures", "enclosures[0]"),
        ("/notices/0/number", "notices[0].number"),
    ] {
        for word in ["NULL", "N/A"] {
            let value = if pointer == "/enclosures" { json!([word]) } else { json!(word) };
            let findings = told(&with(account.clone(), &[(pointer, value)]));
            let found = findings.iter().any(|finding| (finding.code, &*finding.path) == ("D11", path));
            assert!(found, "{pointer} {word}: {}", listed(&findings));
        }
    }
}

#[test]
fn printed_numbers_and_notes_hold_no_word_for_nothing() {
    let paths =
        ["notices[0].number", "notices[1].waybill", "waybill", "ledgers[0].fees_note", "handler.staff_no"];
    for path in paths {
        for word in ["同上", "无", "-", "待定", "暂无", "待补充", "（无）", "暂无单号", "0000", "NULL"]
        {
            assert!(told_of(path, word).is_some_and(|told| told.1), "{path}: {word}");
        }
        for text in
            ["HP-2026-0001", "EZ000012347CN", "0012", "（2026）示字第1号", "年费和取现手续费", "无卡取现费"]
        {
            assert_eq!(told_of(path, text), None, "{path}: {text}");
        }
        let own = NamesTable { nothing: vec!["#空#".into()], ..NamesTable::default() };
        let found = stand_in(path, "#空#", &own, crate::fonts());
        assert_eq!(found, Some(("nothing".into(), true)), "{path}");
    }
    let refused = told(&with(good("demand-letter"), &[("/notices/0/number", json!("待补充"))]));
    let found = refused.iter().any(|one| (one.code, &*one.path) == ("D11", "notices[0].number"));
    assert!(found, "{}", listed(&refused));
}

#[test]
fn what_is_told_rests_on_what_fits_its_field() {
    for (kind, pointer, path, word, basis) in [
        ("overdue-notice", "/debtor/name", "debtor.name", "无", "姓名以证件所载为准"),
        ("overdue-notice", "/debtor/address", "debtor.address", "家里", "地址以登记或约定的送达地址为准"),
        (
            "overdue-notice",
            "/debtor/address",
            "debtor.address",
            "示例路1号（已搬迁）",
            "地址以登记或约定的送达地址为准",
        ),
        ("overdue-notice", "/card/product", "card.product", "无", "卡产品以登记的名称为准"),
        ("demand-letter", "/waybill", "waybill", "无", "文书所印内容以登记为准"),
    ] {
        let findings = told(&with(good(kind), &[(pointer, json!(word))]));
        let found = findings.iter().find(|one| ["D11", "W13"].contains(&one.code) && one.path == path);
        let found = found.unwrap_or_else(|| panic!("{pointer} {word}: {}", listed(&findings)));
        assert!(found.basis.as_ref().unwrap().zh.contains(basis), "{pointer}: {:?}", found.basis);
    }
}

#[test]
fn two_people_joined_by_a_word_are_refused_or_told_where_it_may_be_one() {
    for surname in ["张", "李", "欧阳"] {
        for joined in ["和", "及", "或", "与"] {
            let name = format!("{surname}三{joined}王小四");
            assert_eq!(told_of("debtor.name", &name), Some(("two-named".into(), true)), "{name}");
            let name = format!("{surname}三{joined}马明");
            assert_eq!(told_of("debtor.name", &name), Some(("perhaps-two-named".into(), false)), "{name}");
        }
    }
}

#[test]
fn a_name_is_never_shown_with_what_is_told_of_it() {
    let secret = "示";
    for name in [
        "王示*例",
        "王示（KUN）",
        "王示、李例",
        "王示已故",
        "王示2",
        "王示 李例",
        "王示先生",
        "王示或李例",
        "王示夫妇",
    ] {
        for finding in told(&with(good("overdue-notice"), &[("/debtor/name", json!(name))])) {
            let words = finding.hints.iter().chain([&finding.message]);
            let shown: String = words.map(|words| format!("{}{}", words.en, words.zh)).collect();
            assert!(!shown.contains(secret), "{name}: {shown}");
        }
    }
}
