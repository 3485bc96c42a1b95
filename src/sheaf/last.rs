//! Write what stands at the end of a sheaf: bookmarks, page labels, metadata, catalog.

use chrono::NaiveDate;
use memchr::memmem;

use super::fault::{Faulty, odd};
use super::letter;
use super::lex::{entry, items, reference, write_string};
use super::out::Written;
use super::packed::unpacked;
use super::rewrite::{write_number, write_reference};
use super::sheet::{Sheaf, half};
use super::source::Source;
use super::text::{in_xml, write_text};
use super::trees::{BRANCHES, Leaves, Lists};

/// What is told of a sheaf.
#[derive(Debug, Clone)]
pub struct About {
    /// Its title.
    pub title: String,
    /// The program that made it.
    pub program: String,
    /// Its date: the midnight at its beginning, in Beijing time, is when it was made.
    pub date: NaiveDate,
    /// Whether both sides of a sheet are printed.
    pub duplex: bool,
    /// What tells it from others of its title and date; nothing where these are enough.
    pub identity: String,
    /// Whether readers open it with its bookmarks shown.
    pub shows_bookmarks: bool,
}

/// The bookmark of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// What it says.
    pub title: String,
    /// What the letter's pages are called, where it is not by that.
    pub label: Option<String>,
    /// The group that begins with it, where one does.
    pub group: Option<String>,
}

/// What files claim to be, as far as a sheaf of them can claim it, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claims {
    /// The part and the conformance of PDF/A.
    archive: Option<(String, Option<String>)>,
    /// The part of PDF/UA.
    aloud: Option<String>,
}

impl Claims {
    pub(super) fn of(source: &Source<'_>) -> Faulty<Self> {
        let Some(number) = entry(source.catalog()?, b"Metadata")?.and_then(reference) else {
            return Ok(Self { archive: None, aloud: None });
        };
        let metadata = unpacked(&source.object(number)?)?;
        let value = |tag: &str| {
            let open = format!("<{tag}>");
            let from = memmem::find(&metadata, open.as_bytes())? + open.len();
            let length = memchr::memchr(b'<', &metadata[from..])?;
            let text = std::str::from_utf8(&metadata[from..from + length]).ok()?;
            text.chars().all(|c| c.is_ascii_alphanumeric()).then(|| text.to_string())
        };
        let archive = value("pdfaid:part").map(|part| (part, value("pdfaid:conformance")));
        Ok(Self { archive, aloud: value("pdfuaid:part") })
    }

    /// Claims no more than another file does. What keeps parts 1 and 2 of PDF/A keeps level B of part 3, which differs
    /// from the second in the files that may go with it.
    pub(super) fn join(&mut self, other: Self) {
        let b_of_3 = |(part, level): &(String, Option<String>)| part == "3" && level.as_deref() == Some("B");
        let earlier =
            other.archive.as_ref().is_some_and(|(part, _)| ["1", "2", "3"].contains(&part.as_str()));
        if self.archive != other.archive && !(self.archive.as_ref().is_some_and(b_of_3) && earlier) {
            self.archive = None;
        }
        if self.aloud != other.aloud {
            self.aloud = None;
        }
    }
}

impl Claims {
    pub(super) fn is_archive(&self) -> bool {
        self.archive.is_some()
    }
}

/// A letter's output intents under the sheaf's numbers; a sheaf can have those of one letter only, so that they must be
/// the same in all.
pub(super) fn intents(sheaf: &mut Sheaf, source: &Source<'_>) -> Faulty<Option<Vec<u8>>> {
    let Some(listed) = entry(source.catalog()?, b"OutputIntents")? else { return Ok(None) };
    let mut written = b"[".to_vec();
    for intent in items(source.resolved(listed)?)? {
        let number = reference(intent).ok_or_else(|| odd("an output intent stands within its list"))?;
        write_reference(letter::shared(sheaf, source, number)?, &mut written);
        written.push(b' ');
    }
    written.push(b']');
    Ok(Some(written))
}

