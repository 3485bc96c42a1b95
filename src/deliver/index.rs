//! Write the index of a folder's documents from its manifest, as CSV and as a workbook: whose letter is which file.

mod book;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind};
use std::sync::Arc;

use serde::Deserialize;

use self::book::Book;
use super::manifest::{self, FindingLine, Header, LedgerTotal, Line, SMS};
use super::reading::{DOCUMENT_LINE, MESSAGE_LINE};
use super::refused::growing::{Growing, Grown};
use super::report::Sum;
use crate::error::Stop;
use crate::finding::Lang;
use crate::place::{Place, TemporaryFile};
use crate::table::text::guarded;

/// The index as CSV.
pub const NAME: &str = "index.csv";

pub use self::book::NAME as BOOK;

/// The byte order mark, by which spreadsheets know that a CSV file is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The columns in both languages, with their widths in a workbook.
const COLUMNS: [(&str, &str, u32); 8] = [
    ("id", "账户编号", 18),
    ("name", "收件人", 12),
    ("kind", "文书种类", 26),
    ("number", "文书编号", 26),
    ("file", "文件", 48),
    ("pages", "页数", 8),
    ("amount", "金额", 24),
    ("warnings", "提示", 16),
];

/// A row of the index.
type Cells = [String; COLUMNS.len()];

/// What the index wants of a document's line.
#[derive(Deserialize)]
struct Indexed {
    id: String,
    name: String,
    kind: String,
    number: String,
    file: String,
    /// None of a message.
    #[serde(default)]
    pages: Option<u64>,
    /// How the document travels, or the message.
    #[serde(default)]
    channel: Option<String>,
    owed: Vec<LedgerTotal>,
    findings: Vec<FindingLine>,
}

/// Writes both files and returns their hashes by name.
pub(super) fn write(place: &Arc<dyn Place>, header: &Header) -> Result<BTreeMap<String, String>, Stop> {
    let files = grown(place, header)?;
    let hashes = files.iter().map(|file| (file.name.clone(), file.sha256.clone())).collect();
    TemporaryFile::put_all(&**place, files.into_iter().map(|Grown { temporary, .. }| temporary).collect())?;
    Ok(hashes)
}

/// Both files beside their places. Rows are written as they are read, so that memory holds one however many there are.
pub(super) fn grown(place: &Arc<dyn Place>, header: &Header) -> Result<[Grown; 2], Stop> {
    let shown = place.shown(manifest::NAME);
    let fault = |error: std::io::Error| Stop::at(&shown, &error);
    let file = place.read(manifest::NAME).and_then(|file| Ok(file.ok_or(ErrorKind::NotFound)?));
    let mut lines = BufReader::new(file.map_err(fault)?);
    let mut sheet = Growing::begin(place, NAME)?;
    sheet.write(MARK)?;
    let headings = COLUMNS.map(|(en, zh, _)| if header.lang == Lang::Zh { zh } else { en }.to_string());
    write_row(&mut sheet, &headings)?;
    let mut book = Book::begin(place, header, headings)?;
    let (mut titles, mut text) = (header.titles.clone(), Vec::new());
    loop {
        text.clear();
        if lines.read_until(b'\n', &mut text).map_err(fault)? == 0 {
            break;
        }
        if text.starts_with(DOCUMENT_LINE) || text.starts_with(MESSAGE_LINE) {
            let indexed: Indexed = serde_json::from_slice(&text).map_err(|error| fault(error.into()))?;
            let cells = indexed.cells(&titles);
            write_row(&mut sheet, &cells)?;
            book.row(&cells)?;
        } else if let Ok(Line::Header(of_run)) = serde_json::from_slice(&text) {
            titles = of_run.titles;
        }
    }
    Ok([sheet.end()?, book.end()?])
}

impl Indexed {
    fn cells(self, titles: &BTreeMap<String, String>) -> Cells {
        let mut kind = titles.get(&self.kind).cloned().unwrap_or(self.kind);
        if self.pages.is_none() {
            kind += if self.channel.as_deref() == Some(SMS) { "（短信）" } else { "（电子邮件）" };
        }
        let pages = self.pages.map(|pages| pages.to_string()).unwrap_or_default();
        let mut warnings: Vec<&str> = self.findings.iter().map(|finding| finding.code.as_str()).collect();
        warnings.sort_unstable();
        warnings.dedup();
        let (amount, warnings) = (amount(&self.owed), warnings.join(" "));
        [self.id, self.name, kind, self.number, self.file, pages, amount, warnings]
    }
}

/// The total of each currency, in the order of the ledgers: `CNY 8543.77; USD 121.26`.
fn amount(owed: &[LedgerTotal]) -> String {
    let mut totals: Vec<(&str, Sum)> = Vec::new();
    for LedgerTotal { currency, amount } in owed {
        match totals.iter_mut().find(|(known, _)| known == currency) {
            Some((_, total)) => total.add(*amount),
            None => totals.push((currency, *amount)),
        }
    }
    let told = totals.iter().map(|(currency, total)| format!("{currency} {}", total.plain()));
    told.collect::<Vec<_>>().join("; ")
}

fn write_row(sheet: &mut Growing, cells: &Cells) -> Result<(), Stop> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let written = writer.write_record(cells.iter().map(|cell| guarded(cell).into_owned()));
    let text = written
        .map_err(std::io::Error::from)
        .and_then(|()| writer.into_inner().map_err(|error| error.into_error()));
    let text = text.map_err(|error| sheet.temporary.fault(&error))?;
    sheet.write(&text)
}
