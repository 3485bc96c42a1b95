//! Codes, read as a scanner reads them.

use hanpress::inner::typeset::codes;
use rqrr::PreparedImage;
use typst_render::{RenderOptions, render};

use super::super::workshop::{desk, example, make};

/// The words of the QR codes in a grey picture.
fn read(width: usize, grey: &[u8]) -> Vec<String> {
    let at = |x, y| grey[y * width + x];
    let mut picture = PreparedImage::prepare_from_greyscale(width, grey.len() / width, at);
    picture.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}

/// Modules as a picture with a quiet zone, four pixels a module.
fn picture(modules: &[u8]) -> (usize, Vec<u8>) {
    let size = modules.len().isqrt();
    let width = 4 * (size + 8);
    let module = |at: usize| (at / 4).checked_sub(4).filter(|at| *at < size);
    let pixel = |at: usize| Some(modules[module(at / width)? * size + module(at % width)?]);
    (width, (0..width * width).map(|at| pixel(at).unwrap_or(255)).collect())
}

#[test]
fn a_scanner_reads_any_address_from_its_code() {
    let numbers =
        (0..100).map(|number: u64| format!("HP-20261123-{:010}", number * 98_765_431 % 10_000_000_007));
    let others = ["https://例子.中国/verify?n=HP-1", "a", &"x".repeat(200)].map(String::from);
    for words in numbers.map(|number| desk().verify_address(&number)).chain(others) {
        let modules = codes::qr(&words).unwrap();
        assert_eq!(modules.len().isqrt().pow(2), modules.len(), "a square");
        let (width, grey) = picture(&modules);
        assert_eq!(read(width, &grey), [words]);
    }
    assert_eq!(codes::qr(&"x".repeat(3000)), None);
}

#[test]
fn a_scanner_reads_the_address_from_the_finished_page() {
    let (prepared, made) = make(desk(), &example("notice-m1")).unwrap();
    let page = made.document().pages().last().unwrap();
    let options = RenderOptions { pixel_per_pt: 3.0.into(), ..RenderOptions::default() };
    let canvas = render(page, &options);
    let grey: Vec<u8> = canvas.pixels().iter().map(|pixel| pixel.green()).collect();
    assert_eq!(read(canvas.width() as usize, &grey), [desk().verify_address(&prepared.number)]);
}

#[test]
fn bars_are_those_of_the_number() {
    let bars = codes::bars("HP-20261123-7KQ2M4XR5T").unwrap();
    // Code 128: eleven modules a character, with start and check, and a stop of thirteen.
    assert_eq!(bars.len(), 11 * (22 + 2) + 13);
    assert!(bars.starts_with(&[0]) && bars.ends_with(&[0]), "bars begin and end dark");
    assert_eq!(codes::bars("编号"), None);
}
