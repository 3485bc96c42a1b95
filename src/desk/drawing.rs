//! Turn the drawings that the issuer file names into bytes, and refuse what would not print as it was drawn.

use roxmltree::{Document, ParsingOptions};

use crate::error::Stop;
use crate::named_files::NamedFiles;

/// The most elements a drawing may have.
const MOST_NODES: u32 = 200_000;

/// Reads a drawing the issuer file names, relative to that file: an SVG without words, since they would be set in
/// whatever face there is.
pub(super) fn drawing(beside: &NamedFiles, name: Option<&str>) -> Result<Option<Vec<u8>>, Stop> {
    let Some(name) = name else {
        return Ok(None);
    };
    let bytes = beside.read(name)?;
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let read = Document::parse_with_options(text, options);
    let tree =
        read.ok().filter(|tree| tree.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")));
    let shown = beside.shown(name);
    let refused = match tree {
        None => Stop::new(format!("`{shown}` is no SVG drawing"), format!("`{shown}` 不是 SVG 图形")),
        Some(tree) if tree.descendants().any(|node| node.tag_name().name() == "text") => Stop::new(
            format!("`{shown}` holds words (`<text>`), which would be set in another face or not at all"),
            format!("`{shown}` 含有文字（`<text>`），打印时会换用其他字体或无法显示"),
        ),
        Some(_) => return Ok(Some(bytes)),
    };
    Err(refused.hint("export seal and logo as SVG with outlines", "请将印章和行徽导出为转曲后的 SVG"))
}
