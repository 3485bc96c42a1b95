//! Turn filled Typst source into pages and PDF bytes.

pub mod codes;
mod counting;
mod drawn;
mod export;
mod foreseen;
mod ink;
mod library;
mod meter;
mod page;
mod paper;
mod part;
mod picture;
pub mod press;
mod proof;
mod raster;
mod said;
mod tally;
mod trace;
mod window;

use std::sync::atomic::{AtomicUsize, Ordering};

use typst::diag::{EcoVec, SourceDiagnostic, Warned};
use typst::foundations::Bytes;
use typst_layout::PagedDocument;

#[cfg(feature = "inner")]
pub use export::Exporter;
#[cfg(feature = "inner")]
pub use foreseen::Ways;
#[cfg(feature = "inner")]
pub use ink::black_alone;
#[cfg(feature = "inner")]
pub use page::walk;
pub use page::{Look, Printed};
pub use paper::Paper;
pub use picture::picture;
pub use press::Press;
pub use raster::{png, svg};

use crate::error::{Stop, StopCode};
use crate::fill::{Filled, Templates};
use crate::finding::{Finding, Words, in_order};
use crate::laps::{Laps, Stage};
use press::{LetterWorld, Refusal};
use proof::{Proof, proof};

/// How many pages a document may have.
const MOST_PAGES: usize = 60;

/// How many documents are made between two evictions from comemo's cache, and how many evictions something unused
/// survives.
///
/// Eviction keeps the capacity of what it empties: the more documents between two, the more memory builds up over
/// a long run. Evicting after each would cost more than it saves.
const EVICT_EVERY: usize = 2;
const EVICT_AGE: usize = 6;

/// Documents set since the program started, by all workers.
static SET: AtomicUsize = AtomicUsize::new(0);

/// A finished document, which only [`typeset`] can make.
#[derive(Debug)]
pub struct Typeset {
    document: PagedDocument,
    pdf: Vec<u8>,
    laps: Laps,
}

impl Typeset {
    /// The PDF.
    pub fn pdf(&self) -> &[u8] {
        &self.pdf
    }

    /// The PDF, taken out.
    pub fn into_pdf(self) -> Vec<u8> {
        self.pdf
    }

