//! Turn a picture into a page of its own, of a given size.

use std::io::Cursor;

use chrono::NaiveDate;
use png::{ColorType, Decoder, Encoder, Transformations};
use typst::foundations::Bytes;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::paper::Paper;
use super::press::{LetterWorld, Press};
use crate::error::Stop;
use crate::fill::TemplateSet;
use crate::fonts::Fonts;

/// The most pixels a picture may have.
const MOST_PIXELS: u64 = 40_000_000;

/// A one-page PDF of `width` by `height` points (PDF/A-2b) with a PNG or SVG picture as large as fits on it. The white
/// of a PNG is clear: the paper on which somebody signed must not hide the line on which the signature is put.
pub fn picture(bytes: Vec<u8>, width: f64, height: f64, date: NaiveDate) -> Result<Vec<u8>, Stop> {
    let bytes = on_nothing(&bytes).unwrap_or(bytes);
    let name = if bytes.starts_with(b"\x89PNG") { "/letter/picture.png" } else { "/letter/picture.svg" };
    let unread = || {
        Stop::new("the picture is neither PNG nor SVG", "图片既不是 PNG 也不是 SVG").hint(
            "write by hand on white or on nothing, and save as PNG or SVG",
            "请将手写签名存为 PNG 或 SVG",
        )
    };
    let fonts = Fonts::shared()?;
    let standards = PdfStandards::new(&[PdfStandard::A_2b]).map_err(|_| unread())?;
    let (templates, paper) = (TemplateSet::built_in()?, Paper::default());
    let press = Press::new(fonts, &templates, [], paper, date, standards).map_err(|_| unread())?;
    let source = format!(
        "#set document(date: auto)\n#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n\
         #image(\"{name}\", width: 100%, height: 100%, fit: \"contain\", alt: \"签名\")"
    );
    let world =
        LetterWorld::new(&press, None, &source, vec![(name, Bytes::new(bytes))]).map_err(|_| unread())?;
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|_| unread())?;
    let options = PdfOptions { tagged: false, ..super::export::options(&press, "picture") };
    typst_pdf::pdf(&document, &options).map_err(|_| unread())
}

/// A PNG with its white taken out: each pixel is the darkest ink that gives the same colour over white. `None` where it
/// cannot be read, which whoever shows it will tell.
fn on_nothing(png: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = Decoder::new(Cursor::new(png));
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = (reader.info().width, reader.info().height);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return None;
    }
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    let pixels = &pixels[..frame.buffer_size()];
    let inked: Vec<u8> = match frame.color_type {
        ColorType::GrayscaleAlpha => {
            pixels.chunks_exact(2).flat_map(|pixel| ink([pixel[0], pixel[0], pixel[0], pixel[1]])).collect()
        }
        ColorType::Rgba => pixels.chunks_exact(4).flat_map(|p| ink([p[0], p[1], p[2], p[3]])).collect(),
        _ => return None,
    };
    let mut written = Vec::new();
    let mut encoder = Encoder::new(&mut written, width, height);
    encoder.set_color(ColorType::Rgba);
    encoder.write_header().ok()?.write_image_data(&inked).ok()?;
    Some(written)
}

/// The ink of a pixel over white, from 0 to 255 each: red, green, blue, and how much of it there is.
fn ink([red, green, blue, there]: [u8; 4]) -> [u8; 4] {
    // What stands half over white is as bright as white lets it be.
    let over_white = |part: u8| 255 - u16::from(255 - part) * u16::from(there) / 255;
    let parts = [red, green, blue].map(over_white);
    let much = 255 - parts.iter().copied().min().unwrap_or(255);
    let pure = |part: u16| match much {
        0 => 255,
        much => (255 - (255 - part) * 255 / much) as u8,
    };
    [pure(parts[0]), pure(parts[1]), pure(parts[2]), much as u8]
}
