//! What stays together: the end of a table and its total, the signature and what is signed, a paragraph's lines.

use std::collections::BTreeMap;

use hanpress::inner::typeset::Typeset;
use serde_json::{Value, json};

use super::letters::{agreement, demand, many, set};
use super::lines::{Line, MM, lines};
use crate::workshop::{desk, example, make_by, with};

/// Where the text of a page ends above its foot, and begins under its head.
const FOOT: f64 = 282.0 * MM;
const HEAD: f64 = 28.0 * MM;

/// The lines between head and foot, page by page.
fn bodies(letter: &Typeset) -> BTreeMap<usize, Vec<Line>> {
    let mut pages: BTreeMap<usize, Vec<Line>> = BTreeMap::new();
    for line in lines(letter).into_iter().filter(|line| line.y > HEAD && line.y < FOOT) {
        pages.entry(line.page).or_default().push(line);
    }
    pages
}

#[test]
fn the_last_rows_of_a_schedule_stay_with_its_total_and_note() {
    let counts = [2, 3, 12, 24, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 48, 60];
    let letters = set(counts.iter().map(|count| (desk(), agreement(*count))).collect());
    for (count, letter) in counts.into_iter().zip(&letters) {
        let lines = lines(letter);
        let sum = lines.iter().find(|line| line.text == format!("{count}期") && line.size == 9.5).unwrap();
        let row = |n: u32| {
            lines.iter().any(|line| line.page == sum.page && line.text == n.to_string() && line.y < sum.y)
        };
        assert!(row(count) && row(count - 1), "{count} instalments: the total stands alone");
        let note =
            lines.iter().find(|line| line.text.starts_with("大写：") && line.page >= sum.page).unwrap();
        assert_eq!(note.page, sum.page, "{count} instalments: the note stands alone");
    }
}

/// A notice whose interest is made of so many accruals of one yuan.
fn accruals(count: usize) -> Value {
    let account = example("notice-m2-long-name-and-address");
    let one = json!({ "base": "100.00", "from": "2026-11-03", "days": 20 });
    let account = with(account, "/ledgers/0/accruals", json!(vec![one; count]));
    let account = with(account, "/ledgers/0/interest", format!("{count}.00"));
    with(account, "/ledgers/0/total", format!("{}.13", 8408 + count))
}

#[test]
fn the_last_rows_of_an_interest_table_stay_with_its_sum() {
    let counts: Vec<usize> = (26..=46).collect();
    let letters = set(counts.iter().map(|count| (desk(), accruals(*count))).collect());
    let mut split = 0;
    for (count, letter) in counts.into_iter().zip(&letters) {
        let lines = lines(letter);
        let sum = lines.iter().find(|line| line.text.starts_with("合计（四舍五入")).unwrap();
        let rows = |page| {
            lines.iter().filter(|line| line.page == page && line.text == "100.00" && line.x < 250.0).count()
        };
        assert!(rows(sum.page) >= 2, "{count} accruals: the sum stands alone");
        split += usize::from(rows(sum.page - 1) > 1);
    }
    assert!(split > 2, "some tables go over the end of a page");
}

/// The page of the signature: the sender's name over the date, in the right half.
fn signature(pages: &BTreeMap<usize, Vec<Line>>) -> (usize, f64) {
    let named = |line: &&Line| line.text == "示例银行股份有限公司信用卡中心" && line.x > 100.0 * MM;
    let found = pages.iter().find_map(|(page, lines)| Some((*page, lines.iter().find(named)?.y)));
    found.expect("a letter is signed")
}

#[test]
fn name_and_date_of_the_sender_never_stand_alone_on_a_page() {
    let mut letters = set((0..=14).map(|enclosed| (desk(), demand(enclosed))).collect());
    let more = (0..12).map(|words| {
        let note = "示例银行收取的服务费用".repeat(words);
        (desk(), with(with(example("notice-m1"), "/ledgers/0/fees_note", note), "/ledgers/0/fees", "0.01"))
    });
    let more = more.map(|(desk, value)| (desk, with(value, "/ledgers/0/total", "8552.16")));
    letters.extend(set(more.collect()));
    let mut pages_of_signatures = BTreeMap::new();
    for letter in &letters {
        let pages = bodies(letter);
        let (page, y) = signature(&pages);
        *pages_of_signatures.entry(page).or_insert(0) += 1;
        let top = y - 19.0 * MM;
        let above: Vec<_> =
            pages[&page].iter().filter(|line| line.y < top && line.right - line.x > 60.0).collect();
        assert!(above.len() >= 2, "the signature on page {} stands under {above:?}", page + 1);
    }
    assert!(pages_of_signatures.len() > 1, "signatures on first and later pages: {pages_of_signatures:?}");
}

#[test]
fn the_signatures_of_an_agreement_stand_under_its_last_clause() {
    for letter in many() {
        let pages = bodies(letter);
        let page = |words: &str| {
            pages
                .iter()
                .find(|(_, lines)| lines.iter().any(|line| line.text.contains(words)))
                .map(|(page, _)| *page)
        };
        if let Some(signed) = page("乙方（签字、捺印）") {
            assert_eq!((page("第十四条"), page("（以下无正文）")), (Some(signed), Some(signed)));
        }
    }
}

/// Pages whose foot comes somewhere in a paragraph: of a letter, and of an agreement's item.
fn parted(down: usize) -> [String; 2] {
    let words = "甲方应及时、准确记录还款，向乙方免费提供查询；款项全部结清后，出具结清证明。".repeat(7);
    let start = "#set document(title: [字])\n#show: base\n#set page(paper: \"a4\", margin: (left: 25mm, right: 25.7mm, top: 29mm, bottom: 22mm))\n";
    let gap = format!("#std.v(500pt + {}pt)\n", 7 * down);
    [
        format!("#import \"/shared/letter.typ\": *\n{start}{gap}#para(formal)[{words}]"),
        format!(
            "#import \"/shared/agreement.typ\": *\n{start}{gap}#clause(1, [示例], item[{words}], key[{words}])"
        ),
    ]
}

/// A paragraph that a page parts leaves two lines at least on either side, and a heading goes with its text.
#[test]
fn no_page_parts_a_single_line_from_its_paragraph() {
    let mut seen = 0;
    for letter in (0..24).flat_map(parted) {
        let (_, letter) = make_by(&letter, &[], &example("notice-m1")).unwrap().unwrap();
        let pages = bodies(&letter);
        for (page, lines) in &pages {
            let Some(next) = pages.get(&(page + 1)) else { continue };
            let last = &lines[lines.len() - 1];
            assert!(!last.text.starts_with('第'), "a heading stands alone");
            if last.text.ends_with('。') {
                continue; // an item ended here, or a paragraph's sentence: nothing is alone
            }
            seen += 1;
            let level = |a: &Line, b: &Line| b.y - a.y < 1.9 * a.size && (a.x - b.x).abs() < 22.0;
            assert!(
                lines.len() > 1 && level(&lines[lines.len() - 2], last),
                "a first line stands alone: {}",
                last.text
            );
            assert!(
                next.len() > 1 && level(&next[0], &next[1]),
                "a last line stands alone: {}",
                next[0].text
            );
        }
    }
    assert!(seen > 20, "{seen} paragraphs go over the end of a page");
}
