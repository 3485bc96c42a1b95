//! Where the cells of a row stand in its record.

use std::collections::BTreeMap;

use super::VALUE;
use super::paths::{self, Step};
use crate::finding::{Finding, Words};
use crate::record::Node;

/// Where the cells of a row stand in its record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A field's value.
    Leaf(Leaf),
    /// The items of a list, with its path.
    List(String, BTreeMap<usize, Shape>),
    /// Named fields.
    Map(BTreeMap<String, Shape>),
}

/// Where a field's value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leaf {
    /// A column.
    Column(usize),
    /// Several columns, whose words are joined.
    Joined(Vec<usize>),
    /// The issuer file, the same for all rows.
    Same(String),
}

/// Gives the value of a leaf, and whether it is the row's own; `None` where it is blank.
pub(super) trait Cells {
    /// The value at a leaf.
    fn value(&mut self, leaf: &Leaf) -> Option<(Node, bool)>;
}

impl Shape {
    /// A shape of nothing.
    pub(super) fn empty() -> Self {
        Self::Map(BTreeMap::new())
    }

    /// Puts a leaf under its path, of which `at` steps are taken already; `None` where something stands there.
    pub(super) fn put(&mut self, steps: &[Step], at: usize, leaf: Leaf) -> Option<()> {
        let step = steps.get(at)?;
        let fresh = || match steps.get(at + 1) {
            None => Self::Leaf(leaf.clone()),
            Some(Step::Field(_)) => Self::empty(),
            Some(Step::Item(_)) => Self::List(paths::shown(&steps[..=at]), BTreeMap::new()),
        };
        let is_last = at + 1 == steps.len();
        let below = match (self, step) {
            (Self::Map(fields), Step::Field(name)) if is_last => {
                return fields.insert(name.clone(), fresh()).map_or(Some(()), |_| None);
            }
            (Self::List(_, items), Step::Item(at)) if is_last => {
                return items.insert(*at, fresh()).map_or(Some(()), |_| None);
            }
            (Self::Map(fields), Step::Field(name)) => fields.entry(name.clone()).or_insert_with(fresh),
            (Self::List(_, items), Step::Item(at)) => items.entry(*at).or_insert_with(fresh),
            _ => return None,
        };
        below.put(steps, at + 1, leaf)
    }

    /// The first item that a list has no column for, though it has one for a later item.
    pub(super) fn gap(&self) -> Option<String> {
        match self {
            Self::Leaf(_) => None,
            Self::Map(fields) => fields.values().find_map(Self::gap),
            Self::List(path, items) => items.iter().enumerate().find_map(|(place, (at, shape))| {
                if *at == place { shape.gap() } else { Some(format!("{path}[{place}]")) }
            }),
        }
    }

    /// What the cells say here; `None` when they are all blank. A value that is the same for all rows makes no item
    /// of a list alone.
    pub(super) fn fill(&self, cells: &mut impl Cells, findings: &mut Vec<Finding>) -> Option<(Node, bool)> {
        match self {
            Self::Leaf(leaf) => cells.value(leaf),
            Self::Map(fields) => {
                let (mut given, mut is_own) = (Vec::with_capacity(fields.len()), false);
                for (name, shape) in fields {
                    if let Some((node, own)) = shape.fill(cells, findings) {
                        given.push((name.clone(), node));
                        is_own |= own;
                    }
                }
                (!given.is_empty()).then_some((Node::Map(given), is_own))
            }
            Self::List(path, items) => {
                let mut given: Vec<Option<Node>> = Vec::with_capacity(items.len());
                for shape in items.values() {
                    given.push(shape.fill(cells, findings).filter(|(_, own)| *own).map(|(node, _)| node));
                }
                let length = given.iter().rposition(Option::is_some)? + 1;
                given.truncate(length);
                for at in (0..length).filter(|at| given[*at].is_none()) {
                    findings.push(blank_item(&format!("{path}[{at}]")));
                }
                Some((Node::List(given.into_iter().map(|node| node.unwrap_or(Node::Null)).collect()), true))
            }
        }
    }
}

fn blank_item(path: &str) -> Finding {
    let message = Words::new("this item is blank, but a later one is not", "此项为空，而其后有非空项");
    Finding::error(VALUE, path, message).hint("move the later items up", "请将后面的内容前移")
}
