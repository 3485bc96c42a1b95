//! How much of a workbook is taken, and what is looked at before its reader is let at it.
//!
//! A small file can inflate to any size, and what it says of its own sizes may be a lie. So what the reader holds
//! whole is inflated and counted first.

use std::io::Read;

use zip::ZipArchive;

use super::content::Tables;
use super::merged::Area;
use super::padded::{Padded, Widths};
use super::scan::{attribute, each_tag, name};
use super::source::Source;
use super::{Fault, fault};

/// How many parts a workbook may have; Excel writes some dozens, and one for each picture.
const PARTS: usize = 1 << 16;

/// The longest list of shared texts that is taken, inflated. The reader holds it whole, in about twice that
/// memory; a sheet of 100,000 rows and 28 columns has one of 60 MB.
const TEXTS: u64 = 1 << 28;

/// The longest other part that the reader holds: formats, theme, relations, names of sheets. Excel's own limit of
/// 64,000 formats comes to 10 MB.
const OTHERS: u64 = 1 << 24;

/// The longest sheet that is read, inflated: Excel's last row with a hundred columns in each.
const SHEET: u64 = 1 << 32;

/// How much the cells of a sheet that is held whole may come to, in bytes: a million rows of eight columns.
pub(super) const HELD: u64 = 1 << 29;

/// How many cells the area of a sheet that is held whole may have; a blank one counts.
pub(super) const AREA: u64 = 1 << 23;

/// The longest text of one cell in its file, with the formats of its parts.
const CELL: u64 = 1 << 22;

/// How many areas merged downwards are heeded.
const MERGED: usize = 100_000;

/// The fault of what is beyond a limit.
pub(super) fn too_much() -> Fault {
    Fault::new(
        "this workbook is too large when unpacked, so it is not read: it may be made to harm",
        "工作簿解压后过大，可能是恶意构造的文件，不予读取",
    )
    .hint(
        "if it is genuine, split it into several workbooks or save the sheet as CSV",
        "如确系正常数据，请拆分为多个工作簿，或将工作表另存为 CSV",
    )
}

/// The fault of a sheet that is held whole and too large for that.
pub(super) fn too_large_to_hold() -> Fault {
    Fault::new("this sheet is too large for its format to be read at once", "工作表过大，该格式无法一次读入")
        .hint(
            "save it as `.xlsx`, which is read row by row, or as CSV",
            "请另存为逐行读取的 `.xlsx`，或另存为 CSV",
        )
}

/// The parts of a workbook that is a zip archive.
pub(super) struct Parts<'a>(ZipArchive<&'a mut Source>);

/// What was seen of a sheet before it is read.
#[derive(Default)]
pub(super) struct Seen {
    /// How many rows it has.
    pub(super) rows: u64,
    /// The row, counted from 0, in which the sheet breaks off: it begins and does not end.
    pub(super) open: Option<u32>,
    /// How many of them are hidden and have cells.
    pub(super) hidden: u64,
    /// Whether anything stands in it.
    pub(super) has_cells: bool,
    /// The areas that are merged downwards: first row, last row, column, counted from 0.
    pub(super) merged: Vec<Area>,
    /// The cells whose numbers are shown with noughts before them.
    pub(super) padded: Padded,
}

impl<'a> Parts<'a> {
    /// Reads which parts there are.
    pub(super) fn open(source: &'a mut Source) -> Result<Self, Fault> {
        let archive = ZipArchive::new(source).map_err(|_| fault::damaged_zip())?;
        if archive.len() > PARTS { Err(too_much()) } else { Ok(Self(archive)) }
    }

    /// Whether there is a part of that name, in whatever case.
    pub(super) fn has(&self, part: &str) -> bool {
        self.named(part).is_some()
    }

    fn named(&self, part: &str) -> Option<usize> {
        let same = |name: &[u8]| {
            name.len() == part.len()
                && name.iter().zip(part.bytes()).all(|(&one, other)| {
                    let one = if one == b'\\' { b'/' } else { one };
                    one.eq_ignore_ascii_case(&other)
                })
        };
        self.0.file_names_raw().position(same)
    }

    /// A small part as text.
    pub(super) fn text(&mut self, part: &str) -> Option<String> {
        let at = self.named(part)?;
        let mut text = String::new();
        self.0.by_index(at).ok()?.take(OTHERS).read_to_string(&mut text).ok()?;
        Some(text.trim_start_matches('\u{feff}').to_string())
    }

    /// The content of an ods, where it is short enough to be held beside what its reader holds.
    pub(super) fn content(&mut self) -> Option<Vec<u8>> {
        let (at, mut bytes) = (self.named("content.xml")?, Vec::new());
        self.0.by_index(at).ok()?.take(TEXTS + 1).read_to_end(&mut bytes).ok()?;
        Some(bytes).filter(|bytes| bytes.len() as u64 <= TEXTS)
    }

