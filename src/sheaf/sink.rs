//! Take a file's objects as they come: they get their numbers here, and are written by the thread of [`out`](super::out).

use std::io::Write;

use super::fault::Faulty;
use super::out::{Back, Form, Out, Piece, Written};
use super::rewrite::{write_number, write_reference};

/// How much is gathered in a stream of objects before it is written, in bytes.
const FULL: usize = 48 << 10;

/// How many objects such a stream holds at most.
const MOST: usize = 400;

/// How much is handed over at once, in bytes: threads that talk about every object would do little else.
const HANDFUL: usize = 128 << 10;

/// A file that is being written.
pub(super) struct Sink {
    back: Back,
    /// How many objects have a number; that of none is the first.
    objects: u32,
    /// Whether objects are put into streams and the table is compressed (PDF 1.5 and later).
    packs: bool,
    /// Numbers and offsets of the objects of the stream that is being gathered, and the stream.
    gathered: Vec<(u32, u32)>,
    bytes: Vec<u8>,
    /// What is to be handed over, and how much that is.
    pieces: Vec<Piece>,
    weight: usize,
}

impl Sink {
    /// Begins a file of a version, such as `1.7`; objects are put into streams where `packs`, which PDF 1.4 does not know.
    pub(super) fn begin(out: Box<dyn Write + Send>, version: &[u8], packs: bool) -> Faulty<Self> {
        let packs = packs && version != b"1.4";
        Ok(Self {
            back: Back::begin(Out::begin(out, version, packs)?)?,
            objects: 1,
            packs,
            gathered: Vec::new(),
            bytes: Vec::new(),
            pieces: Vec::new(),
            weight: 0,
        })
    }

    /// The number of an object that is written later.
    pub(super) fn reserve(&mut self) -> u32 {
        self.objects += 1;
        self.objects - 1
    }

    /// How many objects there are.
    pub(super) fn objects(&self) -> usize {
        self.objects as usize
    }

    /// Writes an object that is no stream.
    pub(super) fn object(&mut self, number: u32, value: &[u8]) -> Faulty<()> {
        if !self.packs {
            return self.piece(number, Form::Object, Vec::new(), value.to_vec());
        }
        self.gathered.push((number, self.bytes.len() as u32));
        self.bytes.extend(value);
        self.bytes.push(b'\n');
        if self.bytes.len() > FULL || self.gathered.len() == MOST { self.flush() } else { Ok(()) }
    }

    /// Writes a stream; `entries` are those of its dictionary beside its length, without `<<` and `>>`.
    pub(super) fn stream(&mut self, number: u32, entries: &[u8], bytes: &[u8]) -> Faulty<()> {
        self.piece(number, Form::Stream, entries.to_vec(), bytes.to_vec())
    }

    /// Writes a stream whose bytes are still to be packed; `entries` say that they are.
    pub(super) fn stream_to_pack(&mut self, number: u32, entries: &[u8], bytes: Vec<u8>) -> Faulty<()> {
        self.piece(number, Form::ToPack, entries.to_vec(), bytes)
    }

    fn piece(&mut self, number: u32, form: Form, entries: Vec<u8>, bytes: Vec<u8>) -> Faulty<()> {
        self.weight += bytes.len();
        self.pieces.push(Piece { number, form, entries, bytes });
        if self.weight < HANDFUL {
            return Ok(());
        }
        self.weight = 0;
        self.back.take(std::mem::take(&mut self.pieces))
    }

    /// Writes the stream of objects that was gathered.
    fn flush(&mut self) -> Faulty<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let (number, gathered) = (self.reserve(), std::mem::take(&mut self.gathered));
        let mut content = Vec::with_capacity(self.bytes.len() + 12 * gathered.len());
        for (object, offset) in &gathered {
            write_number(*object, &mut content);
            content.push(b' ');
            write_number(*offset, &mut content);
            content.push(b' ');
        }
        let entries = format!("/Type/ObjStm/N {}/First {}/Filter/FlateDecode", gathered.len(), content.len());
        content.append(&mut self.bytes);
        let objects = gathered.into_iter().map(|(object, _)| object).collect();
        self.piece(number, Form::Gathered(objects), entries.into_bytes(), content)
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
        let pieces = std::mem::take(&mut self.pieces);
        self.back.take(pieces)?;
        self.back.end()?.finish(&trailer, self.objects)
    }
}
