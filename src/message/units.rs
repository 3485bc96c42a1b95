//! Count a short message as networks do: in which alphabet it travels, how many units it has, and into how many parts
//! it falls.
//!
//! An alphabet of seven bits (GSM 7-bit, 3GPP TS 23.038, 6.2.1) holds 160 characters a message; one character outside it
//! and the whole message travels as UCS-2 with 70. Parts of a longer one carry a header that binds them and have room for
//! 153 and 67 (3GPP TS 23.040, 9.2.3.24.1). A character of two units, which is one from the extension of the seven bits
//! or one beyond U+FFFF, is never cut in two: it goes whole into the next part. A message of Chinese carries 【…】 at its
//! head and is UCS-2 whatever else it says; the seven bits are counted because the rule is one.

/// The seven-bit alphabet of one unit a character.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Its extension, of two units a character.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The alphabet in which a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// Seven bits a unit.
    Gsm7,
    /// Sixteen bits a unit, which networks call UCS-2 and which holds characters beyond U+FFFF in pairs.
    Ucs2,
}

impl Alphabet {
    /// How many units a message alone holds, and each part of a longer one.
    const fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }

    /// How many units a character has; none where it is not in the alphabet.
    fn units(self, c: char) -> Option<usize> {
        match self {
            Self::Gsm7 if BASIC.contains(c) => Some(1),
            Self::Gsm7 => EXTENSION.contains(c).then_some(2),
            Self::Ucs2 => Some(c.len_utf16()),
        }
    }
}

/// What a message comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The alphabet in which it travels.
    pub alphabet: Alphabet,
    /// How many characters it has.
    pub characters: usize,
    /// How many units they are.
    pub units: usize,
    /// Into how many parts it falls; an empty one is one part.
    pub parts: usize,
    /// How many characters cost two units because they lie beyond U+FFFF.
    pub rare: usize,
}

/// Counts a message.
pub fn counted(text: &str) -> Counted {
    let seven = text.chars().all(|c| Alphabet::Gsm7.units(c).is_some());
    let alphabet = if seven { Alphabet::Gsm7 } else { Alphabet::Ucs2 };
    let (alone, each) = alphabet.room();
    let units_of = |c: char| alphabet.units(c).unwrap_or(1);
    let units = text.chars().map(units_of).sum();
    let mut parts = 1;
    if units > alone {
        let mut filled = 0;
        for c in text.chars() {
            let more = units_of(c);
            if filled + more > each {
                (parts, filled) = (parts + 1, 0);
            }
            filled += more;
        }
    }
    let rare =
        if alphabet == Alphabet::Ucs2 { text.chars().filter(|c| c.len_utf16() > 1).count() } else { 0 };
    Counted { alphabet, characters: text.chars().count(), units, parts, rare }
}
