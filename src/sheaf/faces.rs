//! Unite the subset fonts of letters: one font for each face, which holds every glyph that some letter prints.
//!
//! A letter's subset numbers its glyphs from 1 on, so that the same code is another glyph in each letter. Here a glyph is
//! known by its outline and width, and the first letter that brings it gives it its number. Letters keep their codes, and
//! with them their pages byte for byte: beside the one font of outlines stands, for each letter's subset, what its codes
//! are there, and what text they stand for.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::codes;
use super::compact;
use super::fault::{Faulty, odd};
use super::font::{self, Descriptor, Outlines};
use super::known::{Known, glance};
use super::packed::packed_hard;
use super::rewrite::write_reference;
use super::sink::Sink;
use super::truetype;

/// How many glyphs a font may have: its codes have two bytes. Further ones begin a second font of the face.
const MOST: usize = 65_000;

/// How many fonts of letters are remembered at a glance.
const MET: usize = 1 << 16;

/// The fonts of a file.
#[derive(Default)]
pub(super) struct Faces {
    all: Vec<Face>,
    /// The face that takes further glyphs, by what tells faces apart.
    open: HashMap<Key, usize>,
    /// Fonts of letters that were met, at a glance. Most of them never come again, and are not worth a longer look.
    met: HashSet<u64>,
    /// Those that came again, with the fonts that stand for them: those of fixed words are the same from letter to letter.
    known: Known,
}

/// What tells faces apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    descriptor: Descriptor,
    top: Top,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Top {
    Compact(compact::Top),
    TrueType(truetype::Top),
}

/// A glyph as faces know it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Glyph<'g> {
    outline: Outline<'g>,
    /// Its width, in thousandths of the size, as it was written.
    width: Cow<'g, [u8]>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Outline<'g> {
    Compact { dict: u8, program: Cow<'g, [u8]> },
    TrueType(truetype::Glyph),
}

impl Glyph<'_> {
    fn kept(self) -> Glyph<'static> {
        let outline = match self.outline {
            Outline::Compact { dict, program } => {
                Outline::Compact { dict, program: program.into_owned().into() }
            }
            Outline::TrueType(glyph) => Outline::TrueType(glyph),
        };
        Glyph { outline, width: self.width.into_owned().into() }
    }

    /// Where it is looked for among the known.
    fn key(&self) -> u64 {
        let mut hash = DefaultHasher::new();
        self.hash(&mut hash);
        hash.finish()
    }
}

struct Face {
    key: Key,
    /// The letters by which its name differs from those of other fonts of the face.
    tag: [u8; 6],
    /// The name of the program, where it tells one.
    program_name: Box<[u8]>,
    numbers: Numbers,
    /// The dictionaries of its glyphs, where outlines are compact.
    shared: Vec<compact::Shared>,
    maxima: Vec<u16>,
    bbox: [f64; 4],
    glyphs: Vec<Glyph<'static>>,
    /// The numbers of glyphs by their keys; where a key is another glyph's already, by the next that is free.
    known: HashMap<u64, u16>,
}

/// The objects of a united font.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    descendant: u32,
    descriptor: u32,
    set: u32,
    program: u32,
}

impl Faces {
    /// The font that stands for a letter's, where that is known.
    pub(super) fn known(&self, font: &font::Font<'_>) -> Option<u32> {
        self.known.find(&font.parts())
    }

    /// Takes a letter's font, and tells the one that stands for it; `unicode` is what its codes stand for.
    pub(super) fn unite(&mut self, font: &font::Font<'_>, unicode: u32, sink: &mut Sink) -> Faulty<u32> {
        let program = font.program()?;
        let (face, glyphs) = match font.outlines {
            Outlines::Compact => self.compact(font, &program, sink)?,
            Outlines::TrueType => self.true_type(font, &program, sink)?,
        };
        let (name, map) = codes::write(&glyphs);
        let (number, encoding) = (sink.reserve(), sink.reserve());
        let entries = format!(
            "/Type/CMap/CMapName/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>\
             /Filter/FlateDecode"
        );
        sink.stream_to_pack(encoding, entries.as_bytes(), map)?;
        let mut value = b"<</Type/Font/Subtype/Type0/BaseFont/".to_vec();
        value.extend(&self.all[face].name());
        if font.outlines == Outlines::Compact {
            value.push(b'-');
            value.extend(name.bytes());
        }
        value.extend(b"/Encoding ");
        write_reference(encoding, &mut value);
        value.extend(b"/DescendantFonts[");
        write_reference(self.all[face].numbers.descendant, &mut value);
        value.extend(b"]/ToUnicode ");
        write_reference(unicode, &mut value);
        value.extend(b">>");
        sink.object(number, &value)?;
        if self.met.len() == MET {
            self.met.clear();
        }
        if !self.met.insert(glance(&font.parts())) {
            self.known.remember(&font.parts(), number);
        }
        Ok(number)
    }

