//! The wrapping of an xls, as far as it must be known before its reader is let at it.
//!
//! The reader makes room for the area that the cells of each sheet span, and two cells far apart span very much. So
//! the records are walked first. The form is [MS-CFB], the records are those of [MS-XLS].

use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};

use super::guard::{AREA, too_large_to_hold, too_much};
use super::source::Source;
use super::{Fault, fault};

/// The largest file that is taken: the reader holds it whole beside its cells. The form ends at 65,536 rows a sheet.
const LARGEST: u64 = 1 << 28;

/// Streams shorter than this lie in short sectors.
const SHORT: u64 = 4096;

/// Marks of no sector: the end of a chain and all above it.
const LAST: u32 = 0xFFFF_FFFA;

/// The records that hold a cell, and begin with its row and column (2.4 in [MS-XLS]): FORMULA, MULRK, RSTRING,
/// LABELSST, NUMBER, LABEL, BOOLERR, RK.
const CELLS: [u16; 8] = [0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];

/// Looks whether the file is an xls that can be held, and not a locked workbook in the same wrapping.
pub(super) fn look_at(source: &mut Source) -> Result<(), Fault> {
    let cannot = |error: std::io::Error| fault::cannot_open(&error);
    let mut bytes = Vec::new();
    source.seek(SeekFrom::Start(0)).map_err(cannot)?;
    source.by_ref().take(LARGEST + 1).read_to_end(&mut bytes).map_err(cannot)?;
    source.rewind().map_err(cannot)?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_much());
    }
    let wrapping = Wrapping::read(&bytes).ok_or_else(fault::damaged_ole)?;
    if wrapping.entry("EncryptedPackage").is_some() {
        return Err(fault::locked());
    }
    let stream = wrapping.entry("Workbook").or_else(|| wrapping.entry("Book"));
    let stream = wrapping.stream(stream.ok_or_else(fault::no_sheets)?).ok_or_else(fault::damaged_ole)?;
    walk(&stream)
}

/// Follows the records and adds up what the cells span.
fn walk(stream: &[u8]) -> Result<(), Fault> {
    let (mut rest, mut whole) = (stream, 0_u64);
    // Where the parts of the stream begin, and where its sheets are said to.
    let (mut begins, mut sheets) = (BTreeSet::new(), BTreeSet::new());
    // First row, last row, first column, last column of a sheet.
    let mut span: Option<[u64; 4]> = None;
    while let Some((head, behind)) = rest.split_at_checked(4) {
        let (record, length) = (short(head, 0), usize::from(short(head, 2)));
        let Some((data, behind)) = behind.split_at_checked(length) else { break };
        let at = stream.len() - rest.len();
        rest = behind;
        match record {
            // DIMENSIONS: the reader makes room for what it says.
            0x0200 if data.len() >= 14 => {
                let [first, last] = [0, 4].map(|at| u64::from(long(data, at)));
                let [left, right] = [8, 10].map(|at| u64::from(short(data, at)));
                whole = whole
                    .saturating_add((last.saturating_sub(first)).saturating_mul(right.saturating_sub(left)));
            }
            // BOF, the beginning of a sheet or of a chart in it.
            0x0809 => {
                begins.insert(at);
                span = None;
            }
            // BOUNDSHEET: a sheet that is told twice would be held twice.
            0x0085 if !sheets.insert(long(data, 0) as usize) => return Err(fault::damaged_ole()),
            _ if CELLS.contains(&record) && data.len() >= 4 => {
                let (row, column) = (u64::from(short(data, 0)), u64::from(short(data, 2)));
                let right = if record == 0x00BD { u64::from(short(data, data.len() - 2)) } else { column };
                let [top, bottom, left, old] = span.unwrap_or([row, row, column, column]);
                let new = [top.min(row), bottom.max(row), left.min(column), old.max(right)];
                whole = whole.saturating_add(area(new) - span.map_or(0, area));
                span = Some(new);
            }
            _ => {}
        }
        if whole > 2 * AREA {
            return Err(too_large_to_hold());
        }
    }
    if sheets.is_subset(&begins) { Ok(()) } else { Err(fault::damaged_ole()) }
}

