//! Set a project's letters in a loop of Typst and nothing else.

use std::collections::HashMap;
use std::path::Path;

use hanpress::inner::clock::Watch;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

struct Plain {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
    main: FileId,
}

impl World for Plain {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or(FileError::NotSource)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::NotSource)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        Datetime::from_ymd(2026, 11, 23)
    }
}

/// Sets every letter, writes it to a file, and prints the milliseconds of each but the first.
pub(crate) fn run(folder: &Path, out: &Path) {
    let mut world = world(folder);
    std::fs::create_dir_all(out).unwrap();
    let mut letters: Vec<_> = sorted(&folder.join("letters"));
    let first = letters.remove(0);
    letter(&mut world, &first, out);
    let start = Watch::start();
    for path in &letters {
        letter(&mut world, path, out);
    }
    println!("{:.4}", start.elapsed().as_secs_f64() * 1e3 / letters.len() as f64);
}

fn letter(world: &mut Plain, path: &Path, out: &Path) {
    let number = std::fs::read_to_string(path.join("number.txt")).unwrap();
    for name in
        ["qr.luma", "sheet-1-2.luma", "sheet-2-2.luma", "number.txt", "verify.txt", "look.txt", "theme.txt"]
    {
        let bytes = Bytes::new(std::fs::read(path.join(name)).unwrap());
        world.files.insert(id(&format!("/letter/{name}")), bytes);
    }
    world.files.insert(id("/letter/pages.txt"), Bytes::from_string("1"));
    world.files.insert(id("/letter/step.txt"), Bytes::from_string("0"));
    let text = std::fs::read_to_string(path.join("letter.typ")).unwrap();
    world.sources.insert(world.main, Source::new(world.main, text));
    let document = typst::compile::<PagedDocument>(world).output.unwrap();
    let options = PdfOptions {
        ident: Smart::Custom(number.clone()),
        timestamp: Datetime::from_ymd_hms(2026, 11, 23, 0, 0, 0).map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::A_2b]).unwrap(),
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).unwrap();
    std::fs::write(out.join(format!("{number}.pdf")), pdf).unwrap();
    comemo::evict(10);
}

fn world(folder: &Path) -> Plain {
    let read = |path: &Path| Bytes::new(std::fs::read(path).unwrap());
    let fonts: Vec<Font> =
        sorted(&folder.join("fonts")).iter().filter_map(|path| Font::new(read(path), 0)).collect();
    let mut book = FontBook::new();
    fonts.iter().for_each(|font| book.push(font.info().clone()));
    let module = |path: &std::path::PathBuf| {
        let id = id(&format!("/{}", path.strip_prefix(folder).unwrap().to_string_lossy()));
        (id, Source::new(id, std::fs::read_to_string(path).unwrap()))
    };
    let mut modules = sorted(&folder.join("shared"));
    modules.push(folder.join("desk/paper.typ"));
    let picture = |path: &std::path::PathBuf| {
        (id(&format!("/desk/{}", path.file_name().unwrap().to_string_lossy())), read(path))
    };
    Plain {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(book),
        fonts,
        sources: modules.iter().map(module).collect(),
        files: sorted(&folder.join("desk")).iter().map(picture).collect(),
        main: id("/main.typ"),
    }
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn id(name: &str) -> FileId {
    RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).unwrap()).intern()
}
