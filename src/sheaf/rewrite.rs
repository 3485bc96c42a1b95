//! Copy a value byte by byte, with other references, other keys of the structure tree, and other identifiers.

use super::fault::{Faulty, odd};
use super::lex::{Kind, Lexer, digits, reference_at, string, write_string};

/// What becomes of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Becomes {
    /// A reference to another object.
    Object(u32),
    /// Nothing: the dictionary it stands in goes with it.
    Dropped,
}

/// What is changed in a value that is copied.
pub(super) struct Changes<'c> {
    /// What becomes of each reference.
    pub(super) reference: &'c mut dyn FnMut(u32) -> Faulty<Becomes>,
    /// What is added to the keys of the structure tree (`StructParent`, `StructParents`).
    pub(super) parents: u32,
    /// What is put before the identifiers of structure elements (`ID`, `Headers`).
    pub(super) prefix: &'c [u8],
}

/// Copies a value, or a key and a value, behind what `out` holds.
pub(super) fn rewrite(value: &[u8], out: &mut Vec<u8>, changes: &mut Changes<'_>) -> Faulty<()> {
    copy(value, false, out, changes)
}

/// Copies the dictionary that the bytes begin with, whatever stands behind it: where it ends is not looked for before.
pub(super) fn rewrite_first(bytes: &[u8], out: &mut Vec<u8>, changes: &mut Changes<'_>) -> Faulty<()> {
    copy(bytes, true, out, changes)
}

fn copy(value: &[u8], only_first: bool, out: &mut Vec<u8>, changes: &mut Changes<'_>) -> Faulty<()> {
    let mut lexer = Lexer::new(value);
    let (mut copied, mut key): (usize, &[u8]) = (0, b"");
    // Where each open dictionary begins in `out`, and whether it is dropped.
    let mut open: Vec<(usize, bool)> = Vec::new();
    while let Some(token) = lexer.next()? {
        match token.kind {
            Kind::Name => key = &value[token.at.start + 1..token.at.end],
            Kind::DictOpen => {
                out.extend(&value[copied..token.at.start]);
                copied = token.at.start;
                open.push((out.len(), false));
            }
            Kind::DictClose => {
                out.extend(&value[copied..token.at.end]);
                copied = token.at.end;
                let (start, dropped) = open.pop().ok_or_else(|| odd("a dictionary ends twice"))?;
                if dropped {
                    out.truncate(start);
                    if out.ends_with(b"/K") || out.ends_with(b"/K ") {
                        out.extend(b"[]");
                    }
                }
                if only_first && open.is_empty() {
                    return Ok(());
                }
            }
            Kind::Literal | Kind::Hex if key == b"ID" || key == b"Headers" => {
                out.extend(&value[copied..token.at.start]);
                copied = token.at.end;
                let mut identifier = changes.prefix.to_vec();
                identifier.extend(string(&value[token.at])?);
                write_string(&identifier, out);
            }
            Kind::Word => {
                let at = token.at.start;
                if let Some((number, end)) = reference_at(value, at) {
                    out.extend(&value[copied..at]);
                    (copied, lexer.at) = (end, end);
                    match (changes.reference)(number)? {
                        Becomes::Object(number) => write_reference(number, out),
                        Becomes::Dropped => {
                            out.extend(b"null");
                            if let Some((_, dropped)) = open.last_mut() {
                                *dropped = true;
                            }
                        }
                    }
                } else if key == b"StructParents" || key == b"StructParent" {
                    let (number, _) = digits(value, at).ok_or_else(|| odd("a key is no number"))?;
                    out.extend(&value[copied..at]);
                    copied = token.at.end;
                    write_number(number + changes.parents, out);
                }
            }
            _ => {}
        }
    }
    if only_first {
        return Err(odd("a dictionary does not end"));
    }
    out.extend(&value[copied..]);
    Ok(())
}

/// Writes a reference to an object.
pub(super) fn write_reference(number: u32, out: &mut Vec<u8>) {
    write_number(number, out);
    out.extend(b" 0 R");
}

/// Writes a whole number.
pub(super) fn write_number(number: u32, out: &mut Vec<u8>) {
    let mut digits = [0_u8; 10];
    let (mut at, mut rest) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            return out.extend(&digits[at..]);
        }
    }
}

/// Writes an array of references.
pub(super) fn write_references(numbers: &[u32], out: &mut Vec<u8>) {
    out.push(b'[');
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        write_reference(*number, out);
    }
    out.push(b']');
}
