//! One sheet of refused rows.

use std::borrow::Cow;

use rust_xlsxwriter::{IgnoreError, Worksheet, XlsxError};

use super::book::Looks;
use super::told::{GAP, Told};
use crate::deliver::workbook::LONGEST;
use crate::record::shortened;

/// The most a cell can hold, in units of UTF-16.
const MOST: usize = 32_767;

/// How wide columns are, in figures: at least, at most, and those of reasons and remedies.
const WIDTHS: [usize; 3] = [8, 30, 56];

/// How high a line is, and the highest that a row can be, in points.
const LINE: u32 = 15;
const HIGHEST: u32 = 409;

/// How many rows are looked at for a column's width.
const LOOKED_AT: u32 = 1000;

/// What a cell ends with that did not fit.
const CUT: &str = "……（超出单元格上限，全文见 refused.csv）";

/// A sheet of rows under one heading.
pub(super) struct Page {
    sheet: Worksheet,
    pub(super) name: String,
    /// Which heading of the run's it stands under.
    pub(super) set: usize,
    /// The clerk's own headings as findings name them.
    headings: Vec<String>,
    widths: Vec<usize>,
    /// The row that is written next, counted from 0.
    next: u32,
}

impl Page {
    /// Begins a sheet with its heading row, of which the last two columns are those of the reasons and remedies.
    pub(super) fn begin(
        mut sheet: Worksheet,
        name: String,
        set: usize,
        headings: &[&str],
        looks: &Looks,
    ) -> Result<Self, XlsxError> {
        sheet.set_name(&name)?;
        sheet.set_freeze_panes(1, 0)?;
        let own = headings.len().saturating_sub(2);
        for (at, heading) in (0..).zip(headings) {
            // What is typed into a cell that was blank stays text, too.
            let look = if usize::from(at) < own { &looks.text } else { &looks.told };
            sheet.set_column_format(at, look)?;
            sheet.write_string_with_format(0, at, fitting(heading), &looks.heading)?;
        }
        let widths = headings[..own].iter().map(|heading| width(heading)).collect();
        let headings = headings[..own].iter().map(|heading| shortened(heading.trim())).collect();
        Ok(Self { sheet, name, set, headings, widths, next: 1 })
    }

    /// Whether no row fits any more.
    pub(super) fn is_full(&self) -> bool {
        self.next == LONGEST
    }

    /// Writes a row, the cells under the headings `faulty` in colour, and returns its number.
    ///
    /// Cells beyond the heading push the reasons to the right: where the clerk joins what a comma tore apart, they
    /// move back under their own heading.
    pub(super) fn row<'f>(
        &mut self,
        cells: &[&str],
        told: &Told,
        faulty: impl Iterator<Item = &'f str>,
        looks: &Looks,
    ) -> Result<u32, XlsxError> {
        let row = self.next;
        let place = |heading: &str| self.headings.iter().position(|own| own == heading);
        let faulty: Vec<usize> = faulty.filter_map(place).collect();
        for (at, cell) in cells.iter().enumerate() {
            let look = if faulty.contains(&at) { &looks.faulty } else { &looks.text };
            self.sheet.write_string_with_format(row, column(at), fitting(cell), look)?;
            if let Some(widest) = self.widths.get_mut(at).filter(|_| row <= LOOKED_AT) {
                *widest = width(cell).max(*widest);
            }
        }
        let mut most = 1;
        for (at, text) in (cells.len()..).zip([&told.reasons, &told.hints]) {
            let lines = text.replace(GAP, &format!("{GAP}\n"));
            most = height(&lines).max(most);
            self.sheet.write_string_with_format(row, column(at), fitting(&lines), &looks.told)?;
        }
        // Not every program makes a row as high as its broken lines need.
        if most > 1 {
            self.sheet.set_row_height(row, most.saturating_mul(LINE).min(HIGHEST))?;
        }
        self.next += 1;
        Ok(row + 1)
    }

    /// Sets what is known when all rows are written.
    pub(super) fn end(mut self) -> Result<Worksheet, XlsxError> {
        let [least, most, told] = WIDTHS;
        let own = self.widths.iter().map(|width| (width + 2).clamp(least, most));
        for (at, width) in own.chain([told, told]).enumerate() {
            self.sheet.set_column_width(column(at), width as u32)?;
        }
        // On paper: across, all columns side by side, the heading on each page.
        self.sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        let (row, last) = (self.next - 1, column(self.widths.len() + 1));
        self.sheet.autofilter(0, 0, row, last)?;
        self.sheet.ignore_error_range(0, 0, row, last, IgnoreError::NumberStoredAsText)?;
        Ok(self.sheet)
    }
}

/// A column's number; one that no sheet has is refused when it is written.
fn column(at: usize) -> u16 {
    at.try_into().unwrap_or(u16::MAX)
}

/// A text as far as a cell can hold it.
fn fitting(text: &str) -> Cow<'_, str> {
    let units = |text: &str| text.encode_utf16().count();
    // A unit takes at least a byte, so that most texts need no counting.
    if text.len() <= MOST || units(text) <= MOST {
        return text.into();
    }
    let (mut left, mut cut) = (MOST - units(CUT), String::new());
    for c in text.chars() {
        left = match left.checked_sub(c.len_utf16()) {
            Some(left) => left,
            None => break,
        };
        cut.push(c);
    }
    (cut + CUT).into()
}

/// How much room a text takes, in figures.
fn width(text: &str) -> usize {
    text.lines().map(room).max().unwrap_or(0)
}

/// How much room a line takes, in figures: a Chinese character takes that of two.
fn room(line: &str) -> usize {
    line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// How many lines a text takes in a column of reasons or remedies.
fn height(text: &str) -> u32 {
    // Two figures less than its width: a Chinese character that does not fit whole goes to the next line.
    let lines = text.lines().map(|line| room(line).div_ceil(WIDTHS[2] - 2).max(1)).sum::<usize>();
    u32::try_from(lines).unwrap_or(HIGHEST)
}
