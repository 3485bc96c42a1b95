//! The proof of finished pages: each rule strikes where a template is broken on purpose, and nowhere else.

use std::collections::BTreeSet;

use hanpress::inner::typeset::Typeset;

use super::lines::lines;
use crate::workshop::{example, make_by, told, with};

/// A letter of a template's own with this body.
fn letter(body: &str) -> String {
    format!("#import \"/shared/letter.typ\": *\n#show: letter.with(title: [信函])\n#std.v(20pt)\n{body}\n")
}

/// The codes that refuse a letter with this body; none where it is made.
fn struck(body: &str) -> BTreeSet<&'static str> {
    match make_by(&letter(body), &[], &example("notice-m1")).unwrap() {
        Ok(_) => BTreeSet::new(),
        Err(findings) => findings.iter().map(|finding| finding.code).collect(),
    }
}

/// What is said of a letter with this body, if anything is.
fn said_or_nothing(body: &str) -> String {
    make_by(&letter(body), &[], &example("notice-m1"))
        .unwrap()
        .err()
        .map_or_else(String::new, |found| told(&found))
}

/// What is said of a letter with this body.
fn said(body: &str) -> String {
    match make_by(&letter(body), &[], &example("notice-m1")).unwrap() {
        Ok(_) => panic!("nothing is refused: {body}"),
        Err(findings) => told(&findings),
    }
}

/// A letter with this body, which is made.
fn made(body: &str) -> Typeset {
    let made = make_by(&letter(body), &[], &example("notice-m1")).unwrap();
    made.unwrap_or_else(|findings| panic!("{}", told(&findings))).1
}

#[test]
fn what_lies_on_something_is_refused_but_on_the_seal() {
    let seal = "#image(\"/desk/seal.svg\", width: 38mm, alt: \"印章图样\")";
    for (body, codes) in [
        ("#block[示例文字]#place(dy: -13pt)[压在上面]", &["G21"][..]),
        ("#block[示例文字]#place(dx: 60pt, dy: -13pt)[在其右边]", &[]),
        ("#block[示例文字]#place(dy: -6pt, line(length: 120pt))", &["G21"]),
        ("#block[示例文字]#place(dy: 4pt, line(length: 120pt))", &[]),
        ("#underline[示例文字] #strike[示例文字]", &[]),
        ("#image(\"/desk/logo.svg\", width: 20mm, alt: \"标识\")#place(dx: 5mm, dy: -15mm)[示例]", &["G21"]),
        ("#image(\"/desk/logo.svg\", width: 20mm, alt: \"标识\")#place(dx: 25mm, dy: -15mm)[示例]", &[]),
        (&format!("{seal}#place(dx: 5mm, dy: -20mm)[2026年11月23日]"), &[]),
        (
            &format!(
                "{seal}#place(dx: 5mm, dy: -20mm, image(\"/desk/logo.svg\", width: 9mm, alt: \"标识\"))"
            ),
            &["G21"],
        ),
        ("#place(dx: 40mm, dy: 90mm, rotate(-30deg, text(size: 40pt)[副本]))#lorem(9)", &[]),
        (&format!("{seal}#place(dx: 12mm, dy: -9mm)[示例文字]"), &["G21"]),
        (
            &format!(
                "#box(width: 8mm, height: 38mm, clip: true, {})#place(dx: 2mm, dy: -20mm)[示]",
                &seal[1..]
            ),
            &["G21"],
        ),
        ("#qr(\"/letter/qr.luma\", 20mm)#place(dx: 75mm, dy: -10mm)[示例]", &["G21"]),
        ("#qr(\"/letter/qr.luma\", 20mm)#place(dx: 95mm, dy: -10mm)[示例]", &[]),
        ("#grid(columns: (30mm, 30mm), box(width: 60mm)[示例文字示例文字示例文字示例], [右栏])", &["G21"]),
    ] {
        assert_eq!(struck(body), codes.iter().copied().collect(), "{body}");
    }
}

#[test]
fn what_leaves_its_width_its_page_or_its_box_is_refused() {
    for (body, codes) in [
        ("#box(width: 190mm)[#h(1fr)示例]", &["G22"][..]),
        ("#box(width: 159mm)[#h(1fr)示例]", &[]),
        ("示例#place(dx: -10mm)[示例]", &["G22"]),
        ("#box(width: 40pt, height: 10.5pt, clip: true, box(width: 90pt)[示例文字示例])", &["G22"]),
        ("#box(width: 90pt, height: 10.5pt, clip: true)[示例文字示例]", &[]),
        ("#place(dx: 140mm, image(\"/desk/logo.svg\", width: 60mm, alt: \"标识\"))", &["G22"]),
        ("#block(breakable: false, height: 400mm)[示例#std.v(1fr)示例]", &["G22", "G25"]),
    ] {
        assert_eq!(struck(body), codes.iter().copied().collect(), "{body}");
    }
}

