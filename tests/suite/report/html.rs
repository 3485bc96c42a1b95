//! A strict reader of the pages hanpress writes: what it cannot account for fails the test.

use std::collections::BTreeSet;

/// The elements a report may hold: nothing that loads, runs or leads elsewhere.
const ELEMENTS: &str = " html head meta title style body header main section h1 h2 h3 p dl dt dd div figure figcaption \
    table caption thead tbody tfoot tr th td ol ul li span b i bdi code time svg g text rect line desc ";

/// The attributes they may have.
const ATTRIBUTES: &str = " lang charset http-equiv content name class id aria-labelledby aria-hidden role scope colspan \
    datetime viewBox preserveAspectRatio x y x1 y1 x2 y2 width height ";

/// A page that was read through.
#[derive(Debug)]
pub(super) struct Html {
    /// Every element with its attributes' text and the words directly or deeper inside it, in order of their ends.
    pub(super) elements: Vec<Element>,
}

/// An element.
#[derive(Debug, Default, Clone)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) words: String,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

impl Html {
    /// Reads a page; panics at the first thing that is not well formed or could reach outside.
    pub(super) fn read(page: &str) -> Self {
        let mut rest = page.strip_prefix("<!DOCTYPE html>\n").expect("the page says what it is");
        let (mut open, mut elements): (Vec<Element>, _) = (Vec::new(), Vec::new());
        while !rest.is_empty() {
            let Some(inside) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                let style = open.last().is_some_and(|element| element.name == "style");
                let words = if style { rest[..end].to_string() } else { unescaped(&rest[..end]) };
                open.iter_mut().for_each(|element| element.words += &words);
                assert!(!open.is_empty() || words.trim().is_empty(), "words outside: {words}");
                rest = &rest[end..];
                continue;
            };
            let (tag, behind) = inside.split_once('>').expect("a tag ends");
            rest = behind;
            if let Some(name) = tag.strip_prefix('/') {
                let element = open.pop().expect("something is open");
                assert_eq!(element.name, name, "closed in the wrong order");
                elements.push(element);
                continue;
            }
            let element = element(tag.strip_suffix('/').unwrap_or(tag));
            match tag.ends_with('/') || element.name == "meta" {
                true => elements.push(element),
                false => open.push(element),
            }
        }
        assert!(open.is_empty(), "left open: {open:?}");
        let html = Self { elements };
        html.refers_to_itself_only();
        html
    }

    /// The elements of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// The words of the whole page.
    pub(super) fn words(&self) -> &str {
        self.all("body").next().map_or("", |body| &body.words)
    }

    /// The rows of the table under a heading or caption: the words of their cells.
    pub(super) fn rows_of(&self, page: &str, section: &str) -> Vec<Vec<String>> {
        let start = page.find(&format!("aria-labelledby=\"{section}\"")).expect("the section is there");
        let part = &page[start..start + page[start..].find("</section>").unwrap()];
        let rows = part.split("<tr").skip(1).map(|row| row.split("</tr>").next().unwrap());
        rows.map(|row| row.split("<t").skip(1).map(words_of_cell).collect()).collect()
    }

    fn refers_to_itself_only(&self) {
        let mut ids = BTreeSet::new();
        for element in &self.elements {
            let id = element.attribute("id");
            assert!(id.is_empty() || ids.insert(id), "`{id}` is given twice");
        }
        for label in self.elements.iter().flat_map(|element| element.attribute("aria-labelledby").split(' '))
        {
            assert!(label.is_empty() || ids.contains(label), "`{label}` is nowhere");
        }
        let styles: Vec<_> = self.all("style").collect();
        assert_eq!(styles.len(), 1);
        for reach in ["url(", "@import", "http", "//", "expression", "src"] {
            assert!(!styles[0].words.contains(reach), "the style holds {reach}");
        }
        let policy = self.all("meta").find(|meta| meta.attribute("http-equiv") == "Content-Security-Policy");
        assert!(
            policy.unwrap().attribute("content").starts_with("default-src 'none'; style-src 'unsafe-inline'")
        );
    }
}

/// The element a tag opens.
fn element(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    assert!(ELEMENTS.contains(&format!(" {name} ")), "a report has no <{name}>");
    let mut attributes = Vec::new();
    while !rest.is_empty() {
        let (attribute, behind) = rest.split_once("=\"").expect("an attribute has a quoted value");
        let (value, behind) = behind.split_once('"').expect("a quote ends");
        assert!(ATTRIBUTES.contains(&format!(" {attribute} ")), "a report has no `{attribute}`");
        let value = unescaped(value);
        assert!(!value.contains("//") && !value.contains("script:"), "`{attribute}` leads to {value}");
        attributes.push((attribute.to_string(), value));
        assert!(behind.is_empty() || behind.starts_with(' '), "attributes stand apart");
        rest = behind.trim_start_matches(' ');
    }
    Element { name: name.to_string(), attributes, words: String::new() }
}

/// What escaped text says; every `&` must belong to one of five names.
fn unescaped(text: &str) -> String {
    assert!(!text.contains(['<', '>']), "bare angle in {text}");
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap().to_string();
    for part in parts {
        let (name, rest) = part.split_once(';').expect("a name ends");
        out.push_str(match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "#39" => "'",
            other => panic!("&{other}; is not known"),
        });
        out.push_str(rest);
    }
    out
}

/// The words of a cell whose tag was cut at `<t`.
fn words_of_cell(cell: &str) -> String {
    let mut words = String::new();
    for part in cell.split_once('>').unwrap().1.split('<') {
        words.push_str(if words.is_empty() && !part.contains('>') {
            part
        } else {
            part.rsplit('>').next().unwrap()
        });
    }
    unescaped(words.trim())
}
