//! Judge drawings, those of templates and those that the issuer file names: one that holds words is set in whatever face
//! there is, and nobody has read them.

use roxmltree::{Document, ParsingOptions};

use crate::finding::Words;

/// The most elements a drawing may have.
const MOST_NODES: u32 = 200_000;

/// What keeps a drawing from being printed as it was drawn, if anything does. `shown` is how messages call it.
pub fn flaw(shown: &str, text: &str) -> Option<Words> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let read = Document::parse_with_options(text, options).ok();
    let Some(tree) =
        read.filter(|tree| tree.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")))
    else {
        return Some(Words::new(format!("`{shown}` is no SVG drawing"), format!("`{shown}` 不是 SVG 图形")));
    };
    tree.descendants().any(|node| node.tag_name().name() == "text").then(|| {
        Words::new(
            format!("`{shown}` holds words (`<text>`), which would be set in another face or not at all"),
            format!("`{shown}` 含有文字（`<text>`），打印时会换用其他字体或无法显示"),
        )
    })
}

/// What to do about it.
pub fn remedy() -> Words {
    Words::new("export drawings as SVG with outlines", "请将图形导出为转曲后的 SVG")
}
