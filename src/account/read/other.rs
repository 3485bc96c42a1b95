//! Read rows of something else than accounts: from the same kinds of file, under headings of their own.
//!
//! Headings are looked for among the first rows, since exports begin with titles. Columns that nobody asked for are
//! passed over, and told by their headings.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use super::door::{Door, Part, parts, table};
use super::heading_row::LOOKED_AT;
use super::mapping::Mapping;
use super::names::folded;
use super::open::{self, unread};
use super::rows::fault as spoilt;
use super::{Format, Input, Notes, ReadFault, Reading, UNREADABLE, VALUE, json, parquet};
use crate::finding::{Finding, Words};
use crate::record::{Node, shortened};
use crate::table::text::Lines;
use crate::table::{Cell, CellKind, Spoilt, Table};

/// A column that is asked for: its name in data files, its Chinese name, and the other headings it is read under.
#[derive(Debug)]
pub(crate) struct OtherColumn {
    pub(crate) name: &'static str,
    pub(crate) chinese: &'static str,
    pub(crate) also: &'static [&'static str],
}

impl OtherColumn {
    fn is_called(&self, heading: &str) -> bool {
        let called = |name: &&str| folded(name) == heading;
        called(&self.name) || called(&self.chinese) || self.also.iter().any(called)
    }
}

/// A row with what stands in the columns that were asked for, in their order; blanks are nothing.
#[derive(Debug)]
pub(crate) struct OtherRow {
    /// The input, with the sheet where it is a further one.
    pub(crate) source: Arc<str>,
    /// Its line or row, counted from 1.
    pub(crate) line: u64,
    pub(crate) values: Vec<Option<String>>,
    /// Why it cannot be read.
    pub(crate) findings: Vec<Finding>,
}

/// The rows of some inputs, one after the other.
pub(crate) struct OtherRows {
    reading: Reading,
    columns: &'static [OtherColumn],
    waiting: VecDeque<Part>,
    open: Option<(Arc<str>, Open)>,
    notes: Notes,
}

/// An opened input.
enum Open {
    /// Which column stands in which cell, and the rows.
    Table(Vec<Option<usize>>, Box<dyn Table>),
    /// An object a line.
    Lines(Lines),
}

impl OtherRows {
    /// The rows of some inputs, which are opened one after the other.
    pub(crate) fn of(
        inputs: &[Input],
        reading: Reading,
        columns: &'static [OtherColumn],
    ) -> Result<Self, ReadFault> {
        let mut waiting = VecDeque::new();
        for input in inputs {
            waiting.extend(parts(input)?);
        }
        Ok(Self { reading, columns, waiting, open: None, notes: Notes::default() })
    }

    /// What is to be told of the inputs.
    pub(crate) fn notes(&self) -> &Notes {
        &self.notes
    }

    /// The next row; `None` behind the last.
    pub(crate) fn next_row(&mut self) -> Result<Option<OtherRow>, ReadFault> {
        loop {
            let Some((source, open)) = &mut self.open else {
                let Some(part) = self.waiting.pop_front() else { return Ok(None) };
                self.open = self.opened(&part)?.map(|open| (part.name(), open));
                continue;
            };
            let read = match open {
                Open::Table(places, table) => of_table(source, places, self.columns, &mut **table),
                Open::Lines(lines) => of_lines(source, self.columns, lines),
            };
            match read {
                Ok(Some(row)) => return Ok(Some(row)),
                Ok(None) => self.open = None,
                Err(error) => {
                    let ((message, hints), source) = (unread(&error), source.to_string());
                    return Err(ReadFault { source, message, hints });
                }
            }
        }
    }

    fn opened(&mut self, part: &Part) -> Result<Option<Open>, ReadFault> {
        let (name, input) = (part.name(), &part.input);
        let opened = open::open(input, &name, &self.reading, &self.notes)?;
        let mut table = match opened.format {
            Format::JsonLines => {
                let file = input.path().filter(|_| !opened.packed);
                return Ok(Some(Open::Lines(Lines::new(opened.text, file))));
            }
            Format::Parquet => {
                let mapping = Arc::new(Mapping::of(&Reading::default()));
                match parquet::door(input, opened.packed, Vec::new(), &mapping)? {
                    Door::Table(table) => table,
                    Door::Records(..) => return Err(nested(input)),
                }
            }
            _ => {
                table(input, opened, &self.reading, part.sheet.as_deref().or(self.reading.sheet.as_deref()))?
            }
        };
        for words in table.told() {
            self.notes.tell(&name, words);
        }
        for sheet in table.further().into_iter().rev() {
            let (input, partitions) = (input.clone(), Vec::new());
            self.waiting.push_front(Part { input, partitions, sheet: Some(sheet) });
        }
        let found = headings(&mut *table, self.columns).map_err(|error| {
            let (message, hints) = unread(&error);
            ReadFault { hints, ..ReadFault::new(input, message) }
        })?;
        let headings = match found {
            Headings::Found(headings) => headings,
            Headings::Unknown if part.sheet.is_some() => return Ok(None),
            Headings::Unknown => return Err(self.no_headings(input)),
            Headings::Nothing => return Ok(None),
        };
        table.expect_width(headings.len());
        let places = self.places(&headings, &name).map_err(|message| ReadFault::new(input, message))?;
        Ok(Some(Open::Table(places, table)))
    }

