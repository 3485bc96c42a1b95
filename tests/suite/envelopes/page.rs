//! The first page for each envelope: its marks, and the reference lines that are left beside the window.

use hanpress::inner::envelope::envelopes;
use typst::layout::{Frame, FrameItem};
use typst::visualize::Geometry;

use super::{desk_for, issuer_with, lines, made};
use crate::workshop::{desk_of, example};

/// The level lines of a page that begin left of all words: their distance from the upper edge, in millimetres.
fn marks(frame: &Frame, at: (f64, f64), found: &mut Vec<f64>) {
    for (to, item) in frame.items() {
        let (x, y) = (at.0 + to.x.to_mm(), at.1 + to.y.to_mm());
        match item {
            FrameItem::Group(group) => marks(&group.frame, (x, y), found),
            FrameItem::Shape(shape, _) => {
                if let Geometry::Line(end) = &shape.geometry
                    && end.y.to_mm() == 0.0
                    && x + end.x.to_mm() < 15.0
                {
                    found.push((y * 10.0).round() / 10.0);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn the_marks_of_a_first_page_are_where_its_envelope_wants_the_folds() {
    for (name, envelope) in envelopes().iter().filter(|(_, envelope)| envelope.layout().is_ok()) {
        let letter = made(&desk_for(name), &example("notice-m1"));
        let on = |page: usize| {
            let mut found = Vec::new();
            marks(&letter.document().pages()[page].frame, (0.0, 0.0), &mut found);
            found
        };
        assert_eq!(on(0), envelope.folds, "{name}");
        assert!(on(1).is_empty(), "{name}: only the sheet that is on top is looked at");
    }
}

#[test]
fn the_letters_number_stands_on_one_line_beside_every_window() {
    for name in ["DL", "ZL", "C5", "DIN-DL"] {
        for prefix in ["HP", "FJXYKZ", "WWWWWWWWWWWW"] {
            let folder = issuer_with(&format!("[window]\nenvelope = \"{name}\""));
            let path = folder.path().join("issuer.toml");
            let text = std::fs::read_to_string(&path).unwrap();
            let own = "number_prefix = \"HP\"";
            assert!(text.contains(own));
            std::fs::write(&path, text.replace(own, &format!("number_prefix = \"{prefix}\""))).unwrap();
            let letter = made(&desk_of(&path, None).unwrap(), &example("notice-m1"));
            let lines = lines(&letter);
            // A long number is drawn in parts of twelve letters.
            let first = lines.iter().find(|line| line.text.starts_with(prefix) && line.edges[1] < 200.0);
            let first = first.unwrap_or_else(|| panic!("{name}, {prefix}: no number"));
            let parts = lines.iter().filter(|line| {
                (line.edges[1] - first.edges[1]).abs() < 0.01 && line.edges[0] >= first.edges[0]
            });
            let (number, end) = parts.fold((String::new(), 0.0_f64), |(number, end), part| {
                (number + &part.text, end.max(part.edges[2]))
            });
            assert_eq!(number.len(), prefix.len() + 1 + 8 + 1 + 10, "{name}: whole: {number}");
            assert!(end < 190.5, "{name}, {prefix}: ends {end} mm from the left");
        }
    }
}
