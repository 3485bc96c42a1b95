//! Find the heading row of a table.

use std::sync::Arc;

use super::header::{Fault, Header};
use super::mapping::Mapping;
use super::open::unread;
use super::{Format, Reading, unknown};
use crate::finding::Words;
use crate::table::{Cell, CellKind, Spoilt, Table, TableRow};

/// Among how many first rows the headings are looked for.
pub(super) const LOOKED_AT: usize = 20;

/// The headings of a table, and the rows above them.
pub(super) struct Found {
    pub(super) headings: Vec<String>,
    /// The row they stand in; 0 where none holds them.
    pub(super) row: u64,
    /// What was passed over before them.
    pub(super) before: Before,
}

/// Rows that were passed over before the first account.
#[derive(Default)]
pub(super) struct Before {
    /// The rows above the headings, titles and their like.
    pub(super) above: Vec<u64>,
    /// The rows that the issuer file wants passed over.
    pub(super) skipped: Vec<u64>,
    /// The two rows over which the headings spread.
    pub(super) levels: Option<[u64; 2]>,
}

/// Finds the headings: as the file has them, in the row that was said, else in the first row most of whose cells are
/// known headings. `None` when the table has no rows.
pub(super) fn find(
    table: &mut dyn Table,
    reading: &Reading,
    mapping: &Mapping,
) -> Result<Option<Found>, Fault> {
    if let Some(names) = table.names() {
        return Ok(Some(Found { headings: names, row: 0, before: Before::default() }));
    }
    let (mut above, mut skipped) = (Vec::new(), Vec::new());
    let mut best: Option<(usize, u64, Vec<Cell>)> = None;
    while above.len() < LOOKED_AT || reading.heading_row.is_some() {
        let Some(row) = table.next_row().map_err(|error| unread(&error))? else { break };
        if reading.skip_rows.iter().any(|skipped| u64::from(*skipped) == row.number) {
            skipped.push(row.number);
            continue;
        }
        if is_blank(&row) {
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
            let before = Before { above, skipped, levels: None };
            return Ok(Some(Found { headings: headings(row.cells)?, row: row.number, before }));
        }
        above.push(row.number);
        if best.as_ref().is_none_or(|(most, ..)| *most < known) {
            best = Some((known, row.number, row.cells));
        }
    }
    match (best, reading.heading_row) {
        (_, Some(wanted)) => Err(no_headings(wanted)),
        // The row that comes nearest to headings, of which is told what is wrong with it.
        (Some((_, row, cells)), None) => {
            Ok(Some(Found { headings: headings(cells)?, row, before: Before::default() }))
        }
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

/// The header of the headings that were found. Where they spread over two rows, as under a merged cell, the lower ones
/// are taken before the upper ones.
pub(super) fn header(
    table: &mut dyn Table,
    found: Found,
    partitions: &[(String, String)],
    reading: &Reading,
    mapping: &Arc<Mapping>,
) -> Result<(Header, Before), Fault> {
    let Found { headings, row, mut before } = found;
    let fault = match Header::of(headings.clone(), partitions, mapping) {
        Ok(header) => return Ok((header, before)),
        Err(fault) => not_parted(&headings, reading).unwrap_or(fault),
    };
    if row == 0 {
        return Err(fault);
    }
    if let Some(wanted) = reading.heading_row {
        return Err(pointed_at(wanted, fault));
    }
    let Some(next) = table.next_row().ok().flatten().filter(|next| is_one(&next.cells, mapping, 2)) else {
        return Err(skipping(reading, fault));
    };
    let (upper, lower) = (row, next.number);
    match Header::of(merged(&headings, next.cells), partitions, mapping) {
        Ok(header) => {
            before.levels = Some([upper, lower]);
            Ok((header, before))
        }
        Err(_) => {
            let (message, mut hints) = fault;
            hints.push(Words::new(
                format!("row {lower} holds headings, too: keep one row of them, or name it by `heading_row` in the issuer file's `[reading]`"),
                format!("第 {lower} 行也是表头：请只保留一行表头，或在发行方文件 `[reading]` 的 `heading_row` 中写明"),
            ));
            Err((message, hints))
        }
    }
}

/// Whether most cells of a row are known headings, of which it has `least` at the least. Figures are counted first:
/// nearly every account has more of them than of words.
pub(super) fn is_one(cells: &[Cell], mapping: &Mapping, least: usize) -> bool {
    let given = || cells.iter().filter(|cell| !cell.is_blank());
    let figure = |cell: &&Cell| cell.text.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let count = given().count();
    count >= least
        && 2 * given().filter(figure).count() < count
        && 2 * given().filter(|cell| mapping.knows(&cell.text)).count() > count
}

/// The headings of two rows, one below the other: the lower one of each column, else the upper one.
pub(super) fn merged(upper: &[String], lower: Vec<Cell>) -> Vec<String> {
    let width = upper.len().max(lower.len());
    let mut lower = lower.into_iter();
    let both = (0..width).map(|at| match lower.next().filter(|cell| !cell.is_blank()) {
        Some(cell) => cell.text,
        None => upper.get(at).cloned().unwrap_or_default(),
    });
    both.collect()
}

/// Says that the row the issuer file names is none of headings.
fn pointed_at(wanted: u32, (message, mut hints): Fault) -> Fault {
    hints.push(Words::new(
        format!(
            "`heading_row = {wanted}` in the issuer file's `[reading]` says that the headings stand there"
        ),
        format!("发行方文件 `[reading]` 的 `heading_row = {wanted}` 指定该行为表头，请核对"),
    ));
    (Words::new(format!("row {wanted}: {}", message.en), format!("第 {wanted} 行：{}", message.zh)), hints)
}

/// Reminds of the rows that are passed over: the headings may be among them.
fn skipping(reading: &Reading, (message, mut hints): Fault) -> Fault {
    if !reading.skip_rows.is_empty() {
        hints.push(Words::new(
            "the headings may be among the rows that `skip_rows` in the issuer file's `[reading]` passes over",
            "表头可能在发行方文件 `[reading]` 的 `skip_rows` 所跳过的行中，请核对",
        ));
    }
    (message, hints)
}

/// Says that the sign that was stated parts no cells here, and another does.
fn not_parted(headings: &[String], reading: &Reading) -> Option<Fault> {
    let [only] = headings else { return None };
    let (said, key) = match (reading.delimiter, reading.from) {
        (Some(sign), _) => (sign, "delimiter"),
        (None, Some(Format::Tsv)) => (b'\t', "--from tsv"),
        _ => return None,
    };
    let found =
        [',', '\t', ';', '|'].into_iter().find(|sign| *sign != char::from(said) && only.contains(*sign))?;
    let shown = |sign: char| if sign == '\t' { "tab".to_string() } else { sign.to_string() };
    let (said, found) = (shown(char::from(said)), shown(found));
    let message = Words::new(
        format!("its cells are parted by `{found}`, not by `{said}` as `{key}` says"),
        format!("其单元格以 `{found}` 分隔，而 `{key}` 指定为 `{said}`"),
    );
    let hint = Words::new(
        format!("leave `{key}` out: the sign is found"),
        format!("请去掉 `{key}`：程序会自动识别分隔符"),
    );
    Some((message, vec![hint]))
}
