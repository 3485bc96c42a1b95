//! Draw a plain round seal for a sender that gives no picture of one: name, and whose certificate signs.
//!
//! It bears no star and says 电子签章, so that nobody takes it for the registered seal of a company.

use std::fmt::Write;

use ttf_parser::{Face, OutlineBuilder};
use typst::text::{Font, FontVariant, FontWeight};

use crate::fonts::Fonts;

/// The drawing is a square of this many units, its ink red as a seal's; a darker one would hide the black text that
/// is printed over it.
const SIDE: f32 = 420.0;
const INK: &str = "#D93B41";

/// The name runs along a circle of this radius, over at most this many degrees: the foot is left to the words.
const RADIUS: f32 = 164.0;
const ARC: f32 = 240.0;

/// The feet of both lines of words and their sizes. In a letter the sender's name and the date lie over the middle of
/// the seal and a little below (to 298 units); the words stand under them.
const WORDS: (f32, f32) = (344.0, 40.0);
const BELOW: (f32, f32) = (374.0, 22.0);

/// The faces it is written in: Chinese, then what that lacks.
const FAMILIES: [&str; 2] = ["noto serif sc", "hanpress latin"];

/// The seal as an SVG drawing with outlines: `name` in the round, below it what tells the certificate.
pub fn drawn_seal(fonts: &Fonts, name: &str, below: &str) -> String {
    let open: Vec<Font> = FAMILIES.iter().filter_map(|family| bold(fonts, family)).collect();
    let faces: Vec<Face<'_>> =
        open.iter().filter_map(|font| Face::parse(font.data(), font.index()).ok()).collect();
    let count = name.chars().count().max(1) as f32;
    let step = (ARC / count).min(24.0);
    let size = (step.to_radians() * RADIUS * 0.94).min(52.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIDE} {SIDE}\" width=\"42mm\" height=\"42mm\">\
         <g fill=\"{INK}\"><circle cx=\"210\" cy=\"210\" r=\"203\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"8\"/>"
    );
    for (at, c) in name.chars().enumerate() {
        let angle = (at as f32 - (count - 1.0) / 2.0) * step;
        let place =
            format!("translate(210 210) rotate({angle:.3}) translate(0 -{:.3})", RADIUS - size * 0.38);
        glyph(&mut svg, &faces, c, &place, size);
    }
    line(&mut svg, &faces, "电子签章", WORDS);
    line(&mut svg, &faces, below, BELOW);
    svg.push_str("</g></svg>");
    svg
}

fn bold(fonts: &Fonts, family: &str) -> Option<Font> {
    let variant = FontVariant { weight: FontWeight::BOLD, ..FontVariant::default() };
    fonts.store().book().select(family, variant).and_then(|index| fonts.store().font(index))
}

/// A centred line with its foot at `y`, smaller where it is too long for the ring.
fn line(svg: &mut String, faces: &[Face<'_>], words: &str, (y, size): (f32, f32)) {
    let wide: f32 = words.chars().map(|c| advance(faces, c)).sum();
    let (inner, down) = (SIDE / 2.0 - 20.0, y - SIDE / 2.0);
    let chord = 2.0 * (inner * inner - down * down).max(0.0).sqrt();
    let size = size.min(0.96 * chord / wide.max(0.1));
    let mut x = 210.0 - wide * size / 2.0;
    for c in words.chars() {
        let own = advance(faces, c) * size;
        glyph(svg, faces, c, &format!("translate({:.3} {y:.3})", x + own / 2.0), size);
        x += own;
    }
}

/// A character's width for a size of 1.
fn advance(faces: &[Face<'_>], c: char) -> f32 {
    let found = faces.iter().find_map(|face| {
        let glyph = face.glyph_index(c)?;
        Some(f32::from(face.glyph_hor_advance(glyph)?) / f32::from(face.units_per_em()))
    });
    found.unwrap_or(0.0)
}

/// A character's outline, its foot at `place`, centred.
fn glyph(svg: &mut String, faces: &[Face<'_>], c: char, place: &str, size: f32) {
    let found = faces.iter().find_map(|face| Some((face, face.glyph_index(c)?)));
    let Some((face, glyph)) = found else { return };
    let mut path = Path(String::new());
    if face.outline_glyph(glyph, &mut path).is_none() {
        return;
    }
    let scale = size / f32::from(face.units_per_em());
    let half = f32::from(face.glyph_hor_advance(glyph).unwrap_or_default()) / 2.0;
    let whole = format!(
        "<path transform=\"{place} scale({scale:.5} -{scale:.5}) translate(-{half} 0)\" d=\"{}\"/>",
        path.0
    );
    svg.push_str(&whole);
}

/// An outline as SVG path data.
struct Path(String);

impl Path {
    fn add(&mut self, command: char, points: &[f32]) {
        self.0.push(command);
        for point in points {
            // Writing to a string cannot fail.
            let _ = write!(self.0, "{point} ");
        }
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('M', &[x, y]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add('L', &[x, y]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.add('Q', &[x1, y1, x, y]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.add('C', &[x1, y1, x2, y2, x, y]);
    }

    fn close(&mut self) {
        self.0.push('Z');
    }
}
