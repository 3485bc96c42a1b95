//! Turn the rows of any table into records: its heading row says which field each cell is.

use std::io;
use std::sync::Arc;

use super::below::Below;
use super::header::{Fault, Header};
use super::heading_row::{self, Before};
use super::{Notes, Reading, Record, Row, Source, UNREADABLE, encoding_fault, is_added};
use crate::account::Account;
use crate::error::{Stop, StopCode};
use crate::finding::{Finding, Words};
use crate::record::{At, Field, Node};
use crate::table::text::CUT_OFF;
use crate::table::{Cell, CellKind, Spoilt, Table, TableRow};

/// The most row numbers that a note tells.
const MOST: usize = 10;

/// Reads the records of a table.
pub(super) struct Rows {
    name: Arc<str>,
    table: Box<dyn Table>,
    header: Arc<Header>,
    partitions: Vec<(String, String)>,
    /// Rows to pass over.
    skipped: Vec<u32>,
    /// Whether a row below the headings was read.
    begun: bool,
    below: Below,
    passed: Passed,
    notes: Notes,
}

/// Rows that were passed over and are told once, at the end.
#[derive(Default)]
struct Passed {
    headings: Vec<u64>,
    below: Vec<u64>,
    skipped: Vec<u64>,
}

impl Source for Rows {
    fn name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// Rows of blanks, of sums and signatures, and repeated heading rows are passed over.
    fn next_record(&mut self) -> io::Result<Option<Record>> {
        while let Some(row) = self.table.next_row()? {
            if let Some(record) = self.record(row)? {
                let open = record.cut.is_none() && self.table.ends_open();
                return Ok(Some(Record { open, ..record }));
            }
        }
        self.tell();
        if self.begun && self.table.ends_open() {
            self.notes.tell(&self.name, no_line_end());
        }
        // Where no row came, an open end is that of the heading row.
        let cut = !self.begun && self.table.ends_open();
        self.begun = true;
        let cut = cut.then(|| Record::cut_off(self.table.line(), StopCode::CutFeed, headings_alone()));
        Ok(cut)
    }

    fn line(&self) -> u64 {
        self.table.line()
    }

    fn at_most(&self) -> Option<u64> {
        self.table.at_most()
    }
}

impl Rows {
    /// The records under a heading row; `before` are the rows that were passed over above it.
    pub(super) fn under(
        header: Header,
        before: Before,
        (name, mut table): (Arc<str>, Box<dyn Table>),
        partitions: Vec<(String, String)>,
        reading: &Reading,
        notes: Notes,
    ) -> Self {
        table.expect_width(header.headings.len());
        let Before { above, skipped, levels } = before;
        if let Some(both) = levels {
            notes.tell(&name, listed(&both, "hold the headings together", "表头分为两行"));
        }
        if !above.is_empty() {
            notes.tell(&name, listed(&above, "above the headings passed over", "表头以上的行已跳过"));
        }
        let below = Below::of(&header);
        let passed = Passed { skipped, ..Passed::default() };
        let (header, skipped) = (Arc::new(header), reading.skip_rows.clone());
        Self { name, table, header, partitions, skipped, begun: false, below, passed, notes }
    }

    /// The record of a row; `None` when it is none.
    fn record(&mut self, row: TableRow) -> io::Result<Option<Record>> {
        let TableRow { number, mut cells, fault, cut } = row;
        if let (true, Some(fault)) = (cut, &fault) {
            self.tell();
            return Ok(Some(Record::cut_off(number, StopCode::CutFeed, fault.clone())));
        }
        if self.skipped.iter().any(|skipped| u64::from(*skipped) == number) {
            self.passed.skipped.push(number);
            return Ok(None);
        }
        let is_first = !std::mem::replace(&mut self.begun, true);
        let is_repeated = self.is_heading_row(&cells);
        if !is_repeated && heading_row::is_one(&cells, self.header.mapping(), 3) {
            let read = match fault {
                None => self.read_by(cells, number, is_first),
                Some(fault) => Err((fault.message, fault.hints)),
            };
            return read.map(|()| None).map_err(|fault| other_headings(number, fault).into());
        }
        if let Some(fault) = fault {
            let row = (!cells.is_empty()).then(|| self.row(cells));
            return Ok(Some(Record { row, ..Record::faulty(number, fault) }));
        }
        if cells.iter().all(Cell::is_blank) {
            return Ok(None);
        }
        if is_repeated {
            self.passed.headings.push(number);
            return Ok(None);
        }
        if self.below.is_no_account(&cells) {
            self.passed.below.push(number);
            return Ok(None);
        }
        self.days(&mut cells);
        self.put_reasons_back(&mut cells);
        let mut findings = self.spoilt(&cells);
        findings.extend(self.unheaded(&cells));
        let row = self.row(cells);
        let node = self.header.record(&row.cells, &mut findings);
        if self.may_have_slipped(&row, &node) {
            let fault = cells_missing(row.cells.len(), self.header.headings.len());
            return Ok(Some(Record { row: Some(row), ..Record::faulty(number, fault) }));
        }
        let (row, node) = (Some(row), Some(node));
        Ok(Some(Record { line: number, row, id: None, node, findings, cut: None, open: false }))
    }

