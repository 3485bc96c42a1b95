//! The refused rows as a workbook: every cell as text, faulty ones coloured, the causes counted on a sheet of
//! their own behind them.
//!
//! A row is written as it comes, to a file without a name, so that memory holds one row however many there are.
//! Equal runs give equal bytes: the only date in it is the issue date.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet};

use super::Refused;
use super::causes::Causes;
use super::growing::{Growing, Grown};
use super::page::Page;
use super::told::Told;
use crate::account::read::{HINTS, REASONS};
use crate::deliver::report::about;
use crate::deliver::workbook::{self, Written, guard};
use crate::error::Stop;
use crate::finding::{Lang, Severity};
use crate::place::Place;
use crate::table::workbook::{CAUSES, REFUSED};

/// The workbook's name.
pub const NAME: &str = "refused.xlsx";

/// The name of a sheet of rows, counted from 1: `退回明细`, `退回明细2`, ….
pub(crate) fn sheet_name(number: usize) -> String {
    if number == 1 { REFUSED.into() } else { format!("{REFUSED}{number}") }
}

/// The columns of the sheet of causes, with their widths.
const COUNTED: [(&str, u32); 6] =
    [("编号", 8), ("原因", 52), ("列", 22), ("行数", 10), ("首行（原文件）", 34), ("首行（本簿）", 26)];

/// The most columns a sheet can have.
const WIDEST: usize = 16_384;

/// What the reasons of a row begin with that has more.
const NARROWED: &str = "（列数超出工作表上限，全文见 refused.csv）；";

/// The workbook of a run, from its first refused row on.
pub(super) struct Book {
    place: Arc<dyn Place>,
    workbook: Workbook,
    pages: Vec<Page>,
    looks: Looks,
    causes: Causes,
    issued: NaiveDate,
}

/// How cells look: all as text, the format of number 49.
pub(super) struct Looks {
    pub(super) heading: Format,
    pub(super) text: Format,
    pub(super) faulty: Format,
    /// Reasons and remedies: long, so their lines are broken.
    pub(super) told: Format,
}

impl Looks {
    fn new() -> Self {
        let text = Format::new().set_num_format_index(49).set_align(FormatAlign::Top);
        let heading = text.clone().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
        Self {
            heading: heading.set_background_color(Color::RGB(0x00D9_E1F2)),
            faulty: text.clone().set_background_color(Color::RGB(0x00FF_C7CE)),
            told: text.clone().set_text_wrap(),
            text,
        }
    }
}

impl Book {
    /// Begins a workbook.
    pub(super) fn begin(place: &Arc<dyn Place>, issued: NaiveDate) -> Result<Self, Stop> {
        let (workbook, place, looks) = (workbook::begin(place, NAME)?, Arc::clone(place), Looks::new());
        Ok(Self { place, workbook, pages: Vec::new(), looks, causes: Causes::default(), issued })
    }

    /// Adds a row under the heading that is the `set`th of the run.
    pub(super) fn row(
        &mut self,
        set: usize,
        heading: &[&str],
        cells: &[&str],
        told: &Told,
        refused: &Refused,
    ) -> Result<(), Stop> {
        let (wide, room) = (heading.len().max(cells.len()), WIDEST - 2);
        let [heading, cells] = [heading, cells].map(|row| &row[..row.len().min(room)]);
        let mut told = told.clone();
        if wide > room {
            told.reasons.insert_str(0, NARROWED);
        }
        let place = Arc::clone(&self.place);
        guard(&place, NAME, || {
            let at = self.page_of(set, heading)?;
            let (page, looks) = (&mut self.pages[at], &self.looks);
            let error = Severity::Error.to_string();
            let faulty = refused.findings.iter().filter(|finding| finding.severity == error);
            let faulty = faulty.filter_map(|finding| finding.column.as_deref());
            let row = page.row(cells, &told, faulty, looks)?;
            self.causes.add(refused, &format!("{} 第 {row} 行", page.name));
            Ok(())
        })
    }

    /// The page that takes the next row under a heading.
    fn page_of(&mut self, set: usize, heading: &[&str]) -> Written<usize> {
        if let Some(at) = self.pages.iter().rposition(|page| page.set == set && !page.is_full()) {
            return Ok(at);
        }
        let name = sheet_name(self.pages.len() + 1);
        let sheet = self.workbook.new_worksheet_with_constant_memory()?;
        let added = [REASONS, HINTS];
        let headings: Vec<&str> = heading.iter().copied().chain(added).collect();
        self.pages.push(Page::begin(sheet, name, set, &headings, &self.looks)?);
        Ok(self.pages.len() - 1)
    }

    /// Writes it beside its place.
    pub(super) fn end(mut self) -> Result<Grown, Stop> {
        let place = Arc::clone(&self.place);
        let mut file = Growing::begin(&place, NAME)?;
        guard(&place, NAME, || {
            for page in std::mem::take(&mut self.pages) {
                self.workbook.push_worksheet(page.end()?);
            }
            let mut summary = self.workbook.new_worksheet_with_constant_memory()?;
            self.summary(&mut summary)?;
            self.workbook.push_worksheet(summary);
            workbook::save(&mut self.workbook, self.issued, &mut file.to)
        })?;
        file.end()
    }

    /// The causes, the commonest first.
    fn summary(&self, sheet: &mut Worksheet) -> Written<()> {
        sheet.set_name(CAUSES)?;
        for (at, (heading, width)) in (0..).zip(COUNTED) {
            sheet.set_column_width(at, width)?;
            sheet.write_string_with_format(0, at, heading, &self.looks.heading)?;
        }
        let causes = self.causes.commonest();
        for (row, ((code, column), count)) in (1..).zip(&causes) {
            let about = about(code, Lang::Zh);
            let texts = [(0, code), (1, &about), (2, column), (4, &count.first), (5, &count.at)];
            let (before, after): (Vec<_>, Vec<_>) = texts.into_iter().partition(|(at, _)| *at < 3);
            for (at, text) in before {
                sheet.write_string_with_format(row, at, text, &self.looks.told)?;
            }
            sheet.write_number(row, 3, count.rows)?;
            for (at, text) in after {
                sheet.write_string_with_format(row, at, text, &self.looks.told)?;
            }
        }
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_freeze_panes(1, 0)?;
        let last = u32::try_from(causes.len()).unwrap_or(u32::MAX);
        sheet.autofilter(0, 0, last, COUNTED.len() as u16 - 1)?;
        sheet.ignore_error_range(0, 0, last, COUNTED.len() as u16 - 1, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }
}
