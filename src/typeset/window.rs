//! G30: the address shows in the envelope's window wherever the sheet slides to, and nothing else ever does.
//!
//! Looked at on the finished first page. A letter whose address bears no label of `shared/address.typ` has none in a
//! window: an agreement is handed over, or goes in another envelope.

use typst::foundations::Label;
use typst::layout::{Frame, FrameItem};
use typst::text::TextItem;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::check::rule;
use crate::envelope::{Layout, Rect};
use crate::finding::{Finding, Words};

/// The label of the block that holds the address.
const LABEL: &str = "window-address";

/// Millimetres in points.
const MM: f64 = 72.0 / 25.4;

/// How far a line of the address may reach over the place it is meant for, in millimetres: rounding. What is drawn
/// keeps further off the window's edge.
const SLACK: f64 = 0.05;

/// How far above and below the baseline letters reach, in parts of their size.
const ABOVE: f64 = 0.8;
const BELOW: f64 = 0.2;

/// What is wrong with what the window shows; nothing where no address stands in one.
pub(super) fn faults(document: &PagedDocument, layout: &Layout) -> Vec<Finding> {
    let Some((label, page)) = Label::new(PicoStr::intern(LABEL)).zip(document.pages().first()) else {
        return Vec::new();
    };
    let mut lines = Lines { label, address: Vec::new(), others: Vec::new() };
    lines.collect(&page.frame, 0.0, 0.0, false);
    if lines.address.is_empty() {
        return Vec::new();
    }
    let Rect { left, top, right, bottom } = layout.address;
    let meant = Rect { left: left - SLACK, top: top - SLACK, right: right + SLACK, bottom: bottom + SLACK };
    let hidden =
        lines.address.iter().find(|line| !meant.holds(line)).map(|line| hidden(line, &layout.address));
    let shown = lines.others.iter().filter(|line| layout.may_show.touches(line));
    let shown = shown.min_by(|a, b| a.top.total_cmp(&b.top)).map(|line| shown_too(line, &layout.may_show));
    hidden.into_iter().chain(shown).collect()
}

/// The runs of a page by their places, in millimetres.
struct Lines {
    label: Label,
    address: Vec<Rect>,
    others: Vec<Rect>,
}

impl Lines {
    fn collect(&mut self, frame: &Frame, x: f64, y: f64, in_address: bool) {
        for (at, item) in frame.items() {
            let (x, y) = (x + at.x.to_pt(), y + at.y.to_pt());
            match item {
                FrameItem::Group(group) => {
                    let in_address = in_address || group.label == Some(self.label);
                    self.collect(&group.frame, x, y, in_address);
                }
                FrameItem::Text(run) if !run.text.trim().is_empty() => {
                    let lines = if in_address { &mut self.address } else { &mut self.others };
                    lines.push(place(run, x, y));
                }
                _ => {}
            }
        }
    }
}

/// Where a run lies, in millimetres.
fn place(run: &TextItem, x: f64, y: f64) -> Rect {
    let size = run.size.to_pt();
    let (right, top, bottom) = (x + run.width().to_pt(), y - ABOVE * size, y + BELOW * size);
    Rect { left: x / MM, top: top / MM, right: right / MM, bottom: bottom / MM }
}

fn hidden(line: &Rect, meant: &Rect) -> Finding {
    let Rect { right, bottom, .. } = meant;
    let (end, lower) = (line.right, line.bottom);
    let (en, zh) = if line.bottom > meant.bottom + SLACK {
        (
            format!(
                "the address needs more room than the window always shows: a line ends {lower:.1} mm from the sheet's upper edge, and the window shows down to {bottom:.1} mm"
            ),
            format!(
                "收件人地址超出窗口始终露出的范围：有一行的下缘距纸张上边 {lower:.1} 毫米，窗口只露到 {bottom:.1} 毫米"
            ),
        )
    } else {
        (
            format!(
                "the address is wider than the window always shows: a line ends {end:.1} mm from the sheet's left edge, and the window shows up to {right:.1} mm"
            ),
            format!(
                "收件人地址超出窗口始终露出的范围：有一行的末端距纸张左边 {end:.1} 毫米，窗口只露到 {right:.1} 毫米"
            ),
        )
    };
    told(Words::new(en, zh)).hint(
        "shorten the address, or take an envelope with more room (`[window]` of the issuer file)",
        "请精简地址，或改用窗口余地更大的信封（发行方文件 `[window]`）",
    )
}

fn shown_too(line: &Rect, may_show: &Rect) -> Finding {
    let (x, y) = (line.left, line.top);
    let Rect { right, bottom, .. } = may_show;
    let words = Words::new(
        format!(
            "words other than the address may show in the window: those {x:.1} mm from the left and {y:.1} mm from the top of the first page"
        ),
        format!("窗口可能露出收件人地址以外的文字：首页距左边 {x:.1} 毫米、距上边 {y:.1} 毫米处"),
    );
    told(words).hint(
        format!("keep words {right:.1} mm from the left or {bottom:.1} mm from the top: `paper.beside`, `paper.body`"),
        format!("文字须距左边 {right:.1} 毫米或距上边 {bottom:.1} 毫米以外，即 `paper.beside`、`paper.body`"),
    )
}

fn told(words: Words) -> Finding {
    match rule("G30") {
        Some(rule) => rule.finding("", words),
        None => Finding::error("G30", "", words),
    }
}
