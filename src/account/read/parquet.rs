//! Turn the rows of a Parquet file into records.

use std::fs::File;
use std::io;
use std::sync::Arc;

use super::door::Door;
use super::mapping::{Mapping, Meaning};
use super::open::unread;
use super::rows::fault;
use super::{Input, ReadFault, Record, Source};
use crate::finding::{Finding, Words};
use crate::record::{Node, shortened};
use crate::table::parquet::{Kept, Nested, Opened, open};
use crate::table::{CellKind, Tree};

/// Opens a Parquet file; each of `more` is one more column that has one value in all rows.
pub(super) fn door(
    input: &Input,
    packed: bool,
    more: Vec<(String, String)>,
    mapping: &Arc<Mapping>,
) -> Result<Door, ReadFault> {
    let fault = |(message, hints)| ReadFault { hints, ..ReadFault::new(input, message) };
    let kept = match input {
        Input::Memory(file) if !packed => Kept::Memory(file.bytes.clone()),
        Input::File(path) if !packed => {
            Kept::Disk(Arc::new(File::open(path).map_err(|error| fault(unread(&error)))?))
        }
        _ => return Err(from_its_end(input)),
    };
    let name: Arc<str> = Arc::from(input.to_string());
    let more = more.into_iter().filter(|(name, _)| mapping.meaning(name) != Meaning::Nothing).collect();
    Ok(match open(kept, more).map_err(|stop| fault((stop.message, stop.hints)))? {
        Opened::Flat(table) => Door::Table(Box::new(table)),
        Opened::Nested(rows) => {
            let names = rows.names();
            Door::Records(Box::new(NestedRows { name, rows, mapping: Arc::clone(mapping) }), names)
        }
    })
}

/// Says that a Parquet file cannot be read as it comes.
fn from_its_end(input: &Input) -> ReadFault {
    let message = Words::new("a Parquet file is read from its end", "Parquet 文件须从末尾读起");
    let hint = Words::new(
        "give it as a file, not packed and not on the standard input",
        "请以未压缩的文件方式给出，不要用标准输入",
    );
    ReadFault::new(input, message).hint(hint)
}

/// The records of a file whose columns hold columns or lists.
struct NestedRows {
    name: Arc<str>,
    rows: Nested,
    mapping: Arc<Mapping>,
}

impl Source for NestedRows {
    fn name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        let Some((line, tree)) = self.rows.next_row()? else { return Ok(None) };
        let mut findings = Vec::new();
        let node = node(tree, "", &mut findings);
        let node = self.mapping.renamed(node, &mut findings);
        Ok(Some(Record { line, row: None, id: None, node: Some(node), findings, cut: None, open: false }))
    }

    fn line(&self) -> u64 {
        self.rows.line()
    }

    fn at_most(&self) -> Option<u64> {
        self.rows.at_most()
    }
}

/// What stands at `path`; of a cell that cannot be read, `findings` say why.
fn node(tree: Tree, path: &str, findings: &mut Vec<Finding>) -> Node {
    match tree {
        Tree::Nothing => Node::Null,
        Tree::Cell(cell) => match cell.kind {
            CellKind::Spoilt(why) => {
                findings.push(fault(path, &cell.text, why));
                Node::Null
            }
            _ => Node::Text(cell.text),
        },
        Tree::List(items) => {
            let items = items.into_iter().enumerate();
            Node::List(items.map(|(at, item)| node(item, &format!("{path}[{at}]"), findings)).collect())
        }
        Tree::Map(entries) => {
            let entries = entries.into_iter().map(|(name, value)| {
                let shown = shortened(&name);
                let below = if path.is_empty() { shown } else { format!("{path}.{shown}") };
                (name.to_string(), node(value, &below, findings))
            });
            Node::Map(entries.collect())
        }
    }
}
