//! A sheaf that grows: letters and blank pages are put behind each other.

use std::collections::HashMap;
use std::io::Write;

use sha2::{Digest, Sha256};

use super::attached::{Attached, Files};
use super::faces::Faces;
use super::fault::{Faulty, odd};
use super::known::Known;
use super::last::{Claims, intents};
use super::letter;
use super::rewrite::write_reference;
use super::sink::Sink;
use super::source::Source;
use super::tags::Tags;
use super::trees::PageTree;

/// A sheaf.
pub struct Sheaf {
    pub(super) sink: Sink,
    pub(super) faces: Faces,
    pub(super) pages: PageTree,
    pub(super) tags: Tags,
    /// What letters share, by the half of its hash.
    pub(super) shared: HashMap<[u8; 16], u32>,
    /// The streams among them that came again.
    pub(super) streams: Known,
    /// The box of the last page, as it was written.
    pub(super) last_box: Box<[u8]>,
    /// Pages that bookmarks lead to, the first of each letter among them: the object, and for those how many pages stand
    /// before it.
    pub(super) firsts: Vec<(u32, Option<u32>)>,
    /// The pages of the letter that came last.
    last: Vec<u32>,
    pub(super) count: u32,
    pub(super) version: Vec<u8>,
    /// What all letters claim to be.
    pub(super) claims: Claims,
    /// The array of output intents, where letters have one.
    pub(super) intents: Option<Vec<u8>>,
    /// What goes with it.
    pub(super) files: Files,
}

/// A letter that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The ordinal of its first page in the sheaf, from 1.
    pub first: u32,
    /// How many pages it has.
    pub pages: u32,
}

impl std::fmt::Debug for Sheaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sheaf of {} pages", self.count)
    }
}

impl Sheaf {
    /// Begins a sheaf that is written to `out` and is of the kind of `letter`, the first one.
    pub fn begin(out: Box<dyn Write + Send>, letter: &[u8]) -> Faulty<Self> {
        Self::begun(out, letter, true)
    }

    /// Begins a sheaf that will be signed: its objects stand for themselves and are listed in a table, as those of letters.
    pub fn begin_plain(out: Box<dyn Write + Send>, letter: &[u8]) -> Faulty<Self> {
        Self::begun(out, letter, false)
    }

    fn begun(out: Box<dyn Write + Send>, letter: &[u8], packs: bool) -> Faulty<Self> {
        let source = Source::read(letter)?;
        let version = source.version().to_vec();
        let mut sink = Sink::begin(out, &version, packs)?;
        let tags = Tags::begin(&mut sink);
        Ok(Self {
            sink,
            faces: Faces::default(),
            pages: PageTree::default(),
            tags,
            shared: HashMap::new(),
            streams: Known::default(),
            last_box: Box::default(),
            firsts: Vec::new(),
            last: Vec::new(),
            count: 0,
            version,
            claims: Claims::of(&source)?,
            intents: None,
            files: Files::default(),
        })
    }

    /// Puts a letter's pages behind those there are.
    ///
    /// A letter that cannot be taken in leaves the sheaf half-written, so that it must be given up.
    pub fn add(&mut self, letter: &[u8]) -> Faulty<Taken> {
        let source = self.opened(letter)?;
        let pages = letter::take(self, &source)?;
        if self.intents.is_none() {
            self.intents = intents(self, &source)?;
        }
        let (before, count) = (self.count, pages.len() as u32);
        let first = *pages.first().ok_or_else(|| odd("it has no pages"))?;
        self.firsts.push((first, Some(before)));
        self.last = pages;
        self.count += count;
        Ok(Taken { first: before + 1, pages: count })
    }

    /// Marks a page of the letter that came last, counted from 0: a bookmark of its own leads there.
    pub fn mark(&mut self, page: usize) -> Faulty<()> {
        let number = *self.last.get(page).ok_or_else(|| odd("a mark stands on no page"))?;
        self.firsts.push((number, None));
        Ok(())
    }

    fn opened<'a>(&mut self, letter: &'a [u8]) -> Faulty<Source<'a>> {
        let source = Source::read(letter)?;
        // Pages of an earlier version stand in a later one; 2.0 is another language.
        let fits = source.version() == self.version
            || [source.version(), &self.version].iter().all(|version| version.starts_with(b"1."))
                && source.version() < &*self.version;
        if !fits {
            return Err(odd("it is of a later version of PDF than the letters before it"));
        }
        self.claims.join(Claims::of(&source)?);
        Ok(source)
    }

    /// How many pages bookmarks lead to so far.
    pub(super) fn bookmarked(&self) -> usize {
        self.firsts.len()
    }

    /// Puts an empty page, of the size of the last one, behind those there are.
    pub fn blank(&mut self) -> Faulty<()> {
        let number = self.sink.reserve();
        let above = self.pages.add(number, &mut self.sink);
        let mut page = b"<</Type/Page/Parent ".to_vec();
        write_reference(above, &mut page);
        page.extend(b"/MediaBox");
        page.extend(&*self.last_box);
        page.extend(b"/Resources<<>>>>");
        self.count += 1;
        self.sink.object(number, &page)
    }

    /// Puts a file into the sheaf as it is.
    pub fn attach(&mut self, file: &Attached<'_>) -> Faulty<()> {
        self.files.add(file, &mut self.sink)
    }

    /// Whether the sheaf can claim to be PDF/A, as all its letters do.
    pub fn is_archive(&self) -> bool {
        self.claims.is_archive()
    }

    /// How many objects the sheaf has so far. A file of PDF/A may have 8,388,607 (ISO 19005-2, 6.1.13).
    pub fn objects(&self) -> usize {
        self.sink.objects()
    }
}

/// The first half of the hash of some bytes, one part after the other.
pub(super) fn half(parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    crate::digest::half(&hash.finalize().into())
}