    /// Reads the rows below another heading row by it. One just below the first goes with it: headings of two rows.
    fn read_by(&mut self, cells: Vec<Cell>, number: u64, is_first: bool) -> Result<(), Fault> {
        let above: &[String] = if is_first { &self.header.headings } else { &[] };
        let headings = heading_row::merged(above, cells);
        let header = Header::of(headings, &self.partitions, self.header.mapping())?;
        if header.reads_as(&self.header) {
            self.passed.headings.push(number);
            return Ok(());
        }
        self.table.types().map_or(Ok(()), |types| header.fits(&types))?;
        let words = Words::new(
            format!("row {number} holds other headings; the rows below it are read by them"),
            format!("第 {number} 行是另一种表头，其下各行按该表头读取"),
        );
        self.notes.tell(&self.name, words);
        self.table.expect_width(header.headings.len());
        self.below = Below::of(&header);
        self.header = Arc::new(header);
        Ok(())
    }

    /// Whether it is the heading row once more, as where files were joined.
    fn is_heading_row(&self, cells: &[Cell]) -> bool {
        let headings = &self.header.headings;
        let alike = |(heading, cell): (&String, &Cell)| heading.trim() == cell.text.trim();
        cells.len() <= headings.len()
            && headings.iter().zip(cells).all(alike)
            && headings[cells.len()..].iter().all(|heading| heading.trim().is_empty())
    }

    /// Writes the days that the file has as counts; only the file knows from which day it counts.
    fn days(&self, cells: &mut [Cell]) {
        let counts = cells.iter_mut().enumerate().filter(|(_, cell)| cell.kind == CellKind::Number);
        for (_, cell) in counts.filter(|(column, _)| self.header.is_day(*column)) {
            if let Some(day) = cell.text.parse().ok().and_then(|count| self.table.day(count)) {
                cell.text = day.to_string();
            }
        }
    }

    /// Whether a short row lost the sign between two cells, so that its id may hold somebody's name.
    fn may_have_slipped(&self, row: &Row, node: &Node) -> bool {
        let is_name = || node.get("id").and_then(Node::text).is_some_and(|id| !id.is_ascii());
        row.cells.len() < self.header.headings.len() && is_name() && {
            let mut findings = Vec::new();
            Account::read(node, &mut At::top(&mut findings)).is_none() || !findings.is_empty()
        }
    }

    fn row(&self, cells: Vec<Cell>) -> Row {
        let cells = cells.into_iter().map(|cell| cell.text).collect();
        Row { header: Arc::clone(&self.header), cells }
    }

    /// The cells that cannot be read, and why.
    fn spoilt(&self, cells: &[Cell]) -> Vec<Finding> {
        let spoilt = cells.iter().enumerate().filter_map(|(column, cell)| match cell.kind {
            CellKind::Spoilt(why) if !self.header.is_left_out(column) => {
                Some(fault(self.header.path(column), &cell.text, why))
            }
            _ => None,
        });
        spoilt.collect()
    }

    /// Puts the reasons of a list of refused rows under their heading again. A row of too many cells has its list widened
    /// by columns without a heading before them; corrected, it has as many cells fewer.
    fn put_reasons_back(&self, cells: &mut Vec<Cell>) {
        let headings = &self.header.headings;
        let Some(reasons) = headings.iter().position(|heading| is_added(heading)) else { return };
        let bare = headings[..reasons].iter().rev().take_while(|heading| heading.trim().is_empty()).count();
        if bare > 0 && cells.len() + bare == headings.len() {
            let blanks = std::iter::repeat_with(|| Cell::words("")).take(bare);
            cells.splice(reasons - bare..reasons - bare, blanks);
        }
    }

    /// The cells under no heading that are not blank.
    fn unheaded(&self, cells: &[Cell]) -> Option<Finding> {
        let column = (0..cells.len()).find(|at| self.header.is_bare(*at) && !cells[*at].is_blank())?;
        let message = Words::new(
            format!("cell {} has no heading", column + 1),
            format!("第 {} 个单元格没有表头", column + 1),
        );
        Some(Finding::error(UNREADABLE, "", message))
    }

