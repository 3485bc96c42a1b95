//! Tell UTF-8 from GB 18030 by a piece of text.
//!
//! Detectors made for web pages know dozens of encodings and take a small table of Chinese names for Korean. Here
//! there are two, and what one is in well-formed pieces the other hardly ever is: three bytes of a Chinese character
//! in UTF-8 are one and a half in GB 18030.

use encoding_rs::{DecoderResult, GB18030};

/// What a piece of text shows of its encoding.
pub(super) struct Evidence {
    /// Characters of three or four bytes, as UTF-8 writes Chinese.
    long: usize,
    /// Places that are no UTF-8.
    broken: usize,
    /// Whether some line is Chinese in UTF-8.
    has_utf8_lines: bool,
    /// Chinese characters that it has as GB 18030, and places that are none.
    as_gb: (usize, usize),
}

impl Evidence {
    /// Looks at a piece of text; `whole` says that nothing follows.
    pub(super) fn of(bytes: &[u8], whole: bool) -> Self {
        let (long, broken) = as_utf8(bytes, whole);
        let as_gb = if broken == 0 { (0, 0) } else { as_gb18030(bytes, whole) };
        Self { long, broken, has_utf8_lines: broken > 0 && holds_utf8_lines(bytes), as_gb }
    }

    /// Whether it is UTF-8, of ASCII only or not.
    pub(super) fn is_utf8(&self) -> bool {
        self.broken == 0
    }

    /// Whether it is UTF-8 and can hardly be anything else.
    pub(super) fn is_chinese_utf8(&self) -> bool {
        self.broken == 0 && self.long >= 2
    }

    /// Whether it is no UTF-8, not even a spoilt one, and reads as GB 18030, one spoilt character in fifty let
    /// through: what cuts fields by bytes leaves halves.
    pub(super) fn is_gb18030(&self) -> bool {
        let (chinese, faults) = self.as_gb;
        self.broken > 0
            && self.long < 2 * self.broken
            && !self.has_utf8_lines
            && chinese > 0
            && faults * 50 <= chinese
    }
}

/// Whether some line, as far as it stands here, is UTF-8 with Chinese in it.
pub(super) fn holds_utf8_lines(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\n').any(|line| {
        let (long, broken) = as_utf8(line, false);
        broken == 0 && long >= 3
    })
}

/// Counts characters of three or four bytes, and places that are no UTF-8; what is cut at the end counts only where
/// nothing follows.
fn as_utf8(bytes: &[u8], whole: bool) -> (usize, usize) {
    let (mut long, mut broken) = (0, 0);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        long += chunk.valid().bytes().filter(|byte| *byte >= 0xE0).count();
        let cut = !whole && chunks.peek().is_none() && is_beginning(chunk.invalid());
        broken += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    (long, broken)
}

/// Whether bytes begin a character and stop in it.
fn is_beginning(bytes: &[u8]) -> bool {
    let needed = match bytes.first() {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => 0,
    };
    bytes.len() < needed
}

/// Counts Chinese characters, and places that are no GB 18030.
fn as_gb18030(bytes: &[u8], whole: bool) -> (usize, usize) {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let (mut text, mut taken, mut faults) = (String::with_capacity(2 * bytes.len() + 16), 0, 0);
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(&bytes[taken..], &mut text, whole);
        taken += read;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(bytes.len() + 16),
            DecoderResult::Malformed(..) => faults += 1,
        }
    }
    (text.chars().filter(|c| *c >= '\u{2E80}').count(), faults)
}
