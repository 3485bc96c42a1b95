//! A picture of each envelope, for `docs/envelopes.md`: its front with the sheet at both ends of its slack.

use std::fs;

use hanpress::inner::envelope::{Envelope, envelopes};
use typst_layout::Page;
use typst_render::{RenderOptions, render};

use super::{desk_for, made};
use crate::golden::{Differences, Picture, updating};
use crate::workshop::{example, file};

/// Pixels a millimetre: enough to read the address.
const SCALE: f64 = 3.0;

/// Space around and between the two envelopes, in millimetres.
const AIR: f64 = 6.0;

/// Sixteen greys: the table they lie on, the envelope's paper and its outline.
const TABLE: u8 = 15;
const PAPER: u8 = 12;
const EDGE: u8 = 6;

/// The envelope twice, one under the other: the sheet at its upper left end, and at its lower right end.
fn picture(envelope: &Envelope, page: &Page) -> Picture {
    let options = RenderOptions { pixel_per_pt: (SCALE * 25.4 / 72.0).into(), ..RenderOptions::default() };
    let canvas = render(page, &options);
    let sheet = |x: f64, y: f64| {
        let (x, y) = ((x * SCALE).round() as u32, (y * SCALE).round() as u32);
        canvas.pixel(x, y).map_or(PAPER, |pixel| (u16::from(pixel.green()) * 15 / 255) as u8)
    };
    let ((width, height), window) = (envelope.size(), envelope.window());
    let slack = envelope.slack();
    let inside = |x: f64, y: f64| {
        let corner = 5.0;
        let dx = (window.left + corner - x).max(x - window.right + corner).max(0.0);
        let dy = (window.top + corner - y).max(y - window.bottom + corner).max(0.0);
        dx.hypot(dy) <= corner
    };
    let (wide, high) = (((width + 2.0 * AIR) * SCALE) as u32, ((2.0 * height + 3.0 * AIR) * SCALE) as u32);
    let mut greys = Vec::new();
    for row in 0..high {
        for column in 0..wide {
            let (x, y) = (f64::from(column) / SCALE - AIR, f64::from(row) / SCALE - AIR);
            let second = y > height + AIR / 2.0;
            let (y, moved) = if second { (y - height - AIR, slack) } else { (y, (0.0, 0.0)) };
            let near = |value: f64, edge: f64| (value - edge).abs() < 0.5 / SCALE;
            let on = (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
            greys.push(if !on {
                TABLE
            } else if near(x, 0.0) || near(x, width) || near(y, 0.0) || near(y, height) {
                EDGE
            } else if inside(x, y) {
                sheet(x - moved.0, y - moved.1)
            } else {
                PAPER
            });
        }
    }
    Picture::from_greys(wide, greys)
}

#[test]
fn each_envelope_is_shown_with_the_sheet_at_both_ends() {
    let mut differences = Differences::default();
    let fit = envelopes().iter().filter(|(_, envelope)| envelope.layout().is_ok());
    let mut names = Vec::new();
    for (name, envelope) in fit {
        let letter = made(&desk_for(name), &example("notice-m1"));
        let path = file("docs/envelopes").join(format!("{}.png", name.to_lowercase()));
        if updating() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        differences.picture(&path, &picture(envelope, &letter.document().pages()[0]));
        names.push(format!("{}.png", name.to_lowercase()));
    }
    differences.none();
    names.sort();
    let kept: Vec<String> = crate::golden::names(&file("docs/envelopes")).into_iter().collect();
    assert_eq!(kept, names, "a picture of an envelope there is no more");
}
