//! Put files into a sheaf as they are, as PDF/A-3 asks (ISO 19005-3, 6.8): each with its kind, its length and date, what it
//! is, and how it relates to the pages.

use chrono::NaiveDate;

use super::fault::Faulty;
use super::lex::write_string;
use super::rewrite::{write_number, write_reference, write_references};
use super::sink::Sink;
use super::text::write_text;
use super::trees::{BRANCHES, Leaves, Lists};

/// A file that goes with a sheaf.
#[derive(Debug, Clone)]
pub struct Attached<'a> {
    /// Its name, in ASCII; no two files of a sheaf have the same.
    pub name: &'a str,
    /// Its kind, such as `application/pdf`.
    pub mime: &'a str,
    /// What it is, for who reads.
    pub about: &'a str,
    /// How it relates to the sheaf: the source of pages, or data about them.
    pub relation: Relation,
    /// The day it was made.
    pub date: NaiveDate,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// How a file relates to the sheaf that it goes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Pages were made of it.
    Source,
    /// It holds data about them.
    Data,
}

/// The files that go with a sheaf: their names, and the objects that describe them.
#[derive(Debug, Default)]
pub(super) struct Files(Vec<(String, u32)>);

impl Files {
    /// Writes a file, byte for byte.
    pub(super) fn add(&mut self, file: &Attached<'_>, sink: &mut Sink) -> Faulty<()> {
        let Attached { name, mime, about, relation, date, bytes } = file;
        let (stream, described) = (sink.reserve(), sink.reserve());
        let mut entries = b"/Type/EmbeddedFile/Subtype/".to_vec();
        entries.extend(mime.replace('/', "#2F").bytes());
        entries.extend(b"/Params<</Size ");
        write_number(bytes.len() as u32, &mut entries);
        entries.extend(format!("/ModDate(D:{}000000+08'00)>>", date.format("%Y%m%d")).bytes());
        sink.stream(stream, &entries, bytes)?;
        let mut value = b"<</Type/Filespec/F".to_vec();
        write_string(name.as_bytes(), &mut value);
        value.extend(b"/UF");
        write_text(name, &mut value);
        value.extend(b"/Desc");
        write_text(about, &mut value);
        value.extend(match relation {
            Relation::Source => &b"/AFRelationship/Source"[..],
            Relation::Data => b"/AFRelationship/Data",
        });
        value.extend(b"/EF<</F ");
        write_reference(stream, &mut value);
        value.extend(b"/UF ");
        write_reference(stream, &mut value);
        value.extend(b">>>>");
        sink.object(described, &value)?;
        self.0.push((name.to_string(), described));
        Ok(())
    }

    /// Writes the tree of names; tells the entries of the catalog, none where there are no files.
    pub(super) fn finish(mut self, sink: &mut Sink) -> Faulty<Vec<u8>> {
        self.0.sort();
        let mut leaves = Leaves::of(Lists::Names);
        for group in self.0.chunks(BRANCHES) {
            let entry = |(name, number): &(String, u32)| {
                let (mut key, mut value) = (Vec::new(), Vec::new());
                write_string(name.as_bytes(), &mut key);
                write_reference(*number, &mut value);
                (key, value)
            };
            leaves.add(&group.iter().map(entry).collect::<Vec<_>>(), sink)?;
        }
        let Some(tree) = leaves.finish(sink)? else { return Ok(Vec::new()) };
        let mut entries = b"/Names<</EmbeddedFiles ".to_vec();
        write_reference(tree, &mut entries);
        entries.extend(b">>/AF");
        write_references(&self.0.iter().map(|(_, number)| *number).collect::<Vec<_>>(), &mut entries);
        Ok(entries)
    }
}
