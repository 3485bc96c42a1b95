//! The closed world a letter is set in: no disk, no network, no system fonts, a fixed date.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, PathError, RootedPath, Source, VirtualPath, VirtualRoot, parse};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};
use typst_pdf::PdfStandards;

use super::export::Export;
#[cfg(feature = "inner")]
use super::export::Exporter;
use super::library::library;
use super::meter::{self, Meter};
use crate::fill::{Counted, Forbidden, TemplateSet, counted};
use crate::finding::Words;
use crate::fonts::Fonts;

/// What a letter reads to know whether it has one page only.
const PAGES: &str = "/letter/pages.txt";

/// The module through which every value enters a letter.
const VALUES: &str = "/shared/text.typ";

/// What is the same for every letter of a run: faces, modules, drawings, date and PDF standard.
pub struct Press {
    library: LazyHash<Library>,
    fonts: Arc<Fonts>,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
    date: NaiveDate,
    standards: PdfStandards,
    main: FileId,
    key: FileId,
    pages: FileId,
    counts: bool,
    values: FileId,
    export: Export,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Press")
    }
}

impl Press {
    /// A press for letters of `date` with the templates' modules and drawings, and with the
    /// issuer's drawings under names such as `/desk/seal.svg`.
    pub fn new(
        fonts: Arc<Fonts>,
        templates: &TemplateSet,
        drawings: impl IntoIterator<Item = (&'static str, Vec<u8>)>,
        date: NaiveDate,
        standards: PdfStandards,
    ) -> Result<Self, PathError> {
        let mut sources = HashMap::new();
        for (name, text) in templates.modules() {
            let id = file_id(&format!("/{name}"))?;
            // What cannot be counted was refused when the templates were compiled.
            let own = templates.is_own(name).then(|| counted(text).ok()).flatten();
            let text = own.map_or_else(|| text.to_string(), |counted| counted.text().to_string());
            sources.insert(id, Source::new(id, text));
        }
        let mut files = HashMap::new();
        for (name, text) in templates.drawings() {
            files.insert(file_id(&format!("/{name}"))?, Bytes::from_string(text.to_string()));
        }
        for (name, bytes) in drawings {
            files.insert(file_id(name)?, Bytes::new(bytes));
        }
        let (library, main, key) = (LazyHash::new(library()), file_id("/main.typ")?, meter::key_file()?);
        let (counts, values, pages) = (templates.has_own(), file_id(VALUES)?, file_id(PAGES)?);
        let export = Export::default();
        Ok(Self { library, fonts, sources, files, date, standards, main, key, pages, counts, values, export })
    }

    /// Exports by another exporter from now on; so a test stands in for one of another release.
    #[cfg(feature = "inner")]
    pub fn export_by(&mut self, exporter: Exporter) {
        self.export = Export::by(exporter);
    }

    /// What is to be told at the end of a run of the documents that were exported without font
    /// substitution, as the exporter's files are not those that it knows; `None` where there were none.
    pub fn substitution_failed(&self) -> Option<Words> {
        self.export.failed()
    }

    /// How documents are exported.
    pub(super) fn export(&self) -> &Export {
        &self.export
    }

    /// The faces.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// The date printed on every letter.
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// The PDF standards every letter keeps.
    pub fn standards(&self) -> &PdfStandards {
        &self.standards
    }

    /// The module whose text is data.
    pub(super) fn values(&self) -> FileId {
        self.values
    }

    /// The letter's own file.
    pub(super) fn main(&self) -> FileId {
        self.main
    }
}

/// The press with one letter's source and pictures on it.
pub(super) struct Sheet<'a> {
    press: &'a Press,
    source: Source,
    pictures: Vec<(FileId, Bytes)>,
    /// The count of a letter whose templates are not all built in.
    count: Option<(Counted, Meter)>,
    /// Whether the letter is set as one of several pages.
    several: bool,
    /// Whether it asked for that.
    asked: AtomicBool,
}

