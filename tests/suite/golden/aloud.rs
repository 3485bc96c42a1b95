//! Walk the structure tree of a finished PDF as who reads aloud does: roles, words, heads of rows, links and fields.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};

/// Roles whose words belong into the line they stand in.
const INLINE: [&str; 5] = ["Span", "Strong", "Em", "Link", "Lbl"];

/// Fails unless words stand in a tree in this order.
pub(crate) fn in_order(tree: &str, words: &[&str]) {
    let at = |words: &&str| tree.find(words).unwrap_or_else(|| panic!("{words} is not in\n{tree}"));
    assert!(words.iter().map(at).is_sorted(), "{tree}");
}

/// The tree in lines, an element each, further in where it is part of another; the cells of a row stand on one line,
/// strong words between stars, links and alternative words in brackets.
pub(crate) fn aloud(pdf: &[u8]) -> String {
    let pdf = Document::load_mem(pdf).unwrap();
    let words = pdf.page_iter().flat_map(|page| page_words(&pdf, page, true)).collect();
    let tree = Tree { pdf: &pdf, words };
    let root = dictionary(&pdf, pdf.catalog().unwrap().get(b"StructTreeRoot").unwrap());
    let mut lines = String::new();
    for kid in tree.kids(root, None) {
        tree.write(&kid, 0, &mut lines);
    }
    lines
}

/// The words of all pages by their glyphs alone, as a reader has them who does not heed what passages say they stand for.
pub(crate) fn by_glyphs(pdf: &[u8]) -> String {
    let pdf = Document::load_mem(pdf).unwrap();
    pdf.page_iter().flat_map(|page| page_words(&pdf, page, false).into_values()).collect()
}

struct Tree<'a> {
    pdf: &'a Document,
    /// The words of each piece of marked content.
    words: BTreeMap<(ObjectId, i64), String>,
}

/// What an element holds.
enum Kid<'a> {
    Element(&'a Dictionary, Option<ObjectId>),
    Words(String),
    /// An annotation: where a link leads, what a field is called.
    Annotation(String),
}

