//! Turn a letter's bytes into its objects, by the tables of its revisions.

use super::fault::{Fault, Faulty, odd};
use super::lex::{Lexer, digits, entry, items, number, reference};

/// How many revisions a letter may have: one for the typesetter, some for signatures and their evidence.
const REVISIONS: usize = 64;

/// The bytes of an entry of a table.
const ENTRY: usize = 20;

/// How deep a tree of pages may be.
const DEEPEST: usize = 16;

/// A letter as it stands.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) bytes: &'a [u8],
    /// Where each object stands, by its number; 0 for those that are free.
    offsets: Vec<u32>,
    /// The catalog's number.
    root: u32,
}

/// One object: its value, and its bytes where it is a stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) value: &'a [u8],
    pub(super) stream: Option<&'a [u8]>,
}

impl<'a> Body<'a> {
    /// The type that the object's dictionary says it is, with its solidus; empty where it says none.
    pub(super) fn kind(&self) -> Faulty<&'a [u8]> {
        if !self.value.starts_with(b"<<") {
            return Ok(b"");
        }
        Ok(entry(self.value, b"Type")?.unwrap_or_default())
    }
}

impl<'a> Source<'a> {
    /// Reads the tables of a letter.
    pub(super) fn read(bytes: &'a [u8]) -> Faulty<Self> {
        if !bytes.starts_with(b"%PDF-") {
            return Err(odd("it is no PDF"));
        }
        let start = memchr::memmem::rfind(bytes, b"startxref").ok_or_else(|| odd("it has no table"))?;
        let mut source = Self { bytes, offsets: Vec::new(), root: 0 };
        let mut table = Some(source.number_behind(start + b"startxref".len())? as usize);
        for _ in 0..REVISIONS {
            let Some(at) = table else { return Ok(source) };
            table = source.table(at)?;
        }
        Err(odd("it has too many revisions"))
    }

    /// The number behind some spaces.
    fn number_behind(&self, at: usize) -> Faulty<u32> {
        let spaces = self.bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        Ok(digits(self.bytes, at + spaces).ok_or_else(|| odd("a number is missing"))?.0)
    }

    /// Reads one table; what a later revision said stays. Tells where the table of the revision before stands.
    fn table(&mut self, at: usize) -> Faulty<Option<usize>> {
        let rest = self.bytes.get(at..).ok_or_else(|| odd("a table stands outside it"))?;
        let mut lexer = Lexer::new(rest);
        let word = |lexer: &mut Lexer<'a>| -> Faulty<&'a [u8]> {
            let token = lexer.next()?.ok_or_else(|| odd("a table does not end"))?;
            Ok(&rest[token.at])
        };
        if word(&mut lexer)? != b"xref" {
            return Err(odd("its objects are not listed in a table"));
        }
        loop {
            let first = word(&mut lexer)?;
            if first == b"trailer" {
                break;
            }
            let (first, count) = (number::<usize>(first)?, number::<usize>(word(&mut lexer)?)?);
            // An entry takes 20 bytes, so that a file cannot list more than it has room for.
            if count > rest.len() / ENTRY || first > self.bytes.len() {
                return Err(odd("a table is longer than the file"));
            }
            if self.offsets.len() < first + count {
                self.offsets.resize(first + count, u32::MAX);
            }
            // Every entry has 20 bytes: ten digits, five digits, a letter, and the end of the line.
            lexer.pass_spaces();
            let lines = rest.get(lexer.at..lexer.at + ENTRY * count);
            lexer.at += ENTRY * count;
            let lines = lines.ok_or_else(|| odd("a table does not end"))?.chunks_exact(ENTRY);
            for (entry, line) in (first..).zip(lines) {
                let (place, end) = digits(line, 0).ok_or_else(|| odd("a table cannot be read"))?;
                let used = line[17] == b'n';
                if end != 10 || !matches!(line[17], b'n' | b'f') {
                    return Err(odd("a table cannot be read"));
                }
                if self.offsets[entry] == u32::MAX {
                    let place = Some(place).filter(|place| (*place as usize) < self.bytes.len());
                    self.offsets[entry] =
                        if used { place.ok_or_else(|| odd("an object stands outside it"))? } else { 0 };
                }
            }
        }
        let trailer = &rest[lexer.value()?];
        if entry(trailer, b"Encrypt")?.is_some() {
            return Err(Fault::Encrypted);
        }
        if self.root == 0 {
            let root = entry(trailer, b"Root")?.and_then(reference);
            self.root = root.ok_or_else(|| odd("it has no catalog"))?;
        }
        entry(trailer, b"Prev")?.map(number).transpose()
    }

