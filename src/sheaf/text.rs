//! Write words that a reader shows: in ASCII where that is enough, else in UTF-16 (ISO 32000-1, 7.9.2.2); and in XML.

use super::lex::write_string;

/// Writes a text string.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    if text.is_ascii() {
        return write_string(text.as_bytes(), out);
    }
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    write_string(&units.flat_map(u16::to_be_bytes).collect::<Vec<_>>(), out);
}

/// Words as XML holds them.
pub(super) fn in_xml(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control());
    kept.map(|c| match c {
        '&' => "&amp;".to_string(),
        '<' => "&lt;".to_string(),
        '>' => "&gt;".to_string(),
        c => c.to_string(),
    })
    .collect()
}
