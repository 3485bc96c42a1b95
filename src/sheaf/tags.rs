//! Join the structure trees of letters under one root, so that a sheaf can be read aloud as its letters can.
//!
//! The root holds one document, that holds a part for each some hundred letters, which hold the letters' own documents.

use std::collections::BTreeMap;

use super::fault::{Faulty, odd};
use super::lex::{entries, entry, items, number, string, write_string};
use super::rewrite::{write_number, write_reference, write_references};
use super::sink::Sink;
use super::source::Source;
use super::trees::{Leaves, Lists};

/// How many letters a part holds.
const LETTERS: usize = 128;

/// How deep a tree of numbers or names may be.
const DEEPEST: usize = 8;

/// The joined tree.
pub(super) struct Tags {
    /// The root's number.
    pub(super) root: u32,
    document: u32,
    /// The part that letters are taken into, and its kids.
    part: u32,
    kids: Vec<u32>,
    parts: Vec<u32>,
    letters: usize,
    parents: Leaves,
    identifiers: Leaves,
    /// The next free key of the tree of parents.
    pub(super) next: u32,
    roles: BTreeMap<Vec<u8>, Vec<u8>>,
    namespaces: Option<Vec<u8>>,
}

impl Tags {
    pub(super) fn begin(sink: &mut Sink) -> Self {
        Self {
            root: sink.reserve(),
            document: sink.reserve(),
            part: sink.reserve(),
            kids: Vec::new(),
            parts: Vec::new(),
            letters: 0,
            parents: Leaves::of(Lists::Nums),
            identifiers: Leaves::of(Lists::Names),
            next: 0,
            roles: BTreeMap::new(),
            namespaces: None,
        }
    }

    /// The element that the next letter's own stand under.
    pub(super) fn above(&mut self, sink: &mut Sink) -> Faulty<u32> {
        if self.letters == LETTERS {
            self.end_part(sink)?;
            self.part = sink.reserve();
        }
        Ok(self.part)
    }

    /// Takes the top elements of a letter.
    pub(super) fn add(&mut self, kids: &[u32]) {
        self.kids.extend(kids);
        self.letters += 1;
    }

    fn end_part(&mut self, sink: &mut Sink) -> Faulty<()> {
        let mut value = b"<</Type/StructElem/S/Part/P ".to_vec();
        write_reference(self.document, &mut value);
        value.extend(b"/K");
        write_references(&std::mem::take(&mut self.kids), &mut value);
        value.extend(b">>");
        self.parts.push(self.part);
        self.letters = 0;
        sink.object(self.part, &value)
    }

    /// Takes a letter's tree of parents: its keys, moved, with their values as they are now.
    pub(super) fn add_parents(&mut self, mut pairs: Vec<(u32, Vec<u8>)>, sink: &mut Sink) -> Faulty<()> {
        pairs.sort_by_key(|(key, _)| *key);
        let last = pairs.last().map(|(key, _)| key + 1);
        let written = |(key, value): (u32, Vec<u8>)| {
            let mut digits = Vec::new();
            write_number(key, &mut digits);
            (digits, value)
        };
        let entries: Vec<_> = pairs.into_iter().map(written).collect();
        self.next = last.unwrap_or(self.next).max(self.next);
        self.parents.add(&entries, sink)
    }

    /// Takes a letter's identifiers, with what they name.
    pub(super) fn add_identifiers(
        &mut self,
        mut pairs: Vec<(Vec<u8>, Vec<u8>)>,
        sink: &mut Sink,
    ) -> Faulty<()> {
        pairs.sort();
        let written = |(name, value): (Vec<u8>, Vec<u8>)| {
            let mut token = Vec::new();
            write_string(&name, &mut token);
            (token, value)
        };
        let entries: Vec<_> = pairs.into_iter().map(written).collect();
        self.identifiers.add(&entries, sink)
    }

    /// Takes what a letter's roles stand for.
    pub(super) fn add_roles(&mut self, map: &[u8]) -> Faulty<()> {
        entries(map, |role, standard| {
            match self.roles.get(role) {
                Some(known) if known != standard => return Err(odd("a role stands for different things")),
                Some(_) => {}
                None => {
                    self.roles.insert(role.to_vec(), standard.to_vec());
                }
            }
            Ok(())
        })
    }

    /// Takes a letter's name spaces, as they are now.
    pub(super) fn add_namespaces(&mut self, namespaces: Vec<u8>) {
        self.namespaces.get_or_insert(namespaces);
    }

    /// Writes the tree.
    pub(super) fn finish(mut self, sink: &mut Sink) -> Faulty<()> {
        self.end_part(sink)?;
        let mut value = b"<</Type/StructElem/S/Document/P ".to_vec();
        write_reference(self.root, &mut value);
        value.extend(b"/K");
        write_references(&self.parts, &mut value);
        value.extend(b">>");
        sink.object(self.document, &value)?;
        let mut value = b"<</Type/StructTreeRoot/K[".to_vec();
        write_reference(self.document, &mut value);
        value.extend(b"]/ParentTreeNextKey ");
        write_number(self.next, &mut value);
        for (key, leaves) in [(&b"/ParentTree "[..], self.parents), (b"/IDTree ", self.identifiers)] {
            if let Some(tree) = leaves.finish(sink)? {
                value.extend(key);
                write_reference(tree, &mut value);
            }
        }
        if !self.roles.is_empty() {
            value.extend(b"/RoleMap<<");
            for (role, standard) in &self.roles {
                value.push(b'/');
                value.extend(role);
                value.extend(standard);
            }
            value.extend(b">>");
        }
        if let Some(namespaces) = &self.namespaces {
            value.extend(b"/Namespaces");
            value.extend(namespaces);
        }
        value.extend(b">>");
        sink.object(self.root, &value)
    }
}

/// The keys and values of a letter's tree of numbers.
pub(super) fn numbers<'a>(source: &Source<'a>, tree: &'a [u8]) -> Faulty<Vec<(u32, &'a [u8])>> {
    let mut pairs = Vec::new();
    leaves(source, tree, b"Nums", 0, &mut pairs)?;
    pairs.into_iter().map(|(key, value)| Ok((number(key)?, value))).collect()
}

/// The names and values of a letter's tree of names.
pub(super) fn names<'a>(source: &Source<'a>, tree: &'a [u8]) -> Faulty<Vec<(Vec<u8>, &'a [u8])>> {
    let mut pairs = Vec::new();
    leaves(source, tree, b"Names", 0, &mut pairs)?;
    pairs.into_iter().map(|(key, value)| Ok((string(key)?, value))).collect()
}

fn leaves<'a>(
    source: &Source<'a>,
    node: &'a [u8],
    lists: &[u8],
    depth: usize,
    pairs: &mut Vec<(&'a [u8], &'a [u8])>,
) -> Faulty<()> {
    if depth > DEEPEST {
        return Err(odd("a tree is too deep"));
    }
    let node = source.resolved(node)?;
    if let Some(list) = entry(node, lists)? {
        let list = items(source.resolved(list)?)?;
        pairs.extend(list.chunks_exact(2).map(|pair| (pair[0], pair[1])));
    }
    for kid in entry(node, b"Kids")?.map(items).transpose()?.unwrap_or_default() {
        leaves(source, kid, lists, depth + 1, pairs)?;
    }
    Ok(())
}
