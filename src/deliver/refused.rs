//! List the refused accounts: every finding as JSON, and the rows of a CSV input to be corrected and fed again.

use std::borrow::Cow;
use std::io::{BufWriter, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Origin;
use super::manifest::FindingLine;
use crate::account::read::REASONS;
use crate::error::Stop;
use crate::finding::{Finding, Lang};
use crate::place::{Place, TemporaryFile};
use crate::table::text::is_formula;

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
    /// The account's ordinal in the input, from 1.
    pub seq: u64,
    /// The input's name.
    pub source: String,
    /// The line it begins in, from 1.
    pub line: u64,
    /// The account's id, where it could be read and may be shown.
    pub id: Option<String>,
    /// The file that holds its row, where the input is CSV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Everything that was found.
    pub findings: Vec<FindingLine>,
}

/// The refused accounts of a run, in input order; the files appear when it is closed.
pub(super) struct RefusedList {
    place: Arc<dyn Place>,
    lang: Lang,
    list: Growing,
    sheets: Vec<Sheet>,
}

/// A file that grows beside its place.
struct Growing {
    // Dropped before the temporary file, which removes what was written.
    to: BufWriter<Box<dyn Write + Send>>,
    temporary: TemporaryFile,
}

/// The refused rows under one heading.
struct Sheet {
    name: String,
    /// The heading without the reasons.
    heading: Vec<String>,
    rows: Growing,
}

/// Tells nothing: the rows are persons' data.
impl std::fmt::Debug for RefusedList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a list with {} sheets", self.sheets.len())
    }
}

impl RefusedList {
    /// Begins an empty list.
    pub(super) fn begin(place: &Arc<dyn Place>, lang: Lang) -> Result<Self, Stop> {
        let list = Growing::begin(place, NAME)?;
        Ok(Self { place: Arc::clone(place), lang, list, sheets: Vec::new() })
    }

    /// Adds an account.
    pub(super) fn add(&mut self, origin: &Origin, findings: &[Finding]) -> Result<(), Stop> {
        let refused = Refused {
            seq: origin.seq,
            source: origin.source.to_string(),
            line: origin.line,
            id: origin.id.clone(),
            sheet: None,
            findings: findings.iter().map(|finding| FindingLine::of(finding, self.lang)).collect(),
        };
        let Some(row) = &origin.row else { return self.write(refused, None) };
        let heading = &row.header.headings;
        let reasons: Vec<_> = findings.iter().map(|finding| reason(finding, self.lang)).collect();
        let reasons = reasons.join(if self.lang == Lang::Zh { "；" } else { "; " });
        let (heading, mut cells) = (own(heading, heading), own(heading, &row.cells));
        // Filled up to the heading's width, so that the reasons stand under their own name.
        cells.resize(heading.len().max(cells.len()), "");
        cells.push(&reasons);
        let [heading, cells] = [heading, cells].map(|row| row.into_iter().map(harmless).collect::<Vec<_>>());
        let heading: Vec<&str> = heading.iter().map(AsRef::as_ref).collect();
        self.write(refused, Some((&heading, cells.iter().map(AsRef::as_ref).collect())))
    }

    /// Writes an account's line, and its cells with the reasons into the sheet of its heading.
    pub(super) fn write(
        &mut self,
        mut refused: Refused,
        row: Option<(&[&str], Vec<&str>)>,
    ) -> Result<(), Stop> {
        refused.sheet = None;
        if let Some((heading, cells)) = row {
            let sheet = self.sheet_of(heading)?;
            sheet.row(cells)?;
            refused.sheet = Some(sheet.name.clone());
        }
        let text = serde_json::to_string(&refused);
        let text = text.map_err(|error| self.list.temporary.fault(&error.into()))?;
        self.list.write(format!("{text}\n").as_bytes())
    }

    /// The sheet of a heading without reasons; a new one where there is none.
    fn sheet_of(&mut self, heading: &[&str]) -> Result<&mut Sheet, Stop> {
        let known = self.sheets.iter().position(|sheet| sheet.heading == heading);
        let at = match known {
            Some(at) => at,
            None => {
                self.sheets.push(Sheet::begin(&self.place, self.sheets.len() + 1, heading)?);
                self.sheets.len() - 1
            }
        };
        Ok(&mut self.sheets[at])
    }

    /// Sets all files in their places.
    pub(super) fn close(self) -> Result<(), Stop> {
        let files = self.sheets.into_iter().map(|sheet| sheet.rows).chain([self.list]);
        TemporaryFile::put_all(&*self.place, files.map(Growing::end).collect::<Result<_, _>>()?)
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
    fn begin(place: &Arc<dyn Place>, number: usize, heading: &[&str]) -> Result<Self, Stop> {
        let name = if number == 1 { "refused.csv".to_string() } else { format!("refused-{number}.csv") };
        let mut rows = Growing::begin(place, &name)?;
        rows.write(MARK)?;
        let owned = heading.iter().map(|cell| cell.to_string()).collect();
        let mut sheet = Self { name, heading: owned, rows };
        sheet.row(heading.iter().copied().chain([REASONS]).collect())?;
        Ok(sheet)
    }

    /// Writes the cells as they are given.
    fn row(&mut self, cells: Vec<&str>) -> Result<(), Stop> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let written =
            writer.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(std::io::Error::from);
        let text = written.and_then(|()| writer.into_inner().map_err(|error| error.into_error()));
        let text = text.map_err(|error| self.rows.temporary.fault(&error))?;
        self.rows.write(&text)
    }
}

/// A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it,
/// which reading takes off again.
fn harmless(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { format!("'{cell}").into() } else { cell.into() }
}

/// The cells that are not reasons of an earlier run.
fn own<'a>(heading: &[String], cells: &'a [String]) -> Vec<&'a str> {
    let columns = heading.iter().map(Some).chain(std::iter::repeat(None));
    let pairs = cells.iter().zip(columns);
    pairs.filter(|(_, name)| name.is_none_or(|name| name != REASONS)).map(|(cell, _)| cell.as_str()).collect()
}

impl Growing {
    fn begin(place: &Arc<dyn Place>, name: &str) -> Result<Self, Stop> {
        let (temporary, file) = TemporaryFile::begin(place, name)?;
        Ok(Self { temporary, to: BufWriter::new(file) })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.to.write_all(bytes).map_err(|error| self.temporary.fault(&error))
    }

    /// Hands its last bytes to the system.
    fn end(mut self) -> Result<TemporaryFile, Stop> {
        self.to.flush().map_err(|error| self.temporary.fault(&error))?;
        Ok(self.temporary)
    }
}
