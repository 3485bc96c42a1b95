//! G25: no page holds the end of something only: a row, a total, a note, or the signature without what is signed; and
//! none ends with a heading.
//!
//! A page that holds little more than that, or that white parts in two, is no fault, but a letter set closer may be
//! the finer one.

use super::fault::Faults;
use super::marks::{Field, Margins};
use super::sheet::{MM, Sheet};
use crate::finding::Words;

/// The fewest lines of a page that follows another: a table's head, two rows, its total and its note.
const FEWEST: usize = 5;

/// A letter set closer gains so many lines a page: with no more lines than the pages before it gain, or with more white
/// than this in points between two of its lines, a page may be the better for that.
const GAINED: usize = 2;
const HOLE: f64 = 40.0 * MM;

/// A page with words of this size in points begins with the title of an annex: it holds little because there is little.
const TITLE: f64 = 14.0;

/// Lines of text above the place of the sender's signature on its page, where that page is not the first.
const ABOVE: usize = 2;

/// A line of text is wider than this part of the page: an item of a list of enclosures is not.
const WIDE: f64 = 0.4;

/// Baselines closer than this are one line, in points.
const LEVEL: f64 = 3.0;

/// Looks through the pages of a document; whether it may be the better for being set closer.
pub(super) fn look(sheets: &[Sheet<'_>], margins: &Margins, fields: &[Field], faults: &mut Faults) -> bool {
    if sheets.len() < 2 {
        return false;
    }
    let signed = fields.iter().find(|field| field.is_senders && field.page > 0);
    let mut loose = false;
    for (page, sheet) in sheets.iter().enumerate() {
        let lines = lines(sheet, margins);
        let pictured = |from: f64, to: f64| {
            sheet.pictures.iter().any(|picture| picture.area.top < to && picture.area.bottom > from)
        };
        loose |= lines.windows(2).any(|pair| pair[1].y - pair[0].y > HOLE && !pictured(pair[0].y, pair[1].y));
        if let Some(last) = lines.last().filter(|last| last.heads && page + 1 < sheets.len()) {
            let words = Words::new("a heading ends the page", "标题单独留在页末");
            faults.add("G25", sheet, (last.left, last.y), words);
        }
        if page == 0 {
            continue;
        }
        let goes_on = lines.iter().all(|line| line.size < TITLE);
        loose |= goes_on && (1..=GAINED * page).contains(&lines.len());
        if let (Some(first), 1..FEWEST) = (lines.first(), lines.len()) {
            let count = lines.len();
            let words = Words::new(
                format!("the page holds {count} lines only"),
                format!("该页只有 {count} 行，不得单独成页"),
            );
            faults.add("G25", sheet, (first.left, first.y), words);
        }
        if let Some(field) = signed.filter(|field| field.page == page) {
            let (x, y) = (field.area.left, field.area.top);
            let wide = WIDE * (sheet.area.right - sheet.area.left);
            let above = lines.iter().filter(|line| line.y < y && line.right - line.left > wide).count();
            if above < ABOVE {
                let words = Words::new(
                    "the signature stands on a page without the text that it signs",
                    "落款单独成页，其上没有正文",
                );
                faults.add("G25", sheet, (x, y), words);
            }
        }
    }
    loose
}

/// A line of the body of a page.
struct Line {
    left: f64,
    right: f64,
    y: f64,
    /// The largest of its runs.
    size: f64,
    /// Whether all of it is a heading.
    heads: bool,
}

/// The lines between head and foot, from top to bottom.
fn lines(sheet: &Sheet<'_>, margins: &Margins) -> Vec<Line> {
    let (top, bottom) = (sheet.area.top + margins.top, sheet.area.bottom - margins.bottom);
    let body = sheet.runs.iter().filter(|run| !run.is_blank() && run.y > top - 1.0 && run.y < bottom);
    let mut runs: Vec<_> = body.collect();
    runs.sort_unstable_by(|a, b| a.y.total_cmp(&b.y));
    let mut lines: Vec<Line> = Vec::new();
    for run in runs {
        match lines.last_mut().filter(|line| run.y - line.y < LEVEL) {
            Some(line) => {
                line.left = line.left.min(run.x);
                line.right = line.right.max(run.right);
                line.size = line.size.max(run.size);
                line.heads &= run.heads;
            }
            None => {
                lines.push(Line { left: run.x, right: run.right, y: run.y, size: run.size, heads: run.heads })
            }
        }
    }
    lines
}
