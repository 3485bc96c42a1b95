//! G23 and G24: no mark begins or ends a line where it may not, and no line ends inside a figure.
//!
//! The lines of a paragraph are read in the order in which they were set: a line begins with the run that stands
//! lower than the one before it and not right of its end, with no element beginning or ending between them. So two cells of a
//! column are never taken for two lines.

use super::super::part::JOINER;
use super::fault::Faults;
use super::sheet::{Run, Sheet};
use crate::finding::Words;

/// Marks that begin no line, and marks that end none (GB/T 15834-2011, 5.1).
const NOT_FIRST: &str = "。，、；：？！）》〉」』】〕”’…·%％‰℃";
const NOT_LAST: &str = "（《〈「『【〔“‘￥";

/// How many characters either side of a line's end may belong to one figure.
const REACH: usize = 28;

/// What a figure is counted in; a digit before it stays with it.
const UNITS: &str = "元%％年月日天期次";

/// The digits of the numbers of articles.
const NUMERALS: &str = "〇零一二三四五六七八九十百千";

/// Looks through a page. The address breaks wherever the width of its window asks.
pub(super) fn look(sheet: &Sheet<'_>, faults: &mut Faults) {
    for (at, pair) in sheet.runs.windows(2).enumerate() {
        let [before, after] = pair else { continue };
        if !begins_a_line(before, after) {
            continue;
        }
        let (Some(last), Some(first)) =
            (before.item.text.chars().rev().find(is_seen), after.item.text.chars().find(is_seen))
        else {
            continue;
        };
        if NOT_FIRST.contains(first) {
            let words = Words::new(format!("`{first}` begins a line"), format!("行首出现`{first}`"));
            faults.add("G23", sheet, (after.x, after.y), words);
        }
        if NOT_LAST.contains(last) {
            let words = Words::new(format!("`{last}` ends a line"), format!("行末出现`{last}`"));
            faults.add("G23", sheet, (before.right, before.y), words);
        }
        if !after.in_window && may_tear(last, first) {
            let (head, tail) = (line_end(&sheet.runs[..=at]), line_start(&sheet.runs[at + 1..]));
            if is_torn(&head, &tail) {
                let words =
                    Words::new("a figure breaks over the end of a line", "数字、日期或编号被拆成两行");
                faults.add("G24", sheet, (before.right, before.y), words);
            }
        }
    }
}

/// Whether a run begins the next line of the paragraph that the run before it belongs to.
fn begins_a_line(before: &Run<'_>, after: &Run<'_>) -> bool {
    let size = before.size.max(after.size);
    let down = after.y - before.y;
    !after.apart && after.x < before.right && (0.6 * size..2.5 * size).contains(&down)
}

/// Whether a character is printed: no blank, and no joiner.
fn is_seen(c: &char) -> bool {
    !c.is_whitespace() && *c != JOINER
}

/// Whether a figure may be torn between these two: most pairs tell at once that none is.
fn may_tear(last: char, first: char) -> bool {
    let ends = |c: char| c.is_ascii_digit() || "-年月第尾号".contains(c) || NUMERALS.contains(c);
    let goes_on = |c: char| {
        c.is_ascii_alphanumeric() || "条款项".contains(c) || UNITS.contains(c) || NUMERALS.contains(c)
    };
    ends(last) && goes_on(first)
}

/// The end of the line that these runs end with.
fn line_end(runs: &[Run<'_>]) -> Vec<char> {
    let Some(last) = runs.last() else { return Vec::new() };
    let line = runs.iter().rev().take_while(|run| (run.y - last.y).abs() < 0.5 * last.size);
    let mut end: Vec<char> =
        line.flat_map(|run| run.item.text.chars().rev().filter(is_seen)).take(REACH).collect();
    end.reverse();
    end
}

/// The start of the line that these runs begin with.
fn line_start(runs: &[Run<'_>]) -> Vec<char> {
    let Some(first) = runs.first() else { return Vec::new() };
    let line = runs.iter().take_while(|run| (run.y - first.y).abs() < 0.5 * first.size);
    line.flat_map(|run| run.item.text.chars().filter(is_seen)).take(REACH).collect()
}

/// Whether a figure begins before the end of a line and ends after it.
fn is_torn(head: &[char], tail: &[char]) -> bool {
    let (Some(&last), Some(&first)) = (head.last(), tail.first()) else { return false };
    let before = head.iter().rev();
    let digits = |from: usize| before.clone().skip(from).take_while(|c| c.is_ascii_digit()).count();
    match last {
        // No line of its own accord ends between two digits: where one does, the template says that two numbers stand
        // under each other.
        '0'..='9' => UNITS.contains(first),
        // A telephone number, or the number of a letter behind its date.
        '-' => digits(1) >= 3 && (first.is_ascii_digit() || digits(1) == 8 && first.is_ascii_alphanumeric()),
        '年' | '月' => digits(1) > 0 && first.is_ascii_digit(),
        '号' => head.ends_with(&['尾', '号']) && first.is_ascii_digit(),
        _ => {
            let numerals = before.clone().take_while(|c| NUMERALS.contains(**c)).count();
            let after = tail.iter().find(|c| !NUMERALS.contains(**c));
            let is_numbered = last == '第' && NUMERALS.contains(first);
            let is_article = head.len() > numerals && head[head.len() - numerals - 1] == '第';
            is_numbered || is_article && after.is_some_and(|c| "条款项".contains(*c))
        }
    }
}
