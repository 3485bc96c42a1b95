//! Find the heading row of a table, and tell the rows below it that are no accounts.

use super::Reading;
use super::header::{Fault, Header};
use super::mapping::Mapping;
use super::names::folded;
use super::open::unread;
use super::unknown;
use crate::finding::Words;
use crate::table::{Cell, CellKind, Spoilt, Table, TableRow};

/// Among how many first rows the headings are looked for.
const LOOKED_AT: usize = 20;

/// What the first cell of a row of sums, or of signatures below a table, begins with.
const BELOW: [&str; 26] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总合计",
    "本页合计",
    "本页小计",
    "汇总",
    "总数",
    "total",
    "subtotal",
    "制表",
    "填表",
    "审核",
    "复核",
    "审批",
    "负责人",
    "经办人",
    "打印日期",
    "打印时间",
    "导出时间",
    "导出日期",
    "说明:",
    "备注:",
    "注:",
];

/// The headings of a table, and the rows above them.
pub(super) struct Found {
    pub(super) headings: Vec<String>,
    /// The rows above the headings, titles and their like.
    pub(super) above: Vec<u64>,
}

/// Finds the headings: as the file has them, in the row that was said, else in the first row most of whose cells are
/// known headings. `None` when the table has no rows.
pub(super) fn find(
    table: &mut dyn Table,
    reading: &Reading,
    mapping: &Mapping,
) -> Result<Option<Found>, Fault> {
    if let Some(names) = table.names() {
        return Ok(Some(Found { headings: names, above: Vec::new() }));
    }
    let mut above = Vec::new();
    let mut best: Option<(usize, Vec<Cell>)> = None;
    while above.len() < LOOKED_AT || reading.heading_row.is_some() {
        let Some(row) = table.next_row().map_err(|error| unread(&error))? else { break };
        if reading.skip_rows.iter().any(|skipped| u64::from(*skipped) == row.number) || is_blank(&row) {
            continue;
        }
        if let Some(wanted) = reading.heading_row {
            if row.number > u64::from(wanted) {
                return Err(no_headings(wanted));
            }
            if row.number < u64::from(wanted) {
                above.push(row.number);
                continue;
            }
        }
        if above.is_empty() && row.cells.first().is_some_and(|cell| cell.text.trim_start().starts_with('{')) {
            return Err(unknown::json_lines());
        }
        if let Some(fault) = row.fault {
            // A fault further down is one of data, and what is above it has no headings.
            match best {
                Some(_) => break,
                None => return Err((fault.message, fault.hints)),
            }
        }
        let given = row.cells.iter().filter(|cell| !cell.is_blank()).count();
        let known = row.cells.iter().filter(|cell| mapping.knows(&cell.text)).count();
        if 2 * known > given || reading.heading_row.is_some() {
            return Ok(Some(Found { headings: headings(row.cells)?, above }));
        }
        above.push(row.number);
        if best.as_ref().is_none_or(|(most, _)| *most < known) {
            best = Some((known, row.cells));
        }
    }
    match (best, reading.heading_row) {
        (_, Some(wanted)) => Err(no_headings(wanted)),
        // The row that comes nearest to headings, of which is told what is wrong with it.
        (Some((_, cells)), None) => Ok(Some(Found { headings: headings(cells)?, above: Vec::new() })),
        (None, None) => Ok(None),
    }
}

fn is_blank(row: &TableRow) -> bool {
    row.fault.is_none() && row.cells.iter().all(Cell::is_blank)
}

fn no_headings(wanted: u32) -> Fault {
    let message = Words::new(
        format!("row {wanted}, in which the headings should stand, is blank or not there"),
        format!("第 {wanted} 行应为表头，但该行为空或不存在"),
    );
    let hint = "see `heading_row` in the issuer file's `[reading]`";
    (message, vec![Words::new(hint, "请核对发行方文件 `[reading]` 的 `heading_row`")])
}

/// The headings of a row, if they are text; blank cells at its end are none.
fn headings(cells: Vec<Cell>) -> Result<Vec<String>, Fault> {
    if cells.iter().any(|cell| cell.text.contains('\r') && !cell.text.contains('\n')) {
        let message = Words::new("its lines end in a bare carriage return", "行尾为单独的回车符");
        return Err((message, vec![Words::new("save it as `CSV UTF-8`", "请另存为 `CSV UTF-8`")]));
    }
    if cells.iter().any(|cell| cell.kind == CellKind::Spoilt(Spoilt::Encoding)) {
        let message = Words::new("the heading row holds bytes that are no text", "表头含有无法识别的字节");
        let hint = Words::new(
            "leave `--encoding` out if it was given, pass `--encoding utf-16` if it is that, or save it as UTF-8",
            "如加了 `--encoding` 请去掉；如为 UTF-16 请加 `--encoding utf-16`；或另存为 UTF-8",
        );
        return Err((message, vec![hint]));
    }
    Ok(cells.into_iter().map(|cell| cell.text).collect())
}

/// Tells the rows below the headings that are no accounts.
pub(super) struct Below {
    /// Columns that hold something where there is an account.
    telling: Vec<usize>,
}

impl Below {
    /// Those under a heading row.
    pub(super) fn of(header: &Header) -> Self {
        Self { telling: header.columns_of(&["id", "debtor.name", "debtor.id_number", "card.number"]) }
    }

    /// Whether a row is one of sums, signatures or notes: its first cell says so, and nobody is named in it.
    pub(super) fn is_no_account(&self, cells: &[Cell]) -> bool {
        let Some(first) = cells.iter().position(|cell| !cell.is_blank()) else { return true };
        let begins = cells[first].text.trim_start();
        // Looked at in full only where it may be such a row: nearly all begin with an ASCII character.
        if begins.starts_with(|c: char| c.is_ascii() && !matches!(c, 't' | 'T' | 's' | 'S')) {
            return false;
        }
        let word = folded(begins);
        let alone = cells.len() > 2 && cells[first + 1..].iter().all(Cell::is_blank);
        if alone && word.contains(':') {
            // A note; no id has a colon.
            return true;
        }
        let parted =
            |known: &str| begins.strip_prefix(known).is_some_and(|rest| rest.starts_with([' ', '\u{3000}']));
        let is_one = BELOW.iter().any(|known| match word.strip_prefix(known) {
            Some(rest) => {
                known.ends_with(':')
                    || parted(known)
                    || !rest.starts_with(char::is_alphanumeric)
                    || is_count(rest)
                    || {
                        // 制表人, 审核人, 制表日期, 合计金额.
                        ["人", "日期", "时间", "金额", "数", "户", "员", "笔"]
                            .iter()
                            .any(|tail| rest.starts_with(tail))
                    }
            }
            None => false,
        });
        // A number beside the word is how many rows there are.
        let names_one = |at: &usize| {
            *at != first && cells.get(*at).is_some_and(|cell| !cell.is_blank() && !is_count(cell.text.trim()))
        };
        is_one && !self.telling.iter().any(names_one)
    }
}

/// Whether it is a number of rows.
fn is_count(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=6).contains(&digits) && text[digits..].chars().count() <= 2
}