    fn compact(
        &mut self,
        font: &font::Font<'_>,
        program: &[u8],
        sink: &mut Sink,
    ) -> Faulty<(usize, Vec<u16>)> {
        let subset = compact::Subset::read(program)?;
        let key = Key { descriptor: font.descriptor.clone(), top: Top::Compact(subset.top()) };
        let at = self.face(key, subset.glyphs(), compact::name(program), sink);
        let face = &mut self.all[at];
        let dicts: Vec<u8> =
            subset.shared()?.into_iter().map(|shared| face.dict(shared)).collect::<Faulty<_>>()?;
        let (mut glyphs, widths) = (Vec::with_capacity(subset.glyphs()), font.widths()?);
        for glyph in 0..subset.glyphs() as u16 {
            let dict = dicts.get(usize::from(subset.dict(glyph)?));
            let dict = *dict.ok_or_else(|| odd("a glyph is missing"))?;
            let outline = Outline::Compact { dict, program: subset.program(glyph)?.into() };
            glyphs.push(face.glyph(outline, widths.of(glyph)));
        }
        face.widen(font.bbox);
        Ok((at, glyphs))
    }

    fn true_type(
        &mut self,
        font: &font::Font<'_>,
        program: &[u8],
        sink: &mut Sink,
    ) -> Faulty<(usize, Vec<u16>)> {
        let subset = truetype::Subset::read(program)?;
        let key = Key { descriptor: font.descriptor.clone(), top: Top::TrueType(subset.top().clone()) };
        let at = self.face(key, subset.glyphs(), b"", sink);
        let face = &mut self.all[at];
        for (at, most) in subset.maxima().iter().enumerate() {
            match face.maxima.get_mut(at) {
                Some(before) => *before = (*before).max(*most),
                None => face.maxima.push(*most),
            }
        }
        let (mut parts, widths) = (vec![None; subset.glyphs()], font.widths()?);
        for glyph in 0..subset.glyphs() as u16 {
            part(&subset, glyph, 0, &mut parts, &mut |glyph, outline| face.glyph(outline, widths.of(glyph)))?;
        }
        face.widen(font.bbox);
        Ok((at, parts.into_iter().map(Option::unwrap_or_default).collect()))
    }

    /// The face of a key that has room for so many more glyphs.
    fn face(&mut self, key: Key, more: usize, name: &[u8], sink: &mut Sink) -> usize {
        let open = self.open.get(&key).copied().filter(|at| self.all[*at].glyphs.len() + more < MOST);
        open.unwrap_or_else(|| {
            let mut next = || sink.reserve();
            let numbers = Numbers { descendant: next(), descriptor: next(), set: next(), program: next() };
            self.all.push(Face {
                tag: tag(self.all.len()),
                key: key.clone(),
                program_name: name.into(),
                numbers,
                shared: Vec::new(),
                maxima: Vec::new(),
                bbox: [f64::MAX, f64::MAX, f64::MIN, f64::MIN],
                glyphs: Vec::new(),
                known: HashMap::new(),
            });
            self.open.insert(key, self.all.len() - 1);
            self.all.len() - 1
        })
    }

    /// Writes every font.
    pub(super) fn finish(self, sink: &mut Sink, sets: bool) -> Faulty<()> {
        self.all.iter().try_for_each(|face| face.write(sink, sets))
    }
}

