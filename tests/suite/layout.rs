//! Typography that holds: what stands where on finished pages, for every kind of document.

mod blocks;
mod faults;
pub(crate) mod letters;
mod lines;
mod marked;
mod proof;
mod rows;

use std::collections::BTreeSet;

use hanpress::inner::envelope::envelopes;
use letters::{
    CASES, LONG_ADDRESS, LONG_HAN, LONG_LATIN, LONG_WORD, SHORT_HAN, SHORT_LATIN, many, named, set,
};
use lines::{MM, Run, lines, paragraphs, runs};
use regex::Regex;

use crate::workshop::{desk, make, told};

/// Marks that never begin a line, and marks that never end one (避头尾, GB/T 15834-2011).
const NOT_FIRST: &str = "。，、；：？！）》〉」』】〕”’…·%％‰℃";
const NOT_LAST: &str = "（《〈「『【〔“‘￥";

#[test]
fn no_line_begins_or_ends_with_a_mark_that_may_not() {
    let mut wrong = BTreeSet::new();
    let mut seen = 0;
    for line in many().iter().flat_map(lines) {
        seen += 1;
        let (first, last) = (line.text.chars().next(), line.text.chars().last());
        if first.is_some_and(|c| NOT_FIRST.contains(c)) || last.is_some_and(|c| NOT_LAST.contains(c)) {
            wrong.insert(line.text);
        }
    }
    assert!(seen > 5000, "{seen} lines");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Figures with their units, dates, telephone and document numbers, card tails.
const FIGURE: &str = "[A-Z]{1,6}-[0-9]{8}-[0-9A-Z]{6,}|[0-9]{3,4}-[0-9]{3,4}-[0-9]{4}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|\
     尾号[0-9]{4}|[0-9][0-9,]*(\\.[0-9]+)?(%|美元|日元|元|期|天|日|次|号|个|年|月)?";

#[test]
fn no_line_breaks_inside_a_figure_or_between_it_and_its_unit() {
    let figure = Regex::new(FIGURE).unwrap();
    let mut broken = BTreeSet::new();
    let mut seen = 0;
    for letter in many() {
        let lines = lines(letter);
        for paragraph in paragraphs(&lines).into_iter().filter(|paragraph| paragraph.len() > 1) {
            let joined: String = paragraph.iter().map(|line| line.text.as_str()).collect();
            let ends = paragraph.iter().scan(0, |end, line| {
                *end += line.text.len();
                Some(*end)
            });
            let ends: Vec<usize> = ends.collect();
            for found in figure.find_iter(&joined) {
                seen += 1;
                if ends.iter().any(|end| found.start() < *end && *end < found.end()) {
                    broken.insert(format!("{} in {joined}", found.as_str()));
                }
            }
        }
    }
    assert!(seen > 2000, "{seen} figures");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn lines_stand_where_they_would_when_rare_characters_fall_to_other_faces() {
    let (plain, rare) = ("欧阳示例者名", "𬱖𮧵𠀣𬎆𫝋\u{2EBF0}");
    let (street, rare_street) =
        ("福建省福州市鼓楼区示例路一段街巷18号", "福建省福州市鼓楼区𦻮𧒽𮀎𭄛\u{2EE5D}\u{9FFF}18号");
    for case in CASES {
        let [usual, other] =
            &set(vec![(desk(), named(case, plain, street)), (desk(), named(case, rare, rare_street))])[..]
        else {
            panic!("two letters")
        };
        let places = |letter| -> BTreeSet<(usize, i64)> {
            lines(letter).iter().map(|line| (line.page, (line.y * 100.0).round() as i64)).collect()
        };
        assert_eq!(places(usual), places(other), "{case}");
        let families: BTreeSet<String> = runs(other).into_iter().map(|run| run.family).collect();
        assert!(families.contains("BabelStone Han") && families.contains("HanaMinB"), "{case}: {families:?}");
    }
}

#[test]
fn words_of_a_letter_never_touch_each_other_nor_leave_the_page() {
    let mut wrong = BTreeSet::new();
    for letter in many() {
        let runs = runs(letter);
        for (at, run) in runs.iter().enumerate() {
            let (top, bottom) = (run.y - 0.72 * run.size, run.y + 0.08 * run.size);
            if run.x < 20.0 * MM || run.right > 190.5 * MM || top < 10.0 * MM || bottom > 291.0 * MM {
                wrong.insert(format!("{} leaves the page", run.text));
            }
            for other in runs[at + 1..].iter().filter(|other| other.page == run.page) {
                let (above, below) = (other.y - 0.72 * other.size, other.y + 0.08 * other.size);
                let level = top < below - 0.3 && above < bottom - 0.3;
                if level && run.x < other.right - 0.8 && other.x < run.right - 0.8 {
                    wrong.insert(format!("{} and {}", run.text, other.text));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_longest_names_and_addresses_stand_in_the_window_or_are_refused() {
    let zone = &envelopes()["DL"].layout().unwrap().address;
    let letters = CASES.iter().filter(|case| !case.starts_with("agreement"));
    let (mut made, mut refused) = (0, 0);
    for case in letters {
        for name in ["王示", "示例示例示例示例示例", LONG_HAN, LONG_LATIN, LONG_WORD] {
            for address in [
                "福建省福州市鼓楼区示例路18号",
                LONG_ADDRESS,
                &LONG_ADDRESS.repeat(2)[..300],
                SHORT_HAN,
                SHORT_LATIN,
            ] {
                let letter = match make(desk(), &named(case, name, address)) {
                    Ok((_, letter)) => letter,
                    Err(findings) => {
                        assert!(findings.iter().all(|finding| finding.code == "G30"), "{}", told(&findings));
                        refused += 1;
                        continue;
                    }
                };
                made += 1;
                let inside = |run: &Run| {
                    let (left, right, y) = (run.x / MM, run.right / MM, run.y / MM);
                    run.page == 0
                        && left >= zone.left - 0.1
                        && right <= zone.right + 0.1
                        && (zone.top..zone.bottom).contains(&y)
                };
                let address_runs: Vec<_> = runs(&letter).into_iter().filter(inside).collect();
                let small = address_runs.iter().find(|run| run.size < 7.9);
                assert!(small.is_none(), "{case}: {small:?}");
                let text: String = address_runs.iter().map(|run| run.text.as_str()).collect();
                let bare = |text: &str| text.replace(' ', "");
                assert!(
                    bare(&text).contains(&bare(name)) && bare(&text).contains(&bare(address)),
                    "{case}: {text}"
                );
                assert!(text.ends_with('收'), "{case}: {text}");
            }
        }
    }
    assert!(made > 4 * refused, "{made} made, {refused} refused");
}

#[test]
fn marks_of_chinese_text_are_of_the_chinese_face() {
    let mut seen = BTreeSet::new();
    for run in many().iter().flat_map(runs) {
        for c in run.text.chars().filter(|c| "“”‘’—…·（）。，".contains(*c)) {
            assert_ne!(run.family, "Hanpress Latin", "{c} in {}", run.text);
            seen.insert(c);
        }
    }
    assert_eq!(seen.into_iter().collect::<String>(), "·—“”。（），");
}

#[test]
fn a_middle_dot_is_half_a_character_wide_and_stands_with_the_character_before_it() {
    let letter = &set(vec![(desk(), named("notice-m1", LONG_HAN, LONG_ADDRESS))])[0];
    let runs = runs(letter);
    let mut dots = 0;
    for (at, run) in runs.iter().enumerate().filter(|(_, run)| run.text.contains('·')) {
        assert_eq!(run.text.chars().count(), 2, "{}", run.text);
        let next = &runs[at + 1];
        if (next.y - run.y).abs() < 0.1 {
            let wide = (next.x - run.x) / run.size;
            assert!((wide - 1.5).abs() < 0.01, "{wide}");
            dots += 1;
        }
    }
    assert!(dots >= 5, "{dots}");
}
