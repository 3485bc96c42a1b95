//! Take one letter's pages into a sheaf: its objects under new numbers, what other letters have too only once.

use std::collections::VecDeque;

use super::fault::{Faulty, odd};
use super::font::write_entry;
use super::lex::{entries, entry, items, reference};
use super::rewrite::{Becomes, write_reference, write_references};
use super::shared::entry_of;
use super::sheet::{Sheaf, half};
use super::source::Source;
use super::tags;
use super::widget::{self, Widget};

/// A letter that is being taken in.
pub(super) struct Taken<'s, 'a> {
    pub(super) sheaf: &'s mut Sheaf,
    pub(super) source: &'s Source<'a>,
    /// The new number of each object, by the old one; 0 where it has none yet.
    pub(super) numbers: Vec<u32>,
    /// Widgets, which are drawn into their pages and are gone.
    pub(super) widgets: Vec<u32>,
    /// Structure elements that were met and are still to be copied, each from where its value begins.
    pub(super) waiting: VecDeque<(u32, &'a [u8])>,
    pub(super) parents: u32,
    pub(super) prefix: Vec<u8>,
    pub(super) depth: usize,
}

/// The number in the sheaf of an object that letters share.
pub(super) fn shared(sheaf: &mut Sheaf, source: &Source<'_>, number: u32) -> Faulty<u32> {
    Taken::of(sheaf, source).shared(number)
}

/// Takes in a letter, and tells its pages.
pub(super) fn take(sheaf: &mut Sheaf, source: &Source<'_>) -> Faulty<Vec<u32>> {
    let (old, mut taken) = (source.pages()?, Taken::of(sheaf, source));
    let mut pages = Vec::new();
    for page in &old {
        let number = taken.sheaf.sink.reserve();
        pages.push(number);
        taken.set(*page, number)?;
    }
    let widgets = taken.find_widgets(&old)?;
    for ((page, number), widgets) in old.iter().zip(&pages).zip(&widgets) {
        taken.page(*page, *number, widgets)?;
    }
    taken.tags()?;
    Ok(pages)
}

impl<'s, 'a> Taken<'s, 'a> {
    fn of(sheaf: &'s mut Sheaf, source: &'s Source<'a>) -> Self {
        let (parents, prefix) = (sheaf.tags.next, format!("{:07}", sheaf.bookmarked()).into_bytes());
        Self {
            sheaf,
            source,
            numbers: vec![0; source.numbers()],
            widgets: Vec::new(),
            waiting: VecDeque::new(),
            parents,
            prefix,
            depth: 0,
        }
    }

    /// The widgets of each page; every other annotation gets its new number.
    fn find_widgets(&mut self, pages: &[u32]) -> Faulty<Vec<Vec<Widget>>> {
        let mut all = Vec::new();
        for page in pages {
            let mut widgets = Vec::new();
            for annotation in self.annotations(*page)? {
                let value = self.source.object(annotation)?.value;
                if entry(value, b"Subtype")? == Some(b"/Widget") {
                    self.widgets.push(annotation);
                    widgets.extend(widget::read(self.source, value)?);
                }
            }
            all.push(widgets);
        }
        Ok(all)
    }

    fn annotations(&self, page: u32) -> Faulty<Vec<u32>> {
        let Some(list) = entry(self.source.object(page)?.value, b"Annots")? else { return Ok(Vec::new()) };
        let all = items(self.source.resolved(list)?)?.into_iter();
        all.map(|item| reference(item).ok_or_else(|| odd("an annotation stands within its page"))).collect()
    }

    fn page(&mut self, old: u32, number: u32, widgets: &[Widget]) -> Faulty<()> {
        let source = self.source;
        let value = source.object(old)?.value;
        let above = self.sheaf.pages.add(number, &mut self.sheaf.sink);
        let mut page = b"<</Type/Page/Parent ".to_vec();
        write_reference(above, &mut page);
        let mut resources = None;
        let mut kept = Vec::new();
        entries(value, |key, value| {
            match key {
                b"Type" | b"Parent" | b"Contents" | b"Annots" => {}
                b"Resources" => resources = Some(value),
                _ => kept.push((key, value)),
            }
            Ok(())
        })?;
        for (key, value) in kept {
            if key == b"MediaBox" {
                self.sheaf.last_box = source.resolved(value)?.into();
            }
            let copied = self.copied(&entry_of(key, value))?;
            page.extend(copied);
        }
        let annotations: Vec<u32> = self.annotations(old)?;
        let kept: Vec<u32> =
            annotations.into_iter().filter(|number| !self.widgets.contains(number)).collect();
        if !kept.is_empty() {
            page.extend(b"/Annots[");
            for annotation in kept {
                write_reference(self.annotation(annotation)?, &mut page);
                page.push(b' ');
            }
            page.push(b']');
        }
        if let Some(resources) = resources {
            page.extend(self.resources(resources, widgets)?);
        }
        let contents = self.content(value, widgets)?;
        page.extend(b"/Contents");
        match contents[..] {
            [one] => {
                page.push(b' ');
                write_reference(one, &mut page);
            }
            _ => write_references(&contents, &mut page),
        }
        page.extend(b">>");
        self.sheaf.sink.object(number, &page)
    }

