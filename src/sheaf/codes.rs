//! Write what codes of a letter are which glyphs of a united font: a map of character codes (ISO 32000-1, 9.7.5).

use sha2::{Digest, Sha256};

use super::rewrite::write_number;

/// How many lines a block may have.
const BLOCK: usize = 100;

/// A map from a letter's codes, which count from 0, to the glyphs of a united font; with its name, which no other map has.
pub(super) fn write(glyphs: &[u16]) -> (String, Vec<u8>) {
    let (mut lines, mut ends) = (Vec::with_capacity(glyphs.len() * 8), Vec::new());
    let mut code = 0;
    while code < glyphs.len() {
        // A range may change the second byte of codes only.
        let room = glyphs.len().min((code | 0xFF) + 1);
        let run = (code + 1..room)
            .take_while(|next| usize::from(glyphs[*next]) == usize::from(glyphs[code]) + next - code);
        let last = run.last().unwrap_or(code);
        write_code(code as u16, &mut lines);
        lines.push(b' ');
        write_code(last as u16, &mut lines);
        lines.push(b' ');
        write_number(glyphs[code].into(), &mut lines);
        lines.push(b'\n');
        ends.push(lines.len());
        code = last + 1;
    }
    let hash = Sha256::digest(&lines);
    let name = format!("hanpress-{}", crate::digest::hex(&hash[..8]));
    let map = format!(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo 3 dict dup begin\n\
         /Registry (Adobe) def\n/Ordering (Identity) def\n/Supplement 0 def\nend def\n/CMapName /{name} def\n\
         /CMapType 1 def\n/WMode 0 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    );
    let (mut map, mut begun) = (map.into_bytes(), 0);
    for block in ends.chunks(BLOCK) {
        let end = block.last().copied().unwrap_or(begun);
        map.extend(format!("{} begincidrange\n", block.len()).bytes());
        map.extend(&lines[begun..end]);
        map.extend(b"endcidrange\n");
        begun = end;
    }
    map.extend(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    (name, map)
}

/// Writes a code as `<0041>`.
fn write_code(code: u16, out: &mut Vec<u8>) {
    let digit = |shift: u16| b"0123456789ABCDEF"[usize::from(code >> shift & 0xF)];
    out.extend([b'<', digit(12), digit(8), digit(4), digit(0), b'>']);
}
