//! The looks of a letter: the same words in large print and for fax; what is read aloud first; text that comes back.

use hanpress::inner::desk::Desk;
use hanpress::inner::fill::Filled;
use hanpress::inner::typeset::Typeset;
use serde_json::{Value, json};
use typst::layout::{Frame, FrameItem};
use typst::visualize::{Color, Paint};

use super::golden::{aloud, by_glyphs, in_order};
use super::workshop::{desk, desk_of, example, file, make, told, with};

/// Cases of every kind.
const CASES: &[&str] = &[
    "notice-m1",
    "notice-m3-yen",
    "demand-letter-annex",
    "guarantor-joint",
    "estate-heir",
    "plan-termination-notice",
    "payment-confirmation",
    "settlement-certificate",
    "hardship-reply",
    "service-address",
    "acceleration-notice",
    "agreement-waiver",
    "agreement-two-currencies",
];

/// The desk of the examples, with a look for all.
fn desk_of_look(look: &str) -> Desk {
    desk_with(&format!("look = \"{look}\""))
}

/// The desk of the examples, with this said of its pages.
pub(crate) fn desk_with(page: &str) -> Desk {
    let text = std::fs::read_to_string(file("examples/issuer.toml")).unwrap();
    let text = text.replace("[contract]", &format!("[page]\n{page}\n\n[contract]"));
    let folder = tempfile::tempdir().unwrap();
    for name in ["logo.svg", "seal.svg", "contract-seal.svg"] {
        std::fs::copy(file("examples").join(name), folder.path().join(name)).unwrap();
    }
    let path = folder.path().join("issuer.toml");
    std::fs::write(&path, text).unwrap();
    desk_of(&path, None).unwrap()
}

fn made(desk: &Desk, account: &Value) -> (Filled, Typeset) {
    let (prepared, typeset) = make(desk, account).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    (prepared.filled, typeset)
}

/// The characters of a letter by their size in points.
fn sizes(typeset: &Typeset) -> Vec<(f64, usize)> {
    let mut sizes: Vec<(f64, usize)> = Vec::new();
    for (words, look) in typeset.printed().runs() {
        let count = words.chars().filter(|c| !c.is_whitespace()).count();
        match sizes.iter_mut().find(|(size, _)| (*size - look.size).abs() < 0.01) {
            Some((_, before)) => *before += count,
            None => sizes.push((look.size, count)),
        }
    }
    sizes
}

#[test]
fn large_print_says_the_same_words_in_14_points() {
    let large = desk_of_look("large");
    for case in CASES {
        let (usual, standard) = made(desk(), &example(case));
        let (grown, typeset) = made(&large, &example(case));
        assert_eq!(usual.source(), grown.source(), "{case}: the words");
        assert!(typeset.pages() >= standard.pages(), "{case}");
        let usual_size = typeset.printed().usual_size();
        assert!((usual_size - 14.0).abs() < 0.01, "{case}: {usual_size}");
        let all: usize = sizes(&typeset).iter().map(|(_, count)| count).sum();
        let small: usize =
            sizes(&typeset).iter().filter(|(size, _)| *size < 11.9).map(|(_, count)| count).sum();
        // Heads and feet of pages, and the envelope's window with what stands beside it.
        assert!(small * 10 < all * 3, "{case}: {small} of {all} characters are small");
    }
}

#[test]
fn what_must_be_read_is_never_smaller_than_it_should_be() {
    for case in CASES {
        let (_, typeset) = made(desk(), &example(case));
        let most = sizes(&typeset).into_iter().max_by_key(|(_, count)| *count).unwrap();
        assert!((most.0 - 10.5).abs() < 0.01 || case.starts_with("agreement"), "{case}: {most:?}");
        for (words, look) in typeset.printed().runs().filter(|(words, _)| !words.trim().is_empty()) {
            assert!(look.size > 7.4, "{case}: `{words}` in {} pt", look.size);
        }
    }
}

/// Cases of papers that go to a court or somebody like it, set in 12 points or as its form is.
const FOR_COURT: &[&str] = &["payment-order", "mediation-agreement", "civil-complaint-full", "claim-filing"];

#[test]
fn papers_for_court_have_both_looks_with_the_same_words() {
    let (large, fax) = (desk_of_look("large"), desk_of_look("one-bit"));
    for case in FOR_COURT {
        let (usual, standard) = made(desk(), &example(case));
        let (grown, in_large) = made(&large, &example(case));
        let (black, in_black) = made(&fax, &example(case));
        assert_eq!([usual.source(); 2], [grown.source(), black.source()], "{case}: the words");
        let (before, after) = (standard.printed().usual_size(), in_large.printed().usual_size());
        assert!(
            before > 10.4 && after > 13.9 && (after - before * 4.0 / 3.0).abs() < 0.01,
            "{case}: {after}"
        );
        for page in in_black.document().pages() {
            paints(&page.frame, &mut |paint| assert_eq!(*paint, Paint::Solid(Color::BLACK), "{case}"));
        }
    }
}

