//! Write the trees of a file at its end: of pages, of numbers, of names. No node has more than some dozens of branches.

use super::fault::Faulty;
use super::rewrite::{write_number, write_reference, write_references};
use super::sink::Sink;

/// How many branches a node has.
pub(super) const BRANCHES: usize = 64;

/// The pages of a file, as they come. A node's number is known before its pages are, so that they can name it.
#[derive(Default)]
pub(super) struct PageTree {
    /// The nodes, each with its pages.
    nodes: Vec<(u32, Vec<u32>)>,
}

impl PageTree {
    /// Takes one more page, and tells the number of the node above it.
    pub(super) fn add(&mut self, page: u32, sink: &mut Sink) -> u32 {
        match self.nodes.last_mut() {
            Some((node, pages)) if pages.len() < BRANCHES => {
                pages.push(page);
                *node
            }
            _ => {
                let node = sink.reserve();
                self.nodes.push((node, vec![page]));
                node
            }
        }
    }

    /// Writes the tree, and tells the number of its root.
    pub(super) fn finish(self, sink: &mut Sink) -> Faulty<u32> {
        let mut level: Vec<(u32, u32, Vec<u32>)> =
            self.nodes.into_iter().map(|(node, pages)| (node, pages.len() as u32, pages)).collect();
        if level.is_empty() {
            level.push((sink.reserve(), 0, Vec::new()));
        }
        loop {
            if let [(root, count, kids)] = &level[..] {
                write_node(sink, *root, None, *count, kids)?;
                return Ok(*root);
            }
            let mut above = Vec::new();
            for group in level.chunks(BRANCHES) {
                let parent = sink.reserve();
                for (node, count, kids) in group {
                    write_node(sink, *node, Some(parent), *count, kids)?;
                }
                let count = group.iter().map(|(_, count, _)| count).sum();
                above.push((parent, count, group.iter().map(|(node, ..)| *node).collect()));
            }
            level = above;
        }
    }
}

fn write_node(sink: &mut Sink, node: u32, parent: Option<u32>, count: u32, kids: &[u32]) -> Faulty<()> {
    let mut value = b"<</Type/Pages/Count ".to_vec();
    write_number(count, &mut value);
    if let Some(parent) = parent {
        value.extend(b"/Parent ");
        write_reference(parent, &mut value);
    }
    value.extend(b"/Kids");
    write_references(kids, &mut value);
    value.extend(b">>");
    sink.object(node, &value)
}

/// What a tree's leaves list their entries under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    Nums,
    Names,
}

/// The leaves of a tree of numbers or names, as they come: each with its first and last key as they are written.
#[derive(Debug)]
pub(super) struct Leaves {
    lists: Lists,
    leaves: Vec<Leaf>,
}

/// A leaf's object, and its first and last key.
type Leaf = (u32, Box<[u8]>, Box<[u8]>);

impl Leaves {
    pub(super) fn of(lists: Lists) -> Self {
        Self { lists, leaves: Vec::new() }
    }

    /// Writes a leaf of these entries, keys and values, which stand in the order of their keys and behind those of all
    /// leaves before.
    pub(super) fn add(&mut self, entries: &[(Vec<u8>, Vec<u8>)], sink: &mut Sink) -> Faulty<()> {
        let [(first, _), ..] = entries else { return Ok(()) };
        let last = entries.last().map_or(first, |(last, _)| last);
        let number = sink.reserve();
        let mut value = b"<<".to_vec();
        write_limits(first, last, &mut value);
        value.extend(if self.lists == Lists::Nums { b"/Nums[" as &[u8] } else { b"/Names[" });
        for (key, entry) in entries {
            value.extend(key);
            value.push(b' ');
            value.extend(entry);
            value.push(b' ');
        }
        value.extend(b"]>>");
        self.leaves.push((number, first.as_slice().into(), last.as_slice().into()));
        sink.object(number, &value)
    }

    /// Writes the tree, and tells the number of its root; `None` where it has no leaves.
    pub(super) fn finish(self, sink: &mut Sink) -> Faulty<Option<u32>> {
        let mut level = self.leaves;
        if level.is_empty() {
            return Ok(None);
        }
        loop {
            let is_root = level.len() <= BRANCHES;
            let mut above = Vec::new();
            for group in level.chunks(BRANCHES) {
                let (number, first, last) = (sink.reserve(), &group[0].1, &group[group.len() - 1].2);
                let mut value = b"<<".to_vec();
                // A root has no limits.
                if !is_root {
                    write_limits(first, last, &mut value);
                }
                value.extend(b"/Kids");
                let kids: Vec<u32> = group.iter().map(|(number, ..)| *number).collect();
                write_references(&kids, &mut value);
                value.extend(b">>");
                sink.object(number, &value)?;
                above.push((number, first.clone(), last.clone()));
            }
            if is_root {
                return Ok(above.first().map(|(number, ..)| *number));
            }
            level = above;
        }
    }
}

fn write_limits(first: &[u8], last: &[u8], value: &mut Vec<u8>) {
    value.extend(b"/Limits[");
    value.extend(first);
    value.push(b' ');
    value.extend(last);
    value.push(b']');
}
