//! Turn finished pages into a PDF: by way of stub fonts where that works, with the true faces where not.
//!
//! Both ways print the same; the first takes a quarter less time ([`crate::fonts::outline`]). It rests on how
//! the exporter writes its files, so that a file that is written otherwise must cost time only, never a
//! document. Which way a document goes depends on nothing but the program and the document itself, since its
//! bytes may not depend on what else was made before it, or at the same time: whether the exporter writes
//! files as expected is found out once from a letter that is always the same, and a single document whose
//! file is odd nevertheless goes the second way alone.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Datelike;
use typst::diag::SourceResult;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

use super::press::LetterWorld;
use super::{Press, compile, ink, part};
use crate::finding::Words;
use crate::fonts::outline::substitute;
use crate::money::grouped;

/// What turns pages into a file.
pub type Exporter = Box<dyn Fn(&PagedDocument, &PdfOptions) -> SourceResult<Vec<u8>> + Send + Sync>;

/// The letter that tells how the exporter writes files.
const TRIAL: &str = "#set document(title: [字])\n#set text(font: \"Noto Serif SC\", lang: \"zh\")\n字";

/// How the documents of a press are exported.
pub(super) struct Export {
    exporter: Exporter,
    /// Whether files are written as font substitution expects them.
    expected: OnceLock<bool>,
    /// How many documents were exported without it.
    without: AtomicU64,
}

impl Default for Export {
    fn default() -> Self {
        Self::by(Box::new(typst_pdf::pdf))
    }
}

impl Export {
    /// By this exporter.
    pub(super) fn by(exporter: Exporter) -> Self {
        Self { exporter, expected: OnceLock::new(), without: AtomicU64::new(0) }
    }

    /// What is to be told of documents without font substitution.
    pub(super) fn failed(&self) -> Option<Words> {
        let count = self.without.load(Ordering::Relaxed);
        let shown = grouped(&count.to_string());
        (count > 0).then(|| {
            Words::new(
                format!(
                    "documents exported the slower way: {shown}, as the exporter's files are not those this \
                     program knows; they print the same; please report it with the version"
                ),
                format!("{shown} 份文书改用较慢的方式导出：导出的文件结构与本程序所知的不同；打印效果不变，请反馈问题并注明版本"),
            )
        })
    }

    /// Whether files are written as font substitution expects them, by the trial letter. Two workers may both
    /// find out at first: waiting for each other could take forever where they share a thread pool.
    fn is_expected(&self, press: &Press) -> bool {
        if let Some(known) = self.expected.get() {
            return *known;
        }
        let expected = trial(press).is_none_or(|substituted| substituted.is_some());
        *self.expected.get_or_init(|| expected)
    }
}

/// The trial letter with its fonts substituted, or without a file where that failed; `None` where there is no
/// such letter, as a standard may ask for more than it has.
fn trial(press: &Press) -> Option<Option<Vec<u8>>> {
    let mut world = LetterWorld::new(press, None, TRIAL, Vec::new()).ok()?;
    let document = compile(&mut world).ok()?;
    substituted(&document, press, &options(press, "trial")).ok()
}

/// A document as a PDF under its number, its black the printer's own.
pub(super) fn export(document: &PagedDocument, press: &Press, number: &str) -> SourceResult<Vec<u8>> {
    let mut pdf = exported(document, press, number)?;
    ink::black_alone(&mut pdf);
    Ok(pdf)
}

fn exported(document: &PagedDocument, press: &Press, number: &str) -> SourceResult<Vec<u8>> {
    let (way, options) = (press.export(), options(press, number));
    if way.is_expected(press)
        && let Some(pdf) = substituted(document, press, &options)?
    {
        return Ok(pdf);
    }
    way.without.fetch_add(1, Ordering::Relaxed);
    (way.exporter)(&part::whole(document), &options)
}

/// A document by way of stub fonts; `None` where their substitution fails.
fn substituted(
    document: &PagedDocument,
    press: &Press,
    options: &PdfOptions,
) -> SourceResult<Option<Vec<u8>>> {
    let fonts = press.fonts();
    let (parted, used) = part::part(document, fonts, press.values());
    let pdf = (press.export().exporter)(&parted, options)?;
    Ok(substitute(&pdf, &fonts.stubs(), used))
}

/// How every letter is exported: under its number, dated at the start of its day in Beijing time.
pub(super) fn options(press: &Press, number: &str) -> PdfOptions {
    let date = press.date();
    let day = |part: u32| u8::try_from(part).unwrap_or(1);
    let midnight = Datetime::from_ymd_hms(date.year(), day(date.month()), day(date.day()), 0, 0, 0);
    PdfOptions {
        ident: Smart::Custom(number.to_string()),
        creator: Smart::Custom(Some(concat!("hanpress ", env!("CARGO_PKG_VERSION")).to_string())),
        timestamp: midnight.and_then(|midnight| Timestamp::new_local(midnight, 8 * 60)),
        standards: press.standards().clone(),
        ..PdfOptions::default()
    }
}
