//! Write the table of a file with what was mended in it; the file itself stays as it came.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format, Workbook, XlsxError};
use serde_json::Value;

use super::File;
use super::file::Edit;
use crate::account::read::{Header, Record};
use crate::desk::Desk;
use crate::error::{Stop, StopCode};
use crate::record::Node;

/// A table in memory: headings and rows of cells, with the number of each record.
struct Table {
    headings: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl File {
    /// All of it with what was mended, as text that can be read again: its ending, and its bytes.
    pub(super) fn corrected(&self, desk: &Desk) -> Result<(&'static str, Vec<u8>), Stop> {
        match self.table(desk)? {
            Some(table) => Ok(("csv", csv(&table)?)),
            None => Ok(("jsonl", self.lines(desk)?.into_bytes())),
        }
    }

    /// The same as it is given to whoever mended it: a workbook, or lines of JSON.
    pub(in crate::serve) fn corrected_book(&self, desk: &Desk) -> Result<(&'static str, Vec<u8>), Stop> {
        let edits = self.held().edits.clone();
        match self.table(desk)? {
            Some(table) => Ok(("xlsx", book(&table, &edits).map_err(|error| unwritten(&error))?)),
            None => Ok(("jsonl", self.lines(desk)?.into_bytes())),
        }
    }

    /// Its table with what was mended; `None` where it is none.
    fn table(&self, desk: &Desk) -> Result<Option<Table>, Stop> {
        let (edits, mut table) = (self.held().edits.clone(), None::<Table>);
        for entry in self.original(desk)? {
            let Some(row) = entry.row else { continue };
            let table =
                table.get_or_insert_with(|| Table { headings: row.header.headings.clone(), rows: vec![] });
            if table.headings != row.header.headings {
                return Err(several_tables());
            }
            let mut cells = row.cells;
            edits.get(&entry.seq).into_iter().flatten().for_each(|edit| put(&mut cells, edit));
            table.rows.push((entry.seq, cells));
        }
        Ok(table)
    }

    /// Its lines of JSON with what was mended.
    fn lines(&self, desk: &Desk) -> Result<String, Stop> {
        let text = self.text()?;
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        let edits = self.held().edits.clone();
        let places: BTreeMap<u64, u64> = self.original(desk)?.map(|entry| (entry.seq, entry.line)).collect();
        for (n, edits) in &edits {
            let at = places.get(n).and_then(|line| usize::try_from(*line).ok()?.checked_sub(1));
            let line = at.and_then(|at| lines.get_mut(at)).ok_or_else(not_by_line)?;
            *line = mended(line, edits)?;
        }
        lines.push(String::new());
        Ok(lines.join("\n"))
    }

    /// Its bytes as text, where they are plain lines of JSON.
    pub(super) fn text(&self) -> Result<String, Stop> {
        let text = String::from_utf8(self.bytes()?).map_err(|_| not_by_line())?;
        Ok(text.trim_start_matches('\u{feff}').to_string())
    }
}

/// Puts a mended value into a row.
pub(super) fn put(cells: &mut Vec<String>, edit: &Edit) {
    let Some(column) = edit.column else { return };
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    cells[column].clone_from(&edit.value);
}

/// A line of JSON with mended values; all else is written as it was read, and no amount goes through a float.
pub(super) fn mended(line: &str, edits: &[Edit]) -> Result<String, Stop> {
    let mut node = Record::from_json(1, line).node.ok_or_else(not_by_line)?;
    for edit in edits {
        set(&mut node, &steps(&edit.path), &edit.value).ok_or_else(not_by_line)?;
    }
    let mut out = String::with_capacity(line.len() + 64);
    write_json(&node, &mut out);
    Ok(out)
}

/// Writes a record as JSON, numbers as they were typed.
fn write_json(node: &Node, out: &mut String) {
    let quoted = |text: &str| Value::from(text).to_string();
    match node {
        Node::Null => out.push_str("null"),
        Node::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Node::Number(text) => out.push_str(text),
        Node::Text(text) => out.push_str(&quoted(text)),
        Node::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                write_json(item, out);
            }
            out.push(']');
        }
        Node::Map(fields) => {
            out.push('{');
            for (at, (name, value)) in fields.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                out.push_str(&quoted(name));
                out.push_str(": ");
                write_json(value, out);
            }
            out.push('}');
        }
    }
}

