//! Tell the bytes of a PDF that part its tokens (ISO 32000-1, 7.2.2).

/// Whether each byte is a regular one. A table, because most of a file is read by it.
const REGULAR: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = !is_space(byte as u8) && !is_delimiter(byte as u8);
        byte += 1;
    }
    table
};

/// Whether a byte is white space.
#[inline]
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Whether a byte is neither white space nor a delimiter.
#[inline]
pub(crate) const fn is_regular(byte: u8) -> bool {
    REGULAR[byte as usize]
}