#[test]
fn a_record_overrules_the_issuer_file_and_another_look_is_refused() {
    let to = |look: &str| with(example("notice-m1"), "/addressee", json!({ "role": "debtor", "look": look }));
    let size = |desk: &Desk, account: &Value| made(desk, account).1.printed().usual_size().round();
    assert_eq!((size(desk(), &to("large")), size(desk(), &to("大字"))), (14.0, 14.0));
    let large = desk_of_look("large");
    assert_eq!((size(&large, &example("notice-m1")), size(&large, &to("standard"))), (14.0, 11.0));
    let refused = make(desk(), &to("huge")).unwrap_err();
    assert_eq!(refused[0].path, "addressee.look");
    assert!(refused[0].message.en.contains("one of standard, large, one-bit"), "{}", refused[0].message.en);
}

/// Visits the paints of words and shapes, but not of pictures.
fn paints(frame: &Frame, visit: &mut dyn FnMut(&Paint)) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => paints(&group.frame, visit),
            FrameItem::Text(text) => visit(&text.fill),
            FrameItem::Shape(shape, _) => {
                shape.fill.iter().for_each(&mut *visit);
                shape.stroke.iter().for_each(|stroke| visit(&stroke.paint));
            }
            _ => {}
        }
    }
}

#[test]
fn for_fax_all_is_black_and_letters_are_thicker() {
    let fax = desk_of_look("one-bit");
    for case in CASES {
        let (usual, _) = made(desk(), &example(case));
        let (filled, typeset) = made(&fax, &example(case));
        assert_eq!(usual.source(), filled.source(), "{case}: the words");
        let mut seen = 0;
        for page in typeset.document().pages() {
            paints(&page.frame, &mut |paint| {
                assert_eq!(*paint, Paint::Solid(Color::BLACK), "{case}");
                seen += 1;
            });
        }
        assert!(seen > 100, "{case}: {seen} paints");
    }
}

#[test]
fn a_notice_answers_first_what_its_reader_asks_first() {
    let account = example("notice-m1");
    let (_, typeset) = made(desk(), &account);
    let tree = aloud(typeset.pdf());
    let order = [
        "P 示例银行股份有限公司信用卡中心\n",
        "P 客服热线400-000-0000\n",
        "P 文书编号 HP-20261123-",
        "H1 信用卡逾期还款通知书\n",
        "P 请您在此日期前（含当日）还款\n",
        "P 2026年12月8日\n",
        "P 8,552.15\n",
        "P 8,614.97\n",
        "H2 全部还清\n",
        "H2 至少还款\n",
        "P 837.63元\n",
        "H2 无力还款\n",
        "P 还到哪里 您本人尾号5679的信用卡账户",
        "P 询问我行 客服热线400-000-0000\n",
        "P 核验真伪 拨打卡片背面的客服电话，或登录[example.com/verify",
        "TR TH(Row) 透支本金",
        "TR TH(Row) *合计*",
        "H2 还款方式\n",
        "Figure(发函方签章：示例银行股份有限公司信用卡中心的印章)",
    ];
    in_order(&tree, &order);
    assert!(
        tree.contains("/verify?n=HP-20261123-") && tree.contains("<mailto:privacy@example.com>"),
        "{tree}"
    );
}

#[test]
fn what_cannot_be_reckoned_is_not_told() {
    let account = example("notice-m1");
    let text = |account: &Value| made(desk(), account).1.text().replace('\n', "");
    assert!(text(&account).contains("推算至上述日期"));
    // Interest on interest falls due by the month: what is owed on another day cannot be told.
    let account = with(account, "/ledgers/0/accruals/0/parts", json!(["principal", "interest"]));
    let text = text(&account);
    assert!(!text.contains("推算") && text.contains("还清时另加其后的利息"), "{text}");
}

#[test]
fn the_key_terms_of_an_agreement_and_the_words_of_its_lists_are_told_as_such() {
    let (_, typeset) = made(desk(), &example("agreement-waiver"));
    let tree = aloud(typeset.pdf());
    assert!(tree.contains("*乙方承诺：在本协议项下款项全部结清前，不向任何银行申领信用卡。*"), "{tree}");
    assert!(tree.lines().filter(|line| line.trim().starts_with("LI ")).count() > 20, "{tree}");
    for words in ["TD 姓名 慕容翀", "P 分期总额 ", "P 每期还款日 ", "TH(Row) *合计*", "Figure(乙方签名)"]
    {
        assert!(tree.contains(words), "{words} is not in\n{tree}");
    }
}

#[test]
fn a_radical_in_a_name_changes_no_other_word() {
    for (name, other) in [("李⽉明", '月'), ("张⼀明", '一'), ("王⾦明", '金')] {
        let account = with(example("notice-m1"), "/debtor/name", name);
        let address = format!("福建省福州市鼓楼区{other}示例路18号{other}座602室");
        let (_, typeset) = made(desk(), &with(account, "/debtor/address", address.as_str()));
        let text = by_glyphs(typeset.pdf());
        assert!(text.contains(name) && text.contains(&address), "{name}: {text}");
        let radical = name.chars().nth(1).unwrap();
        let printed = typeset.text().matches(radical).count();
        assert_eq!(text.matches(radical).count(), printed, "{name}");
    }
}

#[test]
fn a_blank_in_a_name_stays_the_blank_it_is() {
    let (_, typeset) = made(desk(), &with(example("agreement-waiver"), "/debtor/name", "ZOE MUSTERMANN"));
    let text = by_glyphs(typeset.pdf());
    assert!(text.contains("ZOE MUSTERMANN"), "{text}");
}
