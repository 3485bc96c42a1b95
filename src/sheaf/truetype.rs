//! Take the glyphs out of subset fonts with TrueType outlines, and write one font of those of many (ISO/IEC 14496-22).

use std::collections::BTreeMap;

use super::fault::{Faulty, odd};

/// A table's name.
type Tag = [u8; 4];

/// Tables that are the same in all subsets of a face, and are taken over as they are.
const SAME: [&Tag; 5] = [b"cvt ", b"fpgm", b"prep", b"name", b"post"];

/// How deep glyphs may be put together of others.
pub(super) const DEEPEST: usize = 8;

/// Flags of a part of a glyph that is put together.
const WORDS: u16 = 1;
const SCALE: u16 = 1 << 3;
const MORE: u16 = 1 << 5;
const TWO_SCALES: u16 = 1 << 6;
const MATRIX: u16 = 1 << 7;

/// A subset font, read.
pub(super) struct Subset<'a> {
    glyf: &'a [u8],
    /// Where the outline of each glyph begins; one more than there are glyphs.
    bounds: Vec<usize>,
    hmtx: &'a [u8],
    long_metrics: usize,
    top: Top,
    maxima: Vec<u16>,
}

/// What a face has in common in all its subsets: the tables taken over, and the head without its sum and the width of its
/// offsets.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Top {
    same: Vec<(Tag, Box<[u8]>)>,
    head: Box<[u8]>,
    hhea: Box<[u8]>,
}

/// A glyph: its advance and left side bearing as they stand, and its outline.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Glyph {
    pub(super) metrics: [u8; 4],
    pub(super) outline: Box<[u8]>,
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?) as usize)
}

impl<'a> Subset<'a> {
    pub(super) fn read(font: &'a [u8]) -> Faulty<Self> {
        Self::parsed(font).ok_or_else(|| odd("a font cannot be read"))
    }

    fn parsed(font: &'a [u8]) -> Option<Self> {
        let count = usize::from(word(font, 4)?);
        let mut tables: BTreeMap<Tag, &'a [u8]> = BTreeMap::new();
        for entry in font.get(12..12 + 16 * count)?.chunks_exact(16) {
            let (start, length) = (long(entry, 8)?, long(entry, 12)?);
            tables.insert(*entry.first_chunk()?, font.get(start..start.checked_add(length)?)?);
        }
        let table = |tag: &Tag| tables.get(tag).copied();
        let (head, hhea, maxp) = (table(b"head")?, table(b"hhea")?, table(b"maxp")?);
        let glyphs = usize::from(word(maxp, 4)?);
        let (loca, wide) = (table(b"loca")?, word(head, 50)? != 0);
        let bound = |glyph: usize| match wide {
            true => long(loca, 4 * glyph),
            false => Some(2 * usize::from(word(loca, 2 * glyph)?)),
        };
        let bounds: Vec<usize> = (0..=glyphs).map(bound).collect::<Option<_>>()?;
        let glyf = table(b"glyf")?;
        (bounds.is_sorted() && bounds.last().is_some_and(|end| *end <= glyf.len())).then_some(())?;
        let mut head = head.get(..54)?.to_vec();
        head[8..12].fill(0);
        // Bounds of all outlines, and the width of offsets, are those of the subset.
        head[36..44].fill(0);
        head[50..52].copy_from_slice(&[0, 1]);
        let mut common = hhea.get(..36)?.to_vec();
        // The widest advance and the bounds of outlines are those of the subset, too.
        common[10..18].fill(0);
        common[34..36].fill(0);
        let same = SAME.iter().filter_map(|tag| Some((**tag, table(tag)?.into()))).collect();
        let top = Top { same, head: head.into(), hhea: common.into() };
        let maxima = (3..maxp.len() / 2).map(|at| word(maxp, 2 * at)).collect::<Option<_>>()?;
        let long_metrics = usize::from(word(hhea, 34)?);
        (long_metrics > 0).then_some(())?;
        Some(Self { glyf, bounds, hmtx: table(b"hmtx")?, long_metrics, top, maxima })
    }

    pub(super) fn top(&self) -> &Top {
        &self.top
    }

    /// The most that a renderer must make room for, as `maxp` says it from its seventh byte on.
    pub(super) fn maxima(&self) -> &[u16] {
        &self.maxima
    }

    pub(super) fn glyphs(&self) -> usize {
        self.bounds.len() - 1
    }

