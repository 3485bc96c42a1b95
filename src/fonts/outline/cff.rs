//! Read what a CFF table holds (Adobe Technical Note 5176), as far as faces with CID keys need it.

use std::ops::Range;

/// Operators of dictionaries; those of two bytes begin with 12.
pub(crate) const CHAR_STRINGS: u16 = 17;
pub(crate) const PRIVATE: u16 = 18;
const SUBRS: u16 = 19;
pub(crate) const FD_ARRAY: u16 = 12 << 8 | 36;
const FD_SELECT: u16 = 12 << 8 | 37;

/// A list of byte strings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    /// Where the list stands in the table.
    pub(crate) at: Range<usize>,
    /// Where each of its strings ends, after where the first begins.
    bounds: Vec<u32>,
}

impl Index {
    /// The list at a byte of a table.
    pub(crate) fn read(table: &[u8], at: usize) -> Option<Self> {
        let count = usize::from(u16::from_be_bytes(*table.get(at..)?.first_chunk()?));
        if count == 0 {
            return Some(Self { at: at..at + 2, bounds: Vec::new() });
        }
        let size = usize::from(*table.get(at + 2)?);
        let first = at + 3;
        let offsets = table.get(first..first + (count + 1) * size)?;
        // Offsets count from the byte before the first string.
        let base = first + offsets.len() - 1;
        let offset = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        let bound = |bytes: &[u8]| u32::try_from(base + offset(bytes)).ok();
        let bounds: Vec<u32> = offsets.chunks_exact(size).map(bound).collect::<Option<_>>()?;
        let end = *bounds.last()? as usize;
        (bounds.is_sorted() && end <= table.len()).then_some(Self { at: at..end, bounds })
    }

    /// How many strings there are.
    pub(crate) fn len(&self) -> usize {
        self.bounds.len().saturating_sub(1)
    }

    /// Where a string stands in the table.
    pub(crate) fn get(&self, index: usize) -> Option<Range<usize>> {
        Some(*self.bounds.get(index)? as usize..*self.bounds.get(index + 1)? as usize)
    }

    /// Writes a list of byte strings.
    pub(crate) fn write<'a>(strings: impl ExactSizeIterator<Item = &'a [u8]> + Clone, to: &mut Vec<u8>) {
        let count = u16::try_from(strings.len()).unwrap_or(u16::MAX);
        to.extend(count.to_be_bytes());
        if count == 0 {
            return;
        }
        let end = 1 + strings.clone().map(<[u8]>::len).sum::<usize>();
        let unused = (end as u32).leading_zeros() as usize / 8;
        to.push(4 - unused as u8);
        let mut offset = 1_u32;
        to.extend(&offset.to_be_bytes()[unused..]);
        for string in strings.clone() {
            offset += string.len() as u32;
            to.extend(&offset.to_be_bytes()[unused..]);
        }
        for string in strings {
            to.extend(string);
        }
    }
}

/// A number of a dictionary with the bytes it stands in.
#[derive(Debug, Clone)]
pub(crate) struct Operand {
    pub(crate) value: i32,
    pub(crate) at: Range<usize>,
}

/// The operands of an operator in the dictionary in this range of a table. Real numbers count as 0.
pub(crate) fn operands(table: &[u8], dict: Range<usize>, wanted: u16) -> Option<Vec<Operand>> {
    let mut at = dict.start;
    let mut operands = Vec::new();
    while at < dict.end {
        let start = at;
        let first = *table.get(at)?;
        if first <= 21 {
            let operator = match first {
                12 => 12 << 8 | u16::from(*table.get(at + 1)?),
                other => u16::from(other),
            };
            at += if first == 12 { 2 } else { 1 };
            if operator == wanted {
                return Some(operands);
            }
            operands.clear();
            continue;
        }
        let (value, length) = number(table.get(at..)?)?;
        at += length;
        operands.push(Operand { value, at: start..at });
    }
    None
}

/// A number of a dictionary and how many bytes it takes.
fn number(bytes: &[u8]) -> Option<(i32, usize)> {
    match bytes {
        [28, a, b, ..] => Some((i32::from(i16::from_be_bytes([*a, *b])), 3)),
        [29, a, b, c, d, ..] => Some((i32::from_be_bytes([*a, *b, *c, *d]), 5)),
        [30, rest @ ..] => Some((0, 2 + rest.iter().position(|byte| byte & 15 == 15)?)),
        [first, rest @ ..] => small(*first, rest.first().copied()),
        [] => None,
    }
}

