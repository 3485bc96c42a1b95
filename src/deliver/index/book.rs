//! The index as a workbook: every cell as text but the pages, a filter on each column.
//!
//! Equal runs give equal bytes: the only date in it is the issue date.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, FormatBorder, IgnoreError, Workbook, Worksheet};

use super::{COLUMNS, Cells};
use crate::deliver::manifest::Header;
use crate::deliver::refused::growing::{Growing, Grown};
use crate::deliver::workbook::{self, LONGEST, Written};
use crate::error::Stop;
use crate::finding::Lang;
use crate::place::Place;

/// The workbook's name.
pub const NAME: &str = "index.xlsx";

/// The column that holds a number.
const PAGES: u16 = 5;

/// The workbook of an index.
pub(super) struct Book {
    place: Arc<dyn Place>,
    workbook: Workbook,
    sheets: Vec<Worksheet>,
    /// The row that is written next, counted from 0.
    next: u32,
    headings: Cells,
    lang: Lang,
    issued: NaiveDate,
    text: Format,
    heading: Format,
}

impl Book {
    /// Begins a workbook, which lies in the run's own folder as it grows.
    pub(super) fn begin(place: &Arc<dyn Place>, header: &Header, headings: Cells) -> Result<Self, Stop> {
        let text = Format::new().set_num_format_index(49);
        Ok(Self {
            place: Arc::clone(place),
            workbook: workbook::begin(place, NAME)?,
            sheets: Vec::new(),
            next: LONGEST,
            headings,
            lang: header.lang,
            issued: header.issue_date,
            heading: text.clone().set_bold().set_border_bottom(FormatBorder::Thin),
            text,
        })
    }

    /// Adds a row; a sheet that is full is followed by another.
    pub(super) fn row(&mut self, cells: &Cells) -> Result<(), Stop> {
        let place = Arc::clone(&self.place);
        workbook::guard(&place, NAME, || {
            if self.next == LONGEST {
                self.begin_sheet()?;
            }
            let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
            for (at, cell) in (0..).zip(cells) {
                match cell.parse::<u32>() {
                    Ok(pages) if at == PAGES => sheet.write_number(self.next, at, pages)?,
                    _ => sheet.write_string_with_format(self.next, at, cell, &self.text)?,
                };
            }
            self.next += 1;
            Ok(())
        })
    }

    fn begin_sheet(&mut self) -> Written<()> {
        self.end_sheet()?;
        let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
        let name = if self.lang == Lang::Zh { "文书目录" } else { "Documents" };
        let number = self.sheets.len() + 1;
        sheet.set_name(if number == 1 { name.to_string() } else { format!("{name}{number}") })?;
        sheet.set_freeze_panes(1, 0)?;
        for ((at, (_, _, width)), heading) in (0..).zip(COLUMNS).zip(&self.headings) {
            sheet.set_column_width(at, width)?;
            sheet.write_string_with_format(0, at, heading, &self.heading)?;
        }
        self.sheets.push(sheet);
        self.next = 1;
        Ok(())
    }

    /// Sets what is known of a sheet when all its rows are written.
    fn end_sheet(&mut self) -> Written<()> {
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        let (row, column) = (self.next - 1, COLUMNS.len() as u16 - 1);
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        sheet.autofilter(0, 0, row, column)?;
        sheet.ignore_error_range(0, 0, row, column, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }

    /// Writes it beside its place.
    pub(super) fn end(mut self) -> Result<Grown, Stop> {
        let place = Arc::clone(&self.place);
        let mut file = Growing::begin(&place, NAME)?;
        workbook::guard(&place, NAME, || {
            if self.sheets.is_empty() {
                self.begin_sheet()?;
            }
            self.end_sheet()?;
            for sheet in self.sheets.drain(..) {
                self.workbook.push_worksheet(sheet);
            }
            workbook::save(&mut self.workbook, self.issued, &mut file.to)
        })?;
        file.end()
    }
}
