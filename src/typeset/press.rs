//! What letters are compiled in: a [`Press`] is the environment that all letters of a run share, a [`LetterWorld`] the
//! Typst [`World`] of one letter on it. It is closed: no disk, no network, no system fonts, a fixed date, so that equal
//! input gives equal bytes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, PathError, RootedPath, Source, VirtualPath, VirtualRoot, parse};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};
use typst_pdf::PdfStandards;

use super::codes;
use super::counting::{Counting, Metered};
use super::export::Export;
#[cfg(feature = "inner")]
use super::export::Exporter;
use super::foreseen::{Alike, Foreseen};
use super::library::library;
use super::paper::{self, Paper};
use super::tally;
use crate::fill::{Forbidden, OfBuiltIn, TemplateSet, counted};
use crate::finding::Words;
use crate::fonts::Fonts;

/// What a letter reads to know whether it has one page only.
const PAGES: &str = "/letter/pages.txt";

/// The letter's number, and the code of each of its sheets, which is drawn when a page asks for it: `sheet-2-5.luma` is
/// that of page 2 of 5.
const NUMBER: &str = "/letter/number.txt";
const SHEET: (&str, &str) = ("letter/sheet-", ".luma");

/// What a letter reads to know how closely it is to be set, from 0 (as usual) to [`CLOSEST`].
const STEP: &str = "/letter/step.txt";

/// The closest a letter is set before it is refused (`squeezes` of `shared/theme.typ`).
const CLOSEST: u8 = 2;

/// The module through which every value enters a letter.
const VALUES: &str = "/shared/text.typ";

/// The compile environment of a run, the same for every letter: faces, modules, drawings, date and PDF standard.
pub struct Press {
    library: LazyHash<Library>,
    fonts: Arc<Fonts>,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
    date: NaiveDate,
    standards: PdfStandards,
    main: FileId,
    meter_key: FileId,
    pages: FileId,
    number: FileId,
    step: FileId,
    metered: Metered,
    values: FileId,
    paper: Paper,
    export: Export,
    foreseen: Foreseen,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Press")
    }
}

