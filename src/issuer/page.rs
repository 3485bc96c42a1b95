//! What the issuer file says of how pages look, and of the envelope they go out in.

use serde_json::{Value, json};

use crate::account::Look;
use crate::record::{At, Field, Node, record, words};

words! {
    /// By which measures and in which faces documents are set. The words stay the same, whatever the theme.
    pub enum Theme {
        /// 宋体, a panel of the figures that count, side heads: as most letters of the program are.
        Modern = "modern" / "现代" | "宋体",
        /// 仿宋 with heads in 黑体, after the measures of official papers (GB/T 9704-2012).
        Official = "official" / "公文" | "仿宋" | "公文格式",
    }
}

record! {
    /// How pages look.
    pub struct PageTable {
        /// How documents are set whose record does not say it in `addressee.look`: `standard`, `large` or `one-bit`.
        pub look: Look = Look::Standard,
        /// The theme of documents whose kind has none of its own in `[kinds]`: `modern` or `official`.
        pub theme: Theme = Theme::Modern,
        /// The colour of letterhead, labels and heavy rules, `#RRGGBB`: dark enough to be read on white.
        pub accent: Colour = Colour::default(),
        /// Whether pages carry 3 mm around them that the printer trims, for what touches the edge of the sheet: the
        /// cross-page seal.
        pub bleed: bool = false,
    }
}

impl Default for PageTable {
    fn default() -> Self {
        Self { look: Look::Standard, theme: Theme::Modern, accent: Colour::default(), bleed: false }
    }
}

record! {
    /// The window envelope that letters go out in.
    pub struct WindowTable {
        /// Its name: `DL`, `ZL`, `C5` (GB/T 22585) or `DIN-DL`. Address, head and folds are placed for it.
        pub envelope: String,
    }
}

/// A colour by its red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// The built-in accent, a dark blue.
impl Default for Colour {
    fn default() -> Self {
        Self { red: 0x12, green: 0x3C, blue: 0x58 }
    }
}

impl Colour {
    /// The least contrast of words with the paper (WCAG 2.1, 1.4.3).
    pub const LEAST_CONTRAST: f64 = 4.5;

    /// As it is written, `#123C58`.
    pub fn hex(self) -> String {
        let Self { red, green, blue } = self;
        format!("#{red:02X}{green:02X}{blue:02X}")
    }

    /// Its contrast with white paper, from 1 (white) to 21 (black), as WCAG 2.1 defines it: from the relative
    /// luminance of sRGB.
    pub fn contrast(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = 0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue);
        1.05 / (luminance + 0.05)
    }

    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
        Some(Self { red: part(0)?, green: part(2)?, blue: part(4)? })
    }
}

impl Field for Colour {
    fn read(node: &Node, at: &mut At<'_>) -> Option<Self> {
        let read = node.text().and_then(|text| Self::parse(text.trim()));
        if read.is_none() {
            at.unlike(node, "a colour such as `#123C58`", "颜色，如 `#123C58`");
        }
        read
    }

    fn schema() -> Value {
        json!({ "type": "string", "pattern": "^#[0-9A-Fa-f]{6}$" })
    }
}
