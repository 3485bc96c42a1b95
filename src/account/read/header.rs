//! Turn a header row into the shape of its records: which cell stands where.

use std::collections::BTreeMap;

use serde_json::Value;

use super::paths::{self, Step, Target};
use super::{VALUE, is_added};
use crate::finding::{Finding, Words};
use crate::record::{Node, shortened};

/// The heading row of a table.
#[derive(Debug)]
pub struct Header {
    /// The headings as they are written, without a byte order mark.
    pub headings: Vec<String>,
    /// The field of each column, as findings name it; empty where there is no heading.
    paths: Vec<String>,
    shape: Shape,
}

/// Where the cells of a row stand in its record.
#[derive(Debug)]
enum Shape {
    Cell(usize),
    List(BTreeMap<usize, Shape>),
    Map(BTreeMap<String, Shape>),
}

/// What is wrong with a header row, and what to do.
pub(super) type Fault = (Words, Vec<Words>);

impl Header {
    /// Finds the place of every heading.
    pub(super) fn of(
        headings: Vec<String>,
        columns: &BTreeMap<String, String>,
        schema: &Value,
    ) -> Result<Self, Fault> {
        if headings.iter().any(|heading| is_a_figure(heading)) {
            let message = Words::new("the first row holds figures, not headings", "首行是数据而不是表头");
            let hint = "put a row with the field of each column above it, such as `id,debtor.name,…`";
            return Err((message, vec![Words::new(hint, "请在首行写明各列的字段，如 `id,debtor.name,…`")]));
        }
        let mut shape = Shape::Map(BTreeMap::new());
        let mut places = Vec::new();
        for (index, heading) in headings.iter().enumerate() {
            let name = heading.trim();
            if name.is_empty() || is_added(name) {
                places.push(String::new());
                continue;
            }
            let path = columns.get(name).map_or(name, |path| path.trim());
            let steps = paths::steps(path);
            if paths::target(schema, &steps) != Target::Value {
                return Err(unknown(index, &headings, columns, schema));
            }
            if shape.put(&steps, index).is_none() {
                return Err(taken(index, name, path));
            }
            places.push(paths::shown(&steps));
        }
        shape.gap(&mut Vec::new()).map_or(Ok(()), |path| Err(gap(&path)))?;
        Ok(Self { headings, paths: places, shape })
    }

    /// The field of a column, as findings name it; empty where there is no heading.
    pub(super) fn path(&self, column: usize) -> &str {
        self.paths.get(column).map_or("", String::as_str)
    }

    /// Whether a column has neither a field nor a heading that may go without one.
    pub(super) fn is_bare(&self, column: usize) -> bool {
        self.path(column).is_empty() && self.headings.get(column).is_none_or(|name| !is_added(name))
    }

    /// The record of a row; blank cells are left out.
    pub(super) fn record(&self, cells: &[String], findings: &mut Vec<Finding>) -> Node {
        self.shape.fill(cells, &mut Vec::new(), findings).unwrap_or_else(|| Node::Map(Vec::new()))
    }
}

impl Shape {
    /// Puts a column under its path; `None` where something stands already.
    fn put(&mut self, steps: &[Step], column: usize) -> Option<()> {
        let (step, rest) = steps.split_first()?;
        let fresh = match rest.first() {
            None => Self::Cell(column),
            Some(Step::Field(_)) => Self::Map(BTreeMap::new()),
            Some(Step::Item(_)) => Self::List(BTreeMap::new()),
        };
        let below = match (self, step) {
            (Self::Map(fields), Step::Field(name)) if rest.is_empty() => {
                return fields.insert(name.clone(), fresh).map_or(Some(()), |_| None);
            }
            (Self::List(items), Step::Item(at)) if rest.is_empty() => {
                return items.insert(*at, fresh).map_or(Some(()), |_| None);
            }
            (Self::Map(fields), Step::Field(name)) => fields.entry(name.clone()).or_insert(fresh),
            (Self::List(items), Step::Item(at)) => items.entry(*at).or_insert(fresh),
            _ => return None,
        };
        below.put(rest, column)
    }

    /// The first item that a list has no column for, though it has one for a later item.
    fn gap(&self, above: &mut Vec<Step>) -> Option<String> {
        let below: Vec<(Step, &Shape)> = match self {
            Self::Cell(_) => return None,
            Self::Map(fields) => {
                fields.iter().map(|(name, shape)| (Step::Field(name.clone()), shape)).collect()
            }
            Self::List(items) => items.iter().map(|(at, shape)| (Step::Item(*at), shape)).collect(),
        };
        for (place, (step, shape)) in below.into_iter().enumerate() {
            if matches!(step, Step::Item(at) if at != place) {
                above.push(Step::Item(place));
                return Some(paths::shown(above));
            }
            above.push(step);
            if let Some(path) = shape.gap(above) {
                return Some(path);
            }
            above.pop();
        }
        None
    }

