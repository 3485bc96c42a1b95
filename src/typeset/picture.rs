//! Turn a picture into a page of its own, of a given size.

use chrono::NaiveDate;
use typst::foundations::Bytes;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::paper::Paper;
use super::press::{LetterWorld, Press};
use crate::error::Stop;
use crate::fill::TemplateSet;
use crate::fonts::Fonts;

/// A one-page PDF of `width` by `height` points (PDF/A-2b) with a PNG or SVG picture as large as fits on it.
pub fn picture(bytes: Vec<u8>, width: f64, height: f64, date: NaiveDate) -> Result<Vec<u8>, Stop> {
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
    let world = LetterWorld::new(&press, &source, vec![(name, Bytes::new(bytes))]).map_err(|_| unread())?;
    let document = typst::compile::<PagedDocument>(&world).output.map_err(|_| unread())?;
    let options = PdfOptions { tagged: false, ..super::export::options(&press, "picture") };
    typst_pdf::pdf(&document, &options).map_err(|_| unread())
}
