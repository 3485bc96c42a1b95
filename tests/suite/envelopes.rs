//! Envelopes by name: what their windows show of a finished letter, wherever its sheet slides to.
//!
//! The windows are reckoned here once more, from the data file and the finished pages alone.

mod page;
mod picture;

use hanpress::inner::desk::Desk;
use hanpress::inner::envelope::{Layout, envelopes};
use hanpress::inner::finding::Lang;
use hanpress::inner::typeset::Typeset;
use serde_json::Value;
use toml::Table;
use typst::foundations::Label;
use typst::layout::{Frame, FrameItem};
use typst::utils::PicoStr;

use crate::layout::letters::{LONG_ADDRESS, LONG_HAN, LONG_LATIN, named};
use crate::workshop::{desk_of, example, file, make, told};

/// Cases of every kind that goes out in a window envelope.
const LETTERS: &[&str] = &[
    "notice-m1",
    "notice-m2-long-name-and-address",
    "notice-m3-yen",
    "demand-letter-annex",
    "guarantor-joint",
    "estate-heir",
    "plan-default-notice",
    "plan-termination-notice",
];

/// The example's issuer file without its envelope and with more tables, its drawings where they are.
pub(crate) fn issuer_with(more: &str) -> tempfile::TempDir {
    let text = std::fs::read_to_string(file("examples/issuer.toml")).unwrap();
    let text = ["logo.svg", "seal.svg", "contract-seal.svg"].iter().fold(text, |text, name| {
        text.replace(&format!("\"{name}\""), &format!("{:?}", file("examples").join(name)))
    });
    let own = "[window]\nenvelope = \"DL\"\n";
    assert!(text.contains(own), "the example names its envelope");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("issuer.toml"), format!("{}\n{more}\n", text.replace(own, "")))
        .unwrap();
    folder
}

/// A desk whose issuer file says this, too.
pub(crate) fn desk_with(more: &str) -> Desk {
    desk_of(&issuer_with(more).path().join("issuer.toml"), None).unwrap()
}

/// A desk whose letters go out in this envelope.
fn desk_for(envelope: &str) -> Desk {
    desk_with(&format!("[window]\nenvelope = \"{envelope}\""))
}

fn made(desk: &Desk, account: &Value) -> Typeset {
    make(desk, account).unwrap_or_else(|findings| panic!("{}", told(&findings))).1
}

/// A line of words on a page: its edges in millimetres from the upper left corner, and whether it is of the address.
#[derive(Debug)]
struct Line {
    edges: [f64; 4],
    of_address: bool,
    text: String,
}

