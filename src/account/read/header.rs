//! Turn a heading row into the shape of its records: which cell stands where.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cell_words::{ColumnKind, is_accounting, on_one_line};
use super::mapping::{Mapping, Meaning};
use super::names::folded;
use super::paths;
use super::shape::{Cells, Leaf, Shape};
use super::unknown;
use crate::finding::{Finding, Words};
use crate::record::Node;
use crate::table::ColumnType;

/// The parts of a ledger that a blank may mean nothing of.
const OWED: [&str; 5] = ["principal", "interest", "penalty", "fees", "paid"];

/// The heading row of a table.
#[derive(Debug)]
pub struct Header {
    /// The headings as they are written, without a byte order mark.
    pub headings: Vec<String>,
    columns: Vec<Column>,
    shape: Shape,
    mapping: Arc<Mapping>,
}

/// What is known of a column.
#[derive(Debug)]
struct Column {
    /// Its field, as findings name it; empty where it has none.
    path: String,
    kind: ColumnKind,
    /// Whether it has no heading.
    is_bare: bool,
}

/// What is wrong with a heading row, and what to do.
pub(super) type Fault = (Words, Vec<Words>);

impl Header {
    /// Finds the place of every heading; `partitions` are columns that have one value in all rows.
    pub(super) fn of(
        headings: Vec<String>,
        partitions: &[(String, String)],
        mapping: &Arc<Mapping>,
    ) -> Result<Self, Fault> {
        if headings.iter().any(|heading| is_a_figure(heading)) {
            let message = Words::new("the heading row holds figures, not headings", "表头行是数据而不是表头");
            let hint = "put a row with the field of each column above it, such as `id,debtor.name,…`";
            return Err((message, vec![Words::new(hint, "请在首行写明各列的字段，如 `id,debtor.name,…`")]));
        }
        let mut shape = Shape::empty();
        let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
        let mut unknown = Vec::new();
        for (index, heading) in headings.iter().enumerate() {
            let is_bare = heading.trim().is_empty();
            let mut column = Column { path: String::new(), kind: ColumnKind::Other, is_bare };
            match mapping.meaning(heading) {
                Meaning::Nothing | Meaning::Part => {}
                Meaning::Field(steps) => {
                    column.path = paths::shown(&steps);
                    column.kind = ColumnKind::of(&mapping.schema, &steps);
                    if shape.put(&steps, 0, Leaf::Column(index)).is_none() {
                        let other = columns.iter().position(|other| other.path == column.path);
                        return Err(unknown::taken(&headings, index, other, &column.path));
                    }
                }
                Meaning::Wrong(_) | Meaning::Unknown => unknown.push(index),
            }
            columns.push(column);
        }
        if !unknown.is_empty() {
            return Err(unknown::told(&headings, &unknown, mapping));
        }
        let mut header = Self { headings, columns, shape, mapping: Arc::clone(mapping) };
        header.join()?;
        header.add_values()?;
        header.add_partitions(partitions)?;
        header.shape.gap().map_or(Ok(()), |path| Err(gap(&path)))?;
        Ok(header)
    }

    /// Puts the fields in their places that are put together from several columns.
    fn join(&mut self) -> Result<(), Fault> {
        let names: BTreeMap<String, usize> =
            self.headings.iter().enumerate().map(|(at, heading)| (folded(heading), at)).collect();
        for (steps, parts) in &self.mapping.joined {
            let found: Vec<usize> = parts.iter().filter_map(|(part, _)| names.get(part).copied()).collect();
            if found.is_empty() {
                continue;
            }
            if let Some((_, missing)) = parts.iter().find(|(part, _)| !names.contains_key(part)) {
                return Err(unknown::no_part(&paths::shown(steps), missing));
            }
            for at in &found {
                if self.columns[*at].path.is_empty() {
                    self.columns[*at].path = paths::shown(steps);
                }
            }
            if self.shape.put(steps, 0, Leaf::Joined(found)).is_none() {
                return Err(unknown::doubled(&paths::shown(steps), "joined"));
            }
        }
        Ok(())
    }

    /// Puts the values in their places that are the same for all rows.
    fn add_values(&mut self) -> Result<(), Fault> {
        for (steps, value) in &self.mapping.values {
            if self.shape.put(steps, 0, Leaf::Same(value.clone())).is_none() {
                return Err(unknown::doubled(&paths::shown(steps), "values"));
            }
        }
        Ok(())
    }

    /// Puts the values in their places that the names of folders say.
    fn add_partitions(&mut self, partitions: &[(String, String)]) -> Result<(), Fault> {
        for (name, value) in partitions {
            match self.mapping.meaning(name) {
                Meaning::Nothing | Meaning::Part => {}
                Meaning::Field(steps) => {
                    if self.shape.put(&steps, 0, Leaf::Same(value.clone())).is_none() {
                        return Err(unknown::doubled_by_folder(&paths::shown(&steps), name));
                    }
                }
                Meaning::Wrong(_) | Meaning::Unknown => return Err(unknown::folder(name)),
            }
        }
        Ok(())
    }

    /// Refuses columns whose type says that no value of theirs can be one of their field.
    pub(super) fn fits(&self, types: &[ColumnType]) -> Result<(), Fault> {
        let wrong = |at: &usize| {
            let column = &self.columns[*at];
            !column.path.is_empty() && !column.kind.may_be(&column.path, types[*at].holds)
        };
        let wrong: Vec<usize> = (0..self.columns.len().min(types.len())).filter(wrong).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        let wrong = wrong.iter().map(|at| (*at, self.path(*at), types[*at].name.as_str()));
        Err(unknown::of_another_type(&self.headings, wrong))
    }

