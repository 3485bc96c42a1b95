//! Take the glyphs out of subset fonts with CFF outlines, and write one font of those of many (Adobe Technical Note
//! 5176).

use super::fault::{Faulty, odd};
use crate::fonts::outline::cff::{self, CHAR_STRINGS, Cff, FD_ARRAY, Index, PRIVATE, operands};

/// Operators of dictionaries; those of two bytes begin with 12.
const FONT_MATRIX: u16 = 12 << 8 | 7;
const FONT_BBOX: u16 = 5;

/// A subset font, read.
pub(super) struct Subset<'a> {
    table: &'a [u8],
    cff: Cff,
}

/// What glyphs of a kind share: the matrix of their dictionary, and its private part.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Shared {
    matrix: Box<[u8]>,
    private: Box<[u8]>,
}

/// What a face has in common in all its subsets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Top {
    matrix: Box<[u8]>,
    bbox: Box<[u8]>,
}

impl<'a> Subset<'a> {
    pub(super) fn read(table: &'a [u8]) -> Faulty<Self> {
        let cff = Cff::read(table).ok_or_else(|| odd("a font cannot be read"))?;
        // Programs that call subroutines could not leave their font.
        if cff.subroutines.len() > 0 || cff.dicts.iter().any(|dict| dict.subroutines.len() > 0) {
            return Err(odd("a font has subroutines"));
        }
        Ok(Self { table, cff })
    }

    pub(super) fn top(&self) -> Top {
        let raw = |operator| self.raw(self.cff.top.clone(), operator);
        Top { matrix: raw(FONT_MATRIX), bbox: raw(FONT_BBOX) }
    }

    pub(super) fn glyphs(&self) -> usize {
        self.cff.programs.len()
    }

    /// The program of a glyph.
    pub(super) fn program(&self, glyph: u16) -> Faulty<&'a [u8]> {
        let at = self.cff.programs.get(usize::from(glyph));
        at.and_then(|at| self.table.get(at)).ok_or_else(|| odd("a glyph is missing"))
    }

    /// Which of its dictionaries a glyph has.
    pub(super) fn dict(&self, glyph: u16) -> Faulty<u8> {
        self.cff.dict_index(glyph).ok_or_else(|| odd("a glyph is missing"))
    }

    /// Its dictionaries.
    pub(super) fn shared(&self) -> Faulty<Vec<Shared>> {
        let one = |index: usize| {
            let private = self.table.get(self.cff.dicts.get(index)?.private.clone())?;
            Some(Shared { matrix: self.raw(self.cff.list.get(index)?, FONT_MATRIX), private: private.into() })
        };
        let all: Option<Vec<_>> = (0..self.cff.list.len()).map(one).collect();
        all.ok_or_else(|| odd("a font cannot be read"))
    }

    /// The operands of an operator as they stand; none where it is not there.
    fn raw(&self, dict: std::ops::Range<usize>, operator: u16) -> Box<[u8]> {
        let found = operands(self.table, dict, operator).unwrap_or_default();
        let bytes = found.first().zip(found.last()).map(|(first, last)| first.at.start..last.at.end);
        bytes.and_then(|at| self.table.get(at)).unwrap_or_default().into()
    }
}

/// Writes a font with CID keys of these glyphs, each with the number of its dictionary.
pub(super) fn write<'g>(
    name: &[u8],
    top: &Top,
    shared: &[Shared],
    glyphs: impl ExactSizeIterator<Item = (u8, &'g [u8])> + Clone,
) -> Vec<u8> {
    let count = glyphs.len() as u16;
    let mut font = vec![1, 0, 4, 4];
    Index::write([name].into_iter(), &mut font);
    // Everything stands behind the top dictionary, whose length does not depend on where.
    let length = top_dict(top, count, [0; 4]).len();
    let behind = font.len() + 2 + 1 + 2 * offset_size(length) + length;
    let mut rest = Vec::new();
    Index::write([&b"Adobe"[..], b"Identity"].into_iter(), &mut rest);
    rest.extend([0, 0]);
    let charset = behind + rest.len();
    match count {
        0 | 1 => rest.push(0),
        _ => {
            rest.extend([2, 0, 1]);
            rest.extend((count - 2).to_be_bytes());
        }
    }
    let select = behind + rest.len();
    rest.push(0);
    rest.extend(glyphs.clone().map(|(dict, _)| dict));
    let mut dicts = Vec::new();
    for dict in shared {
        let private = behind + rest.len();
        rest.extend(&dict.private);
        let mut entries = Vec::new();
        operator(&dict.matrix, FONT_MATRIX, &mut entries);
        operator(&[integer(dict.private.len()), integer(private)].concat(), PRIVATE, &mut entries);
        dicts.push(entries);
    }
    let list = behind + rest.len();
    Index::write(dicts.iter().map(Vec::as_slice), &mut rest);
    let programs = behind + rest.len();
    let all: Vec<&[u8]> = glyphs.map(|(_, program)| program).collect();
    Index::write(all.iter().copied(), &mut rest);
    let dict = top_dict(top, count, [charset, select, list, programs]);
    Index::write([&dict[..]].into_iter(), &mut font);
    font.extend(rest);
    font
}

/// How many bytes an offset of a list of one string of this length takes.
const fn offset_size(length: usize) -> usize {
    if length + 1 < 256 { 1 } else { 2 }
}

/// The top dictionary: registry and ordering, what the face says, and where the rest stands.
fn top_dict(top: &Top, count: u16, [charset, select, list, programs]: [usize; 4]) -> Vec<u8> {
    let mut dict = Vec::new();
    // The first two strings of a font's own have the numbers 391 and 392.
    operator(&[&[28, 1, 135, 28, 1, 136][..], &integer(0)].concat(), 12 << 8 | 30, &mut dict);
    operator(&top.matrix, FONT_MATRIX, &mut dict);
    operator(&top.bbox, FONT_BBOX, &mut dict);
    operator(&integer(usize::from(count)), 12 << 8 | 34, &mut dict);
    operator(&integer(charset), 15, &mut dict);
    operator(&integer(select), 12 << 8 | 37, &mut dict);
    operator(&integer(list), FD_ARRAY, &mut dict);
    operator(&integer(programs), CHAR_STRINGS, &mut dict);
    dict
}

/// A whole number of a dictionary, always in five bytes.
fn integer(number: usize) -> Vec<u8> {
    let [a, b, c, d] = (number as u32).to_be_bytes();
    vec![29, a, b, c, d]
}

/// Writes an operator behind its operands; nothing where there are none.
fn operator(operands: &[u8], operator: u16, dict: &mut Vec<u8>) {
    if operands.is_empty() {
        return;
    }
    dict.extend(operands);
    if operator > 255 {
        dict.push(12);
    }
    dict.push(operator as u8);
}

/// The name that a font tells of itself.
pub(super) fn name(table: &[u8]) -> &[u8] {
    cff::name(table).unwrap_or_default()
}
