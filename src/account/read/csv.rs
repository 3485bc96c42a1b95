//! Turn rows of CSV into records.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde_json::Value;

use super::cells::Cells;
use super::header::Header;
use super::lines::{LONGEST, Line, Lines};
use super::open::looks_like_gb18030;
use super::{Encoding, Record, Row, Source, TOO_MUCH, UNREADABLE, encoding_fault, too_long};
use crate::finding::{Finding, Words};

/// The most lines a row may stand on; a row of more has a quote that was never closed.
const MOST_LINES: usize = 100;

/// Reads the records of a CSV text.
pub(super) struct Rows {
    name: Arc<str>,
    lines: Lines,
    encoding: Option<Encoding>,
    header: Arc<Header>,
}

/// A row with the lines it was taken from.
struct Taken {
    lines: Vec<Line>,
    cells: Cells,
    fault: Option<Finding>,
}

impl Source for Rows {
    fn name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// Rows of blanks are passed over.
    fn next_record(&mut self) -> io::Result<Option<Record>> {
        loop {
            let Some(first) = first_line(&mut self.lines)? else { return Ok(None) };
            let taken = take(first, &mut self.lines)?;
            if let Some(record) = self.record(taken) {
                return Ok(Some(record));
            }
        }
    }

    fn line(&self) -> u64 {
        self.lines.count()
    }

    fn at_most(&self) -> Option<u64> {
        self.lines.at_most()
    }
}

impl Rows {
    /// Reads the header row; `None` when there is not even that.
    pub(super) fn new(
        name: Arc<str>,
        mut lines: Lines,
        encoding: Option<Encoding>,
        columns: &BTreeMap<String, String>,
        schema: &Value,
    ) -> Result<Option<Self>, (Words, Vec<Words>)> {
        let unread = |error| {
            (Words::new(format!("it cannot be read: {error}"), format!("无法读取：{error}")), Vec::new())
        };
        let Some(first) = first_line(&mut lines).map_err(unread)? else { return Ok(None) };
        let taken = take(first, &mut lines).map_err(unread)?;
        if let Some(fault) = taken.fault {
            return Err((fault.message, fault.hints));
        }
        let headings = headings(taken.cells.finish())?;
        let header = Arc::new(Header::of(headings, columns, schema)?);
        Ok(Some(Self { name, lines, encoding, header }))
    }

    /// The record of a row; `None` when it is blank.
    fn record(&mut self, taken: Taken) -> Option<Record> {
        let Taken { mut lines, cells, mut fault } = taken;
        if fault.is_none() && lines.len() > 1 && self.holds_another_row(&lines, &cells) {
            fault = Some(stray());
        }
        let (number, ended) = (lines[0].number, lines.last().is_some_and(|line| line.ended));
        if let Some(fault) = fault {
            let cells = if lines[0].long { Vec::new() } else { Cells::of(&lines[0].bytes).finish() };
            let fault = self.give_back(lines.split_off(1), fault);
            let row = (!cells.is_empty()).then(|| self.row(cells.into_iter().map(lossy).collect()));
            return Some(Record { row, ..Record::faulty(number, fault) });
        }
        let cells = cells.finish();
        if cells.iter().all(|cell| cell.trim_ascii().is_empty()) {
            return None;
        }
        let mut findings = self.spoilt(&cells);
        let (width, found) = (self.header.headings.len(), cells.len());
        let row = self.row(cells.into_iter().map(lossy).collect());
        if found != width {
            let fault = self.give_back(lines.split_off(1), miscounted(found, width, ended));
            return Some(Record { row: Some(row), ..Record::faulty(number, fault) });
        }
        findings.extend(self.unheaded(&row.cells));
        let node = self.header.record(&row.cells, &mut findings);
        Some(Record { line: number, row: Some(row), id: None, node: Some(node), findings })
    }

    /// Whether a row on several lines took another row in: two quotes out of place can close each other.
    fn holds_another_row(&self, lines: &[Line], cells: &Cells) -> bool {
        !cells.first().contains(&b'\n') && lines[1..].iter().any(|line| self.is_row(line))
    }

    /// Lets the lines that a faulty row swallowed be read again, from the first that is a row by itself;
    /// the fault tells of those before it.
    fn give_back(&mut self, mut swallowed: Vec<Line>, fault: Finding) -> Finding {
        let found = swallowed.iter().position(|line| line.long || self.is_row(line));
        self.lines.put_back(swallowed.split_off(found.unwrap_or(swallowed.len())));
        let (Some(first), Some(last)) = (swallowed.first(), swallowed.last()) else { return fault };
        fault.hint(
            format!("lines {} to {} were taken for parts of it and not read", first.number, last.number),
            format!("第 {} 至 {} 行被视为其一部分，未读取", first.number, last.number),
        )
    }

    /// Whether a line is a row by itself.
    fn is_row(&self, line: &Line) -> bool {
        let cells = Cells::of(&line.bytes);
        !cells.is_open() && !cells.has_stray_quote() && cells.finish().len() == self.header.headings.len()
    }