    /// One object.
    pub(super) fn object(&self, number: u32) -> Faulty<Body<'a>> {
        let place =
            self.offsets.get(number as usize).copied().filter(|place| !matches!(*place, 0 | u32::MAX));
        let rest = &self.bytes[place.ok_or_else(|| odd("an object is missing"))? as usize..];
        let mut lexer = Lexer::new(rest);
        let mut head = [0..0, 0..0, 0..0];
        for part in &mut head {
            *part = lexer.next()?.ok_or_else(|| odd("an object is missing"))?.at;
        }
        if &rest[head[2].clone()] != b"obj" || self::number::<u32>(&rest[head[0].clone()])? != number {
            return Err(odd("another object stands where one is listed"));
        }
        let value = &rest[lexer.value()?];
        let next = lexer.next()?.ok_or_else(|| odd("an object does not end"))?;
        if lexer.text(&next) != b"stream" {
            return Ok(Body { value, stream: None });
        }
        let start = match &rest[next.at.end..] {
            [b'\r', b'\n', ..] => next.at.end + 2,
            [b'\n', ..] => next.at.end + 1,
            _ => return Err(odd("a stream does not begin in a line of its own")),
        };
        let length = entry(value, b"Length")?.ok_or_else(|| odd("a stream has no length"))?;
        let length: usize = match reference(length) {
            Some(elsewhere) => self::number(self.object(elsewhere)?.value)?,
            None => self::number(length)?,
        };
        let end = start.checked_add(length).filter(|end| *end <= rest.len());
        let stream = &rest[start..end.ok_or_else(|| odd("a stream does not end"))?];
        Ok(Body { value, stream: Some(stream) })
    }

    /// The bytes from an object's value on where it is a structure element as the typesetter writes them: half of a
    /// letter's objects are, and each is read once, when it is copied.
    pub(super) fn element(&self, number: u32) -> Option<&'a [u8]> {
        let place = *self.offsets.get(number as usize).filter(|place| !matches!(**place, 0 | u32::MAX))?;
        let rest = &self.bytes[place as usize..];
        let (found, end) = digits(rest, 0)?;
        let value = rest[end..].strip_prefix(b" 0 obj\n")?;
        (found == number && value.starts_with(b"<</Type/StructElem/")).then_some(value)
    }

    /// How many numbers its objects may have.
    pub(super) fn numbers(&self) -> usize {
        self.offsets.len()
    }

    /// A value, or what it refers to.
    pub(super) fn resolved(&self, value: &'a [u8]) -> Faulty<&'a [u8]> {
        match reference(value) {
            Some(number) => Ok(self.object(number)?.value),
            None => Ok(value),
        }
    }

    /// The catalog.
    pub(super) fn catalog(&self) -> Faulty<&'a [u8]> {
        Ok(self.object(self.root)?.value)
    }

    /// The numbers of the pages, in order.
    pub(super) fn pages(&self) -> Faulty<Vec<u32>> {
        let tree = entry(self.catalog()?, b"Pages")?.and_then(reference);
        let mut pages = Vec::new();
        self.pages_below(tree.ok_or_else(|| odd("it has no pages"))?, 0, &mut pages)?;
        if pages.is_empty() {
            return Err(odd("it has no pages"));
        }
        Ok(pages)
    }

    fn pages_below(&self, node: u32, depth: usize, pages: &mut Vec<u32>) -> Faulty<()> {
        let body = self.object(node)?;
        let Some(kids) = entry(body.value, b"Kids")? else {
            pages.push(node);
            return Ok(());
        };
        // What pages inherit from a node above them would be lost.
        for inherited in [&b"Resources"[..], b"MediaBox", b"Rotate", b"CropBox"] {
            if entry(body.value, inherited)?.is_some() {
                return Err(odd("its pages inherit from each other"));
            }
        }
        if depth > DEEPEST || pages.len() > self.offsets.len() {
            return Err(odd("its pages are nested too deep"));
        }
        for kid in items(self.resolved(kids)?)? {
            self.pages_below(reference(kid).ok_or_else(|| odd("a page is missing"))?, depth + 1, pages)?;
        }
        Ok(())
    }

    /// The version it is written in, such as `1.7`.
    pub(super) fn version(&self) -> &'a [u8] {
        let rest = &self.bytes[5..];
        &rest[..rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count().min(3)]
    }
}
