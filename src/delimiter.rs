//! Tell the bytes of a PDF that part its tokens (ISO 32000-1, 7.2.2).

/// Whether a byte is white space.
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Whether a byte is neither white space nor a delimiter.
pub const fn is_regular(byte: u8) -> bool {
    let is_delimiter = matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%');
    !is_space(byte) && !is_delimiter
}
