//! Turn a finished page into a picture: PNG, or SVG that is crisp at any size.

use typst_layout::Page;
use typst_render::{RenderOptions, render};
use typst_svg::SvgOptions;

use crate::error::Stop;

/// The picture of a page, at so many pixels a point.
pub fn png(page: &Page, pixels: f64) -> Result<Vec<u8>, Stop> {
    let options = RenderOptions { pixel_per_pt: pixels.into(), ..RenderOptions::default() };
    render(page, &options).encode_png().map_err(|error| {
        Stop::new(
            format!("a page cannot be drawn: {error}"),
            format!("版面无法生成图片；程序原文：“{error}”"),
        )
    })
}

/// The drawing of a page. Its glyphs are outlines, so that it needs no font.
pub fn svg(page: &Page) -> String {
    typst_svg::svg(page, &SvgOptions::default())
}