    /// What its headings stand for.
    pub(super) fn mapping(&self) -> &Arc<Mapping> {
        &self.mapping
    }

    /// Whether rows are read alike under both.
    pub(super) fn reads_as(&self, other: &Self) -> bool {
        self.shape == other.shape
    }

    /// The field of a column, as findings name it; empty where it has none.
    pub(super) fn path(&self, column: usize) -> &str {
        self.columns.get(column).map_or("", |column| column.path.as_str())
    }

    /// The same, for those who show the columns of a file.
    pub(crate) fn path_of(&self, column: usize) -> &str {
        self.path(column)
    }

    /// Whether a column holds days.
    pub(super) fn is_day(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(|column| column.kind == ColumnKind::Day)
    }

    /// Whether a column has a heading and no field, as the issuer file wants it.
    pub(super) fn is_left_out(&self, column: usize) -> bool {
        self.path(column).is_empty() && !self.is_bare(column)
    }

    /// Whether a column has no heading.
    pub(super) fn is_bare(&self, column: usize) -> bool {
        self.columns.get(column).is_none_or(|column| column.is_bare)
    }

    /// The columns of these fields.
    pub(super) fn columns_of(&self, wanted: &[&str]) -> Vec<usize> {
        let of = |column: &Column| wanted.contains(&column.path.as_str());
        self.columns.iter().enumerate().filter(|(_, column)| of(column)).map(|(at, _)| at).collect()
    }

    /// The record of a row; blank cells are left out.
    pub(super) fn record(&self, cells: &[String], findings: &mut Vec<Finding>) -> Node {
        let accounting = self.mapping.words.dash_is_zero() && self.is_accounting(cells);
        let mut row = RowCells { header: self, cells, accounting, findings: Vec::new() };
        let filled = self.shape.fill(&mut row, findings);
        findings.append(&mut row.findings);
        let mut node = filled.map_or_else(|| Node::Map(Vec::new()), |(node, _)| node);
        if accounting {
            self.fill_with_nothing(&mut node);
        }
        node
    }

    /// Whether some amount of a row is written as accountants do.
    fn is_accounting(&self, cells: &[String]) -> bool {
        let amounts = self.columns.iter().zip(cells).filter(|(column, _)| column.kind == ColumnKind::Amount);
        amounts.into_iter().any(|(_, cell)| is_accounting(cell))
    }

    /// Writes `0.00` for what is owed of nothing: blanks in the columns of a ledger that has other amounts. Interest
    /// and penalty that are calculated from details stay blank.
    fn fill_with_nothing(&self, record: &mut Node) {
        let Node::Map(fields) = record else { return };
        let Some((_, Node::List(ledgers))) = fields.iter_mut().find(|(name, _)| name == "ledgers") else {
            return;
        };
        for (at, ledger) in ledgers.iter_mut().enumerate() {
            let Node::Map(parts) = ledger else { continue };
            let detailed = ["accruals", "transactions", "missed"]
                .iter()
                .any(|name| parts.iter().any(|(p, _)| p == name));
            for name in OWED {
                let wanted = format!("ledgers[{at}].{name}");
                let has_column = self.columns.iter().any(|column| column.path == wanted);
                let calculated = detailed && matches!(name, "interest" | "penalty");
                if has_column && !calculated && parts.iter().all(|(part, _)| part != name) {
                    parts.push((name.to_string(), Node::Text("0.00".into())));
                }
            }
        }
    }
}

/// The cells of a row, as its record takes them.
struct RowCells<'r> {
    header: &'r Header,
    cells: &'r [String],
    accounting: bool,
    findings: Vec<Finding>,
}

impl RowCells<'_> {
    /// What a cell says.
    fn words(&mut self, column: usize) -> Option<String> {
        let Column { path, kind, .. } = self.header.columns.get(column)?;
        let cell = self.cells.get(column)?;
        match on_one_line(cell, *kind) {
            Ok(text) => {
                let meant = self.header.mapping.words.meant(&text, *kind, self.accounting);
                (!meant.trim().is_empty()).then(|| meant.to_string())
            }
            Err(_) => {
                self.findings.push(unknown::control_mark(path));
                None
            }
        }
    }
}

impl Cells for RowCells<'_> {
    fn value(&mut self, leaf: &Leaf) -> Option<(Node, bool)> {
        match leaf {
            Leaf::Column(at) => Some((Node::Text(self.words(*at)?), true)),
            Leaf::Same(value) => Some((Node::Text(value.clone()), false)),
            Leaf::Joined(columns) => {
                let mut joined = String::new();
                for at in columns {
                    if let Some(words) = self.words(*at) {
                        joined.push('\n');
                        joined.push_str(&words);
                    }
                }
                let words = on_one_line(joined.trim(), ColumnKind::Other).ok()?;
                (!words.is_empty()).then(|| (Node::Text(words.into_owned()), true))
            }
        }
    }
}

fn gap(path: &str) -> Fault {
    let message = Words::new(
        format!("there is no column for `{path}`, but one for a later item"),
        format!("缺少 `{path}` 的列，而其后的序号却有列"),
    );
    (message, vec![Words::new("items are counted from 0 without gaps", "序号从 0 开始，不得间断")])
}

/// Whether a heading is a sum, a date or a number, so that the row is one of data.
pub(super) fn is_a_figure(heading: &str) -> bool {
    let heading = heading.trim();
    let digits = heading.bytes().filter(u8::is_ascii_digit).count();
    let other = |c: char| {
        !c.is_ascii_digit() && !matches!(c, '.' | '-' | '/' | ',' | 'X' | 'x' | '+' | 'E' | ':' | ' ')
    };
    digits >= 3 && !heading.contains(other)
}
