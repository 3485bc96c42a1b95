//! Outlines that go round the export: the glyphs of a finished PDF are drawn as their face draws them.

use std::collections::{BTreeMap, BTreeSet};

use hanpress::inner::typeset::Typeset;
use lopdf::{Document, Object};
use typst_pdf::PdfOptions;

use super::super::names::list;
use super::super::workshop::{desk, example, make, make_by};

/// The outlines of a font program's glyphs, in order.
struct Outline(String);

impl ttf_parser::OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0 += &format!("M{x} {y}");
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0 += &format!("L{x} {y}");
    }
    fn quad_to(&mut self, a: f32, b: f32, x: f32, y: f32) {
        self.0 += &format!("Q{a} {b} {x} {y}");
    }
    fn curve_to(&mut self, a: f32, b: f32, c: f32, d: f32, x: f32, y: f32) {
        self.0 += &format!("C{a} {b} {c} {d} {x} {y}");
    }
    fn close(&mut self) {
        self.0 += "Z";
    }
}

/// The CFF programs of a PDF: for each, the face and the outlines of its glyphs in order.
fn programs(pdf: &[u8]) -> Vec<(String, Vec<String>)> {
    let document = Document::load_mem(pdf).unwrap();
    let descriptors = document.objects.values().filter_map(|object| object.as_dict().ok());
    let program = |descriptor: &lopdf::Dictionary| {
        let stream = document.get_object(descriptor.get(b"FontFile3").ok()?.as_reference().unwrap()).unwrap();
        let bytes = stream.as_stream().unwrap().decompressed_content().unwrap();
        let cff = ttf_parser::cff::Table::parse(&bytes).unwrap();
        let outline = |glyph| {
            let mut outline = Outline(String::new());
            // A blank has no outline.
            let _ = cff.outline(ttf_parser::GlyphId(glyph), &mut outline);
            outline.0
        };
        let Object::Name(name) = descriptor.get(b"FontName").unwrap() else { panic!("a name") };
        let face = String::from_utf8_lossy(&name[7..]).into_owned();
        Some((face, (0..cff.number_of_glyphs()).map(outline).collect()))
    };
    descriptors.filter_map(program).collect()
}

/// The programs of the same pages exported without any detour.
fn straight(made: &Typeset) -> Vec<(String, Vec<String>)> {
    programs(&typst_pdf::pdf(made.document(), &PdfOptions::default()).unwrap())
}

/// The outlines of each face.
fn by_face(programs: Vec<(String, Vec<String>)>) -> BTreeMap<String, BTreeSet<String>> {
    let mut faces: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    programs.into_iter().for_each(|(face, outlines)| faces.entry(face).or_default().extend(outlines));
    faces
}

#[test]
fn every_glyph_of_the_standard_list_is_drawn_as_in_its_face() {
    let list: Vec<String> = list("standard-8105.txt").chunks(150).map(String::from_iter).collect();
    let list = list.join("\n\n");
    let letter = format!(
        "#set document(title: [字])\n#set page(margin: 5mm)\n#set text(size: 5pt, lang: \"zh\", fallback: false)\n\
         #let v(s) = s\n#let all = [{list}、。，！（）《》“”’0123456789ABCXYZabcxyz%/@&]\n\
         #text(font: \"Noto Serif SC\", all)\n\n#text(font: \"Noto Serif SC\", weight: \"bold\", all)\n\n\
         #text(font: \"Noto Sans SC\", weight: \"bold\")[当前应还金额的合计]{{{{ debtor.name }}}}",
    );
    let made = make_by(&letter, &[], &example("notice-m1")).unwrap().unwrap().1;
    let (grafted, straight) = (programs(made.pdf()), straight(&made));
    assert!(
        grafted.iter().filter(|(_, outlines)| outlines.len() > 8_105).count() == 2,
        "both weights are there"
    );
    assert!(grafted == straight, "some glyph is drawn otherwise");
}

#[test]
fn fixed_words_and_data_together_draw_the_same_glyphs() {
    for id in ["notice-m1", "agreement-60-instalments"] {
        let made = make(desk(), &example(id)).unwrap().1;
        let grafted = programs(made.pdf());
        assert!(grafted.len() > by_face(grafted.clone()).len(), "{id}: data has programs of its own");
        assert!(by_face(grafted) == by_face(straight(&made)), "{id}: some glyph is drawn otherwise");
    }
}

#[test]
fn a_letter_without_any_word_of_data_is_made_too() {
    let value = example("notice-m1");
    let made = make_by("#set document(title: [信])\n#rect(width: 1cm)", &[], &value).unwrap().unwrap().1;
    assert_eq!(programs(made.pdf()), []);
}
