//! Codes, read as a scanner reads them.

use datamatrix::DataMatrix;
use hanpress::inner::typeset::codes::{self, Step};
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

/// What a Data Matrix of grey bytes says.
fn sheet_words(modules: &[u8]) -> String {
    let dark: Vec<bool> = modules.iter().map(|grey| *grey < 128).collect();
    String::from_utf8(DataMatrix::decode(&dark, modules.len().isqrt()).unwrap()).unwrap()
}

#[test]
fn a_sheet_says_its_number_page_and_pages() {
    for (number, page, pages) in
        [("HP-20261123-7KQ2M4XR5T", 1, 1), ("ABCDEFGHIJKL-20261123-7KQ2M4XR5T", 12, 60)]
    {
        let modules = codes::sheet(number, page, pages).unwrap();
        assert_eq!(sheet_words(&modules), format!("{number} {page} {pages}"));
    }
    assert_eq!(codes::sheet("HP-20261123-7KQ2M4XR5T", 1, 3).unwrap().len(), 20 * 20);
    assert_eq!(codes::sheet("编号", 1, 1), None);
}

#[test]
fn an_outline_fills_the_dark_modules_and_no_other() {
    for modules in
        [codes::qr("https://example.com/verify?n=HP-1").unwrap(), codes::sheet("HP-1", 1, 2).unwrap()]
    {
        let width = modules.len().isqrt();
        let steps = codes::outline(&modules).unwrap();
        // Even-odd: a module is dark where as many uprights as not lie to its left.
        let mut uprights = vec![0; modules.len()];
        let (mut start, mut at) = ((0, 0), (0, 0));
        for step in steps {
            let to = match step {
                Step::Move(x, y) => {
                    start = (x, y);
                    at = start;
                    continue;
                }
                Step::Line(x, y) => (x, y),
                Step::Close => start,
            };
            assert!(at.0 == to.0 || at.1 == to.1, "an outline runs level or upright");
            for y in at.1.min(to.1)..at.1.max(to.1) {
                for x in to.0..width as i32 {
                    uprights[y as usize * width + x as usize] += 1;
                }
            }
            at = to;
        }
        let filled: Vec<bool> = uprights.iter().map(|count| count % 2 == 1).collect();
        let dark: Vec<bool> = modules.iter().map(|grey| *grey < 128).collect();
        assert_eq!(filled, dark);
    }
    assert_eq!(codes::outline(&[0; 6]), None);
    assert_eq!(codes::outline(&[255; 9]), None);
}

/// Whether a pixel of this grey is dark.
type IsDark = fn(u8) -> bool;

/// Where pages with a bleed begin left of and above their sheet, and which ink darkens a pixel: more than half of it, or any
/// at all, as in programs that draw without shades.
const DRAWN: [(f64, f64, IsDark); 4] = [
    (8.0, 0.0, |grey| grey < 128),
    (8.0, 3.0, |grey| grey < 128),
    (150.0 / 72.0, 0.0, |grey| grey < 255),
    (150.0 / 72.0, 3.0, |grey| grey < 255),
];

#[test]
fn every_page_bears_its_sheets_code_outside_of_the_words() {
    for (pixel, bleed, is_dark) in DRAWN {
        let desk = if bleed > 0.0 { &crate::looks::desk_with("bleed = true") } else { desk() };
        let (prepared, made) = make(desk, &example("agreement-waiver")).unwrap();
        let pages = made.pages();
        assert!(pages > 2);
        for (at, page) in made.document().pages().iter().enumerate() {
            let options = RenderOptions { pixel_per_pt: pixel.into(), render_bleed: true };
            let canvas = render(page, &options);
            // Modules of 0.5 mm whose lower edge is 288.6 mm below the sheet's upper edge, 10 mm from its left.
            let mm = pixel * 72.0 / 25.4;
            let module = |row: u32, column: u32| {
                let (x, y) = (10.25 + 0.5 * f64::from(column), 278.85 + 0.5 * f64::from(row));
                let at = |length: f64| ((length + bleed) * mm) as u32;
                if is_dark(canvas.pixel(at(x), at(y)).unwrap().green()) { 0 } else { 255 }
            };
            let modules: Vec<u8> =
                (0..20).flat_map(|row| (0..20).map(move |column| module(row, column))).collect();
            assert_eq!(sheet_words(&modules), format!("{} {} {pages}", prepared.number, at + 1), "{bleed}");
        }
    }
}
