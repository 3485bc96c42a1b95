//! More of what a careful typographer marked: brackets, annexes, long products, letters beside Chinese characters, the
//! colour of marks, schedules of many currencies.

use hanpress::inner::typeset::Typeset;
use serde_json::{Value, json};

use super::faults::{one, owing, stress};
use super::letters::set;
use super::lines::{Line, MM, Run, lines, paragraphs, runs};
use crate::workshop::{desk, example, with};

/// The run that stands right before another on its line.
fn before<'r>(runs: &'r [Run], run: &Run) -> Option<&'r Run> {
    let level = |other: &&Run| {
        other.page == run.page && (other.y - run.y).abs() < 0.5 && other.right <= run.x + 0.1 * run.size
    };
    runs.iter().filter(level).max_by(|a, b| a.right.total_cmp(&b.right))
}

#[test]
fn a_bracket_that_begins_a_title_stands_off_its_number() {
    let titles = ["对账摘要", "《示例银行信用卡领用合约》条款摘录", "《保证合同》复印件"];
    let account = with(example("demand-letter-within-90-days"), "/enclosures", json!(titles));
    let runs = runs(&one(desk(), &account));
    for end in ["条款摘录", "复印件"] {
        let end = runs.iter().find(|run| run.text.contains(end)).unwrap();
        let level = |run: &&Run| run.page == end.page && (run.y - end.y).abs() < 0.5;
        let title = runs.iter().filter(level).find(|run| run.text.starts_with('《')).unwrap();
        let number = before(&runs, title).unwrap_or_else(|| panic!("a number before {title:?}"));
        assert!(number.text.ends_with('.'), "{number:?} {title:?}");
        let apart = (title.x - number.right) / title.size;
        assert!((0.4..0.8).contains(&apart), "{apart}: {number:?} {title:?}");
    }
}

/// The lines of the list of annexes, which stand over the place of the signature.
fn listed(letter: &Typeset) -> Vec<Line> {
    let lines = lines(letter);
    let word = lines.iter().find(|line| line.text.starts_with("附件：")).expect("a list of annexes");
    let name = lines.iter().find(|line| {
        line.text == "示例银行股份有限公司信用卡中心"
            && line.x > 100.0 * MM
            && (line.page, line.y) > (word.page, word.y)
    });
    let name = name.expect("the signature stands below the list");
    assert_eq!(name.page, word.page, "the list stands with the signature");
    let within = |line: &&Line| {
        line.page == word.page && (word.y - 0.5..name.y - 10.0 * MM).contains(&line.y) && line.size > 10.0
    };
    lines.iter().filter(within).cloned().collect()
}

#[test]
fn annexes_are_listed_over_the_signature() {
    let text = |lines: Vec<Line>| lines.into_iter().map(|line| line.text).collect::<String>();
    for (id, annexes) in [
        ("S04", ["1.此前通知记录", "2.利息和违约金计算明细"]),
        ("S05", ["1.此前通知记录", "2.利息和违约金计算明细"]),
    ] {
        let letter = one(desk(), &stress(id));
        let text = text(listed(&letter));
        assert!(annexes.iter().all(|annex| text.contains(annex)), "{id}: {text}");
    }
    let accruals = json!({ "base": "100.00", "from": "2026-11-03", "days": 20 });
    let account = with(example("notice-m1"), "/ledgers/0/accruals", json!(vec![accruals; 14]));
    let account = with(with(account, "/ledgers/0/interest", "14.00"), "/ledgers/0/total", "8432.13");
    let one_annex = text(listed(&one(desk(), &account)));
    assert!(one_annex.starts_with("附件：利息") && !one_annex.contains("1."), "{one_annex}");
    let none = one(desk(), &example("notice-m1"));
    assert!(!none.text().contains("附件："), "no list without annexes");
}

/// The lines of the reference block that say which card it is.
fn card_lines(letter: &Typeset) -> Vec<Line> {
    let lines: Vec<Line> = lines(letter)
        .into_iter()
        .filter(|line| line.page == 0 && line.x > 110.0 * MM && (40.0 * MM..95.0 * MM).contains(&line.y))
        .collect();
    let at = lines.iter().position(|line| line.text.contains("尾号")).expect("the card");
    let next = lines[at + 1..]
        .iter()
        .position(|line| line.text.starts_with("应还款日") || line.text.starts_with("投递方式"));
    lines[at..at + 1 + next.expect("what follows the card")].to_vec()
}

