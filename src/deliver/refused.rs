//! List the refused accounts: every finding as JSON, and the rows of a CSV input to be corrected and fed again.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;

use serde::Serialize;

use super::Origin;
use super::fault::Fault;
use super::manifest::Told;
use super::place::{Folder, Part};
use crate::account::read::{REASONS, Row, is_formula};
use crate::finding::{Finding, Lang};

/// The list's name; it is there even when nothing was refused.
pub const NAME: &str = "refused.jsonl";

/// The byte order mark, by which spreadsheets know that a CSV file is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A line of `refused.jsonl`.
#[derive(Debug, Serialize)]
struct Refused<'a> {
    source: &'a str,
    line: u64,
    id: Option<&'a str>,
    findings: Vec<Told>,
}

/// The refused accounts of a run, in input order; the files appear when it is closed.
#[derive(Debug)]
pub(super) struct RefusedList {
    folder: Arc<Folder>,
    lang: Lang,
    list: Growing,
    sheets: Vec<Sheet>,
}

/// A file that grows beside its place.
#[derive(Debug)]
struct Growing {
    part: Part,
    to: BufWriter<File>,
}

/// The refused rows under one heading.
#[derive(Debug)]
struct Sheet {
    heading: Vec<String>,
    /// How many cells a row has, the reasons not counted.
    width: usize,
    rows: Growing,
}

impl RefusedList {
    /// Begins an empty list.
    pub(super) fn begin(folder: &Arc<Folder>, lang: Lang) -> Result<Self, Fault> {
        let list = Growing::begin(folder, NAME)?;
        Ok(Self { folder: Arc::clone(folder), lang, list, sheets: Vec::new() })
    }

    /// Adds an account.
    pub(super) fn add(&mut self, origin: &Origin, findings: &[Finding]) -> Result<(), Fault> {
        let refused = Refused {
            source: &origin.source,
            line: origin.line,
            id: origin.id.as_deref(),
            findings: findings.iter().map(|finding| Told::of(finding, self.lang)).collect(),
        };
        let text = serde_json::to_string(&refused);
        let text = text.map_err(|error| self.list.part.fault(&error.into()))?;
        self.list.write(format!("{text}\n").as_bytes())?;
        match &origin.row {
            Some(row) => self.add_row(row, findings),
            None => Ok(()),
        }
    }

    /// Adds a row to the sheet of its heading.
    fn add_row(&mut self, row: &Row, findings: &[Finding]) -> Result<(), Fault> {
        let known = self.sheets.iter().position(|sheet| sheet.heading == row.header.headings);
        let at = match known {
            Some(at) => at,
            None => {
                self.sheets.push(Sheet::begin(&self.folder, self.sheets.len() + 1, &row.header.headings)?);
                self.sheets.len() - 1
            }
        };
        let reasons: Vec<_> = findings.iter().map(|finding| reason(finding, self.lang)).collect();
        self.sheets[at].add(row, &reasons.join(if self.lang == Lang::Zh { "；" } else { "; " }))
    }

    /// Sets all files in their places.
    pub(super) fn close(self) -> Result<(), Fault> {
        let files = self.sheets.into_iter().map(|sheet| sheet.rows).chain([self.list]);
        self.folder.set_all(files.map(Growing::end).collect::<Result<_, _>>()?)
    }
}

/// A finding in a cell: `R04 ledgers[0].total: parts add up to …`.
fn reason(finding: &Finding, lang: Lang) -> String {
    let (colon, message) = (if lang == Lang::Zh { "：" } else { ": " }, finding.message.get(lang));
    match finding.path.as_str() {
        "" => format!("{} {message}", finding.code),
        path => format!("{} {path}{colon}{message}", finding.code),
    }
}

impl Sheet {
    /// Begins the `number`th sheet with its heading: `refused.csv`, `refused-2.csv`, ….
    fn begin(folder: &Folder, number: usize, heading: &[String]) -> Result<Self, Fault> {
        let name = if number == 1 { "refused.csv".to_string() } else { format!("refused-{number}.csv") };
        let mut rows = Growing::begin(folder, &name)?;
        rows.write(MARK)?;
        let own: Vec<_> = own(heading, heading).collect();
        let mut sheet = Self { heading: heading.to_vec(), width: own.len(), rows };
        sheet.row(own, REASONS)?;
        Ok(sheet)
    }

    fn add(&mut self, row: &Row, reasons: &str) -> Result<(), Fault> {
        self.row(own(&row.header.headings, &row.cells).collect(), reasons)
    }

    /// Writes the cells as they came but for [`harmless`], filled up to the heading's width, and the
    /// reasons behind them.
    fn row<'a>(&mut self, mut cells: Vec<&'a str>, reasons: &'a str) -> Result<(), Fault> {
        cells.resize(self.width.max(cells.len()), "");
        cells.push(reasons);
        let cells: Vec<_> = cells.into_iter().map(harmless).collect();
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let written =
            writer.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(std::io::Error::from);
        let text = written.and_then(|()| writer.into_inner().map_err(|error| error.into_error()));
        let text = text.map_err(|error| self.rows.part.fault(&error))?;
        self.rows.write(&text)
    }
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it,
/// which reading takes off again.
fn harmless(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { format!("'{cell}").into() } else { cell.into() }
}

/// The cells that are not reasons of an earlier run.
fn own<'a>(heading: &'a [String], cells: &'a [String]) -> impl Iterator<Item = &'a str> {
    let columns = heading.iter().map(Some).chain(std::iter::repeat(None));
    let pairs = cells.iter().zip(columns);
    pairs.filter(|(_, name)| name.is_none_or(|name| name != REASONS)).map(|(cell, _)| cell.as_str())
}

impl Growing {
    fn begin(folder: &Folder, name: &str) -> Result<Self, Fault> {
        let (part, file) = folder.begin(name, 0)?;
        Ok(Self { part, to: BufWriter::new(file) })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.to.write_all(bytes).map_err(|error| self.part.fault(&error))
    }

    /// Hands its last bytes to the system.
    fn end(mut self) -> Result<Part, Fault> {
        self.to.flush().map_err(|error| self.part.fault(&error))?;
        Ok(self.part)
    }
}
