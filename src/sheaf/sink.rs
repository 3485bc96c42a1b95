//! Write a file's objects as they come, and keep nothing of them but where each stands.

use std::io::Write;

use flate2::write::ZlibEncoder;
use sha2::{Digest, Sha256};

use super::fault::Faulty;
use super::packed::{QUICK, packed};
use super::rewrite::{write_number, write_reference};

/// How much is gathered in a stream of objects before it is written, in bytes.
const FULL: usize = 48 << 10;

/// How many objects such a stream holds at most.
const MOST: usize = 400;

/// Where an object stands, in eight bytes: half of the memory a job needs for each letter.
///
/// Odd where it stands in a stream of objects: the stream's number above bit 16, its place there in the bits from 1 on.
/// Even where it stands for itself: twice its offset. 0 where it is not written yet.
#[derive(Debug, Clone, Copy, Default)]
struct Place(u64);

enum Stands {
    Nowhere,
    At(u64),
    In { stream: u32, index: u16 },
}

impl Place {
    fn at(offset: u64) -> Self {
        Self(offset << 1)
    }

    fn within(stream: u32, index: u16) -> Self {
        Self(u64::from(stream) << 17 | u64::from(index) << 1 | 1)
    }

    fn stands(self) -> Stands {
        match self.0 {
            0 => Stands::Nowhere,
            packed if packed & 1 == 0 => Stands::At(packed >> 1),
            packed => Stands::In { stream: (packed >> 17) as u32, index: (packed >> 1) as u16 },
        }
    }
}

/// A file that is being written.
pub(super) struct Sink {
    out: Box<dyn Write + Send>,
    hash: Sha256,
    at: u64,
    places: Vec<Place>,
    /// Whether objects are put into streams and the table is compressed (PDF 1.5 and later).
    packs: bool,
    /// Numbers and offsets of the objects of the stream that is being gathered, and the stream.
    gathered: Vec<(u32, usize)>,
    bytes: Vec<u8>,
    scratch: Vec<u8>,
}

/// What a finished file came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Its length.
    pub bytes: u64,
}

impl Sink {
    /// Begins a file of a version, such as `1.7`; objects are put into streams where `packs`, which PDF 1.4 does not know.
    pub(super) fn begin(out: Box<dyn Write + Send>, version: &[u8], packs: bool) -> Faulty<Self> {
        let mut sink = Self {
            out,
            hash: Sha256::new(),
            at: 0,
            places: vec![Place::default()],
            packs: packs && version != b"1.4",
            gathered: Vec::new(),
            bytes: Vec::new(),
            scratch: Vec::new(),
        };
        let head = [b"%PDF-", version, b"\n%\xE5\xAD\x97\xE6\x9C\xAC\n"].concat();
        sink.put(&head)?;
        Ok(sink)
    }

    fn put(&mut self, bytes: &[u8]) -> Faulty<()> {
        self.hash.update(bytes);
        self.at += bytes.len() as u64;
        Ok(self.out.write_all(bytes)?)
    }

    /// The number of an object that is written later.
    pub(super) fn reserve(&mut self) -> u32 {
        self.places.push(Place::default());
        (self.places.len() - 1) as u32
    }

    /// How many objects there are.
    pub(super) fn objects(&self) -> usize {
        self.places.len()
    }

    /// Writes an object that is no stream.
    pub(super) fn object(&mut self, number: u32, value: &[u8]) -> Faulty<()> {
        if !self.packs {
            return self.plain(number, value);
        }
        self.gathered.push((number, self.bytes.len()));
        self.bytes.extend(value);
        self.bytes.push(b'\n');
        if self.bytes.len() > FULL || self.gathered.len() == MOST { self.flush() } else { Ok(()) }
    }

    /// Writes an object that stands for itself.
    fn plain(&mut self, number: u32, value: &[u8]) -> Faulty<()> {
        self.places[number as usize] = Place::at(self.at);
        let mut head = std::mem::take(&mut self.scratch);
        head.clear();
        write_number(number, &mut head);
        head.extend(b" 0 obj\n");
        head.extend(value);
        head.extend(b"\nendobj\n");
        self.put(&head)?;
        self.scratch = head;
        Ok(())
    }

