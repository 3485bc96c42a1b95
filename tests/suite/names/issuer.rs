//! The issuer's own texts: what cannot be printed as it stands is told before any account is read.

use std::fs;
use std::path::Path;

use hanpress::inner::error::Stop;
use tempfile::TempDir;

use crate::workshop::{desk_of, example, file, make, templates, told, with};

/// The examples in a folder of their own, with a change to the issuer file.
fn beside(from: &str, to: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["issuer.toml", "logo.svg", "seal.svg", "contract-seal.svg"] {
        fs::copy(file("examples").join(name), folder.path().join(name)).unwrap();
    }
    let path = folder.path().join("issuer.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
    folder
}

/// Why the desk does not open.
fn stopped(folder: &Path) -> Stop {
    desk_of(&folder.join("issuer.toml"), None).unwrap_err()
}

/// What is told of the issuer file with a change, below its name.
pub(crate) fn faults(from: &str, to: &str) -> String {
    let folder = beside(from, to);
    let stop = stopped(folder.path());
    stop.message.en.split_once(":\n").map_or(stop.message.en.clone(), |(_, rest)| rest.to_string())
}

#[test]
fn what_no_face_prints_or_stands_for_another_is_told_at_its_place_in_the_issuer_file() {
    let cases = [
        (
            "name = \"示例",
            "name = \"\u{323B0}例",
            "issuer.name: no face prints character 1 (`U+323B0`)",
            "G01",
        ),
        (
            "鼓楼区示例路",
            "鼓楼区□例路",
            "issuer.address: character 10 is a placeholder for a lost character (`U+25A1`)",
            "G04",
        ),
        (
            "\"400-000-0000",
            "\"400\u{200B}-000-0000",
            "issuer.hotline: character 4 is an invisible character (`U+200B`)",
            "G05",
        ),
        (
            "周示例",
            "周\u{F9D1}例",
            "issuer.agent.name: character 2 is `U+F9D1`, which stands for `U+516D`",
            "G10",
        ),
        ("周示例", "周•例", "issuer.agent.name: character 2 is `U+2022`, which stands for `U+00B7`", "G09"),
        (
            "周示例",
            "周\u{E863}",
            "issuer.agent.name: character 2 is `U+E863`, which stands for `U+4DAE`",
            "G08",
        ),
        (
            "周示例",
            "周\u{E000}",
            "issuer.agent.name: character 2 is a private-use character (`U+E000`)",
            "G03",
        ),
        (
            "周示例",
            "周葛\u{E0100}",
            "issuer.agent.name: character 3 is a variation selector (`U+E0100`)",
            "G06",
        ),
        (
            "bank = \"示例银行",
            "bank = \"示例银⾏",
            "issuer.payee.bank: character 4 is `U+2F8F`, which stands for `U+884C`",
            "G11",
        ),
        (
            "seal_name = \"示例",
            "seal_name = \"示☺",
            "issuer.seal_name: character 2 is an emoji or pictograph (`U+263A`)",
            "G07",
        ),
        (
            "领用合约\"",
            "领用\u{202E}合约\"",
            "contract.name: character 10 is a writing-direction character (`U+202E`)",
            "G05",
        ),
        (
            "有管辖权的",
            "有管\u{FFFD}权的",
            "contract.court: character 8 is what stands for bytes that were no text (`U+FFFD`)",
            "G04",
        ),
        (
            "[policy]",
            "[sign]\nkey = \"k\"\nreason = \"\u{A000}\"\n[policy]",
            "sign.reason: no face prints character 1 (`U+A000`)",
            "G01",
        ),
    ];
    for (from, to, expected, code) in cases {
        let told = faults(from, to);
        assert!(told.starts_with(&format!("  {expected} (")), "{told}");
        assert!(told.ends_with(&format!("(`hanpress rules {code}`)")) && told.lines().count() == 1, "{told}");
    }
}

#[test]
fn every_text_that_cannot_be_printed_is_told_at_once() {
    let told = faults("周示例\", authority = \"HP", "周\u{E000}\u{E000}?\", authority = \"HP\u{85}");
    let places: Vec<_> = told.lines().map(|line| line.split(" is ").next().unwrap().trim()).collect();
    assert_eq!(
        places,
        [
            "issuer.agent.name: character 2",
            "issuer.agent.name: character 4",
            "issuer.agent.authority: character 3"
        ]
    );
}

#[test]
fn what_is_never_printed_may_hold_anything() {
    let folder =
        beside("# number_key = \"a long secret\"", "number_key = \"\u{E000}\u{202E}0123456789abcdef\"");
    let accounts = "[[overrides]]\nid = \"1\"\ncode = \"W03\"\nreason = \"r\"\napprover = \"a\"\nexpires = \"2027-12-31\"\naccounts = [\"\u{E000}\"]\n[policy]";
    let path = folder.path().join("issuer.toml");
    let text = fs::read_to_string(&path).unwrap().replacen("[policy]", accounts, 1);
    fs::write(&path, text).unwrap();
    assert!(desk_of(&path, None).is_ok());
}

#[test]
fn a_kinds_own_words_are_held_to_the_same() {
    let kind = include_str!("../../../templates/overdue-notice/kind.toml").replace("逾期", "逾\u{200B}期");
    let letter = include_str!("../../../templates/overdue-notice/letter.typ.jinja");
    let folder = templates(&[("other/kind.toml", &kind), ("other/letter.typ.jinja", letter)]);
    let stop = desk_of(&file("examples/issuer.toml"), Some(folder.path())).unwrap_err();
    let told = stop.message.en;
    assert!(
        told.contains("other/kind.toml` cannot be used")
            && told.contains("title: character 5 is an invisible"),
        "{told}"
    );
}

#[test]
fn a_drawing_with_words_that_no_face_is_known_for_is_refused() {
    let folder = beside("[policy]", "[policy]");
    let cases = [
        (
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><g><text>印</text></g></svg>",
            "seal.svg` holds words (`<text>`)",
        ),
        ("<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg>", "seal.svg` is no SVG drawing"),
        ("<html><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>", "seal.svg` is no SVG drawing"),
        ("", "seal.svg` is no SVG drawing"),
    ];
    for (drawing, expected) in cases {
        fs::write(folder.path().join("seal.svg"), drawing).unwrap();
        let stop = stopped(folder.path());
        assert!(stop.message.en.contains(expected), "{}", stop.message.en);
        assert!(stop.hints[0].en.contains("with outlines"));
    }
}

#[test]
fn an_issuer_of_rare_characters_prints_in_every_kind() {
    let rare = "𬭊𫝦䶮𠮷\u{2EBF0}鿾银行信用卡中心";
    let folder = beside("[policy]", "[policy]");
    let path = folder.path().join("issuer.toml");
    let text = fs::read_to_string(&path).unwrap();
    let text = text
        .replace("示例银行股份有限公司信用卡中心", rare)
        .replace("福建省福州市鼓楼区示例路1号", "福建省𬭊𫝦䶮𠮷\u{2EBF0}鿾路1号")
        .replace("周示例", "周𫝦");
    fs::write(&path, text).unwrap();
    let desk = desk_of(&path, None).unwrap();
    for case in ["notice-m1", "demand-letter-annex", "agreement-waiver"] {
        let (_, typeset) = make(&desk, &with(example(case), "/extra", serde_json::json!({})))
            .unwrap_or_else(|findings| panic!("{case}: {}", told(&findings)));
        let text: String = typeset.text().split_whitespace().collect();
        assert!(text.contains(rare), "{case}: {text}");
    }
}
