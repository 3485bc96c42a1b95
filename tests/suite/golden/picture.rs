//! Small grey pictures of pages, kept as PNG files of sixteen greys.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use typst_layout::Page;
use typst_render::{RenderOptions, render};

/// Pixels an inch: enough to see that a line moved, few enough for a repository.
const RESOLUTION: f64 = 40.0;

/// The darkest of sixteen greys counted from white.
const GREYS: u8 = 15;

/// Two pixels further apart than this differ clearly.
const CLEARLY: u8 = 4;

/// So many pixels in a hundred thousand may differ clearly, and so far, in thousandths of a grey,
/// may all be apart on the average: what another processor's rounding can come to.
const FEW: usize = 40;
const LITTLE: usize = 30;

/// A picture: a byte a pixel, from 0 (black) to 15 (white).
pub(crate) struct Picture {
    width: u32,
    height: u32,
    greys: Vec<u8>,
}

impl Picture {
    /// Draws a page.
    pub(crate) fn of(page: &Page) -> Self {
        let options = RenderOptions { pixel_per_pt: (RESOLUTION / 72.0).into(), ..RenderOptions::default() };
        let canvas = render(page, &options);
        let grey = |rgb: (u8, u8, u8)| {
            let light = (299 * u32::from(rgb.0) + 587 * u32::from(rgb.1) + 114 * u32::from(rgb.2)) / 1000;
            ((light * u32::from(GREYS) + 127) / 255) as u8
        };
        let greys = canvas.pixels().iter().map(|pixel| grey((pixel.red(), pixel.green(), pixel.blue())));
        Self { width: canvas.width(), height: canvas.height(), greys: greys.collect() }
    }

    /// Of greys row by row, from 0 to 15.
    pub(crate) fn from_greys(width: u32, greys: Vec<u8>) -> Self {
        Self { width, height: greys.len() as u32 / width, greys }
    }

    /// Reads a kept one; `None` where there is none.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let mut decoder = png::Decoder::new(BufReader::new(File::open(path).ok()?));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        let greys = bytes[..frame.buffer_size()].iter().map(|byte| byte / 17).collect();
        Some(Self { width: frame.width, height: frame.height, greys })
    }

    /// Writes it, two pixels a byte.
    pub(crate) fn write(&self, path: &Path) {
        let to = BufWriter::new(File::create(path).unwrap());
        let mut encoder = png::Encoder::new(to, self.width, self.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_compression(png::Compression::High);
        let pair = |pair: &[u8]| pair[0] << 4 | pair.get(1).unwrap_or(&0);
        let rows = self.greys.chunks(self.width as usize);
        let packed: Vec<u8> = rows.flat_map(|row| row.chunks(2).map(pair)).collect();
        encoder.write_header().unwrap().write_image_data(&packed).unwrap();
    }

    /// How it differs from the kept one beyond what rounding does; `None` where it does not.
    pub(crate) fn difference(&self, kept: &Self) -> Option<String> {
        if (self.width, self.height) != (kept.width, kept.height) {
            return Some("the page has another size".to_string());
        }
        let apart = || self.greys.iter().zip(&kept.greys).map(|(now, then)| now.abs_diff(*then));
        let clearly = apart().filter(|apart| *apart > CLEARLY).count();
        let all: usize = apart().map(usize::from).sum();
        let few = self.greys.len() * FEW / 100_000;
        let little = self.greys.len() * LITTLE / 1000;
        (clearly > few || all > little).then(|| {
            format!(
                "{clearly} pixels differ clearly (at most {few}), by {all} greys in all (at most {little})"
            )
        })
    }
}
