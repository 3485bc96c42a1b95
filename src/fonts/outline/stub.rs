//! Turn a face into its stub font: all that an export asks of it, but for the outlines.

use std::io::Write;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontInstance, FontVariations};

use super::cff::{self, Cff, Index};
use super::charstring::{TextKind, flat, stub_program, stubbed_glyph};
use crate::known::Known;

/// How many ready programs a face remembers: a letter's fixed words have some dozens of shapes.
const PROGRAMS: usize = 64;

/// How many glyphs a face remembers: the characters of most names and addresses, less than a megabyte.
const GLYPHS: usize = 4096;

/// Outlines hardly compress: the usual level takes twice as long to save less than a hundredth.
const LEVEL: Compression = Compression::new(2);

/// The tables beside the outlines that an export reads.
const TABLES: [&[u8; 4]; 7] = [b"OS/2", b"head", b"hhea", b"hmtx", b"maxp", b"name", b"post"];

/// A face whose outlines are kept apart: what the exporter sees of it has none.
pub struct StubFont {
    face: Bytes,
    table: Range<usize>,
    cff: Cff,
    fixed: FontInstance,
    data: FontInstance,
    /// Made when first needed: hardly any letter has such characters.
    variant: OnceLock<Option<FontInstance>>,
    /// The programs of fixed words, compressed, by those of the stub, compressed too.
    ready: Known<Box<[u8]>, Arc<[u8]>>,
    /// The programs of glyphs with their subroutines in their place.
    glyphs: Known<u16, Arc<[u8]>>,
}

/// Names no face: it would be shown with all its tables.
impl std::fmt::Debug for StubFont {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StubFont")
    }
}

impl StubFont {
    /// The stub of a face with CID keys; `None` for any other face.
    pub(crate) fn of(face: &Font) -> Option<Self> {
        let raw = ttf_parser::RawFace::parse(face.data(), 0).ok()?;
        let table = raw.table(ttf_parser::Tag::from_bytes(b"CFF "))?;
        let cff = Cff::read(table)?;
        let (fixed, data) =
            (stub_instance(&raw, &cff, TextKind::Fixed)?, stub_instance(&raw, &cff, TextKind::Data)?);
        let start = table.as_ptr() as usize - face.data().as_ptr() as usize;
        let table = start..start + table.len();
        let (ready, glyphs) = (Known::of(PROGRAMS), Known::of(GLYPHS));
        let variant = OnceLock::new();
        Some(Self { face: face.data().clone(), table, cff, fixed, data, variant, ready, glyphs })
    }

    /// The font that stands for the face in an export. Data has one of its own, so that the glyphs of the
    /// fixed words are the same from letter to letter.
    pub fn instance(&self, kind: TextKind) -> &FontInstance {
        let made = || stub_instance(&ttf_parser::RawFace::parse(&self.face, 0).ok()?, &self.cff, kind);
        match kind {
            TextKind::Fixed => &self.fixed,
            TextKind::Data => &self.data,
            // It was made for the other two, so that it can be made.
            TextKind::Variant => self.variant.get_or_init(made).as_ref().unwrap_or(&self.data),
        }
    }

    /// The face's name as font programs tell it.
    fn name(&self) -> Option<&[u8]> {
        cff::name(self.table())
    }

    /// The kind of text of a font program that is a subset of this stub; `None` for any other program, though
    /// it may bear the face's name.
    pub(super) fn kind(&self, program: &[u8]) -> Option<TextKind> {
        (self.name() == cff::name(program)).then_some(())?;
        Some(stubbed_glyph(&program[programs(program)?.get(0)?])?.1)
    }

    /// The true font program, compressed, for a compressed stub program of fixed words that was filled before.
    pub(super) fn ready(&self, deflated: &[u8]) -> Option<Arc<[u8]>> {
        self.ready.get(deflated)
    }

    /// The true font program, compressed, for a stub program of this kind of text, which came `deflated`.
    pub(super) fn filled(&self, deflated: &[u8], inflated: &[u8], kind: TextKind) -> Option<Arc<[u8]>> {
        let mut encoder = ZlibEncoder::new(Vec::with_capacity(deflated.len()), LEVEL);
        encoder.write_all(&self.fill(inflated)?).ok()?;
        let ready: Arc<[u8]> = encoder.finish().ok()?.into();
        if kind == TextKind::Fixed {
            self.ready.keep(deflated.into(), &ready);
        }
        Some(ready)
    }

    /// The font program with the true programs of its glyphs, which are its last part.
    fn fill(&self, stub: &[u8]) -> Option<Vec<u8>> {
        let programs = programs(stub)?;
        (programs.at.end == stub.len()).then_some(())?;
        let glyph = |index| self.glyph(stubbed_glyph(&stub[programs.get(index)?])?.0);
        let glyphs: Vec<_> = (0..programs.len()).map(glyph).collect::<Option<_>>()?;
        let mut program = stub[..programs.at.start].to_vec();
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

/// The font of a face's stub programs for one kind of text.
fn stub_instance(face: &ttf_parser::RawFace<'_>, cff: &Cff, kind: TextKind) -> Option<FontInstance> {
    let table = face.table(ttf_parser::Tag::from_bytes(b"CFF "))?;
    let mut tables = vec![(b"CFF ", stub_table(table, cff, kind)?)];
    for tag in TABLES {
        tables.push((tag, face.table(ttf_parser::Tag::from_bytes(tag))?.to_vec()));
    }
    // The exporter knows a face by the sum in its head.
    let (_, head) = tables.iter_mut().find(|(tag, _)| *tag == b"head")?;
    *head.get_mut(11)? ^= kind as u8;
    let stub = Font::new(Bytes::new(file(&tables)), 0)?;
    let variant = stub.info().variant;
    Some(stub.instantiate(variant, Abs::zero(), &FontVariations::default()))
}

/// The table with stub programs and without subroutines. What stands before the programs stays where it is;
/// what follows is written anew behind them.
fn stub_table(table: &[u8], cff: &Cff, kind: TextKind) -> Option<Vec<u8>> {
    let mut stub = table.get(..cff.programs.at.start)?.to_vec();
    stub.get_mut(cff.subroutines.at.start..)?.get_mut(..2)?.fill(0);
    let programs: Vec<[u8; 8]> = (0..cff.programs.len())
        .map(|glyph| Some(stub_program(glyph.try_into().ok()?, kind)))
        .collect::<Option<_>>()?;
    Index::write(programs.iter().map(|program| &program[..]), &mut stub);

    let list = stub.len();
    place(&mut stub, cff::operands(table, cff.top.clone(), cff::FD_ARRAY)?.first()?, list)?;
    let moved = |at: usize| list + at - cff.list.at.start;
    stub.extend(table.get(cff.list.at.clone())?);
    for (index, dict) in cff.dicts.iter().enumerate() {
        let [_, start] = &cff::operands(table, cff.list.get(index)?, cff::PRIVATE)?[..] else { return None };
        let start = cff::Operand { value: start.value, at: moved(start.at.start)..moved(start.at.end) };
        let private = stub.len();
        place(&mut stub, &start, private)?;
        stub.extend(table.get(dict.private.clone())?);
        // An empty list of subroutines, where the private part looks for it.
        let behind = dict.subroutines.at.is_empty() || dict.subroutines.at.start == dict.private.end;
        behind.then(|| stub.extend([0, 0]))?;
    }
    Some(stub)
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