#[test]
fn a_product_of_any_length_takes_two_lines_and_is_told_whole() {
    let long = "示例银行全球无界至尊白金高尔夫联名双币种商务信用卡（尊享版·二〇二六年度）";
    let middle = "示例银行白金高尔夫联名双币种信用卡";
    let latin = "World Elite Platinum Business Card";
    for case in ["notice-m1", "demand-letter-annex", "notice-without-seal"] {
        for (product, cut) in [
            ("示例标准金卡", false),
            (middle, false),
            (latin, false),
            (long, true),
            (&long.repeat(3)[..], true),
        ] {
            let letter = one(desk(), &with(example(case), "/card/product", product));
            let card = card_lines(&letter);
            assert!(card.len() <= 2, "{case}: {card:#?}");
            assert!(card.iter().all(|line| line.size > 7.9 && line.right < 184.7 * MM), "{card:?}");
            let shown: String = card.iter().map(|line| line.text.as_str()).collect();
            assert_eq!(shown.ends_with('…'), cut, "{shown}");
            let bare = |text: &str| text.replace([' ', '\n'], "");
            let whole = bare(&letter.text()).matches(&bare(product)).count();
            assert!(whole >= 1, "{case}: {product} is nowhere whole");
        }
    }
}

#[test]
fn letters_stand_as_far_from_chinese_characters_as_figures_do() {
    let account = with(with(example("notice-m1"), "/debtor/name", "Zoë"), "/card/product", "PLUS白金卡");
    let letter = one(desk(), &account);
    let runs = runs(&letter);
    let gap = |first: &str, second: &str| {
        let meet = |pair: &&[Run]| pair[0].text.ends_with(first) && pair[1].text.starts_with(second);
        let gaps = runs.windows(2).filter(meet).map(|pair| (pair[1].x - pair[0].right) / pair[0].size);
        gaps.filter(|gap| *gap >= 0.0).fold(f64::MAX, f64::min)
    };
    for (first, second) in [("登录", "example.com"), ("PLUS", "白金卡")] {
        let gap = gap(first, second);
        assert!((0.05..0.1).contains(&gap), "{gap} between {first} and {second}");
    }
    // And no blank, no joiner is read there.
    for words in ["尊敬的Zoë女士", "登录example.com", "PLUS白金卡"] {
        assert!(letter.text().contains(words), "{words}");
    }
}

/// How wide the marks of a line are, in parts of their size: their mean.
fn marks(letter: &Typeset, page: usize, y: f64) -> Option<f64> {
    let mut widths = Vec::new();
    let frame = &letter.document().pages()[page].frame;
    hanpress::inner::typeset::walk(frame, 0.0, 0.0, &mut |text, _, at| {
        if (at - y).abs() < 0.7 {
            for glyph in &text.glyphs {
                if "，、；：".contains(&text.text[glyph.range()]) {
                    widths.push(glyph.x_advance.get());
                }
            }
        }
    });
    (widths.len() > 1).then(|| widths.iter().sum::<f64>() / widths.len() as f64)
}

#[test]
fn marks_of_a_recital_have_one_colour() {
    for case in ["agreement-waiver", "agreement-two-currencies", "agreement-with-a-guarantor"] {
        let letter = one(desk(), &example(case));
        let lines = lines(&letter);
        let paragraphs = paragraphs(&lines);
        let recital = paragraphs.iter().find(|lines| lines[0].text.starts_with("乙方") && lines.len() > 2);
        let full = recital.unwrap().split_last().unwrap().1;
        let widths: Vec<f64> = full.iter().filter_map(|line| marks(&letter, line.page, line.y)).collect();
        let least = widths.iter().copied().fold(2.0, f64::min);
        // One that ends its line has half its width.
        assert!(!widths.is_empty() && least > 0.7, "{case}: {widths:?}");
    }
}

#[test]
fn two_short_schedules_share_a_page() {
    let twelve = |value: &Value| with(value.clone(), "/plan/instalments", 12);
    let letter = one(desk(), &twelve(&stress("S21")));
    let lines = lines(&letter);
    let mut titles: Vec<usize> =
        lines.iter().filter(|line| line.text.starts_with("还款计划表（")).map(|line| line.page).collect();
    assert_eq!(titles.len(), 8);
    titles.dedup();
    assert_eq!(titles.len(), 4, "two to a page: {titles:?}");
}

#[test]
fn sections_under_a_table_of_two_currencies_stand_apart_and_nothing_is_small() {
    let letters = set(vec![(desk(), stress("S05")), (desk(), owing(&["USD"]))]);
    for letter in &letters {
        let lines = lines(letter);
        let head = |word: &str| lines.iter().find(|line| line.text.starts_with(word) && line.x < 30.0 * MM);
        let (first, last) =
            (head("还款方式").unwrap(), lines.iter().filter(|line| line.text.starts_with("大写：")));
        let upper = last
            .filter(|line| line.page == first.page && line.y < first.y)
            .map(|line| line.y)
            .fold(0.0, f64::max);
        if upper > 0.0 {
            // From a baseline to the next: a line of 10.5 pt, the white before a section, and the table's last rule.
            assert!(first.y - upper > 18.0, "{}", first.y - upper);
        }
        let body = |line: &&Line| (28.0 * MM..280.0 * MM).contains(&line.y) && line.right - line.x > 300.0;
        let small: Vec<_> = lines.iter().filter(body).filter(|line| line.size < 10.4).collect();
        assert!(small.iter().all(|line| line.size >= 8.9), "{small:#?}");
    }
}
