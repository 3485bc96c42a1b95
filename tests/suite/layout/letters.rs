//! Letters of every kind that are laid out: names of every length, contracts of other words, long lists.

use std::sync::LazyLock;

use hanpress::inner::desk::Desk;
use hanpress::inner::typeset::Typeset;
use serde_json::{Value, json};

use crate::workshop::{desk, desk_of, example, file, make_all, told, with};

pub(crate) const LONG_HAN: &str = "阿卜杜热合曼·阿卜杜克热木·麦麦提吐尔逊·买买提艾力尼亚孜";
pub(crate) const LONG_LATIN: &str = "MARIA DE LOS ANGELES FERNANDEZ-HERNANDEZ RODRIGUEZ Y SANTACRUZ";
pub(crate) const LONG_WORD: &str = "CHRISTODOULOPAPADOPOULOSKONSTANTINOPOULOSTHEODOROPOULOSIOANNI";
pub(crate) const LONG_ADDRESS: &str = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县示例镇示例村示例东路与示例西路交叉口向北三百米处示例河畔示例家园住宅小区二期工程东区8号楼2单元6层0602室（原示例乡示例路61号，示例桥北侧第三条巷道向内第五户）";

/// Cases of every kind.
pub(crate) const CASES: &[&str] = &[
    "notice-m1",
    "notice-m1-two-currencies",
    "notice-m3-yen",
    "demand-letter-annex",
    "guarantor-joint",
    "guarantor-general-told",
    "estate-heir",
    "agreement-waiver",
    "agreement-two-currencies",
];

/// The widest addresses that are set without measuring them: 36 characters, words that fill no line.
pub(crate) const SHORT_HAN: &str = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县示例镇示例村示例东路一";
pub(crate) const SHORT_LATIN: &str = "WWWWWWWWWWWW WWWWWWWWWWW WWWWWWWWWWW";

/// The account of a case under another name and address, for whoever it is sent to.
pub(crate) fn named(case: &str, name: &str, address: &str) -> Value {
    let account = example(case);
    let who = if account.pointer("/addressee/name").is_some() { "addressee" } else { "debtor" };
    let account = with(account, &format!("/{who}/name"), name);
    with(account, &format!("/{who}/address"), address)
}

/// The account of a case with an address of more lines and, for a demand letter, more notices before it.
fn longer(case: &str, rows: usize) -> Value {
    let address: String = LONG_ADDRESS.chars().take(14 + 12 * rows).collect();
    let account = named(case, "欧阳示例", &address);
    if !case.starts_with("demand") {
        return account;
    }
    let notice = |day: usize| {
        json!({
            "number": format!("HP-202609{:02}-K7RD2M4XQ5", day + 1), "date": format!("2026-09-{:02}", day + 1),
            "channel": "ems", "waybill": format!("EZ0000100{day:02}CN"), "result": "signed",
        })
    };
    with(account, "/notices", json!((0..2 + 2 * rows).map(notice).collect::<Vec<_>>()))
}

/// Sets many letters, each by its desk.
pub(crate) fn set(jobs: Vec<(&Desk, Value)>) -> Vec<Typeset> {
    let made = make_all(jobs.into_iter());
    made.into_iter().map(|made| made.unwrap_or_else(|findings| panic!("{}", told(&findings))).1).collect()
}

/// Desks whose contract, bank and clauses are longer by some characters, so that every line breaks elsewhere.
fn desks() -> Vec<Desk> {
    let text = std::fs::read_to_string(file("examples/issuer.toml")).unwrap();
    let longer = |more: usize| {
        let words: String = "东西南北中".chars().cycle().take(more).collect();
        let text = text
            .replace("bank = \"示例银行\"", &format!("bank = \"示例{words}银行\""))
            .replace(
                "\"第八条\"",
                &format!("\"第八条第{}款\"", "一二三四五六七八".chars().nth(more).unwrap()),
            )
            .replace("\"示例银行信用卡领用合约\"", &format!("\"示例{words}银行信用卡领用合约\""))
            .replace("\"甲方住所地有管辖权", &format!("\"甲方{words}住所地有管辖权"))
            .replace("\"logo.svg\"", &format!("{:?}", file("examples/logo.svg")))
            .replace("\"seal.svg\"", &format!("{:?}", file("examples/seal.svg")))
            .replace("\"contract-seal.svg\"", &format!("{:?}", file("examples/contract-seal.svg")));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issuer.toml");
        std::fs::write(&path, text).unwrap();
        desk_of(&path, None).unwrap()
    };
    [1, 3, 4, 6].map(longer).into()
}

/// Some hundred letters of all kinds whose lines break in many places.
pub(crate) fn many() -> &'static [Typeset] {
    static MANY: LazyLock<Vec<Typeset>> = LazyLock::new(|| {
        let desks = desks();
        let mut jobs: Vec<(&Desk, Value)> = Vec::new();
        for (at, case) in CASES.iter().enumerate() {
            for long in 0..8 {
                let name: String = LONG_HAN.chars().take(2 + 3 * long + at % 3).collect();
                let name = name.trim_end_matches('·');
                jobs.push((desk(), named(case, name, LONG_ADDRESS)));
            }
            for name in [LONG_HAN, LONG_LATIN, LONG_WORD] {
                jobs.push((desk(), named(case, name, LONG_ADDRESS)));
            }
            jobs.extend((0..8).map(|rows| (desk(), longer(case, rows))));
            jobs.extend(desks.iter().map(|desk| (desk, example(case))));
        }
        set(jobs)
    });
    &MANY
}

/// An agreement of so many instalments.
pub(crate) fn agreement(instalments: u32) -> Value {
    with(example("agreement-waiver"), "/plan/instalments", instalments)
}

/// A demand letter with so many papers enclosed.
pub(crate) fn demand(enclosed: usize) -> Value {
    let titles: Vec<String> = (1..=enclosed).map(|n| format!("示例材料之{n}")).collect();
    with(example("demand-letter-within-90-days"), "/enclosures", json!(titles))
}