fn area([top, bottom, left, right]: [u64; 4]) -> u64 {
    (bottom - top + 1) * (right.saturating_sub(left) + 1)
}

/// The file as sectors in chains.
struct Wrapping<'a> {
    bytes: &'a [u8],
    sector: usize,
    chains: Vec<u32>,
    directory: Vec<u8>,
    /// The stream that holds the short streams, in sectors of their own, and the chains of those.
    short: Vec<u8>,
    short_chains: Vec<u32>,
}

/// A stream: its first sector and its length.
#[derive(Clone, Copy)]
struct Entry {
    first: u32,
    length: u64,
}

impl<'a> Wrapping<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let header = bytes.get(..512)?;
        let shift = short(header, 30);
        let sector = (9..=12).contains(&shift).then(|| 1 << shift)?;
        let mut wrapping = Self {
            bytes,
            sector,
            chains: Vec::new(),
            directory: Vec::new(),
            short: Vec::new(),
            short_chains: Vec::new(),
        };
        // Which sectors hold the table of chains: the first 109 stand in the header, the others in a chain of theirs.
        let mut tables: Vec<u32> = (0..109).map(|at| long(header, 76 + 4 * at)).collect();
        let mut next = long(header, 68);
        while next < LAST && tables.len() <= bytes.len() / 4 {
            let list = wrapping.at(next)?;
            let count = list.len() / 4 - 1;
            tables.extend((0..count).map(|at| long(list, 4 * at)));
            next = long(list, 4 * count);
        }
        for table in tables.into_iter().filter(|&table| table < LAST) {
            let table = wrapping.at(table)?;
            wrapping.chains.extend((0..table.len() / 4).map(|at| long(table, 4 * at)));
            if wrapping.chains.len() > bytes.len() {
                return None;
            }
        }
        wrapping.directory = wrapping.chain(long(header, 48))?;
        wrapping.short = wrapping.chain(long(&wrapping.directory, 116))?;
        let chains = wrapping.chain(long(header, 60))?;
        wrapping.short_chains = (0..chains.len() / 4).map(|at| long(&chains, 4 * at)).collect();
        Some(wrapping)
    }

    /// A sector; the last one of a file may be short.
    fn at(&self, sector: u32) -> Option<&'a [u8]> {
        let from = (sector as usize).checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(from..)?;
        Some(&rest[..rest.len().min(self.sector)]).filter(|sector| sector.len() >= 8)
    }

    /// The bytes of a chain of sectors; never more than the file has, so that a ring ends.
    fn chain(&self, first: u32) -> Option<Vec<u8>> {
        let (mut bytes, mut next) = (Vec::new(), first);
        while next < LAST {
            bytes.extend_from_slice(self.at(next)?);
            if bytes.len() > self.bytes.len() {
                return None;
            }
            next = *self.chains.get(next as usize)?;
        }
        Some(bytes)
    }

    /// The stream of a name.
    fn entry(&self, name: &str) -> Option<Entry> {
        let wide: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let found = self.directory.chunks_exact(128).find(|entry| entry.starts_with(&wide))?;
        Some(Entry { first: long(found, 116), length: u64::from(long(found, 120)) })
    }

    /// The bytes of a stream.
    fn stream(&self, entry: Entry) -> Option<Vec<u8>> {
        if entry.length >= SHORT {
            return self.chain(entry.first);
        }
        let (mut bytes, mut next) = (Vec::new(), entry.first);
        while next < LAST && bytes.len() as u64 <= SHORT {
            let from = next as usize * 64;
            bytes.extend_from_slice(self.short.get(from..)?.get(..64)?);
            next = *self.short_chains.get(next as usize)?;
        }
        Some(bytes)
    }
}

fn short(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|two| two.try_into().ok()).map_or(0, u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(u32::MAX, u32::from_le_bytes)
}