impl Sheaf {
    /// Writes the end of the sheaf; there is a bookmark for each letter and each mark, in their order.
    pub fn finish(mut self, about: &About, bookmarks: &[Bookmark]) -> Faulty<Written> {
        let outlines = self.outlines(bookmarks, about.shows_bookmarks)?;
        let labels = self.labels(bookmarks)?;
        let is_new = self.version == b"2.0";
        std::mem::take(&mut self.faces).finish(&mut self.sink, !is_new)?;
        let pages = std::mem::take(&mut self.pages).finish(&mut self.sink)?;
        let metadata = self.sink.reserve();
        let text = self.metadata(about);
        self.sink.stream(metadata, b"/Type/Metadata/Subtype/XML", text.as_bytes())?;
        let mut catalog = b"<</Type/Catalog/Lang(zh-CN)/MarkInfo<</Marked true>>/Pages ".to_vec();
        write_reference(pages, &mut catalog);
        let tree = self.tags.root;
        for (key, number) in [
            (&b"/Metadata "[..], Some(metadata)),
            (b"/StructTreeRoot ", Some(tree)),
            (b"/Outlines ", outlines),
            (b"/PageLabels ", labels),
        ] {
            if let Some(number) = number {
                catalog.extend(key);
                write_reference(number, &mut catalog);
            }
        }
        if let Some(intents) = &self.intents {
            catalog.extend(b"/OutputIntents");
            catalog.extend(intents);
        }
        let files = std::mem::take(&mut self.files).finish(&mut self.sink)?;
        catalog.extend(files);
        if about.shows_bookmarks {
            catalog.extend(b"/PageMode/UseOutlines");
        }
        catalog.extend(b"/ViewerPreferences<</DisplayDocTitle true");
        if self.version != b"1.4" {
            catalog.extend(if about.duplex {
                &b"/Duplex/DuplexFlipLongEdge/PrintScaling/None"[..]
            } else {
                b"/Duplex/Simplex/PrintScaling/None"
            });
        }
        catalog.extend(b">>>>");
        let root = self.sink.reserve();
        self.sink.object(root, &catalog)?;
        let info = self.information(about, is_new)?;
        let (date, count) = (about.date.to_string(), self.firsts.len().to_be_bytes());
        let parts: [&[u8]; 4] = [about.title.as_bytes(), date.as_bytes(), &count, about.identity.as_bytes()];
        let identifier = half(if about.identity.is_empty() { &parts[..3] } else { &parts });
        let Self { mut sink, tags, .. } = self;
        tags.finish(&mut sink)?;
        sink.finish(root, info, &identifier)
    }

    /// The dictionary of the file's information; a file of PDF 2.0 has none.
    fn information(&mut self, about: &About, is_new: bool) -> Faulty<Option<u32>> {
        if is_new {
            return Ok(None);
        }
        let mut value = b"<</Title".to_vec();
        write_text(&about.title, &mut value);
        value.extend(b"/Creator");
        write_string(about.program.as_bytes(), &mut value);
        let day = about.date.format("%Y%m%d");
        value.extend(format!("/ModDate(D:{day}000000+08'00)/CreationDate(D:{day}000000+08'00)>>").bytes());
        let number = self.sink.reserve();
        self.sink.object(number, &value)?;
        Ok(Some(number))
    }