    fn row(&self, cells: Vec<String>) -> Row {
        Row { header: Arc::clone(&self.header), cells }
    }

    /// The cells whose bytes are no text.
    fn spoilt(&self, cells: &[Vec<u8>]) -> Vec<Finding> {
        let replaced = if self.encoding == Some(Encoding::Gb18030) { '\u{FFFD}' } else { '\0' };
        let is_text =
            |cell: &[u8]| std::str::from_utf8(cell).is_ok_and(|text| !text.contains(['\0', replaced]));
        let spoilt = cells.iter().enumerate().filter(|(_, cell)| !is_text(cell));
        spoilt.map(|(column, cell)| encoding_fault(self.header.path(column), cell)).collect()
    }

    /// The cells under no heading that are not blank.
    fn unheaded(&self, cells: &[String]) -> Option<Finding> {
        let column = (0..cells.len()).find(|at| self.header.is_bare(*at) && !cells[*at].trim().is_empty())?;
        let message = Words::new(
            format!("cell {} has no heading", column + 1),
            format!("第 {} 个单元格没有表头", column + 1),
        );
        Some(Finding::error(UNREADABLE, "", message))
    }
}

/// The first line that is not blank.
fn first_line(lines: &mut Lines) -> io::Result<Option<Line>> {
    loop {
        match lines.next()? {
            Some(line) if !line.long && line.bytes.trim_ascii().is_empty() => {}
            other => return Ok(other),
        }
    }
}

/// Takes the lines of a row.
fn take(first: Line, lines: &mut Lines) -> io::Result<Taken> {
    let mut taken =
        Taken { cells: Cells::of(&first.bytes), fault: first.long.then(too_long), lines: vec![first] };
    let mut length = taken.lines[0].bytes.len();
    while taken.fault.is_none() && taken.cells.is_open() {
        let Some(line) = lines.next()? else {
            taken.fault = Some(unclosed(UNREADABLE));
            break;
        };
        length += line.bytes.len() + 1;
        if line.long || length > LONGEST || taken.lines.len() == MOST_LINES {
            taken.fault = Some(unclosed(TOO_MUCH));
        } else {
            taken.cells.go_on(&line.bytes);
        }
        taken.lines.push(line);
    }
    if taken.fault.is_none() && taken.cells.has_stray_quote() {
        taken.fault = Some(stray());
    }
    Ok(taken)
}

/// The headings of the header row, if they are text.
fn headings(cells: Vec<Vec<u8>>) -> Result<Vec<String>, (Words, Vec<Words>)> {
    let bytes = cells.concat();
    if bytes.contains(&b'\r') {
        let message = Words::new("its lines end in a bare carriage return", "行尾为单独的回车符");
        return Err((message, vec![Words::new("save it as `CSV UTF-8`", "请另存为 `CSV UTF-8`")]));
    }
    cells.into_iter().map(|cell| String::from_utf8(cell).map(bare)).collect::<Result<_, _>>().map_err(|_| {
        let message = Words::new("the header row is not UTF-8", "表头不是 UTF-8");
        let hint = if looks_like_gb18030(&bytes) {
            Words::new(
                "it looks like GB18030: pass `--encoding gb18030`",
                "像是 GB18030，请加 `--encoding gb18030`",
            )
        } else {
            Words::new("save it as `CSV UTF-8`", "请另存为 `CSV UTF-8`")
        };
        (message, vec![hint])
    })
}

/// Whether a spreadsheet would take a cell for a formula, apostrophes before it not counted.
pub(crate) fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The text of a cell.
fn lossy(cell: Vec<u8>) -> String {
    let text = String::from_utf8(cell);
    bare(text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// A cell without the apostrophe that keeps spreadsheets from taking it for a formula.
fn bare(text: String) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest.to_string(),
        _ => text,
    }
}

fn miscounted(found: usize, width: usize, ended: bool) -> Finding {
    let message = Words::new(
        format!("this row has {found} cells, the header row {width}"),
        format!("本行有 {found} 个单元格，表头有 {width} 个"),
    );
    let fault = Finding::error(UNREADABLE, "", message);
    if found < width && !ended {
        fault.hint("the file may have been cut off; transfer it again", "文件可能不完整，请重新传输")
    } else {
        fault.hint("put cells that contain commas in quotes", "含逗号的单元格须加双引号")
    }
}

fn unclosed(code: &'static str) -> Finding {
    let message = Words::new("a quote is opened in this row and not closed", "本行有双引号未闭合");
    Finding::error(code, "", message)
        .hint("write a quote inside a cell twice: `\"\"`", "单元格内的双引号须写两次：`\"\"`")
}

fn stray() -> Finding {
    let message =
        Words::new("a quote stands inside a cell that is in quotes", "加引号的单元格内有多余的双引号");
    Finding::error(UNREADABLE, "", message)
        .hint("write a quote inside a cell twice: `\"\"`", "单元格内的双引号须写两次：`\"\"`")
}