    /// What the cells say here; `None` when they are all blank.
    fn fill(&self, cells: &[String], above: &mut Vec<Step>, findings: &mut Vec<Finding>) -> Option<Node> {
        match self {
            Self::Cell(column) => {
                let cell = cells.get(*column)?;
                (!cell.trim().is_empty()).then(|| Node::Text(cell.clone()))
            }
            Self::Map(fields) => {
                let mut given = Vec::new();
                for (name, shape) in fields {
                    above.push(Step::Field(name.clone()));
                    given.extend(shape.fill(cells, above, findings).map(|node| (name.clone(), node)));
                    above.pop();
                }
                (!given.is_empty()).then_some(Node::Map(given))
            }
            Self::List(items) => {
                let mut given = Vec::new();
                for (at, shape) in items {
                    above.push(Step::Item(*at));
                    given.push(shape.fill(cells, above, findings));
                    above.pop();
                }
                let length = given.iter().rposition(Option::is_some)? + 1;
                given.truncate(length);
                for at in (0..length).filter(|at| given[*at].is_none()) {
                    findings.push(blank_item(&[above.as_slice(), &[Step::Item(at)]].concat()));
                }
                Some(Node::List(given.into_iter().map(|node| node.unwrap_or(Node::Null)).collect()))
            }
        }
    }
}

fn blank_item(path: &[Step]) -> Finding {
    let message = Words::new("this item is blank, but a later one is not", "此项为空，而其后有非空项");
    Finding::error(VALUE, paths::shown(path), message).hint("move the later items up", "请将后面的内容前移")
}

fn gap(path: &str) -> Fault {
    let message = Words::new(
        format!("there is no column for `{path}`, but one for a later item"),
        format!("缺少 `{path}` 的列，而其后的序号却有列"),
    );
    (message, vec![Words::new("items are counted from 0 without gaps", "序号从 0 开始，不得间断")])
}

fn taken(index: usize, name: &str, path: &str) -> Fault {
    let (column, name) = (index + 1, shortened(name));
    let message = Words::new(
        format!("column {column} `{name}`: another column holds `{path}` or a part of it"),
        format!("第 {column} 列 `{name}`：`{path}` 或其部分已有其他列"),
    );
    (message, vec![Words::new("remove one of the two columns", "请删除其中一列")])
}

/// Says what a heading may mean that names no field.
fn unknown(index: usize, headings: &[String], columns: &BTreeMap<String, String>, schema: &Value) -> Fault {
    let (column, heading) = (index + 1, headings[index].trim());
    let name = shortened(heading);
    if let Some(path) = columns.get(heading) {
        let message = Words::new(
            format!("column {column} `{name}` stands for `{path}` in `[columns]`, which is no field"),
            format!("第 {column} 列 `{name}` 在 `[columns]` 中对应 `{path}`，而没有该字段"),
        );
        return (message, nearest(schema, path).into_iter().collect());
    }
    let message = Words::new(
        format!("column {column} `{name}` is no field of an account"),
        format!("第 {column} 列 `{name}` 不是账户字段"),
    );
    let mut hints: Vec<Words> = nearest(schema, heading).into_iter().collect();
    if let [only] = headings
        && only.contains([';', '\t', '，'])
    {
        hints = vec![Words::new(
            "cells are separated by commas; export it as `CSV UTF-8`",
            "单元格须以逗号分隔，请导出为 `CSV UTF-8`",
        )];
    } else if hints.is_empty() {
        hints.push(Words::new(
            format!("say which field it is, in the issuer file under `[columns]`: `\"{name}\" = \"debtor.name\"`; free values go under `extra.`"),
            format!("请在发行方文件的 `[columns]` 中写明对应字段，如 `\"{name}\" = \"debtor.name\"`；自由内容请用 `extra.`"),
        ));
    }
    (message, hints)
}

fn nearest(schema: &Value, heading: &str) -> Option<Words> {
    if paths::target(schema, &paths::steps(heading)) == Target::Branch {
        return Some(Words::new(
            "it has parts; give each its own column, such as `debtor.name`",
            "该字段由多项组成，请每项一列，如 `debtor.name`",
        ));
    }
    paths::nearest(schema, heading)
        .map(|path| Words::new(format!("did you mean `{path}`?"), format!("是否应为 `{path}`？")))
}

/// Whether a heading is a sum, a date or a number, so that the row is one of data.
fn is_a_figure(heading: &str) -> bool {
    let heading = heading.trim();
    let digits = heading.bytes().filter(u8::is_ascii_digit).count();
    let other = |c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '/' | ',' | 'X' | 'x' | '+' | 'E');
    digits >= 3 && !heading.contains(other)
}