    /// Writes the bookmarks: groups, closed but where `open`, and in them a line for each letter.
    fn outlines(&mut self, bookmarks: &[Bookmark], open: bool) -> Faulty<Option<u32>> {
        if bookmarks.is_empty() || bookmarks.len() != self.firsts.len() {
            return Ok(None);
        }
        let root = self.sink.reserve();
        let starts: Vec<usize> = bookmarks
            .iter()
            .enumerate()
            .filter(|(at, one)| *at == 0 || one.group.is_some())
            .map(|(at, _)| at)
            .collect();
        let groups: Vec<u32> = starts.iter().map(|_| self.sink.reserve()).collect();
        for (at, start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).copied().unwrap_or(bookmarks.len());
            let items: Vec<u32> = (*start..end).map(|_| self.sink.reserve()).collect();
            let title = bookmarks[*start].group.clone().unwrap_or_default();
            let count = items.len() as i64;
            let within = Some((items[0], items[items.len() - 1], if open { count } else { -count }));
            self.outline(
                groups[at],
                &title,
                *start,
                [Some(root), before(&groups, at), groups.get(at + 1).copied()],
                within,
            )?;
            for (place, item) in items.iter().enumerate() {
                let near = [Some(groups[at]), before(&items, place), items.get(place + 1).copied()];
                self.outline(*item, &bookmarks[start + place].title, start + place, near, None)?;
            }
        }
        let mut value = b"<</Type/Outlines/First ".to_vec();
        write_reference(groups[0], &mut value);
        value.extend(b"/Last ");
        write_reference(groups[groups.len() - 1], &mut value);
        value.extend(b"/Count ");
        // What can be seen when it is opened.
        let shown = groups.len() + if open { bookmarks.len() } else { 0 };
        write_number(shown as u32, &mut value);
        value.extend(b">>");
        self.sink.object(root, &value)?;
        Ok(Some(root))
    }

    /// Writes a bookmark; `near` are those above, before and behind it, `within` the first and last below, and how many, less
    /// than none where they are not shown at first.
    fn outline(
        &mut self,
        number: u32,
        title: &str,
        letter: usize,
        near: [Option<u32>; 3],
        within: Option<(u32, u32, i64)>,
    ) -> Faulty<()> {
        let mut value = b"<</Title".to_vec();
        write_text(title, &mut value);
        for (key, other) in [&b"/Parent "[..], b"/Prev ", b"/Next "].into_iter().zip(near) {
            if let Some(other) = other {
                value.extend(key);
                write_reference(other, &mut value);
            }
        }
        if let Some((first, last, count)) = within {
            value.extend(b"/First ");
            write_reference(first, &mut value);
            value.extend(b"/Last ");
            write_reference(last, &mut value);
            value.extend(format!("/Count {count}").bytes());
        }
        value.extend(b"/Dest[");
        write_reference(self.firsts[letter].0, &mut value);
        value.extend(b"/Fit]>>");
        self.sink.object(number, &value)
    }

    /// Writes what pages are called: the letter's number, and which of its pages.
    fn labels(&mut self, bookmarks: &[Bookmark]) -> Faulty<Option<u32>> {
        let mut leaves = Leaves::of(Lists::Nums);
        let firsts = self.firsts.iter().map(|(_, before)| *before);
        let labelled = firsts.zip(bookmarks).filter_map(|(before, bookmark)| Some((before?, bookmark)));
        let labelled: Vec<_> = labelled.collect();
        for group in labelled.chunks(BRANCHES) {
            let entry = |(before, bookmark): &(u32, &Bookmark)| {
                let (mut key, mut value) = (Vec::new(), b"<</S/D/P".to_vec());
                write_number(*before, &mut key);
                let called = bookmark.label.as_ref().unwrap_or(&bookmark.title);
                write_text(&format!("{called}/"), &mut value);
                value.extend(b">>");
                (key, value)
            };
            leaves.add(&group.iter().map(entry).collect::<Vec<_>>(), &mut self.sink)?;
        }
        leaves.finish(&mut self.sink)
    }

    /// The metadata, which say of whom nothing.
    fn metadata(&self, about: &About) -> String {
        let About { title, program, date, .. } = about;
        let title = in_xml(title);
        let mut claimed = String::new();
        if let Some((part, conformance)) = &self.claims.archive {
            claimed.push_str(&format!("<pdfaid:part>{part}</pdfaid:part>"));
            match conformance {
                Some(conformance) => {
                    claimed.push_str(&format!("<pdfaid:conformance>{conformance}</pdfaid:conformance>"));
                }
                None if part == "4" => claimed.push_str("<pdfaid:rev>2020</pdfaid:rev>"),
                None => {}
            }
        }
        if let Some(part) = &self.claims.aloud {
            claimed.push_str(&format!("<pdfuaid:part>{part}</pdfuaid:part>"));
            if self.claims.archive.is_some() {
                claimed.push_str(ALOUD_DESCRIBED);
            }
        }
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
             <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
             xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" \
             xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
             xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
             xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\"><dc:title><rdf:Alt>\
             <rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
             <xmp:CreatorTool>{program}</xmp:CreatorTool><xmp:ModifyDate>{date}T00:00:00+08:00</xmp:ModifyDate>\
             <xmp:CreateDate>{date}T00:00:00+08:00</xmp:CreateDate><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag>\
             </dc:language><dc:format>application/pdf</dc:format>{claimed}</rdf:Description></rdf:RDF></x:xmpmeta>\
             <?xpacket end=\"r\"?>"
        )
    }
}

/// The property of PDF/UA, described as PDF/A asks of every property that it does not know itself.
const ALOUD_DESCRIBED: &str = "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
    <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
    <pdfaProperty:category>internal</pdfaProperty:category>\
    <pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>\
    </rdf:li></rdf:Bag></pdfaExtension:schemas>";

fn before(numbers: &[u32], at: usize) -> Option<u32> {
    at.checked_sub(1).and_then(|at| numbers.get(at)).copied()
}
