//! Cells of an xlsx whose number is shown with noughts before it, such as the postcode 010080.

use std::collections::BTreeMap;

use roxmltree::Document;

use super::guard::{place, too_much};
use super::scan::{attribute, name};
use super::{Fault, fault};

/// The widest format that is heeded; a number has no more than fifteen digits.
const WIDEST: usize = 20;

/// How many runs of such cells are held.
const RUNS: usize = 100_000;

/// How many digits each cell format of noughts alone shows at the least, by the format's number.
pub(super) type Widths = BTreeMap<usize, usize>;

/// The formats of noughts alone among the formats of a workbook.
pub(super) fn widths(styles: &str) -> Result<Widths, Fault> {
    // Few workbooks have one, and a list of formats may be long.
    if !["\"00", "'00"].iter().any(|start| styles.contains(&format!("formatCode={start}"))) {
        return Ok(Widths::new());
    }
    let styles = Document::parse(styles).map_err(|_| fault::damaged_xml())?;
    let formats: BTreeMap<&str, usize> = styles
        .descendants()
        .filter(|node| node.tag_name().name() == "numFmt")
        .filter_map(|node| {
            let code = node.attribute("formatCode")?;
            let noughts = code.bytes().all(|byte| byte == b'0') && (2..=WIDEST).contains(&code.len());
            noughts.then_some((node.attribute("numFmtId")?, code.len()))
        })
        .collect();
    let used = styles.descendants().find(|node| node.tag_name().name() == "cellXfs");
    let used =
        used.into_iter().flat_map(|used| used.children().filter(|node| node.tag_name().name() == "xf"));
    let width =
        |(at, node): (usize, roxmltree::Node<'_, '_>)| Some((at, *formats.get(node.attribute("numFmtId")?)?));
    Ok(used.enumerate().filter_map(width).collect())
}

/// Where such cells stand. Those that stand one below the other are held as one, so that a whole column takes the
/// room of one cell.
#[derive(Default)]
pub(super) struct Padded {
    columns: BTreeMap<u32, Vec<Run>>,
    runs: usize,
    /// The row and column of the next cell, for sheets that do not say where a cell stands.
    row: u32,
    column: u32,
    begun: bool,
}

struct Run {
    first: u32,
    last: u32,
    width: usize,
}

impl Padded {
    /// Takes the next tag of a sheet.
    pub(super) fn tag(&mut self, tag: &[u8], widths: &Widths) -> Result<(), Fault> {
        match name(tag) {
            (false, b"row") => {
                let given = attribute(tag, " r=").and_then(|row| row.parse::<u32>().ok()?.checked_sub(1));
                self.row = given.unwrap_or(self.row.saturating_add(self.begun.into()));
                (self.column, self.begun) = (0, true);
            }
            (false, b"c") => {
                (self.row, self.column) =
                    attribute(tag, " r=").and_then(place).unwrap_or((self.row, self.column));
                let style = attribute(tag, " s=").and_then(|style| style.parse().ok()).unwrap_or(0);
                if let Some(width) = widths.get(&style) {
                    self.add(*width);
                }
                self.column = self.column.saturating_add(1);
            }
            _ => {}
        }
        if self.runs > RUNS { Err(too_much()) } else { Ok(()) }
    }

    fn add(&mut self, width: usize) {
        let (row, runs) = (self.row, self.columns.entry(self.column).or_default());
        match runs.last_mut().filter(|run| run.width == width && run.last.saturating_add(1) == row) {
            Some(run) => run.last = row,
            None => {
                runs.push(Run { first: row, last: row, width });
                self.runs += 1;
            }
        }
    }

    /// How many digits a cell shows at the least.
    pub(super) fn width(&self, row: u32, column: u32) -> Option<usize> {
        let runs = self.columns.get(&column)?;
        let run = runs.get(runs.partition_point(|run| run.last < row))?;
        (run.first <= row).then_some(run.width)
    }
}