    /// Writes a stream; `entries` are those of its dictionary beside its length, without `<<` and `>>`.
    pub(super) fn stream(&mut self, number: u32, entries: &[u8], bytes: &[u8]) -> Faulty<()> {
        self.places[number as usize] = Place::at(self.at);
        let mut head = std::mem::take(&mut self.scratch);
        head.clear();
        write_number(number, &mut head);
        head.extend(b" 0 obj\n<</Length ");
        write_number(bytes.len() as u32, &mut head);
        head.extend(entries);
        head.extend(b">>\nstream\n");
        self.put(&head)?;
        self.put(bytes)?;
        self.put(b"\nendstream\nendobj\n")?;
        self.scratch = head;
        Ok(())
    }

    /// Writes the stream of objects that was gathered.
    fn flush(&mut self) -> Faulty<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let number = self.reserve();
        let mut content = Vec::with_capacity(self.bytes.len() + 8 * self.gathered.len());
        for (index, (object, offset)) in std::mem::take(&mut self.gathered).into_iter().enumerate() {
            self.places[object as usize] = Place::within(number, index as u16);
            write_number(object, &mut content);
            content.push(b' ');
            write_number(offset as u32, &mut content);
            content.push(b' ');
        }
        let (first, count) = (content.len(), content.iter().filter(|byte| **byte == b' ').count() / 2);
        content.append(&mut self.bytes);
        let entries = format!("/Type/ObjStm/N {count}/First {first}/Filter/FlateDecode");
        let packed = packed(&content)?;
        self.stream(number, entries.as_bytes(), &packed)
    }

    /// Writes the table of objects and the end of the file.
    pub(super) fn finish(mut self, root: u32, info: Option<u32>, identifier: &[u8]) -> Faulty<Written> {
        self.flush()?;
        let mut trailer = b"/Root ".to_vec();
        write_reference(root, &mut trailer);
        if let Some(info) = info {
            trailer.extend(b"/Info ");
            write_reference(info, &mut trailer);
        }
        trailer.extend(b"/ID[");
        for _ in 0..2 {
            trailer.push(b'<');
            trailer.extend(crate::digest::hex(identifier).bytes());
            trailer.push(b'>');
        }
        trailer.push(b']');
        let start = if self.packs { self.stream_of_places(&trailer)? } else { self.table(&trailer)? };
        self.put(format!("startxref\n{start}\n%%EOF\n").as_bytes())?;
        self.out.flush()?;
        Ok(Written { sha256: self.hash.finalize().into(), bytes: self.at })
    }

    fn stream_of_places(&mut self, trailer: &[u8]) -> Faulty<u64> {
        let (number, start) = (self.reserve(), self.at);
        self.places[number as usize] = Place::at(start);
        let mut packed = ZlibEncoder::new(Vec::new(), QUICK);
        for place in &self.places {
            let entry: [u8; 8] = match place.stands() {
                Stands::Nowhere => [0, 0, 0, 0, 0, 0, 0xFF, 0xFF],
                Stands::At(offset) => {
                    let [_, _, _, a, b, c, d, e] = offset.to_be_bytes();
                    [1, a, b, c, d, e, 0, 0]
                }
                Stands::In { stream, index } => {
                    let ([a, b, c, d], [high, low]) = (stream.to_be_bytes(), index.to_be_bytes());
                    [2, 0, a, b, c, d, high, low]
                }
            };
            packed.write_all(&entry)?;
        }
        let packed = packed.finish()?;
        let size = self.places.len();
        let mut entries = format!("/Type/XRef/W[1 5 2]/Size {size}/Filter/FlateDecode").into_bytes();
        entries.extend(trailer);
        self.stream(number, &entries, &packed)?;
        Ok(start)
    }

    fn table(&mut self, trailer: &[u8]) -> Faulty<u64> {
        let (start, places) = (self.at, std::mem::take(&mut self.places));
        self.put(format!("xref\n0 {}\n", places.len()).as_bytes())?;
        let mut lines = Vec::new();
        for chunk in places.chunks(4096) {
            lines.clear();
            for place in chunk {
                match place.stands() {
                    Stands::At(offset) => write!(lines, "{offset:010} 00000 n\r\n")?,
                    _ => write!(lines, "{:010} 65535 f\r\n", 0)?,
                }
            }
            self.put(&lines)?;
        }
        self.put(format!("trailer\n<</Size {}", places.len()).as_bytes())?;
        self.put(trailer)?;
        self.put(b">>\n")?;
        Ok(start)
    }
}
