//! Draw a document's verification address as a QR code, and each sheet's place in it as a Data Matrix.

use datamatrix::placement::{Bitmap, PathSegment};
use datamatrix::{DataMatrix, SymbolList};
use qrcode_generator::qr::{Encoder, ErrorCorrection};

/// White and black of a one-byte grey picture.
const WHITE: u8 = 255;
const BLACK: u8 = 0;

/// A QR code (level M, or a better one where that takes no more room) as rows of grey bytes, one a module,
/// without the quiet zone; `None` when the words are too long for one.
pub fn qr(words: &str) -> Option<Vec<u8>> {
    let code = Encoder::new(ErrorCorrection::Medium).encode_text(words).ok()?;
    Some(code.modules().iter().map(|dark| if *dark { BLACK } else { WHITE }).collect())
}

/// The words by which a machine that puts letters into envelopes knows a sheet: `NUMBER PAGE PAGES`, the page being that
/// on its front, counted from 1.
pub fn sheet_words(number: &str, page: u32, pages: u32) -> String {
    format!("{number} {page} {pages}")
}

/// The [words of a sheet](sheet_words) as a square Data Matrix (ECC 200, ISO/IEC 16022), in grey bytes as [`qr`] gives
/// them; `None` when the number has other characters than Latin ones.
pub fn sheet(number: &str, page: u32, pages: u32) -> Option<Vec<u8>> {
    let words = sheet_words(number, page, pages);
    let fit = DataMatrix::encode(words.as_bytes(), SymbolList::default().enforce_square());
    let bitmap = fit.ok().filter(|_| words.is_ascii())?.bitmap();
    let mut modules = vec![WHITE; bitmap.width() * bitmap.height()];
    bitmap.pixels().for_each(|(x, y)| modules[y * bitmap.width() + x] = BLACK);
    Some(modules)
}

/// One step of an outline, in modules from the code's upper left corner, x to the right and y down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Begins another loop at a corner.
    Move(i32, i32),
    /// Goes straight to a corner.
    Line(i32, i32),
    /// Goes back to where the loop began.
    Close,
}

/// The outlines of the dark modules of a square code, which fill it by the even-odd rule: one path, so that no
/// reader draws hairlines between modules that touch. `None` for bytes that are no square.
pub fn outline(modules: &[u8]) -> Option<Vec<Step>> {
    let width = modules.len().isqrt();
    if width == 0 || width * width != modules.len() {
        return None;
    }
    let dark = |byte: &u8| *byte < WHITE / 2;
    let bitmap = Bitmap::new(modules.iter().map(dark), width);
    let first = modules.iter().position(dark)?;
    // The path begins without a word at the upper left corner of the first dark module.
    let mut start = (corner(first % width)?, corner(first / width)?);
    let (mut x, mut y) = start;
    let mut steps = vec![Step::Move(x, y)];
    for segment in bitmap.path() {
        match segment {
            PathSegment::Horizontal(dx) => x += i32::from(dx),
            PathSegment::Vertical(dy) => y += i32::from(dy),
            PathSegment::Move(dx, dy) => {
                (x, y) = (x + i32::from(dx), y + i32::from(dy));
                start = (x, y);
            }
            PathSegment::Close => (x, y) = start,
        }
        steps.push(match segment {
            PathSegment::Move(..) => Step::Move(x, y),
            PathSegment::Close => Step::Close,
            _ => Step::Line(x, y),
        });
    }
    Some(steps)
}

fn corner(module: usize) -> Option<i32> {
    i32::try_from(module).ok()
}
