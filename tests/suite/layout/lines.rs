//! Read finished pages as runs, lines and paragraphs, each with its place in points.

use hanpress::inner::typeset::{Typeset, walk};

/// Millimetres in points.
pub(crate) const MM: f64 = 72.0 / 25.4;

/// Words set in one go.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) page: usize,
    pub(crate) x: f64,
    /// The baseline.
    pub(crate) y: f64,
    pub(crate) right: f64,
    pub(crate) size: f64,
    pub(crate) family: String,
    pub(crate) text: String,
}

/// Runs that stand side by side without a column's gap between them.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) page: usize,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) right: f64,
    pub(crate) size: f64,
    pub(crate) text: String,
}

/// Every run of a document, page by page as it was set.
pub(crate) fn runs(typeset: &Typeset) -> Vec<Run> {
    let mut runs = Vec::new();
    for (page, set) in typeset.document().pages().iter().enumerate() {
        walk(&set.frame, 0.0, 0.0, &mut |text, x, y| {
            let size = text.size.to_pt();
            runs.push(Run {
                page,
                x,
                y,
                right: x + text.width().to_pt(),
                size,
                family: text.font.info().family.clone(),
                text: text.text.to_string(),
            });
        });
    }
    runs
}

/// Every line, from top to bottom and left to right.
pub(crate) fn lines(typeset: &Typeset) -> Vec<Line> {
    let mut runs = runs(typeset);
    runs.sort_by_key(|a| (a.page, key(a.y), key(a.x)));
    let mut lines: Vec<Line> = Vec::new();
    for run in runs {
        let beside = |line: &&mut Line| {
            line.page == run.page
                && (line.y - run.y).abs() < 0.7
                && (-1.0..0.7 * line.size).contains(&(run.x - line.right))
        };
        match lines.iter_mut().rev().take(12).find(beside) {
            Some(line) => {
                line.text.push_str(&run.text);
                line.right = run.right;
            }
            None => {
                let Run { page, x, y, right, size, text, .. } = run;
                lines.push(Line { page, x, y, right, size, text });
            }
        }
    }
    lines
}

/// A length in hundredths of a point, to sort by; baselines within half a point are level.
fn key(length: f64) -> i64 {
    (length * 2.0).round() as i64
}

/// Paragraphs of the text column: each line with those it goes on in, on the same page.
pub(crate) fn paragraphs(lines: &[Line]) -> Vec<Vec<&Line>> {
    let mut paragraphs: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        let goes_on = |paragraph: &&mut Vec<&Line>| {
            let Some(last) = paragraph.last() else { return false };
            let (down, indent) = (line.y - last.y, last.x - line.x);
            last.page == line.page
                && (last.size - line.size).abs() < 0.1
                && (1.0 * line.size..2.0 * line.size).contains(&down)
                && (indent.abs() < 1.0 || (paragraph.len() == 1 && (indent - 2.0 * line.size).abs() < 1.0))
                && last.right - last.x > 14.0 * last.size
        };
        match paragraphs.iter_mut().rev().find(goes_on) {
            Some(paragraph) => paragraph.push(line),
            None => paragraphs.push(vec![line]),
        }
    }
    paragraphs
}