    fn metrics(&self, glyph: usize) -> Option<[u8; 4]> {
        if glyph < self.long_metrics {
            return self.hmtx.get(4 * glyph..)?.first_chunk().copied();
        }
        let [high, low, ..] = *self.hmtx.get(4 * (self.long_metrics - 1)..)?.first_chunk::<4>()?;
        let bearing = self.hmtx.get(4 * self.long_metrics + 2 * (glyph - self.long_metrics)..)?;
        Some([high, low, bearing[0], *bearing.get(1)?])
    }

    /// A glyph, with the numbers of its parts as `part` tells them.
    pub(super) fn glyph(&self, glyph: u16, part: &mut dyn FnMut(u16) -> Faulty<u16>) -> Faulty<Glyph> {
        let index = usize::from(glyph);
        let lost = || odd("a glyph is missing");
        let bounds = self.bounds.get(index).zip(self.bounds.get(index + 1)).ok_or_else(lost)?;
        let metrics = self.metrics(index).ok_or_else(lost)?;
        let mut outline = self.glyf[*bounds.0..*bounds.1].to_vec();
        if outline.first().is_some_and(|first| *first >= 0x80) {
            let mut at = 10;
            loop {
                let flags = word(&outline, at).ok_or_else(lost)?;
                let own = part(word(&outline, at + 2).ok_or_else(lost)?)?;
                outline[at + 2..at + 4].copy_from_slice(&own.to_be_bytes());
                if flags & MORE == 0 {
                    break;
                }
                at += 4 + if flags & WORDS == 0 { 2 } else { 4 };
                at += match flags {
                    flags if flags & SCALE != 0 => 2,
                    flags if flags & TWO_SCALES != 0 => 4,
                    flags if flags & MATRIX != 0 => 8,
                    _ => 0,
                };
            }
        }
        // Outlines end on a multiple of four, whatever stood behind them.
        outline.resize(outline.len().next_multiple_of(4), 0);
        Ok(Glyph { metrics, outline: outline.into() })
    }
}

/// Writes a font of these glyphs.
pub(super) fn write(top: &Top, maxima: &[u16], glyphs: &[&Glyph], bbox: [i16; 4]) -> Vec<u8> {
    let (mut loca, mut glyf, mut hmtx) = (vec![0; 4], Vec::new(), Vec::new());
    for glyph in glyphs {
        glyf.extend(&glyph.outline);
        loca.extend((glyf.len() as u32).to_be_bytes());
        hmtx.extend(glyph.metrics);
    }
    let count = (glyphs.len() as u16).to_be_bytes();
    let mut head = top.head.to_vec();
    for (at, side) in bbox.iter().enumerate() {
        head[36 + 2 * at..38 + 2 * at].copy_from_slice(&side.to_be_bytes());
    }
    let mut hhea = top.hhea.to_vec();
    let widest = glyphs.iter().map(|glyph| [glyph.metrics[0], glyph.metrics[1]]).max().unwrap_or_default();
    hhea[10..12].copy_from_slice(&widest);
    hhea[34..36].copy_from_slice(&count);
    let mut maxp = vec![0, 1, 0, 0, count[0], count[1]];
    maxp.extend(maxima.iter().flat_map(|most| most.to_be_bytes()));
    let mut tables: BTreeMap<Tag, &[u8]> = BTreeMap::new();
    tables.extend(top.same.iter().map(|(tag, bytes)| (*tag, &**bytes)));
    let own: [(&Tag, &[u8]); 6] = [
        (b"head", &head),
        (b"hhea", &hhea),
        (b"maxp", &maxp),
        (b"loca", &loca),
        (b"glyf", &glyf),
        (b"hmtx", &hmtx),
    ];
    tables.extend(own.map(|(tag, bytes)| (*tag, bytes)));
    file(&tables)
}

/// A file of these tables, with the sums that readers may check.
fn file(tables: &BTreeMap<Tag, &[u8]>) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = count.ilog2() as u16;
    let range = 16 << power;
    let mut file = vec![0, 1, 0, 0];
    for number in [count, range, power, 16 * count - range] {
        file.extend(number.to_be_bytes());
    }
    let mut offset = 12 + 16 * tables.len();
    let mut head = None;
    for (tag, bytes) in tables {
        if tag == b"head" {
            head = Some(offset);
        }
        file.extend(tag);
        file.extend(sum(bytes).to_be_bytes());
        file.extend((offset as u32).to_be_bytes());
        file.extend((bytes.len() as u32).to_be_bytes());
        offset += bytes.len().next_multiple_of(4);
    }
    for bytes in tables.values() {
        file.extend(*bytes);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    if let Some(head) = head {
        let whole = 0xB1B0_AFBA_u32.wrapping_sub(sum(&file));
        file[head + 8..head + 12].copy_from_slice(&whole.to_be_bytes());
    }
    file
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0_u32, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}
