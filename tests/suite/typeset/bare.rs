//! A press without hanpress's own checks, to see what the typesetter itself refuses.

use std::collections::BTreeSet;
use std::sync::Mutex;

use hanpress::inner::typeset::Paper;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;

use super::super::workshop::file;

struct Bare {
    library: LazyHash<Library>,
    source: Source,
    opened: Mutex<BTreeSet<usize>>,
    /// The file that every path leads to.
    file: Option<Bytes>,
}

/// Compiles a source, which may import the templates' modules, with the faces of the binary.
pub(crate) fn compile(text: &str) -> PagedDocument {
    compiled(text, None).0
}

/// Compiles a source in which every path leads to this file.
pub(crate) fn compile_with(text: &str, file: Vec<u8>) -> PagedDocument {
    compiled(text, Some(Bytes::new(file))).0
}

/// The families whose faces are opened for a source.
pub(crate) fn opened(text: &str) -> BTreeSet<String> {
    let (_, opened) = compiled(text, None);
    let book = super::super::fonts().store().book();
    opened.into_iter().map(|index| book.info(index).unwrap().family.clone()).collect()
}

fn compiled(text: &str, file: Option<Bytes>) -> (PagedDocument, BTreeSet<usize>) {
    let id = RootedPath::new(VirtualRoot::Project, VirtualPath::new("/main.typ").unwrap()).intern();
    let (library, source) = (LazyHash::new(Library::default()), Source::new(id, text.into()));
    let world = Bare { library, source, opened: Mutex::default(), file };
    (typst::compile(&world).output.unwrap(), world.opened.into_inner().unwrap())
}

impl World for Bare {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        super::super::fonts().store().book()
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() {
            return Ok(self.source.clone());
        }
        let name = id.vpath().get_without_slash();
        if name == "desk/paper.typ" {
            return Ok(Source::new(id, Paper::default().module()));
        }
        let module = file("templates").join(name);
        let text = std::fs::read_to_string(module).map_err(|_| FileError::AccessDenied)?;
        Ok(Source::new(id, text))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id.vpath().get_without_slash() {
            "letter/look.txt" => return Ok(Bytes::from_string("standard")),
            "letter/theme.txt" => return Ok(Bytes::from_string("modern")),
            "letter/step.txt" => return Ok(Bytes::from_string("0")),
            _ => {}
        }
        self.file.clone().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.opened.lock().unwrap().insert(index);
        super::super::fonts().store().font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
