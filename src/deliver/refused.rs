//! List the refused accounts: every finding as JSON, and the rows of a table to be corrected and fed again, as CSV
//! and as a workbook.

pub(super) mod book;
mod causes;
pub(super) mod growing;
mod page;
mod told;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use self::book::Book;
use self::growing::{Growing, Grown};
use super::Origin;
use super::manifest::{FindingLine, Hash, hash_of};
use crate::account::read::{HINTS, REASONS, is_added};
use crate::digest;
use crate::error::Stop;
use crate::finding::{Finding, Lang};
use crate::place::{Place, TemporaryFile};
use crate::table::text::guarded;

pub use self::book::NAME as BOOK;
pub(crate) use self::book::sheet_name;
pub(super) use self::told::Told;

/// The list's name; it is there even when nothing was refused.
pub const NAME: &str = "refused.jsonl";

/// Whether this is the name of a sheet of refused rows.
pub(crate) fn is_sheet(name: &str) -> bool {
    let number = name.strip_prefix("refused").and_then(|rest| rest.strip_suffix(".csv"));
    number.is_some_and(|number| {
        number.is_empty() || number.strip_prefix('-').is_some_and(|digits| digits.parse::<u64>().is_ok())
    })
}

/// The byte order mark, by which spreadsheets know that a CSV file is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A line of `refused.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Which run of the folder refused it, where that is not the first.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub run: u64,
    /// The account's ordinal in the input, from 1.
    pub seq: u64,
    /// The input's name.
    pub source: String,
    /// The line it begins in, from 1.
    pub line: u64,
    /// The account's id, where it could be read and may be shown.
    pub id: Option<String>,
    /// What its record is known by, in hex: the SHA-256 of the record, or where that could not be read, that of its line,
    /// its cells and what was found. None in older lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_sha256: Option<String>,
    /// The file that holds its row, where the input is a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Everything that was found.
    pub findings: Vec<FindingLine>,
}

impl Refused {
    /// The line of a refused account of a folder's `run`; its row is not in a sheet yet.
    pub fn of(origin: &Origin, findings: &[Finding], lang: Lang, run: u64) -> Self {
        let line = |finding: &Finding| {
            let column = origin.row.as_ref().and_then(|row| row.header.column(&finding.path));
            FindingLine { column: column.map(|column| column.heading), ..FindingLine::of(finding, lang) }
        };
        Self {
            run,
            seq: origin.seq,
            source: origin.source.to_string(),
            line: origin.line,
            id: origin.id.clone(),
            account_sha256: Some(digest::hex(&origin.sha256)),
            sheet: None,
            findings: findings.iter().map(line).collect(),
        }
    }

    /// What its record is known by.
    pub(super) fn fingerprint(&self) -> Hash {
        self.account_sha256.as_deref().and_then(hash_of).unwrap_or_default()
    }

    /// The codes of what refused it, one for each such finding.
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        let errors = self.findings.iter().filter(|told| told.severity == "error");
        errors.map(|told| told.code.as_str())
    }
}

fn first() -> u64 {
    1
}

fn is_first(run: &u64) -> bool {
    *run == first()
}

/// The lines of a place's list of refused accounts.
pub(super) fn listed(place: &dyn Place) -> Result<impl Iterator<Item = Result<Refused, Stop>> + use<>, Stop> {
    let shown = place.shown(NAME);
    let file = place.read(NAME).and_then(|file| Ok(file.ok_or(ErrorKind::NotFound)?));
    let file = file.map_err(|error| Stop::at(&shown, &error))?;
    Ok(BufReader::new(file).lines().map(move |text| {
        let refused = text.and_then(|text| Ok(serde_json::from_str(&text)?));
        refused.map_err(|error: std::io::Error| Stop::at(&shown, &error))
    }))
}

/// The refused accounts of a run, in input order; the files appear when it is closed.
pub(super) struct RefusedList {
    place: Arc<dyn Place>,
    lang: Lang,
    issued: NaiveDate,
    /// Which run of the folder they are of.
    run: u64,
    list: Growing,
    sheets: Vec<Sheet>,
    book: Option<Book>,
}

/// The refused rows under one heading.
struct Sheet {
    name: String,
    /// The heading without the columns that were added.
    heading: Vec<String>,
    rows: Growing,
}

/// A refused row as it stood in its table, with what is told of it.
pub(super) struct RefusedRow<'r> {
    /// The heading, without the columns that an earlier list added.
    pub(super) heading: Vec<&'r str>,
    /// The cells under it.
    pub(super) cells: Vec<&'r str>,
    /// Its reasons and remedies.
    pub(super) told: Told,
}

/// Tells nothing: the rows are persons' data.
impl std::fmt::Debug for RefusedList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a list with {} sheets", self.sheets.len())
    }
}

impl RefusedList {
    /// Begins an empty list of a folder's `run` with documents of the day `issued`.
    pub(super) fn begin(
        place: &Arc<dyn Place>,
        lang: Lang,
        issued: NaiveDate,
        run: u64,
    ) -> Result<Self, Stop> {
        let list = Growing::begin(place, NAME)?;
        Ok(Self { place: Arc::clone(place), lang, issued, run, list, sheets: Vec::new(), book: None })
    }