    /// Tells of the rows that were passed over.
    fn tell(&mut self) {
        let Passed { headings, below, skipped } = std::mem::take(&mut self.passed);
        if !skipped.is_empty() {
            let words = listed(&skipped, "passed over, as `skip_rows` says", "按 `skip_rows` 跳过的行");
            self.notes.tell(&self.name, words);
        }
        let wanted = self.skipped.iter().map(|row| u64::from(*row));
        let missing: Vec<u64> = wanted.filter(|row| !skipped.contains(row)).collect();
        if !missing.is_empty() {
            let words = listed(
                &missing,
                "to pass over, as `skip_rows` says, are blank or not there",
                "`skip_rows` 要跳过的行为空或不存在",
            );
            self.notes.tell(&self.name, words);
        }
        if !headings.is_empty() {
            let words = listed(&headings, "with the headings once more passed over", "重复的表头行已跳过");
            self.notes.tell(&self.name, words);
        }
        if !below.is_empty() {
            let words =
                listed(&below, "of sums, signatures or notes passed over", "合计、制表等非账户行已跳过");
            self.notes.tell(&self.name, words);
        }
    }
}

/// Says that the rows below a second heading row cannot be read.
fn other_headings(number: u64, (message, hints): Fault) -> Stop {
    let mut stop = Stop::new(
        format!("row {number} holds other headings, by which nothing can be read: {}", message.en),
        format!("第 {number} 行是另一种表头，无法据此读取：{}", message.zh),
    );
    stop.hints.extend(hints);
    stop.hint(
        "keep one heading row, or give the parts as files of their own",
        "请只保留一行表头，或将各部分分别存为文件",
    )
}

fn cells_missing(found: usize, width: usize) -> Finding {
    let message = Words::new(
        format!("this row has {found} cells, the header row {width}"),
        format!("本行有 {found} 个单元格，表头有 {width} 个"),
    );
    Finding::error(UNREADABLE, "", message)
        .hint("give every cell, the blank ones at its end, too", "请写全所有单元格，包括行末的空单元格")
}

/// Rows by their numbers, as far as a sentence holds them.
fn listed(rows: &[u64], en: &str, zh: &str) -> Words {
    let shown: Vec<_> = rows.iter().take(MOST).map(u64::to_string).collect();
    let (more, more_zh) = match rows.len() - shown.len() {
        0 => (String::new(), String::new()),
        more => (format!(" and {more} more"), format!("等 {} 行", more + shown.len())),
    };
    let (row, numbers) = (if rows.len() == 1 { "row" } else { "rows" }, shown.join(", "));
    Words::new(
        format!("{row} {numbers}{more} {en}"),
        format!("{zh}：第 {}{more_zh} 行", shown.join("、")).replace("行 行", "行"),
    )
}

/// Why a cell cannot be read; what stands in it is looked at and not shown.
pub(super) fn fault(path: &str, text: &str, why: Spoilt) -> Finding {
    let (en, zh) = match why {
        Spoilt::Encoding => return encoding_fault(path, text),
        Spoilt::Digits => (
            "is a number of more than fifteen digits, of which a spreadsheet loses the last ones",
            "是超过十五位的数值，电子表格会丢失末尾数字",
        ),
        Spoilt::Fraction => (
            "is a binary fraction of more digits than one of its size surely keeps",
            "是二进制浮点数，位数超过其能可靠保存的位数",
        ),
        Spoilt::ErrorMark => ("is a spreadsheet's error mark", "是电子表格的错误标记"),
        Spoilt::Formula => ("is a formula without a value", "是未计算出结果的公式"),
        Spoilt::Moment => ("is no day alone: it has a time of day", "不是单纯的日期：带有时刻"),
        Spoilt::Unfit => ("is of a kind that no field holds", "的类型不能作为字段的值"),
    };
    let (name, name_zh) = match path {
        "" => ("a cell without heading".to_string(), "无表头的单元格".to_string()),
        path => (format!("`{path}`"), format!("`{path}` ")),
    };
    let fault = Finding::error("D07", path, Words::new(format!("{name} {en}"), format!("{name_zh}{zh}")));
    match why {
        Spoilt::Fraction => fault.hint(
            "write it as a decimal of two places, or as text",
            "请以两位小数的定点类型（DECIMAL）或文本写出",
        ),
        Spoilt::Moment => fault.hint("write the day alone, as it is in China", "请只写日期（按北京时间）"),
        _ => fault,
    }
}

/// A text whose last row has all its cells and no line end: only its last cell may be part of one.
fn no_line_end() -> Words {
    Words::new(
        "the last line has no line end: if the file was cut off in its last cell, that row is not what it was",
        "最后一行末尾没有换行：如文件在最后一个单元格处被截断，该行数据即与原来不同",
    )
}

/// A text that ends in its heading row.
fn headings_alone() -> Finding {
    let message = Words::new(
        "the text ends in its heading row, without a line end: it may have been cut off",
        "文件到表头为止，且末尾没有换行：文件可能不完整",
    );
    Finding::error(UNREADABLE, "", message).hint(CUT_OFF.en, CUT_OFF.zh)
}