/// The steps of a path such as `ledgers[0].total`.
fn steps(path: &str) -> Vec<String> {
    path.split(['.', '['])
        .map(|step| step.trim_end_matches(']').to_string())
        .filter(|step| !step.is_empty())
        .collect()
}

/// Sets a value in a record; nothing where something else stands in its way.
fn set(node: &mut Node, steps: &[String], value: &str) -> Option<()> {
    let [step, rest @ ..] = steps else {
        *node = if value.trim().is_empty() { Node::Null } else { Node::Text(value.to_string()) };
        return Some(());
    };
    if *node == Node::Null {
        *node = Node::Map(Vec::new());
    }
    match node {
        Node::List(items) => set(items.get_mut(step.parse::<usize>().ok()?)?, rest, value),
        Node::Map(fields) => {
            if !fields.iter().any(|(name, _)| name == step) {
                fields.push((step.clone(), Node::Null));
            }
            set(&mut fields.iter_mut().find(|(name, _)| name == step)?.1, rest, value)
        }
        // Yes and no stay what they are.
        _ => None,
    }
}

fn csv(table: &Table) -> Result<Vec<u8>, Stop> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let rows = std::iter::once(&table.headings).chain(table.rows.iter().map(|(_, cells)| cells));
    for cells in rows {
        writer.write_record(cells).map_err(|error| broken(&error))?;
    }
    writer.into_inner().map_err(|error| broken(&error))
}

/// One row under its headings, as text.
pub(super) fn one_row(header: &Header, cells: &[String]) -> Result<Vec<u8>, Stop> {
    csv(&Table { headings: header.headings.clone(), rows: vec![(1, cells.to_vec())] })
}

/// The table as a workbook: every cell as text, those that were mended in colour.
fn book(table: &Table, edits: &BTreeMap<u64, Vec<Edit>>) -> Result<Vec<u8>, XlsxError> {
    let (bold, marked) =
        (Format::new().set_bold(), Format::new().set_background_color(Color::RGB(0x00FF_F2B3)));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(1, 0)?;
    for (column, heading) in (0..).zip(&table.headings) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (row, (n, cells)) in (1..).zip(&table.rows) {
        let is_mended = |column: u16| {
            let edits = edits.get(n).into_iter().flatten();
            edits.into_iter().any(|edit| edit.column == Some(usize::from(column)))
        };
        for (column, cell) in (0..).zip(cells) {
            match is_mended(column) {
                true => sheet.write_string_with_format(row, column, cell, &marked)?,
                false => sheet.write_string(row, column, cell)?,
            };
        }
    }
    book.save_to_buffer()
}

fn broken(error: &dyn std::fmt::Display) -> Stop {
    Stop::new(format!("the table cannot be written: {error}"), format!("无法写出表格；程序原文：“{error}”"))
        .coded(StopCode::Program)
}

fn unwritten(error: &XlsxError) -> Stop {
    broken(error)
}

fn several_tables() -> Stop {
    Stop::new("this file holds tables with different headings", "该文件含有表头不同的多个表")
        .coded(StopCode::Usage)
        .hint("mend it in its own program, and bring it again", "请在原程序中修改后重新上传")
}

/// A record does not stand in a line of its own.
pub(super) fn not_by_line() -> Stop {
    Stop::new(
        "this record does not stand in a line of its own as plain JSON, so that no value of it can be mended here",
        "该记录不是单独一行的普通 JSON，无法在此修改",
    )
    .coded(StopCode::Usage)
    .hint("mend it where it comes from, and bring it again", "请在数据来源处修改后重新上传")
}