fn lines(typeset: &Typeset) -> Vec<Line> {
    fn collect(frame: &Frame, at: (f64, f64), of_address: bool, lines: &mut Vec<Line>) {
        for (to, item) in frame.items() {
            let (x, y) = (at.0 + to.x.to_mm(), at.1 + to.y.to_mm());
            match item {
                FrameItem::Group(group) => {
                    let labelled = group.label == Label::new(PicoStr::intern("window-address"));
                    collect(&group.frame, (x, y), of_address || labelled, lines);
                }
                FrameItem::Text(run) if !run.text.trim().is_empty() => {
                    let size = run.size.to_mm();
                    let edges = [x, y - 0.8 * size, x + run.width().to_mm(), y + 0.15 * size];
                    lines.push(Line { edges, of_address, text: run.text.to_string() });
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    collect(&typeset.document().pages()[0].frame, (0.0, 0.0), false, &mut found);
    found
}

/// The windows an envelope may have as it is made, each an array of edges on the envelope; the sheet's slack.
fn windows(envelope: &Table) -> (Vec<[f64; 4]>, (f64, f64)) {
    let number = |value: &toml::Value| value.as_float().or(value.as_integer().map(|n| n as f64)).unwrap();
    let entry = |table: &Table, key: &str| number(&table[key]);
    let list = |key: &str| envelope[key].as_array().unwrap().iter().map(number).collect::<Vec<_>>();
    let edge = |key: &str| {
        let table = envelope[key].as_table().unwrap();
        let (at, within) = (entry(table, "at"), entry(table, "within"));
        [at - within, at, at + within]
    };
    let heights = envelope["heights"].as_table().unwrap();
    let within = entry(heights, "within");
    let mut all = Vec::new();
    for left in edge("left") {
        for top in edge("top") {
            for height in ["lowest", "highest"].map(|key| entry(heights, key)) {
                for more in [-within, 0.0, within] {
                    let right = left + entry(envelope, "width") + more;
                    all.push([left, top, right, top + height + more]);
                }
            }
        }
    }
    let (size, fold) = (list("size"), list("folds")[0]);
    (all, (size[0] - 210.0, size[1] - fold))
}

/// The places of the sheet: both ends, and between them.
fn places((across, down): (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    (0..=4).flat_map(move |x| (0..=4).map(move |y| (across * f64::from(x) / 4.0, down * f64::from(y) / 4.0)))
}

/// Whether a point of the envelope lies in a window with corners of this radius.
fn is_open([left, top, right, bottom]: [f64; 4], radius: f64, (x, y): (f64, f64)) -> bool {
    let dx = (left + radius - x).max(x - (right - radius)).max(0.0);
    let dy = (top + radius - y).max(y - (bottom - radius)).max(0.0);
    // Places are given to templates in hundredths of a millimetre.
    (left..=right).contains(&x) && (top..=bottom).contains(&y) && dx.hypot(dy) <= radius + 0.01
}

fn data() -> Table {
    std::fs::read_to_string(file("src/envelope/envelopes.toml")).unwrap().parse().unwrap()
}

/// What is wrong with what an envelope's windows show of a letter.
fn wrong(envelope: &Table, typeset: &Typeset) -> Vec<String> {
    let (windows, slack) = windows(envelope);
    let lines = lines(typeset);
    assert!(lines.iter().any(|line| line.of_address), "no address");
    let mut wrong = Vec::new();
    for (dx, dy) in places(slack) {
        for window in &windows {
            for line in &lines {
                let [left, top, right, bottom] = line.edges;
                let (left, top, right, bottom) = (left + dx, top + dy, right + dx, bottom + dy);
                let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
                let whole = corners.iter().all(|corner| is_open(*window, 5.0, *corner));
                let apart = left > window[2] || right < window[0] || top > window[3] || bottom < window[1];
                if line.of_address && !whole {
                    wrong.push(format!("{} is hidden at {dx}, {dy} in {window:?}", line.text));
                }
                if !line.of_address && !apart {
                    wrong.push(format!("{} shows at {dx}, {dy} in {window:?}", line.text));
                }
            }
        }
    }
    wrong
}

#[test]
fn each_envelope_shows_the_address_and_nothing_else_wherever_the_sheet_lies() {
    let data = data();
    for (name, _) in envelopes().iter().filter(|(_, envelope)| envelope.layout().is_ok()) {
        let desk = desk_for(name);
        for case in LETTERS {
            let wrong = wrong(data[name].as_table().unwrap(), &made(&desk, &example(case)));
            assert!(wrong.is_empty(), "{name}, {case}: {} faults, as {}", wrong.len(), wrong[0]);
        }
        for (who, address) in [("欧阳示例示例示例", &LONG_ADDRESS[..120]), (LONG_HAN, &LONG_ADDRESS[..72])]
        {
            let letter = made(&desk, &named("notice-m1", who, address));
            let wrong = wrong(data[name].as_table().unwrap(), &letter);
            assert!(wrong.is_empty(), "{name}: {} faults, as {}", wrong.len(), wrong[0]);
        }
    }
}

#[test]
fn without_an_envelope_nothing_of_the_debt_shows_in_any_window() {
    let (data, desk) = (data(), desk_with(""));
    for case in LETTERS {
        let letter = made(&desk, &example(case));
        let below_head = |line: &&Line| !line.of_address && line.edges[1] > 29.0;
        for (name, envelope) in &data {
            let (windows, slack) = windows(envelope.as_table().unwrap());
            for line in lines(&letter).iter().filter(below_head) {
                let [left, top, right, bottom] = line.edges;
                let shows = places(slack).any(|(dx, dy)| {
                    windows.iter().any(|window| {
                        left + dx < window[2]
                            && right + dx > window[0]
                            && top + dy < window[3]
                            && bottom + dy > window[1]
                    })
                });
                assert!(!shows, "{case}: {} shows in {name}", line.text);
            }
        }
    }
}

#[test]
fn the_slack_of_an_envelope_is_that_of_its_folded_sheet() {
    for (name, slack) in
        [("DL", (10.0, 5.0)), ("ZL", (20.0, 5.0)), ("C5", (19.0, 13.5)), ("DIN-DL", (10.0, 5.0))]
    {
        assert_eq!(envelopes()[name].slack(), slack, "{name}");
        assert!(envelopes()[name].layout().is_ok(), "{name}");
    }
}

#[test]
fn the_page_on_envelopes_says_what_is_reckoned() {
    let page = std::fs::read_to_string(file("docs/envelopes.md")).unwrap();
    for (name, envelope) in envelopes() {
        let row = page
            .lines()
            .find(|line| {
                line.starts_with(&format!("| `{name}` | 2")) || line.starts_with(&format!("| `{name}` | 3"))
            })
            .unwrap();
        let (across, down) = envelope.slack();
        assert!(row.contains(&format!("| {across} × {down} mm |")), "{row}");
        if let Ok(layout) = envelope.layout() {
            let (width, height) = (layout.address.width(), layout.address.height());
            assert!(row.ends_with(&format!("| {width:.1} × {height:.1} mm |")), "{row}");
            let folds: Vec<String> = layout.folds.iter().map(f64::to_string).collect();
            assert!(row.contains(&format!("| {} mm |", folds.join(", "))), "{row}");
        }
    }
    let Layout { address, beside, body, .. } = Layout::cautious();
    for length in [body, beside, address.left, address.right, address.top, address.bottom] {
        assert!(page.contains(&length.to_string()), "{length}");
    }
}

#[test]
fn an_envelope_without_a_place_is_refused_with_its_slack() {
    let no_place = envelopes()["C4"].layout().unwrap_err();
    assert_eq!(no_place.slack(), (114.0, 80.5));
    let folder = issuer_with("[window]\nenvelope = \"C4\"");
    let stop = desk_of(&folder.path().join("issuer.toml"), None).unwrap_err();
    let said = stop.message.get(Lang::En);
    assert!(
        said.contains("window.envelope") && said.contains("slides 114 mm sideways and 80.5 mm"),
        "{said}"
    );
    assert!(stop.message.get(Lang::Zh).contains("左右移动 114 毫米、上下移动 80.5 毫米"));
}

#[test]
fn an_envelope_nobody_knows_is_refused_with_those_there_are() {
    let folder = issuer_with("[window]\nenvelope = \"B6\"");
    let stop = desk_of(&folder.path().join("issuer.toml"), None).unwrap_err();
    let said = stop.message.get(Lang::En);
    assert!(said.contains("no envelope `B6` is known") && said.contains("C4, C5, DIN-DL, DL, ZL"), "{said}");
}

#[test]
fn an_address_too_long_for_the_window_is_refused() {
    for (desk, name, address) in [
        (&desk_with(""), "欧阳示例", LONG_ADDRESS.repeat(2).chars().take(300).collect()),
        (&desk_for("C5"), LONG_LATIN, LONG_ADDRESS.to_string()),
    ] {
        let findings = make(desk, &named("notice-m1", name, &address)).unwrap_err();
        assert!(findings.iter().any(|finding| finding.code == "G30"), "{}", told(&findings));
    }
}

#[test]
fn words_that_stand_where_the_window_may_show_are_refused() {
    let start = std::fs::read_to_string(file("templates/shared/letter-start.typ.jinja")).unwrap();
    let higher = start.replace("paper.body - top-edge", "79mm - top-edge");
    assert_ne!(start, higher);
    let folder = crate::workshop::templates(&[("shared/letter-start.typ.jinja", &higher)]);
    let issuer = issuer_with("");
    let desk = desk_of(&issuer.path().join("issuer.toml"), Some(folder.path())).unwrap();
    let findings = make(&desk, &example("notice-m1")).unwrap_err();
    assert_eq!(findings.len(), 1, "{}", told(&findings));
    assert_eq!(findings[0].code, "G30");
    let said = findings[0].message.get(Lang::En);
    assert!(said.starts_with("words other than the address may show"), "{said}");
}

#[test]
fn sources_and_places_of_the_data_are_whole() {
    for (name, envelope) in envelopes() {
        assert!(envelope.source.len() > 20 && envelope.checked.starts_with("20"), "{name}");
        assert!(!envelope.title(Lang::Zh).is_empty() && !envelope.title(Lang::En).is_empty(), "{name}");
    }
    let Layout { address, may_show, body, .. } = Layout::cautious();
    assert!(address.bottom < body && may_show.bottom < body);
}
