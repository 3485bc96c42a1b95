//! Draw a document's number as bars and its verification address as a QR code.

use barcoders::sym::code128::Code128;
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

/// Code 128 bars as one row of grey bytes, one a module; `None` when a character has no bars.
pub fn bars(words: &str) -> Option<Vec<u8>> {
    // The crate takes the character set from the first character: `Ɓ` is set B, letters and digits.
    let code = Code128::new(format!("\u{0181}{words}")).ok()?;
    Some(code.encode().into_iter().map(|module| if module == 1 { BLACK } else { WHITE }).collect())
}
