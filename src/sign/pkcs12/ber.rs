//! Turn BER into DER: lengths that are told at the end, and byte strings in pieces, as Windows and browsers write.

use zeroize::Zeroizing;

/// How deep elements may stand in elements.
const DEEPEST: u8 = 64;

/// A byte string in pieces, and a whole one.
const PIECES: u8 = 0x24;
const WHOLE: u8 = 0x04;

/// The first element of `bytes` as DER; what stands behind it is left out.
pub(super) fn der(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut out = room(bytes);
    element(&mut &*bytes, DEEPEST, &mut out)?;
    Some(out)
}

/// Room that never has to grow, which would leave a copy of a secret behind: an element of four bytes at
/// least, tag and end included, becomes one of at most twice as many.
fn room(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(2 * bytes.len()))
}

/// Takes an element off `rest` and puts it behind `out`.
fn element(rest: &mut &[u8], deepest: u8, out: &mut Vec<u8>) -> Option<()> {
    let deepest = deepest.checked_sub(1)?;
    let tag = tag(rest)?;
    let length = length(rest)?;
    if tag[0] & 0x20 == 0 {
        return put(out, tag, take(rest, length?)?);
    }
    let mut inner = room(rest);
    let mut bounded = match length {
        Some(length) => Some(take(rest, length)?),
        None => None,
    };
    let parts = bounded.as_mut().unwrap_or(rest);
    while !ended(parts, length)? {
        if tag[0] == PIECES {
            piece(parts, deepest, &mut inner)?;
        } else {
            element(parts, deepest, &mut inner)?;
        }
    }
    put(out, if tag[0] == PIECES { &[WHOLE] } else { tag }, &inner)
}

/// Whether an element's parts are all taken: at its length, or at two zeros, which are taken off.
fn ended(parts: &mut &[u8], length: Option<usize>) -> Option<bool> {
    if length.is_some() {
        return Some(parts.is_empty());
    }
    let end = parts.get(..2)? == [0, 0];
    if end {
        take(parts, 2)?;
    }
    Some(end)
}

/// Puts the bytes of a byte string's piece behind `out`.
fn piece(parts: &mut &[u8], deepest: u8, out: &mut Vec<u8>) -> Option<()> {
    let mut whole = room(parts);
    element(parts, deepest, &mut whole)?;
    let mut rest = &whole[..];
    let string = tag(&mut rest)? == [WHOLE];
    length(&mut rest)?;
    out.extend_from_slice(rest);
    string.then_some(())
}

fn tag<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let many = rest.first()? & 0x1f == 0x1f;
    let further = if many { 1 + rest[1..].iter().position(|byte| byte & 0x80 == 0)? } else { 0 };
    take(rest, 1 + further)
}

/// A length; `None` inside where the end is told by two zeros.
fn length(rest: &mut &[u8]) -> Option<Option<usize>> {
    let first = take(rest, 1)?[0];
    match first {
        0..0x80 => Some(Some(first.into())),
        0x80 => Some(None),
        _ => {
            let bytes = take(rest, (first & 0x7f).into())?;
            let add = |sum: usize, byte: &u8| sum.checked_mul(256)?.checked_add((*byte).into());
            bytes.iter().try_fold(0, add).map(Some)
        }
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(taken)
}

fn put(out: &mut Vec<u8>, tag: &[u8], value: &[u8]) -> Option<()> {
    out.extend_from_slice(tag);
    let length = u32::try_from(value.len()).ok()?.to_be_bytes();
    let skipped = length.iter().take_while(|byte| **byte == 0).count();
    match (skipped, length) {
        (4, _) => out.push(0),
        (3, [.., short]) if short < 0x80 => out.push(short),
        _ => {
            out.push(0x84 - u8::try_from(skipped).ok()?);
            out.extend_from_slice(&length[skipped..]);
        }
    }
    out.extend_from_slice(value);
    Some(())
}