/// The number of a glyph that may be a part of others, those of its own parts first.
fn part(
    subset: &truetype::Subset<'_>,
    glyph: u16,
    depth: usize,
    parts: &mut [Option<u16>],
    number: &mut dyn FnMut(u16, Outline<'static>) -> u16,
) -> Faulty<u16> {
    let place = usize::from(glyph);
    match parts.get(place) {
        Some(Some(known)) => return Ok(*known),
        Some(None) if depth <= truetype::DEEPEST => {}
        _ => return Err(odd("a glyph is missing")),
    }
    let read = subset.glyph(glyph, &mut |other| part(subset, other, depth + 1, parts, number))?;
    let own = number(glyph, Outline::TrueType(read));
    parts[place] = Some(own);
    Ok(own)
}

impl Face {
    /// The number of a dictionary.
    fn dict(&mut self, shared: compact::Shared) -> Faulty<u8> {
        let known = self.shared.iter().position(|known| *known == shared);
        let at = known.unwrap_or_else(|| {
            self.shared.push(shared);
            self.shared.len() - 1
        });
        u8::try_from(at).map_err(|_| odd("a face has too many dictionaries"))
    }

    /// The number of a glyph, a new one where it is new.
    fn glyph(&mut self, outline: Outline<'_>, width: &[u8]) -> u16 {
        let glyph = Glyph { outline, width: width.into() };
        let mut key = glyph.key();
        while let Some(number) = self.known.get(&key) {
            if self.glyphs[usize::from(*number)] == glyph {
                return *number;
            }
            key = key.wrapping_add(1);
        }
        let number = self.glyphs.len() as u16;
        self.glyphs.push(glyph.kept());
        self.known.insert(key, number);
        number
    }

    /// The font's name.
    fn name(&self) -> Vec<u8> {
        [&self.tag[..], b"+", &self.key.descriptor.name].concat()
    }

    /// Makes the bounds of all outlines hold these, too.
    fn widen(&mut self, [left, bottom, right, top]: [f64; 4]) {
        let [own_left, own_bottom, own_right, own_top] = self.bbox;
        self.bbox = [own_left.min(left), own_bottom.min(bottom), own_right.max(right), own_top.max(top)];
    }

    fn program(&self) -> Vec<u8> {
        match &self.key.top {
            Top::Compact(top) => {
                let glyphs = self.glyphs.iter().filter_map(|glyph| match &glyph.outline {
                    Outline::Compact { dict, program } => Some((*dict, &**program)),
                    Outline::TrueType(_) => None,
                });
                let glyphs: Vec<_> = glyphs.collect();
                compact::write(&self.program_name, top, &self.shared, glyphs.into_iter())
            }
            Top::TrueType(top) => {
                let glyphs = self.glyphs.iter().filter_map(|glyph| match &glyph.outline {
                    Outline::TrueType(glyph) => Some(glyph),
                    Outline::Compact { .. } => None,
                });
                truetype::write(
                    top,
                    &self.maxima,
                    &glyphs.collect::<Vec<_>>(),
                    self.bbox.map(|side| side as i16),
                )
            }
        }
    }

    fn write(&self, sink: &mut Sink, sets: bool) -> Faulty<()> {
        let Numbers { descendant, descriptor, set, program } = self.numbers;
        let is_compact = matches!(self.key.top, Top::Compact(_));
        let (bytes, name) = (self.program(), self.name());
        sink.object(descendant, &self.descendant(&name, is_compact))?;
        sink.object(descriptor, &self.descriptor(&name, is_compact, sets))?;
        if sets {
            let mut all = vec![0xFF; self.glyphs.len() / 8];
            if !self.glyphs.len().is_multiple_of(8) {
                all.push(!(0xFF >> (self.glyphs.len() % 8)));
            }
            sink.stream(set, b"/Filter/FlateDecode", &packed_hard(&all)?)?;
        }
        let entries = match is_compact {
            true => "/Subtype/CIDFontType0C/Filter/FlateDecode".to_string(),
            false => format!("/Length1 {}/Filter/FlateDecode", bytes.len()),
        };
        sink.stream(program, entries.as_bytes(), &packed_hard(&bytes)?)
    }

    fn descendant(&self, name: &[u8], is_compact: bool) -> Vec<u8> {
        let mut value = b"<</Type/Font/Subtype/CIDFontType".to_vec();
        value.extend(if is_compact { b"0" } else { b"2" });
        value.extend(b"/BaseFont/");
        value.extend(name);
        value.extend(b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ");
        write_reference(self.numbers.descriptor, &mut value);
        if !is_compact {
            value.extend(b"/CIDToGIDMap/Identity");
        }
        value.extend(b"/DW 0/W[");
        let mut first = 0;
        for run in self.glyphs.chunk_by(|one, next| one.width == next.width) {
            let end = first + run.len();
            if *run[0].width != *b"0" {
                value.extend(format!("{first} {} ", end - 1).bytes());
                value.extend(&*run[0].width);
                value.push(b' ');
            }
            first = end;
        }
        value.extend(b"]>>");
        value
    }

    fn descriptor(&self, name: &[u8], is_compact: bool, sets: bool) -> Vec<u8> {
        let mut value = b"<</Type/FontDescriptor/FontName/".to_vec();
        value.extend(name);
        let [left, bottom, right, top] = self.bbox;
        value.extend(format!("/FontBBox[{left} {bottom} {right} {top}]").bytes());
        value.extend(&*self.key.descriptor.entries);
        if sets {
            value.extend(b"/CIDSet ");
            write_reference(self.numbers.set, &mut value);
        }
        value.extend(if is_compact { &b"/FontFile3 "[..] } else { b"/FontFile2 " });
        write_reference(self.numbers.program, &mut value);
        value.extend(b">>");
        value
    }
}

/// The six letters that tell a subset from others, out of its ordinal.
fn tag(ordinal: usize) -> [u8; 6] {
    let mut rest = ordinal;
    let mut tag = *b"HANAAA";
    for letter in tag[3..].iter_mut().rev() {
        *letter = b'A' + (rest % 26) as u8;
        rest /= 26;
    }
    tag
}
