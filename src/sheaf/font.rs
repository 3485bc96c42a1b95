//! Read a letter's font: a subset with codes of two bytes, which are the numbers of its glyphs.

use super::fault::{Faulty, odd};
use super::lex::{entries, entry, items, number, reference};
use super::packed::unpacked;
use super::source::{Body, Source};

/// How a font's outlines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlines {
    /// CFF.
    Compact,
    /// `glyf`.
    TrueType,
}

/// What a face says of itself in each letter alike.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Descriptor {
    /// Its name, without the letters of the subset.
    pub(super) name: Box<[u8]>,
    /// The entries that do not depend on the subset, as they stand.
    pub(super) entries: Box<[u8]>,
}

/// A letter's font.
#[derive(Debug)]
pub(super) struct Font<'a> {
    pub(super) outlines: Outlines,
    pub(super) descriptor: Descriptor,
    /// The bounds of all its outlines: left, bottom, right, top, in thousandths of the size.
    pub(super) bbox: [f64; 4],
    widths: &'a [u8],
    program: Body<'a>,
    /// What its codes stand for: the object's number, and its bytes.
    pub(super) unicode: u32,
    texts: &'a [u8],
}

impl<'a> Font<'a> {
    pub(super) fn read(source: &Source<'a>, number: u32) -> Faulty<Self> {
        let font = source.object(number)?.value;
        let missing = || odd("a font lacks an entry");
        let name = |dict: &'a [u8], key: &[u8]| entry(dict, key)?.ok_or_else(missing);
        let body = |dict: &'a [u8], key: &[u8]| {
            source.object(entry(dict, key)?.and_then(reference).ok_or_else(missing)?)
        };
        if name(font, b"Subtype")? != b"/Type0" || name(font, b"Encoding")? != b"/Identity-H" {
            return Err(odd("a font is of another type"));
        }
        let descendants = items(source.resolved(name(font, b"DescendantFonts")?)?)?;
        let [descendant] = descendants[..] else { return Err(missing()) };
        let descendant = source.resolved(descendant)?;
        let described = body(descendant, b"FontDescriptor")?.value;
        let outlines = match entry(described, b"FontFile3")? {
            Some(_) => Outlines::Compact,
            None if entry(descendant, b"CIDToGIDMap")? == Some(b"/Identity") => Outlines::TrueType,
            None => return Err(odd("a font is of another type")),
        };
        let file: &[u8] = if outlines == Outlines::Compact { b"FontFile3" } else { b"FontFile2" };
        let widths = source.resolved(name(descendant, b"W")?)?;
        if !matches!(entry(descendant, b"DW")?, Some(b"0")) {
            return Err(odd("a font has another default width"));
        }
        let sides = items(source.resolved(name(described, b"FontBBox")?)?)?;
        let unicode = entry(font, b"ToUnicode")?.and_then(reference).ok_or_else(missing)?;
        let mut bbox = [0.0; 4];
        for (side, text) in bbox.iter_mut().zip(sides) {
            *side = self::number(text)?;
        }
        Ok(Self {
            outlines,
            descriptor: Descriptor {
                name: untagged(name(descendant, b"BaseFont")?).into(),
                entries: lasting(described)?.into(),
            },
            bbox,
            widths,
            program: body(described, file)?,
            unicode,
            texts: source.object(unicode)?.stream.unwrap_or_default(),
        })
    }

    /// What tells this subset from all others.
    pub(super) fn parts(&self) -> [&[u8]; 4] {
        [&self.descriptor.name, self.widths, self.texts, self.program.stream.unwrap_or_default()]
    }

    /// The font program.
    pub(super) fn program(&self) -> Faulty<Vec<u8>> {
        unpacked(&self.program)
    }

    /// The widths of its glyphs.
    pub(super) fn widths(&self) -> Faulty<Widths<'a>> {
        Ok(Widths(runs(self.widths)?))
    }
}

/// The widths of a font's glyphs, as they were written: runs of one width, in order of glyph.
pub(super) struct Widths<'a>(Vec<(u16, u16, &'a [u8])>);

impl<'a> Widths<'a> {
    /// The width of a glyph.
    pub(super) fn of(&self, glyph: u16) -> &'a [u8] {
        let run = self.0.partition_point(|(_, last, _)| *last < glyph);
        self.0.get(run).filter(|(first, ..)| *first <= glyph).map_or(b"0", |(_, _, width)| width)
    }
}

/// A name without its solidus and the letters of the subset.
fn untagged(name: &[u8]) -> &[u8] {
    let name = name.strip_prefix(b"/").unwrap_or(name);
    match name.iter().position(|byte| *byte == b'+') {
        Some(6) => &name[7..],
        _ => name,
    }
}

/// The entries of a descriptor that do not depend on the subset.
fn lasting(described: &[u8]) -> Faulty<Vec<u8>> {
    let mut kept = Vec::new();
    entries(described, |key, value| {
        match key {
            b"Type" | b"FontName" | b"FontBBox" | b"CIDSet" | b"FontFile2" | b"FontFile3" => {}
            _ if reference(value).is_some() => return Err(odd("a font says something of its own")),
            _ => write_entry(key, value, &mut kept),
        }
        Ok(())
    })?;
    Ok(kept)
}

/// Writes an entry of a dictionary.
pub(super) fn write_entry(key: &[u8], value: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    out.extend(key);
    if value.first().is_some_and(|first| first.is_ascii_alphanumeric() || matches!(first, b'-' | b'+' | b'.'))
    {
        out.push(b' ');
    }
    out.extend(value);
}

/// The runs of glyphs of one width, in order of glyph: the first, the last, the width.
fn runs(widths: &[u8]) -> Faulty<Vec<(u16, u16, &[u8])>> {
    let mut runs = Vec::new();
    let mut items = items(widths)?.into_iter();
    while let Some(first) = items.next() {
        let first: u16 = number(first)?;
        let next = items.next().ok_or_else(|| odd("a width is missing"))?;
        if next.starts_with(b"[") {
            for (at, width) in (first..).zip(self::items(next)?) {
                runs.push((at, at, width));
            }
        } else {
            runs.push((first, number(next)?, items.next().ok_or_else(|| odd("a width is missing"))?));
        }
    }
    runs.sort_by_key(|(first, ..)| *first);
    Ok(runs)
}