#[test]
fn a_mark_that_may_not_begin_or_end_a_line_is_refused() {
    for (body, codes) in [
        ("示例文字\\ ；示例", &["G23"][..]),
        ("示例文字（\\ 示例）", &["G23"]),
        ("#block(width: 6em, par(justify: false)[示例示例示#box[期]；示例])", &["G23"]),
        ("#block(width: 6em, figures(par(justify: false)[示例示例35期；示例]))", &[]),
        ("示例文字，\\ 示例", &[]),
        ("#table(columns: 1, [示例], [：示例])", &[]),
    ] {
        assert_eq!(struck(body), codes.iter().copied().collect(), "{body}");
    }
    assert!(said("示例文字\\ ；示例").contains("`；` begins a line"));
}

#[test]
fn a_figure_that_a_line_tears_is_refused() {
    for torn in [
        "2026年|12月8日",
        "2026年12月|8日",
        "1,234.50|元",
        "18|%",
        "HP-20261123-|MNVWVKRMYV",
        "400-000-|0001",
        "第五百七十|七条",
        "尾号|5679",
        "第|八条",
        "第|三部分",
        "第二|款",
        "36|期",
    ] {
        let body =
            |joint: &str| format!("#set par(justify: false)\n示例文字{}示例", torn.replace('|', joint));
        // A per cent sign may not begin a line either.
        assert!(struck(&body("\\ ")).contains("G24"), "{torn}");
        assert_eq!(struck(&body("")), BTreeSet::new(), "{torn}");
    }
    for whole in [
        "2026年12月8日|起",
        "18|号楼",
        "第三|部分",
        "MARIA-|ANNA",
        "共|3页",
        "示例2026|示例",
        "电话400-000-0001|12378",
    ] {
        let body = format!("#set par(justify: false)\n示例文字{}示例", whole.replace('|', "\\ "));
        assert_eq!(struck(&body), BTreeSet::new(), "{whole}");
    }
    assert_eq!(struck("#table(columns: 1, [示例12], [月份], [34], [56])"), BTreeSet::new(), "cells");
    assert_eq!(struck("示例12\n\n月份34\n\n56"), BTreeSet::new(), "paragraphs");
}

#[test]
fn what_stands_alone_on_a_page_is_refused() {
    let signature =
        "#signature(name: [示例银行], date: [2026年11月23日], beside: contacts(([电话], [400-000-0000])))";
    let lines = "示例文字示例文字示例文字示例文字示例文字示例文字示例文字示例文字\\\n".repeat(3);
    for (body, codes) in [
        ("示例文字#pagebreak()示例文字".to_string(), &["G25"][..]),
        (format!("示例文字#pagebreak(){lines}{lines}"), &[]),
        (format!("{lines}#pagebreak()特此函告。{signature}"), &["G25"]),
        (format!("{lines}#pagebreak(){lines}{signature}"), &[]),
        ("示例文字".to_string(), &[]),
    ] {
        assert_eq!(struck(&body), codes.iter().copied().collect(), "{body}");
    }
}

#[test]
fn no_row_of_a_table_and_no_heading_stands_alone_at_the_end_of_a_page() {
    let lines = "示例文字示例文字示例文字示例文字示例文字示例文字示例文字示例文字\\\n".repeat(6);
    let table = |rows: usize| {
        format!(
            "#table(columns: 2, rows: 20mm, table.header[表][头], ..range({rows}).map(i => ([行], [示例])).flatten())\n\n{lines}"
        )
    };
    let alone = (8..14).find(|rows| said_or_nothing(&table(*rows)).contains("its head"));
    let alone = alone.expect("a page holds some ten rows");
    assert_eq!(struck(&table(alone)), BTreeSet::from(["G25"]), "{alone}");
    assert_eq!(struck(&table(alone + 1)), BTreeSet::new(), "{alone}");
    let headed = |sticky: bool| {
        format!(
            "#block(height: 228mm, breakable: false)[示例]\n#block(sticky: {sticky}, heading[标题])\n\
             #block(breakable: false)[{lines}]"
        )
    };
    assert_eq!(struck(&headed(false)), BTreeSet::from(["G25"]));
    assert_eq!(struck(&headed(true)), BTreeSet::new());
}

