//! Make the hollow twin of a face: all that an export asks of it, but for the outlines.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontInstance, FontVariations};

use super::cff::{self, Cff, Index};
use super::charstring::{Words, flat, telling, told};
use crate::known::Known;

/// How many ready programs a face remembers: a letter's fixed words have some dozens of shapes.
const PROGRAMS: usize = 64;

/// How many glyphs a face remembers: the characters of most names and addresses, less than a megabyte.
const GLYPHS: usize = 4096;

/// Outlines hardly compress: the usual level takes twice as long to save less than a hundredth.
const LEVEL: Compression = Compression::new(2);

/// The tables beside the outlines that an export reads.
const TABLES: [&[u8; 4]; 7] = [b"OS/2", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"post"];

/// A face whose outlines are kept apart.
pub(crate) struct Hollow {
    face: Bytes,
    table: Range<usize>,
    cff: Cff,
    fixed: FontInstance,
    data: FontInstance,
    /// The programs of fixed words, compressed, by their hollow ones, compressed too.
    ready: Known<Box<[u8]>, Arc<[u8]>>,
    /// The programs of glyphs with their subroutines in their place.
    glyphs: Known<u16, Arc<[u8]>>,
}

impl Hollow {
    /// The twin of a face with CID keys; `None` for any other face.
    pub(crate) fn of(face: &Font) -> Option<Self> {
        let raw = ttf_parser::RawFace::parse(face.data(), 0).ok()?;
        let table = raw.table(ttf_parser::Tag::from_bytes(b"CFF "))?;
        let cff = Cff::read(table)?;
        let twin = |words| {
            let mut tables = vec![(b"CFF ", hollow(table, &cff, words)?)];
            for tag in TABLES {
                tables.push((tag, raw.table(ttf_parser::Tag::from_bytes(tag))?.to_vec()));
            }
            // The exporter knows a face by the sum in its head.
            let (_, head) = tables.iter_mut().find(|(tag, _)| *tag == b"head")?;
            *head.get_mut(11)? ^= words as u8;
            let twin = Font::new(Bytes::new(file(&tables)), 0)?;
            let variant = twin.info().variant;
            Some(twin.instantiate(variant, Abs::zero(), &FontVariations::default()))
        };
        let (fixed, data) = (twin(Words::Fixed)?, twin(Words::Data)?);
        let start = table.as_ptr() as usize - face.data().as_ptr() as usize;
        let table = start..start + table.len();
        let (ready, glyphs) = (Known::of(PROGRAMS), Known::of(GLYPHS));
        Some(Self { face: face.data().clone(), table, cff, fixed, data, ready, glyphs })
    }

    /// The twin that stands for the face. Data has one of its own, so that the glyphs of the fixed
    /// words are the same from letter to letter.
    pub(crate) fn instance(&self, words: Words) -> &FontInstance {
        match words {
            Words::Fixed => &self.fixed,
            Words::Data => &self.data,
        }
    }

    /// The face's name as font programs tell it.
    fn name(&self) -> Option<&[u8]> {
        cff::name(self.table())
    }

    /// What a font program prints that is a subset of a twin; `None` for any other, though it may bear the
    /// face's name.
    pub(super) fn words(&self, program: &[u8]) -> Option<Words> {
        (self.name() == cff::name(program)).then_some(())?;
        Some(telling(&program[programs(program)?.get(0)?])?.1)
    }

    /// The true font program, compressed, for a compressed hollow one of fixed words that was filled before.
    pub(super) fn ready(&self, hollow: &[u8]) -> Option<Arc<[u8]>> {
        self.ready.get(hollow)
    }

    /// The true font program, compressed, for a hollow one for such words, which stands compressed in `from`.
    pub(super) fn filled(&self, from: &[u8], hollow: &[u8], words: Words) -> Option<Arc<[u8]>> {
        let mut encoder = ZlibEncoder::new(Vec::with_capacity(from.len()), LEVEL);
        encoder.write_all(&self.fill(hollow)?).ok()?;
        let ready: Arc<[u8]> = encoder.finish().ok()?.into();
        if words == Words::Fixed {
            self.ready.keep(from.into(), &ready);
        }
        Some(ready)
    }