    /// What a page draws, byte for byte, with the forms of its widgets behind.
    fn content(&mut self, page: &'a [u8], widgets: &[Widget]) -> Faulty<Vec<u32>> {
        let contents = entry(page, b"Contents")?.ok_or_else(|| odd("a page is empty"))?;
        let parts = match reference(contents) {
            Some(_) => vec![contents],
            None => items(contents)?,
        };
        let mut numbers = Vec::new();
        for part in parts {
            let number = reference(part).ok_or_else(|| odd("a page is empty"))?;
            let body = self.source.object(number)?;
            let (head, new) = (self.head(&body)?, self.sheaf.sink.reserve());
            self.sheaf.sink.stream(new, &head, body.stream.unwrap_or_default())?;
            numbers.push(new);
        }
        if !widgets.is_empty() {
            let mut drawn = b"\nQ\n".to_vec();
            widgets.iter().enumerate().for_each(|(at, widget)| widget.draw(at, &mut drawn));
            numbers.insert(0, self.drawn(b"q\n")?);
            numbers.push(self.drawn(&drawn)?);
        }
        Ok(numbers)
    }

    /// A stream that draws something.
    fn drawn(&mut self, drawn: &[u8]) -> Faulty<u32> {
        self.once(half(&[drawn]), |sheaf, number| sheaf.sink.stream(number, b"", drawn))
    }

    /// A page's resources as they are now.
    fn resources(&mut self, value: &'a [u8], widgets: &[Widget]) -> Faulty<Vec<u8>> {
        if widgets.is_empty() && reference(value).is_some() {
            return self.copied(&entry_of(b"Resources", value));
        }
        let mut forms = Vec::new();
        for (at, widget) in widgets.iter().enumerate() {
            let form = self.shared(widget.form)?;
            forms.extend(widget::name(at));
            forms.push(b' ');
            write_reference(form, &mut forms);
        }
        let source = self.source;
        let (mut drawn, mut has_forms) = (b"/Resources<<".to_vec(), false);
        let mut rest = Vec::new();
        entries(source.resolved(value)?, |key, value| {
            rest.push((key, if key == b"XObject" { source.resolved(value)? } else { value }));
            Ok(())
        })?;
        for (key, value) in rest {
            let mut copied = self.copied(value)?;
            if key == b"XObject" {
                has_forms = true;
                copied.truncate(copied.len() - 2);
                copied.extend(&forms);
                copied.extend(b">>");
            }
            write_entry(key, &copied, &mut drawn);
        }
        if !has_forms {
            drawn.extend([b"/XObject<<", &forms[..], b">>"].concat());
        }
        drawn.extend(b">>");
        Ok(drawn)
    }

    /// Takes in the letter's structure tree.
    fn tags(&mut self) -> Faulty<()> {
        let source = self.source;
        let catalog = source.catalog()?;
        let Some(root) = entry(catalog, b"StructTreeRoot")? else {
            return Err(odd("it has no tags"));
        };
        let tree = source.resolved(root)?;
        let above = self.sheaf.tags.above(&mut self.sheaf.sink)?;
        if let Some(number) = reference(root) {
            self.set(number, above)?;
        }
        let kids = source.resolved(entry(tree, b"K")?.ok_or_else(|| odd("it has no tags"))?)?;
        let kids =
            if kids.starts_with(b"[") { items(kids)? } else { vec![entry(tree, b"K")?.unwrap_or(kids)] };
        let mut top = Vec::new();
        for kid in kids {
            match self.becomes(reference(kid).ok_or_else(|| odd("it has no tags"))?)? {
                Becomes::Object(number) => top.push(number),
                Becomes::Dropped => {}
            }
        }
        self.sheaf.tags.add(&top);
        if let Some(parents) = entry(tree, b"ParentTree")? {
            let mut pairs = Vec::new();
            for (key, value) in tags::numbers(source, parents)? {
                let value = match reference(value) {
                    Some(number) if source.object(number)?.value.starts_with(b"[") => {
                        let list = self.copied(source.object(number)?.value)?;
                        let new = self.sheaf.sink.reserve();
                        self.sheaf.sink.object(new, &list)?;
                        let mut value = Vec::new();
                        write_reference(new, &mut value);
                        value
                    }
                    _ => self.copied(value)?,
                };
                pairs.push((key + self.parents, value));
            }
            self.sheaf.tags.add_parents(pairs, &mut self.sheaf.sink)?;
        }
        if let Some(identifiers) = entry(tree, b"IDTree")? {
            let mut pairs = Vec::new();
            for (name, value) in tags::names(source, identifiers)? {
                pairs.push(([&self.prefix[..], &name].concat(), self.copied(value)?));
            }
            self.sheaf.tags.add_identifiers(pairs, &mut self.sheaf.sink)?;
        }
        if let Some(roles) = entry(tree, b"RoleMap")? {
            self.sheaf.tags.add_roles(source.resolved(roles)?)?;
        }
        if let Some(namespaces) = entry(tree, b"Namespaces")? {
            let copied = self.copied(source.resolved(namespaces)?)?;
            self.sheaf.tags.add_namespaces(copied);
        }
        let mut value = Vec::new();
        while let Some((number, from)) = self.waiting.pop_front() {
            value.clear();
            self.copy_element(from, &mut value)?;
            self.sheaf.sink.object(number, &value)?;
        }
        Ok(())
    }
}
