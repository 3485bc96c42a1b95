//! Turn the rows of any table into records: its heading row says which field each cell is.

use std::io;
use std::sync::Arc;

use serde_json::Value;

use super::header::{Fault, Header};
use super::{ENCODING, Notes, Reading, Record, Row, Source, UNREADABLE};
use crate::finding::{Finding, Words};
use crate::table::{Cell, CellKind, Spoilt, Table, TableRow};

/// Reads the records of a table.
pub(super) struct Rows {
    name: Arc<str>,
    table: Box<dyn Table>,
    header: Arc<Header>,
}

impl Source for Rows {
    fn name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// Rows of blanks are passed over.
    fn next_record(&mut self) -> io::Result<Option<Record>> {
        while let Some(row) = self.table.next_row()? {
            if let Some(record) = self.record(row) {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    fn line(&self) -> u64 {
        self.table.line()
    }

    fn at_most(&self) -> Option<u64> {
        self.table.at_most()
    }
}

impl Rows {
    /// Finds the heading row; `None` when there is none.
    pub(super) fn open(
        name: Arc<str>,
        mut table: Box<dyn Table>,
        reading: &Reading,
        schema: &Value,
        _notes: &Notes,
    ) -> Result<Option<Self>, Fault> {
        let headings = match table.names() {
            Some(names) => names,
            None => match table.next_row().map_err(|error| unread(&error))? {
                None => return Ok(None),
                Some(TableRow { fault: Some(fault), .. }) => return Err((fault.message, fault.hints)),
                Some(row) => headings(row.cells)?,
            },
        };
        table.expect_width(headings.len());
        let header = Arc::new(Header::of(headings, &reading.columns, schema)?);
        Ok(Some(Self { name, table, header }))
    }

    /// The record of a row; `None` when it is blank.
    fn record(&mut self, row: TableRow) -> Option<Record> {
        let TableRow { number, cells, fault, .. } = row;
        if let Some(fault) = fault {
            let row = (!cells.is_empty()).then(|| self.row(cells));
            return Some(Record { row, ..Record::faulty(number, fault) });
        }
        if cells.iter().all(Cell::is_blank) {
            return None;
        }
        let mut findings = self.spoilt(&cells);
        findings.extend(self.unheaded(&cells));
        let row = self.row(cells);
        let node = self.header.record(&row.cells, &mut findings);
        Some(Record { line: number, row: Some(row), id: None, node: Some(node), findings })
    }

    fn row(&self, cells: Vec<Cell>) -> Row {
        let cells = cells.into_iter().map(|cell| cell.text).collect();
        Row { header: Arc::clone(&self.header), cells }
    }

    /// The cells that cannot be read, and why.
    fn spoilt(&self, cells: &[Cell]) -> Vec<Finding> {
        let spoilt = cells.iter().enumerate().filter_map(|(column, cell)| match cell.kind {
            CellKind::Spoilt(why) => Some(fault(self.header.path(column), &cell.text, why)),
            _ => None,
        });
        spoilt.collect()
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
}

fn unread(error: &io::Error) -> Fault {
    (Words::new(format!("it cannot be read: {error}"), format!("无法读取：{error}")), Vec::new())
}

/// The headings of the heading row, if they are text.
fn headings(cells: Vec<Cell>) -> Result<Vec<String>, Fault> {
    if cells.iter().any(|cell| cell.text.contains('\r')) {
        let message = Words::new("its lines end in a bare carriage return", "行尾为单独的回车符");
        return Err((message, vec![Words::new("save it as `CSV UTF-8`", "请另存为 `CSV UTF-8`")]));
    }
    if cells.iter().any(|cell| cell.kind == CellKind::Spoilt(Spoilt::Encoding)) {
        let message = Words::new("the header row is not UTF-8", "表头不是 UTF-8");
        return Err((message, vec![Words::new("save it as `CSV UTF-8`", "请另存为 `CSV UTF-8`")]));
    }
    Ok(cells.into_iter().map(|cell| cell.text).collect())
}

/// Why a cell cannot be read; what stands in it is looked at and not shown.
pub(super) fn fault(path: &str, text: &str, why: Spoilt) -> Finding {
    let (code, en, zh) = match why {
        Spoilt::Encoding => {
            let column = text.chars().take_while(|c| !matches!(c, '\0' | '\u{FFFD}')).count() + 1;
            (
                ENCODING,
                format!("holds bytes that are no text, from character {column} on"),
                format!("自第 {column} 个字符起含有无法识别的字节"),
            )
        }
        Spoilt::Digits => (
            "D07",
            "is a number of more than fifteen digits, of which a spreadsheet loses the last ones".into(),
            "是超过十五位的数值，电子表格会丢失末尾数字".into(),
        ),
        Spoilt::ErrorMark => ("D07", "is a spreadsheet's error mark".into(), "是电子表格的错误标记".into()),
        Spoilt::Formula => ("D07", "is a formula without a value".into(), "是未计算出结果的公式".into()),
        Spoilt::Moment => ("D07", "is a day with a time of day".into(), "是带有时刻的日期".into()),
        Spoilt::Unfit => ("D07", "is of a kind that no field holds".into(), "的类型不能作为字段的值".into()),
    };
    let (name, name_zh) = match path {
        "" => ("a cell without heading".to_string(), "无表头的单元格".to_string()),
        path => (format!("`{path}`"), format!("`{path}` ")),
    };
    Finding::error(code, path, Words::new(format!("{name} {en}"), format!("{name_zh}{zh}")))
}