/// Why a letter cannot be put on the press.
pub(super) enum Unfit {
    /// A picture's name is no path.
    Picture,
    /// The source holds what no template may use.
    Source(Forbidden),
}

impl<'a> Sheet<'a> {
    /// Puts a letter's source and pictures, by names such as `/letter/qr.luma`, on the press.
    /// The source bears one span, unless it is counted.
    pub(super) fn new(
        press: &'a Press,
        source: &str,
        pictures: Vec<(&'static str, Bytes)>,
    ) -> Result<Self, Unfit> {
        let named = |(name, bytes): (&str, Bytes)| Ok((file_id(name)?, bytes));
        let pictures = pictures.into_iter().map(named).collect::<Result<_, PathError>>();
        let pictures = pictures.map_err(|_| Unfit::Picture)?;
        let counted = press.counts.then(|| counted(source)).transpose().map_err(Unfit::Source)?;
        let text = counted.as_ref().map_or(source, Counted::text).to_string();
        // What is counted keeps its own spans: nothing of it shall be known again.
        let source = if press.counts { Source::new(press.main, text) } else { uniform(press.main, text) };
        let count = counted.map(|counted| (counted, Meter::new()));
        Ok(Self { press, source, pictures, count, several: false, asked: AtomicBool::new(false) })
    }

    /// Sets the letter as one of several pages from now on; `false` where that changes nothing.
    pub(super) fn expect_several_pages(&mut self) -> bool {
        !std::mem::replace(&mut self.several, true) && self.asked.load(Ordering::Relaxed)
    }

    /// The press it lies on.
    pub(super) fn press(&self) -> &'a Press {
        self.press
    }

    /// Gives each part of the source a span of its own, so that faults show their line; `false` where
    /// it has one already.
    pub(super) fn locate(&mut self) -> bool {
        if self.count.is_some() {
            return false;
        }
        self.source = Source::new(self.press.main, self.source.text().to_string());
        true
    }

    /// Where a byte of the source on the press stands in the filled letter.
    pub(super) fn filled_byte(&self, byte: usize) -> usize {
        self.count.as_ref().map_or(byte, |(counted, _)| counted.original(byte))
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.press.fonts.store().book()
    }

    fn main(&self) -> FileId {
        self.press.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.press.main {
            return Ok(self.source.clone());
        }
        self.press.sources.get(&id).cloned().ok_or_else(|| not_here(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.key
            && let Some((_, meter)) = &self.count
        {
            return Ok(meter.key());
        }
        if id == self.press.pages {
            self.asked.store(true, Ordering::Relaxed);
            return Ok(Bytes::from_string(if self.several { "several" } else { "1" }));
        }
        if let Some((_, bytes)) = self.pictures.iter().find(|(picture, _)| *picture == id) {
            return Ok(bytes.clone());
        }
        if let Some(bytes) = self.press.files.get(&id) {
            return Ok(bytes.clone());
        }
        self.source(id).map(|source| Bytes::from_string(source.text().to_string()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        if self.count.as_ref().is_some_and(|(_, meter)| meter.was_asked(index)) {
            return self.press.fonts.store().font(0);
        }
        self.press.fonts.store().font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        let date = self.press.date;
        Datetime::from_ymd(date.year(), date.month().try_into().ok()?, date.day().try_into().ok()?)
    }
}

/// A letter's source whose parts all bear one span. Spans are numbered through a file and belong to what
/// the typesetter knows a part again by: with spans of their own, the fixed words of a letter would be
/// new, and laid out anew, whenever a value before or behind them has another shape.
fn uniform(id: FileId, text: String) -> Source {
    let mut root = parse(&text);
    root.synthesize(Source::new(id, String::new()).root().span());
    Source::with_root(id, text, root)
}

/// The world holds only what was put into it.
fn not_here(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

/// The id of a file of this world; a fault where the name is no path.
fn file_id(name: &str) -> Result<FileId, PathError> {
    Ok(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name)?).intern())
}