    /// Counts what the reader of an xlsx will hold, whatever the archive says of it.
    pub(super) fn count_held(&mut self) -> Result<(), Fault> {
        for at in 0..self.0.len() {
            let Ok(mut part) = self.0.by_index(at) else { continue };
            let path = String::from_utf8_lossy(part.name_raw()).to_ascii_lowercase();
            let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
            let texts = file == "sharedstrings.xml";
            let others = file.ends_with(".rels")
                || file.starts_with("theme")
                || file == "styles.xml"
                || (file.starts_with("workbook") && file.ends_with(".xml"));
            if !texts && !others {
                continue;
            }
            let limit = if texts { TEXTS } else { OTHERS };
            let mut start = [0; 1024];
            let got = filled(&mut part, &mut start);
            // What cannot be inflated is the reader's to tell.
            let rest = std::io::copy(&mut part.take(limit), &mut std::io::sink()).unwrap_or_default();
            let length = got as u64 + rest;
            if length > limit {
                return Err(too_much());
            }
            if texts && promised(&start[..got]) > length {
                return Err(fault::damaged_zip());
            }
        }
        Ok(())
    }

    /// Whether anything stands in a sheet of an xlsx that is not read; no more of it is looked at than needed.
    pub(super) fn has_cells(&mut self, path: &str) -> bool {
        let Some(part) = self.named(path).and_then(|at| self.0.by_index(at).ok()) else { return false };
        let mut found = false;
        let looked = each_tag(part.take(OTHERS), |_, tag| {
            found = matches!(name(tag), (false, b"v" | b"is" | b"f"));
            // An error ends the look.
            if found { Err(too_much()) } else { Ok(()) }
        });
        found || looked.is_err()
    }

    /// Looks through a sheet of an xlsx.
    pub(super) fn look_at(&mut self, path: &str, widths: &Widths) -> Result<Seen, Fault> {
        let mut seen = Seen::default();
        let Some(at) = self.named(path) else { return Ok(seen) };
        let Ok(part) = self.0.by_index(at) else { return Ok(seen) };
        let (mut whole, mut cell, mut within, mut hidden) = (0, 0, false, false);
        each_tag(part, |text, tag| {
            let length = (text + tag.len() + 2) as u64;
            whole += length;
            cell = if within { cell + length } else { 0 };
            if whole > SHEET || cell > CELL {
                return Err(too_much());
            }
            if !widths.is_empty() {
                seen.padded.tag(tag, widths)?;
            }
            match name(tag) {
                (false, b"c") => (cell, within) = (0, !tag.ends_with(b"/")),
                (true, b"c") => within = false,
                (true, b"row") => seen.open = None,
                (false, b"row") => {
                    let number = attribute(tag, " r=").and_then(|number| number.parse().ok());
                    let number: u64 = number.unwrap_or(seen.rows + 1);
                    let open = u32::try_from(number.saturating_sub(1)).ok();
                    seen.open = open.filter(|_| !tag.ends_with(b"/"));
                    seen.rows += 1;
                    hidden = matches!(attribute(tag, " hidden="), Some("1" | "true"));
                }
                (false, b"v" | b"is" | b"f") => {
                    seen.has_cells = true;
                    seen.hidden += u64::from(std::mem::take(&mut hidden));
                }
                (false, b"mergeCell") => seen.merged.extend(attribute(tag, " ref=").and_then(downwards)),
                _ => {}
            }
            if seen.merged.len() > MERGED { Err(too_much()) } else { Ok(()) }
        })?;
        Ok(seen)
    }

    /// Looks through the sheets of an ods; answers with what was seen of each.
    pub(super) fn look_at_content(&mut self) -> Result<Tables, Fault> {
        let mut tables = Tables::default();
        let Some(at) = self.named("content.xml") else { return Ok(tables) };
        let Ok(part) = self.0.by_index(at) else { return Ok(tables) };
        each_tag(part, |text, tag| tables.tag(text, tag))?;
        Ok(tables)
    }
}

/// Fills a buffer as far as there is something.
fn filled(part: &mut impl Read, buffer: &mut [u8]) -> usize {
    let mut filled = 0;
    while filled < buffer.len() {
        match part.read(&mut buffer[filled..]) {
            Ok(0) | Err(_) => break,
            Ok(read) => filled += read,
        }
    }
    filled
}

/// How many bytes the texts need at the least that a list promises; the reader makes room for them unseen.
fn promised(start: &[u8]) -> u64 {
    let shortest = "<si/>".len() as u64;
    let count = attribute(start, " uniqueCount=").and_then(|count| count.parse::<u64>().ok());
    count.unwrap_or_default().saturating_mul(shortest)
}

/// The rows and the first column of an area such as `A2:B5`, where it goes over more than one row.
fn downwards(area: &str) -> Option<Area> {
    let (first, last) = area.split_once(':')?;
    let ((first, column), (last, _)) = (place(first)?, place(last)?);
    (first < last).then_some((first, last, column))
}

/// The row and column of a cell such as `B5`, counted from 0.
pub(super) fn place(cell: &str) -> Option<(u32, u32)> {
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = cell.split_at(letters);
    let add = |sum: u32, byte: u8| {
        sum.checked_mul(26)?.checked_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)
    };
    let column = column.bytes().try_fold(0, add)?;
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}