impl<'a> Tree<'a> {
    /// What an element holds, in order. `page` is the page of its marked content, where it says none itself.
    fn kids(&self, element: &'a Dictionary, page: Option<ObjectId>) -> Vec<Kid<'a>> {
        let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let Ok(kids) = element.get(b"K") else { return Vec::new() };
        let kids = resolved(self.pdf, kids);
        let kids = kids.as_array().map_or_else(|_| vec![kids], |kids| kids.iter().collect());
        kids.into_iter().map(|kid| self.kid(kid, page)).collect()
    }

    fn kid(&self, kid: &'a Object, page: Option<ObjectId>) -> Kid<'a> {
        let words = |page: Option<ObjectId>, id: i64| {
            Kid::Words(self.words.get(&(page.unwrap(), id)).cloned().unwrap_or_default())
        };
        let kid = resolved(self.pdf, kid);
        if let Ok(id) = kid.as_i64() {
            return words(page, id);
        }
        let kid = kid.as_dict().unwrap();
        let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        match kid.get(b"Type").and_then(Object::as_name) {
            Ok(b"MCR") => words(page, kid.get(b"MCID").unwrap().as_i64().unwrap()),
            Ok(b"OBJR") => {
                let annotation = dictionary(self.pdf, kid.get(b"Obj").unwrap());
                let link = annotation.get(b"A").map(|action| dictionary(self.pdf, action));
                let told = match link {
                    Ok(link) => link.get(b"URI").unwrap(),
                    Err(_) => annotation.get(b"T").unwrap(),
                };
                Kid::Annotation(decode_text_string(told).unwrap())
            }
            _ => Kid::Element(kid, page),
        }
    }

    /// Writes an element with all in it.
    fn write(&self, kid: &Kid<'a>, depth: usize, lines: &mut String) {
        let Kid::Element(element, page) = kid else {
            return lines.push_str(&format!("{}{}\n", "  ".repeat(depth), self.flat(kid)));
        };
        let role = role(element);
        let kids = self.kids(element, *page);
        let is_line = |kid: &Kid<'_>| match kid {
            Kid::Element(element, _) => INLINE.contains(&self::role(element).as_str()),
            _ => true,
        };
        let indent = "  ".repeat(depth);
        if role == "TR" {
            let cells: Vec<_> = kids.iter().map(|cell| self.flat(cell)).collect();
            return lines.push_str(&format!("{indent}TR {}\n", cells.join(" | ")));
        }
        let own: String = kids.iter().filter(|kid| is_line(kid)).map(|kid| self.flat(kid)).collect();
        let line = format!("{indent}{}{} {own}", role, self.alternative(element));
        lines.push_str(line.trim_end());
        lines.push('\n');
        for kid in kids.iter().filter(|kid| !is_line(kid)) {
            self.write(kid, depth + 1, lines);
        }
    }

    /// An element and all in it on one line.
    fn flat(&self, kid: &Kid<'a>) -> String {
        let (element, page) = match kid {
            Kid::Words(words) => return words.clone(),
            Kid::Annotation(told) => return format!("<{told}>"),
            Kid::Element(element, page) => (element, page),
        };
        let inner: String = self.kids(element, *page).iter().map(|kid| self.flat(kid)).collect();
        match role(element).as_str() {
            "Strong" => format!("*{inner}*"),
            "Link" => format!("[{inner}]"),
            "TH" => format!("TH({}) {inner}", scope(self.pdf, element)),
            "TD" => format!("TD {inner}"),
            "Figure" | "Form" => format!("{}{}", role(element), self.alternative(element)),
            _ => inner,
        }
    }

    fn alternative(&self, element: &Dictionary) -> String {
        let words = element.get(b"Alt").map(|words| decode_text_string(words).unwrap());
        words.map(|words| format!("({words})")).unwrap_or_default()
    }
}

fn role(element: &Dictionary) -> String {
    String::from_utf8_lossy(element.get(b"S").unwrap().as_name().unwrap()).into_owned()
}

/// What the head of a row or a column says it is.
fn scope(pdf: &Document, element: &Dictionary) -> String {
    let attributes = element.get(b"A").map(|attributes| resolved(pdf, attributes));
    let Ok(attributes) = attributes else { return String::new() };
    let attributes = attributes.as_array().map_or_else(|_| vec![attributes], |list| list.iter().collect());
    let scope = attributes.iter().find_map(|one| dictionary(pdf, one).get(b"Scope").ok()?.as_name().ok());
    String::from_utf8_lossy(scope.unwrap_or_default()).into_owned()
}

fn resolved<'a>(pdf: &'a Document, object: &'a Object) -> &'a Object {
    pdf.dereference(object).unwrap().1
}

fn dictionary<'a>(pdf: &'a Document, object: &'a Object) -> &'a Dictionary {
    resolved(pdf, object).as_dict().unwrap()
}

/// The words of the marked content of a page, by its numbers. `heeds`: as a reader has them who heeds what a passage says
/// it stands for.
fn page_words(pdf: &Document, page: ObjectId, heeds: bool) -> BTreeMap<(ObjectId, i64), String> {
    let fonts = pdf.get_page_fonts(page).unwrap();
    let maps: BTreeMap<_, _> =
        fonts.iter().map(|(name, font)| (name.clone(), characters(pdf, font))).collect();
    let mut words: BTreeMap<(ObjectId, i64), String> = BTreeMap::new();
    let (mut open, mut font): (Vec<Mark>, _) = (Vec::new(), None);
    for operation in Content::decode(&pdf.get_page_content(page)).unwrap().operations {
        let operands = &operation.operands;
        let shown: Vec<&[u8]> = match operation.operator.as_str() {
            "Tf" => {
                font = maps.get(operands[0].as_name().unwrap());
                continue;
            }
            "BDC" | "BMC" => {
                let mut mark = Mark::of(operands.get(1).and_then(|words| words.as_dict().ok()));
                mark.stands_for = mark.stands_for.filter(|_| heeds);
                if let (Some(stands_for), Some(id)) = (&mark.stands_for, number(&open))
                    && open.iter().all(|mark| mark.stands_for.is_none())
                {
                    words.entry((page, id)).or_default().push_str(stands_for);
                }
                open.push(mark);
                continue;
            }
            "EMC" => {
                open.pop();
                continue;
            }
            "Tj" => vec![operands[0].as_str().unwrap()],
            "TJ" => operands[0].as_array().unwrap().iter().filter_map(|part| part.as_str().ok()).collect(),
            _ => continue,
        };
        let (Some(font), Some(id)) = (font, number(&open)) else { continue };
        if open.iter().all(|mark| mark.stands_for.is_none()) {
            let glyphs = shown.into_iter().flat_map(|part| part.chunks_exact(2));
            let chars = glyphs.map(|glyph| font.get(glyph).cloned().unwrap_or_else(|| "\u{FFFD}".into()));
            words.entry((page, id)).or_default().extend(chars);
        }
    }
    words
}

/// A passage of marked content that is open.
struct Mark {
    number: Option<i64>,
    stands_for: Option<String>,
}

impl Mark {
    fn of(properties: Option<&Dictionary>) -> Self {
        let entry = |key: &[u8]| properties.and_then(|properties| properties.get(key).ok());
        Self {
            number: entry(b"MCID").and_then(|id| id.as_i64().ok()),
            stands_for: entry(b"ActualText").map(|words| decode_text_string(words).unwrap()),
        }
    }
}

fn number(open: &[Mark]) -> Option<i64> {
    open.iter().rev().find_map(|mark| mark.number)
}

/// The characters of a font's glyphs, by their codes.
fn characters(pdf: &Document, font: &Dictionary) -> BTreeMap<Vec<u8>, String> {
    let map = resolved(pdf, font.get(b"ToUnicode").unwrap()).as_stream().unwrap();
    let map = map.decompressed_content().unwrap_or_else(|_| map.content.clone());
    let map = String::from_utf8_lossy(&map).into_owned();
    let mut characters = BTreeMap::new();
    for part in map.split("beginbfchar").skip(1) {
        let part = part.split("endbfchar").next().unwrap();
        let codes: Vec<Vec<u8>> = part.split(['<', '>']).skip(1).step_by(2).map(bytes).collect();
        for pair in codes.chunks_exact(2) {
            let units: Vec<u16> =
                pair[1].chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]])).collect();
            characters.insert(pair[0].clone(), String::from_utf16_lossy(&units));
        }
    }
    assert!(!map.contains("beginbfrange"), "the exporter writes ranges now");
    characters
}

/// The bytes of digits of 16.
fn bytes(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.chars().filter_map(|digit| digit.to_digit(16)?.try_into().ok()).collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}
