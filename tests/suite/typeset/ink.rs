//! What is exported: black that is black alone, the issuer's accent, and boxes of pages that a printer trims.

use std::collections::BTreeSet;

use hanpress::inner::typeset::Typeset;
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

use super::super::envelopes::{desk_with, issuer_with};
use super::super::workshop::{desk, desk_of, example, make, told};

fn made(desk: &hanpress::Desk, case: &str) -> Typeset {
    make(desk, &example(case)).unwrap_or_else(|findings| panic!("{}", told(&findings))).1
}

/// A number of a PDF.
fn number(object: &Object) -> f32 {
    object.as_float().or_else(|_| object.as_i64().map(|n| n as f32)).unwrap()
}

/// What an object is, looked up where it is referred to.
fn direct<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    object.as_reference().map_or(object, |at| document.get_object(at).unwrap())
}

/// The colour spaces of a page or form by their names, `DeviceGray` or what another begins with.
fn spaces(document: &Document, resources: &Dictionary) -> Vec<(Vec<u8>, String)> {
    let Ok(table) = resources.get(b"ColorSpace") else { return Vec::new() };
    let table = direct(document, table).as_dict().unwrap();
    let named = |space: &Object| match direct(document, space) {
        Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
        Object::Array(parts) => {
            let stream = direct(document, &parts[1]).as_stream().unwrap();
            format!("ICC {}", number(stream.dict.get(b"N").unwrap()))
        }
        other => panic!("{other:?}"),
    };
    table.iter().map(|(name, space)| (name.clone(), named(space))).collect()
}

/// The colours in which words are set and shapes are filled, as they are exported: the space and its parts.
fn inks(pdf: &[u8]) -> (BTreeSet<String>, BTreeSet<String>) {
    let document = Document::load_mem(pdf).unwrap();
    let (mut words, mut shapes) = (BTreeSet::new(), BTreeSet::new());
    for page in document.get_pages().into_values() {
        let (own, others) = document.get_page_resources(page).unwrap();
        let inherited = others.into_iter().map(|at| document.get_dictionary(at).unwrap());
        let spaces: Vec<_> =
            own.into_iter().chain(inherited).flat_map(|table| spaces(&document, table)).collect();
        let content = Content::decode(&document.get_page_content(page)).unwrap();
        let (mut space, mut ink, mut kept) =
            (String::from("DeviceGray"), String::from("DeviceGray 0"), Vec::new());
        for operation in content.operations {
            let parts =
                || operation.operands.iter().map(|part| format!(" {}", number(part))).collect::<String>();
            match operation.operator.as_str() {
                "q" => kept.push((space.clone(), ink.clone())),
                "Q" => (space, ink) = kept.pop().unwrap(),
                "cs" => {
                    let name = operation.operands[0].as_name().unwrap();
                    space = spaces.iter().find(|(known, _)| known == name).unwrap().1.clone();
                }
                "sc" | "scn" => ink = format!("{space}{}", parts()),
                "g" => ink = format!("DeviceGray{}", parts()),
                "rg" => ink = format!("DeviceRGB{}", parts()),
                "Tj" | "TJ" => drop(words.insert(ink.clone())),
                "f" | "f*" | "F" => drop(shapes.insert(ink.clone())),
                _ => {}
            }
        }
    }
    (words, shapes)
}

#[test]
fn black_words_and_codes_are_black_ink_alone() {
    for case in ["notice-m1", "demand-letter-annex", "agreement-waiver"] {
        let (words, shapes) = inks(made(desk(), case).pdf());
        assert!(words.contains("DeviceGray 0"), "{words:?}");
        assert!(shapes.contains("DeviceGray 0"), "{shapes:?}");
        // The accent is the only other colour of words, but for the pale words in a place to stamp or sign.
        let others: Vec<_> = words.iter().filter(|ink| !ink.starts_with("DeviceGray")).collect();
        assert_eq!(others.len(), 1, "{words:?}");
        assert!(others[0].starts_with("ICC 3 0.07"), "{others:?}");
    }
}

#[test]
fn the_accent_is_the_issuers() {
    let desk = desk_with("[page]\naccent = \"#5B1A4C\"");
    let (words, _) = inks(made(&desk, "notice-m1").pdf());
    assert!(words.iter().any(|ink| ink.starts_with("ICC 3 0.356")), "{words:?}");
    assert!(!words.iter().any(|ink| ink.starts_with("ICC 3 0.07")), "{words:?}");
}

#[test]
fn an_accent_too_light_or_no_colour_is_refused() {
    for (accent, said) in [
        ("#9DB7C9", "page.accent: the accent's contrast with white paper is 2, below 4.5"),
        ("#777777", "page.accent: the accent's contrast with white paper is 4.4, below 4.5"),
        ("blue", "page.accent"),
        ("#12345", "page.accent"),
    ] {
        let folder = issuer_with(&format!("[page]\naccent = \"{accent}\""));
        let stop = desk_of(&folder.path().join("issuer.toml"), None).unwrap_err();
        assert!(stop.message.en.contains(said), "{}", stop.message.en);
    }
    desk_with("[page]\naccent = \"#767676\"");
}

/// A box of a page, in points.
fn edges(document: &Document, page: lopdf::ObjectId, name: &[u8]) -> Option<Vec<f32>> {
    let page = document.get_dictionary(page).unwrap();
    let found = direct(document, page.get(name).ok()?).as_array().unwrap();
    Some(found.iter().map(number).collect())
}

#[test]
fn a_page_with_a_bleed_is_trimmed_to_its_sheet() {
    const BLEED: f32 = 3.0 * 72.0 / 25.4;
    let near = |a: f32, b: f32| (a - b).abs() < 0.1;
    let desk = desk_with("[page]\nbleed = true");
    let with = made(&desk, "agreement-waiver");
    let document = Document::load_mem(with.pdf()).unwrap();
    for page in document.get_pages().into_values() {
        let media = edges(&document, page, b"MediaBox").unwrap();
        let trim = edges(&document, page, b"TrimBox").unwrap();
        assert!(near(media[2], 595.28 + 2.0 * BLEED) && near(media[3], 841.89 + 2.0 * BLEED), "{media:?}");
        assert!((0..2).all(|at| near(trim[at], BLEED)), "{trim:?}");
        assert!(near(trim[2], BLEED + 595.28) && near(trim[3], BLEED + 841.89), "{trim:?}");
    }
    let without = made(super::super::workshop::desk(), "agreement-waiver");
    let document = Document::load_mem(without.pdf()).unwrap();
    let page = document.get_pages().into_values().next().unwrap();
    assert_eq!(edges(&document, page, b"TrimBox"), None);
    // What stands on the sheet stands where it stands without.
    assert_eq!(with.text(), without.text());
}

#[test]
fn places_for_signatures_move_with_the_sheet() {
    use hanpress::inner::sign::signature_places;
    const BLEED: f32 = 3.0 * 72.0 / 25.4;
    let with = made(&desk_with("[page]\nbleed = true"), "agreement-waiver");
    let without = made(desk(), "agreement-waiver");
    let [with, without] = [with, without].map(|made| signature_places(made.document()).unwrap());
    assert!(with.len() > 1);
    for (with, without) in with.iter().zip(&without) {
        let moved = with.rect.iter().zip(without.rect).map(|(a, b)| a - b);
        assert!(moved.into_iter().all(|by| (by - BLEED).abs() < 0.02), "{:?} {:?}", with.rect, without.rect);
    }
}
