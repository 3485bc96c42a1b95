//! Write the workbook of a record of contacts: equal records give equal bytes, the only date of the file is the day given.

use std::io::{Seek, Write};

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::{DOCUMENTS, RESULTS};
use crate::error::{Stop, StopCode};
use crate::finding::Lang;

/// The most rows a sheet can have, its heading row counted.
const LONGEST: u32 = 1_048_576;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// Words.
    Text(String),
    /// A word of the program's, in English and in Chinese.
    Word(&'static str, &'static str),
    /// A number.
    Count(u64),
    /// A day.
    Day(NaiveDate),
}

impl Cell {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_string())
    }

    /// A word of the program's; a blank where there is none.
    pub(super) fn word(words: Option<(&'static str, &'static str)>) -> Self {
        words.map_or_else(|| Self::text(""), |(en, zh)| Self::Word(en, zh))
    }
}

/// The columns of a sheet: in English, in Chinese, and how wide.
type Columns = &'static [(&'static str, &'static str, u32)];

/// Sheets of one sort, the next of which begins where one is full.
struct Sheets {
    names: (&'static str, &'static str),
    columns: Columns,
    sheets: Vec<Worksheet>,
    next: u32,
}

/// The workbook.
pub(super) struct Book {
    lang: Lang,
    workbook: Workbook,
    documents: Sheets,
    results: Sheets,
    text: Format,
    heading: Format,
    day: Format,
}

impl Book {
    pub(super) fn begin(lang: Lang) -> Result<Self, Stop> {
        let text = Format::new().set_num_format_index(49);
        let sheets = |names, columns| Sheets { names, columns, sheets: Vec::new(), next: LONGEST };
        let mut book = Self {
            lang,
            workbook: Workbook::new(),
            documents: sheets(("Contacts", "联系记录"), &DOCUMENTS),
            results: sheets(("Results", "送达结果"), &RESULTS),
            heading: text.clone().set_bold().set_border_bottom(FormatBorder::Thin),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            text,
        };
        // Both sheets are there, however little is in them.
        book.of(true, None).and_then(|()| book.of(false, None)).map_err(|error| unwritten(&error))?;
        Ok(book)
    }

    /// Adds a document.
    pub(super) fn document(&mut self, cells: &[Cell]) -> Result<(), Stop> {
        self.of(true, Some(cells)).map_err(|error| unwritten(&error))
    }

    /// Adds a result.
    pub(super) fn result(&mut self, cells: &[Cell]) -> Result<(), Stop> {
        self.of(false, Some(cells)).map_err(|error| unwritten(&error))
    }

    /// Adds a row, and begins a sheet where none has room for it.
    fn of(&mut self, documents: bool, cells: Option<&[Cell]>) -> Result<(), XlsxError> {
        let Self { lang, workbook, text, heading, day, .. } = self;
        let sheets = if documents { &mut self.documents } else { &mut self.results };
        if sheets.next == LONGEST {
            sheets.close()?;
            let mut sheet = workbook.new_worksheet_with_constant_memory()?;
            let name = if *lang == Lang::Zh { sheets.names.1 } else { sheets.names.0 };
            let number = sheets.sheets.len() + 1;
            sheet.set_name(if number == 1 { name.to_string() } else { format!("{name}{number}") })?;
            sheet.set_freeze_panes(1, 0)?;
            for (at, (en, zh, width)) in (0..).zip(sheets.columns) {
                sheet.set_column_width(at, *width)?;
                let word = if *lang == Lang::Zh { zh } else { en };
                sheet.write_string_with_format(0, at, *word, heading)?;
            }
            sheets.sheets.push(sheet);
            sheets.next = 1;
        }
        let (Some(sheet), Some(cells)) = (sheets.sheets.last_mut(), cells) else { return Ok(()) };
        for (at, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(words) => sheet.write_string_with_format(sheets.next, at, words, text)?,
                Cell::Word(en, zh) => {
                    let word = if *lang == Lang::Zh { zh } else { en };
                    sheet.write_string_with_format(sheets.next, at, *word, text)?
                }
                Cell::Count(count) => sheet.write_number(sheets.next, at, *count as f64)?,
                Cell::Day(date) => sheet.write_datetime_with_format(sheets.next, at, &excel(*date)?, day)?,
            };
        }
        sheets.next += 1;
        Ok(())
    }

    /// Writes it.
    pub(super) fn end(mut self, made: NaiveDate, to: &mut (impl Write + Seek + Send)) -> Result<(), Stop> {
        let ended = (|| {
            self.documents.close()?;
            self.results.close()?;
            for sheet in self.documents.sheets.drain(..).chain(self.results.sheets.drain(..)) {
                self.workbook.push_worksheet(sheet);
            }
            self.workbook.set_properties(&DocProperties::new().set_creation_datetime(&excel(made)?));
            self.workbook.save_to_writer(to)
        })();
        ended.map_err(|error| unwritten(&error))
    }
}

impl Sheets {
    /// Sets what is known of the last sheet when all its rows are written.
    fn close(&mut self) -> Result<(), XlsxError> {
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        let (row, column) = (self.next - 1, self.columns.len() as u16 - 1);
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        sheet.autofilter(0, 0, row, column)?;
        sheet.ignore_error_range(0, 0, row.max(1), column, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }
}

fn excel(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(u16::MAX);
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)
}

fn unwritten(error: &XlsxError) -> Stop {
    Stop::new(
        format!("the workbook cannot be written: {error}"),
        format!("工作簿无法写入；程序原文：“{error}”"),
    )
    .coded(StopCode::File)
    .hint("see whether the disk is full", "请检查磁盘空间")
}
