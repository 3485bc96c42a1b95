//! Turn rows whose columns hold columns or lists into records.

use std::io;
use std::sync::Arc;

use super::mapping::Mapping;
use super::rows::fault;
use super::{Input, Record, Source};
use crate::finding::Finding;
use crate::record::{Node, below, shortened};
use crate::table::{CellKind, Tree, Trees};

/// The records of such rows.
pub(super) struct NestedRows<T> {
    name: Arc<str>,
    rows: T,
    mapping: Arc<Mapping>,
    /// Whether the mapping leaves all of them as they are, so that it need not be asked for each.
    kept: bool,
}

impl<T: Trees> NestedRows<T> {
    /// The records of the rows of an input, which hold what these names name.
    pub(super) fn of(input: &Input, rows: T, names: &[String], mapping: &Arc<Mapping>) -> Self {
        let (name, kept) = (Arc::from(input.to_string()), mapping.keeps(names));
        Self { name, rows, mapping: Arc::clone(mapping), kept }
    }
}

impl<T: Trees> Source for NestedRows<T> {
    fn name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        let Some((line, tree)) = self.rows.next_row()? else { return Ok(None) };
        let mut findings = Vec::new();
        let node = node(tree, &Path::Row, &mut findings);
        let node = if self.kept { node } else { self.mapping.renamed(node, &mut findings) };
        Ok(Some(Record { line, row: None, id: None, node: Some(node), findings, cut: None, open: false }))
    }

    fn line(&self) -> u64 {
        self.rows.line()
    }

    fn at_most(&self) -> Option<u64> {
        self.rows.at_most()
    }
}

/// Where in a row something stands; put into words only where something is wrong there.
enum Path<'a> {
    Row,
    Field(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn shown(&self) -> String {
        match self {
            Self::Row => String::new(),
            Self::Field(above, name) => below(&above.shown(), &shortened(name)),
            Self::Item(above, at) => format!("{}[{at}]", above.shown()),
        }
    }
}

/// What stands at `path`; of a cell that cannot be read, `findings` say why.
fn node(tree: Tree, path: &Path<'_>, findings: &mut Vec<Finding>) -> Node {
    match tree {
        Tree::Nothing => Node::Null,
        Tree::Cell(cell) => match cell.kind {
            CellKind::Spoilt(why) => {
                findings.push(fault(&path.shown(), &cell.text, why));
                Node::Null
            }
            _ => Node::Text(cell.text),
        },
        Tree::List(items) => {
            let items = items.into_iter().enumerate();
            Node::List(items.map(|(at, item)| node(item, &Path::Item(path, at), findings)).collect())
        }
        Tree::Map(entries) => {
            let entries = entries.into_iter().map(|(name, value)| {
                let value = node(value, &Path::Field(path, &name), findings);
                (name.to_string(), value)
            });
            Node::Map(entries.collect())
        }
    }
}