    /// Which run of the folder it is of.
    pub(super) fn run(&self) -> u64 {
        self.run
    }

    /// Adds an account.
    pub(super) fn add(&mut self, origin: &Origin, findings: &[Finding]) -> Result<(), Stop> {
        let refused = Refused::of(origin, findings, self.lang, self.run);
        let Some(row) = &origin.row else { return self.write(refused, None) };
        let headings = &row.header.headings;
        let (mut heading, mut cells) = (own(headings, headings), own(headings, &row.cells));
        // Both of one width, so that the reasons stand under their own name: a row of more cells than its heading goes
        // into a sheet of that width.
        let width = heading.len().max(cells.len());
        heading.resize(width, "");
        cells.resize(width, "");
        self.write(refused, Some(RefusedRow { heading, cells, told: Told::of(findings, row) }))
    }

    /// Writes an account's line, and its row into the sheet of its heading.
    pub(super) fn write(&mut self, mut refused: Refused, row: Option<RefusedRow<'_>>) -> Result<(), Stop> {
        refused.sheet = None;
        if let Some(row) = row {
            let at = self.sheet_of(&row.heading)?;
            let RefusedRow { heading, cells, told } = &row;
            self.sheets[at].row(cells.iter().copied().chain([&*told.reasons, &*told.hints]))?;
            refused.sheet = Some(self.sheets[at].name.clone());
            self.book()?.row(at, heading, cells, told, &refused)?;
        }
        let text = serde_json::to_string(&refused);
        let text = text.map_err(|error| self.list.temporary.fault(&error.into()))?;
        self.list.write(format!("{text}\n").as_bytes())
    }

    /// The sheet of a heading; a new one where there is none.
    fn sheet_of(&mut self, heading: &[&str]) -> Result<usize, Stop> {
        if let Some(at) = self.sheets.iter().position(|sheet| sheet.heading == heading) {
            return Ok(at);
        }
        self.sheets.push(Sheet::begin(&self.place, self.sheets.len() + 1, heading)?);
        Ok(self.sheets.len() - 1)
    }

    /// The workbook, begun with the first row.
    fn book(&mut self) -> Result<&mut Book, Stop> {
        let book = match self.book.take() {
            Some(book) => book,
            None => Book::begin(&self.place, self.issued)?,
        };
        Ok(self.book.insert(book))
    }

    /// Sets all files in their places and returns their hashes by name. Sheets of an earlier list that are none
    /// of this one's are removed.
    pub(super) fn close(self) -> Result<BTreeMap<String, String>, Stop> {
        let grown = self.sheets.into_iter().map(|sheet| sheet.rows).chain([self.list]);
        let files = grown.map(Growing::end).chain(self.book.map(Book::end));
        let files = files.collect::<Result<Vec<Grown>, _>>()?;
        let hashes: BTreeMap<_, _> =
            files.iter().map(|file| (file.name.clone(), file.sha256.clone())).collect();
        TemporaryFile::put_all(&*self.place, files.into_iter().map(|file| file.temporary).collect())?;
        let fault = |error| Stop::at(&self.place.shown(""), &error);
        let stale = self.place.list("").map_err(fault)?.into_iter();
        for name in stale.filter(|name| (is_sheet(name) || name == BOOK) && !hashes.contains_key(name)) {
            self.place.remove(&name).map_err(|error| Stop::at(&self.place.shown(&name), &error))?;
        }
        Ok(hashes)
    }
}

impl Sheet {
    /// Begins the `number`th sheet with its heading: `refused.csv`, `refused-2.csv`, ….
    fn begin(place: &Arc<dyn Place>, number: usize, heading: &[&str]) -> Result<Self, Stop> {
        let name = if number == 1 { "refused.csv".to_string() } else { format!("refused-{number}.csv") };
        let mut rows = Growing::begin(place, &name)?;
        rows.write(MARK)?;
        let owned = heading.iter().map(|cell| cell.to_string()).collect();
        let mut sheet = Self { name, heading: owned, rows };
        sheet.row(heading.iter().copied().chain([REASONS, HINTS]))?;
        Ok(sheet)
    }

    /// Writes cells as no spreadsheet spoils them.
    fn row<'r>(&mut self, cells: impl Iterator<Item = &'r str>) -> Result<(), Stop> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let written =
            writer.write_record(cells.map(|cell| guarded(cell).into_owned())).map_err(std::io::Error::from);
        let text = written.and_then(|()| writer.into_inner().map_err(|error| error.into_error()));
        let text = text.map_err(|error| self.rows.temporary.fault(&error))?;
        self.rows.write(&text)
    }
}

/// The cells under the input's own headings, without those that an earlier list added.
fn own<'a>(heading: &[String], cells: &'a [String]) -> Vec<&'a str> {
    let columns = heading.iter().map(Some).chain(std::iter::repeat(None));
    let pairs = cells.iter().zip(columns).filter(|(_, name)| name.is_none_or(|name| !is_added(name)));
    pairs.map(|(cell, _)| cell.as_str()).collect()
}
