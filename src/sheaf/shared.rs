//! Copy what letters share, once: fonts, colours, pictures, forms.

use memchr::memmem;

use super::fault::{Faulty, odd};
use super::font::{Font, write_entry};
use super::letter::Taken;
use super::lex::entries;
use super::rewrite::{Becomes, Changes, rewrite, rewrite_first};
use super::sheet::{Sheaf, half};
use super::source::Body;

/// How deep an object may refer to others that letters share.
const DEEPEST: usize = 24;

impl<'a> Taken<'_, 'a> {
    fn font(&mut self, number: u32) -> Faulty<u32> {
        let font = Font::read(self.source, number)?;
        if let Some(known) = self.sheaf.faces.known(&font) {
            return Ok(known);
        }
        let unicode = self.shared(font.unicode)?;
        self.sheaf.faces.unite(&font, unicode, &mut self.sheaf.sink)
    }

    pub(super) fn set(&mut self, old: u32, new: u32) -> Faulty<()> {
        *self.numbers.get_mut(old as usize).ok_or_else(|| odd("an object is missing"))? = new;
        Ok(())
    }

    /// The new number of an annotation that is no widget.
    pub(super) fn annotation(&mut self, old: u32) -> Faulty<u32> {
        let known = self.numbers.get(old as usize).copied().filter(|number| *number != 0);
        let number = known.unwrap_or_else(|| self.sheaf.sink.reserve());
        self.set(old, number)?;
        let value = self.copied(self.source.object(old)?.value)?;
        self.sheaf.sink.object(number, &value)?;
        Ok(number)
    }

    /// A value under the new numbers.
    pub(super) fn copied(&mut self, value: &[u8]) -> Faulty<Vec<u8>> {
        let mut out = Vec::with_capacity(value.len() + 16);
        self.changing(|changes| rewrite(value, &mut out, changes))?;
        Ok(out)
    }

    /// Copies the structure element that the bytes begin with.
    pub(super) fn copy_element(&mut self, from: &[u8], out: &mut Vec<u8>) -> Faulty<()> {
        self.changing(|changes| rewrite_first(from, out, changes))
    }

    fn changing(&mut self, rewrite: impl FnOnce(&mut Changes<'_>) -> Faulty<()>) -> Faulty<()> {
        let (parents, prefix) = (self.parents, std::mem::take(&mut self.prefix));
        let mut becomes = |number| self.becomes(number);
        let done = rewrite(&mut Changes { reference: &mut becomes, parents, prefix: &prefix });
        self.prefix = prefix;
        done
    }

    pub(super) fn becomes(&mut self, number: u32) -> Faulty<Becomes> {
        match self.numbers.get(number as usize) {
            Some(0) => {}
            Some(known) => return Ok(Becomes::Object(*known)),
            None => return Err(odd("an object is missing")),
        }
        if self.widgets.contains(&number) {
            return Ok(Becomes::Dropped);
        }
        if let Some(element) = self.source.element(number) {
            return self.wait(number, element);
        }
        let body = self.source.object(number)?;
        let kind = body.kind()?;
        if kind == b"/StructElem" {
            return self.wait(number, body.value);
        }
        if kind == b"/Annot" {
            return self.annotation(number).map(Becomes::Object);
        }
        Ok(Becomes::Object(self.shared_body(number, &body, kind)?))
    }

    /// Gives a structure element its new number; it is copied once all that lead to it are.
    fn wait(&mut self, number: u32, from: &'a [u8]) -> Faulty<Becomes> {
        let new = self.sheaf.sink.reserve();
        self.set(number, new)?;
        self.waiting.push_back((new, from));
        Ok(Becomes::Object(new))
    }

    /// The new number of an object that other letters may have, too: the same bytes are written once.
    pub(super) fn shared(&mut self, number: u32) -> Faulty<u32> {
        if let Some(known) = self.numbers.get(number as usize).filter(|known| **known != 0) {
            return Ok(*known);
        }
        let body = self.source.object(number)?;
        self.shared_body(number, &body, body.kind()?)
    }

    fn shared_body(&mut self, number: u32, body: &Body<'a>, kind: &[u8]) -> Faulty<u32> {
        if self.depth > DEEPEST {
            return Err(odd("its objects are nested too deep"));
        }
        match kind {
            b"/Font" => {
                let font = self.font(number)?;
                self.set(number, font)?;
                return Ok(font);
            }
            b"/Catalog" | b"/Pages" | b"/StructTreeRoot" => {
                return Err(odd("what letters share refers to a whole letter"));
            }
            _ => {}
        }
        self.depth += 1;
        let new = match body.stream {
            None => {
                let value = self.copied(body.value)?;
                let known = half(&[&value]);
                self.once(known, |sheaf, number| sheaf.sink.object(number, &value))?
            }
            Some(_) => self.shared_stream(body)?,
        };
        self.depth -= 1;
        self.set(number, new)?;
        Ok(new)
    }

    fn shared_stream(&mut self, body: &Body<'a>) -> Faulty<u32> {
        let bytes = body.stream.unwrap_or_default();
        // What refers to nothing is in one letter what it is in another.
        let whole = memmem::find(body.value, b" R").is_none().then_some([body.value, bytes]);
        if let Some(number) = whole.and_then(|whole| self.sheaf.streams.find(&whole)) {
            return Ok(number);
        }
        let head = self.head(body)?;
        let known = half(&[&head, bytes]);
        let comes_again = self.sheaf.shared.contains_key(&known);
        let number = self.once(known, |sheaf, number| sheaf.sink.stream(number, &head, bytes))?;
        if let Some(whole) = whole.filter(|_| comes_again) {
            self.sheaf.streams.remember(&whole, number);
        }
        Ok(number)
    }

    /// The entries of a stream beside its length, under the new numbers.
    pub(super) fn head(&mut self, body: &Body<'a>) -> Faulty<Vec<u8>> {
        let mut kept = Vec::new();
        entries(body.value, |key, value| {
            if key != b"Length" {
                kept.push((key, value));
            }
            Ok(())
        })?;
        let mut head = Vec::new();
        for (key, value) in kept {
            head.extend(self.copied(&entry_of(key, value))?);
        }
        Ok(head)
    }

    /// The number of an object that is known by this hash; it is written where it is new.
    pub(super) fn once(
        &mut self,
        known: [u8; 16],
        write: impl FnOnce(&mut Sheaf, u32) -> Faulty<()>,
    ) -> Faulty<u32> {
        if let Some(number) = self.sheaf.shared.get(&known) {
            return Ok(*number);
        }
        let number = self.sheaf.sink.reserve();
        write(self.sheaf, number)?;
        self.sheaf.shared.insert(known, number);
        Ok(number)
    }
}

/// An entry as it stands in a dictionary.
pub(super) fn entry_of(key: &[u8], value: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(key.len() + value.len() + 2);
    write_entry(key, value, &mut written);
    written
}