    /// The font program with the true programs of its glyphs, which are its last part.
    fn fill(&self, hollow: &[u8]) -> Option<Vec<u8>> {
        let programs = programs(hollow)?;
        (programs.at.end == hollow.len()).then_some(())?;
        let glyph = |index| self.glyph(telling(&hollow[programs.get(index)?])?.0);
        let glyphs: Vec<_> = (0..programs.len()).map(glyph).collect::<Option<_>>()?;
        let mut program = hollow[..programs.at.start].to_vec();
        Index::write(glyphs.iter().map(|glyph| &**glyph), &mut program);
        Some(program)
    }

    /// The true program of a glyph.
    fn glyph(&self, glyph: u16) -> Option<Arc<[u8]>> {
        if let Some(known) = self.glyphs.get(&glyph) {
            return Some(known);
        }
        let flat = flat(self.table(), &self.cff, glyph)?.into();
        self.glyphs.keep(glyph, &flat);
        Some(flat)
    }

    fn table(&self) -> &[u8] {
        &self.face[self.table.clone()]
    }
}

/// The programs of a table's glyphs.
fn programs(table: &[u8]) -> Option<Index> {
    let (top, _) = cff::top(table)?;
    Index::read(table, cff::offset(table, top, cff::CHAR_STRINGS)?)
}

/// The table with programs that only tell their glyph, and without subroutines. What stands before
/// the programs stays where it is; what follows is written anew behind them.
fn hollow(table: &[u8], cff: &Cff, words: Words) -> Option<Vec<u8>> {
    let mut hollow = table.get(..cff.programs.at.start)?.to_vec();
    hollow.get_mut(cff.subroutines.at.start..)?.get_mut(..2)?.fill(0);
    let programs: Vec<[u8; 8]> = (0..cff.programs.len())
        .map(|glyph| Some(told(glyph.try_into().ok()?, words)))
        .collect::<Option<_>>()?;
    Index::write(programs.iter().map(|program| &program[..]), &mut hollow);

    let list = hollow.len();
    place(&mut hollow, cff::operands(table, cff.top.clone(), cff::FD_ARRAY)?.first()?, list)?;
    let moved = |at: usize| list + at - cff.list.at.start;
    hollow.extend(table.get(cff.list.at.clone())?);
    for (index, dict) in cff.dicts.iter().enumerate() {
        let [_, start] = &cff::operands(table, cff.list.get(index)?, cff::PRIVATE)?[..] else { return None };
        let start = cff::Operand { value: start.value, at: moved(start.at.start)..moved(start.at.end) };
        let private = hollow.len();
        place(&mut hollow, &start, private)?;
        hollow.extend(table.get(dict.private.clone())?);
        // An empty list of subroutines, where the private part looks for it.
        let behind = dict.subroutines.at.is_empty() || dict.subroutines.at.start == dict.private.end;
        behind.then(|| hollow.extend([0, 0]))?;
    }
    Some(hollow)
}

/// Writes an offset in the place of one that takes five bytes.
fn place(table: &mut [u8], operand: &cff::Operand, offset: usize) -> Option<()> {
    let [29, place @ ..] = table.get_mut(operand.at.clone())? else { return None };
    (place.len() == 4).then(|| place.copy_from_slice(&u32::to_be_bytes(offset as u32)))
}

/// An OpenType file of these tables. Nobody checks its sums: it never leaves the program.
fn file(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut file = b"OTTO".to_vec();
    file.extend((tables.len() as u16).to_be_bytes());
    file.extend([0; 6]);
    let mut offset = 12 + 16 * tables.len();
    for (tag, bytes) in tables {
        file.extend(*tag);
        file.extend([0; 4]);
        file.extend((offset as u32).to_be_bytes());
        file.extend((bytes.len() as u32).to_be_bytes());
        offset += bytes.len().next_multiple_of(4);
    }
    for (_, bytes) in tables {
        file.extend(bytes);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}
