//! Read the pages of a Parquet column within bounds: a page says itself how large it is, and may lie.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use parquet::basic::Compression;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, Length, SerializedPageReader};

use super::kept::Kept;

/// The longest page, unpacked. Writers make pages of 1 MiB, and DuckDB's stay below 100 MB.
const LONGEST_PAGE: u64 = 128 << 20;

/// How much all pages that are open at once may take.
const MOST_OPEN: u64 = 512 << 20;

/// How many values a page of a list may hold: all levels of a row are taken into memory at once.
const MOST_LISTED: u64 = 4 << 20;

/// How many values of lists may be taken into memory with one batch of rows.
const MOST_IN_BATCH: u64 = 16 << 20;

/// How many bytes a byte of gzip may become.
const GZIP_RATIO: u64 = 1032;

/// What all columns of a file share: how much of it is in memory.
#[derive(Debug, Default)]
pub(super) struct Held {
    bytes: AtomicU64,
    listed: AtomicU64,
}

impl Held {
    /// Begins a batch of rows.
    pub(super) fn begin_batch(&self) {
        self.listed.store(0, Ordering::Relaxed);
    }
}

/// The pages of one column of one row group.
pub(super) fn pages(
    file: &Kept,
    column: &ColumnChunkMetaData,
    rows: usize,
    held: &Arc<Held>,
) -> Result<Box<dyn PageReader>> {
    if column.data_page_offset() < 0
        || column.dictionary_page_offset().is_some_and(|at| at < 0)
        || column.compressed_size() < 0
    {
        return Err(too_much("a column that begins before the file"));
    }
    let gzip = matches!(column.compression(), Compression::GZIP(_));
    let chunk = Arc::new(Chunk { file: file.clone(), gzip });
    let within = SerializedPageReader::new(chunk, column, rows, None)?;
    let listed = column.column_descr().max_rep_level() > 0;
    Ok(Box::new(Pages { within, listed, dictionary: 0, page: 0, held: Arc::clone(held) }))
}

/// A file of which only pages of bounded length are read.
struct Chunk {
    file: Kept,
    gzip: bool,
}

impl Length for Chunk {
    fn len(&self) -> u64 {
        Length::len(&self.file)
    }
}

impl ChunkReader for Chunk {
    type T = Box<dyn BufRead>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let mut read = self.file.get_read(start)?;
        match unpacked_length(read.fill_buf()?) {
            Some(length) if length > LONGEST_PAGE => Err(too_much("a page that says it is longer")),
            _ => Ok(read),
        }
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if length as u64 > LONGEST_PAGE {
            return Err(too_much("a page that is longer"));
        }
        let bytes = self.file.get_bytes(start, length)?;
        // Of all ways of packing only this one is unpacked without looking at the length the page gave.
        if self.gzip && length as u64 * GZIP_RATIO > LONGEST_PAGE && gunzipped(&bytes) > LONGEST_PAGE {
            return Err(too_much("a packed page that is longer"));
        }
        Ok(bytes)
    }
}

/// The length that the head of a page gives for what it holds, unpacked: in the compact protocol of Thrift, the
/// second of its fields, each a byte `0x15` and a number.
fn unpacked_length(head: &[u8]) -> Option<u64> {
    let (kind, rest) = field(head)?;
    let (length, _) = field(rest)?;
    (kind <= 3).then_some(length)
}

/// A field of one number without a minus, and what follows it.
fn field(head: &[u8]) -> Option<(u64, &[u8])> {
    let (0x15, mut rest) = head.split_first().map(|(mark, rest)| (*mark, rest))? else { return None };
    let mut zigzag = 0u64;
    for shift in (0..35).step_by(7) {
        let (byte, after) = rest.split_first()?;
        zigzag |= u64::from(byte & 0x7f) << shift;
        rest = after;
        if byte & 0x80 == 0 {
            return (zigzag & 1 == 0).then_some((zigzag >> 1, rest));
        }
    }
    None
}

/// How long gzip is unpacked, as far as it matters; the levels of a page of the second version stand before it.
fn gunzipped(bytes: &[u8]) -> u64 {
    let start = memchr::memmem::find(bytes, &[0x1f, 0x8b, 8]).unwrap_or(0);
    let unpacked = MultiGzDecoder::new(&bytes[start..]).take(LONGEST_PAGE + 1);
    let mut counted = Counted(0);
    // A fault in it is told when it is truly unpacked.
    let _ = io::copy(&mut { unpacked }, &mut counted);
    counted.0
}

/// Counts what is written to it.
struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The pages of a column, of which those that are open are counted.
struct Pages {
    within: SerializedPageReader<Chunk>,
    listed: bool,
    dictionary: u64,
    page: u64,
    held: Arc<Held>,
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let Some(page) = self.within.get_next_page()? else { return Ok(None) };
        let length = page.buffer().len() as u64;
        let before = if page.is_dictionary_page() { &mut self.dictionary } else { &mut self.page };
        let freed = std::mem::replace(before, length);
        let open = self.held.bytes.fetch_add(length, Ordering::Relaxed) + length;
        self.held.bytes.fetch_sub(freed, Ordering::Relaxed);
        if open > MOST_OPEN {
            return Err(too_much("pages that together are longer"));
        }
        if self.listed && page.is_data_page() {
            let values = u64::from(page.num_values());
            let listed = self.held.listed.fetch_add(values, Ordering::Relaxed) + values;
            if values > MOST_LISTED || listed > MOST_IN_BATCH {
                return Err(too_much("lists that are longer"));
            }
        }
        Ok(Some(page))
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.within.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.within.skip_next_page()
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.held.bytes.fetch_sub(self.dictionary + self.page, Ordering::Relaxed);
    }
}

fn too_much(what: &str) -> ParquetError {
    ParquetError::General(format!("{what} than can be read"))
}
