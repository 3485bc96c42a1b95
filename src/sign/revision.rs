//! Append one revision to a PDF, leaving every byte before it as it is.

use lopdf::{Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream};
use sha2::{Digest, Sha256};

use super::fault;
use super::sparse::sparse;
use crate::error::Stop;

/// A file with changes that will be appended to it.
#[derive(Debug)]
pub struct Revision {
    file: IncrementalDocument,
}

impl Revision {
    /// Begins a revision of a file; `password` opens an encrypted one.
    pub fn of(bytes: Vec<u8>, password: Option<&str>) -> Result<Self, Stop> {
        let read = || Document::load_mem(&bytes);
        let document = match password {
            Some(password) => Document::load_mem_with_options(&bytes, LoadOptions::with_password(password)),
            None => sparse(&bytes).map_or_else(read, Ok),
        };
        let document = document.map_err(unread)?;
        Ok(Self { file: IncrementalDocument::create_from(bytes, document) })
    }

    /// The file as it was.
    pub fn before(&self) -> &Document {
        self.file.get_prev_documents()
    }

    /// Adds an object.
    pub fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        self.file.new_document.add_object(object)
    }

    /// Adds a stream as it is, uncompressed.
    pub fn add_stream(&mut self, dictionary: Dictionary, content: Vec<u8>) -> ObjectId {
        self.add(Stream::new(dictionary, content).with_compression(false))
    }

    /// A dictionary of the file, to be changed.
    pub fn edit(&mut self, id: ObjectId) -> Result<&mut Dictionary, Stop> {
        self.file.opt_clone_object_to_new_document(id).map_err(unread)?;
        self.file.new_document.get_dictionary_mut(id).map_err(unread)
    }

    /// Any object of the file, to be changed.
    pub fn edit_object(&mut self, id: ObjectId) -> Result<&mut Object, Stop> {
        self.file.opt_clone_object_to_new_document(id).map_err(unread)?;
        self.file.new_document.get_object_mut(id).map_err(unread)
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

    /// The file with its new revision, and where that begins.
    ///
    /// The second half of the identifier changes with every revision, and the end of the file gets
    /// an end of line, which the next revision would lack.
    pub fn finish(mut self) -> Result<(Vec<u8>, usize), Stop> {
        let start = self.file.get_prev_documents_bytes().len();
        let mut hash = Sha256::new();
        hash.update(b"revision");
        if let Ok(Object::Array(parts)) = self.file.new_document.trailer.get_mut(b"ID") {
            parts.iter().filter_map(|part| part.as_str().ok()).for_each(|part| hash.update(part));
            if let Some(Object::String(second, _)) = parts.get_mut(1) {
                *second = hash.finalize()[..16].to_vec();
            }
        }
        let mut bytes = Vec::with_capacity(start + (64 << 10));
        self.file.save_to(&mut bytes).map_err(|error| fault(&error.to_string()))?;
        bytes.push(b'\n');
        Ok((bytes, start))
    }
}

/// A file that cannot be taken apart.
pub(super) fn unread(error: lopdf::Error) -> Stop {
    Stop::new(format!("the PDF cannot be read: {error}"), format!("无法读取 PDF；程序原文：“{error}”"))
}
