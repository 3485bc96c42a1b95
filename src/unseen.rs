//! Tell which characters print nothing of their own, so that they could hide words or reorder them.

/// Why a character cannot be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// A control character, a break of lines or paragraphs, or a code point that is no character.
    Control,
    /// It turns the direction of writing.
    Direction,
    /// It is blank or has no width.
    Invisible,
    /// It chooses a form of the character before it.
    Selector,
}

impl Unseen {
    /// Why a character cannot be seen; `None` where it can, and for white space that is written as such.
    pub fn of(c: char) -> Option<Self> {
        Some(match c {
            ' '..='~' | '\u{3000}'..='\u{3163}' | '\u{4E00}'..='\u{9FFF}' => return None, // nearly all
            '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' | '\u{180F}' => {
                Self::Selector
            }
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}' => {
                Self::Direction
            }
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}' => {
                Self::Invisible
            }
            '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' => Self::Invisible,
            '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E00FF}' => Self::Invisible,
            '\u{1D173}'..='\u{1D17A}' | '\u{E01F0}'..='\u{E0FFF}' => Self::Invisible,
            '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FDD0}'..='\u{FDEF}' => Self::Control,
            _ if c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE => Self::Control,
            _ => return None,
        })
    }
}
