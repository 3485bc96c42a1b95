//! What an xlsx says of itself: its sheets, where they lie, and whether its formulas have values.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::guard::Parts;
use super::sheets::Sheet;
use super::{Fault, fault};

/// A workbook's own list of what it holds.
pub(super) struct Book {
    /// Its sheets, in the order of their tabs.
    pub(super) sheets: Vec<Sheet>,
    /// Where its formats lie in the archive.
    pub(super) styles: Option<String>,
    /// Whether the next program shall reckon all formulas, because this one did not.
    pub(super) reckons: bool,
}

/// Reads the list; parts are looked up as the reader of the sheets does.
pub(super) fn read(parts: &mut Parts<'_>) -> Result<Book, Fault> {
    let package = parts.text("_rels/.rels").ok_or_else(fault::other_archive)?;
    let package = Document::parse(&package).map_err(|_| fault::damaged_xml())?;
    let main = relations(&package)
        .find(|(.., kind)| kind.ends_with("/officeDocument"))
        .map(|(_, target, _)| target.trim_start_matches('/').to_string())
        .ok_or_else(fault::other_archive)?;
    let (folder, file) = main.rsplit_once('/').map_or(("", main.as_str()), |(folder, file)| (folder, file));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let related = parts.text(&format!("{folder}_rels/{file}.rels")).unwrap_or_default();
    let related = Document::parse(&related).map_err(|_| fault::damaged_xml())?;
    let targets: BTreeMap<&str, (&str, &str)> =
        relations(&related).map(|(id, target, kind)| (id, (target, kind))).collect();

    let text = parts.text(&main).ok_or_else(fault::damaged_zip)?;
    let workbook = Document::parse(&text).map_err(|_| fault::damaged_xml())?;
    let elements =
        |name: &'static str| workbook.descendants().filter(move |node| node.tag_name().name() == name);
    let lies =
        |target: &str| target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_string);
    let styles = targets.values().find(|(_, kind)| kind.ends_with("/styles")).map(|(target, _)| lies(target));
    let sheets = elements("sheet").map(|node| {
        let id = node.attributes().find(|attribute| attribute.name() == "id").map_or("", |id| id.value());
        let (target, kind) = targets.get(id).copied().unwrap_or_default();
        Sheet {
            name: node.attribute("name").unwrap_or_default().to_string(),
            cells: kind.ends_with("/worksheet"),
            visible: node.attribute("state").is_none_or(|state| state == "visible"),
            path: lies(target),
        }
    });
    let sheets: Vec<Sheet> = sheets.collect();
    let reckons =
        elements("calcPr").any(|node| matches!(node.attribute("fullCalcOnLoad"), Some("1" | "true")));
    if sheets.is_empty() { Err(fault::other_archive()) } else { Ok(Book { sheets, styles, reckons }) }
}

/// Id, target and kind of each relation.
fn relations<'a>(document: &'a Document<'_>) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
    let one = |node: Node<'a, '_>| {
        Some((node.attribute("Id")?, node.attribute("Target")?, node.attribute("Type")?))
    };
    document.descendants().filter(|node| node.tag_name().name() == "Relationship").filter_map(one)
}
