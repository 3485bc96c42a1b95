//! Read finished pages: their words, and glyphs that are missing.

use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

use crate::finding::{Finding, Words, in_order};

/// The words of all pages in reading order, a line a run of text, pages parted by a form feed.
pub(super) fn text(document: &PagedDocument) -> String {
    let mut out = String::new();
    for (index, page) in document.pages().iter().enumerate() {
        if index > 0 {
            out.push('\u{c}');
        }
        let mut runs = Vec::new();
        walk(&page.frame, 0.0, 0.0, &mut |text, x, y| runs.push((y, x, text.text.to_string())));
        lines(runs, &mut out);
    }
    out
}

/// Joins runs that stand on one line, left to right.
fn lines(runs: Vec<(f64, f64, String)>, out: &mut String) {
    let mut previous: Option<f64> = None;
    for (y, _, words) in runs {
        if previous.is_some_and(|line| (line - y).abs() > 1.0) {
            out.push('\n');
        }
        out.push_str(&words);
        previous = Some(y);
    }
    out.push('\n');
}

/// A finding for each character that no face printed.
pub(super) fn missing_glyphs(document: &PagedDocument) -> Vec<Finding> {
    let mut findings = Vec::new();
    for page in document.pages() {
        walk(&page.frame, 0.0, 0.0, &mut |text, _, _| {
            for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                for c in text.text[glyph.range()].chars() {
                    findings.push(hole(c));
                }
            }
        });
    }
    in_order(&mut findings);
    findings
}

fn hole(c: char) -> Finding {
    let code = u32::from(c);
    Finding::error(
        "G02",
        "",
        Words::new(format!("no face in use prints U+{code:04X}"), format!("所用字体不含 U+{code:04X}")),
    )
    .hint(
        "set data in the serif stack of `shared/theme.typ`, which covers every character that was checked",
        "数据请使用 `shared/theme.typ` 中的宋体字体组，其覆盖所有已检查的字符",
    )
}

/// Visits every run of text with its place on the page, in points.
fn walk(frame: &Frame, x: f64, y: f64, visit: &mut dyn FnMut(&typst::text::TextItem, f64, f64)) {
    for (at, item) in frame.items() {
        let (x, y) = (x + at.x.to_pt(), y + at.y.to_pt());
        match item {
            FrameItem::Group(group) => walk(&group.frame, x, y, visit),
            FrameItem::Text(text) => visit(text, x, y),
            _ => {}
        }
    }
}