impl Press {
    /// A press for letters of `date` on this paper, with the templates' modules and drawings, and with the
    /// issuer's drawings under names such as `/desk/seal.svg`.
    pub fn new(
        fonts: Arc<Fonts>,
        templates: &TemplateSet,
        drawings: impl IntoIterator<Item = (&'static str, Vec<u8>)>,
        paper: Paper,
        date: NaiveDate,
        standards: PdfStandards,
    ) -> Result<Self, PathError> {
        let mut sources = HashMap::new();
        for (name, text) in templates.modules() {
            let id = file_id(&format!("/{name}"))?;
            // What cannot be counted was refused when the templates were compiled.
            let own = templates.is_own(name).then(|| counted(text).ok()).flatten();
            let text = own.map_or_else(|| text.to_string(), |counted| counted.text().to_string());
            static PARSED: OfBuiltIn<Source> = OfBuiltIn::new();
            sources.insert(id, PARSED.of(templates, name, || Source::new(id, text)));
        }
        let of_desk = file_id(paper::MODULE)?;
        sources.insert(of_desk, Source::new(of_desk, paper.module()));
        let mut files = HashMap::new();
        for (name, text) in templates.drawings() {
            files.insert(file_id(&format!("/{name}"))?, Bytes::from_string(text.to_string()));
        }
        for (name, bytes) in drawings {
            files.insert(file_id(name)?, Bytes::new(bytes));
        }
        let (library, main, meter_key) =
            (LazyHash::new(library()), file_id("/main.typ")?, tally::key_file()?);
        let (metered, values) = (Metered::of(templates), file_id(VALUES)?);
        let (pages, number, step) = (file_id(PAGES)?, file_id(NUMBER)?, file_id(STEP)?);
        let export = Export::default();
        Ok(Self {
            library,
            fonts,
            sources,
            files,
            date,
            standards,
            main,
            meter_key,
            pages,
            number,
            step,
            metered,
            values,
            paper,
            export,
            foreseen: Foreseen::default(),
        })
    }

    /// Lets letters go the short way or, `plain`, the long one. The pages are the same.
    #[must_use]
    pub fn plain(mut self, plain: bool) -> Self {
        self.foreseen.is_closed = plain;
        self
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

    /// How many layouts went which way.
    #[cfg(feature = "inner")]
    pub fn ways(&self) -> super::foreseen::Ways {
        self.foreseen.ways()
    }

    /// What is foreseen of letters' pages.
    pub(super) fn foreseen(&self) -> &Foreseen {
        &self.foreseen
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

    /// What letters are set on.
    pub(super) fn paper(&self) -> &Paper {
        &self.paper
    }

    /// The PDF standards every letter keeps.
    pub fn standards(&self) -> &PdfStandards {
        &self.standards
    }

    /// The names of the drawings in the folder of templates.
    pub(super) fn drawings(&self) -> Vec<String> {
        let names = self.files.keys().map(|id| id.vpath().get_with_slash().to_string());
        let mut names: Vec<_> = names.filter(|name| !name.starts_with("/desk/")).collect();
        names.sort();
        names
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

/// The world of one letter: the press, with the letter's source and pictures.
pub(super) struct LetterWorld<'a> {
    press: &'a Press,
    source: Source,
    pictures: Vec<(FileId, Bytes)>,
    /// How the letter's steps are counted, where not all of its templates are built in.
    counting: Option<Counting>,
    /// Whether the letter is set as one of several pages.
    several_pages: bool,
    /// Whether it read that: if not, its pages do not depend on it.
    read_pages: AtomicBool,
    /// The codes of its sheets that were asked for.
    sheets: Mutex<HashMap<FileId, Bytes>>,
    /// How closely the letter is set, and whether it read that.
    step: u8,
    read_step: AtomicBool,
    /// By what its pages are foreseen, where they may be.
    alike: Option<Alike>,
}

/// Why a letter has no world.
pub(super) enum Refusal {
    /// A picture's name is no path.
    Picture,
    /// The source holds what no template may use.
    Source(Forbidden),
}

impl<'a> LetterWorld<'a> {
    /// The world of a letter's source and pictures, these by names such as `/letter/qr.luma`.
    /// The source bears one span. Letters of a kind are counted if not all of its templates are built in.
    pub(super) fn new(
        press: &'a Press,
        kind: Option<&str>,
        source: &str,
        pictures: Vec<(&'static str, Bytes)>,
    ) -> Result<Self, Refusal> {
        let counting = press.metered.counting(kind, source).map_err(Refusal::Source)?;
        let kind = kind.filter(|_| counting.is_none());
        let alike = kind.map(|kind| Alike::of(kind, source, &pictures));
        let named = |(name, bytes): (&str, Bytes)| Ok((file_id(name)?, bytes));
        let pictures = pictures.into_iter().map(named).collect::<Result<_, PathError>>();
        let pictures = pictures.map_err(|_| Refusal::Picture)?;
        let text = counting.as_ref().map_or(source, Counting::text).to_string();
        let source = single_span(press.main, text);
        Ok(Self {
            press,
            source,
            pictures,
            counting,
            several_pages: false,
            read_pages: AtomicBool::new(false),
            sheets: Mutex::default(),
            step: 0,
            read_step: AtomicBool::new(false),
            alike,
        })
    }

    /// Sets the letter as one of several pages from now on; `false` where that changes nothing.
    pub(super) fn expect_several_pages(&mut self) -> bool {
        !std::mem::replace(&mut self.several_pages, true) && self.read_pages.load(Ordering::Relaxed)
    }

    /// A picture of the letter's own.
    fn picture(&self, id: FileId) -> Option<&Bytes> {
        self.pictures.iter().find(|(picture, _)| *picture == id).map(|(_, bytes)| bytes)
    }

    /// The code of one of its sheets, where that is what is asked for.
    fn sheet(&self, id: FileId) -> Option<Bytes> {
        let (before, behind) = SHEET;
        let name = id.vpath().get_without_slash();
        let (page, pages) = name.strip_prefix(before)?.strip_suffix(behind)?.split_once('-')?;
        let mut drawn = self.sheets.lock().ok()?;
        if let Some(code) = drawn.get(&id) {
            return Some(code.clone());
        }
        let number = std::str::from_utf8(self.picture(self.press.number)?).ok()?;
        let code = Bytes::new(codes::sheet(number, page.parse().ok()?, pages.parse().ok()?)?);
        drawn.insert(id, code.clone());
        Some(code)
    }

    /// Sets the letter one step closer from now on; `false` where there is no closer step, or it does not heed it.
    pub(super) fn set_closer(&mut self) -> bool {
        let closer = self.step < CLOSEST && self.read_step.load(Ordering::Relaxed);
        self.step += u8::from(closer);
        closer
    }

    /// The press it is on.
    pub(super) fn press(&self) -> &'a Press {
        self.press
    }

    /// Begins anew, with all steps: gives each part of the source a span of its own, so that faults show their line.
    pub(super) fn begin_anew(&mut self) {
        self.source = Source::new(self.press.main, self.source.text().to_string());
        if let Some(counting) = &mut self.counting {
            counting.begin_anew();
        }
        (self.several_pages, self.step, self.alike) = (false, 0, None);
    }

    /// By what its pages are foreseen as it is set now, where they may be.
    pub(super) fn alike(&self) -> Option<(&Alike, (bool, u8))> {
        self.alike.as_ref().map(|alike| (alike, (self.several_pages, self.step)))
    }

    /// The letter's source and those of all modules.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Source> {
        std::iter::once(&self.source).chain(self.press.sources.values())
    }

    /// The offset in the filled letter of a byte of the source, which counting may have moved.
    pub(super) fn filled_byte(&self, byte: usize) -> usize {
        self.counting.as_ref().map_or(byte, |counting| counting.original(byte))
    }
}

impl World for LetterWorld<'_> {
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
        if id == self.press.meter_key
            && let Some(counting) = &self.counting
        {
            return Ok(counting.key());
        }
        if id == self.press.pages {
            self.read_pages.store(true, Ordering::Relaxed);
            return Ok(Bytes::from_string(if self.several_pages { "several" } else { "1" }));
        }
        if id == self.press.step {
            self.read_step.store(true, Ordering::Relaxed);
            return Ok(Bytes::from_string(self.step.to_string()));
        }
        if let Some(bytes) = self.picture(id) {
            return Ok(bytes.clone());
        }
        if let Some(code) = self.sheet(id) {
            return Ok(code);
        }
        if let Some(bytes) = self.press.files.get(&id) {
            return Ok(bytes.clone());
        }
        self.source(id).map(|source| Bytes::from_string(source.text().to_string()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        if self.counting.as_ref().is_some_and(|counting| counting.was_probed(index)) {
            return self.press.fonts.store().font(0);
        }
        self.press.fonts.store().font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        let date = self.press.date;
        Datetime::from_ymd(date.year(), date.month().try_into().ok()?, date.day().try_into().ok()?)
    }
}

/// A letter's source whose parts all bear one span. Spans are numbered through a file and are hashed by comemo along
/// with the parts: with spans of their own, the fixed words of a letter would be new to it, and laid out anew, whenever
/// a value before or behind them has another shape.
fn single_span(id: FileId, text: String) -> Source {
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