/// A number of one or two bytes, as dictionaries and programs of glyphs write it.
pub(crate) fn small(first: u8, second: Option<u8>) -> Option<(i32, usize)> {
    let value = i32::from(first);
    match first {
        32..=246 => Some((value - 139, 1)),
        247..=250 => Some(((value - 247) * 256 + i32::from(second?) + 108, 2)),
        251..=254 => Some((-(value - 251) * 256 - i32::from(second?) - 108, 2)),
        _ => None,
    }
}

/// Where the top dictionary stands, and the list of global subroutines.
pub(crate) fn top(table: &[u8]) -> Option<(Range<usize>, Index)> {
    let names = Index::read(table, usize::from(*table.get(2)?))?;
    let tops = Index::read(table, names.at.end)?;
    let strings = Index::read(table, tops.at.end)?;
    Some((tops.get(0)?, Index::read(table, strings.at.end)?))
}

/// The face's name as the table tells it.
pub(crate) fn name(table: &[u8]) -> Option<&[u8]> {
    let names = Index::read(table, usize::from(*table.get(2)?))?;
    table.get(names.get(0)?)
}

/// The offset that an operator of the top dictionary tells.
pub(crate) fn offset(table: &[u8], top: Range<usize>, operator: u16) -> Option<usize> {
    usize::try_from(operands(table, top, operator)?.first()?.value).ok()
}

/// One of the dictionaries that glyphs of a kind share.
#[derive(Debug)]
pub(crate) struct Dict {
    /// Its private part.
    pub(crate) private: Range<usize>,
    /// The subroutines of its glyphs.
    pub(crate) subroutines: Index,
}

/// A face's table with CID keys.
#[derive(Debug)]
pub(crate) struct Cff {
    /// The top dictionary.
    pub(crate) top: Range<usize>,
    /// Subroutines of all glyphs.
    pub(crate) subroutines: Index,
    /// The programs of the glyphs.
    pub(crate) programs: Index,
    /// The list of dictionaries.
    pub(crate) list: Index,
    /// The dictionaries.
    pub(crate) dicts: Vec<Dict>,
    /// The dictionary of each glyph.
    select: Vec<u8>,
}

impl Cff {
    /// Reads a table; `None` where it is broken or of another kind.
    pub(crate) fn read(table: &[u8]) -> Option<Self> {
        let (top, subroutines) = top(table)?;
        let programs = Index::read(table, offset(table, top.clone(), CHAR_STRINGS)?)?;
        let list = Index::read(table, offset(table, top.clone(), FD_ARRAY)?)?;
        let dicts = (0..list.len()).map(|at| dict(table, list.get(at)?)).collect::<Option<Vec<_>>>()?;
        let select = select(table, offset(table, top.clone(), FD_SELECT)?, programs.len())?;
        Some(Self { top, subroutines, programs, list, dicts, select })
    }

    /// Which dictionary a glyph has.
    pub(crate) fn dict_index(&self, glyph: u16) -> Option<u8> {
        self.select.get(usize::from(glyph)).copied()
    }

    /// The dictionary of a glyph.
    pub(crate) fn dict(&self, glyph: u16) -> Option<&Dict> {
        self.dicts.get(usize::from(*self.select.get(usize::from(glyph))?))
    }
}

fn dict(table: &[u8], at: Range<usize>) -> Option<Dict> {
    let private = operands(table, at, PRIVATE)?;
    let [size, start] = private.as_slice() else { return None };
    let start = usize::try_from(start.value).ok()?;
    let private = start..start + usize::try_from(size.value).ok()?;
    let subroutines = match operands(table, private.clone(), SUBRS) {
        Some(offset) => Index::read(table, start + usize::try_from(offset.first()?.value).ok()?)?,
        None => Index::default(),
    };
    Some(Dict { private, subroutines })
}

/// Which dictionary each glyph has: one byte a glyph, or ranges of glyphs.
fn select(table: &[u8], at: usize, glyphs: usize) -> Option<Vec<u8>> {
    if *table.get(at)? == 0 {
        return Some(table.get(at + 1..at + 1 + glyphs)?.to_vec());
    }
    let word = |at: usize| Some(usize::from(u16::from_be_bytes(*table.get(at..)?.first_chunk()?)));
    let mut select = vec![0; glyphs];
    for range in 0..word(at + 1)? {
        let from = at + 3 + range * 3;
        select.get_mut(word(from)?..word(from + 3)?)?.fill(*table.get(from + 2)?);
    }
    Some(select)
}
