//! Append one revision to a PDF, leaving every byte before it as it is.

use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream};
use sha2::{Digest, Sha256};

use super::append::{Reserved, append};
use super::fault;
use super::reserved::RESERVED;
use super::sparse::sparse;
use crate::error::Stop;

/// A file with changes that will be appended to it.
#[derive(Debug)]
pub struct Revision {
    bytes: Vec<u8>,
    before: Document,
    new: Document,
}

/// A file with its new revision.
#[derive(Debug)]
pub(super) struct Finished {
    pub(super) bytes: Vec<u8>,
    /// Where the new revision begins.
    pub(super) start: usize,
    /// Where the region for a signature lies, if one is reserved and that is known.
    pub(super) reserved: Reserved,
}

impl Revision {
    /// Begins a revision of a file; `password` opens an encrypted one.
    pub fn of(bytes: Vec<u8>, password: Option<&str>) -> Result<Self, Stop> {
        let read = || Document::load_mem(&bytes);
        let document = match password {
            Some(password) => Document::load_mem_with_options(&bytes, LoadOptions::with_password(password)),
            None => sparse(&bytes).map_or_else(read, Ok),
        };
        let before = document.map_err(unread)?;
        let new = Document::new_from_prev(&before);
        Ok(Self { bytes, before, new })
    }

    /// The file as it was.
    pub fn before(&self) -> &Document {
        &self.before
    }

    /// Adds an object.
    pub fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        self.new.add_object(object)
    }

    /// Adds a stream as it is, uncompressed.
    pub fn add_stream(&mut self, dictionary: Dictionary, content: Vec<u8>) -> ObjectId {
        self.add(Stream::new(dictionary, content).with_compression(false))
    }

    /// A dictionary of the file, to be changed.
    pub fn edit(&mut self, id: ObjectId) -> Result<&mut Dictionary, Stop> {
        self.take_over(id)?;
        self.new.get_dictionary_mut(id).map_err(unread)
    }

    /// Any object of the file, to be changed.
    pub fn edit_object(&mut self, id: ObjectId) -> Result<&mut Object, Stop> {
        self.take_over(id)?;
        self.new.get_object_mut(id).map_err(unread)
    }

    /// Puts an object of the file among the changed ones.
    fn take_over(&mut self, id: ObjectId) -> Result<(), Stop> {
        if !self.new.has_object(id) {
            let old = self.before.get_object(id).map_err(unread)?;
            self.new.set_object(id, old.clone());
        }
        Ok(())
    }

    /// The catalog's place.
    pub fn root(&self) -> Result<ObjectId, Stop> {
        self.before().trailer.get(b"Root").and_then(Object::as_reference).map_err(unread)
    }

    /// The pages' places, in order.
    pub fn pages(&self) -> Vec<ObjectId> {
        self.before().page_iter().collect()
    }

    /// Adds something to an array of a dictionary, which may stand there or elsewhere, or not yet at all.
    pub fn push(&mut self, owner: ObjectId, key: &str, item: impl Into<Object>) -> Result<(), Stop> {
        let item = item.into();
        let dictionary = self.edit(owner)?;
        let elsewhere = match dictionary.get_mut(key.as_bytes()) {
            Ok(Object::Array(items)) => {
                items.push(item);
                return Ok(());
            }
            Ok(Object::Reference(id)) => *id,
            Ok(other) => {
                let before = other.clone();
                dictionary.set(key, vec![before, item]);
                return Ok(());
            }
            Err(_) => {
                dictionary.set(key, vec![item]);
                return Ok(());
            }
        };
        match self.edit_object(elsewhere)? {
            Object::Array(items) => items.push(item),
            _ => self.edit(owner)?.set(key, vec![Object::Reference(elsewhere), item]),
        }
        Ok(())
    }

    /// The file with its new revision.
    ///
    /// The second half of the identifier changes with every revision, and the end of the file gets
    /// an end of line, which the next revision would lack.
    pub(super) fn finish(mut self) -> Result<Finished, Stop> {
        let start = self.bytes.len();
        let mut hash = Sha256::new();
        hash.update(b"revision");
        if let Ok(Object::Array(parts)) = self.new.trailer.get_mut(b"ID") {
            parts.iter().filter_map(|part| part.as_str().ok()).for_each(|part| hash.update(part));
            if let Some(Object::String(second, _)) = parts.get_mut(1) {
                *second = hash.finalize()[..16].to_vec();
            }
        }
        let unwritten = |error: std::io::Error| fault(&error.to_string());
        let is_open = self.before.encryption_state.is_none() && !self.before.is_encrypted();
        let is_classic =
            matches!(self.before.reference_table.cross_reference_type, XrefType::CrossReferenceTable);
        let (mut bytes, reserved) = if is_open && is_classic {
            let mut bytes = self.bytes;
            bytes.reserve(2 * RESERVED + (16 << 10));
            let reserved = append(&mut bytes, &self.new).map_err(unwritten)?;
            (bytes, reserved)
        } else {
            let mut file = IncrementalDocument::create_from(self.bytes, self.before);
            file.new_document = self.new;
            let mut bytes = Vec::with_capacity(start + (64 << 10));
            file.save_to(&mut bytes).map_err(unwritten)?;
            (bytes, None)
        };
        bytes.push(b'\n');
        Ok(Finished { bytes, start, reserved })
    }
}

/// A file that cannot be taken apart.
pub(super) fn unread(error: lopdf::Error) -> Stop {
    Stop::new(format!("the PDF cannot be read: {error}"), format!("无法读取 PDF；程序原文：“{error}”"))
}
