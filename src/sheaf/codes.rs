//! Write what codes of a letter are which glyphs of a united font: a map of character codes (ISO 32000-1, 9.7.5).

use sha2::{Digest, Sha256};

/// How many lines a block may have.
const BLOCK: usize = 100;

/// A map from a letter's codes, which count from 0, to the glyphs of a united font; with its name, which no other map has.
pub(super) fn write(glyphs: &[u16]) -> (String, Vec<u8>) {
    let mut lines = Vec::new();
    let mut code = 0;
    while code < glyphs.len() {
        // A range may change the second byte of codes only.
        let room = glyphs.len().min((code | 0xFF) + 1);
        let run = (code + 1..room)
            .take_while(|next| usize::from(glyphs[*next]) == usize::from(glyphs[code]) + next - code);
        let last = run.last().unwrap_or(code);
        lines.push(format!("<{code:04X}> <{last:04X}> {}\n", glyphs[code]));
        code = last + 1;
    }
    let hash = Sha256::digest(lines.concat());
    let name = format!("hanpress-{}", crate::digest::hex(&hash[..8]));
    let mut map = format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo 3 dict dup begin\n\
         /Registry (Adobe) def\n/Ordering (Identity) def\n/Supplement 0 def\nend def\n/CMapName /{name} def\n\
         /CMapType 1 def\n/WMode 0 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    );
    for block in lines.chunks(BLOCK) {
        map.push_str(&format!("{} begincidrange\n", block.len()));
        map.push_str(&block.concat());
        map.push_str("endcidrange\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    (name, map.into_bytes())
}