    /// How long laying out and exporting took.
    pub fn laps(&self) -> &Laps {
        &self.laps
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// The pages' words in reading order, a line for each baseline, pages parted by a form feed.
    #[cfg(feature = "inner")]
    pub fn text(&self) -> String {
        self.printed().text().to_string()
    }

    /// The pages' words with how they look.
    #[cfg(feature = "inner")]
    pub fn printed(&self) -> Printed {
        page::printed(&self.document)
    }

    /// The same with what stands at the edges of every page behind all of them, so that sentences go over the end of a page.
    pub fn read_on(&self) -> Printed {
        page::read_on(&self.document)
    }

    /// The pages themselves.
    pub fn document(&self) -> &PagedDocument {
        &self.document
    }
}

/// Sets a filled letter on the press, with its pictures by names such as `/letter/qr.luma`, and
/// exports it under its number. Every fault comes with the template line it comes from.
pub fn typeset(
    press: &Press,
    templates: &Templates,
    filled: &Filled,
    number: &str,
    pictures: Vec<(&'static str, Bytes)>,
) -> Result<Typeset, Vec<Finding>> {
    // Before the letter, so that one that fails or panics skips no eviction.
    if SET.fetch_add(1, Ordering::Relaxed) % EVICT_EVERY == EVICT_EVERY - 1 {
        comemo::evict(EVICT_AGE);
    }
    set(press, templates, filled, number, pictures)
}

fn set(
    press: &Press,
    templates: &Templates,
    filled: &Filled,
    number: &str,
    pictures: Vec<(&'static str, Bytes)>,
) -> Result<Typeset, Vec<Finding>> {
    let world = LetterWorld::new(press, Some(filled.kind()), filled.source(), pictures);
    let mut world = world.map_err(|unfit| match unfit {
        Refusal::Picture => {
            let words = Words::new("a picture has no proper name", "图片名称无效");
            vec![Finding::error("T01", "", words)]
        }
        Refusal::Source(forbidden) => {
            vec![trace::forbidden(&forbidden, templates.place(filled, forbidden.at.start))]
        }
    })?;
    let mut made = compile_and_export(&mut world, number);
    // Spans of their own cost memoisation, so that they are given only where a diagnostic needs its line.
    if matches!(made, Err(Fault::Typst(_))) {
        world.begin_anew();
        made = compile_and_export(&mut world, number);
    }
    made.map_err(|fault| fault.traced(&world, templates, filled))
}

/// Sets pages of the program's own source, which no template fills, such as the cover of a bundle; `number` is what the file
/// is known by. A fault is the program's own, but for a character that no face prints.
pub fn own_pages(press: &Press, source: &str, number: &str) -> Result<Typeset, Stop> {
    let pictures =
        [("/letter/number.txt", number), ("/letter/look.txt", "standard"), ("/letter/theme.txt", "modern")];
    let pictures = pictures.map(|(name, text)| (name, Bytes::from_string(text.to_string()))).to_vec();
    let Ok(mut world) = LetterWorld::new(press, None, source, pictures) else { return Err(unset("source")) };
    let told = |fault: Fault| match fault {
        Fault::Typst(diagnostics) => {
            unset(diagnostics.first().map_or("typst", |diagnostic| diagnostic.message.as_str()))
        }
        Fault::Found(findings) => unset(findings.first().map_or("", |finding| &finding.message.en)),
    };
    let mut laps = Laps::default();
    let document = laps.time(Stage::Compile, || compile(&mut world)).map_err(told)?;
    let missing = page::missing_glyphs(&document);
    if !missing.is_empty() {
        return Err(told(Fault::Found(missing)));
    }
    let pdf = laps.time(Stage::Export, || export::export(&document, press, number));
    Ok(Typeset { document, pdf: pdf.map_err(|fault| told(Fault::Typst(fault)))?, laps })
}

fn unset(why: &str) -> Stop {
    Stop::new(
        format!("the program itself failed to set its own pages: {why}"),
        format!("程序自有页面排版失败；程序原文：“{why}”"),
    )
    .coded(StopCode::Program)
}

/// Why a letter cannot be set.
enum Fault {
    /// Typst's diagnostics.
    Typst(EcoVec<SourceDiagnostic>),
    /// What was found on the finished pages.
    Found(Vec<Finding>),
}

impl Fault {
    /// As findings, each with the template line it comes from.
    fn traced(self, world: &LetterWorld<'_>, templates: &Templates, filled: &Filled) -> Vec<Finding> {
        let diagnostics = match self {
            Self::Found(findings) => return findings,
            Self::Typst(diagnostics) => diagnostics,
        };
        let mut findings = trace::findings(&diagnostics, world, templates, filled);
        in_order(&mut findings);
        findings
    }
}

/// Lays a letter out, again where it has more than the one page that was expected: by what is foreseen of its pages, or as
/// Typst does.
fn compile(world: &mut LetterWorld<'_>) -> Result<PagedDocument, Fault> {
    let foreseen = world.press().foreseen();
    let document = match foreseen.compile(world) {
        Some(document) => document,
        None => {
            let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
            if !warnings.is_empty() {
                return Err(Fault::Typst(output.err().unwrap_or(warnings)));
            }
            output.map_err(Fault::Typst)?
        }
    };
    foreseen.keep(world, &document);
    if document.pages().len() > 1 && world.expect_several_pages() {
        return compile(world);
    }
    Ok(document)
}

fn compile_and_export(world: &mut LetterWorld<'_>, number: &str) -> Result<Typeset, Fault> {
    let mut laps = Laps::default();
    let document = proven(world, &mut laps)?;
    let pdf = laps.time(Stage::Export, || export::export(&document, world.press(), number));
    Ok(Typeset { document, pdf: pdf.map_err(Fault::Typst)?, laps })
}

/// Lays a letter out so that its pages stand every proof: as usual, or where that leaves something to wish for, step by
/// step closer. Where no step helps, the first sound setting stands; where none is sound, what is wrong with the usual
/// one is told.
fn proven(world: &mut LetterWorld<'_>, laps: &mut Laps) -> Result<PagedDocument, Fault> {
    let mut sound = None;
    let mut usual = Vec::new();
    loop {
        let document = laps.time(Stage::Compile, || compile(world))?;
        if document.pages().len() > MOST_PAGES {
            return Err(Fault::Found(vec![too_long(document.pages().len())]));
        }
        let missing = page::missing_glyphs(&document);
        if !missing.is_empty() {
            return Err(Fault::Found(missing));
        }
        let layout = &world.press().paper().layout;
        let shown = window::faults(&document, layout);
        if !shown.is_empty() {
            return Err(Fault::Found(shown));
        }
        let Proof { faults, is_loose } = laps.time(Stage::Check, || proof(&document));
        if faults.is_empty() && !is_loose {
            return Ok(document);
        }
        if faults.is_empty() {
            sound.get_or_insert(document);
        } else if usual.is_empty() {
            usual = faults;
        }
        if !world.set_closer() {
            return sound.ok_or(Fault::Found(usual));
        }
    }
}

fn too_long(pages: usize) -> Finding {
    Finding::error(
        "T02",
        "",
        Words::new(
            format!("the document has {pages} pages, more than {MOST_PAGES}"),
            format!("文书共 {pages} 页，超过 {MOST_PAGES} 页"),
        ),
    )
    .hint("a template that adds pages without end does this", "模板不断增页时会出现这种情况")
}