#[test]
fn the_place_of_a_signature_is_free_and_on_the_page() {
    let letter = |dx: &str, words: &str| {
        format!(
            "#import \"/shared/field.typ\": signature-field\n\
             #block(height: 30mm, {{ place(dx: {dx}, dy: 2mm, signature-field(\"borrower\", \"签名\", 40mm, 10mm)); \
             place(dx: 0mm, dy: 4mm)[{words}] }})"
        )
    };
    assert_eq!(struck(&letter("20mm", "签名：")), BTreeSet::new());
    assert_eq!(struck(&letter("20mm", "签名：示例示例示例")), BTreeSet::from(["G21"]));
    assert_eq!(struck(&letter("150mm", "签名：")), BTreeSet::from(["G22"]));
}

#[test]
fn a_letter_is_set_closer_before_it_is_refused_and_no_closer_than_it_must() {
    let rows =
        |leading: &str, count: usize| format!("#set par(leading: {leading})\n{}", "示例\\\n".repeat(count));
    let set = |count| {
        let letter = made(&rows("(squeeze - 0.9) * 100pt", count));
        let rows: Vec<_> = lines(&letter).into_iter().filter(|line| line.text == "示例").collect();
        (letter.pages(), ((rows[1].y - rows[0].y) * 10.0).round() / 10.0)
    };
    let full = (28..40).rev().find(|count| set(*count) == (1, 20.5)).expect("a page holds some thirty lines");
    assert_eq!(set(full + 1), (1, 18.0), "one line alone on a page");
    assert_eq!(set(full + 3), (1, 18.0), "three lines on a page");
    assert_eq!(set(full + 7), (2, 20.5), "enough for a page of their own");
    // Three pages before it gain six lines.
    let behind = |count: usize| {
        let page = format!("{}#pagebreak()\n", "示例\\\n".repeat(9));
        let letter = made(&format!("{}{}", page.repeat(2), rows("(squeeze - 0.9) * 100pt", count)));
        let rows: Vec<_> =
            lines(&letter).into_iter().filter(|line| line.page == 2 && line.text == "示例").collect();
        (letter.pages(), ((rows[1].y - rows[0].y) * 10.0).round() / 10.0)
    };
    let full =
        (28..44).rev().find(|count| behind(*count) == (3, 20.5)).expect("a page holds some thirty lines");
    assert_eq!(behind(full + 6), (3, 15.5), "few lines on a page");
    assert_eq!(behind(full + 7), (4, 20.5), "enough for a page of their own");
    assert!(said(&rows("10pt", full + 1)).contains("G25"));
}

#[test]
fn a_sentence_goes_over_the_end_of_a_page_without_its_foot_and_the_next_head() {
    let lines = "示例文字示例文字示例文字示例文字示例文字示例文字示例文字示例文字\\\n".repeat(6);
    let letter = made(&format!("{lines}甲乙丙丁#pagebreak()戊己庚辛。{lines}"));
    let bare = |text: &str| text.replace(['\n', '\u{c}', ' '], "");
    let (set, read) = (letter.printed(), letter.read_on());
    assert!(!bare(set.text()).contains("甲乙丙丁戊己庚辛"), "a head and a foot stand between them");
    assert!(bare(read.text()).contains("甲乙丙丁戊己庚辛"), "{}", read.text());
    // Nothing is lost, and every run is where it is said to be.
    let sorted = |text: &str| {
        let mut all: Vec<char> = bare(text).chars().collect();
        all.sort_unstable();
        all
    };
    assert_eq!(sorted(set.text()), sorted(read.text()));
    let words = |runs: Vec<&str>| bare(&runs.concat());
    assert_eq!(words(read.runs().map(|(words, _)| words).collect()), bare(read.text()));
    assert!(bare(read.text()).ends_with("共2页"), "{}", read.text());
}

#[test]
fn findings_tell_page_and_place_and_nothing_of_the_account() {
    let body = "#block[{{ debtor.name }}]#place(dy: -13pt)[{{ debtor.name }}]";
    let account = with(example("notice-m1"), "/debtor/name", "陈鹤轩");
    let findings = make_by(&letter(body), &[], &account).unwrap().unwrap_err();
    let told = told(&findings);
    assert!(told.contains("G21 page 1, 25 mm from the left, ") && told.contains("words and words"), "{told}");
    assert!(!told.contains("陈") && !told.contains('鹤'), "{told}");
    assert!(findings[0].message.zh.contains("第 1 页，距左边 25 毫米"), "{}", findings[0].message.zh);
    assert!(findings[0].basis.is_some() && !findings[0].hints.is_empty());
    let many = "#block[示例]#place(dy: -13pt)[压住]".repeat(8);
    assert!(said(&many).matches("G21 ").count() == 3 && said(&many).contains("and at "), "{}", said(&many));
}