    /// Which cell of a row holds each column that was asked for.
    fn places(&self, headings: &[String], name: &Arc<str>) -> Result<Vec<Option<usize>>, Words> {
        let known: Vec<String> = headings.iter().map(|heading| folded(heading)).collect();
        let mut places = Vec::new();
        for column in self.columns {
            let mut at = (0..).zip(&known).filter(|(_, heading)| column.is_called(heading)).map(|(at, _)| at);
            let (first, second) = (at.next(), at.next());
            if let (Some(first), Some(second)) = (first, second) {
                let [one, other] = [first, second].map(|at: usize| shortened(headings[at].trim()));
                return Err(Words::new(
                    format!("two columns hold `{}`: `{one}` and `{other}`", column.name),
                    format!("有两列都表示“{}”：`{one}` 和 `{other}`", column.chinese),
                ));
            }
            places.push(first);
        }
        let unread: Vec<_> = (0..headings.len())
            .filter(|at| !known[*at].is_empty() && !places.contains(&Some(*at)))
            .map(|at| format!("`{}`", shortened(headings[at].trim())))
            .collect();
        if !unread.is_empty() {
            self.notes.tell(
                name,
                Words::new(
                    format!("columns that are not read: {}", unread.join(", ")),
                    format!("未读取的列：{}", unread.join("、")),
                ),
            );
        }
        Ok(places)
    }

    fn no_headings(&self, input: &Input) -> ReadFault {
        let message = Words::new("no row of headings was found", "未找到表头");
        let all = |word: fn(&OtherColumn) -> &'static str, gap: &str| {
            self.columns.iter().map(word).collect::<Vec<_>>().join(gap)
        };
        ReadFault::new(input, message).hint(Words::new(
            format!("name its columns {}, or in Chinese", all(|column| column.name, ", ")),
            format!("请使用以下表头：{}", all(|column| column.chinese, "、")),
        ))
    }
}

fn nested(input: &Input) -> ReadFault {
    let message = Words::new("its columns hold lists or other columns", "其列中含有列表或下级列");
    ReadFault::new(input, message).hint(Words::new("write flat columns", "请改为不含下级的列"))
}

/// The headings of a table.
enum Headings {
    Found(Vec<String>),
    /// Rows, and none of headings among the first.
    Unknown,
    /// No row at all.
    Nothing,
}

/// Finds the headings: as the file has them, or the first row at least two cells of which are known headings, one where
/// only one column is asked for.
fn headings(table: &mut dyn Table, columns: &[OtherColumn]) -> io::Result<Headings> {
    if let Some(names) = table.names() {
        return Ok(Headings::Found(names));
    }
    let mut met = false;
    for _ in 0..LOOKED_AT {
        let Some(row) = table.next_row()? else { break };
        let is_known = |cell: &&Cell| columns.iter().any(|column| column.is_called(&folded(&cell.text)));
        if row.cells.iter().filter(is_known).count() >= columns.len().min(2) {
            return Ok(Headings::Found(row.cells.into_iter().map(|cell| cell.text).collect()));
        }
        met |= row.fault.is_some() || !row.cells.iter().all(Cell::is_blank);
    }
    Ok(if met { Headings::Unknown } else { Headings::Nothing })
}

fn of_table(
    source: &Arc<str>,
    places: &[Option<usize>],
    columns: &[OtherColumn],
    table: &mut dyn Table,
) -> io::Result<Option<OtherRow>> {
    loop {
        let Some(row) = table.next_row()? else { return Ok(None) };
        if row.fault.is_none() && row.cells.iter().all(Cell::is_blank) {
            continue;
        }
        let mut findings: Vec<Finding> = row.fault.into_iter().collect();
        if row.cut {
            let message = Words::new("the file was cut off in this row", "文件在此行中断");
            findings.push(Finding::error(UNREADABLE, "", message).hint("transfer it again", "请重新传输"));
        }
        let values = places.iter().zip(columns).map(|(place, column)| {
            let cell = row.cells.get((*place)?).filter(|cell| !cell.is_blank())?;
            match cell.kind {
                // A day with its time is what is wanted here.
                CellKind::Spoilt(why) if why != Spoilt::Moment => {
                    findings.push(spoilt(column.name, &cell.text, why));
                    None
                }
                _ => Some(cell.text.trim().to_string()),
            }
        });
        let values = values.collect();
        return Ok(Some(OtherRow { source: Arc::clone(source), line: row.number, values, findings }));
    }
}

fn of_lines(source: &Arc<str>, columns: &[OtherColumn], lines: &mut Lines) -> io::Result<Option<OtherRow>> {
    loop {
        let Some(line) = lines.next_line()? else { return Ok(None) };
        if line.is_blank() {
            continue;
        }
        let record = json::of_line(&line);
        let mut findings = record.findings;
        let mut value = |column: &OtherColumn| {
            let Node::Map(fields) = record.node.as_ref()? else { return None };
            let (name, node) = fields.iter().find(|(name, _)| column.is_called(&folded(name)))?;
            if node.is_blank() {
                return None;
            }
            if node.text().is_none() {
                let message = Words::new("this is no text", "此处应为文本");
                findings.push(Finding::error(VALUE, shortened(name), message));
            }
            node.text().map(|text| text.trim().to_string())
        };
        let values = columns.iter().map(&mut value).collect();
        return Ok(Some(OtherRow { source: Arc::clone(source), line: line.number, values, findings }));
    }
}
