//! Write a file's objects as they come, and keep nothing of them but where each stands: packing, hashing and writing, on a
//! thread of their own beside the one that takes letters in.

use std::io::Write;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use sha2::{Digest, Sha256};

use super::fault::{Faulty, odd};
use super::packed::packed;
use super::rewrite::write_number;

/// How many handfuls of objects may wait to be written.
const WAITING: usize = 4;

/// How hard the table of objects is compressed, a piece at a time.
const TABLE: Compression = Compression::new(2);

/// An object on its way into the file.
pub(super) struct Piece {
    pub(super) number: u32,
    pub(super) form: Form,
    /// The entries of a stream's dictionary beside its length.
    pub(super) entries: Vec<u8>,
    pub(super) bytes: Vec<u8>,
}

/// How an object is written.
pub(super) enum Form {
    /// As it is, no stream.
    Object,
    /// A stream, as it is.
    Stream,
    /// A stream, which is to be packed.
    ToPack,
    /// A stream of these objects, which is to be packed.
    Gathered(Vec<u32>),
}

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

    /// What the table of a compressed file says of it.
    fn entry(self) -> [u8; 8] {
        match self.stands() {
            Stands::Nowhere => [0, 0, 0, 0, 0, 0, 0xFF, 0xFF],
            Stands::At(offset) => {
                let [_, _, _, a, b, c, d, e] = offset.to_be_bytes();
                [1, a, b, c, d, e, 0, 0]
            }
            Stands::In { stream, index } => {
                let ([a, b, c, d], [high, low]) = (stream.to_be_bytes(), index.to_be_bytes());
                [2, 0, a, b, c, d, high, low]
            }
        }
    }

    fn stands(self) -> Stands {
        match self.0 {
            0 => Stands::Nowhere,
            packed if packed & 1 == 0 => Stands::At(packed >> 1),
            packed => Stands::In { stream: (packed >> 17) as u32, index: (packed >> 1) as u16 },
        }
    }
}

/// What a finished file came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Its length.
    pub bytes: u64,
}

/// The thread that writes a file. It ends with this, so that nothing is written behind a job that was given up.
pub(super) struct Back {
    sender: Option<SyncSender<Vec<Piece>>>,
    thread: Option<JoinHandle<Faulty<Out>>>,
}

impl Back {
    pub(super) fn begin(out: Out) -> Faulty<Self> {
        let (sender, pieces) = sync_channel(WAITING);
        let thread = Builder::new().spawn(move || out.run(&pieces))?;
        Ok(Self { sender: Some(sender), thread: Some(thread) })
    }

    /// Hands objects over; fails where the thread failed since.
    pub(super) fn take(&mut self, pieces: Vec<Piece>) -> Faulty<()> {
        match &self.sender {
            Some(sender) if sender.send(pieces).is_ok() => Ok(()),
            _ => self.end().and(Err(odd("a file cannot be written"))),
        }
    }

    /// Waits until all is written.
    pub(super) fn end(&mut self) -> Faulty<Out> {
        self.sender = None;
        let thread = self.thread.take().ok_or_else(|| odd("a file was ended before"))?;
        thread.join().unwrap_or_else(|panic| resume_unwind(panic))
    }
}

impl Drop for Back {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A file that is being written, as its thread has it.
pub(super) struct Out {
    out: Box<dyn Write + Send>,
    hash: Sha256,
    at: u64,
    places: Vec<Place>,
    packs: bool,
    scratch: Vec<u8>,
}

impl Out {
    pub(super) fn begin(out: Box<dyn Write + Send>, version: &[u8], packs: bool) -> Faulty<Self> {
        let mut begun =
            Self { out, hash: Sha256::new(), at: 0, places: Vec::new(), packs, scratch: Vec::new() };
        let head = [b"%PDF-", version, b"\n%\xE5\xAD\x97\xE6\x9C\xAC\n"].concat();
        begun.put(&head)?;
        Ok(begun)
    }

    fn run(mut self, pieces: &Receiver<Vec<Piece>>) -> Faulty<Self> {
        for piece in pieces.iter().flatten() {
            self.write(piece)?;
        }
        Ok(self)
    }

    fn put(&mut self, bytes: &[u8]) -> Faulty<()> {
        self.hash.update(bytes);
        self.at += bytes.len() as u64;
        Ok(self.out.write_all(bytes)?)
    }

    fn stands(&mut self, number: u32, place: Place) {
        let number = number as usize;
        if self.places.len() <= number {
            self.places.resize(number + 1, Place::default());
        }
        self.places[number] = place;
    }

    fn write(&mut self, Piece { number, form, entries, bytes }: Piece) -> Faulty<()> {
        match form {
            Form::Object => self.object(number, &bytes),
            Form::Stream => self.stream(number, &entries, &bytes),
            Form::ToPack => self.stream(number, &entries, &packed(&bytes)?),
            Form::Gathered(objects) => {
                for (index, object) in objects.into_iter().enumerate() {
                    self.stands(object, Place::within(number, index as u16));
                }
                self.stream(number, &entries, &packed(&bytes)?)
            }
        }
    }

    /// Writes an object that stands for itself.
    fn object(&mut self, number: u32, value: &[u8]) -> Faulty<()> {
        self.stands(number, Place::at(self.at));
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

    fn stream(&mut self, number: u32, entries: &[u8], bytes: &[u8]) -> Faulty<()> {
        self.stands(number, Place::at(self.at));
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

    /// Writes the table of so many objects and the end of the file.
    pub(super) fn finish(mut self, trailer: &[u8], objects: u32) -> Faulty<Written> {
        self.places.resize(objects as usize, Place::default());
        let start = if self.packs { self.stream_of_places(trailer)? } else { self.table(trailer)? };
        self.put(format!("startxref\n{start}\n%%EOF\n").as_bytes())?;
        self.out.flush()?;
        Ok(Written { sha256: self.hash.finalize().into(), bytes: self.at })
    }

    fn stream_of_places(&mut self, trailer: &[u8]) -> Faulty<u64> {
        let (number, start) = (self.places.len() as u32, self.at);
        self.stands(number, Place::at(start));
        let mut packed = ZlibEncoder::new(Vec::new(), TABLE);
        let mut entries = Vec::new();
        // Many at once: the encoder makes its room anew for whatever it is given.
        for chunk in self.places.chunks(4096) {
            entries.clear();
            entries.extend(chunk.iter().flat_map(|place| place.entry()));
            packed.write_all(&entries)?;
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
